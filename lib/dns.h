/*
 * dns: names of addresses, many at once, each name led back to its address
 * (forward confirmation). Through c-ares; the caller owns the loop and calls
 * lr_dns_work, which alone calls done().
 *
 * The first server that is well is asked; those behind it take what it has no
 * room for (pace.h) and what it did not answer. A question is asked again
 * before the first try is given up, since the answer to either will do.
 */
#ifndef LR_DNS_H
#define LR_DNS_H

#include <stdint.h>

#include "err.h"
#include "ip.h"
#include "span.h"

#define LR_DNS_ADDR_TEXT 48 /* "[2001:db8::1]:53" and a NUL */

struct lr_dns; /* heap */

struct lr_dns_addr {
	struct lr_ip ip;
	uint16_t port;
};

struct lr_dns_spec {
	const struct lr_dns_addr *servers; /* at most LR_SERVERS_MAX */
	unsigned n_servers;		   /* 0: those of the system */
	unsigned jobs;			   /* addresses in flight */
	unsigned timeout;		   /* ms to wait for one try */
	unsigned tries;			   /* of one question */
	unsigned deadline;		   /* ms for one address, roughly */
};

struct lr_dns_result {
	struct lr_span name; /* n == 0: has none; lives until done returns */
	bool verified;
	bool failed; /* no answer, or none whether the name leads back */
};

typedef void lr_dns_done(
    void *arg, uint32_t id, const struct lr_dns_result *result);

struct lr_dns_stats {
	char server[LR_DNS_ADDR_TEXT];
	unsigned long asked, answered, lost; /* questions */
};

/* "ADDR", "ADDR:PORT", "[ADDR]:PORT", port 53 when there is none. */
bool lr_dns_server(struct lr_span s, struct lr_dns_addr *addr);

/* *why gets a few words on failure. */
enum lr_err lr_dns_open(struct lr_dns **dns, const struct lr_dns_spec *spec,
    lr_dns_done *done, void *arg, const char **why);

/* What is in flight is forgotten, done() is not called. */
void lr_dns_close(struct lr_dns *dns);

/* Ask for an address; id comes back with the result. Only when there is room:
 * fewer than jobs are in flight. LR_ENOMEM. */
enum lr_err lr_dns_ask(struct lr_dns *dns, const struct lr_ip *ip, uint32_t id);
bool lr_dns_room(const struct lr_dns *dns);
unsigned lr_dns_flying(const struct lr_dns *dns);

/* Do what there is to do, waiting for it up to ms (-1: as long as it takes),
 * or until fd (unless -1) can be read, which *ready tells. Comes back early
 * when there is anything new. */
enum lr_err lr_dns_work(struct lr_dns *dns, int fd, int ms, bool *ready);

/* Of server i from 0; false when there are no more. */
bool lr_dns_stats(
    const struct lr_dns *dns, unsigned i, struct lr_dns_stats *stats);

#endif
