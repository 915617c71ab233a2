#include "../tap.h"

#include "clf.h"
#include "limits.h"

static char line[4096];
static struct lr_hit hit;
static struct lr_clf_memo memo;
static struct lr_scratch scratch;

/* What follows a line: a control byte, and anything behind it. */
static char after = '\n';

static const char *
clf_bytes(const char *p, size_t n)
{
	const char *why;

	memset(line, '"', sizeof(line));
	memcpy(line, p, n);
	line[n] = after;
	memset(&hit, 0x55, sizeof(hit));
	lr_hit_clear(&hit, &scratch);
	why = lr_clf_read(lr_span(line, n), &memo, &hit, &scratch);
	return why != NULL ? why : lr_hit_finish(&hit, &scratch);
}

static const char *
clf(const char *s)
{
	return clf_bytes(s, strlen(s));
}

static void
has(struct lr_span s, const char *want, const char *what)
{
	if (want == NULL)
		ok(s.p == NULL && s.n == 0, "%s: none", what);
	else
		is(s.p, s.n, want, what);
}

#define HEAD "192.0.2.7 - - [22/Nov/2026:10:00:00 +0100] "

static void
common(void)
{
	ok(clf("192.0.2.7 - frank [10/Oct/2000:13:55:36 -0700] \"GET "
	       "/apache_pb.gif HTTP/1.0\" 200 2326") == NULL,
	    "common");
	is(hit.time, LR_TIME_TEXT, "2000-10-10T20:55:36Z", "    time");
	has(hit.host, "192.0.2.7", "    host");
	ok(lr_ip_is4(&hit.ip) && lr_ip_v4(&hit.ip) == 0xc0000207, "    ip");
	has(hit.method, "GET", "    method");
	has(hit.target, "/apache_pb.gif", "    target");
	has(hit.protocol, "HTTP/1.0", "    protocol");
	ok(hit.status == 200, "    status");
	has(hit.bytes, "2326", "    bytes");
	has(hit.referrer, NULL, "    referrer");
	has(hit.agent, NULL, "    agent");
}

static void
combined(void)
{
	ok(clf(HEAD "\"POST /a?b=c HTTP/2.0\" 304 - "
		    "\"https://www.example/\" \"Mozilla/5.0 (X11)\"") == NULL,
	    "combined");
	is(hit.time, LR_TIME_TEXT, "2026-11-22T09:00:00Z", "    time");
	has(hit.target, "/a?b=c", "    target");
	ok(hit.status == 304, "    status");
	has(hit.bytes, NULL, "    bytes");
	has(hit.referrer, "https://www.example/", "    referrer");
	has(hit.agent, "Mozilla/5.0 (X11)", "    agent");
	ok(clf(HEAD "\"GET / HTTP/1.1\" 200 5 \"-\" \"-\"") == NULL,
	    "combined without referrer and agent");
	has(hit.referrer, NULL, "    referrer");
	has(hit.agent, NULL, "    agent");
	ok(clf(HEAD "\"GET / HTTP/1.1\" 200 5 \"\" \"\"") == NULL &&
		hit.referrer.p == NULL && hit.agent.p == NULL,
	    "empty ones");
	ok(clf(HEAD "\"GET / HTTP/1.1\" 200 5 \"-\" \"ua\" \"198.51.100.1\" "
		    "0.004 -") == NULL,
	    "more fields behind");
	has(hit.agent, "ua", "    are passed over");
	ok(clf(HEAD "\"GET / HTTP/1.1\" 200 0005 \"-\" \"ua\"") == NULL,
	    "zeros in front of a size");
	has(hit.bytes, "5", "    go");
	ok(clf(HEAD "\"GET / HTTP/1.1\" 200 0 \"-\" \"ua\"") == NULL,
	    "a size of 0");
	has(hit.bytes, "0", "    stays");
	ok(clf(HEAD "\"-\" 408 -") == NULL && hit.method.p == NULL &&
		hit.status == 408,
	    "no request");
	ok(clf(HEAD "\"\" 400 0 \"-\" \"-\"") == NULL && hit.method.p == NULL,
	    "an empty request");
	ok(clf(HEAD "\"GET / HTTP/1.1\" - - \"-\" \"-\"") == NULL &&
		hit.status == 0,
	    "no status");
}

/* Quotes that a server did not escape, a million of them: in a time that grew
 * with its square this took a minute. Is all of it the agent? */
static bool
many_quotes(void)
{
	static char big[LR_LINE_MAX + LR_PAD + 1];
	static const char head[] = HEAD "\"GET / HTTP/1.1\" 200 5 \"-\" \"A\"";
	size_t n = sizeof(head) - 1;

	memcpy(big, head, n);
	for (; n + 8 < LR_LINE_MAX; n += 5)
		memcpy(big + n, " x\"b\"", 5);
	memcpy(big + n, " x\"\n", 4);
	n += 3;
	lr_hit_clear(&hit, &scratch);
	return lr_clf_read(lr_span(big, n), &memo, &hit, &scratch) == NULL &&
	    hit.agent.p == big + sizeof(head) - 3 &&
	    lr_span_end(hit.agent) == big + n - 1;
}

static void
quotes(void)
{
	static const char hello[] =
	    HEAD "\"\x16\x03\x01\x00\xff \x01\" 400 157 \"-\" \"-\"";

	ok(clf(HEAD "\"GET /\\\"x\\\" HTTP/1.1\" 200 5 \"a\\\\\" "
		    "\"b \\\"c\\\" \\x1b\"") == NULL,
	    "escaped quotes");
	has(hit.target, "/\"x\"", "    target");
	has(hit.referrer, "a\\", "    referrer");
	has(hit.agent, "b \"c\" \x1b", "    agent");
	ok(clf(HEAD "\"GET /a\"b HTTP/1.1\" 200 5 \"c\"d\" \"e\"f\"") == NULL,
	    "quotes that a server did not escape");
	has(hit.target, "/a\"b", "    target");
	has(hit.referrer, "c\"d", "    referrer");
	has(hit.agent, "e\"f", "    agent");
	ok(many_quotes(), "    a million of them");
	ok(clf(HEAD "\"GET /a\\\" 200 5 \"-\" \"ua\"") != NULL,
	    "an escaped quote ends nothing");
	ok(clf(HEAD "\"\\x16\\x03\\x01\\x02\" 400 157 \"-\" \"-\"") == NULL &&
		hit.method.p == NULL,
	    "a TLS hello");
	ok(clf_bytes(hello, sizeof(hello) - 1) == NULL && hit.method.p == NULL,
	    "a TLS hello in raw bytes");
	ok(clf(HEAD "\"GET /\xff\xfe HTTP/1.1\" 200 5 \"-\" \"\xc3\"") == NULL,
	    "bytes of no UTF-8");
	ok(clf(HEAD "\"GET / HTTP/1.1\" 200 5 \"-\" \"a\rb\"") == NULL,
	    "a carriage return within");
	has(hit.agent, "a\rb", "    agent");
}

static const struct {
	const char *request, *method, *target, *protocol;
} requests[] = {
	{ "GET / HTTP/1.1", "GET", "/", "HTTP/1.1" },
	{ "GET /index.html", "GET", "/index.html", NULL },
	{ "GET /a b c HTTP/1.1", "GET", "/a b c", "HTTP/1.1" },
	{ "OPTIONS * HTTP/1.1", "OPTIONS", "*", "HTTP/1.1" },
	{ "CONNECT www.example:443 HTTP/1.1", "CONNECT", "www.example:443",
	    "HTTP/1.1" },
	{ "GET http://www.example/a HTTP/1.1", "GET", "/a", "HTTP/1.1" },
	{ "VERSION-CONTROL /x HTTP/1.1", "VERSION-CONTROL", "/x", "HTTP/1.1" },
	{ "get / HTTP/1.1", "get", "/", "HTTP/1.1" },
	{ "GET  HTTP/1.1", NULL, NULL, NULL },
	{ "GET HTTP/1.1", NULL, NULL, NULL },
	{ "GET", NULL, NULL, NULL },
	{ "GET ", NULL, NULL, NULL },
	{ "", NULL, NULL, NULL },
	{ "-", NULL, NULL, NULL },
	{ " / HTTP/1.1", NULL, NULL, NULL },
	{ "G3T / HTTP/1.1", NULL, NULL, NULL },
	{ "hello world", NULL, NULL, NULL },
	{ "\\x16\\x03 / HTTP/1.1", NULL, NULL, NULL },
	{ "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA / HTTP/1.1", NULL, NULL, NULL },
};

static void
request_lines(void)
{
	size_t i;

	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		lr_hit_clear(&hit, &scratch);
		lr_hit_request(&hit, lr_span_str(requests[i].request));
		has(hit.method, requests[i].method, requests[i].request);
		has(hit.target, requests[i].target, "    target");
		has(hit.protocol, requests[i].protocol, "    protocol");
	}
}

static const struct {
	const char *time, *utc; /* NULL: impossible */
} times[] = {
	{ "22/Nov/2026:10:00:00 +0000", "2026-11-22T10:00:00Z" },
	{ "22/Nov/2026:10:00:00 +0100", "2026-11-22T09:00:00Z" },
	{ "22/Nov/2026:10:00:59 +0100", "2026-11-22T09:00:59Z" },
	{ "22/Nov/2026:10:01:00 +0100", "2026-11-22T09:01:00Z" },
	{ "22/Nov/2026:10:01:00 -0100", "2026-11-22T11:01:00Z" },
	{ "01/Jan/2026:00:30:00 +0530", "2025-12-31T19:00:00Z" },
	{ "31/Dec/2026:23:30:00 -0330", "2027-01-01T03:00:00Z" },
	{ "29/Feb/2024:12:00:00 +0000", "2024-02-29T12:00:00Z" },
	{ "31/Dec/2016:23:59:60 +0000", "2016-12-31T23:59:59Z" },
	{ "31/Dec/2016:23:59:58 +0000", "2016-12-31T23:59:58Z" },
	{ "01/Jan/0000:00:00:00 +0000", "0000-01-01T00:00:00Z" },
	{ "29/Feb/2026:12:00:00 +0000", NULL },
	{ "31/Apr/2026:12:00:00 +0000", NULL },
	{ "00/Jan/2026:12:00:00 +0000", NULL },
	{ "22/nov/2026:12:00:00 +0000", NULL },
	{ "22/Foo/2026:12:00:00 +0000", NULL },
	{ "22/Nov/2026:24:00:00 +0000", NULL },
	{ "22/Nov/2026:10:60:00 +0000", NULL },
	{ "22/Nov/2026:10:00:61 +0000", NULL },
	{ "22/Nov/2026:10:00:6x +0000", NULL },
	{ "22/Nov/2026:10:00:00 +2400", NULL },
	{ "22/Nov/2026:10:00:00 +0060", NULL },
	{ "22/Nov/2026:10:00:00 00000", NULL },
	{ "22/Nov/2026:10:00:00 +00x0", NULL },
	{ "22-Nov-2026:10:00:00 +0000", NULL },
	{ "2 /Nov/2026:10:00:00 +0000", NULL },
	{ "22/Nov/2026:10:00:00  +000", NULL },
	{ "22/Nov/2026:10:00-00 +0000", NULL },
	{ "22/Nov/20x6:10:00:00 +0000", NULL },
};

static void
zones(void)
{
	char text[200];
	size_t i, round;
	bool good;

	for (round = 0; round < 2; round++)
		for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
			/* the second time with the memo of another minute */
			if (round == 1)
				clf(HEAD "\"GET / HTTP/1.1\" 200 5");
			snprintf(text, sizeof(text),
			    "192.0.2.7 - - [%s] \"GET / HTTP/1.1\" 200 5",
			    times[i].time);
			good = clf(text) == NULL;
			ok(good == (times[i].utc != NULL), "%s: %s",
			    good ? "a time" : "none", times[i].time);
			if (times[i].utc != NULL)
				is(hit.time, LR_TIME_TEXT, times[i].utc, "UTC");
		}
}

static void
users(void)
{
	ok(clf("192.0.2.7 - a b c [22/Nov/2026:10:00:00 +0100] "
	       "\"GET / HTTP/1.1\" 200 5") == NULL,
	    "blanks in the user");
	ok(clf("192.0.2.7 ident user@example [22/Nov/2026:10:00:00 +0100] "
	       "\"GET / HTTP/1.1\" 200 5") == NULL,
	    "ident and user");
	ok(clf("192.0.2.7 - x[1] [22/Nov/2026:10:00:00 +0100] "
	       "\"GET / HTTP/1.1\" 200 5") == NULL,
	    "a bracket in the user");
	ok(clf("192.0.2.7 - \"a\" [22/Nov/2026:10:00:00 +0100] "
	       "\"GET / HTTP/1.1\" 200 5") == NULL,
	    "quotes in the user");
}

static const char *const none[] = { "", " ", "-", "192.0.2.7", "192.0.2.7 ",
	"192.0.2.7 - -", "192.0.2.7 - - [", "hello", "# comment",
	"192.0.2.7 - - [22/Nov/2026:10:00:00 +0100]",
	"192.0.2.7 - - [22/Nov/2026:10:00:00 +0100] ", HEAD "\"",
	HEAD "\"GET / HTTP/1.1", HEAD "\"GET / HTTP/1.1\"",
	HEAD "\"GET / HTTP/1.1\" ", HEAD "\"GET / HTTP/1.1\" 20 5",
	HEAD "\"GET / HTTP/1.1\" 2000 5", HEAD "\"GET / HTTP/1.1\" 2x0 5",
	HEAD "\"GET / HTTP/1.1\" 200 5x",
	HEAD "\"GET / HTTP/1.1\" 200 1234567890123456789",
	"www.example - - [22/Nov/2026:10:00:00 +0100] \"GET / HTTP/1.1\" 200 5",
	"192.0.2.999 - - [22/Nov/2026:10:00:00 +0100] \"GET / HTTP/1.1\" 200 5",
	"192.0.2.7 - - 22/Nov/2026:10:00:00 +0100 \"GET / HTTP/1.1\" 200 5",
	"192.0.2.7 - - [22/Nov/2026:10:00:00 +0100]\"GET / HTTP/1.1\" 200 5",
	"{\"time\":\"2026-11-22T10:00:00Z\"}" };

static void
refused(void)
{
	static const char whole[] =
	    HEAD "\"GET /a HTTP/1.1\" 200 5 \"https://www.example/\" \"ua\"";
	static const char ends[] = "\n\r\0\x1f";
	unsigned bad = 0;
	size_t i, k, n;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ok(clf(none[i]) != NULL, "refused: %zu: %s", i, clf(none[i]));
	/* cut anywhere, whatever control byte follows and what behind it */
	for (k = 0; k < 4; k++) {
		after = ends[k];
		for (n = 0; n < sizeof(whole) - 1; n++) {
			const char *why = clf_bytes(whole, n);

			/* with a status it is a request, whatever is lost */
			if ((why == NULL) != (n >= strlen(HEAD) + 21))
				bad++;
		}
		bad += clf_bytes(whole, sizeof(whole) - 1) != NULL;
	}
	after = '\n';
	ok(bad == 0, "a line cut anywhere");
}

/* A client that is refused leaves nothing behind for the next one. */
static void
memory(void)
{
	static const char *const others[] = { "abc.example", "::zz", "1:2",
		"192.0.2.7.1", "-", "192.0.2.70" };
	char text[200];
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ok(clf(HEAD "\"GET / HTTP/1.1\" 200 5") == NULL &&
			lr_ip_v4(&hit.ip) == 0xc0000207,
		    "a client");
		snprintf(text, sizeof(text),
		    "%s - - [22/Nov/2026:10:00:00 +0100] \"GET / HTTP/1.1\" "
		    "200 5",
		    others[i]);
		(void)clf(text);
		ok(clf(HEAD "\"GET / HTTP/1.1\" 200 5") == NULL &&
			lr_ip_is4(&hit.ip) && lr_ip_v4(&hit.ip) == 0xc0000207,
		    "    the same after %s", others[i]);
	}
	ok(clf("2001:db8::1 - - [22/Nov/2026:10:00:00 +0100] \"GET / "
	       "HTTP/1.1\" 200 5") == NULL &&
		!lr_ip_is4(&hit.ip),
	    "IPv6");
	ok(clf("::ffff:192.0.2.7 - - [22/Nov/2026:10:00:00 +0100] \"GET / "
	       "HTTP/1.1\" 200 5") == NULL &&
		lr_ip_is4(&hit.ip),
	    "a mapped address");
}

static void
unescape(void)
{
	static const struct {
		const char *s, *want;
	} t[] = { { "", "" }, { "plain", "plain" }, { "\\\"a\\\\", "\"a\\" },
		{ "\\n\\t\\r\\b\\f\\v\\a", "\n\t\r\b\f\v\a" },
		{ "\\x41\\x7e", "A~" }, { "\\xc3\\xA4", "\xc3\xa4" },
		{ "\\x4", "\\x4" }, { "\\xg1", "\\xg1" }, { "\\", "\\" },
		{ "a\\", "a\\" }, { "\\q", "\\q" }, { "\\\\n", "\\n" },
		{ "\\\\x41", "\\x41" }, { "\\/", "/" } };
	struct lr_span s;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		s = lr_hit_decode(&scratch, LR_CODE_LOG, lr_span_str(t[i].s));
		is(s.p, s.n, t[i].want, t[i].s);
	}
	s = lr_hit_decode(&scratch, LR_CODE_LOG, LR_SPAN("\\x00\\x00"));
	ok(s.n == 2 && s.p[0] == 0 && s.p[1] == 0, "NUL bytes");
	s = lr_hit_decode(&scratch, LR_CODE_LOG, lr_span("\\\0x", 3));
	ok(s.n == 3, "a backslash in front of one");
}

int
main(void)
{
	if (lr_scratch_init(&scratch) != LR_OK)
		return 1;
	common();
	combined();
	quotes();
	request_lines();
	zones();
	users();
	refused();
	memory();
	unescape();
	lr_scratch_free(&scratch);
	return done();
}
