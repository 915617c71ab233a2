/*
 * ods: the rows of an OpenDocument spreadsheet (OASIS ODF 1.0 to 1.3), as they
 * stream by, in a zip file or flat in one XML file (fods).
 */
#ifndef LR_ODS_H
#define LR_ODS_H

#include "reader.h"
#include "zip.h"

/* Takes zip over. After an error *r is to be closed, too, where it is not
 * NULL. */
enum lr_err lr_ods_open(
    struct lr_reader **r, struct lr_zip *zip, bool raw, struct lr_buf *why);

/* The same of one XML file, whose descriptor is borrowed. */
enum lr_err lr_ods_open_flat(
    struct lr_reader **r, int fd, bool raw, struct lr_buf *why);

#endif
