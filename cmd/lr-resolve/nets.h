/*
 * nets: the networks that this run knows, with what is written into records
 * of their addresses: text made once, found by address.
 */
#ifndef NETS_H
#define NETS_H

#include "map.h"
#include "registration.h"

/* Who told; the numbers are bits, in the order in which they are asked. */
enum nets_source {
	NETS_REGISTRY = 1,
	NETS_CACHE = 2,
	NETS_RDAP = 4,
	NETS_WHOIS = 8,
	NETS_BGP = 16
};

struct nets {
	struct lr_map texts;	/* a byte for the source, then the text */
	struct lr_map prefixes; /* address, length */
	uint32_t *text;		/* of a prefix, by its number */
	uint32_t cap;
	bool present[129]; /* lengths of prefixes */
};

void nets_init(struct nets *n);
void nets_free(struct nets *n);

/* The text of a registration, of a source; a number of 1 or more, 0 when there
 * is no memory. Nothing but the range: nothing is written. */
uint32_t nets_text(
    struct nets *n, enum nets_source source, const struct lr_registration *reg);

/* The same of addresses that are nobody's; of no source. */
uint32_t nets_reserved(struct nets *n);

/* The same of an AS: ,"asn":...,"as_name":... */
uint32_t nets_origin(struct nets *n, uint32_t asn, struct lr_span name);

/* From now on all addresses of the range have that text, but for those of
 * smaller ranges. LR_ENOMEM. */
enum lr_err nets_add(
    struct nets *n, const struct lr_range *range, uint32_t text);

/* The text of an address, 0: not known. */
uint32_t nets_find(const struct nets *n, const struct lr_ip *ip);

/* What number 1 and so on stand for; *source may be NULL. */
struct lr_span nets_get(
    const struct nets *n, uint32_t text, enum nets_source *source);

#endif
