#include "../tap.h"

#include "../fail.h"
#include "reader.h"
#include "xml.h"

/* What was called, in order. */
struct log {
	struct lr_xml *x;
	struct lr_buf b;
	bool pause;
};

static void
start(void *arg, unsigned depth, const char *name, const char *const *atts)
{
	struct log *l = arg;
	const char *v = lr_xml_att(atts, "k");

	lr_buf_printf(
	    &l->b, "<%u%s%s%s", depth, name, v ? "=" : "", v ? v : "");
	if (strcmp(name, "stop") == 0)
		lr_xml_stop(l->x, LR_ETOOLONG);
}

static void
end(void *arg, unsigned depth, const char *name)
{
	struct log *l = arg;

	lr_buf_printf(&l->b, ">%u", depth);
	if (l->pause)
		lr_xml_pause(l->x);
}

static void
text(void *arg, const char *p, size_t n)
{
	struct log *l = arg;

	lr_buf_put(&l->b, lr_span(p, n));
}

static const struct lr_xml_calls calls = {
	.start = start, .end = end, .text = text
};
static const struct lr_xml_calls lenient = { .start = start, .doctype = true };

struct source {
	struct lr_span s;
	size_t step;
};

static enum lr_err
more(void *arg, char *p, size_t max, size_t *n)
{
	struct source *s = arg;

	*n = s->s.n < s->step ? s->s.n : s->step;
	if (*n > max)
		*n = max;
	if (*n > 0)
		memcpy(p, s->s.p, *n);
	s->s = lr_span_sub(s->s, *n, s->s.n);
	return LR_OK;
}

static struct log l;
static struct lr_buf why;

static enum lr_err
parse(const struct lr_xml_calls *c, struct lr_span s, size_t step)
{
	struct source source = { s, step };

	lr_buf_clear(&l.b);
	lr_buf_clear(&why);
	if (lr_xml_new(&l.x, c, &l, &why) != LR_OK)
		return LR_ENOMEM;
	lr_xml_from(l.x, more, &source, LR_SPAN("part"));
	return lr_xml_all(l.x);
}

static void
refused(const char *s, const char *reason)
{
	enum lr_err err = parse(&calls, lr_span_str(s), 7);

	ok(err == LR_EBAD && strstr(lr_buf_str(&why), reason) != NULL,
	    "refused: %s", lr_buf_str(&why));
}

static void
good(void)
{
	const char *s = "<a:x xmlns:a='u' k='1'><y a:k='2'>t&amp;u</y>"
			"<!-- c --><z><![CDATA[<]]></z></a:x>";
	const char *want = "<1x=1<2y=2t&u>2<2z<>2>1";
	size_t step;

	for (step = 1; step < 100; step += 13) {
		ok(parse(&calls, lr_span_str(s), step) == LR_OK, "by %zu",
		    step);
		is(l.b.p, l.b.n, want, "the same calls");
	}
	ok(parse(&calls, LR_SPAN("\xff\xfe<\0a\0>\0\xfc\0<\0/\0a\0>\0"), 3) ==
		LR_OK,
	    "UTF-16");
	is(l.b.p, l.b.n, "<1a\xc3\xbc>1", "comes out as UTF-8");
}

static void
pauses(void)
{
	struct source source = { LR_SPAN("<a><b/><c></c></a>"), 4 };
	unsigned n = 0;
	enum lr_err err;

	lr_buf_clear(&l.b);
	l.pause = true;
	ok(lr_xml_new(&l.x, &calls, &l, &why) == LR_OK, "a parser");
	lr_xml_from(l.x, more, &source, LR_SPAN("part"));
	while ((err = lr_xml_next(l.x)) == LR_OK)
		n++;
	ok(err == LR_END && n == 3, "three pauses");
	ok(lr_xml_next(l.x) == LR_END, "the end stays the end");
	lr_xml_free(l.x);
	l.pause = false;
	ok(parse(&calls, LR_SPAN("<a><stop><b></a>"), 99) == LR_ETOOLONG,
	    "stopped");
	is(l.b.p, l.b.n, "<1a<2stop", "no call after that");
}

static void
limits(void)
{
	struct lr_buf b;
	unsigned i;

	lr_buf_init(&b, SIZE_MAX);
	for (i = 0; i < LR_XML_DEPTH; i++)
		lr_buf_puts(&b, "<a>");
	for (i = 0; i < LR_XML_DEPTH; i++)
		lr_buf_puts(&b, "</a>");
	ok(parse(&calls, lr_buf_span(&b), 999) == LR_OK, "deep enough");
	lr_buf_clear(&b);
	for (i = 0; i <= LR_XML_DEPTH; i++)
		lr_buf_puts(&b, "<a>");
	ok(parse(&calls, lr_buf_span(&b), 999) == LR_EBAD, "too deep");
	lr_buf_clear(&b);
	lr_buf_puts(&b, "<a k='");
	for (i = 0; i < 3 * LR_XML_TAG / 16; i++)
		lr_buf_puts(&b, "0123456789abcdef");
	lr_buf_puts(&b, "'/>");
	ok(parse(&calls, lr_buf_span(&b), SIZE_MAX) == LR_EBAD, "a long tag");
	is(why.p, why.n, "part: line 1: a tag of over 1 MiB", "as it says");
	lr_buf_clear(&b);
	lr_buf_puts(&b, "<a><!-- for expat -->");
	for (i = 0; i < 1000000; i++)
		lr_buf_printf(&b, "<n%u/>", i);
	lr_buf_puts(&b, "</a>");
	ok(parse(&calls, lr_buf_span(&b), SIZE_MAX) == LR_EBAD,
	    "a million names");
	is(why.p, why.n, "part: line 1: names that fill the memory",
	    "as it says");
	lr_buf_free(&b);
}

int
main(void)
{
	unsigned long n = 0, calls_made;
	enum lr_err err;

	lr_buf_init(&l.b, SIZE_MAX);
	lr_buf_init(&why, LR_WHY_MAX);
	good();
	pauses();
	refused("", "cut off");
	refused("<a>", "cut off");
	refused("<a></b>", "mismatched tag");
	refused("<a>\n<b k='1' k='2'/></a>", "line 2: duplicate attribute");
	refused("<a>\xff</a>", "not well-formed");
	refused("<a>&b;</a>", "undefined entity");
	refused("<!DOCTYPE a><a/>", "document type");
	refused("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type");
	refused("<?xml version='1.0' encoding='KOI8-R'?><a/>", "encoding");
	ok(parse(&lenient, LR_SPAN("<!DOCTYPE a SYSTEM 'b.dtd'><a/>"), 99) ==
		LR_OK,
	    "a document type elsewhere is passed over");
	ok(parse(&lenient, LR_SPAN("<!DOCTYPE a SYSTEM 'b.dtd' []><a/>"), 99) ==
		LR_EBAD,
	    "not one of its own");
	limits();
	do {
		fail_from(FAIL_ALLOC, ++n);
		err = parse(&calls, LR_SPAN("<a k='1'><b>c</b></a>"), 99);
		calls_made = fail_from(FAIL_ALLOC, 0);
		if (err != LR_OK && err != LR_ENOMEM)
			break;
	} while (calls_made >= n);
	ok(err == LR_OK, "each of %lu allocations may fail", n);
	lr_buf_free(&l.b);
	lr_buf_free(&why);
	return done();
}
