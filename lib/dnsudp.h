/*
 * dnsudp: messages to DNS servers and back over UDP, many to a system call,
 * from random ports and with random numbers. Part of dns.h, which has the loop
 * and TCP.
 */
#ifndef LR_DNSUDP_H
#define LR_DNSUDP_H

#include "dnsaddr.h"
#include "err.h"

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

struct lr_dnsudp; /* heap */

/* LR_ENOMEM. The servers must be named. */
enum lr_err lr_dnsudp_open(
    struct lr_dnsudp **udp, const struct lr_dns_spec *spec);

/* Calls heard (LR_DNS_KILLED) for all that is on its way; nothing may be sent
 * then. */
void lr_dnsudp_close(struct lr_dnsudp *udp);

/* To server i, now or with others at lr_dnsudp_flush. */
void lr_dnsudp_send(struct lr_dnsudp *udp, unsigned i, const unsigned char *p,
    size_t n, void *message);
void lr_dnsudp_flush(struct lr_dnsudp *udp);

/* Messages on their way. */
unsigned lr_dnsudp_flying(const struct lr_dnsudp *udp);

/* Read what has come; returns how much. patient: let more come together, for a
 * part of a millisecond, when there is plenty on its way. */
unsigned lr_dnsudp_receive(struct lr_dnsudp *udp, bool patient);

/* Give up what is over time or cannot come; now is of lr_clock_ticks. */
void lr_dnsudp_expire(struct lr_dnsudp *udp, int64_t now);

/* The sockets to be read from: at most two of a server. Returns how many. */
unsigned lr_dnsudp_sockets(const struct lr_dnsudp *udp, int *fd);

#endif
