#include "../fail.h"
#include "../tap.h"

#include "whoistable.h"

static void
servers(const struct lr_whoistable *t)
{
	static const struct {
		const char *ip, *host;
	} row[] = { { "1.1.1.1", "whois.apnic.net" },
		{ "8.8.8.8", "whois.arin.net" },
		{ "41.57.190.240", "whois.afrinic.net" },
		{ "62.5.6.7", "whois.ripe.net" },
		{ "91.255.255.255", "whois.ripe.net" },
		{ "128.1.1.1", "whois.arin.net" },
		{ "133.5.6.7", "whois.nic.ad.jp" },
		{ "202.31.1.1", "whois.nic.or.kr" },
		{ "202.30.0.0", "whois.nic.or.kr" },
		{ "202.29.255.255", "whois.apnic.net" },
		{ "210.127.255.255", "whois.nic.or.kr" },
		{ "210.128.0.0", "whois.nic.ad.jp" },
		{ "200.57.128.1", "whois.lacnic.net" },
		{ "218.160.1.1", "whois.twnic.net" },
		{ "216.238.127.26", "whois.arin.net" },
		{ "223.255.255.255", "whois.apnic.net" },
		{ "0.1.2.3", "whois.iana.org" },
		{ "240.0.0.1", "whois.iana.org" },
		{ "2001:240::1", "whois.apnic.net" },
		{ "2400:1::1", "whois.nic.or.kr" },
		{ "2400:2000::1", "whois.apnic.net" },
		{ "2a10::1", "whois.ripe.net" },
		{ "2606:4700::1", "whois.arin.net" },
		{ "2d00::1", "whois.iana.org" } };
	struct lr_ip ip;
	size_t i;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		const char *host;

		if (!lr_ip_parse(lr_span_str(row[i].ip), &ip))
			return;
		host = lr_whoistable_for(t, &ip)->host;
		is(host, strlen(host), row[i].host, row[i].ip);
	}
}

static void
questions(void)
{
	static const char *const bad[] = { "", "-V", "a b", "a\r\nb", "a%b",
		"a/24", "a+b" };
	const struct lr_whoisrow *row = lr_whoistable_row(LR_SPAN("x.example"));
	char out[LR_WHOIS_ASK_MAX], name[200];
	size_t i;

	is(row->host, 1, "*", "any other server");
	is(out, lr_whoistable_ask("n + %", LR_SPAN("192.0.2.1"), out),
	    "n + 192.0.2.1\r\n", "a question");
	is(out, lr_whoistable_ask("%/e", LR_SPAN("2001:db8::"), out),
	    "2001:db8::/e\r\n", "of IPv6");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(lr_whoistable_ask("%", lr_span_str(bad[i]), out) == 0,
		    "nothing to ask: %u", (unsigned)i);
	memset(name, 'a', sizeof(name));
	ok(lr_whoistable_ask("%", lr_span(name, 125), out) == 127, "long");
	ok(lr_whoistable_ask("%", lr_span(name, 126), out) == 0, "too long");
	for (i = 0; (row = lr_whoistable_at((unsigned)i)) != NULL; i++)
		ok(lr_whoistable_row(lr_span_str(row->host)) == row &&
			strchr(row->address, '%') != NULL &&
			strchr(row->handle, '%') != NULL,
		    "row %s", row->host);
}

int
main(void)
{
	struct lr_whoistable *t;

	fail_from(FAIL_ALLOC, 1);
	ok(lr_whoistable_new(&t) == LR_ENOMEM && t == NULL, "no memory");
	fail_from(FAIL_ALLOC, 0);
	if (!ok(lr_whoistable_new(&t) == LR_OK, "the tables are sound"))
		return 1;
	servers(t);
	questions();
	lr_whoistable_free(t);
	return done();
}
