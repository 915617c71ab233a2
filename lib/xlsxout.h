/*
 * xlsxout: a workbook for Excel, written row by row, through libxlsxwriter.
 *
 *	lr_xlsxout_open(&x, created);
 *	s = lr_xlsxout_sheet(x, "Leads", columns);	columns: names, NULL
 *	lr_xlsxout_text(x, s, company);			cells from left to right
 *	lr_xlsxout_int(x, s, visits);
 *	lr_xlsxout_row(x, s);				the next row
 *	err = lr_xlsxout_close(x, STDOUT_FILENO);
 *
 * Sheets may be written in turns, at most LR_XLSXOUT_SHEETS. The header row is
 * bold and frozen, with filters; columns are as wide as what they hold. A text
 * is a text whatever it looks like: never a formula, a number or a link.
 * Malformed UTF-8 and characters that XML or people's eyes cannot take become
 * U+FFFD, texts end at Excel's 32,767 characters.
 *
 * Nothing is written anywhere but to the descriptor of close: libxlsxwriter's
 * temporary files are memory of ours (memfile.h; some ten bytes a cell until
 * close), the finished package is an anonymous memory file until it is copied
 * out. The same cells and the same time of creation make the same bytes.
 *
 * One workbook at a time. Errors stick: check what close answers. LR_ENOMEM;
 * LR_ETOOLONG: a sheet has more rows than Excel takes; LR_EIO with errno: the
 * descriptor, or no /proc; LR_EBAD: this libxlsxwriter cannot be kept off the
 * disk.
 */
#ifndef LR_XLSXOUT_H
#define LR_XLSXOUT_H

#include <stdint.h>

#include "err.h"
#include "span.h"

#define LR_XLSXOUT_SHEETS 32u
#define LR_XLSXOUT_COLUMNS 64u
#define LR_XLSXOUT_ROWS 1048576u /* of a sheet, with its header */

struct lr_xlsxout; /* heap */

/* created is what the workbook says of itself, seconds since 1970. */
enum lr_err lr_xlsxout_open(struct lr_xlsxout **x, int64_t created);

/* A sheet with that header row; its number. The name is one that Excel takes:
 * up to 31 characters, none of []:*?/\. The columns are literals. */
unsigned lr_xlsxout_sheet(
    struct lr_xlsxout *x, const char *name, const char *const *columns);

/* One cell each, in the next column. An empty text and { NULL, 0 } leave it
 * empty. */
void lr_xlsxout_text(struct lr_xlsxout *x, unsigned sheet, struct lr_span s);
void lr_xlsxout_int(struct lr_xlsxout *x, unsigned sheet, int64_t v);
void lr_xlsxout_real(struct lr_xlsxout *x, unsigned sheet, double v);
/* 0.25 is shown as 25.0%. */
void lr_xlsxout_share(struct lr_xlsxout *x, unsigned sheet, double v);
/* Seconds since 1970 as a date and time of UTC that can be reckoned with. */
void lr_xlsxout_time(struct lr_xlsxout *x, unsigned sheet, int64_t t);
/* A text that leads to url where that is http, https or mailto, and where the
 * sheet has not yet all the links that Excel takes (65,530). */
void lr_xlsxout_link(struct lr_xlsxout *x, unsigned sheet, struct lr_span url,
    struct lr_span text);

/* The row is done. */
void lr_xlsxout_row(struct lr_xlsxout *x, unsigned sheet);

/* Rows of the sheet so far, without the header. */
uint32_t lr_xlsxout_rows(const struct lr_xlsxout *x, unsigned sheet);

/* Finish, write all of it to fd (-1: nowhere) and free. The first error there
 * was. */
enum lr_err lr_xlsxout_close(struct lr_xlsxout *x, int fd);

#endif
