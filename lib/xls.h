/*
 * xls: the rows of a workbook of Excel 5 to 2003. Such a file may have its
 * cells in any order: those of the chosen sheet are held, 16 bytes each.
 */
#ifndef LR_XLS_H
#define LR_XLS_H

#include "reader.h"

#define LR_XLS_MAX (256u << 20) /* bytes of a file */

/* fd is borrowed. After an error *r is to be closed, too, where it is not
 * NULL. */
enum lr_err lr_xls_open(
    struct lr_reader **r, int fd, bool raw, struct lr_buf *why);

#endif
