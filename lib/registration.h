/*
 * registration: what a registry says of an address: the most specific range
 * that holds it and the organisation that holds the range. One shape for the
 * offline file, the cache, RDAP and whois. No person, e-mail, telephone or
 * street is ever in it: who fills it in leaves them out.
 */
#ifndef LR_REGISTRATION_H
#define LR_REGISTRATION_H

#include "err.h"
#include "prefix.h"

#define LR_NETNAME_MAX 80u /* RPSL allows 80 characters (RFC 2622, 2) */
#define LR_HOLDER_MAX 200u /* bytes of UTF-8 */
#define LR_STATUS_MAX 40u

/* How the question for the holder of an address ended. */
enum lr_found {
	LR_FOUND,	  /* the registration is filled in */
	LR_FOUND_NOTHING, /* the registry has no such object */
	LR_FOUND_UNABLE,  /* this source cannot tell; another one may */
	LR_FOUND_FAILED	  /* no answer, or a refusal: not now */
};

/* Told once for every question; why is one line for people unless it is
 * LR_FOUND. reg counts with LR_FOUND; both live until done returns, and done
 * may ask anew. */
struct lr_registration;
typedef void lr_registration_done(void *arg, uint32_t id, enum lr_found found,
    const struct lr_registration *reg, const char *why);

/* Texts are UTF-8 without control characters, not ended by NUL; an empty one
 * is unknown. */
struct lr_registration {
	struct lr_range range;
	unsigned char n_netname, n_holder, n_status;
	char netname[LR_NETNAME_MAX];
	char holder[LR_HOLDER_MAX]; /* an organisation's name */
	char status[LR_STATUS_MAX]; /* "ASSIGNED PA", as the registry has it */
	char country[2];	    /* ISO 3166-1, upper case; or two NULs */
};

/* Nothing known, not even the range. */
void lr_registration_clear(struct lr_registration *reg);

/* Set a text from what a registry wrote: control characters and runs of
 * blanks become one blank, invalid UTF-8 becomes U+FFFD, the ends are trimmed,
 * what is too long is cut between characters. A text that says nothing ("-",
 * "N/A", "none", ...) leaves the field empty. */
void lr_registration_netname(struct lr_registration *reg, struct lr_span s);
void lr_registration_holder(struct lr_registration *reg, struct lr_span s);
void lr_registration_status(struct lr_registration *reg, struct lr_span s);

/* Two letters, any case; anything else, and the ISO user-assigned codes like
 * "ZZ", leave it unknown. "EU" stays. */
void lr_registration_country(struct lr_registration *reg, struct lr_span s);

/* Does a status, in any case, say that the range was given to be handed on, so
 * that there may be others' ranges in it? ("ALLOCATED PA", "AGGREGATED-BY-LIR",
 * "LIR-PARTITIONED", "DIRECT ALLOCATION"; not "ALLOCATED-ASSIGNED PA".) */
bool lr_registration_allocated(struct lr_span status);

static inline struct lr_span
lr_registration_has_netname(const struct lr_registration *reg)
{
	return lr_span(reg->netname, reg->n_netname);
}

static inline struct lr_span
lr_registration_has_holder(const struct lr_registration *reg)
{
	return lr_span(reg->holder, reg->n_holder);
}

static inline struct lr_span
lr_registration_has_status(const struct lr_registration *reg)
{
	return lr_span(reg->status, reg->n_status);
}

#endif
