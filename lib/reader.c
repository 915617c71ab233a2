#include "reader.h"

#include <stdlib.h>

void
lr_reader_init(struct lr_reader *r, const struct lr_reader_calls *calls,
    struct lr_buf *why)
{
	*r = (struct lr_reader){ .calls = calls, .why = why };
	lr_arena_init(&r->names, 1u << 20);
}

void
lr_reader_free(struct lr_reader *r)
{
	free(r->info);
	lr_arena_free(&r->names);
}

enum lr_err
lr_reader_add(
    struct lr_reader *r, struct lr_span name, enum lr_sheet_state state)
{
	unsigned cap = r->cap == 0 ? 16 : r->cap * 2;
	struct lr_sheet_info *p;

	if (r->n == LR_SHEETS_MAX)
		return lr_reader_bad(r->why, "over %u sheets", LR_SHEETS_MAX);
	if (r->n == r->cap) {
		if ((p = realloc(r->info, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		r->info = p;
		r->cap = cap;
	}
	p = &r->info[r->n];
	*p = (struct lr_sheet_info){ .state = state, .table = true };
	p->name = lr_arena_dup(&r->names, name);
	if (p->name.p == NULL && name.n > 0)
		return lr_reader_bad(r->why, "names of sheets of over 1 MiB");
	r->n++;
	return LR_OK;
}

enum lr_err
lr_reader_bad(struct lr_buf *why, const char *fmt, ...)
{
	va_list ap;

	lr_buf_clear(why);
	va_start(ap, fmt);
	lr_buf_vprintf(why, fmt, ap);
	va_end(ap);
	if (why->err != LR_OK) {
		lr_buf_clear(why);
		lr_buf_puts(why, "broken, in more words than fit here");
	}
	return LR_EBAD;
}
