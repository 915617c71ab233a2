/*
 * crawlers: is a visitor the crawler that its agent claims to be? The DNS
 * tells it of those in lib/tables/crawlers.txt: their addresses have names
 * under domains of their operators, and those names lead back. Allocates
 * nothing.
 */
#ifndef LR_CRAWLERS_H
#define LR_CRAWLERS_H

#include "ip.h"

enum lr_crawler {
	LR_CRAWLER_UNTOLD, /* there is no rule, or it does not decide */
	LR_CRAWLER_GENUINE,
	LR_CRAWLER_FALSE
};

/* bot is the name as in the record, in any case of letters. ptr is the name
 * that the DNS gave for ip (n == 0: it has none), verified whether that leads
 * back. To be called only when the DNS answered: what was not answered tells
 * nothing. */
enum lr_crawler lr_crawlers_check(struct lr_span bot, const struct lr_ip *ip,
    struct lr_span ptr, bool verified);

#endif
