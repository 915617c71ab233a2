#include "buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "num.h"

void
lr_buf_init(struct lr_buf *b, size_t max)
{
	*b = (struct lr_buf){ .max = max };
}

void
lr_buf_free(struct lr_buf *b)
{
	free(b->p);
	*b = (struct lr_buf){ .max = b->max };
}

void
lr_buf_clear(struct lr_buf *b)
{
	b->n = 0;
	b->err = LR_OK;
}

char *
lr_buf_make_room(struct lr_buf *b, size_t n)
{
	size_t cap = b->cap == 0 ? 64 : b->cap;
	char *p;

	if (b->err != LR_OK)
		return NULL;
	if (n <= b->cap - b->n && b->p != NULL)
		return b->p + b->n;
	if (cap > b->max)
		cap = b->max;
	if (n > b->max - b->n) {
		b->err = LR_ETOOLONG;
		return NULL;
	}
	while (cap - b->n < n)
		cap = cap > b->max / 2 ? b->max : cap * 2;
	/* one more for lr_buf_str */
	if ((p = realloc(b->p, cap + 1)) == NULL) {
		b->err = LR_ENOMEM;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return b->p + b->n;
}

void
lr_buf_putu(struct lr_buf *b, uint64_t v)
{
	char tmp[LR_NUM_TEXT];

	lr_buf_put(b, lr_span(tmp, lr_num_put(v, tmp)));
}

void
lr_buf_vprintf(struct lr_buf *b, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0) {
		if (b->err == LR_OK)
			b->err = LR_EBAD;
		return;
	}
	if ((p = lr_buf_room(b, (size_t)n)) == NULL)
		return;
	/* the byte that room keeps for lr_buf_str takes the NUL */
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	b->n += (size_t)n;
}

void
lr_buf_printf(struct lr_buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	lr_buf_vprintf(b, fmt, ap);
	va_end(ap);
}

const char *
lr_buf_str(struct lr_buf *b)
{
	if (b->err != LR_OK || lr_buf_room(b, 0) == NULL)
		return "";
	b->p[b->n] = '\0';
	return b->p;
}
