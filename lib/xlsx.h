/*
 * xlsx: the rows of a workbook of Office Open XML (xlsx, xlsm), as they
 * stream by.
 */
#ifndef LR_XLSX_H
#define LR_XLSX_H

#include "reader.h"
#include "zip.h"

/* Takes zip over; raw as in sheet.h. After an error *r is to be closed, too,
 * where it is not NULL. */
enum lr_err lr_xlsx_open(
    struct lr_reader **r, struct lr_zip *zip, bool raw, struct lr_buf *why);

#endif
