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

/* Room for n more bytes at the end, or NULL (and the error sticks). What is
 * written there counts once b->n is raised. */
char *lr_buf_room(struct lr_buf *b, size_t n);

void lr_buf_put(struct lr_buf *b, struct lr_span s);
void lr_buf_putc(struct lr_buf *b, char c);
void lr_buf_puts(struct lr_buf *b, const char *s);
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
