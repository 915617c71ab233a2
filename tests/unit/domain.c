#include "../tap.h"

#include <libpsl.h>
#include <stdio.h>

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

/* What libpsl says, without anything kept. */
static bool
same_as_libpsl(struct lr_domains *d, const psl_ctx_t *psl, const char *host)
{
	const char *own = psl_registrable_domain(psl, host);
	const char *suffix = own == NULL ? NULL : strchr(own, '.');
	struct lr_span got = lr_domain_registrable(d, lr_span_str(host));

	if (suffix != NULL && strchr(suffix + 1, '.') == NULL &&
	    psl_is_public_suffix2(
		psl, suffix + 1, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 0)
		suffix = NULL;
	return suffix == NULL ? got.p == NULL
			      : lr_span_eq(got, lr_span_str(own));
}

/* Names at, below and beside each rule of the system's list, each of them
 * twice: what was kept of the first must not be told of another. */
static void
all_rules(struct lr_domains *d)
{
	static const char *const before[] = { "", "a.", "b.a.", "c.b.a.",
		"x-" };
	FILE *f = fopen("/usr/share/publicsuffix/public_suffix_list.dat", "r");
	psl_ctx_t *psl = psl_latest(NULL);
	unsigned long rules = 0, wrong = 0;
	char line[256], host[300];
	size_t i;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		char *rule = line + strspn(line, "!*.");

		rule[strcspn(rule, " \n")] = '\0';
		if (*rule == '\0' || *rule == '/')
			continue;
		rules++;
		for (i = 0; i < 10; i++) {
			snprintf(
			    host, sizeof(host), "%s%s", before[i / 2], rule);
			if (same_as_libpsl(d, psl, host))
				continue;
			wrong++;
			printf("# %s\n", host);
		}
	}
	ok(wrong == 0, "as libpsl says, %lu rules", rules);
	ok(rules > 5000 || f == NULL, "there is a list");
	if (f != NULL)
		fclose(f);
	psl_free(psl);
}

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
	all_rules(d);
	lr_domains_free(d);
	lr_domains_free(NULL);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_domains_new(&d) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
