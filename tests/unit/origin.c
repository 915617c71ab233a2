#include "../tap.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../fail.h"
#include "num.h"
#include "origin.h"

/* The zones: questions, and the strings of the records that answer, | between
 * records; + begins another string of the same. "!" is SERVFAIL, "?" silence,
 * ">" an alias. What is not here is not there. */
static const struct {
	const char *name, *answer;
} zones[] = {
	{ "0.2.0.9.origin.asn.example",
	    "64500 ^ 9.0.2.0/24 ^ DE ^ ripencc ^ 2001-01-01" },
	{ "0.3.0.9.origin.asn.example",
	    "64500 ^ 9.0.0.0/16 ^ DE ^ ripencc ^ 2001-01-01" },
	/* most specific first, then the lowest number; two origins */
	{ "0.4.0.9.origin.asn.example",
	    "64503 ^ 9.0.0.0/16 ^ DE ^ ripencc ^|"
	    "64502 64509 ^ 9.0.4.0/23 ^ DE ^ ripencc ^|"
	    "64501 ^ 9.0.0.0/16 ^ DE ^ ripencc ^|"
	    "64504 ^ 9.0.4.0/23 ^ DE ^ ripencc ^" },
	/* not of this net; no number; no prefix */
	{ "0.5.0.9.origin.asn.example",
	    "64500 ^ 9.0.6.0/24 ^ DE|NA ^ 9.0.5.0/24|64500|64500 ^ 9.0.5.0" },
	{ "0.6.0.9.origin.asn.example", "!" },
	{ "0.7.0.9.origin.asn.example", "64510 ^ 9.0.7.0/24 ^ DE" },
	{ "0.8.0.9.origin.asn.example", "64511 ^ 9.0.8.0/24 ^ DE" },
	{ "0.9.0.9.origin.asn.example", ">1.9.0.9.origin.asn.example" },
	{ "1.9.0.9.origin.asn.example", "64500+ ^ 9.0+.9.0/24 ^ DE" },
	{ "0.10.0.9.origin.asn.example", "?" },
	{ "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.0.0.0.0.0.0.a.2."
	  "origin6.asn.example",
	    "64500 ^ 2a00:0:abcd::/48 ^ DE" },
	{ "AS64500.asn.example",
	    "64500 ^ DE ^ ripencc ^ 2001-01-01 ^ EXAMPLE-AS+ - Example GmbH,+ "
	    "DE" },
	{ "AS64502.asn.example",
	    "64502 ^ ^ ^ ^ OTHER ^ NAME|64502 ^ ^ ^ ^ AGAIN, Inc., US|"
	    "1 ^ ^ ^ ^ AAA" },
	{ "AS64510.asn.example", "!" },
};

static int fd;
static unsigned questions;
static struct lr_dnsaddr where;
static struct lr_ask *asks;
static struct lr_origin *origin;

static struct {
	unsigned done, failed;
	uint32_t asn, id;
	char name[256], prefix[LR_RANGE_TEXT + 1];
} seen;

static size_t
name_text(const unsigned char *w, char *out)
{
	size_t at = 0;

	while (w[at] != 0) {
		memcpy(out + at, w + at + 1, w[at]);
		at += w[at] + 1u;
		out[at - 1] = '.';
	}
	out[at - 1] = '\0';
	return at + 1;
}

static size_t
put_name(unsigned char *w, const char *s)
{
	size_t at = 0, n;

	for (; *s != '\0'; s += n + (s[n] == '.')) {
		n = strcspn(s, ".");
		w[at++] = (unsigned char)n;
		memcpy(w + at, s, n);
		at += n;
	}
	w[at++] = 0;
	return at;
}

/* One record at p; ^ stands for |. */
static size_t
put_record(unsigned char *p, const char *s, size_t n)
{
	size_t at = 12, len, i;

	memcpy(p, "\xc0\x0c\0\x10\0\1\0\0\0\x3c", 10);
	if (n > 0 && *s == '>') {
		p[3] = 5;
		at += put_name(p + at, s + 1);
		n = 0;
	}
	while (n > 0) {
		for (len = 0; len < n && s[len] != '+'; len++)
			;
		p[at++] = (unsigned char)len;
		for (i = 0; i < len; i++)
			p[at++] = (unsigned char)(s[i] == '^' ? '|' : s[i]);
		len += len < n;
		s += len;
		n -= len;
	}
	p[10] = (unsigned char)((at - 12) >> 8);
	p[11] = (unsigned char)(at - 12);
	return at;
}

static bool
serve_one(void)
{
	unsigned char p[2048];
	char name[256];
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	ssize_t got =
	    recvfrom(fd, p, 512, MSG_DONTWAIT, (struct sockaddr *)&from, &len);
	size_t n = (size_t)got, i;
	const char *s = NULL, *end;

	if (got < 0)
		return false;
	questions++;
	name_text(p + 12, name);
	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (strcmp(zones[i].name, name) == 0)
			s = zones[i].answer;
	p[2] = 0x84;
	if (s == NULL || *s == '!')
		p[3] = s == NULL ? 3 : 2;
	if (s != NULL && *s == '?')
		return true;
	for (; s != NULL && *s != '!'; s = *end == '\0' ? NULL : end + 1) {
		end = s + strcspn(s, "|");
		n += put_record(p + n, s, (size_t)(end - s));
		p[7]++;
	}
	sendto(fd, p, n, 0, (struct sockaddr *)&from, len);
	return true;
}

static void
on_done(void *arg, uint32_t id, const struct lr_origin_result *r)
{
	seen.done++;
	seen.failed += r->failed;
	seen.id = id;
	seen.asn = r->asn;
	memcpy(seen.name, r->name.p == NULL ? "" : r->name.p, r->name.n);
	seen.name[r->name.n] = '\0';
	seen.prefix[r->asn > 0 ? lr_range_put(&r->prefix, seen.prefix) : 0] =
	    '\0';
}

static enum lr_err
start(void)
{
	struct lr_ask_spec spec = { .servers = &where,
		.n_servers = 1,
		.window = 8,
		.timeout = 100,
		.tries = 2,
		.deadline = 1000 };
	const char *why;
	enum lr_err err = lr_ask_open(&asks, &spec, &why);

	origin = NULL;
	questions = 0;
	memset(&seen, 0, sizeof(seen));
	if (err == LR_OK)
		err = lr_origin_open(
		    &origin, asks, LR_SPAN("asn.example"), 4, on_done, NULL);
	return err;
}

static void
stop(void)
{
	lr_ask_close(asks);
	lr_origin_close(origin);
}

static enum lr_err
ask(const char *text, uint32_t id)
{
	struct lr_ip ip;

	if (!lr_ip_parse(lr_span_str(text), &ip))
		abort();
	return lr_origin_ask(origin, &ip, id);
}

static enum lr_err
finish(void)
{
	enum lr_err err = LR_OK;
	bool ready;

	while (err == LR_OK && lr_origin_flying(origin) > 0) {
		err = lr_ask_work(asks, fd, -1, &ready);
		while (ready && serve_one())
			;
	}
	return err;
}

static void
one(const char *ip, uint32_t asn, const char *prefix, const char *name,
    unsigned failed, const char *what)
{
	unsigned before = seen.done, failures = seen.failed;

	seen.asn = 99;
	ok(ask(ip, 7) == LR_OK && finish() == LR_OK &&
		seen.done == before + 1 && seen.id == 7 && seen.asn == asn &&
		strcmp(seen.prefix, prefix) == 0 &&
		strcmp(seen.name, name) == 0 &&
		seen.failed == failures + failed,
	    "%s", what);
	if (seen.asn != asn || strcmp(seen.name, name) != 0)
		printf("# %u %s '%s'\n", seen.asn, seen.prefix, seen.name);
}

static void
answers(void)
{
	unsigned n;

	ok(start() == LR_OK, "open");
	one("9.0.2.77", 64500, "9.0.2.0/24", "EXAMPLE-AS - Example GmbH", 0,
	    "an origin and its name, in pieces");
	ok(questions == 2, "take two questions");
	one("9.0.2.78", 64500, "9.0.2.0/24", "EXAMPLE-AS - Example GmbH", 0,
	    "a neighbour");
	ok(questions == 2, "takes none");
	one("9.0.3.1", 64500, "9.0.0.0/16", "EXAMPLE-AS - Example GmbH", 0,
	    "another net of the same AS");
	ok(questions == 3, "takes one");
	one("9.0.4.1", 64502, "9.0.4.0/23", "AGAIN, Inc.", 0,
	    "of several the most specific one");
	one("9.0.5.1", 0, "", "", 0, "texts that are none");
	one("9.0.200.1", 0, "", "", 0, "not announced");
	n = questions;
	one("9.0.200.2", 0, "", "", 0, "neither is the neighbour");
	ok(questions == n, "who is not asked about");
	one("9.0.6.1", 0, "", "", 1, "SERVFAIL is no answer");
	one("9.0.10.1", 0, "", "", 1, "nor is silence");
	n = questions;
	one("9.0.6.2", 0, "", "", 1, "nor does a neighbour get one");
	ok(questions == n, "or is asked about");
	one("9.0.7.1", 64510, "9.0.7.0/24", "", 1, "an AS without an answer");
	one("9.0.8.1", 64511, "9.0.8.0/24", "", 0, "an AS without a name");
	one("9.0.9.1", 64500, "9.0.9.0/24", "EXAMPLE-AS - Example GmbH", 0,
	    "an alias, and a text in pieces");
	one("2a00:0:abcd:1234::77", 64500, "2a00:0:abcd::/48",
	    "EXAMPLE-AS - Example GmbH", 0, "IPv6");
	stop();
}

static void
together(void)
{
	bool ready;

	start();
	ask("9.0.2.1", 1);
	ask("9.0.2.2", 2);
	ask("9.0.3.3", 3);
	ok(lr_origin_room(origin) && lr_origin_flying(origin) == 3, "room");
	ask("9.0.2.4", 4);
	ok(!lr_origin_room(origin), "no room");
	ok(finish() == LR_OK && seen.done == 4 && seen.asn == 64500,
	    "all hear of it");
	ok(questions == 3, "two nets and one AS are asked about");
	ask("9.0.4.1", 1);
	ask("9.0.4.2", 2);
	lr_ask_work(asks, -1, 0, &ready);
	stop();
	ok(seen.done == 4, "closed in the middle");
	lr_origin_close(NULL);
}

static void
zone_names(void)
{
	char longest[256];
	struct lr_origin *o;

	memset(longest, 'a', sizeof(longest));
	longest[60] = longest[120] = longest[170] = '.';
	ok(lr_origin_open(&o, asks, lr_span(longest, 181), 4, on_done, NULL) ==
		LR_EBAD,
	    "a zone that is too long");
	ok(lr_origin_open(&o, asks, LR_SPAN("a b"), 4, on_done, NULL) ==
		LR_EBAD,
	    "no zone");
	ok(lr_origin_open(&o, asks, lr_span(longest, 180), 4, on_done, NULL) ==
		LR_OK,
	    "the longest");
	lr_origin_close(o);
}

static const struct {
	const char *text, *ip, *prefix;
	uint32_t asn;
} origins[] = {
	{ "15169 | 8.8.8.0/24 | US | arin | 2023-12-28", "8.8.8.0",
	    "8.8.8.0/24", 15169 },
	{ "4294967295|8.0.0.0/8", "8.8.8.0", "8.0.0.0/8", UINT32_MAX },
	{ "64500 64501 | 2a00::/16 |", "2a00::", "2a00::/16", 64500 },
	{ "4294967296 | 8.8.8.0/24", "8.8.8.0", NULL, 0 },
	{ "0 | 8.8.8.0/24", "8.8.8.0", NULL, 0 },
	{ "AS15169 | 8.8.8.0/24", "8.8.8.0", NULL, 0 },
	{ "-1 | 8.8.8.0/24", "8.8.8.0", NULL, 0 },
	{ "15169 | 8.0.0.0/7", "8.8.8.0", NULL, 0 },
	{ "15169 | 0.0.0.0/0", "8.8.8.0", NULL, 0 },
	{ "15169 | 8.8.8.1/24", "8.8.8.0", NULL, 0 },
	{ "15169 | 8.8.8.0/33", "8.8.8.0", NULL, 0 },
	{ "15169 | 8.8.8.0-8.8.8.255", "8.8.8.0", NULL, 0 },
	{ "15169 | ::/16", "8.8.8.0", NULL, 0 },
	{ "15169 | ::ffff:8.8.8.0/120", "8.8.8.0", NULL, 0 },
	{ "15169 | 8.8.9.0/24", "8.8.8.0", NULL, 0 },
	{ "15169", "8.8.8.0", NULL, 0 },
	{ "", "8.8.8.0", NULL, 0 },
	{ "|||||", "8.8.8.0", NULL, 0 },
};

static void
texts(void)
{
	static const char *const names[][2] = {
		{ "64500 | US | arin | 2000-03-30 | GOOGLE, US", "GOOGLE" },
		{ "64500 | | | | Example, Inc.", "Example, Inc." },
		{ "64500|a|b|c|A | B, DE", "A | B" },
		{ "64500 | | | | caf\xe9, FR", "caf\xc3\xa9" },
		{ "64500 | | | | caf\xc3\xa9, FR", "caf\xc3\xa9" },
		{ "64500 | | | | a\x1b[1m\x07", "a [1m" },
		{ "64500 | | | | a\xe2\x80\xae"
		  "b",
		    "a b" },
		{ "64501 | | | | X", "" },
		{ "64500 | | | |", "" },
		{ "64500 | | |", "" },
		{ "64500", "" },
		{ "64500 | | | | , DE", "" },
		{ "64500 | | | | DE", "DE" },
	};
	char out[LR_ORIGIN_NAME], longest[400] = "64500 | | | | ", text[128];
	struct lr_range range;
	struct lr_ip ip;
	uint32_t asn;
	size_t i;

	for (i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		bool good;

		lr_ip_parse(lr_span_str(origins[i].ip), &ip);
		good = lr_origin_read(
		    lr_span_str(origins[i].text), &ip, &asn, &range);
		if (good)
			text[lr_range_put(&range, text)] = '\0';
		ok(good == (origins[i].prefix != NULL) &&
			(!good ||
			    (asn == origins[i].asn &&
				strcmp(text, origins[i].prefix) == 0)),
		    "origin: %s", origins[i].text);
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		is(out, lr_origin_name(lr_span_str(names[i][0]), 64500, out),
		    names[i][1], "name");
	memset(longest + 14, '\xe9', 300);
	i = lr_origin_name(lr_span_str(longest), 64500, out);
	ok(i > 250 && i <= LR_ORIGIN_NAME, "a long name is cut");
}

static void
no_memory(void)
{
	unsigned long i, used;
	enum lr_err err;

	for (i = 1; i < 200; i++) {
		fail_from(FAIL_ALLOC, i);
		err = start();
		if (err == LR_OK && ask("9.0.2.1", 1) == LR_OK &&
		    ask("9.0.2.2", 1) == LR_OK && ask("9.0.4.1", 2) == LR_OK)
			(void)finish();
		used = fail_from(FAIL_ALLOC, 0);
		stop();
		if (used < i)
			break;
	}
	ok(i < 200 && seen.done == 3 && seen.failed == 0,
	    "no allocation that fails does harm");
}

int
main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		return 1;
	where.ip = lr_ip_from4(INADDR_LOOPBACK);
	where.port = ntohs(a.sin_port);

	texts();
	answers();
	together();
	zone_names();
	no_memory();
	return done();
}
