#include "biff.h"

#include "utf8.h"

void
lr_biff_init(struct lr_biff *b, struct lr_span all, size_t at)
{
	*b = (struct lr_biff){ .all = all, .at = at };
}

static unsigned
get16(const char *p)
{
	return (unsigned)(unsigned char)p[0] |
	    (unsigned)(unsigned char)p[1] << 8;
}

enum lr_err
lr_biff_next(struct lr_biff *b)
{
	size_t left = b->at < b->all.n ? b->all.n - b->at : 0, n;

	b->rest = (struct lr_span){ NULL, 0 };
	if (left == 0)
		return LR_END;
	if (left < 4)
		return LR_EBAD;
	b->id = get16(b->all.p + b->at);
	n = get16(b->all.p + b->at + 2);
	if (n > left - 4)
		return LR_EBAD;
	b->rest = lr_span(b->all.p + b->at + 4, n);
	b->at += 4 + n;
	return LR_OK;
}

/* Where a record ends, its CONTINUE follows. */
static bool
go_on(struct lr_biff *b)
{
	while (b->rest.n == 0) {
		if (b->all.n - b->at < 4 ||
		    get16(b->all.p + b->at) != LR_BIFF_CONTINUE)
			return false;
		if (lr_biff_next(b) != LR_OK)
			return false;
	}
	return true;
}

static struct lr_span
take(struct lr_biff *b, size_t n)
{
	struct lr_span s = lr_span_sub(b->rest, 0, n);

	b->rest = lr_span_sub(b->rest, s.n, b->rest.n);
	return s;
}

unsigned
lr_biff_u8(struct lr_biff *b)
{
	struct lr_span s = take(b, 1);

	return s.n == 1 ? (unsigned char)s.p[0] : 0;
}

unsigned
lr_biff_u16(struct lr_biff *b)
{
	struct lr_span s = take(b, 2);

	return s.n == 2 ? get16(s.p) : 0;
}

uint32_t
lr_biff_u32(struct lr_biff *b)
{
	struct lr_span s = take(b, 4);

	return s.n == 4 ? get16(s.p) | (uint32_t)get16(s.p + 2) << 16 : 0;
}

double
lr_biff_double(struct lr_biff *b)
{
	uint64_t low = lr_biff_u32(b),
		 bits = low | (uint64_t)lr_biff_u32(b) << 32;
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

double
lr_biff_rk(uint32_t rk)
{
	uint64_t bits = (uint64_t)(rk & ~UINT32_C(3)) << 32;
	double v;

	if (rk & 2)
		v = (double)((int64_t)(rk >> 2) -
		    (rk & UINT32_C(0x80000000) ? INT64_C(1) << 30 : 0));
	else
		memcpy(&v, &bits, sizeof(v));
	return rk & 1 ? v / 100 : v;
}

/* A character of UTF-16; of a pair the second half completes the first. */
static void
put_unit(struct lr_buf *out, uint32_t c, uint32_t *high)
{
	char *p;

	if (*high != 0 && c >> 10 == 0xdc00 >> 10)
		c = 0x10000 + ((*high & 0x3ff) << 10 | (c & 0x3ff));
	else if (*high != 0)
		lr_buf_puts(out, "\xef\xbf\xbd");
	*high = c >> 10 == 0xd800 >> 10 ? c : 0;
	if (*high == 0 && (p = lr_buf_room(out, 4)) != NULL)
		out->n += lr_utf8_put(c == 0 ? 0xfffd : c, p);
}

/* n characters, one or two bytes each as flags say; each CONTINUE begins with
 * new flags. */
static bool
characters(struct lr_biff *b, unsigned n, unsigned flags, struct lr_buf *out)
{
	uint32_t high = 0;

	for (; n > 0; n--) {
		if (b->rest.n == 0) {
			if (!go_on(b))
				return false;
			flags = lr_biff_u8(b);
		}
		put_unit(
		    out, flags & 1 ? lr_biff_u16(b) : lr_biff_u8(b), &high);
	}
	if (high != 0)
		lr_buf_puts(out, "\xef\xbf\xbd");
	return true;
}

bool
lr_biff_text(struct lr_biff *b, unsigned n, struct lr_buf *out)
{
	return characters(b, n, lr_biff_u8(b), out);
}

static bool
skip(struct lr_biff *b, uint64_t n)
{
	while (n > 0) {
		if (!go_on(b))
			return false;
		n -= take(b, n < 65536 ? (size_t)n : 65536).n;
	}
	return true;
}

bool
lr_biff_shared(struct lr_biff *b, struct lr_buf *out)
{
	unsigned n, flags;
	uint64_t more = 0;

	if (!go_on(b))
		return false;
	n = lr_biff_u16(b);
	flags = lr_biff_u8(b);
	if (flags & 8) /* fonts of parts of it */
		more += 4 * (uint64_t)lr_biff_u16(b);
	if (flags & 4) /* how it is spoken */
		more += lr_biff_u32(b);
	return characters(b, n, flags, out) && skip(b, more);
}

void
lr_biff_bytes(struct lr_biff *b, unsigned n, struct lr_charset *charset,
    struct lr_buf *out)
{
	lr_charset_put(charset, take(b, n), true, out);
}
