/*
 * ip: addresses of both families, 16 bytes each; IPv4 is kept, as in the
 * mapped form of RFC 4291 2.5.5.2, as ::ffff:a.b.c.d. A mapped address in a
 * text therefore is the IPv4 address it maps.
 */
#ifndef LR_IP_H
#define LR_IP_H

#include <stdint.h>

#include "span.h"

#define LR_IP_TEXT 39 /* the most that lr_ip_put writes; no NUL */

struct lr_ip {
	unsigned char b[16]; /* network order */
};

/* A whole address and nothing else: dotted quad without leading zeros, or
 * IPv6 as in RFC 4291 2.2. No zone, port, bracket, prefix. */
bool lr_ip_parse(struct lr_span s, struct lr_ip *ip);

/* RFC 5952 text at out; returns its length. */
size_t lr_ip_put(const struct lr_ip *ip, char *out);

bool lr_ip_is4(const struct lr_ip *ip);
uint32_t lr_ip_v4(const struct lr_ip *ip); /* host order */
struct lr_ip lr_ip_from4(uint32_t v4);
int lr_ip_cmp(const struct lr_ip *a, const struct lr_ip *b);

/* One more or less; wraps at the ends. */
struct lr_ip lr_ip_next(struct lr_ip ip);
struct lr_ip lr_ip_prev(struct lr_ip ip);

#endif
