/*
 * dns: messages to DNS servers and back, over UDP and TCP; gives up when the
 * time is over. Whom to ask how often is ask.h's business. The caller owns the
 * loop and calls lr_dns_work, which alone reads and waits.
 *
 * UDP is dnsudp.h's; TCP, and which servers the system has, c-ares'.
 */
#ifndef LR_DNS_H
#define LR_DNS_H

#include "dnsudp.h"

struct lr_dns; /* heap */

/* *why gets a few words on failure. */
enum lr_err lr_dns_open(
    struct lr_dns **dns, const struct lr_dns_spec *spec, const char **why);

/* Calls heard (LR_DNS_KILLED) for all that is on its way. */
void lr_dns_close(struct lr_dns *dns);

unsigned lr_dns_servers(const struct lr_dns *dns);
const struct lr_dnsaddr *lr_dns_server(const struct lr_dns *dns, unsigned i);

/* Send to server i; the message gets a number of its own. It comes back with
 * the reply, perhaps before this returns (LR_DNS_KILLED). It may wait for
 * others to be sent with until lr_dns_flush or lr_dns_work. */
void lr_dns_send(struct lr_dns *dns, unsigned i, bool tcp,
    const unsigned char *p, size_t n, void *message);
void lr_dns_flush(struct lr_dns *dns);

/* Wait up to ms (-1: as long as it takes) until something was heard or fd
 * (unless -1) can be read, which *ready tells. May come back earlier. */
enum lr_err lr_dns_work(struct lr_dns *dns, int fd, int ms, bool *ready);

#endif
