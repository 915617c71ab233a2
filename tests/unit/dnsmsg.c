#include "../tap.h"

#include "dnsmsg.h"

enum { AA = 0x04, RA = 0x80, NXDOMAIN = 3, SERVFAIL = 2 };
enum { CNAME = 5, SOA = 6, NS = 2, MX = 15 };

/* A reply in the making. */
struct reply {
	unsigned char p[8192];
	size_t n;
};

static struct lr_dnsname asked;
static struct lr_ip ip;
static enum lr_dns_type type;
static struct lr_dnsanswer a;

static void
put(struct reply *r, const void *p, size_t n)
{
	memcpy(r->p + r->n, p, n);
	r->n += n;
}

static void
put16(struct reply *r, unsigned v)
{
	unsigned char b[2] = { (unsigned char)(v >> 8), (unsigned char)v };

	put(r, b, 2);
}

static void
put_name(struct reply *r, const char *s)
{
	while (*s != '\0') {
		unsigned char n = (unsigned char)strcspn(s, ".");

		put(r, &n, 1);
		put(r, s, n);
		s += n + (s[n] == '.');
	}
	put(r, "", 1);
}

/* The question for 192.0.2.7 or, forward, for www.example.com. */
static void
begin(struct reply *r, enum lr_dns_type t, unsigned aa, unsigned ra_rcode)
{
	type = t;
	lr_ip_parse(LR_SPAN("192.0.2.7"), &ip);
	if (t == LR_DNS_PTR)
		lr_dnsname_reverse(&asked, &ip);
	else
		lr_dnsname_host(&asked, LR_SPAN("www.example.com"));
	r->n = lr_dnsmsg_put(r->p, 0x1234, &asked, t);
	r->p[2] = (unsigned char)(0x81 | aa);
	r->p[3] = (unsigned char)ra_rcode;
}

/* The name in front of a record; NULL: the question's. */
static void
head(struct reply *r, unsigned section, const char *owner, unsigned t)
{
	r->p[section + 1]++;
	if (owner == NULL)
		put16(r, 0xc00c);
	else
		put_name(r, owner);
	put16(r, t);
	put(r, "\0\1\0\0\0\x3c", 6);
}

static void
named(struct reply *r, unsigned section, const char *owner, unsigned t,
    const char *target)
{
	struct reply data = { .n = 0 };

	put_name(&data, target);
	head(r, section, owner, t);
	put16(r, (unsigned)data.n);
	put(r, data.p, data.n);
}

#define ANSWER 6
#define AUTHORITY 8

static const char *
name_of(unsigned i)
{
	static char text[256];

	if (i >= a.n)
		return "(none)";
	memcpy(text, a.name[i].text, a.name[i].n);
	text[a.name[i].n] = '\0';
	return text;
}

/* Read a copy that ends where the reply ends, for ASan. */
static enum lr_dns_class
read_reply(const struct reply *r)
{
	unsigned char *p = malloc(r->n + 1);

	memcpy(p + 1, r->p, r->n);
	lr_dnsmsg_read(&a, p + 1, r->n, &asked, type, &ip);
	free(p);
	return a.class;
}

/* The same where the answer points into the reply. */
static enum lr_dns_class
read_reply_kept(const struct reply *r)
{
	lr_dnsmsg_read(&a, r->p, r->n, &asked, type, &ip);
	return a.class;
}

static void
names(void)
{
	static const char *good[] = { "a", "www.example.com", "a-b.example",
		"_dmarc.example.com", "xn--bcher-kva.example", "a.b1", "1a.2b",
		"A.Example" };
	static const char *bad[] = { "", ".", "a.", ".a", "a..b", "-a.b",
		"a-.b", "a b.c", "a/b.c", "a\x01.b", "b\xc3\xbc.de", "a,b.c",
		"=a.b", "1.2.3.4", "a.1", "1", "a@b.c", "a:b", "<b>.de" };
	char longest[260];
	struct lr_dnsname w;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(lr_dns_host(lr_span_str(good[i])), "host: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!lr_dns_host(lr_span_str(bad[i])), "no host: number %zu", i);
	ok(!lr_dns_host(lr_span("a\0.b", 4)), "no NUL");
	memset(longest, 'a', sizeof(longest));
	ok(lr_dns_host(lr_span(longest, 63)) &&
		!lr_dns_host(lr_span(longest, 64)),
	    "labels have 63 bytes");
	for (i = 63; i < sizeof(longest); i += 64)
		longest[i] = '.';
	ok(lr_dns_host(lr_span(longest, 253)) &&
		!lr_dns_host(lr_span(longest, 254)),
	    "names have 253 bytes");
	ok(lr_dnsname_host(&w, lr_span(longest, 253)) && w.n == 255,
	    "which are 255 on the wire");
	ok(!lr_dnsname_host(&w, LR_SPAN("a..b")), "no wire for no name");
}

static void
questions(void)
{
	unsigned char out[LR_DNSMSG_QUESTION];
	struct lr_dnsname w;
	struct lr_ip v6;
	size_t n;

	lr_ip_parse(LR_SPAN("192.0.2.255"), &ip);
	lr_dnsname_reverse(&w, &ip);
	is((const char *)w.w, w.n - 1u,
	    "\3"
	    "255\1"
	    "2\1"
	    "0\3"
	    "192\7in-addr\4arpa",
	    "reverse name of IPv4");
	n = lr_dnsmsg_put(out, 0x1234, &w, LR_DNS_PTR);
	ok(n == 12u + w.n + 4 && memcmp(out, "\x12\x34\1\0\0\1", 6) == 0 &&
		memcmp(out + n - 4, "\0\14\0\1", 4) == 0,
	    "a question");
	lr_ip_parse(LR_SPAN("2001:db8::567:89ab"), &v6);
	lr_dnsname_reverse(&w, &v6);
	ok(w.n == 74 &&
		memcmp(w.w,
		    "\1b\1a\1"
		    "9\1"
		    "8\1"
		    "7",
		    10) == 0 &&
		memcmp(w.w + 64, "\3ip6\4arpa", 10) == 0,
	    "reverse name of IPv6");
}

static void
pointers(void)
{
	struct reply r;
	unsigned i;

	begin(&r, LR_DNS_PTR, 0, RA);
	named(&r, ANSWER, NULL, LR_DNS_PTR, "WWW.Example.com");
	ok(read_reply(&r) == LR_DNS_FOUND && a.n == 1, "one name");
	is(name_of(0), strlen(name_of(0)), "www.example.com", "in lower case");

	begin(&r, LR_DNS_PTR, 0, RA);
	for (i = 0; i < 20; i++) {
		char text[32];

		snprintf(text, sizeof(text), "n%02u.example.com", 19 - i);
		named(&r, ANSWER, NULL, LR_DNS_PTR, text);
		named(&r, ANSWER, NULL, LR_DNS_PTR, text);
		named(&r, ANSWER, NULL, LR_DNS_PTR, "no host.example.com");
	}
	ok(read_reply(&r) == LR_DNS_FOUND && a.n == LR_DNS_NAMES,
	    "of many names, only so many");
	for (i = 1; i < a.n; i++)
		if (lr_span_cmp(lr_span(a.name[i - 1].text, a.name[i - 1].n),
			lr_span(a.name[i].text, a.name[i].n)) >= 0)
			break;
	ok(i == a.n, "in order, no doubles");
	is(name_of(0), strlen(name_of(0)), "n00.example.com", "the first ones");

	begin(&r, LR_DNS_PTR, 0, RA);
	named(&r, ANSWER, NULL, LR_DNS_PTR, "=cmd.example.com");
	ok(read_reply(&r) == LR_DNS_FOUND && a.n == 0, "no host name: none");
	begin(&r, LR_DNS_PTR, 0, RA);
	named(&r, ANSWER, NULL, LR_DNS_PTR, "");
	ok(read_reply(&r) == LR_DNS_FOUND && a.n == 0, "nor the root");

	begin(&r, LR_DNS_PTR, 0, RA);
	named(
	    &r, ANSWER, "8.2.0.192.in-addr.arpa", LR_DNS_PTR, "other.example");
	named(&r, ANSWER, NULL, MX, "www.example.com");
	ok(read_reply(&r) == LR_DNS_NONE, "records of other names and types");
}

static void
aliases(void)
{
	struct reply r;
	char from[16], to[16];
	unsigned i;

	begin(&r, LR_DNS_PTR, 0, RA);
	named(
	    &r, ANSWER, "7.0/25.2.0.192.in-addr.arpa", LR_DNS_PTR, "a.example");
	named(&r, ANSWER, NULL, CNAME, "7.0/25.2.0.192.in-addr.ARPA");
	ok(read_reply(&r) == LR_DNS_FOUND && a.n == 1,
	    "an alias and what it leads to, in whatever order");

	begin(&r, LR_DNS_PTR, AA, 0);
	named(&r, ANSWER, NULL, CNAME, "7.0/25.2.0.192.in-addr.arpa");
	ok(read_reply(&r) == LR_DNS_ALIAS &&
		memcmp(a.alias.w,
		    "\1"
		    "7\4"
		    "0/25",
		    7) == 0,
	    "an alias alone: ask for it");
	named(&r, AUTHORITY, "example.com", SOA, "ns.example.com");
	ok(read_reply(&r) == LR_DNS_NONE, "an alias and its zone has none");

	begin(&r, LR_DNS_PTR, AA, 0);
	named(&r, ANSWER, NULL, CNAME, "a.example");
	named(&r, ANSWER, "a.example", CNAME, "b.example");
	named(&r, ANSWER, "b.example", CNAME, "a.example");
	ok(read_reply(&r) == LR_DNS_BROKEN, "aliases that go round");

	begin(&r, LR_DNS_PTR, AA, 0);
	named(&r, ANSWER, NULL, CNAME, "n0");
	for (i = 0; i < 100; i++) {
		snprintf(from, sizeof(from), "n%u", i);
		snprintf(to, sizeof(to), "n%u", i + 1);
		named(&r, ANSWER, from, CNAME, to);
	}
	ok(read_reply(&r) == LR_DNS_BROKEN, "too many aliases");
}

static void
nothing(void)
{
	struct reply r;

	begin(&r, LR_DNS_PTR, 0, RA | NXDOMAIN);
	ok(read_reply(&r) == LR_DNS_NONE, "no such name");
	begin(&r, LR_DNS_PTR, 0, RA);
	ok(read_reply(&r) == LR_DNS_NONE, "a resolver knows of none");
	begin(&r, LR_DNS_PTR, AA, 0);
	ok(read_reply(&r) == LR_DNS_NONE, "an authority has none");
	begin(&r, LR_DNS_PTR, 0, 0);
	named(&r, AUTHORITY, "example", SOA, "ns.example");
	ok(read_reply(&r) == LR_DNS_NONE, "its SOA will do");
	begin(&r, LR_DNS_PTR, 0, 0);
	named(&r, AUTHORITY, "example", NS, "ns.example");
	ok(read_reply(&r) == LR_DNS_BROKEN, "a referral is no answer");
	begin(&r, LR_DNS_PTR, AA, SERVFAIL);
	ok(read_reply(&r) == LR_DNS_BROKEN, "SERVFAIL is none");
}

static void
forward(void)
{
	struct reply r;

	begin(&r, LR_DNS_A, 0, RA);
	head(&r, ANSWER, NULL, LR_DNS_A);
	put(&r, "\0\4\xc0\0\2\6", 6);
	ok(read_reply(&r) == LR_DNS_FOUND && !a.holds, "another address");
	head(&r, ANSWER, NULL, LR_DNS_A);
	put(&r, "\0\4\xc0\0\2\7", 6);
	ok(read_reply(&r) == LR_DNS_FOUND && a.holds, "the address");
	head(&r, ANSWER, NULL, LR_DNS_A);
	put(&r, "\0\5\xc0\0\2\7\7", 7);
	ok(read_reply(&r) == LR_DNS_BROKEN && !a.holds, "no address");

	begin(&r, LR_DNS_A, 0, RA);
	named(&r, ANSWER, NULL, CNAME, "b.example");
	head(&r, ANSWER, "b.example", LR_DNS_A);
	put(&r, "\0\4\xc0\0\2\7", 6);
	ok(read_reply(&r) == LR_DNS_FOUND && a.holds, "behind an alias");

	begin(&r, LR_DNS_AAAA, 0, RA);
	lr_ip_parse(LR_SPAN("2001:db8::1"), &ip);
	head(&r, ANSWER, NULL, LR_DNS_AAAA);
	put(&r, "\0\x10\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 18);
	ok(read_reply(&r) == LR_DNS_FOUND && a.holds, "of IPv6");
}

static void
texts(void)
{
	struct reply r;
	char out[64];
	unsigned i;

	begin(&r, LR_DNS_TXT, 0, RA);
	head(&r, ANSWER, NULL, LR_DNS_TXT);
	put(&r, "\0\11\3a b\0\3cde", 11);
	head(&r, ANSWER, NULL, LR_DNS_TXT);
	put(&r, "\0\1\0", 3);
	ok(read_reply_kept(&r) == LR_DNS_FOUND && a.texts == 2 && a.n == 0,
	    "two texts");
	is(out, lr_dns_text(a.text[0], out), "a bcde", "one in pieces");
	is(out, lr_dns_text(a.text[1], out), "", "one empty");
	begin(&r, LR_DNS_TXT, 0, RA);
	for (i = 0; i < 20; i++) {
		head(&r, ANSWER, NULL, LR_DNS_TXT);
		put(&r, "\0\2\1a", 4);
	}
	ok(read_reply(&r) == LR_DNS_FOUND && a.texts == LR_DNS_TEXTS,
	    "of many only so many");
	begin(&r, LR_DNS_TXT, 0, RA);
	head(&r, ANSWER, NULL, LR_DNS_TXT);
	put(&r, "\0\3\3ab", 5);
	ok(read_reply(&r) == LR_DNS_BROKEN && a.texts == 0,
	    "a string beyond the data");
}

static void
malformed(void)
{
	struct reply r, part;
	size_t at;

	begin(&r, LR_DNS_PTR, 0, RA);
	named(&r, ANSWER, NULL, LR_DNS_PTR, "www.example.com");
	for (at = 0; at < r.n; at++) {
		part = r;
		part.n = at;
		if (read_reply(&part) != LR_DNS_BROKEN)
			break;
	}
	ok(at == r.n, "cut anywhere: no answer");
	part = r;
	part.p[2] = 1;
	ok(read_reply(&part) == LR_DNS_BROKEN, "a question");
	ok(lr_dnsmsg_ours(r.p, r.n, &asked, type) &&
		!lr_dnsmsg_ours(r.p, 11, &asked, type) &&
		!lr_dnsmsg_ours(r.p, r.n, &asked, LR_DNS_A),
	    "whose question a reply repeats");
	part = r;
	part.p[13] ^= 1;
	ok(!lr_dnsmsg_ours(part.p, part.n, &asked, type), "another's");
	ok(read_reply(&part) == LR_DNS_BROKEN, "to another question");
	part = r;
	part.p[5] = 2;
	ok(read_reply(&part) == LR_DNS_BROKEN, "to two");
	ok(!lr_dnsmsg_cut(r.p, r.n), "not cut");
	r.p[2] |= 2;
	ok(lr_dnsmsg_cut(r.p, r.n) && lr_dnsmsg_cut(r.p, 512), "cut");

	begin(&r, LR_DNS_PTR, 0, RA);
	head(&r, ANSWER, NULL, LR_DNS_PTR);
	put16(&r, 2);
	put16(&r, 0xc000u | (unsigned)r.n);
	ok(read_reply(&r) == LR_DNS_BROKEN, "a name that leads to itself");
	begin(&r, LR_DNS_PTR, 0, RA);
	head(&r, ANSWER, NULL, LR_DNS_PTR);
	put16(&r, 4);
	put(&r, "\1a", 2);
	put16(&r, 0xc000u | (unsigned)(r.n - 2));
	ok(read_reply(&r) == LR_DNS_BROKEN, "or goes round");
	begin(&r, LR_DNS_PTR, 0, RA);
	head(&r, ANSWER, NULL, LR_DNS_PTR);
	put(&r, "\0\3\x80\1a", 5);
	ok(read_reply(&r) == LR_DNS_BROKEN, "or is of no known kind");
	begin(&r, LR_DNS_PTR, 0, RA);
	head(&r, ANSWER, NULL, LR_DNS_PTR);
	put(&r, "\0\4\1a\0\0", 6);
	ok(read_reply(&r) == LR_DNS_BROKEN, "or is not all of the data");
}

int
main(void)
{
	names();
	questions();
	pointers();
	aliases();
	nothing();
	forward();
	texts();
	malformed();
	return done();
}
