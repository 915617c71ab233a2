/*
 * prefix: ranges of addresses, their CIDR forms, and the special-purpose
 * blocks of IANA (RFC 6890 and the registries it made) that belong to nobody.
 * A range lies in one family.
 */
#ifndef LR_PREFIX_H
#define LR_PREFIX_H

#include "ip.h"

#define LR_RANGE_TEXT 80 /* the most that lr_range_put writes; no NUL */

struct lr_range {
	struct lr_ip first, last; /* both within */
};

/* "192.0.2.0/24", "192.0.2.0-192.0.2.9" (blanks around the dash allowed) or
 * one address. Bits beyond the prefix length must be 0. */
bool lr_range_parse(struct lr_span s, struct lr_range *r);

/* The prefix of that length that holds ip; len counts in ip's own family. */
struct lr_range lr_range_around(const struct lr_ip *ip, unsigned len);

/* CIDR where it is one, else first-last. */
size_t lr_range_put(const struct lr_range *r, char *out);

/* Length of the largest prefix that starts at r->first and stays within r, in
 * the family's own bits; moves r->first behind it. 129 when r is used up.
 * Repeated, it splits any range into the fewest prefixes. */
unsigned lr_range_split(struct lr_range *r, struct lr_ip *prefix);

bool lr_range_holds(const struct lr_range *r, const struct lr_ip *ip);

/* Name of the special-purpose block that holds ip ("private", "loopback",
 * "link-local", "documentation", "shared", "multicast", ...), or NULL when
 * the address can be somebody's on the internet. */
const char *lr_ip_reserved(const struct lr_ip *ip);

#endif
