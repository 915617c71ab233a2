#include "../fail.h"
#include "../tap.h"

#include "hit.h"

static struct lr_scratch scratch;
static struct lr_hit hit;

static bool
set(enum lr_part part, const char *text)
{
	/* what follows a text may be read ahead */
	static char room[64][4096];
	static unsigned turn;
	char *p = room[turn++ % 64];

	snprintf(p, sizeof(room[0]) - LR_PAD, "%s", text);
	return lr_hit_set(
	    &hit, &scratch, part, LR_CODE_PLAIN, lr_span(p, strlen(p)));
}

static void
clear(void)
{
	memset(&hit, 0x55, sizeof(hit));
	lr_hit_clear(&hit, &scratch);
}

static void
is_client(enum lr_part part, const char *text, const char *want)
{
	char ip[LR_IP_TEXT];
	bool good;

	clear();
	good = set(part, text);
	if (want == NULL)
		ok(!good && !hit.has_ip, "no client: %s", text);
	else if (ok(good && hit.has_ip, "a client: %s", text))
		is(ip, lr_ip_put(&hit.ip, ip), want, text);
}

static void
clients(void)
{
	static const struct {
		const char *text, *want;
	} t[] = {
		{ "198.51.100.7", "198.51.100.7" },
		{ "198.51.100.7:4711", "198.51.100.7" },
		{ "2001:db8::7", "2001:db8::7" },
		{ "[2001:db8::7]", "2001:db8::7" },
		{ "[2001:db8::7]:4711", "2001:db8::7" },
		{ "2001:db8::7%eth0", "2001:db8::7" },
		{ "[fe80::1%eth0]:4711", "fe80::1" },
		{ "2001:db8:0:0:0:0:0:7:4711", "2001:db8::7" },
		{ "::ffff:198.51.100.7", "198.51.100.7" },
		{ "::ffff:198.51.100.7:4711", "198.51.100.7" },
		/* of a list the right-most one on the internet */
		{ "11.0.0.5, 12.0.0.6", "12.0.0.6" },
		{ "11.0.0.5, 12.0.0.6, 10.0.0.1", "12.0.0.6" },
		{ "11.0.0.5,12.0.0.6:80 , 192.168.0.1", "12.0.0.6" },
		{ "10.0.0.2, 10.0.0.1", "10.0.0.2" },
		{ "unknown, 11.0.0.5", "11.0.0.5" },
		{ "11.0.0.5, unknown", "11.0.0.5" },
		{ ", ,11.0.0.5,,", "11.0.0.5" },
		{ "unknown, nobody", NULL },
		{ "host.example.com", NULL },
		{ "198.51.100.7:", "198.51.100.7" },
		{ "198.51.100", NULL },
		{ "198.51.100.256", NULL },
		{ "[", NULL },
		{ "[]", NULL },
		{ ":", NULL },
		{ "%", NULL },
		{ ":::::::::", NULL },
		{ "0x7f.1", NULL },
	};
	static const struct {
		const char *text, *want;
	} ports[] = {
		{ "198.51.100.7:4711", "198.51.100.7" },
		{ "2001:db8::7:4711", "2001:db8::7" },
		{ "2001:db8::7:33317", "2001:db8::7" },
		{ "[2001:db8::7]:4711", "2001:db8::7" },
		{ "::ffff:198.51.100.7:80", "198.51.100.7" },
		{ "198.51.100.7", "198.51.100.7" },
		{ "::1:80", "::1" },
		{ "unix:1", NULL },
		{ ":80", NULL },
		{ "80", NULL },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		is_client(LR_PART_IP, t[i].text, t[i].want);
	for (i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		is_client(LR_PART_IP_PORT, ports[i].text, ports[i].want);

	clear();
	ok(set(LR_PART_IP, "198.51.100.7") && set(LR_PART_PEER, "192.0.2.1"),
	    "a peer beside the client");
	ok(lr_ip_v4(&hit.ip) == 0xc6336407, "does not count");
	clear();
	ok(set(LR_PART_PEER, "192.0.2.1") && lr_ip_v4(&hit.ip) == 0xc0000201,
	    "a peer alone does");
}

static void
is_request(const char *text, const char *method, const char *target,
    const char *protocol)
{
	clear();
	lr_hit_request(&hit, lr_span_str(text));
	is(hit.method.p, hit.method.n, method, text);
	is(hit.target.p, hit.target.n, target, "    target");
	is(hit.protocol.p, hit.protocol.n, protocol, "    protocol");
}

static void
requests(void)
{
	is_request("GET / HTTP/1.1", "GET", "/", "HTTP/1.1");
	is_request("GET /a b  c HTTP/2.0", "GET", "/a b  c", "HTTP/2.0");
	is_request("GET /a", "GET", "/a", "");
	is_request("GET a", "", "", "");
	is_request("get /a HTTP/1.1", "get", "/a", "HTTP/1.1");
	is_request(
	    "VERSION-CONTROL /a HTTP/1.1", "VERSION-CONTROL", "/a", "HTTP/1.1");
	is_request("OPTIONS * HTTP/1.0", "OPTIONS", "*", "HTTP/1.0");
	is_request("CONNECT a.example:443 HTTP/1.1", "CONNECT", "a.example:443",
	    "HTTP/1.1");
	is_request(
	    "GET http://a.example/b?c HTTP/1.1", "GET", "/b?c", "HTTP/1.1");
	is(hit.site.p, hit.site.n, "a.example", "    site");
	is_request(
	    "GET https://a.example:8443 HTTP/1.1", "GET", "/", "HTTP/1.1");
	is(hit.site.p, hit.site.n, "a.example", "    site without port");
	is_request(
	    "GET http://[2001:db8::7]:80?x HTTP/1.1", "GET", "?x", "HTTP/1.1");
	is(hit.site.p, hit.site.n, "2001:db8::7", "    an address for a site");
	is_request("GET http:/// HTTP/1.1", "GET", "/", "HTTP/1.1");
	is_request("GET /://a HTTP/1.1", "GET", "/://a", "HTTP/1.1");
	is_request("", "", "", "");
	is_request(" ", "", "", "");
	is_request("GET", "", "", "");
	is_request("GET ", "", "", "");
	is_request("GET HTTP/1.1", "", "", "");
	is_request("GET  HTTP/1.1", "", "", "");
	is_request("- - -", "", "", "");
	is_request("- - HTTP/1.1", "", "", "");
	is_request("- http://a.example:80- -", "", "", "");
	is_request("\x16\x03\x01 /a HTTP/1.1", "", "", "");
	is_request("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA / HTTP/1.1", "", "", "");
}

static void
is_part(enum lr_part part, const char *text, const char *want)
{
	struct lr_span got;

	clear();
	if (want == NULL) {
		ok(!set(part, text), "refused: %s", text);
		return;
	}
	if (!ok(set(part, text), "taken: %s", text))
		return;
	got = part == LR_PART_BYTES ? hit.bytes : hit.duration;
	is(got.p, got.n, want, text);
}

static void
numbers(void)
{
	static const struct {
		enum lr_part part;
		const char *text, *want;
	} t[] = {
		{ LR_PART_BYTES, "0", "0" },
		{ LR_PART_BYTES, "000", "0" },
		{ LR_PART_BYTES, "007", "7" },
		{ LR_PART_BYTES, "-1", "" },
		{ LR_PART_BYTES, "-", "" },
		{ LR_PART_BYTES, "+2750", "2750" },
		{ LR_PART_BYTES, "999999999999999999", "999999999999999999" },
		{ LR_PART_BYTES, "9999999999999999999", NULL },
		{ LR_PART_BYTES, "12x", NULL },
		{ LR_PART_BYTES, "1.5", NULL },
		{ LR_PART_BYTES, "+", NULL },
		{ LR_PART_SECONDS, "1.500", "1.5" },
		{ LR_PART_SECONDS, "0.000", "0" },
		{ LR_PART_SECONDS, "00012", "12" },
		{ LR_PART_SECONDS, "100", "100" },
		{ LR_PART_SECONDS, "-1", "" },
		{ LR_PART_SECONDS, "-0.001", "" },
		{ LR_PART_SECONDS, "0.1234567891", "0.123456789" },
		{ LR_PART_SECONDS, "1.5e-05", "0.000015" },
		{ LR_PART_SECONDS, "1e-3", "0.001" },
		{ LR_PART_SECONDS, "1.5e+05", "" },
		{ LR_PART_SECONDS, "12.5ms", "0.0125" },
		{ LR_PART_SECONDS, "12ms", "0.012" },
		{ LR_PART_SECONDS, "12us", "0.000012" },
		{ LR_PART_SECONDS, "12\xc2\xb5s", "0.000012" },
		{ LR_PART_SECONDS, "12ns", "0.000000012" },
		{ LR_PART_MILLIS, "0.023501s", "0.023501" },
		{ LR_PART_SECONDS, "1m2.5s", "" },
		{ LR_PART_SECONDS, "1:30", "" },
		{ LR_PART_SECONDS, "999999999999999", "999999999999999" },
		{ LR_PART_SECONDS, "9999999999999999", "" },
		{ LR_PART_SECONDS, "x", NULL },
		{ LR_PART_SECONDS, ".5", NULL },
		{ LR_PART_MILLIS, "1", "0.001" },
		{ LR_PART_MILLIS, "1500", "1.5" },
		{ LR_PART_MILLIS, "0", "0" },
		{ LR_PART_MILLIS, "12.5", "0.0125" },
		{ LR_PART_MILLIS, "1000", "1" },
		{ LR_PART_MICROS, "1500000", "1.5" },
		{ LR_PART_MICROS, "10", "0.00001" },
		{ LR_PART_NANOS, "33280", "0.00003328" },
		{ LR_PART_NANOS, "1000000001", "1.000000001" },
		{ LR_PART_NANOS, "1", "0.000000001" },
	};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		is_part(t[i].part, t[i].text, t[i].want);

	clear();
	ok(set(LR_PART_STATUS, "200") && hit.status == 200, "a status");
	clear();
	ok(set(LR_PART_STATUS, "000") && hit.status == 0, "status 000 is none");
	ok(set(LR_PART_STATUS, "0") && hit.status == 0, "and 0");
	ok(!set(LR_PART_STATUS, "1000"), "four digits");
	ok(!set(LR_PART_STATUS, "0200"), "four digits with a zero");
	ok(!set(LR_PART_STATUS, "2x0"), "no digits");
}

static struct lr_span
decoded(enum lr_code code, const char *text)
{
	clear();
	return lr_hit_decode(&scratch, code, lr_span_str(text));
}

static void
codes(void)
{
	static const struct {
		enum lr_code code;
		const char *text, *want;
	} t[] = {
		{ LR_CODE_PLAIN, "a\\x41%41", "a\\x41%41" },
		{ LR_CODE_LOG, "\\\"\\\\\\x41\\t\\q\\", "\"\\A\t\\q\\" },
		{ LR_CODE_LOG, "\\x4\\xzz\\x", "\\x4\\xzz\\x" },
		{ LR_CODE_JSON, "\\u0041\\n\\/\\\"", "A\n/\"" },
		{ LR_CODE_W3C, "a+b%20c%2B%", "a b c+%" },
		{ LR_CODE_W3C, "%4", "%4" },
		{ LR_CODE_W3C, "%zz%41", "%zzA" },
		{ LR_CODE_W3C, "a \"\"b\"\" c", "a \"b\" c" },
		{ LR_CODE_PERCENT2, "a+b%2520c%20d", "a+b c d" },
		{ LR_CODE_PERCENT2, "%25%34%31", "A" },
		{ LR_CODE_HASH, "#23#22x#4", "#\"x#4" },
		{ LR_CODE_HASH, "plain", "plain" },
	};
	struct lr_span s;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		s = decoded(t[i].code, t[i].text);
		is(s.p, s.n, t[i].want, t[i].text);
	}
	s = decoded(LR_CODE_W3C, "%00a");
	ok(s.n == 2 && s.p[0] == '\0' && s.p[1] == 'a', "a NUL is a byte");
}

static void
joined(void)
{
	clear();
	set(LR_PART_IP, "198.51.100.7");
	set(LR_PART_METHOD, "GET");
	set(LR_PART_DATE, "2026-11-22");
	set(LR_PART_CLOCK, "10:00:00");
	set(LR_PART_PATH, "/a");
	set(LR_PART_QUERY, "b=c");
	ok(lr_hit_finish(&hit, &scratch) == NULL, "in parts");
	is(hit.time, hit.time_n, "2026-11-22T10:00:00Z", "    time");
	is(hit.target.p, hit.target.n, "/a?b=c", "    target");

	clear();
	set(LR_PART_IP, "198.51.100.7");
	set(LR_PART_TIME, "[22/Nov/2026:10:00:00 +0100]");
	set(LR_PART_METHOD, "GET");
	set(LR_PART_URL, "https://a.example/b");
	set(LR_PART_QUERY, "?c");
	ok(lr_hit_finish(&hit, &scratch) == NULL, "URL and query");
	is(hit.time, hit.time_n, "2026-11-22T09:00:00Z", "    in brackets");
	is(hit.target.p, hit.target.n, "/b?c", "    target");
	clear();
	set(LR_PART_METHOD, "GET");
	set(LR_PART_URL, "/b?c");
	set(LR_PART_QUERY, "c");
	(void)lr_hit_finish(&hit, &scratch);
	is(hit.target.p, hit.target.n, "/b?c", "the query is there already");

	clear();
	set(LR_PART_METHOD, "POST");
	set(LR_PART_REQUEST, "/target-only");
	is(hit.method.p, hit.method.n, "POST", "a request that is a target");
	set(LR_PART_METHOD, "NONE");
	set(LR_PART_URL, "error:invalid-request");
	set(LR_PART_PROTOCOL, "HTTP/1.1");
	(void)lr_hit_finish(&hit, &scratch);
	ok(hit.method.n == 0 && hit.target.n == 0 && hit.protocol.n == 0,
	    "Squid's errors are no requests");
}

static void
lacking(void)
{
	const char *why;

	clear();
	why = lr_hit_finish(&hit, &scratch);
	ok(why != NULL && strcmp(why, "no client's address") == 0, "nothing");
	set(LR_PART_IP, "somebody");
	why = lr_hit_finish(&hit, &scratch);
	ok(why != NULL && strcmp(why, "a client that is no address") == 0,
	    "a name");
	set(LR_PART_IP, "198.51.100.7");
	why = lr_hit_finish(&hit, &scratch);
	ok(why != NULL && strcmp(why, "no time") == 0, "no time");
	set(LR_PART_CLOCK, "25:00:00");
	set(LR_PART_DATE, "2026-11-22");
	why = lr_hit_finish(&hit, &scratch);
	ok(why != NULL && strcmp(why, "an impossible time") == 0,
	    "an impossible one");
	clear();
	set(LR_PART_IP, "198.51.100.7");
	scratch.outer = LR_SPAN("2026-11-22T10:00:00Z");
	ok(lr_hit_finish(&hit, &scratch) == NULL, "the wrapper's time");
	scratch.outer = (struct lr_span){ NULL, 0 };
	is(hit.time, hit.time_n, "2026-11-22T10:00:00Z", "    is taken");

	clear();
	ok(set(LR_PART_SITE, "-") && set(LR_PART_AGENT, "") &&
		set(LR_PART_TIME, "-") && set(LR_PART_IP, "-") &&
		set(LR_PART_STATUS, "-"),
	    "absent is never wrong");
	ok(hit.site.n == 0 && hit.agent.n == 0 && !hit.has_ip, "    none");
}

/* A line of the longest, every byte of it escaped, through scratch space. */
static void
limits(void)
{
	static const struct {
		enum lr_code code;
		const char *unit;
	} t[] = {
		{ LR_CODE_LOG, "\\x41" },
		{ LR_CODE_LOG, "\\q" },
		{ LR_CODE_JSON, "\\u0041" },
		{ LR_CODE_W3C, "%41" },
		{ LR_CODE_W3C, "x" },
		{ LR_CODE_PERCENT2, "%2541" },
		{ LR_CODE_HASH, "#41" },
	};
	char *line = calloc(1, LR_LINE_MAX + LR_PAD);
	struct lr_span s;
	size_t i, k, n;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		n = strlen(t[i].unit);
		for (k = 0; k + n <= LR_LINE_MAX; k += n)
			memcpy(line + k, t[i].unit, n);
		clear();
		s = lr_hit_decode(&scratch, t[i].code, lr_span(line, k));
		ok(s.n > 0 && s.n <= k && scratch.n >= s.n,
		    "a whole line of %s (%zu)", t[i].unit, s.n);
		for (k = 0; k < LR_PAD; k++)
			n += (unsigned char)s.p[s.n + k];
	}
	/* what has no room left is absent, and nothing is written */
	clear();
	memset(line, '+', LR_LINE_MAX);
	for (i = 0; i < 8; i++)
		s = lr_hit_decode(
		    &scratch, LR_CODE_W3C, lr_span(line, LR_LINE_MAX));
	ok(s.p == NULL && s.n == 0, "no room: absent");
	free(line);
}

int
main(void)
{
	enum lr_part part;
	enum lr_err err;

	fail_from(FAIL_ALLOC, 1);
	err = lr_scratch_init(&scratch);
	fail_from(FAIL_ALLOC, 0);
	ok(err == LR_ENOMEM, "no memory");
	lr_scratch_free(&scratch);
	if (!ok(lr_scratch_init(&scratch) == LR_OK, "scratch space"))
		return done();
	clients();
	requests();
	numbers();
	codes();
	joined();
	lacking();
	limits();
	ok(lr_part_of(LR_SPAN("duration_us")) == LR_PART_MICROS, "a name");
	ok(lr_part_of(LR_SPAN("ip:port")) == LR_PART_IP_PORT, "with a colon");
	part = lr_part_of(LR_SPAN("IP"));
	ok(part == LR_PARTS, "names are in small letters");
	ok(lr_part_of(LR_SPAN("")) == LR_PARTS, "and not empty");
	lr_scratch_free(&scratch);
	return done();
}
