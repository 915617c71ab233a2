#include "beacon.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_beacon b;
static struct lr_record rec;
static char body[20000];

static enum lr_err
json(const char *text)
{
	size_t n = strlen(text);

	memset(body, 0, sizeof(body));
	memcpy(body, text, n);
	body[n] = '\n';
	return lr_beacon_json(&b, &rec, lr_span(body, n));
}

#define S "\"session\":\"n1234567\",\"visitor\":\"new\""

static void
part(struct lr_span s, const char *want, const char *what)
{
	is(s.p, s.n, want, what);
}

static void
good(void)
{
	struct lr_buf out;

	ok(json("{\"url\":\"https://WWW.example.com:8443/a/b?x=1&utm_source=y"
		"#z\",\"referrer\":\"https://example.org/p?q=secret\","
		"\"title\":\"T\\u00e4st \\ud83d\\ude00\\n\"," S "}") == LR_OK,
	    "all keys");
	part(b.host, "www.example.com", "host");
	part(b.path, "/a/b", "path");
	part(b.query, "utm_source=y", "only campaign parameters");
	part(b.referrer, "https://example.org/p", "referrer without query");
	part(b.title, "T\xc3\xa4st \xf0\x9f\x98\x80", "title, clean");
	part(b.session, "n1234567", "session");
	part(b.visitor, "new", "visitor");
	lr_buf_init(&out, 1000);
	lr_beacon_put(&b, &out);
	part(lr_buf_span(&out),
	    ",\"title\":\"T\xc3\xa4st \xf0\x9f\x98\x80\","
	    "\"session\":\"n1234567\",\"visitor\":\"new\"",
	    "as fields");
	lr_buf_free(&out);
	ok(json("{\"url\":\"http://example.com\"," S "}") == LR_OK,
	    "host only");
	part(b.path, "/", "has a path");
	ok(json("{\"url\":\"http://u@[2001:db8::1]:80?a\"," S "}") == LR_OK,
	    "an address");
	part(b.host, "2001:db8::1", "as host");
	part(b.path, "/", "without a path");
	ok(json("{\"url\":\"http://example.com/\",\"referrer\":"
		"\"https://me:secret@example.org/p@1?q\"," S "}") == LR_OK,
	    "a referrer with a name and a password");
	part(b.referrer, "https://example.org/p@1", "is without them");
	ok(json("{\"url\":\"http://example.com/\",\"referrer\":\"android-app:"
		"//x/\"," S "}") == LR_OK &&
		b.referrer.n == 0,
	    "an app as referrer says nothing");
}

static void
bad(void)
{
	static const char *const texts[] = {
		"",
		"x",
		"[]",
		"{}",
		"{\"url\":\"http://example.com/\"}",
		"{\"url\":\"ftp://example.com/\"," S "}",
		"{\"url\":\"/a\"," S "}",
		"{\"url\":\"http:///a\"," S "}",
		"{\"url\":\"http://example.com/\\u0000\"," S "}",
		"{\"url\":\"http://example.com/\\n\"," S "}",
		"{\"url\":\"http://example.com/\\u00e4\"," S "}",
		"{\"url\":\"http://example.com/<\"," S "}",
		"{\"url\":1," S "}",
		"{\"url\":\"http://example.com/\",\"more\":\"\"," S "}",
		"{\"url\":\"http://example.com/\",\"url\":\"http://a/\"," S "}",
		"{\"ur\\u006c\":\"http://example.com/\"," S "}",
		"{\"url\":\"http://a/\",\"session\":\"n1234567\"}",
		"{\"url\":\"http://a/\",\"session\":\"short\",\"visitor\":"
		"\"new\"}",
		"{\"url\":\"http://a/\",\"session\":\"n123456 \",\"visitor\":"
		"\"new\"}",
		"{\"url\":\"http://a/\",\"session\":\"n1234567\",\"visitor\":"
		"\"old\"}",
		"{\"url\":\"http://example.com/\"," S "} x",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ok(json(texts[i]) == LR_EBAD && b.why[0] != '\0', "%s: %s",
		    texts[i], b.why);
}

static void
limits(void)
{
	char text[12000];
	int n;

	n = snprintf(
	    text, sizeof(text), "{" S ",\"url\":\"http://a/%02048d\"}", 0);
	ok(n > 0 && json(text) == LR_EBAD, "a long URL");
	n = snprintf(text, sizeof(text),
	    "{" S ",\"url\":\"http://a/\",\"referrer\":\"http://b/%02048d\"}",
	    0);
	ok(n > 0 && json(text) == LR_EBAD, "a long referrer");
	n = snprintf(text, sizeof(text),
	    "{" S ",\"url\":\"http://a/\",\"title\":\"%02000d\"}", 0);
	ok(n > 0 && json(text) == LR_OK && b.title.n == LR_BEACON_TITLE,
	    "a long title is cut");
}

static void
query(void)
{
	ok(lr_beacon_query(&b,
	       LR_SPAN("s=shop&u=https%3A%2F%2Fexample.com%2Fa%3Fgclid%3D1%26b"
		       "&r=https%3A%2F%2Fexample.org%2F&t=A+b")) == LR_OK,
	    "the query of an image");
	part(b.site, "shop", "site");
	part(b.path, "/a", "path");
	part(b.query, "gclid=1", "query");
	part(b.referrer, "https://example.org/", "referrer");
	part(b.title, "A b", "title");
	ok(b.session.n == 0 && b.visitor.n == 0, "no session, no visitor");
	ok(lr_beacon_query(&b, LR_SPAN("s=shop")) == LR_EBAD, "no URL");
	ok(lr_beacon_query(&b, LR_SPAN("u=http://a/")) == LR_EBAD, "no site");
	ok(lr_beacon_query(&b, LR_SPAN("s=../x&u=http://a/")) == LR_EBAD,
	    "a site that is a path");
	ok(lr_beacon_query(&b, LR_SPAN("s=x&u=%0a")) == LR_EBAD, "a new line");
}

static void
sites(void)
{
	static const char *const no[] = { "", ".", "..", ".a", "a.", "a/b",
		"a b", "a\\b", "\xc3\xa4", "a%2f" };
	size_t i;

	ok(lr_beacon_is_site(LR_SPAN("www.example-1.com_A")), "a site");
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		ok(!lr_beacon_is_site(lr_span_str(no[i])), "'%s' is none",
		    no[i]);
}

static void
no_memory(void)
{
	enum lr_err err = LR_ENOMEM;
	unsigned long n;

	for (n = 1; err != LR_OK && n < 1000; n++) {
		lr_beacon_free(&b);
		lr_record_free(&rec);
		lr_beacon_init(&b);
		lr_record_init(&rec);
		fail_from(FAIL_ALLOC, n);
		err =
		    json("{\"url\":\"http://a/\",\"title\":\"\\u00e4\"," S "}");
		fail_from(FAIL_ALLOC, 0);
		if (err != LR_OK && err != LR_ENOMEM)
			break;
	}
	ok(err == LR_OK && n > 2, "survives %lu failed allocations", n - 2);
}

int
main(void)
{
	lr_beacon_init(&b);
	lr_record_init(&rec);
	good();
	bad();
	limits();
	query();
	sites();
	no_memory();
	lr_beacon_free(&b);
	lr_record_free(&rec);
	return done();
}
