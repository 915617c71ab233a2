/*
 * http: HTTP and HTTPS requests, many at once, without blocking, through
 * libcurl, which has the sockets, TLS and the protocol. Certificates are
 * always verified. Nothing comes from the environment: no proxy, no netrc, no
 * key log. Redirects are not followed here: the caller sees them and decides.
 * How often a server may be asked is manners.h's business.
 *
 * The caller owns the loop: it waits until lr_http_fd can be read or
 * lr_http_due has come, and then calls lr_http_work, which never waits.
 */
#ifndef LR_HTTP_H
#define LR_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "span.h"

#define LR_HTTP_HEADERS 8u /* of one request */
#define LR_HTTP_URL 2048u  /* bytes of a URL */

struct lr_http; /* heap */

struct lr_http_request {
	const char *url;		      /* http:// or https:// */
	const char *headers[LR_HTTP_HEADERS]; /* "Accept: x", NULL at the end */
	struct lr_span post;		      /* { NULL, 0 }: GET */
	size_t max;			      /* bytes of a body */
	unsigned connect, total;	      /* milliseconds */
	bool secret; /* headers hold a key: memory is wiped afterwards */
};

enum lr_http_end {
	LR_HTTP_ANSWER,	  /* status, type and body are there */
	LR_HTTP_TOO_LONG, /* the body is longer than max */
	LR_HTTP_TIMEOUT,
	LR_HTTP_BROKEN /* no connection, TLS refused, reset, cut body */
};

/* Spans live until done returns. */
struct lr_http_answer {
	enum lr_http_end end;
	int status;
	struct lr_span type, body; /* type: "application/json", lower case */
	struct lr_span location;   /* absolute; of 3xx */
	int64_t retry_after;	   /* seconds from now; -1: not said */
	int64_t max_age; /* seconds, of Cache-Control or Expires; -1: not said
			  */
	const char *why; /* one line for people after any end but ANSWER */
};

/* Called from lr_http_work; may send anew. */
typedef void lr_http_done(
    void *arg, void *request, const struct lr_http_answer *answer);

/* agent is the User-Agent, "lr/0.1 (+contact)". */
enum lr_err lr_http_open(
    struct lr_http **h, const char *agent, lr_http_done *done, void *arg);

/* What is on its way is forgotten, done is not called. */
void lr_http_close(struct lr_http *h);

/* request comes back with the answer. All of req is copied. LR_ENOMEM; LR_EBAD:
 * no such URL. */
enum lr_err lr_http_send(
    struct lr_http *h, const struct lr_http_request *req, void *request);

/* Give a request up; done is not called. */
void lr_http_cancel(struct lr_http *h, void *request);

int lr_http_fd(const struct lr_http *h);
/* lr_clock_ticks when lr_http_work is to be called though nothing came;
 * INT64_MAX: never. */
int64_t lr_http_due(const struct lr_http *h);
enum lr_err lr_http_work(struct lr_http *h);
unsigned lr_http_flying(const struct lr_http *h);

/* Work, waiting up to ms (-1: as long as it takes) for something to happen:
 * for callers that have nothing else to wait for. */
enum lr_err lr_http_wait(struct lr_http *h, int ms);

#endif
