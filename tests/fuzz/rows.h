/*
 * What must hold of every spreadsheet, for the fuzz targets that read some.
 */
#ifndef FUZZ_ROWS_H
#define FUZZ_ROWS_H

#include <stdint.h>

#include "ascii.h"
#include "scratch.h"
#include "sheet.h"
#include "utf8.h"

#define ROWS_MAX 2000u /* looked at of a sheet */

/* Good texts, and numbers that are some. */
static inline void
check_cell(const struct lr_value *v, bool raw)
{
	const char *digits = "0123456789+-.e";
	size_t i;

	if (v->type == LR_VALUE_EMPTY) {
		must(v->text.n == 0);
		return;
	}
	must(v->text.n > 0 && lr_utf8_valid(v->text));
	if (v->type == LR_VALUE_BOOL)
		must(v->text.p[0] == 'T' || v->text.p[0] == 'F');
	if (v->type != LR_VALUE_NUMBER || raw)
		return;
	for (i = 0; i < v->text.n; i++)
		must(memchr(digits, v->text.p[i], 14) != NULL);
}

static inline enum lr_err
check_rows(struct lr_sheet *s, bool raw)
{
	const struct lr_sheetrow *row;
	unsigned long last = 0;
	unsigned rows = 0, i;
	enum lr_err err;

	while (rows++ < ROWS_MAX) {
		err = lr_sheet_next(s, &row);
		if (err == LR_ETOOLONG)
			continue;
		if (err != LR_OK)
			return err;
		must(row->n > 0 && row->n <= LR_COLUMNS_MAX);
		must(row->number > last);
		must(row->cell[row->n - 1].type != LR_VALUE_EMPTY);
		last = row->number;
		for (i = 0; i < row->n; i++)
			check_cell(&row->cell[i], raw);
	}
	return LR_OK;
}

/* A refusal has a reason. */
static inline bool
good(struct lr_sheet *s, enum lr_err err)
{
	must(err != LR_EIO && err != LR_ENOMEM);
	must(err != LR_EBAD || *lr_sheet_why(s, err) != '\0');
	return err == LR_OK;
}

static inline void
check_sheet(struct lr_span file, const struct lr_sheet_options *o)
{
	static FILE *f;
	const struct lr_sheet_info *info;
	struct lr_sheet *s;
	enum lr_err err;
	unsigned i, n;

	err = lr_sheet_open(&s, refill(&f, file), o);
	if (good(s, err)) {
		if (good(s, lr_sheet_list(s, &info, &n)))
			for (i = 0; i < n; i++)
				must(info[i].name.n == 0 ||
				    lr_utf8_valid(info[i].name));
		if (n > 20)
			n = 20;
		for (i = 0; i < n; i++) {
			err = lr_sheet_choose(s, i);
			if (err != LR_END && good(s, err))
				(void)good(s, check_rows(s, o->raw));
		}
	}
	lr_sheet_close(s);
}

#endif
