#include "crawlers.h"

#include "ascii.h"
#include "domain.h"

enum { BOT_MAX = 64 }; /* longer names are nobody's */

static const struct rule {
	const char *bot, *domain, *mark;
} rules[] = {
#include "crawlers.inc"
};
#define RULES (sizeof(rules) / sizeof(rules[0]))

/* The name in lower case; n is 0 when it is none of ours. */
static struct lr_span
fold(struct lr_span bot, char out[BOT_MAX])
{
	size_t i;

	if (bot.n > BOT_MAX)
		bot.n = 0;
	for (i = 0; i < bot.n; i++)
		out[i] = lr_lower(bot.p[i]);
	return lr_span(out, bot.n);
}

static bool
is_about(const struct rule *r, struct lr_span bot)
{
	return bot.n > 0 && r->bot[0] == bot.p[0] &&
	    lr_ascii_glob(lr_span_str(r->bot), bot);
}

static bool
marked(const struct rule *r, const char *mark)
{
	return strcmp(r->mark, mark) == 0;
}

/* Can a genuine crawler have failed this rule? ours: the name is under the
 * domain but does not lead back. */
static bool
excuses(const struct rule *r, const struct lr_ip *ip, bool ours)
{
	return marked(r, "some") || (marked(r, "ipv4") && !lr_ip_is4(ip)) ||
	    (marked(r, "oneway") && ours);
}

enum lr_crawler
lr_crawlers_check(struct lr_span bot, const struct lr_ip *ip,
    struct lr_span ptr, bool verified)
{
	char text[BOT_MAX], host[LR_NAME_MAX + 1];
	struct lr_span name = lr_span(host, lr_domain_host(ptr, host));
	bool any = false, excused = false;
	size_t i;

	bot = fold(bot, text);
	for (i = 0; i < RULES; i++) {
		bool ours;

		if (!is_about(&rules[i], bot))
			continue;
		ours = lr_domain_under(name, lr_span_str(rules[i].domain));
		if (ours && verified)
			return LR_CRAWLER_GENUINE;
		any = true;
		excused = excused || excuses(&rules[i], ip, ours);
	}
	return any && !excused ? LR_CRAWLER_FALSE : LR_CRAWLER_UNTOLD;
}
