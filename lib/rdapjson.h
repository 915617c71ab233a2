/*
 * rdapjson: what the body of an RDAP answer (RFC 9083) says of an address.
 * Pure. Bodies are strangers' bytes.
 *
 * The holder is the registrant where that is an organisation (its name, or
 * the organisation it names), else the first line of the description that may
 * be a name. Of people and of all other roles nothing is taken; a text that
 * is also a person's name in the same answer is not taken either.
 */
#ifndef LR_RDAPJSON_H
#define LR_RDAPJSON_H

#include "descr.h"
#include "registration.h"

enum lr_rdap_says {
	LR_RDAP_NETWORK, /* the registration is filled in */
	LR_RDAP_NOTHING, /* there is no such object */
	LR_RDAP_OTHER,	 /* no network, another's network, or a registry's */
	LR_RDAP_LIMIT,	 /* too many questions: leave the server alone */
	LR_RDAP_BROKEN	 /* no JSON that can be used */
};

/* reg counts with LR_RDAP_NETWORK; *why (a literal) with all others. The only
 * error is LR_ENOMEM. */
enum lr_err lr_rdapjson(struct lr_span body, const struct lr_ip *ip,
    enum lr_rdap_says *says, struct lr_registration *reg, const char **why);

#endif
