/*
 * sheet: the rows of a spreadsheet of any kind, told by its content: xlsx and
 * xlsm, ods and fods, xls, and delimited text (see delimited.h), compressed or
 * not. Heap; borrows its descriptor, a pipe or a file.
 *
 * No sheet is ever held whole. Of xlsx the shared strings are, of xls all
 * cells of the sheet; a pipe is kept in memory, never on disk, but for text.
 * Files that are encrypted, damaged or made to fill memory are refused.
 */
#ifndef LR_SHEET_H
#define LR_SHEET_H

#include "reader.h"

#define LR_SHEET_FILE_MAX (UINT64_C(512) << 20) /* bytes of a pipe */

struct lr_sheet; /* heap */

struct lr_sheet_options {
	bool raw;	      /* numbers as they are stored, dates too */
	const char *encoding; /* of text; NULL: found out */
	char separator;	      /* of text; 0: found out */
};

/* LR_EBAD: it cannot be read, lr_sheet_why. After an error *s is to be closed,
 * too, where it is not NULL. o may be NULL. */
enum lr_err lr_sheet_open(
    struct lr_sheet **s, int fd, const struct lr_sheet_options *o);
void lr_sheet_close(struct lr_sheet *s);

/* Words for what the last call answered, LR_EIO and the like included. */
const char *lr_sheet_why(struct lr_sheet *s, enum lr_err err);

/* "xlsx", "ods", "xls" or "csv". */
const char *lr_sheet_format(const struct lr_sheet *s);

/* All sheets in the order of the file. They live as long as s. Reads an ods
 * file to its end. */
enum lr_err lr_sheet_list(
    struct lr_sheet *s, const struct lr_sheet_info **info, unsigned *n);

/* Choose a sheet by its number from 0, or the first that is a table, hidden
 * or not. LR_END: there is none. A text can be chosen only once. */
enum lr_err lr_sheet_choose(struct lr_sheet *s, unsigned i);
enum lr_err lr_sheet_choose_first(struct lr_sheet *s);

/* The next row that holds text; rows without are left out, row->number tells.
 * It lives until the next call. LR_END; LR_ETOOLONG: row->number is over
 * a limit, the next call goes on; any other error is the end. */
enum lr_err lr_sheet_next(struct lr_sheet *s, const struct lr_sheetrow **row);

#endif
