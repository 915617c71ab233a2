/*
 * forwarded: who the client is where proxies stand before the server and tell
 * of him in a header (X-Forwarded-For and its kin).
 */
#ifndef LR_FORWARDED_H
#define LR_FORWARDED_H

#include "prefix.h"

/* The proxies that are believed; n is 0: all that are not on the internet. */
struct lr_proxies {
	const struct lr_range *range;
	size_t n;
};

/* The proxy holds the address. */
bool lr_proxy_is(const struct lr_proxies *p, const struct lr_ip *ip);

/* peer connected, and sent that list: from the right, the first address that
 * is no proxy. What stands left of it, the client can have made up. */
struct lr_ip lr_forwarded(
    const struct lr_proxies *p, const struct lr_ip *peer, struct lr_span list);

#endif
