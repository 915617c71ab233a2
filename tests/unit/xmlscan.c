#include "../tap.h"

#include "../fail.h"
#include "xmlscan.h"

static struct lr_buf got;
static struct lr_xmlscan *now;
static bool halt;

static void
start(void *arg, unsigned depth, const char *name, const char *const *atts)
{
	lr_buf_printf(&got, "<%s", name);
	for (; *atts != NULL; atts += 2)
		lr_buf_printf(&got, " %s=%s", atts[0], atts[1]);
	now->halt = halt;
}

static void
end(void *arg, unsigned depth, const char *name)
{
	lr_buf_printf(&got, ">%s", name);
	now->halt = halt;
}

static void
text(void *arg, const char *p, size_t n)
{
	lr_buf_put(&got, lr_span(p, n));
}

static const struct lr_xml_calls calls = {
	.start = start, .end = end, .text = text
};

/* All of it at once, into got, then what is left. */
static enum lr_xmlscan_is
scan(const char *s)
{
	struct lr_xmlscan x;
	enum lr_xmlscan_is is;
	size_t n = strlen(s);
	char *p;

	lr_buf_clear(&got);
	lr_xmlscan_init(&x);
	now = &x;
	if ((p = lr_xmlscan_room(&x, n)) == NULL)
		return LR_XMLSCAN_ODD;
	memcpy(p, s, n);
	x.end = n;
	is = lr_xmlscan_run(&x, &calls, NULL);
	lr_buf_puts(&got, "|");
	lr_buf_put(&got, lr_span(x.p + x.pos, x.end - x.pos));
	lr_buf_puts(&got, "|");
	lr_xmlscan_open(&x, &got);
	lr_xmlscan_free(&x);
	return is;
}

static void
more(const char *s, const char *want)
{
	ok(scan(s) == LR_XMLSCAN_MORE, "all of it");
	is(got.p, got.n, want, want);
}

static void
odd(const char *s, const char *want)
{
	ok(scan(s) == LR_XMLSCAN_ODD, "not all of it");
	is(got.p, got.n, want, want);
}

static void
pieces(void)
{
	const char *s = "<a><b k='1'/>text</a>";
	struct lr_xmlscan x;
	size_t i;

	lr_buf_clear(&got);
	lr_xmlscan_init(&x);
	now = &x;
	halt = true;
	for (i = 0; i < strlen(s); i++) {
		char *p = lr_xmlscan_room(&x, 1);

		if (p == NULL)
			break;
		*p = s[i];
		x.end++;
		do {
			x.halt = false;
		} while (lr_xmlscan_run(&x, &calls, NULL) == LR_XMLSCAN_ON);
	}
	halt = false;
	ok(x.closed && x.pos == x.end && x.depth == 0, "byte by byte");
	is(got.p, got.n, "<a<b k=1>btext>a", "and halted by every call");
	lr_xmlscan_free(&x);
}

int
main(void)
{
	struct lr_xmlscan x;

	lr_buf_init(&got, 1 << 20);
	more("<p:a p:k='1' x=\"2\"/>", "<a p:k=1 x=2>a||<a/>");
	more(
	    "<?xml version='1.0' encoding='utf-8'?> <a> </a> ", "<a >a| |<a/>");
	more("<a>&lt;&amp;&#65;&#x1F363;]</a>",
	    "<a<&A\xf0\x9f\x8d\xa3]>a||"
	    "<a/>");
	more("<a k='&quot;&gt;'/>", "<a k=\">>a||<a/>");
	more("<a>\xc3\xbc</a>", "<a\xc3\xbc>a||<a/>");
	more("<a><b>te", "<a<b|te|<a><b>");
	more("<a><b k='", "<a|<b k='|<a>");
	more("<a>&am", "<a|&am|<a>");
	more("<", "|<|");
	odd("<a>&what;</a>..........", "<a|&what;</a>..........|<a>");
	odd("<a><!-- --></a>", "<a|<!-- --></a>|<a>");
	odd("<a>b]]></a>", "<ab|]]></a>|<a>");
	odd("<a>\r\n</a>", "<a|\r\n</a>|<a>");
	odd("<a>\x01</a>", "<a|\x01</a>|<a>");
	odd("<a>\xff</a>", "<a|\xff</a>|<a>");
	odd("<a>\xef\xbf\xbf</a>", "<a|\xef\xbf\xbf</a>|<a>");
	odd("<a></b>", "<a|</b>|<a>");
	odd("<a></ab>", "<a|</ab>|<a>");
	odd("<a/><b/>", "<a>a|<b/>|<a/>");
	odd("<a k='1' k='2'/>", "|<a k='1' k='2'/>|");
	odd("<a k='<'/>", "|<a k='<'/>|");
	odd("<a k='1'l='2'/>", "|<a k='1'l='2'/>|");
	odd("<a k = '1'/>", "|<a k = '1'/>|");
	odd("<a k='1\n2'/>", "|<a k='1\n2'/>|");
	odd("<a k='&x;&amp;'/>", "|<a k='&x;&amp;'/>|");
	odd("<1 a/>", "|<1 a/>|");
	odd("text<a/>", "|text<a/>|");
	odd("<?xml version='1.0' encoding='KOI8-R'?><a/>",
	    "|<?xml version='1.0' encoding='KOI8-R'?><a/>|");
	odd("<?xml version='1.1'?><a/>", "|<?xml version='1.1'?><a/>|");
	odd("\xef\xbb\xbf<a/>", "|\xef\xbb\xbf<a/>|");
	pieces();
	lr_xmlscan_init(&x);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_xmlscan_room(&x, 1) == NULL, "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_xmlscan_free(&x);
	lr_buf_free(&got);
	return done();
}
