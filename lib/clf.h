/*
 * clf: the Common Log Format of NCSA httpd, the Combined one, and what
 * servers have made of them:
 *
 *	host ident user [22/Nov/2026:10:00:00 +0100] "request" status bytes
 *	... "referrer" "agent"
 *
 * with the virtual host (and port) in front or behind the address, a list of
 * forwarded addresses in place of the host, more columns before the time,
 * fields between the size and the referrer, and anything behind the agent,
 * of which the response time and forwarded addresses are taken.
 */
#ifndef LR_CLF_H
#define LR_CLF_H

#include "hit.h"

/* What lines share with their neighbours: the minute and the client. All
 * zero at first. */
struct lr_clf_memo {
	char in[24]; /* "22/Nov/2026:10:00" and "+0100" */
	char out[17];
	bool valid; /* the two above are */
	unsigned char host_n;
	char host[46];
	struct lr_ip ip;
};

/* Fill *hit, which has been cleared; NULL, or a few words saying what is
 * wrong. The line must be followed by a control byte and LR_PAD readable
 * bytes (see scan.h). */
const char *lr_clf_read(struct lr_span line, struct lr_clf_memo *memo,
    struct lr_hit *hit, struct lr_scratch *s);

#endif
