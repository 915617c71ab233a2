/*
 * Any text as a condition: read or refused, at a place within it; what was
 * read, asked of two rows, never reads beyond, and "not (...)" of it is the
 * opposite.
 */
#include <stdio.h>
#include <stdlib.h>

#include "where.h"

static int
find(void *arg, struct lr_span name, enum lr_where_type *type)
{
	(void)arg;
	if (name.n != 1 || name.p[0] < 'a' || name.p[0] >= 'a' + LR_WHERE_TYPES)
		return -1;
	*type = (enum lr_where_type)(name.p[0] - 'a');
	return name.p[0] - 'a';
}

static bool
time_of(void *arg, struct lr_span s, int64_t *t)
{
	(void)arg;
	*t = (int64_t)s.n;
	return s.n > 3;
}

static bool
value(void *arg, unsigned field, struct lr_where_value *v)
{
	const unsigned *row = arg;

	v->number = field;
	v->most = *row == 0 ? field : field * 2;
	v->text = *row == 0 ? LR_SPAN("Text") : LR_SPAN("");
	v->items = *row * 2;
	return field != *row;
}

static void
item(void *arg, size_t i, struct lr_where_value *v)
{
	(void)arg;
	v->text = i == 0 ? LR_SPAN("a") : LR_SPAN("b*");
	v->also = i == 0 ? LR_SPAN("/b") : LR_SPAN("");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct lr_where_fields fields = { find, time_of, NULL };
	struct lr_span text = lr_span((const char *)data, size);
	struct lr_where *w, *not ;
	char turned[5000];
	unsigned row;
	struct lr_where_wrong bad;
	int n;

	if (lr_where_new(&w, text, &fields, &bad) != LR_OK) {
		size_t at = (size_t)(bad.word.p - text.p);

		if (bad.why == NULL || bad.column == 0 || bad.column > at + 1 ||
		    at + bad.word.n > size)
			abort();
		return 0;
	}
	n = size < 4000 && memchr(data, '\0', size) == NULL
	    ? snprintf(turned, sizeof(turned), "not (%.*s)", (int)size,
		  (const char *)data)
	    : 0;
	for (row = 0; row < 2; row++) {
		const struct lr_where_row r = { value, item, &row };
		bool is = lr_where_true(w, &r);

		if (n == 0 ||
		    lr_where_new(&not, lr_span(turned, (size_t)n), &fields,
			&bad) != LR_OK)
			continue; /* one level too deep */
		if (lr_where_true(not, &r) == is)
			abort();
		lr_where_free(not );
	}
	lr_where_free(w);
	return 0;
}
