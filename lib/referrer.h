/*
 * referrer: what the page was that a visitor came from: one's own, a search
 * engine, a social network, an assistant, a mail program, somebody else's.
 * Told by the host (tables referrers and referrer-words), of unknown hosts also
 * by a search term in the address, unless they look like a known one
 * ("google.com.evil.example"). Knows the hosts that are one's own; owns
 * copies of their names.
 */
#ifndef LR_REFERRER_H
#define LR_REFERRER_H

#include "err.h"
#include "limits.h"
#include "map.h"
#include "span.h"

/* How a visitor found the way. */
enum lr_medium {
	LR_DIRECT,   /* nothing is known */
	LR_INTERNAL, /* from a page of one's own: a visit that goes on */
	LR_SEARCH,
	LR_SOCIAL,
	LR_ASSISTANT,
	LR_MAIL,
	LR_CAMPAIGN, /* an advertisement, or parameters that name one */
	LR_REFERRAL, /* any other page */
	LR_MEDIA
};

/* "direct", "internal", "search", "social", "ai-assistant", "mail",
 * "campaign", "referral" */
const char *lr_medium_name(enum lr_medium m);
/* LR_MEDIA: no medium has that name. */
enum lr_medium lr_medium_parse(struct lr_span name);

struct lr_referrer {
	struct lr_map own, known;
};

void lr_referrer_init(struct lr_referrer *r);
void lr_referrer_free(struct lr_referrer *r);

/* A host of one's own, with or without "www." and port. */
enum lr_err lr_referrer_own(struct lr_referrer *r, struct lr_span host);

struct lr_referred {
	enum lr_medium medium;
	/* "Google", or the host without "www.", which then is in host. Empty
	 * when it is direct, or a bare address, which may be anybody's. */
	struct lr_span name;
	char host[LR_NAME_MAX];
};

/* A stranger's header may hold anything: what is no URL is as good as none.
 * LR_ENOMEM. */
enum lr_err lr_referrer_read(struct lr_referrer *r, struct lr_span url,
    struct lr_span site, struct lr_referred *out);

/* The same of a bare host, which is nobody's own. LR_REFERRAL: not known. */
enum lr_err lr_referrer_host(
    struct lr_referrer *r, struct lr_span host, struct lr_referred *out);

#endif
