#include "textlz.h"

#include <stdint.h>
#include <stdlib.h>

enum {
	LEAST = LR_TEXTLZ_LEAST,
	MOST = LEAST + 63, /* bytes of one copy */
	REACH = 1 << 18,   /* three digits */
	HEADS = 1 << 15,
	TRIES = 24 /* places that are looked at */
};

/* Where the last text with a hash began, and before each place the one before
 * it; one more than that, so that 0 is none. */
struct places {
	uint32_t head[HEADS];
	uint32_t before[];
};

static unsigned
hash(const char *p)
{
	/* the same on machines of either byte order */
	uint64_t v = (uint64_t)(unsigned char)p[0] |
	    (uint64_t)(unsigned char)p[1] << 8 |
	    (uint64_t)(unsigned char)p[2] << 16 |
	    (uint64_t)(unsigned char)p[3] << 24 |
	    (uint64_t)(unsigned char)p[4] << 32 |
	    (uint64_t)(unsigned char)p[5] << 40;
	return (unsigned)(v * 0x9e3779b97f4a7c15u >> 49) & (HEADS - 1);
}

static bool
inside(const char *p, const char *end)
{
	return p < end && ((unsigned char)*p & 0xc0) == 0x80;
}

/* How much is the same, to the end of a character. */
static size_t
same(const char *a, const char *b, const char *end)
{
	size_t n = 0;

	while (n < MOST && b + n < end && a[n] == b[n])
		n++;
	while (n > 0 && inside(b + n, end))
		n--;
	return n;
}

/* The longest copy for what stands at `at`; 0: none. */
static size_t
longest(const struct places *l, struct lr_span s, size_t at, size_t *from)
{
	size_t best = 0, n, k = l->head[hash(s.p + at)];
	unsigned tries;

	for (tries = 0; k > 0 && at - (k - 1) <= REACH && tries < TRIES;
	     tries++, k = l->before[k - 1]) {
		n = same(s.p + k - 1, s.p + at, lr_span_end(s));
		if (n > best) {
			best = n;
			*from = k - 1;
		}
	}
	return best < LEAST ? 0 : best;
}

static void
remember(struct places *l, struct lr_span s, size_t at)
{
	unsigned h;

	if (s.n - at < LEAST || inside(s.p + at, lr_span_end(s)))
		return;
	h = hash(s.p + at);
	l->before[at] = l->head[h];
	l->head[h] = (uint32_t)at + 1;
}

static void
put_copy(struct lr_buf *out, size_t distance, size_t n)
{
	static const char digits[] = LR_TEXTLZ_DIGITS;
	size_t d = distance - 1;

	lr_buf_putc(out, '~');
	lr_buf_putc(out, digits[d >> 12 & 63]);
	lr_buf_putc(out, digits[d >> 6 & 63]);
	lr_buf_putc(out, digits[d & 63]);
	lr_buf_putc(out, digits[n - LEAST]);
}

enum lr_err
lr_textlz(struct lr_span s, struct lr_buf *out)
{
	struct places *l;
	size_t at = 0, n, from = 0, k;

	if (s.n > LR_TEXTLZ_MAX)
		return LR_ETOOLONG;
	l = calloc(1, sizeof(*l) + s.n * sizeof(l->before[0]));
	if (l == NULL)
		return LR_ENOMEM;
	while (at < s.n) {
		n = s.n - at < LEAST ? 0 : longest(l, s, at, &from);
		if (n > 0)
			put_copy(out, at - from, n);
		else if (s.p[at] == '~')
			lr_buf_puts(out, "~~");
		else
			lr_buf_putc(out, s.p[at]);
		for (k = 0; k < (n > 0 ? n : 1); k++)
			remember(l, s, at + k);
		at += k;
	}
	free(l);
	return out->err;
}
