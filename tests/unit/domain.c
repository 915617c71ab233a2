#include "../tap.h"

#include "../fail.h"

#include "domain.h"

static const struct {
	const char *name, *host, *own;
	bool private;
} rows[] = {
	{ "Mail.Example.COM", "mail.example.com", "example.com", false },
	{ "a.b.example.co.uk.", "a.b.example.co.uk", "example.co.uk", false },
	{ "example.com", "example.com", "example.com", false },
	{ "ip-1-2.x_y.example.net", "ip-1-2.x_y.example.net", "example.net",
	    false },
	{ "www.xn--mller-kva.example.org", "www.xn--mller-kva.example.org",
	    "example.org", false },
	/* private suffixes: the customer's own label, and it is told */
	{ "shop.customer.blogspot.com", "shop.customer.blogspot.com",
	    "customer.blogspot.com", true },
	{ "host.customer.dyndns.org", "host.customer.dyndns.org",
	    "customer.dyndns.org", true },
	/* suffixes themselves, and what does not exist */
	{ "co.uk", "co.uk", "", false },
	{ "host.lan", "host.lan", "", false },
	{ "printer.invalid-top", "printer.invalid-top", "", false },
	/* no host names */
	{ "", "", "", false },
	{ "localhost", "", "", false },
	{ "192.0.2.1", "", "", false },
	{ "a..example.com", "", "", false },
	{ ".example.com", "", "", false },
	{ "<b>.example.com", "", "", false },
	{ "=cmd.example.com", "", "", false },
	{ "a b.example.com", "", "", false },
	{ "b\xc3\xbc"
	  "ro.example.com",
	    "", "", false },
	{ "evil\x1b[31m.example.com", "", "", false },
	{ "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd."
	  "example.com",
	    "", "", false },
};

int
main(void)
{
	struct lr_domains *d = NULL;
	char host[LR_NAME_MAX + 1], big[300];
	size_t i, n;

	ok(lr_domains_new(&d) == LR_OK, "the list is there");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lr_span own;

		n = lr_domain_host(lr_span_str(rows[i].name), host);
		is(host, n, rows[i].host, rows[i].name);
		own = lr_domain_registrable(d, lr_span(host, n));
		is(own.p, own.n, rows[i].own, "its domain");
		ok(lr_domain_private(d, own) == rows[i].private, "private");
	}
	memset(big, 'a', sizeof(big));
	for (i = 0; i < sizeof(big); i += 10)
		big[i] = '.';
	ok(lr_domain_host(lr_span(big + 1, 254), host) == 0, "254 bytes");
	ok(lr_domain_host(lr_span(big + 1, 253), host) == 253, "253 bytes");
	ok(lr_domain_host(lr_span("a.b\0c", 5), host) == 0, "NUL");
	ok(lr_domain_under(LR_SPAN("a.example.com"), LR_SPAN("example.com")) &&
		lr_domain_under(
		    LR_SPAN("example.com"), LR_SPAN("example.com")) &&
		!lr_domain_under(
		    LR_SPAN("notexample.com"), LR_SPAN("example.com")),
	    "under");
	lr_domains_free(d);
	lr_domains_free(NULL);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_domains_new(&d) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
