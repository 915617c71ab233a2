/*
 * sheetrow: a row of a table while it is read, cell by cell, and then to be
 * looked at. Owns its texts but for those that were lent.
 */
#ifndef LR_SHEETROW_H
#define LR_SHEETROW_H

#include "arena.h"
#include "err.h"
#include "span.h"

enum lr_value_type {
	LR_VALUE_EMPTY,
	LR_VALUE_TEXT,	   /* UTF-8 */
	LR_VALUE_NUMBER,   /* a decimal number, as JSON has it */
	LR_VALUE_BOOL,	   /* TRUE or FALSE */
	LR_VALUE_DATE,	   /* 2026-11-22, 2026-11-22T10:00:00 or 10:00:00 */
	LR_VALUE_DURATION, /* hours:minutes:seconds, also over 24 */
	LR_VALUE_ERROR	   /* #N/A and the like */
};

struct lr_value {
	enum lr_value_type type;
	struct lr_span text;
};

#define LR_COLUMNS_MAX 16384u /* of a sheet: A to XFD */
#define LR_ROWS_MAX 1048576u

struct lr_sheetrow {
	unsigned long number;  /* from 1, as programs show it */
	struct lr_value *cell; /* the n cells up to the last that holds text */
	unsigned n;
	unsigned cap;
	struct lr_arena texts;
	enum lr_err err; /* sticks; LR_ETOOLONG: texts of over LR_LINE_MAX */
};

void lr_sheetrow_init(struct lr_sheetrow *r);
void lr_sheetrow_free(struct lr_sheetrow *r);

/* No cells, no error. */
void lr_sheetrow_clear(struct lr_sheetrow *r);

/* Column from 0. An empty text makes no cell. The text is copied, or lent:
 * then it lives as long as the row. */
void lr_sheetrow_put(struct lr_sheetrow *r, size_t column,
    enum lr_value_type type, struct lr_span text);
void lr_sheetrow_lend(struct lr_sheetrow *r, size_t column,
    enum lr_value_type type, struct lr_span text);

/* The column that letters name: "A" is 0, "XFD5" 16383, and the digits behind
 * them, 0 without any. False: no such reference. */
bool lr_sheetrow_reference(
    struct lr_span s, unsigned *column, unsigned long *row);

/* The letters of a column at out (4 bytes); their number. */
size_t lr_sheetrow_letters(unsigned column, char *out);

#endif
