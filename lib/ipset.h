/*
 * ipset: many ranges of addresses, merged, for looking up one address by
 * binary search. Owns its memory: 8 bytes a range of IPv4, 32 of IPv6.
 */
#ifndef LR_IPSET_H
#define LR_IPSET_H

#include <stdint.h>

#include "err.h"
#include "prefix.h"

struct lr_ipset {
	struct lr_ipset4 {
		uint32_t first, last;
	} * v4;
	struct lr_range *v6;
	/* both sorted and disjoint */
	size_t n4, n6, cap4, cap6;
};

void lr_ipset_init(struct lr_ipset *s);
void lr_ipset_free(struct lr_ipset *s);

/* Ranges must come sorted by their first address. LR_EBAD: not so; or last
 * before first, or families mixed. */
enum lr_err lr_ipset_add(struct lr_ipset *s, const struct lr_range *r);

bool lr_ipset_has(const struct lr_ipset *s, const struct lr_ip *ip);

#endif
