#include "../tap.h"

#include "ascii.h"
#include "crawlers.h"
#include "domain.h"

static const struct row {
	const char *bot, *domain, *mark;
} table[] = {
#include "crawlers.inc"
};

static enum lr_crawler
check(const char *bot, const char *address, const char *ptr, bool verified)
{
	struct lr_ip ip;

	lr_ip_parse(lr_span_str(address), &ip);
	return lr_crawlers_check(
	    lr_span_str(bot), &ip, lr_span_str(ptr), verified);
}

static const struct {
	const char *bot, *ip, *ptr;
	bool verified;
	enum lr_crawler want;
} cases[] = {
	{ "Googlebot", "192.0.2.1", "crawl-192-0-2-1.googlebot.com", true,
	    LR_CRAWLER_GENUINE },
	{ "googlebot-image", "192.0.2.1", "crawl.geo.GOOGLEBOT.com", true,
	    LR_CRAWLER_GENUINE },
	{ "AdsBot-Google", "192.0.2.1", "rate-limited-proxy-1.google.com", true,
	    LR_CRAWLER_GENUINE },
	{ "Googlebot", "192.0.2.1", "crawl-192-0-2-1.googlebot.com", false,
	    LR_CRAWLER_FALSE },
	{ "Googlebot", "192.0.2.1", "", false, LR_CRAWLER_FALSE },
	{ "Googlebot", "192.0.2.1", "host.example.com", true,
	    LR_CRAWLER_FALSE },
	{ "Googlebot", "192.0.2.1", "crawl.googlebot.com.example.com", true,
	    LR_CRAWLER_FALSE },
	{ "Googlebot", "192.0.2.1", "notgooglebot.com", true,
	    LR_CRAWLER_FALSE },
	/* a customer's machine */
	{ "Googlebot", "192.0.2.1", "1.2.0.192.bc.googleusercontent.com", true,
	    LR_CRAWLER_FALSE },
	{ "FeedFetcher-Google", "192.0.2.1",
	    "1.2.0.192.bc.googleusercontent.com", true, LR_CRAWLER_FALSE },
	{ "FeedFetcher-Google", "192.0.2.1",
	    "1.2.0.192.gae.googleusercontent.com", true, LR_CRAWLER_GENUINE },
	{ "bingbot", "192.0.2.1", "msnbot-192-0-2-1.search.msn.com", true,
	    LR_CRAWLER_GENUINE },
	{ "bingbot", "192.0.2.1", "www.msn.com", true, LR_CRAWLER_FALSE },
	{ "Applebot", "192.0.2.1", "1.applebot.apple.com", true,
	    LR_CRAWLER_GENUINE },
	{ "Applebot", "192.0.2.1", "vpn.apple.com", true, LR_CRAWLER_FALSE },
	{ "YandexImages", "2001:db8::1", "a.spider.yandex.com", true,
	    LR_CRAWLER_GENUINE },
	{ "Yahoo! Slurp", "192.0.2.1", "b1.crawl.yahoo.net", true,
	    LR_CRAWLER_GENUINE },
	/* some of its names do not lead back */
	{ "Baiduspider", "192.0.2.1", "baiduspider.crawl.baidu.com", true,
	    LR_CRAWLER_GENUINE },
	{ "Baiduspider", "192.0.2.1", "baiduspider.crawl.baidu.com", false,
	    LR_CRAWLER_UNTOLD },
	{ "Baiduspider", "192.0.2.1", "host.example.com", false,
	    LR_CRAWLER_FALSE },
	{ "Baiduspider", "192.0.2.1", "", false, LR_CRAWLER_FALSE },
	/* names of IPv4 addresses alone */
	{ "CCBot", "192.0.2.1", "", false, LR_CRAWLER_FALSE },
	{ "CCBot", "2001:db8::1", "", false, LR_CRAWLER_UNTOLD },
	{ "CCBot", "2001:db8::1", "a.crawl.commoncrawl.org", true,
	    LR_CRAWLER_GENUINE },
	/* no rule that the operator published */
	{ "Twitterbot", "192.0.2.1", "line.example.net", true,
	    LR_CRAWLER_UNTOLD },
	{ "Twitterbot", "192.0.2.1", "spider-1.twttr.com", true,
	    LR_CRAWLER_GENUINE },
	{ "GPTBot", "192.0.2.1", "host.example.com", true, LR_CRAWLER_UNTOLD },
	{ "", "192.0.2.1", "crawl.googlebot.com", true, LR_CRAWLER_UNTOLD },
	{ "not googlebot", "192.0.2.1", "", false, LR_CRAWLER_UNTOLD },
};

static void
rows(void)
{
	char host[LR_NAME_MAX + 1];
	size_t i, j;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct row *r = &table[i];
		bool good = strlen(r->bot) <= 64 &&
		    lr_domain_host(lr_span_str(r->domain), host) ==
			strlen(r->domain) &&
		    (strcmp(r->mark, "all") == 0 ||
			strcmp(r->mark, "ipv4") == 0 ||
			strcmp(r->mark, "oneway") == 0 ||
			strcmp(r->mark, "some") == 0);

		for (j = 0; r->bot[j] != '\0'; j++)
			good = good && r->bot[j] == lr_lower(r->bot[j]) &&
			    (r->bot[j] != '*' || r->bot[j + 1] == '\0');
		for (j = 0; j < i; j++)
			good = good &&
			    (strcmp(r->bot, table[j].bot) != 0 ||
				strcmp(r->domain, table[j].domain) != 0);
		ok(good, "row: %s %s", r->bot, r->domain);
	}
}

int
main(void)
{
	char longest[300] = "";
	size_t i;

	rows();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ok(check(cases[i].bot, cases[i].ip, cases[i].ptr,
		       cases[i].verified) == cases[i].want,
		    "%s at %s, %s%s", cases[i].bot, cases[i].ip, cases[i].ptr,
		    cases[i].verified ? "" : " (not verified)");
	memset(longest, 'a', sizeof(longest) - 1);
	memcpy(longest, "googlebot", 9);
	ok(check(longest, "192.0.2.1", "a.example.com", true) ==
		LR_CRAWLER_UNTOLD,
	    "a name that is too long is nobody's");
	ok(check("Googlebot", "192.0.2.1", "a..googlebot.com", true) ==
		LR_CRAWLER_FALSE,
	    "what is no host name proves nothing");
	return done();
}
