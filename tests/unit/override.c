#include "../fail.h"
#include "../tap.h"

#include "buf.h"
#include "override.h"

static struct lr_overrides *
read_text(struct lr_span text, enum lr_err want, unsigned long at)
{
	struct lr_overrides *o = NULL;
	const char *why = NULL;
	unsigned long line = 0;
	enum lr_err err = lr_overrides_new(&o, text, &line, &why);

	ok(err == want && (err != LR_EBAD || (line == at && *why != '\0')),
	    "%s, line %lu: %s", lr_err_text(err), line, why);
	return err == LR_OK ? o : NULL;
}

static unsigned long
network(const struct lr_overrides *o, const char *text)
{
	struct lr_ip ip;
	uint32_t id;

	lr_ip_parse(lr_span_str(text), &ip);
	id = lr_override_network(o, &ip);
	return id == LR_OVERRIDE_NONE ? 0 : lr_override_get(o, id)->number;
}

static unsigned long
number(const struct lr_overrides *o, uint32_t id)
{
	return id == LR_OVERRIDE_NONE ? 0 : lr_override_get(o, id)->number;
}

static void
good(void)
{
	struct lr_overrides *o = read_text(
	    LR_SPAN("\xef\xbb\xbf# mine\r\n"
		    "network\t11.0.0.0/8\tisp\r\n"
		    "network\t11.2.3.4\tcompany\t Example & Co \tExample.COM.\n"
		    "\n   \n  # more\n"
		    "network\t11.2.0.0-11.2.200.9\tunknown\t-\t-\n"
		    "network\t2001:db9::/32\thosting\n"
		    "network\t2001:db9:1::/48\teducation\n"
		    "network\t255.255.255.255\tisp\n"
		    "network\t0.0.0.0\tisp\n"
		    "domain\tExample.net\tisp\n"
		    "domain\t*.a.example.net\tcompany\n"
		    "as\tAS64496\tisp\nas\t64497\tvpn\nas\t64497\trelay\n"
		    "name\t*Widgets?\tcompany\nname\t*widgets*\tisp"),
	    LR_OK, 0);
	const struct lr_override *line;
	struct lr_ip ip;

	ok(network(o, "11.1.1.1") == 2 && network(o, "11.2.3.4") == 3 &&
		network(o, "11.2.3.5") == 7 && network(o, "11.2.200.10") == 2,
	    "the smallest network counts");
	ok(network(o, "10.255.255.255") == 0 && network(o, "12.0.0.0") == 0,
	    "and nothing beyond");
	ok(network(o, "255.255.255.255") == 10 && network(o, "0.0.0.0") == 11 &&
		network(o, "255.255.255.254") == 0,
	    "both ends");
	ok(network(o, "2001:db9:1::5") == 9 && network(o, "2001:db9::") == 8 &&
		network(o, "2001:dba::") == 0 && network(o, "ffff::") == 0,
	    "IPv6");
	ok(number(o, lr_override_domain(o, LR_SPAN("x.example.net"))) == 12 &&
		number(o, lr_override_domain(o, LR_SPAN("example.net"))) ==
		    12 &&
		number(o, lr_override_domain(o, LR_SPAN("y.a.example.net"))) ==
		    13 &&
		number(o, lr_override_domain(o, LR_SPAN("anexample.net"))) ==
		    0 &&
		number(o, lr_override_domain(o, LR_SPAN(""))) == 0,
	    "the longest domain counts");
	ok(number(o, lr_override_as(o, 64496)) == 14 &&
		number(o, lr_override_as(o, 64497)) == 16 &&
		number(o, lr_override_as(o, 0)) == 0,
	    "systems, of equal lines the last");
	ok(number(o, lr_override_name(o, LR_SPAN("ACME WIDGETS!"))) == 17 &&
		number(o, lr_override_name(o, LR_SPAN("widgets"))) == 18 &&
		number(o, lr_override_name(o, LR_SPAN("gadgets"))) == 0,
	    "the first name that fits");
	lr_ip_parse(LR_SPAN("11.2.3.4"), &ip);
	line = lr_override_get(o, lr_override_network(o, &ip));
	ok(line->kind == LR_KIND_COMPANY, "kind");
	is(line->company.p, line->company.n, "Example & Co", "company");
	is(line->domain.p, line->domain.n, "example.com", "domain");
	lr_ip_parse(LR_SPAN("11.2.3.5"), &ip);
	line = lr_override_get(o, lr_override_network(o, &ip));
	ok(line->company.n == 0 && line->domain.n == 0, "- is nothing");
	lr_overrides_free(o);
	o = read_text(LR_SPAN(""), LR_OK, 0);
	ok(network(o, "11.1.1.1") == 0 &&
		lr_override_as(o, 1) == LR_OVERRIDE_NONE &&
		lr_override_name(o, LR_SPAN("x")) == LR_OVERRIDE_NONE,
	    "nothing in it");
	lr_overrides_free(o);
	lr_overrides_free(NULL);
}

static void
wrong(void)
{
	static const char *const texts[] = { "network 1.0.0.0/8 isp",
		"network\t1.0.0.0/8", "network\t\tisp",
		"network\t1.2.3.0/8\tisp", "network\t1.2.3.0/33\tisp",
		"net\t1.0.0.0/8\tisp", "network\t1.0.0.0/8\tISP",
		"network\t1.0.0.0/8\tisp\ta\tb", "domain\t-x-\tisp",
		"domain\tcom..example\tisp", "as\tASX\tisp", "as\t0\tisp",
		"as\t4294967296\tisp", "name\t*?*\tisp", "name\ta\x1b[0m\tisp",
		"name\t\xff\tisp", "as\t1\tisp\tx\ta.example\tmore",
		"as\t1\tcompany\tEvil\xe2\x80\xaegnp" };
	static char text[600];
	static struct lr_buf many;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		snprintf(
		    text, sizeof(text), "# first\n%s\nas\t1\tisp\n", texts[i]);
		read_text(lr_span_str(text), LR_EBAD, 2);
	}
	memset(text, 'a', sizeof(text));
	memcpy(text, "as\t1\tisp\t", 9);
	read_text(lr_span(text, 400), LR_EBAD, 1);
	memcpy(text, "name\t", 5);
	memcpy(text + 500, "\tisp", 4);
	read_text(lr_span(text, 504), LR_EBAD, 1);
	lr_buf_init(&many, 1 << 20);
	for (i = 0; i < LR_OVERRIDES_NAMES_MAX + 1; i++)
		lr_buf_puts(&many, "name\ta*\tisp\n");
	read_text(lr_buf_span(&many), LR_EBAD, LR_OVERRIDES_NAMES_MAX + 1);
	lr_buf_free(&many);
}

static void
no_memory(void)
{
	struct lr_span text = LR_SPAN("network\t1.0.0.0/8\tisp\n"
				      "network\t2001:db9::/32\tisp\n"
				      "domain\texample.com\tisp\ta\tb.example\n"
				      "as\t1\tisp\nname\tx\tisp\n");
	struct lr_overrides *o;
	enum lr_err err = LR_ENOMEM;
	const char *why;
	unsigned long line;
	unsigned n;

	for (n = 1; err == LR_ENOMEM && n < 100; n++) {
		o = NULL;
		fail_from(FAIL_ALLOC, n);
		err = lr_overrides_new(&o, text, &line, &why);
		fail_from(FAIL_ALLOC, 0);
		if (err == LR_OK)
			lr_overrides_free(o);
	}
	ok(err == LR_OK && n > 8, "no memory, %u times", n);
}

int
main(void)
{
	good();
	wrong();
	no_memory();
	return done();
}
