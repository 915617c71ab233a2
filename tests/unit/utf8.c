#include "../tap.h"

#include "../fail.h"
#include "utf8.h"

#define R "\xef\xbf\xbd" /* U+FFFD */

/* RFC 3629 section 4, at the edges of each row of its table; and what repair
 * makes of it by the maximal subparts of Unicode 3.9, table 3-8 and D93b. */
static const struct {
	const char *s, *fixed; /* NULL: well-formed */
} table[] = {
	{ "", NULL },
	{ "plain", NULL },
	{ "\x7f", NULL },
	{ "\xc2\x80", NULL },
	{ "\xdf\xbf", NULL },
	{ "\xe0\xa0\x80", NULL },
	{ "\xe0\xbf\xbf", NULL },
	{ "\xe1\x80\x80", NULL },
	{ "\xec\xbf\xbf", NULL },
	{ "\xed\x80\x80", NULL },
	{ "\xed\x9f\xbf", NULL },
	{ "\xee\x80\x80", NULL },
	{ "\xef\xbf\xbf", NULL },
	{ "\xf0\x90\x80\x80", NULL },
	{ "\xf0\xbf\xbf\xbf", NULL },
	{ "\xf1\x80\x80\x80", NULL },
	{ "\xf3\xbf\xbf\xbf", NULL },
	{ "\xf4\x80\x80\x80", NULL },
	{ "\xf4\x8f\xbf\xbf", NULL },
	{ "1234567\xc3\xa4", NULL },
	{ "12345678\xc3\xa4", NULL },
	{ "\x80", R },
	{ "\xbf", R },
	{ "\xc0\x80", R R },
	{ "\xc1\xbf", R R },
	{ "\xc2", R },
	{ "\xc2\x7f", R "\x7f" },
	{ "\xc2\xc2\x80", R "\xc2\x80" },
	{ "\xdf\xc0", R R },
	{ "\xe0\x80\x80", R R R },
	{ "\xe0\x9f\xbf", R R R },
	{ "\xe0\xa0", R },
	{ "\xe0\xa0x", R "x" },
	{ "\xe1\x80", R },
	{ "\xe1\x80\xe1\x80\x80", R "\xe1\x80\x80" },
	{ "\xed\xa0\x80", R R R },
	{ "\xed\xbf\xbf", R R R },
	{ "\xed\x9f", R },
	{ "\xef\xbf", R },
	{ "\xf0\x80\x80\x80", R R R R },
	{ "\xf0\x8f\xbf\xbf", R R R R },
	{ "\xf0\x90", R },
	{ "\xf0\x90\x80", R },
	{ "\xf0\x90\x80x", R "x" },
	{ "\xf1\x80\x80\xe1\x80\xc2"
	  "b",
	    R R R "b" },
	{ "\xf4\x90\x80\x80", R R R R },
	{ "\xf4\x8f\xbf", R },
	{ "\xf5\x80\x80\x80", R R R R },
	{ "\xf8\x88\x80\x80\x80", R R R R R },
	{ "\xfe", R },
	{ "\xff", R },
	{ "1234567\xc3", "1234567" R },
	{ "12345678\xff"
	  "12345678",
	    "12345678" R "12345678" },
	/* table 3-8 to 3-11 of Unicode 3.9 */
	{ "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82"
	  "A",
	    R R R R R R R R "A" },
	{ "\xed\xa0\x80\xed\xbf\xbf\xed\xaf"
	  "A",
	    R R R R R R R R "A" },
	{ "\xf4\x91\x92\x93\xff"
	  "A\x80\xbf"
	  "B",
	    R R R R R "A" R R "B" },
	{ "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf"
	  "A",
	    R R R R "A" },
};

static void
rows(void)
{
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, 1000);
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct lr_span s = lr_span_str(table[i].s);
		const char *want =
		    table[i].fixed == NULL ? table[i].s : table[i].fixed;

		ok(lr_utf8_valid(s) == (table[i].fixed == NULL), "row %zu: %s",
		    i, table[i].fixed == NULL ? "valid" : "malformed");
		lr_buf_clear(&b);
		lr_utf8_fix(&b, s);
		is(b.p, b.n, want, "    and as it is repaired");
	}
	lr_buf_clear(&b);
	ok(lr_utf8_valid(lr_span(NULL, 0)), "nothing is valid");
	lr_utf8_fix(&b, lr_span(NULL, 0));
	lr_utf8_fix(&b, lr_span("a\0b", 3));
	ok(b.n == 3, "NUL is a character");
	lr_buf_free(&b);
}

/* All that there are, through put, len, get; and each cut short. */
static void
all(void)
{
	unsigned long bad = 0;
	char out[5];
	uint32_t c;

	for (c = 0; c <= 0x10ffff; c++) {
		bool surrogate = c >= 0xd800 && c <= 0xdfff;
		unsigned n = lr_utf8_put(c, out), k;
		unsigned want = c < 0x80 ? 1
		    : c < 0x800		 ? 2
		    : c < 65536		 ? 3
					 : 4;

		bad += n != (surrogate ? 3 : want) ||
		    lr_utf8_len(out, out + n) != n ||
		    lr_utf8_get(out, n) != (surrogate ? 0xfffd : c);
		for (k = 0; k < n; k++)
			bad += lr_utf8_len(out, out + k) != 0;
	}
	ok(bad == 0, "every code point there and back, none when cut");
	ok(lr_utf8_put(0x110000, out) == 3 && memcmp(out, R, 3) == 0 &&
		lr_utf8_put(UINT32_MAX, out) == 3 && memcmp(out, R, 3) == 0,
	    "beyond the last one");
}

static void
width(void)
{
	static const struct {
		const char *s;
		size_t width;
	} w[] = { { "", 0 }, { "abc", 3 }, { "\xc3\xa4", 1 },
		{ "\xe6\x97\xa5\xe6\x9c\xac", 4 }, { "e\xcc\x81", 1 },
		{ "\xef\xbc\xa1", 2 }, { "\xef\xbd\xb1", 1 },
		{ "\xed\x95\x9c", 2 }, { "\xe2\x80\x8b", 0 },
		{ "\xf0\x9f\x98\x80", 2 }, { "\x1b[m", 2 }, { "\xc2\x85", 0 },
		{ "\x7f", 0 } };
	size_t i;

	for (i = 0; i < sizeof(w) / sizeof(w[0]); i++)
		ok(lr_utf8_width(lr_span_str(w[i].s)) == w[i].width,
		    "width %zu", w[i].width);
	ok(lr_utf8_width(lr_span(NULL, 0)) == 0, "width of nothing");
}

static void
unsafe(void)
{
	static const uint32_t no[] = { 0, 9, 10, 0x1b, 0x1f, 0x7f, 0x80, 0x9b,
		0x9f, 0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e,
		0x2066, 0x2069, 0xfeff };
	static const uint32_t yes[] = { 0x20, 0x7e, 0xa0, 0x200d, 0x2027,
		0x202f, 0x2065, 0x206a, 0xfffd, 0x1f600 };
	size_t i;

	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		ok(lr_utf8_unsafe(no[i]), "unsafe: U+%04x", (unsigned)no[i]);
	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		ok(!lr_utf8_unsafe(yes[i]), "safe: U+%04x", (unsigned)yes[i]);
}

/* A malformed byte at every place of a long text. */
static void
places(void)
{
	char text[64];
	unsigned bad = 0;
	size_t i;

	for (i = 0; i < sizeof(text); i++) {
		memset(text, 'a', sizeof(text));
		bad += !lr_utf8_valid(lr_span(text, sizeof(text)));
		text[i] = '\x80';
		bad += lr_utf8_valid(lr_span(text, sizeof(text)));
		bad += !lr_utf8_valid(lr_span(text, i));
	}
	ok(bad == 0, "one bad byte at every place of 64");
}

/* Upper case, lower case; more in what is read as it stands. */
static const char *const cases[][2] = {
	{ "", "" },
	{ "Abc 1", "abc 1" },
	{ "M\xc3\x9cLLER & S\xc3\x96HNE", "m\xc3\xbcller & s\xc3\xb6hne" },
	{ "\xc3\x80\xc3\x9e\xc3\x97\xc3\x9f",
	    "\xc3\xa0\xc3\xbe\xc3\x97\xc3\x9f" },
	/* A and Z with their signs, dotted I, kra, L, Y, long s */
	{ "\xc4\x80\xc5\xbd\xc4\xb0", "\xc4\x81\xc5\xbe\xc4\xb0" },
	{ "\xc4\xb8\xc5\x81\xc5\xb8\xc5\xbf",
	    "\xc4\xb8\xc5\x82\xc3\xbf\xc5\xbf" },
	/* Greek: Alpha, Omega, those with accents; Cyrillic: A, Ya, Io */
	{ "\xce\x91\xce\xa9\xce\x86\xce\x8f",
	    "\xce\xb1\xcf\x89\xce\xac\xcf\x8e" },
	{ "\xd0\x90\xd0\xaf\xd0\x81", "\xd0\xb0\xd1\x8f\xd1\x91" },
	/* longer ones, and what is none, stay */
	{ "\xe1\xba\x9e\xf0\x9f\x98\x80", "\xe1\xba\x9e\xf0\x9f\x98\x80" },
	{ "\xc3", "\xc3" },
	{ "\xc3"
	  "A\xff\xc3\x9c",
	    "\xc3"
	    "a\xff\xc3\xbc" },
};

static void
folds(void)
{
	char out[64], again[64], letter[4];
	unsigned bad = 0, changed = 0;
	struct lr_span s;
	uint32_t c;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = lr_utf8_fold(lr_span_str(cases[i][0]), out);
		is(s.p, s.n, cases[i][1], "in lower case");
	}
	for (c = 0x80; c < 0x800; c++) {
		s = lr_span(letter, lr_utf8_put(c, letter));
		bad += !lr_utf8_valid(lr_utf8_fold(s, out));
		changed += memcmp(out, letter, 2) != 0;
		(void)lr_utf8_fold(lr_span(out, 2), again);
		bad += memcmp(out, again, 2) != 0;
	}
	ok(bad == 0 && changed > 150, "letters stay letters, once and for all");
}

int
main(void)
{
	struct lr_buf b;

	folds();
	rows();
	all();
	width();
	unsafe();
	places();
	lr_buf_init(&b, 5);
	lr_utf8_fix(&b, LR_SPAN("\xff\xff"));
	ok(b.err == LR_ETOOLONG, "a ceiling on the way");
	lr_buf_free(&b);
	return done();
}
