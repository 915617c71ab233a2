/*
 * origin: which AS announces an address to the internet (BGP), and what it is
 * called, asked of Team Cymru's zones in the DNS. What is asked for is the
 * address of the /24 or /48 and no more of the visitor's; each of them and
 * each AS once.
 */
#ifndef LR_ORIGIN_H
#define LR_ORIGIN_H

#include "ask.h"
#include "prefix.h"

#define LR_ORIGIN_ZONE "asn.cymru.com"
#define LR_ORIGIN_NAME 255u /* bytes of an AS name */

struct lr_origin; /* heap */

struct lr_origin_result {
	uint32_t asn;		/* 0: nobody announces it, or no answer */
	struct lr_span name;	/* n == 0: not known; lives until close */
	struct lr_range prefix; /* as announced; counts when asn > 0 */
	bool failed;		/* not answered, or not what the AS is called */
};

typedef void lr_origin_done(
    void *arg, uint32_t id, const struct lr_origin_result *result);

/* The questions go to ask. zone: LR_ORIGIN_ZONE, or
 * one laid out like it. window: addresses waited for at once. LR_EBAD: zone is
 * no name, or too long a one. */
enum lr_err lr_origin_open(struct lr_origin **o, struct lr_ask *ask,
    struct lr_span zone, unsigned window, lr_origin_done *done, void *arg);

/* What is in flight is forgotten. Before or after ask is closed. */
void lr_origin_close(struct lr_origin *o);

/* Ask for an address, only when there is room; id comes back with the result:
 * from lr_ask_work, or, when it is known, before this returns. LR_ENOMEM. */
enum lr_err lr_origin_ask(
    struct lr_origin *o, const struct lr_ip *ip, uint32_t id);
bool lr_origin_room(const struct lr_origin *o);
unsigned lr_origin_flying(const struct lr_origin *o);

/* The texts of the zones. "ASN ... | prefix | ...": false when it is none, or
 * the prefix does not hold ip. */
bool lr_origin_read(struct lr_span text, const struct lr_ip *ip, uint32_t *asn,
    struct lr_range *prefix);

/* "ASN | ... | name": the name at out (LR_ORIGIN_NAME bytes), without the
 * country at its end; its length, 0 when there is none or it is another AS's.
 */
size_t lr_origin_name(struct lr_span text, uint32_t asn, char *out);

#endif
