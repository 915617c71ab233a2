/*
 * whoistable: which whois server knows an address, and how each is asked, by
 * lib/tables/whois-blocks and whois-servers. Pure.
 */
#ifndef LR_WHOISTABLE_H
#define LR_WHOISTABLE_H

#include "err.h"
#include "ip.h"
#include "limits.h"

#define LR_WHOIS_ASK_MAX 128u /* bytes of a question, its end included */

struct lr_whoisrow {
	const char *host;	      /* "*": any other */
	const char *address, *handle; /* the questions */
	const char *charset;	      /* "-": its bytes tell */
	const char *next; /* who may know what it does not; "-": nobody */
};

struct lr_whoistable; /* heap */

enum lr_err lr_whoistable_new(struct lr_whoistable **t);
void lr_whoistable_free(struct lr_whoistable *t);

/* Who is to be asked first. */
const struct lr_whoisrow *lr_whoistable_for(
    const struct lr_whoistable *t, const struct lr_ip *ip);

/* How a host is asked; "*": as one that is not known. Never NULL. */
const struct lr_whoisrow *lr_whoistable_row(struct lr_span host);

/* Row i from 0, NULL after the last. */
const struct lr_whoisrow *lr_whoistable_at(unsigned i);

/* form with % as what, and CRLF, at out (LR_WHOIS_ASK_MAX). The length; 0
 * when what has a byte that no address and no handle has, or is too long. */
size_t lr_whoistable_ask(const char *form, struct lr_span what, char *out);

#endif
