/*
 * dns: messages to DNS servers and back, over UDP and TCP; gives up when the
 * time is over. Whom to ask how often is ask.h's business. The caller owns the
 * loop and calls lr_dns_work, which alone reads and waits.
 *
 * UDP goes through sockets of its own, many messages to a system call, with
 * random ports and numbers; TCP, and which servers the system has, through
 * c-ares.
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

/* What became of a message. p lives until it returns; it may send. */
typedef void lr_dns_heard(void *arg, void *message, enum lr_dns_end end,
    const unsigned char *p, size_t n);

/* Is this a reply to the message? What is none is passed over. */
typedef bool lr_dns_ours(
    void *arg, void *message, const unsigned char *p, size_t n);

struct lr_dns_spec {
	const struct lr_dnsaddr *servers; /* at most LR_SERVERS_MAX */
	unsigned n_servers;		  /* 0: those of the system */
	unsigned timeout;		  /* ms */
	lr_dns_ours *ours;
	lr_dns_heard *heard;
	void *arg;
};

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
