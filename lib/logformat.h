/*
 * logformat: lines of access logs to their parts. A part is a span into the
 * line, { NULL, 0 } when the log says nothing of it ("-", or no such field).
 *
 * Common Log Format (NCSA httpd) and Combined (the same and then referrer and
 * agent, quoted; fields behind them are passed over):
 *
 *	host ident user [22/Nov/2026:10:00:00 +0100] "request" status bytes
 *
 * The user's name is never handed out. Servers escape quotes, backslashes and
 * control bytes in quoted fields as \", \\, \n, \t, \xhh (Apache httpd 2.4
 * mod_log_config, nginx log_format escape=default); `escaped` says that some
 * part holds a backslash, lr_logformat_unescape undoes it.
 */
#ifndef LR_LOGFORMAT_H
#define LR_LOGFORMAT_H

#include "buf.h"
#include "clock.h"
#include "ip.h"
#include "span.h"

struct lr_hit {
	struct lr_span host; /* as the log has it */
	struct lr_ip ip;
	char time[LR_TIME_TEXT]; /* RFC 3339, UTC */
	struct lr_span request;	 /* the whole, between the quotes */
	/* of the request; without a method it was no HTTP request */
	struct lr_span method, target, protocol;
	unsigned status;      /* 0: none */
	struct lr_span bytes; /* digits, without leading zeros */
	struct lr_span referrer, agent;
	bool escaped;
};

/* What lines share with their neighbours: the minute and the client. All
 * zero at first. */
struct lr_logmemo {
	char in[24]; /* "22/Nov/2026:10:00" and "+0100" */
	char out[17];
	bool valid; /* the two above are */
	unsigned char host_n;
	char host[46];
	struct lr_ip ip;
};

/* Fill *hit; NULL, or a few words saying what is wrong. The line must be
 * followed by a control byte and LR_PAD readable bytes (see scan.h). */
const char *lr_logformat_clf(
    struct lr_span line, struct lr_logmemo *memo, struct lr_hit *hit);

/* Split a request line into hit->method, target, protocol. */
void lr_logformat_request(struct lr_span request, struct lr_hit *hit);

/* Append a part with its escapes undone. */
void lr_logformat_unescape(struct lr_buf *b, struct lr_span s);

#endif
