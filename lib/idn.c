#include "idn.h"

#include "ascii.h"
#include "punycode.h"
#include "utf8.h"

#define HOST_MAX 253u

enum script { NEUTRAL, LATIN, GREEK, CYRILLIC, EAST, HANGUL, NONE };

/* Small Cyrillic and Greek letters that look like no Latin one. */
static const uint16_t own[] = { /* delta zeta theta lambda xi pi phi psi omega,
				   omega with tonos */
	0x3b4, 0x3b6, 0x3b8, 0x3bb, 0x3be, 0x3c0, 0x3c6, 0x3c8, 0x3c9, 0x3ce,
	/* be de zhe ze i short-i el ef tse che sha shcha yery e yu ya */
	0x431, 0x434, 0x436, 0x437, 0x438, 0x439, 0x43b, 0x444, 0x446, 0x447,
	0x448, 0x449, 0x44b, 0x44d, 0x44e, 0x44f,
	/* Ukrainian ie, lje, nje, dzhe, ge with upturn */
	0x454, 0x459, 0x45a, 0x45f, 0x491
};

static bool
is_own(uint32_t c)
{
	size_t i = 0, n = sizeof(own) / sizeof(own[0]);

	while (i < n && own[i] != c)
		i++;
	return i < n;
}

/* Latin-1 and Latin Extended-A without those that pass for others: dotless i,
 * l with middle dot, kra, 'n, long s; eth and thorn. */
static bool
is_latin(uint32_t c)
{
	return (c >= 'a' && c <= 'z') ||
	    (c >= 0xdf && c <= 0xff && c != 0xf0 && c != 0xf7 && c != 0xfe) ||
	    (c >= 0x101 && c <= 0x17e && c != 0x131 && c != 0x138 &&
		c != 0x140 && c != 0x149);
}

static enum script
script_of(uint32_t c)
{
	if (c == '-' || (c >= '0' && c <= '9'))
		return NEUTRAL;
	if (is_latin(c))
		return LATIN;
	if (c >= 0x3ac && c <= 0x3ce)
		return GREEK;
	if ((c >= 0x430 && c <= 0x45f) || c == 0x491)
		return CYRILLIC;
	/* not the kana that are a slash and a stroke */
	if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3041 && c <= 0x3094) ||
	    (c >= 0x30a1 && c <= 0x30fa && c != 0x30ce) || c == 0x3005)
		return EAST;
	if (c >= 0xac00 && c <= 0xd7a3)
		return HANGUL;
	return c == 0x30fc ? EAST : NONE;
}

static bool
may_show(const uint32_t *c, unsigned n)
{
	enum script all = NEUTRAL, one;
	unsigned i, letters = 0;
	bool strange = false;

	for (i = 0; i < n; i++) {
		if ((one = script_of(c[i])) == NEUTRAL)
			continue;
		if (one == NONE || (all != NEUTRAL && one != all))
			return false;
		all = one;
		letters++;
		strange |= is_own(c[i]);
	}
	if (all == GREEK || all == CYRILLIC)
		return strange;
	return all != EAST || letters > 1;
}

static bool
add_label(struct lr_span label, struct lr_buf *b)
{
	uint32_t c[LR_PUNYCODE_LABEL];
	char low[LR_PUNYCODE_LABEL], utf8[4];
	unsigned n, i;

	if (label.n > sizeof(low))
		return false;
	label = lr_ascii_fold(label, low);
	if (!lr_span_starts(label, LR_SPAN("xn--"))) {
		lr_buf_put(b, label);
		return true;
	}
	n = lr_punycode_label(label, c);
	if (n == 0 || !may_show(c, n))
		return false;
	for (i = 0; i < n; i++)
		lr_buf_put(b, lr_span(utf8, lr_utf8_put(c[i], utf8)));
	return true;
}

/* A host, or what only looks like one. */
static void
add_host(struct lr_span host, struct lr_buf *b)
{
	struct lr_span rest = host, label;
	size_t before = b->n;
	bool good = host.n <= HOST_MAX, first = true;

	while (good && rest.p != NULL) {
		label = lr_span_cut(&rest, '.');
		if (!first)
			lr_buf_putc(b, '.');
		first = false;
		good = add_label(label, b);
	}
	if (good || b->err != LR_OK)
		return;
	b->n = before;
	lr_buf_put(b, host);
}

static bool
in_host(char c)
{
	return lr_is_alnum(c) || c == '-' || c == '.';
}

/* Where "xn--" is from `at` on, or s.n. */
static size_t
find(struct lr_span s, size_t at)
{
	for (; at + 4 <= s.n; at++)
		if (s.p[at + 2] == '-' && s.p[at + 3] == '-' &&
		    lr_lower(s.p[at]) == 'x' && lr_lower(s.p[at + 1]) == 'n')
			return at;
	return s.n;
}

struct lr_span
lr_idn_text(struct lr_span s, struct lr_buf *b)
{
	size_t at = find(s, 0), from, done = 0;

	if (at == s.n)
		return s;
	lr_buf_clear(b);
	for (; at < s.n; at = find(s, done)) {
		for (from = at; from > done && in_host(s.p[from - 1]); from--)
			;
		lr_buf_put(b, lr_span_sub(s, done, from));
		for (done = at; done < s.n && in_host(s.p[done]); done++)
			;
		add_host(lr_span_sub(s, from, done), b);
	}
	lr_buf_put(b, lr_span_sub(s, done, s.n));
	return lr_buf_span(b);
}
