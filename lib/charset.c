#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "utf8.h"

#define IN_SIZE 1024u
#define OUT_SIZE (8u * IN_SIZE) /* no charset makes more of a byte */
#define LONGEST 64u		/* more bytes than any character has */

struct lr_charset {
	iconv_t cd; /* not for UTF-8 */
	bool utf8;
	size_t unit; /* bytes that a malformed character takes at least */
	size_t n;    /* bytes of in: a character without its end */
	char in[IN_SIZE];
	char out[OUT_SIZE];
};

/* Nothing that glibc would take for a suffix, a path or the locale's. */
static bool
is_name(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) &&
		    lr_span_find(LR_SPAN("-_.:+()"), s.p[i]) == 7)
			return false;
	return s.n > 0 && lr_is_alnum(s.p[0]);
}

static size_t
unit_of(struct lr_span name)
{
	static const struct {
		struct lr_span name;
		size_t unit;
	} wide[] = { { { "utf-16", 6 }, 2 }, { { "utf16", 5 }, 2 },
		{ { "ucs-2", 5 }, 2 }, { { "ucs2", 4 }, 2 },
		{ { "unicode", 7 }, 2 }, { { "utf-32", 6 }, 4 },
		{ { "utf32", 5 }, 4 }, { { "ucs-4", 5 }, 4 },
		{ { "ucs4", 4 }, 4 } };
	size_t i;

	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (lr_ascii_eq(
			lr_span_sub(name, 0, wide[i].name.n), wide[i].name))
			return wide[i].unit;
	return 1;
}

enum lr_err
lr_charset_open(struct lr_charset **c, const char *from)
{
	struct lr_span name = lr_span_str(from);

	*c = NULL;
	if (!is_name(name))
		return LR_EBAD;
	if ((*c = malloc(sizeof(**c))) == NULL)
		return LR_ENOMEM;
	(*c)->unit = unit_of(name);
	(*c)->n = 0;
	(*c)->utf8 = lr_ascii_eq(name, LR_SPAN("utf-8")) ||
	    lr_ascii_eq(name, LR_SPAN("utf8"));
	if ((*c)->utf8)
		return LR_OK;
	(*c)->cd = iconv_open("UTF-8", from);
	/* NOLINTNEXTLINE: POSIX has it that way */
	if ((*c)->cd == (iconv_t)-1) {
		free(*c);
		*c = NULL;
		return errno == ENOMEM ? LR_ENOMEM : LR_EBAD;
	}
	return LR_OK;
}

void
lr_charset_close(struct lr_charset *c)
{
	if (c == NULL)
		return;
	if (!c->utf8)
		iconv_close(c->cd);
	free(c);
}

/* Bytes at the end of s that more bytes could make a character of. */
static size_t
unfinished(struct lr_span s)
{
	char low[8], high[8];
	size_t n;

	for (n = s.n < 3 ? s.n : 3; n > 0; n--) {
		memset(low, 0x80, sizeof(low));
		memset(high, 0xbf, sizeof(high));
		memcpy(low, s.p + s.n - n, n);
		memcpy(high, low, n);
		if (lr_utf8_len(low, low + sizeof(low)) > n ||
		    lr_utf8_len(high, high + sizeof(high)) > n)
			return n;
	}
	return 0;
}

/* iconv does not tell a sequence cut off from one that is malformed in the
 * same way however the bytes come. */
static void
repair(struct lr_charset *c, bool last, struct lr_buf *out)
{
	struct lr_span s = lr_span(c->in, c->n);
	size_t rest = last ? 0 : unfinished(s);

	lr_utf8_fix(out, lr_span(s.p, s.n - rest));
	memmove(c->in, c->in + s.n - rest, rest);
	c->n = rest;
}

/* What is in c->in, but for a character without its end unless last. */
static void
convert(struct lr_charset *c, bool last, struct lr_buf *out)
{
	char *p = c->in, *q;
	size_t n = c->n, room, before, bad;
	bool whole, stuck;

	if (c->utf8) {
		repair(c, last, out);
		return;
	}
	while (n > 0 && out->err == LR_OK) {
		before = n;
		q = c->out;
		room = sizeof(c->out);
		whole = iconv(c->cd, &p, &n, &q, &room) != (size_t)-1;
		lr_buf_put(out, lr_span(c->out, (size_t)(q - c->out)));
		stuck = n == before && q == c->out;
		if (whole || (errno == E2BIG && !stuck))
			continue;
		if (errno == EINVAL && !last && n < LONGEST)
			break;
		lr_buf_puts(out, "\xef\xbf\xbd");
		bad = n < c->unit ? n : c->unit;
		p += bad;
		n -= bad;
	}
	memmove(c->in, p, n);
	c->n = n;
}

void
lr_charset_put(
    struct lr_charset *c, struct lr_span s, bool last, struct lr_buf *out)
{
	char *q = c->out;
	size_t n, room = sizeof(c->out);

	while (s.n > 0 && out->err == LR_OK) {
		n = sizeof(c->in) - c->n;
		n = s.n < n ? s.n : n;
		memcpy(c->in + c->n, s.p, n);
		c->n += n;
		s = lr_span_sub(s, n, s.n);
		convert(c, false, out);
	}
	if (!last)
		return;
	convert(c, true, out);
	c->n = 0;
	if (c->utf8)
		return;
	/* some charsets keep a letter until they know its accent */
	iconv(c->cd, NULL, NULL, &q, &room);
	lr_buf_put(out, lr_span(c->out, (size_t)(q - c->out)));
}
