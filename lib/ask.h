/*
 * ask: questions to DNS servers, many at once, each until it is answered or
 * given up. The caller owns the loop and calls lr_ask_work, which alone calls
 * done().
 *
 * The first server that is well is asked; those behind it take what it has no
 * room for (pace.h) and what it did not answer. A question is asked again
 * before its first try is given up, since the answer to either will do. What
 * was cut short is asked again over TCP.
 */
#ifndef LR_ASK_H
#define LR_ASK_H

#include "dnsaddr.h"
#include "dnsmsg.h"
#include "err.h"

struct lr_ask; /* heap */

struct lr_ask_spec {
	const struct lr_dnsaddr *servers; /* at most LR_SERVERS_MAX */
	unsigned n_servers;		  /* 0: those of the system */
	unsigned window;   /* the most questions that a server gets at once */
	unsigned timeout;  /* ms to wait for one try */
	unsigned tries;	   /* of one question */
	unsigned deadline; /* ms for all that share a deadline */
};

/* The class is LR_DNS_BROKEN where there was no answer in the end. The answer
 * lives until done returns; done may ask. */
typedef void lr_ask_done(
    void *arg, void *question, const struct lr_dnsanswer *answer);

/* Who asks; lives as long as his questions. */
struct lr_asker {
	lr_ask_done *done;
	void *arg;
};

struct lr_ask_stats {
	struct lr_dnsaddr server;
	unsigned long asked, answered, overdue; /* tries */
};

/* *why gets a few words on failure. */
enum lr_err lr_ask_open(
    struct lr_ask **ask, const struct lr_ask_spec *spec, const char **why);

/* What is in flight is forgotten, done() is not called. */
void lr_ask_close(struct lr_ask *ask);

/* Ask; ip is what addresses are compared with, NULL where there are none.
 * *deadline is the caller's: 0 is set when the first message goes out, another
 * value is kept, so that several questions have one in common. question comes
 * back with the answer. LR_ENOMEM. */
enum lr_err lr_ask(struct lr_ask *ask, const struct lr_asker *asker,
    const struct lr_dnsname *name, enum lr_dns_type type,
    const struct lr_ip *ip, int64_t *deadline, void *question);

/* Do what there is to do, waiting for it up to ms (-1: as long as it takes),
 * or until fd (unless -1) can be read, which *ready tells. Comes back early
 * when there may be anything new. */
enum lr_err lr_ask_work(struct lr_ask *ask, int fd, int ms, bool *ready);

/* Of server i from 0; false when there are no more. */
bool lr_ask_stats(
    const struct lr_ask *ask, unsigned i, struct lr_ask_stats *stats);

#endif
