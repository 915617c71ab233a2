/*
 * whoistext: what a whois server's answer says of an address, whatever the
 * registry: ARIN, RPSL as RIPE, APNIC, AFRINIC and IDNIC have it, LACNIC and
 * nic.br, JPNIC, KRNIC, TWNIC, rwhois, IANA. Pure: asks no one, knows no
 * server. Persons (person, role, responsible, contacts) are never read.
 *
 * Of several networks the most specific one that holds the address counts;
 * of equal ones the last.
 */
#ifndef LR_WHOISTEXT_H
#define LR_WHOISTEXT_H

#include "whoisnet.h"

enum lr_whois_said {
	LR_WHOIS_REGISTERED, /* reg is filled in */
	LR_WHOIS_ELSEWHERE,  /* this registry is not the address's */
	LR_WHOIS_NOTHING,    /* it has no such object */
	LR_WHOIS_WRONG,	     /* only networks without the address */
	LR_WHOIS_CUT,	     /* the answer lacks its end */
	LR_WHOIS_REFUSED,    /* no answer now, see leave */
	LR_WHOIS_MUTE	     /* nothing that can be understood */
};

struct lr_whoistext {
	enum lr_whois_said said;
	enum lr_whois_further further; /* after REGISTERED and ELSEWHERE */
	struct lr_registration reg;
	const char *why; /* a few words unless REGISTERED; static */
	/* seconds for which the server wants to be left alone, or 0; perhaps
	 * beside an answer */
	unsigned leave;
	unsigned port; /* 0: the protocol's own */
	/* a host name in lower case, or a handle: letters, digits and '-',
	 * besides '.' in a host name */
	char name[LR_NAME_MAX + 1];
};

/* now, in seconds since 1970, is for limits that end at midnight. text is
 * UTF-8; the values of RPSL that are not are taken for Windows code page 1252.
 */
void lr_whoistext_read(struct lr_whoistext *t, struct lr_span text,
    const struct lr_ip *ip, int64_t now);

/* Set the holder (and the country when unknown) from the organisation with
 * that handle, if it is in the text. */
bool lr_whoistext_org(
    struct lr_registration *reg, struct lr_span text, struct lr_span handle);

#endif
