/*
 * span: a pointer and a length that borrow bytes. May hold NUL, is not
 * terminated. An absent text is { NULL, 0 }; an empty one has a pointer.
 */
#ifndef LR_SPAN_H
#define LR_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct lr_span {
	const char *p;
	size_t n;
};

/* The span of a string literal. */
#define LR_SPAN(lit) ((struct lr_span){ (lit), sizeof(lit) - 1 })

static inline struct lr_span
lr_span(const char *p, size_t n)
{
	return (struct lr_span){ p, n };
}

static inline struct lr_span
lr_span_str(const char *s)
{
	return (struct lr_span){ s, s == NULL ? 0 : strlen(s) };
}

static inline bool
lr_span_eq(struct lr_span a, struct lr_span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
lr_span_starts(struct lr_span s, struct lr_span head)
{
	return s.n >= head.n &&
	    (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

static inline bool
lr_span_ends(struct lr_span s, struct lr_span tail)
{
	return s.n >= tail.n &&
	    (tail.n == 0 || memcmp(s.p + (s.n - tail.n), tail.p, tail.n) == 0);
}

/* Behind the last byte. (C forbids adding even 0 to NULL.) */
static inline const char *
lr_span_end(struct lr_span s)
{
	return s.n == 0 ? s.p : s.p + s.n;
}

/* Bytes from and up to; both are clamped to the span. */
static inline struct lr_span
lr_span_sub(struct lr_span s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct lr_span){ from == 0 ? s.p : s.p + from, to - from };
}

/* Take the byte c off the front; false: it begins otherwise. */
static inline bool
lr_span_take(struct lr_span *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = lr_span_sub(*s, 1, s->n);
	return true;
}

/* Offset of the first byte c, or s.n. */
static inline size_t
lr_span_find(struct lr_span s, char c)
{
	const char *q = s.n == 0 ? NULL : memchr(s.p, c, s.n);

	return q == NULL ? s.n : (size_t)(q - s.p);
}

/* Cut the part before the first c off *rest and return it; c itself goes.
 * Without a c the whole of *rest is returned and *rest becomes { NULL, 0 },
 * which is how a loop ends. */
struct lr_span lr_span_cut(struct lr_span *rest, char c);

/* The same of a line: neither "\n" nor "\r\n" is part of it. */
struct lr_span lr_span_line(struct lr_span *rest);

/* Without blanks and tabs at both ends. */
struct lr_span lr_span_trim(struct lr_span s);

/* Total order: bytes, then length. For qsort and binary search. */
int lr_span_cmp(struct lr_span a, struct lr_span b);

#endif
