#include "rpsl.h"

#include "../tap.h"
#include "buf.h"
#include "clock.h"

/* What the reader tells of a text, as one line: "name=value" of each
 * attribute, "." at the end of an object, with ! for bad and < for cut. It
 * gets `step` bytes more at a time. */
static void
tell(struct lr_span s, size_t step, struct lr_buf *b)
{
	struct lr_rpsl r = { .lines = 0 };
	struct lr_span in = lr_span(s.p, 0);
	const char *end = s.p + s.n;
	enum lr_rpsl_got got;
	char text[80];
	bool last;

	lr_buf_clear(b);
	for (;;) {
		last = in.p + in.n == end;
		got = lr_rpsl_next(&r, &in, last);
		if (got == LR_RPSL_MORE && last)
			break;
		if (got == LR_RPSL_MORE) {
			in.n = (size_t)(end - in.p) - in.n < step
			    ? (size_t)(end - in.p)
			    : in.n + step;
		} else if (got == LR_RPSL_OBJECT) {
			lr_buf_printf(b, "%lu%s%s.", r.attrs, r.bad ? "!" : "",
			    r.cut ? "<" : "");
		} else {
			lr_buf_put(b, r.name);
			lr_buf_putc(b, '=');
			lr_buf_put(b,
			    lr_span(
				text, lr_rpsl_text(r.raw, text, sizeof(text))));
			lr_buf_printf(b, "@%lu ", r.line);
		}
	}
}

static void
told(const char *in, const char *want, const char *what)
{
	static const size_t steps[] = { 1, 7, 4096 };
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, 1 << 20);
	for (i = 0; i < 3; i++) {
		tell(lr_span_str(in), steps[i], &b);
		is(b.p, b.n, want, what);
	}
	lr_buf_free(&b);
}

static void
shapes(void)
{
	told("", "", "nothing");
	told("\n\n \t\n\r\n", "", "blank lines");
	told("a: b", "a=b@1 1.", "no newline at the end");
	told("a:b\n\nc:d\n\n\n", "a=b@1 1.c=d@3 1.", "two objects");
	told("inetnum:   192.0.2.0 - 192.0.2.9  \r\nnetname: X\r\n\r\nx:y\r\n",
	    "inetnum=192.0.2.0 - 192.0.2.9@1 netname=X@2 2.x=y@4 1.", "CRLF");
	told("% a: b\n%\n# c: d\na: b\n% e: f\nc: d\n", "a=b@4 c=d@6 2.",
	    "comments of servers and files");
	told("a: b # c\nd: #x\ne: C# y#z\nf: 1 #2 #3\n",
	    "a=b@1 d=@2 e=C# y#z@3 f=1@4 4.", "comments behind values");
	told("a: b\n c # x\n\td\n+\n+e\nf: g\n", "a=b c d e@1 f=g@6 2.",
	    "continuation");
	told("a: b\n% x\n c\n \nd:e\n", "a=b c@1 1.d=e@5 1.",
	    "a line of blanks ends an object, a comment does not");
	told("a:\n b\n\n", "a=b@1 1.", "a value that begins on the next line");
	told("a: b\nrubbish\n more\nc: d\n", "a=b@1 c=d@4 2!.", "a bad line");
	told(" orphan\na: b\n", "a=b@2 1!.", "a value of nothing");
	told(": x\n-: y\n a b: z\n", "0!.", "odd names");
	told("a b: x\na_1 : y\n", "a_1=y@2 1!.", "a blank in a name");
	told("a: b\x01\x7f"
	     "c\tz\n",
	    "a=b c z@1 1.", "control characters");
	told("descr: M\xfcller & S\xf6hne \x80 \x81\n",
	    "descr=M\xc3\xbcller & S\xc3\xb6hne \xe2\x82\xac@1 1.",
	    "ISO 8859-1");
	told("descr: M\xc3\xbcller\n", "descr=M\xc3\xbcller@1 1.", "UTF-8");
}

static void
long_line(struct lr_buf *in, unsigned n)
{
	lr_buf_clear(in);
	lr_buf_puts(in, "a: b\nlong: ");
	while (n-- > 0)
		lr_buf_putc(in, 'x');
	lr_buf_puts(in, "\n more\nc: d\n\ne: f\n");
}

/* Lines about the limit, of all kinds: how they come makes no difference. */
static void
pieces(struct lr_buf *in, struct lr_buf *out)
{
	static const char *const kinds[] = { "x", " ", "#", "x: ", " x", "+" };
	struct lr_buf whole;
	size_t i, n, k;
	bool good = true;

	lr_buf_init(&whole, 64 << 20);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (n = LR_RPSL_VALUE_MAX - 6; n < LR_RPSL_VALUE_MAX + 6000;
		     n += n < LR_RPSL_VALUE_MAX + 3 ? 1 : 2500) {
			lr_buf_clear(in);
			lr_buf_puts(in, "a: b\n");
			lr_buf_puts(in, kinds[i]);
			for (k = strlen(kinds[i]); k < n; k++)
				lr_buf_putc(in, kinds[i][0]);
			lr_buf_puts(in, "\n c\nd: e\n\nf: g\n");
			tell(lr_buf_span(in), in->n, &whole);
			tell(lr_buf_span(in), 1021, out);
			good = good &&
			    lr_span_eq(lr_buf_span(&whole), lr_buf_span(out));
		}
	ok(good, "long lines at once and in pieces");
	lr_buf_free(&whole);
}

static void
limits(void)
{
	struct lr_buf in, out;
	struct lr_rpsl r = { .lines = 0 };
	struct lr_span s;
	unsigned i;

	lr_buf_init(&in, 64 << 20);
	lr_buf_init(&out, 64 << 20);
	long_line(&in, 100000);
	tell(lr_buf_span(&in), LR_RPSL_VALUE_MAX + 1, &out);
	is(out.p, out.n, "a=b@1 c=d@4 2<.e=f@6 1.", "a line of 100 kB");
	long_line(&in, 10000000);
	tell(lr_buf_span(&in), LR_RPSL_VALUE_MAX + 1, &out);
	is(out.p, out.n, "a=b@1 1<.e=f@6 1.", "a line of 10 MB");

	lr_buf_clear(&in);
	lr_buf_puts(&in, "a: b\n");
	for (i = 0; i < 100000; i++)
		lr_buf_puts(&in, " goes on\n");
	lr_buf_puts(&in, "c: d\n");
	tell(lr_buf_span(&in), LR_RPSL_VALUE_MAX + 1, &out);
	is(out.p, out.n, "c=d@100002 1<.", "a value of 100,001 lines");

	pieces(&in, &out);

	lr_buf_clear(&in);
	for (i = 0; i < 1000000; i++)
		lr_buf_puts(&in, "member: x\n");
	lr_buf_puts(&in, "\nc: d\n");
	s = lr_buf_span(&in);
	while (lr_rpsl_next(&r, &s, true) == LR_RPSL_ATTR)
		;
	ok(r.cut && r.attrs * 10 <= LR_RPSL_OBJECT_MAX, "an object of 10 MB");
	ok(lr_rpsl_next(&r, &s, true) == LR_RPSL_ATTR && !r.cut &&
		r.attrs == 1 && r.line == 1000002,
	    "the next one is whole");
	lr_buf_free(&in);
	lr_buf_free(&out);
}

static void
texts(void)
{
	char out[8];

	is(out, lr_rpsl_text(LR_SPAN(" abcdefghij"), out, 8), "abcdefgh",
	    "cut at its end");
	is(out, lr_rpsl_text(LR_SPAN("abcdefg\xc3\xbc"), out, 8), "abcdefg",
	    "not within a character");
	is(out, lr_rpsl_text(LR_SPAN("abcdefg\xfc"), out, 8), "abcdefg",
	    "nor one that was converted");
	ok(lr_rpsl_text(LR_SPAN(" \n \n# x"), out, 8) == 0, "nothing at all");
}

static void
range(const char *s, const char *want)
{
	char out[LR_RANGE_TEXT];
	struct lr_range r;

	if (want == NULL)
		ok(!lr_rpsl_range(lr_span_str(s), &r), "no range: %s", s);
	else if (ok(lr_rpsl_range(lr_span_str(s), &r), "%s", s))
		is(out, lr_range_put(&r, out), want, want);
}

static void
ranges(void)
{
	range("192.0.2.0 - 192.0.2.255", "192.0.2.0/24");
	range(" 192.0.2.0-192.0.2.9 ", "192.0.2.0-192.0.2.9");
	range("192.0.2.0/25", "192.0.2.0/25");
	range("200.57.128/19", "200.57.128.0/19");
	range("200.57/16", "200.57.0.0/16");
	range("200/8", "200.0.0.0/8");
	range("2001:0db8::/32", "2001:db8::/32");
	range("192.0.2.9 - 192.0.2.0", NULL);
	range("192.0.2.0 - 2001:db8::", NULL);
	range("200.57.129/16", NULL);
	range("200.57.128./19", NULL);
	range("200.57.128", NULL);
	range("2001:db8/32", NULL);
	range("/8", NULL);
	range("1.2.3.4.5.6.7.8.9.10/8", NULL);
	range("200/333", NULL);
	range("", NULL);
}

static void
times(void)
{
	static const char *const good[] = { "2010-12-11T00:00:00Z", "20101211",
		"someone@example.net 20101211", "2010-12-11" };
	int64_t t;
	size_t i;

	for (i = 0; i < 4; i++)
		ok(lr_rpsl_time(lr_span_str(good[i]), &t) &&
			t == INT64_C(1292025600),
		    "%s", good[i]);
	ok(!lr_rpsl_time(LR_SPAN("20101311"), &t), "no such month");
	ok(!lr_rpsl_time(LR_SPAN("someone@example.net"), &t), "no time");
	ok(!lr_rpsl_time(LR_SPAN(""), &t), "nothing");
}

int
main(void)
{
	shapes();
	limits();
	texts();
	ranges();
	times();
	return done();
}
