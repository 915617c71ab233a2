/*
 * buf: bytes that grow up to a ceiling. Owns its memory.
 *
 * Errors stick: after LR_ENOMEM or LR_ETOOLONG every append is ignored, so
 * check buf.err once per record, not once per append. lr_buf_clear forgets
 * both the bytes and the error.
 */
#ifndef LR_BUF_H
#define LR_BUF_H

#include <stdarg.h>
#include <stdint.h>

#include "err.h"
#include "span.h"

struct lr_buf {
	char *p; /* NULL until something was appended */
	size_t n;
	size_t cap;
	size_t max;
	enum lr_err err;
};

void lr_buf_init(struct lr_buf *b, size_t max);
void lr_buf_free(struct lr_buf *b);
void lr_buf_clear(struct lr_buf *b);

/* The slow half of lr_buf_room. */
char *lr_buf_make_room(struct lr_buf *b, size_t n);

/* Room for n more bytes at the end, or NULL (and the error sticks). What is
 * written there counts once b->n is raised. */
static inline char *
lr_buf_room(struct lr_buf *b, size_t n)
{
	if (b->err == LR_OK && b->p != NULL && n <= b->cap - b->n)
		return b->p + b->n;
	return lr_buf_make_room(b, n);
}

static inline void
lr_buf_put(struct lr_buf *b, struct lr_span s)
{
	char *p = lr_buf_room(b, s.n);

	if (p == NULL || s.n == 0)
		return;
	memcpy(p, s.p, s.n);
	b->n += s.n;
}

static inline void
lr_buf_putc(struct lr_buf *b, char c)
{
	char *p = lr_buf_room(b, 1);

	if (p == NULL)
		return;
	*p = c;
	b->n++;
}

static inline void
lr_buf_puts(struct lr_buf *b, const char *s)
{
	lr_buf_put(b, lr_span_str(s));
}

void lr_buf_putu(struct lr_buf *b, uint64_t v);
void lr_buf_printf(struct lr_buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void lr_buf_vprintf(struct lr_buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* The contents as a C string that lives until the next call; "" after an
 * error. */
const char *lr_buf_str(struct lr_buf *b);

static inline struct lr_span
lr_buf_span(const struct lr_buf *b)
{
	return (struct lr_span){ b->p, b->n };
}

#endif
