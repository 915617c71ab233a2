#include "siteconf.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_siteconf c;

static enum lr_err
parse(const char *text)
{
	lr_siteconf_free(&c);
	return lr_siteconf_parse(&c, lr_span_str(text));
}

static const char full[] =
    "{\"hosts\":[\"WWW.example.com\",\"*.example.org\"],"
    "\"consent\":{\"module1\":\"required\",\"module2\":\"required\"},"
    "\"module1\":\"on\",\"module2\":\"off\",\"signals\":\"all\",\"beacon\":"
    "\"pixel\","
    "\"pixel\":\"https://example.com/lr.gif\",\"sort_out\":\"certain\","
    "\"trusted_proxies\":[\"192.0.2.0/24\",\"2001:db8::1\"],"
    "\"spool_days\":3,\"cookie_days\":30,\"cookie_domain\":\"example.com\","
    "\"limits\":{\"address\":5,\"site\":6,\"recordings_mb\":7},"
    "\"databases\":{\"mmdb\":[\"/a.mmdb\",\"/b.mmdb\"],\"vpn\":\"/v\","
    "\"overrides\":\"/o\",\"companies\":\"/c\",\"min_employees\":10}}";

static void
good(void)
{
	ok(parse("{\"hosts\":[\"example.com\"]}") == LR_OK, "the least");
	ok(!c.consent && c.spool_days == 7 && c.cookie_days == 365 &&
		c.pixel.p == NULL && c.proxies == 0 && c.limit_address > 0 &&
		c.limit_site > 0 && !c.signals_all && !c.certain,
	    "what is not said");
	ok(c.module2 && c.consent2 && c.recordings == 100 << 20,
	    "recordings: after consent");
	ok(parse("{\"hosts\":[\"a\"],\"module2\":\"on\","
		 "\"consent\":{\"module2\":\"free\"}}") == LR_OK &&
		c.module2 && !c.consent2 && !c.consent,
	    "or at once");
	ok(parse(full) == LR_OK, "everything: %s", c.why);
	ok(c.consent && c.signals_all && c.certain && c.proxies == 2 &&
		c.spool_days == 3 && c.cookie_days == 30 &&
		c.limit_address == 5 && c.limit_site == 6 &&
		c.recordings == 7 << 20 && !c.module2 && c.consent2 &&
		c.min_employees == 10 && c.mmdb.n == 2 &&
		c.list[LR_SITECONF_VPN].n == 1,
	    "numbers");
	is(c.pixel.p, c.pixel.n, "https://example.com/lr.gif", "image");
	is(c.cookie_domain.p, c.cookie_domain.n, "example.com", "domain");
	ok(strcmp(c.mmdb.path[1], "/b.mmdb") == 0 &&
		strcmp(c.overrides, "/o") == 0 &&
		strcmp(c.companies, "/c") == 0,
	    "files");
	ok(lr_siteconf_host(&c, LR_SPAN("www.example.com")), "a host");
	ok(lr_siteconf_host(&c, LR_SPAN("a.b.example.org")), "one below");
	ok(!lr_siteconf_host(&c, LR_SPAN("example.org")), "not the domain");
	ok(!lr_siteconf_host(&c, LR_SPAN("xexample.org")), "nor another");
	ok(!lr_siteconf_host(&c, LR_SPAN("")), "nor none");
	ok(lr_siteconf_host(&c, LR_SPAN("WWW.Example.COM")), "in any case");
	ok(lr_siteconf_host(&c, LR_SPAN("A.b.EXAMPLE.org")), "below, too");
	ok(parse("{\"hosts\":[\"2001:db8::1\",\"localhost\"],"
		 "\"trusted_proxies\":[\"10.0.0.0/8\",\"fc00::/7\"]}") == LR_OK,
	    "addresses, wide networks: %s", c.why);
	ok(parse("{\"hosts\":[\"a.de\"],\n\n\"a\":x}") == LR_EBAD &&
		strcmp(c.why, "line 3: no JSON") == 0,
	    "the line of a slip: %s", c.why);
}

static void
bad(void)
{
	static const char *const texts[] = {
		"",
		"[]",
		"{\"hosts\":[]}",
		"{\"hosts\":\"example.com\"}",
		"{\"hosts\":[\"http://example.com/\"]}",
		"{\"hosts\":[1]}",
		"{\"hosts\":[\"*.\"]}",
		"{\"hosts\":[\"*.de\"]}",
		"{\"hosts\":[\"a.de:80\"]}",
		"{\"hosts\":[\"a..de\"]}",
		"{\"hosts\":[\".a.de\"]}",
		"{\"hosts\":[\"a.de.\"]}",
		"{\"hosts\":[\"a.de\"],\"hosts\":[\"b.de\"]}",
		"{\"hosts\":[\"a.de\"],\"trusted_proxies\":[\"0.0.0.0/0\"]}",
		"{\"hosts\":[\"a.de\"],\"trusted_proxies\":[\"128.0.0.0/1\"]}",
		"{\"hosts\":[\"a.de\"],\"trusted_proxies\":[\"::/0\"]}",
		"{\"hosts\":[\"a.de\"],\"cookie_domain\":\"de\"}",
		"{\"hosts\":[\"a.de\"],\"cookie_domain\":\"b.de\"}",
		"{\"hosts\":[\"xa.de\"],\"cookie_domain\":\"a.de\"}",
		"{}",
		"{\"hosts\":[\"a\"],\"host\":1}",
		"{\"hosts\":[\"a\"],\"\\u001b[31m\":1}",
		"{\"hosts\":[\"a\"],\"consent\":\"required\"}",
		"{\"hosts\":[\"a\"],\"consent\":{\"module1\":\"yes\"}}",
		"{\"hosts\":[\"a\"],\"consent\":{\"module3\":\"free\"}}",
		"{\"hosts\":[\"a\"],\"module1\":\"off\"}",
		"{\"hosts\":[\"a\"],\"module2\":true}",
		"{\"hosts\":[\"a\"],\"limits\":{\"recordings_mb\":0}}",
		"{\"hosts\":[\"a\"],\"signals\":\"none\"}",
		"{\"hosts\":[\"a\"],\"beacon\":\"pixel\"}",
		"{\"hosts\":[\"a\"],\"beacon\":\"pixel\",\"pixel\":\"x.gif\"}",
		"{\"hosts\":[\"a\"],\"pixel\":\"/a?b\"}",
		"{\"hosts\":[\"a\"],\"trusted_proxies\":\"10.0.0.1\"}",
		"{\"hosts\":[\"a\"],\"trusted_proxies\":[\"10.0.0.1/8\"]}",
		"{\"hosts\":[\"a\"],\"spool_days\":0}",
		"{\"hosts\":[\"a\"],\"spool_days\":8}",
		"{\"hosts\":[\"a\"],\"spool_days\":\"7\"}",
		"{\"hosts\":[\"a\"],\"cookie_days\":-1}",
		"{\"hosts\":[\"a\"],\"cookie_domain\":\"*.a\"}",
		"{\"hosts\":[\"a\"],\"cookie_domain\":\"a; Secure\"}",
		"{\"hosts\":[\"a\"],\"limits\":{\"address\":0}}",
		"{\"hosts\":[\"a\"],\"limits\":{\"x\":1}}",
		"{\"hosts\":[\"a\"],\"databases\":{\"mmdb\":\"a.mmdb\"}}",
		"{\"hosts\":[\"a\"],\"databases\":{\"mmdb\":[1]}}",
		"{\"hosts\":[\"a\"],\"databases\":{\"x\":\"/a\"}}",
		"{\"hosts\":[\"a\"],\"databases\":[]}",
		"{\"hosts\":[\"a\"],\"sort_out\":\"none\"}",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ok(parse(texts[i]) == LR_EBAD && c.why[0] != '\0', "%zu: %s", i,
		    i == 9 ? "control characters" : c.why);
}

static void
no_memory(void)
{
	enum lr_err err = LR_ENOMEM;
	unsigned long n;

	for (n = 1; err != LR_OK && n < 10000; n++) {
		lr_siteconf_free(&c);
		fail_from(FAIL_ALLOC, n);
		err = lr_siteconf_parse(&c, lr_span_str(full));
		fail_from(FAIL_ALLOC, 0);
		/* jansson does not always say that it is memory it lacks */
		if (err != LR_OK && err != LR_ENOMEM && err != LR_EBAD)
			break;
	}
	ok(err == LR_OK && n > 2, "survives %lu failed allocations", n - 2);
}

int
main(void)
{
	good();
	bad();
	no_memory();
	lr_siteconf_free(&c);
	return done();
}
