#include "sheetrow.h"

#include <stdlib.h>

#include "ascii.h"
#include "limits.h"

void
lr_sheetrow_init(struct lr_sheetrow *r)
{
	*r = (struct lr_sheetrow){ 0 };
	lr_arena_init(&r->texts, LR_LINE_MAX);
}

void
lr_sheetrow_free(struct lr_sheetrow *r)
{
	free(r->cell);
	lr_arena_free(&r->texts);
	lr_sheetrow_init(r);
}

void
lr_sheetrow_clear(struct lr_sheetrow *r)
{
	r->n = 0;
	r->err = LR_OK;
	lr_arena_reset(&r->texts);
}

static bool
make_room(struct lr_sheetrow *r, size_t column)
{
	unsigned cap = r->cap == 0 ? 64 : r->cap;
	struct lr_value *p;

	if (column >= LR_COLUMNS_MAX) {
		r->err = LR_ETOOLONG;
		return false;
	}
	while (cap <= column)
		cap *= 2;
	if (cap == r->cap)
		return true;
	if ((p = realloc(r->cell, cap * sizeof(*p))) == NULL) {
		r->err = LR_ENOMEM;
		return false;
	}
	r->cell = p;
	r->cap = cap;
	return true;
}

void
lr_sheetrow_lend(struct lr_sheetrow *r, size_t column, enum lr_value_type type,
    struct lr_span text)
{
	if (r->err != LR_OK || text.n == 0 || type == LR_VALUE_EMPTY)
		return;
	if (column >= r->cap && !make_room(r, column))
		return;
	while (r->n <= column)
		r->cell[r->n++] = (struct lr_value){ 0 };
	r->cell[column] = (struct lr_value){ type, text };
}

void
lr_sheetrow_put(struct lr_sheetrow *r, size_t column, enum lr_value_type type,
    struct lr_span text)
{
	struct lr_span own;

	if (r->err != LR_OK || text.n == 0 || type == LR_VALUE_EMPTY)
		return;
	own = lr_arena_dup(&r->texts, text);
	if (own.p == NULL)
		r->err = text.n >= r->texts.max - r->texts.used ? LR_ETOOLONG
								: LR_ENOMEM;
	lr_sheetrow_lend(r, column, type, own);
}

bool
lr_sheetrow_reference(struct lr_span s, unsigned *column, unsigned long *row)
{
	unsigned long y = 0;
	unsigned x = 0;
	size_t i = 0;

	for (; i < s.n && lr_is_alpha(s.p[i]) && x <= LR_COLUMNS_MAX; i++)
		x = x * 26 + (unsigned)(lr_upper(s.p[i]) - 'A') + 1;
	if (i == 0 || x > LR_COLUMNS_MAX)
		return false;
	for (; i < s.n && lr_is_digit(s.p[i]) && y <= LR_ROWS_MAX; i++)
		y = y * 10 + (unsigned long)(s.p[i] - '0');
	if (i < s.n || y > LR_ROWS_MAX)
		return false;
	*column = x - 1;
	*row = y;
	return true;
}

size_t
lr_sheetrow_letters(unsigned column, char *out)
{
	unsigned x = column + 1;
	char back[8];
	size_t n = 0, i;

	for (; x > 0 && n < 4; x = (x - 1) / 26)
		back[n++] = (char)('A' + (x - 1) % 26);
	for (i = 0; i < n; i++)
		out[i] = back[n - 1 - i];
	return n;
}
