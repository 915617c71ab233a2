/*
 * referrer: the foreign host that a visitor came from. Knows the hosts that
 * are one's own; owns copies of their names.
 */
#ifndef LR_REFERRER_H
#define LR_REFERRER_H

#include "err.h"
#include "limits.h"
#include "map.h"
#include "span.h"

struct lr_referrer {
	struct lr_map own;
};

void lr_referrer_init(struct lr_referrer *r);
void lr_referrer_free(struct lr_referrer *r);

/* A host of one's own, with or without "www." and port. */
enum lr_err lr_referrer_own(struct lr_referrer *r, struct lr_span host);

/* The host of a URL in lower case, written at out (LR_NAME_MAX bytes). Empty:
 * it is one's own or that of the site, it is a bare address, which may be
 * anybody's, or there is none: a stranger's header may hold anything. */
struct lr_span lr_referrer_host(const struct lr_referrer *r, struct lr_span url,
    struct lr_span site, char *out);

#endif
