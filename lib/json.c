#include "json.h"

#include "ascii.h"
#include "limits.h"
#include "scan.h"
#include "utf8.h"

static enum lr_json_type
bad(struct lr_json *j, const char *why)
{
	j->why = why;
	return LR_JSON_NONE;
}

/* Step over the escape whose backslash is at p; NULL: there is no such. */
static const char *
escape(const char *p)
{
	int i;

	switch (p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return p + 2;
	case 'u':
		for (i = 2; i < 6; i++)
			if (lr_hex(p[i]) < 0)
				return NULL;
		return p + 6;
	}
	return NULL;
}

bool
lr_json_string(struct lr_json *j)
{
	const char *p = j->p + 1;

	j->escaped = false;
	while (*(p = lr_scan_string(p, &j->high)) != '"') {
		if (*p != '\\') {
			bad(j, "a string that does not end");
			return false;
		}
		j->escaped = true;
		if ((p = escape(p)) == NULL) {
			bad(j, "an unknown escape in a string");
			return false;
		}
	}
	j->p = p + 1;
	return true;
}

/* RFC 8259 section 6. */
static enum lr_json_type
number(struct lr_json *j)
{
	const char *p = j->p;

	p += *p == '-';
	if (*p == '0')
		p++;
	else if (!lr_is_digit(*p))
		return bad(j, "no JSON value where one should be");
	else
		while (lr_is_digit(*p))
			p++;
	if (*p == '.') {
		if (!lr_is_digit(*++p))
			return bad(j, "a malformed number");
		while (lr_is_digit(*p))
			p++;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		if (!lr_is_digit(*p))
			return bad(j, "a malformed number");
		while (lr_is_digit(*p))
			p++;
	}
	if (lr_is_alnum(*p) || *p == '.')
		return bad(j, "a malformed number");
	if ((size_t)(p - j->p) > LR_DIGITS_MAX)
		return bad(j, "a number of too many digits");
	j->p = p;
	return LR_JSON_NUMBER;
}

static enum lr_json_type
literal(struct lr_json *j, const char *word, enum lr_json_type type)
{
	size_t i;

	for (i = 0; word[i] != '\0'; i++)
		if (j->p[i] != word[i])
			return bad(j, "no JSON value where one should be");
	if (lr_is_alnum(j->p[i]))
		return bad(j, "no JSON value where one should be");
	j->p += i;
	return type;
}

static inline void
space(struct lr_json *j)
{
	while (lr_json_space(*j->p))
		j->p++;
}

/* A value that holds no others. */
static enum lr_json_type
scalar(struct lr_json *j)
{
	switch (*j->p) {
	case '"':
		return lr_json_string(j) ? LR_JSON_STRING : LR_JSON_NONE;
	case 't':
		return literal(j, "true", LR_JSON_TRUE);
	case 'f':
		return literal(j, "false", LR_JSON_FALSE);
	case 'n':
		return literal(j, "null", LR_JSON_NULL);
	}
	return number(j);
}

/* A name and the colon behind it. */
static bool
name(struct lr_json *j)
{
	space(j);
	if (*j->p != '"') {
		bad(j, "no name where one should be");
		return false;
	}
	if (!lr_json_string(j))
		return false;
	space(j);
	if (*j->p != ':') {
		bad(j, "no colon after a name");
		return false;
	}
	j->p++;
	space(j);
	return true;
}

/* An object or array with all it holds, without recursion: bit d of `kinds`
 * says whether level d is an object. */
static enum lr_json_type
nested(struct lr_json *j, unsigned depth)
{
	enum lr_json_type type = *j->p == '{' ? LR_JSON_OBJECT : LR_JSON_ARRAY;
	uint64_t kinds = 0;
	unsigned d = 0;
	bool object;

	for (;;) {
		/* at the start of a value */
		if (*j->p == '{' || *j->p == '[') {
			if (++d + depth > LR_JSON_DEPTH)
				return bad(j, "nested too deep");
			object = *j->p++ == '{';
			kinds = kinds << 1 | object;
			space(j);
			if (*j->p != (object ? '}' : ']')) {
				if (object && !name(j))
					return LR_JSON_NONE;
				continue;
			}
		} else if (scalar(j) == LR_JSON_NONE) {
			return LR_JSON_NONE;
		}
		/* behind a value, or at the end of an empty one */
		for (;;) {
			space(j);
			object = kinds & 1;
			if (*j->p == ',')
				break;
			if (*j->p != (object ? '}' : ']'))
				return bad(j, "no comma between values");
			j->p++;
			kinds >>= 1;
			if (--d == 0)
				return type;
		}
		j->p++;
		space(j);
		if (object && !name(j))
			return LR_JSON_NONE;
	}
}

enum lr_json_type
lr_json_value(struct lr_json *j, unsigned depth)
{
	if (*j->p == '{' || *j->p == '[')
		return nested(j, depth);
	return scalar(j);
}

static uint32_t
unit(const char *p)
{
	return (uint32_t)(lr_hex(p[0]) << 12 | lr_hex(p[1]) << 8 |
	    lr_hex(p[2]) << 4 | lr_hex(p[3]));
}

/* The character of the escape at p, of which n bytes are there; *used of them
 * belong to it. */
static uint32_t
unescape_one(const char *p, size_t n, size_t *used)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *at;
	uint32_t c, low;

	*used = 2;
	if (p[1] != 'u') {
		at = strchr(from, p[1]);
		return (unsigned char)(at == NULL ? p[1] : to[at - from]);
	}
	*used = 6;
	c = unit(p + 2);
	if (c < 0xd800 || c > 0xdbff || n < 12 || p[6] != '\\' || p[7] != 'u')
		return c;
	low = unit(p + 8);
	if (low < 0xdc00 || low > 0xdfff)
		return c;
	*used = 12;
	return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

void
lr_json_unescape(struct lr_buf *b, struct lr_span s)
{
	char out[4];
	size_t at, used;

	while ((at = lr_span_find(s, '\\')) < s.n) {
		lr_buf_put(b, lr_span_sub(s, 0, at));
		s = lr_span_sub(s, at, s.n);
		lr_buf_put(b,
		    lr_span(
			out, lr_utf8_put(unescape_one(s.p, s.n, &used), out)));
		s = lr_span_sub(s, used, s.n);
	}
	lr_buf_put(b, s);
}

/* The escape of a byte that needs one; returns its length. */
static size_t
escape_byte(unsigned char c, char *out)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\b\f\n\r\t\"\\", to[] = "bfnrt\"\\";
	const char *at = c == 0 ? NULL : strchr(from, c);

	out[0] = '\\';
	if (at != NULL) {
		out[1] = to[at - from];
		return 2;
	}
	out[1] = 'u';
	out[2] = out[3] = '0';
	out[4] = hex[c >> 4];
	out[5] = hex[c & 15];
	return 6;
}

bool
lr_json_plain(struct lr_span s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t bad = 0, x, quote, back;

	/* eight at a time. What borrows from its neighbour follows one that is
	 * bad itself. */
	for (; s.n >= 8; s.p += 8, s.n -= 8) {
		memcpy(&x, s.p, 8);
		quote = x ^ ones * '"';
		back = x ^ ones * '\\';
		bad |= x | (x - ones * 0x20) | (quote - ones) | (back - ones);
	}
	bad &= ones * 0x80;
	for (; s.n > 0; s.p++, s.n--)
		bad |= (unsigned char)(*s.p - 0x20) >= 0x60 || *s.p == '"' ||
		    *s.p == '\\';
	return bad == 0;
}

void
lr_json_escape(struct lr_buf *b, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s), *good = p;
	char out[6];
	unsigned n;

	if (lr_json_plain(s)) {
		lr_buf_put(b, s);
		return;
	}
	for (; p < end; p += n == 0 ? 1 : n) {
		unsigned char c = (unsigned char)*p;

		n = c < 0x80 ? 1 : lr_utf8_len(p, end);
		if (n != 0 && c >= 0x20 && c != '"' && c != '\\')
			continue;
		lr_buf_put(b, lr_span(good, (size_t)(p - good)));
		if (n == 0)
			lr_buf_put(b, LR_SPAN("\xef\xbf\xbd"));
		else
			lr_buf_put(b, lr_span(out, escape_byte(c, out)));
		good = p + 1;
	}
	lr_buf_put(b, lr_span(good, (size_t)(p - good)));
}

/* The part of lr_json_escape_to that is not plain ASCII. */
static char *
escape_rest(char *out, const char *p, const char *end)
{
	while (p < end) {
		unsigned char c = (unsigned char)*p;
		unsigned n = lr_utf8_len(p, end);

		if (n == 0) {
			memcpy(out, "\xef\xbf\xbd", 3);
			out += 3;
			p++;
		} else if (c < 0x20 || c == '"' || c == '\\') {
			out += escape_byte(c, out);
			p++;
		} else {
			memcpy(out, p, n);
			out += n;
			p += n;
		}
	}
	return out;
}

void
lr_json_member(struct lr_buf *b, const char *name, struct lr_span s)
{
	if (s.n == 0)
		return;
	lr_buf_puts(b, ",\"");
	lr_buf_puts(b, name);
	lr_buf_puts(b, "\":\"");
	lr_json_escape(b, s);
	lr_buf_putc(b, '"');
}

char *
lr_json_escape_to(char *out, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);

#ifdef __SSE2__
	/* copy first and look afterwards: reads up to 15 bytes past the end,
	 * and writes as many past the end of the output */
	const __m128i quote = _mm_set1_epi8('"'), back = _mm_set1_epi8('\\');
	const __m128i blank = _mm_set1_epi8(0x20);

	for (; p < end; p += 16, out += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		/* signed: below a blank are the controls and all above 0x7f */
		unsigned m = (unsigned)_mm_movemask_epi8(
		    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(x, quote),
				     _mm_cmpeq_epi8(x, back)),
			_mm_cmplt_epi8(x, blank)));

		_mm_storeu_si128((__m128i *)(void *)out, x);
		if (end - p < 16)
			m &= (1u << (end - p)) - 1;
		if (m != 0) {
			unsigned k = (unsigned)__builtin_ctz(m);

			return escape_rest(out + k, p + k, end);
		}
	}
	return out + (end - p);
#else
	return escape_rest(out, p, end);
#endif
}
