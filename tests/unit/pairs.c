#include "pairs.h"

#include "../tap.h"

static void
value(const char *query, const char *name, const char *want)
{
	struct lr_span s =
	    lr_query_value(lr_span_str(query), lr_span_str(name));

	if (want == NULL)
		ok(s.p == NULL, "%s has no %s", query, name);
	else
		is(s.p, s.n, want, query);
}

static void
decoded(const char *text, const char *want)
{
	struct lr_buf b;
	bool good;

	lr_buf_init(&b, 100);
	good = lr_query_decode(&b, lr_span_str(text));
	if (want == NULL)
		ok(!good, "%s is none", text);
	else
		is(b.p, b.n, want, text);
	lr_buf_free(&b);
}

static bool
cookie(const char *header, const char *name)
{
	return lr_cookie_is(
	    lr_span_str(header), lr_span_str(name), LR_SPAN("1"));
}

int
main(void)
{
	value("site=a&set=in", "set", "in");
	value("site=a&site=b", "site", "a");
	value("site", "site", "");
	value("site=", "site", "");
	value("sites=x&xsite=y", "site", NULL);
	value("", "site", NULL);
	value("&&=&site=a=b", "site", "a=b");
	decoded("a+b%20c%C3%a4", "a b c\xc3\xa4");
	decoded("%", NULL);
	decoded("%4", NULL);
	decoded("%zz", NULL);
	decoded("%0a", NULL);
	decoded("a\x01", NULL);
	decoded("%00", NULL);
	ok(cookie("optout=1", "optout"), "a cookie");
	ok(cookie("a=b; optout=1; c=d", "optout"), "among others");
	ok(cookie("optout=0; optout=1", "optout"), "one of two");
	ok(cookie("a=b;optout=1", "optout"), "without a blank");
	ok(!cookie("noptout=1", "optout"), "another name");
	ok(!cookie("optout=11", "optout"), "another value");
	ok(!cookie("a=optout=1", "optout"), "in another's value");
	ok(!cookie("optout", "optout"), "without a value");
	ok(!cookie("", "optout"), "none");
	ok(!lr_cookie_is(
	       (struct lr_span){ NULL, 0 }, LR_SPAN("a"), LR_SPAN("1")),
	    "no header");
	return done();
}
