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
#define LR_HTTP_HOST 264u  /* the most that lr_http_host writes; no NUL */

struct lr_http; /* heap */

struct lr_http_request {
	const char *url;		      /* http:// or https://, no user */
	const char *headers[LR_HTTP_HEADERS]; /* "Accept: x", NULL at the end */
	struct lr_span post;		      /* { NULL, 0 }: GET */
	size_t max;			      /* bytes of a body, decoded */
	unsigned connect, total;	      /* milliseconds */
	bool secret; /* URL, headers or answer hold a key or people: memory is
			wiped afterwards */
	bool public_only; /* no connection to an address of ip_reserved, like
			     127.0.0.1 or 10.0.0.1: for URLs that others gave */
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
	struct lr_span location;   /* absolute; of 3xx; with a NUL behind it */
	int64_t retry_after;	   /* seconds from now; -1: not said */
	int64_t max_age;	   /* seconds, of Cache-Control or Expires; -1:
				      not said */
	const char *why; /* one line for people after any end but ANSWER */
};

/* Called from lr_http_work; may send anew, not close. */
typedef void lr_http_done(
    void *arg, void *request, const struct lr_http_answer *answer);

/* agent is the User-Agent, "lr/0.1 (+contact)". */
enum lr_err lr_http_open(
    struct lr_http **h, const char *agent, lr_http_done *done, void *arg);

/* What is on its way is forgotten, done is not called. */
void lr_http_close(struct lr_http *h);

/* Trust the authorities in this PEM file instead of the system's; copied. For
 * requests to come. */
enum lr_err lr_http_trust(struct lr_http *h, const char *file);

/* request comes back with the answer, never before lr_http_work. All of req is
 * copied. LR_ENOMEM; LR_EBAD: no such URL or header. */
enum lr_err lr_http_send(
    struct lr_http *h, const struct lr_http_request *req, void *request);

int lr_http_fd(const struct lr_http *h);
/* lr_clock_ticks when lr_http_work is to be called though nothing came;
 * INT64_MAX: never. */
int64_t lr_http_due(const struct lr_http *h);
enum lr_err lr_http_work(struct lr_http *h);
unsigned lr_http_flying(const struct lr_http *h);

/* Work, waiting up to ms (-1: as long as it takes) for something to happen:
 * for callers that have nothing else to wait for. */
enum lr_err lr_http_wait(struct lr_http *h, int ms);

/* The server of a URL as manners.h names it: "rdap.example.net" or
 * "127.0.0.1:8080", lower case, the scheme's own port left out. Returns the
 * length at out; 0: not a URL that lr_http_send would take. *https (may be
 * NULL) tells the scheme. */
size_t lr_http_host(const char *url, char *out, bool *https);

#endif
