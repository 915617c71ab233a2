#include "utf8.h"

#include <string.h>

#include "ascii.h"

struct lr_span
lr_utf8_unmark(struct lr_span s)
{
	return lr_span_starts(s, LR_SPAN("\xef\xbb\xbf"))
	    ? lr_span_sub(s, 3, s.n)
	    : s;
}

unsigned
lr_utf8_len(const char *s, const char *end)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = (size_t)(end - s);

	if (n == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4 || n < 2 || (p[1] & 0xc0) != 0x80)
		return 0;
	if (p[0] < 0xe0)
		return 2;
	if (p[0] == 0xe0 && p[1] < 0xa0)
		return 0;
	if (p[0] == 0xed && p[1] > 0x9f)
		return 0;
	if (p[0] == 0xf0 && p[1] < 0x90)
		return 0;
	if (p[0] == 0xf4 && p[1] > 0x8f)
		return 0;
	if (n < 3 || (p[2] & 0xc0) != 0x80)
		return 0;
	if (p[0] < 0xf0)
		return 3;
	return n >= 4 && (p[3] & 0xc0) == 0x80 ? 4 : 0;
}

bool
lr_utf8_valid(struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);
	uint64_t w;
	unsigned n;

	while (p < end) {
		if (end - p >= 8) {
			memcpy(&w, p, 8);
			if ((w & 0x8080808080808080u) == 0) {
				p += 8;
				continue;
			}
		}
		if ((n = lr_utf8_len(p, end)) == 0)
			return false;
		p += n;
	}
	return true;
}

uint32_t
lr_utf8_get(const char *s, unsigned len)
{
	const unsigned char *p = (const unsigned char *)s;

	switch (len) {
	case 2:
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	case 3:
		return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
		    (p[2] & 0x3fu);
	case 4:
		return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 |
		    (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
	}
	return p[0];
}

unsigned
lr_utf8_put(uint32_t c, char *out)
{
	if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		c = 0xfffd;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* How many bytes of a malformed sequence one U+FFFD stands for: the longest
 * prefix that some well-formed sequence begins with, at least one byte. */
static unsigned
subpart(const char *p, const char *end)
{
	static const char tail[] = "\x80\x80";
	char whole[4];
	unsigned n, have, full, i;

	full = (unsigned char)p[0] >= 0xf0 ? 4 : 3;
	for (have = 3; have > 1; have--) {
		if (have >= full || (size_t)(end - p) < have)
			continue;
		memcpy(whole, p, have);
		for (i = have; i < full; i++)
			whole[i] = tail[0];
		n = lr_utf8_len(whole, whole + full);
		if (n == full)
			return have;
	}
	return 1;
}

void
lr_utf8_fix(struct lr_buf *b, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s), *good = p;
	unsigned n;

	while (p < end) {
		if ((n = lr_utf8_len(p, end)) != 0) {
			p += n;
			continue;
		}
		lr_buf_put(b, lr_span(good, (size_t)(p - good)));
		lr_buf_put(b, LR_SPAN("\xef\xbf\xbd"));
		p += subpart(p, end);
		good = p;
	}
	lr_buf_put(b, lr_span(good, (size_t)(p - good)));
}

/* ---- cases of letters */

/* Latin Extended-A has pairs, the capital first: on even numbers, and in two
 * stretches on odd ones. */
static bool
is_first_of_pair(uint32_t c)
{
	bool odd = (c >= 0x139 && c <= 0x148) || c >= 0x179;

	return c != 0x130 && c != 0x138 && c != 0x178 && c != 0x17f &&
	    c % 2 == (odd ? 1 : 0);
}

/* Of a letter of two bytes. */
static uint32_t
lower(uint32_t c)
{
	if (c < 0x100)
		return c >= 0xc0 && c <= 0xde && c != 0xd7 ? c + 0x20 : c;
	if (c < 0x180)
		return c == 0x178 ? 0xff : is_first_of_pair(c) ? c + 1 : c;
	if (c >= 0x391 && c <= 0x3ab)
		return c == 0x3a2 ? c : c + 0x20;
	if (c >= 0x400 && c <= 0x42f)
		return c < 0x410 ? c + 0x50 : c + 0x20;
	if (c == 0x386)
		return 0x3ac;
	if (c >= 0x388 && c <= 0x38a)
		return c + 0x25;
	return c == 0x38c ? 0x3cc : c == 0x38e || c == 0x38f ? c + 0x3f : c;
}

struct lr_span
lr_utf8_fold(struct lr_span s, char *out)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		out[i] = lr_lower(s.p[i]);
		if ((unsigned char)s.p[i] < 0xc3 ||
		    lr_utf8_len(s.p + i, lr_span_end(s)) != 2)
			continue;
		(void)lr_utf8_put(lower(lr_utf8_get(s.p + i, 2)), out + i);
		i++;
	}
	return lr_span(out, s.n);
}

bool
lr_utf8_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* Blocks that terminals draw two columns wide (Unicode 15, EastAsianWidth
 * W and F, in the large). */
static const struct range {
	uint32_t first, last;
} wide[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },
	{ 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },
	{ 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
}, zero[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },
	{ 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x200b, 0x200f },
	{ 0x202a, 0x202e }, { 0x2060, 0x2069 }, { 0x20d0, 0x20f0 },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff },
};

static bool
within(const struct range *r, size_t n, uint32_t c)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (c >= r[i].first && c <= r[i].last)
			return true;
	return false;
}

size_t
lr_utf8_width(struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);
	size_t width = 0;
	uint32_t c;
	unsigned n;

	for (; p < end; p += n) {
		n = 1;
		if ((*p >= 0x20 && *p < 0x7f) ||
		    (n = lr_utf8_len(p, end)) == 0) {
			n = 1;
			width++;
			continue;
		}
		c = lr_utf8_get(p, n);
		if (c >= 0x20 && c < 0x300)
			width += c < 0x7f || c >= 0xa0;
		else if (c >= 0x300 &&
		    !within(zero, sizeof(zero) / sizeof(zero[0]), c))
			width += within(wide, sizeof(wide) / sizeof(wide[0]), c)
			    ? 2
			    : 1;
	}
	return width;
}
