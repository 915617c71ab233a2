#include "../tap.h"

#include "../fail.h"

#include "hostname.h"

static const struct {
	const char *name, *ip, *own;
	uint32_t words, list;
	bool address, numbered;
} rows[] = {
	{ "mail.example.com", NULL, "example.com", LR_HOST_ROLE, 0, false,
	    false },
	{ "vpn2.example.co.uk", NULL, "example.co.uk", LR_HOST_ROLE, 0, false,
	    false },
	{ "wine.example.com", NULL, "example.com", 0, 0, false, false },
	{ "host66.example.com", "11.22.33.66", "example.com", 0, 0, false,
	    true },
	{ "11-22-33-44.example.net", "11.22.33.44", "example.net", 0, 0, true,
	    true },
	{ "44.33.example.net", "11.22.33.44", "example.net", 0, 0, true, true },
	{ "x33x44.example.net", "11.22.33.44", "example.net", 0, 0, true,
	    true },
	{ "0b16212c.example.net", "11.22.33.44", "example.net", 0, 0, true,
	    true },
	{ "d1.c2.e3.f4.0.0.0.0.8.b.d.0.1.0.0.2.example.net", NULL,
	    "example.net", 0, 0, true, true },
	{ "adsl-pool7.example.net", NULL, "example.net", LR_HOST_DYNAMIC, 0,
	    false, false },
	{ "static-1.customer.example.net", NULL, "example.net", LR_HOST_LINE, 0,
	    false, false },
	{ "gprs.example.net", NULL, "example.net", LR_HOST_MOBILE, 0, false,
	    false },
	{ "vps123.example.net", NULL, "example.net", LR_HOST_HOSTING, 0, false,
	    true },
	{ "crawl-1.googlebot.com", NULL, "googlebot.com", LR_HOST_HOSTING,
	    LR_HOST_CRAWLER, false, false },
	{ "a.example.edu", NULL, "example.edu", 0, LR_HOST_EDUCATION, false,
	    false },
	{ "a.example.ac.uk", NULL, "example.ac.uk", 0, LR_HOST_EDUCATION, false,
	    false },
	{ "a.b.ac.example.com", NULL, "example.com", 0, 0, false, false },
	{ "a.example.gov.au", NULL, "example.gov.au", 0, LR_HOST_GOVERNMENT,
	    false, false },
	{ "gw.stadt.bund.de", NULL, "bund.de", LR_HOST_ROLE, LR_HOST_GOVERNMENT,
	    false, false },
	{ "dyn1.nowhere", NULL, "", LR_HOST_DYNAMIC, 0, false, false },
};

int
main(void)
{
	static struct lr_hostname h;
	struct lr_hostnames *t = NULL;
	struct lr_ip ip;
	size_t i;

	ok(lr_hostnames_new(&t) == LR_OK, "the tables are right");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool has = rows[i].ip != NULL &&
		    lr_ip_parse(lr_span_str(rows[i].ip), &ip);

		lr_hostname_read(
		    t, lr_span_str(rows[i].name), has ? &ip : NULL, &h);
		is(h.own.p, h.own.n, rows[i].own, rows[i].name);
		ok(h.words == rows[i].words, "words %x", (unsigned)h.words);
		ok(h.list == rows[i].list, "list %x", (unsigned)h.list);
		ok(h.address == rows[i].address, "from an address");
		ok(h.numbered == rows[i].numbered, "numbered");
	}
	lr_hostname_read(t, LR_SPAN("<script>.example.com"), NULL, &h);
	ok(h.n == 0 && h.own.n == 0 && h.words == 0, "no host name");
	lr_hostname_read(t, LR_SPAN("host.customer.dyndns.org"), NULL, &h);
	ok(h.private, "private suffix");
	lr_hostname_read(t, LR_SPAN("a.example.net.au"), NULL, &h);
	ok(h.net, "below net");
	lr_hostnames_free(t);
	lr_hostnames_free(NULL);
	fail_from(FAIL_ALLOC, 2);
	ok(lr_hostnames_new(&t) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
