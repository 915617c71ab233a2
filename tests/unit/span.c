#include "../tap.h"

#include "span.h"

static void
cut(void)
{
	struct lr_span rest = LR_SPAN("a,,b"), one;

	one = lr_span_cut(&rest, ',');
	is(one.p, one.n, "a", "cut: the first part");
	one = lr_span_cut(&rest, ',');
	ok(one.p != NULL && one.n == 0, "cut: an empty part has a pointer");
	one = lr_span_cut(&rest, ',');
	is(one.p, one.n, "b", "cut: the last part");
	ok(rest.p == NULL && rest.n == 0, "cut: then nothing is left");

	rest = LR_SPAN("a,");
	lr_span_cut(&rest, ',');
	ok(rest.p != NULL && rest.n == 0, "cut: an empty rest is one more");
	one = lr_span_cut(&rest, ',');
	ok(one.p != NULL && one.n == 0 && rest.p == NULL, "cut: and the last");
	rest = lr_span("x\0y", 3);
	one = lr_span_cut(&rest, '\0');
	ok(one.n == 1 && rest.n == 1 && rest.p[0] == 'y', "cut: at a NUL");
	rest = lr_span(NULL, 0);
	one = lr_span_cut(&rest, ',');
	ok(one.p == NULL && rest.p == NULL, "cut: of nothing is nothing");
}

static void
front(void)
{
	struct lr_span s = LR_SPAN("[a\r\n\rb\n\r\n"), none = { NULL, 0 };
	struct lr_span one;

	ok(!lr_span_take(&s, 'a') && lr_span_take(&s, '[') && s.p[0] == 'a',
	    "take: a byte that is there");
	one = lr_span_line(&s);
	is(one.p, one.n, "a", "line: without CR LF");
	one = lr_span_line(&s);
	is(one.p, one.n, "\rb", "line: a CR elsewhere is of it");
	one = lr_span_line(&s);
	ok(one.p != NULL && one.n == 0 && s.p != NULL && s.n == 0,
	    "line: an empty one, and what is behind the last");
	ok(!lr_span_take(&none, '\0') && lr_span_line(&none).p == NULL,
	    "nothing has no first byte, and no lines");
}

static void
compare(void)
{
	struct lr_span a = LR_SPAN("abc"), none = { NULL, 0 };
	struct lr_span empty = { "", 0 };

	ok(lr_span_eq(none, empty) && lr_span_eq(a, a), "eq");
	ok(!lr_span_eq(a, LR_SPAN("ab")) && !lr_span_eq(a, LR_SPAN("abd")),
	    "eq: other length, other byte");
	ok(lr_span_eq(lr_span("a\0b", 3), lr_span("a\0b", 3)) &&
		!lr_span_eq(lr_span("a\0b", 3), lr_span("a\0c", 3)),
	    "eq: NUL is a byte like others");
	ok(lr_span_starts(a, LR_SPAN("ab")) && lr_span_starts(a, none) &&
		lr_span_starts(a, a) && !lr_span_starts(a, LR_SPAN("abcd")) &&
		!lr_span_starts(none, LR_SPAN("a")),
	    "starts");
	ok(lr_span_ends(a, LR_SPAN("bc")) && lr_span_ends(a, none) &&
		lr_span_ends(a, a) && !lr_span_ends(a, LR_SPAN("xabc")) &&
		!lr_span_ends(a, LR_SPAN("ab")),
	    "ends");
	ok(lr_span_cmp(a, a) == 0 && lr_span_cmp(a, LR_SPAN("abd")) < 0 &&
		lr_span_cmp(LR_SPAN("abd"), a) > 0 &&
		lr_span_cmp(LR_SPAN("ab"), a) < 0 && lr_span_cmp(a, none) > 0 &&
		lr_span_cmp(none, empty) == 0,
	    "cmp: bytes, then length");
	ok(lr_span_cmp(LR_SPAN("\x80"), LR_SPAN("a")) > 0,
	    "cmp: bytes have no sign");
}

static void
parts(void)
{
	struct lr_span a = LR_SPAN("abc"), s;

	s = lr_span_sub(a, 1, 2);
	is(s.p, s.n, "b", "sub");
	s = lr_span_sub(a, 1, 99);
	is(s.p, s.n, "bc", "sub: the end is clamped");
	s = lr_span_sub(a, 99, 100);
	ok(s.n == 0 && s.p == a.p + 3, "sub: so is the start");
	s = lr_span_sub(a, 2, 1);
	ok(s.n == 0, "sub: backwards is empty");
	s = lr_span_sub(lr_span(NULL, 0), 0, 1);
	ok(s.p == NULL && s.n == 0, "sub: of nothing");
	ok(lr_span_find(a, 'c') == 2 && lr_span_find(a, 'x') == 3 &&
		lr_span_find(lr_span(NULL, 0), 'x') == 0,
	    "find");
	s = lr_span_trim(LR_SPAN(" \t a b\t "));
	is(s.p, s.n, "a b", "trim");
	ok(lr_span_trim(LR_SPAN(" \t ")).n == 0 &&
		lr_span_trim(lr_span(NULL, 0)).n == 0,
	    "trim: blanks only, nothing");
	s = lr_span_trim(LR_SPAN("\na\r"));
	ok(s.n == 3, "trim: line ends are no blanks");
	ok(lr_span_str(NULL).p == NULL && lr_span_str("").n == 0 &&
		lr_span_str("ab").n == 2 && LR_SPAN("a\0b").n == 3,
	    "str and literals");
}

int
main(void)
{
	cut();
	front();
	compare();
	parts();
	return done();
}
