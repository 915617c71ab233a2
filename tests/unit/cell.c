#include "../tap.h"

#include "../draw.h"
#include "cell.h"
#include "utf8.h"

static const struct {
	const char *s, *want;
} formulas[] = { { "", "" }, { "plain", "plain" }, { "a=b", "a=b" },
	{ "=1+1", "'=1+1" }, { "+1", "'+1" }, { "-1", "'-1" },
	{ "@SUM(A1)", "'@SUM(A1)" }, { "\t=1", "'\t=1" }, { "\r=1", "'\r=1" },
	{ "  =1", "'  =1" }, { " -x", "' -x" }, { "'=1", "'=1" }, { "=", "'=" },
	{ " ", " " }, { "5-3", "5-3" },
	{ "\xef\xbc\x9d"
	  "1",
	    "'\xef\xbc\x9d"
	    "1" },
	{ "a;=1+1;-;b; @c;", "a;'=1+1;'-;b;' @c;" },
	{ "a;\"=1\"", "a;'\"=1\"" }, { ";", ";" }, { ";;", ";;" },
	{ "; ", "; " }, { "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0" } };

static const struct {
	const char *s;
	size_t width;
	const char *want;
} cells[] = { { "", 5, "" }, { "abc", 5, "abc" }, { "abcde", 5, "abcde" },
	{ "abcdef", 5, "ab..." }, { "abcdef", 3, "..." }, { "abcdef", 2, ".." },
	{ "abcdef", 1, "." }, { "abcdef", 0, "" }, { "a", 1, "a" },
	{ "\xc3\xa4\xc3\xb6\xc3\xbc", 3, "\xc3\xa4\xc3\xb6\xc3\xbc" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 6,
	    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 5, "\xe6\x97\xa5..." },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 4, "..." },
	{ "a\nb", 10, "a\\x0ab" }, { "\x1b[31m", 10, "\\x1b[31m" },
	{ "\x7f", 10, "\\x7f" }, { "\xc2\x9b", 10, "\\xc2\\x9b" },
	{ "\xff", 10, "\\xff" }, { "\xe2\x80\xae", 20, "\\xe2\\x80\\xae" },
	{ "a\xff"
	  "b",
	    3, "..." },
	{ "\xff\xff\xff", 11, "\\xff\\xff..." },
	{ "e\xcc\x81", 1, "e\xcc\x81" }, { "\\x41", 10, "\\x41" } };

int
main(void)
{
	unsigned long bad = 0;
	char text[40], what[40];
	struct lr_buf b;
	size_t i, k, n;

	lr_buf_init(&b, 1000);
	for (i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
		lr_buf_clear(&b);
		lr_cell_formula_safe(&b, lr_span_str(formulas[i].s));
		is(b.p, b.n, formulas[i].want, "for a spreadsheet");
	}
	for (i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		snprintf(what, sizeof(what), "cell %zu of %zu columns", i,
		    cells[i].width);
		lr_buf_clear(&b);
		lr_cell_terminal(&b, lr_span_str(cells[i].s), cells[i].width);
		is(b.p, b.n, cells[i].want, what);
	}
	lr_cell_terminal(&b, lr_span(NULL, 0), 5);
	lr_cell_formula_safe(&b, lr_span(NULL, 0));
	/* whatever comes: within the width, valid, without controls */
	for (i = 0; i < 50000; i++) {
		size_t width = draw() % 30;
		const char *p;

		for (k = 0; k < sizeof(text); k++)
			text[k] = (char)(draw() % 3 ? draw() : draw() % 128);
		lr_buf_clear(&b);
		lr_cell_terminal(&b, lr_span(text, draw() % 40), width);
		bad += !lr_utf8_valid(lr_buf_span(&b)) ||
		    lr_utf8_width(lr_buf_span(&b)) > width;
		for (p = b.p, n = b.n; n > 0 && p < b.p + n;) {
			unsigned len = lr_utf8_len(p, b.p + n);

			if (len == 0 || lr_utf8_unsafe(lr_utf8_get(p, len))) {
				bad++;
				break;
			}
			p += len;
		}
	}
	ok(bad == 0, "50000 random texts are safe and fit");
	lr_buf_free(&b);
	return done();
}
