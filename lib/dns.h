/*
 * dns: messages to DNS servers and back, over UDP and TCP, through c-ares,
 * which has the sockets, matches answers to questions and gives up when the
 * time is over. Whom to ask how often is ask.h's business. The caller owns
 * the loop and calls lr_dns_work, which alone reads and waits.
 */
#ifndef LR_DNS_H
#define LR_DNS_H

#include "dnsaddr.h"
#include "err.h"

struct lr_dns; /* heap */

enum lr_dns_end {
	LR_DNS_REPLY,	/* p, n: all of a message, whatever it says */
	LR_DNS_TIMEOUT, /* nothing came */
	LR_DNS_KILLED	/* it could not be sent, or the connection broke */
};

/* What became of a message. p lives until heard returns; heard may send. */
typedef void lr_dns_heard(void *arg, void *message, enum lr_dns_end end,
    const unsigned char *p, size_t n);

/* servers: n of them, at most LR_SERVERS_MAX; 0: those of the system. timeout
 * in milliseconds. *why gets a few words on failure. */
enum lr_err lr_dns_open(struct lr_dns **dns, const struct lr_dnsaddr *servers,
    unsigned n, unsigned timeout, lr_dns_heard *heard, void *arg,
    const char **why);

/* Calls heard (LR_DNS_KILLED) for all that is on its way. */
void lr_dns_close(struct lr_dns *dns);

unsigned lr_dns_servers(const struct lr_dns *dns);
const struct lr_dnsaddr *lr_dns_server(const struct lr_dns *dns, unsigned i);

/* Send to server i; message comes back with the reply, perhaps before this
 * returns (LR_DNS_KILLED). */
void lr_dns_send(struct lr_dns *dns, unsigned i, bool tcp,
    const unsigned char *p, size_t n, void *message);

/* Wait up to ms (-1: as long as it takes) until something was heard or fd
 * (unless -1) can be read, which *ready tells. May come back earlier. */
enum lr_err lr_dns_work(struct lr_dns *dns, int fd, int ms, bool *ready);

#endif
