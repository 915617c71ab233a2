#include "../tap.h"

#include "ascii.h"

static void
classes(void)
{
	int c, digits = 0, alphas = 0, alnums = 0, hexes = 0, changed = 0;
	bool good = true;

	for (c = 0; c < 256; c++) {
		char x = (char)c;
		bool up = c >= 'A' && c <= 'Z', low = c >= 'a' && c <= 'z';

		digits += lr_is_digit(x);
		alphas += lr_is_alpha(x);
		alnums += lr_is_alnum(x);
		hexes += lr_hex(x) >= 0;
		changed += (lr_lower(x) != x) + (lr_upper(x) != x);
		good = good && lr_is_digit(x) == (c >= '0' && c <= '9') &&
		    lr_is_alpha(x) == (up || low) &&
		    lr_lower(x) == (up ? (char)(c + 32) : x) &&
		    lr_upper(x) == (low ? (char)(c - 32) : x);
	}
	ok(good, "every byte is in its classes");
	ok(digits == 10 && alphas == 52 && alnums == 62 && hexes == 22 &&
		changed == 52,
	    "and in no others");
	ok(lr_hex('0') == 0 && lr_hex('9') == 9 && lr_hex('a') == 10 &&
		lr_hex('F') == 15 && lr_hex('g') < 0 && lr_hex('@') < 0 &&
		lr_hex('\x01') < 0 && lr_hex('\x10') < 0,
	    "hex");
}

static void
text(void)
{
	ok(lr_ascii_eq(LR_SPAN("aBc"), LR_SPAN("AbC")) &&
		!lr_ascii_eq(LR_SPAN("ab"), LR_SPAN("abc")) &&
		lr_ascii_eq(lr_span(NULL, 0), LR_SPAN("")),
	    "eq without case");
	ok(!lr_ascii_eq(LR_SPAN("@"), LR_SPAN("`")) &&
		!lr_ascii_eq(LR_SPAN("["), LR_SPAN("{")) &&
		!lr_ascii_eq(LR_SPAN("\xc4"), LR_SPAN("\xe4")),
	    "eq: only letters of ASCII have a case");
	ok(lr_ascii_find(LR_SPAN("xxABCyy"), LR_SPAN("abc")) == 2 &&
		lr_ascii_find(LR_SPAN("aab"), LR_SPAN("ab")) == 1 &&
		lr_ascii_find(LR_SPAN("ab"), LR_SPAN("abc")) == 2 &&
		lr_ascii_find(LR_SPAN("abd"), LR_SPAN("abc")) == 3 &&
		lr_ascii_find(lr_span(NULL, 0), LR_SPAN("a")) == 0,
	    "find without case");
}

static const struct {
	const char *pattern, *s;
	bool match;
} globs[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "*", "", true },
	{ "*", "abc", true },
	{ "**", "x", true },
	{ "?", "", false },
	{ "?", "a", true },
	{ "a*c", "abc", true },
	{ "a*c", "ac", true },
	{ "a*c", "abd", false },
	{ "*.example", "www.example", true },
	{ "*.example", ".example", true },
	{ "*.example", "example", false },
	{ "a*b*c", "aXbYbZc", true },
	{ "a*b*c", "acb", false },
	{ "*ab", "aab", true },
	{ "a?c*", "abcde", true },
	{ "*?", "", false },
	{ "A", "a", false },
	{ "[a]", "a", false },
	{ "abc*", "ab", false },
};

static void
glob(void)
{
	static char many[20000], stars[4001];
	size_t i;

	for (i = 0; i < sizeof(globs) / sizeof(globs[0]); i++)
		ok(lr_ascii_glob(lr_span_str(globs[i].pattern),
		       lr_span_str(globs[i].s)) == globs[i].match,
		    "glob '%s' and '%s'", globs[i].pattern, globs[i].s);
	memset(many, 'a', sizeof(many));
	for (i = 0; i < 4000; i++)
		stars[i] = i % 2 ? 'a' : '*';
	stars[4000] = 'b';
	ok(!lr_ascii_glob(lr_span(stars, 4001), lr_span(many, sizeof(many))),
	    "glob: 2000 stars end in good time");
}

int
main(void)
{
	classes();
	text();
	glob();
	{
		char low[8];
		struct lr_span f = lr_ascii_fold(LR_SPAN("aB-\xc4Z"), low);

		is(f.p, f.n, "ab-\xc4z", "fold");
	}
	return done();
}
