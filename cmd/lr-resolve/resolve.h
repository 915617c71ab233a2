/*
 * resolve: what the parts of lr-resolve share.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "cli.h"
#include "memo.h"
#include "ptrcache.h"
#include "queue.h"
#include "reverse.h"

struct resolve {
	struct lr_cli *cli;
	/* options */
	bool again, unordered, offline, no_cache, refresh;
	const char *state;
	int64_t now;
	struct lr_dnsaddr server[LR_SERVERS_MAX];
	struct lr_ask_spec spec;

	struct lr_reverse *reverse; /* NULL: nobody is asked */
	struct lr_ptrcache *cache;  /* NULL: there is none */
	struct lr_keyhash key;
	int64_t write_at; /* ticks, when the cache is to be written; 0: no */
	unsigned long unwritten;
	struct memo memo;
	struct queue queue;
	struct lr_record rec; /* one that has waited */
	unsigned long addresses, reserved, cached, asked;
	unsigned long names, verified, none, failed;
};

/* Messages without the place in the input, which is not what they are about.
 */
void resolve_warn(struct resolve *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void resolve_die(struct resolve *r, enum lr_err err, const char *why);

/* ---- cache.c: what earlier runs know */

/* Ends the program when there is a cache that cannot be used. */
void cache_open(struct resolve *r);
bool cache_get(struct resolve *r, const struct lr_ip *ip, struct lr_ptr *ptr);
void cache_put(struct resolve *r, const struct lr_ip *ip,
    const struct lr_reverse_result *result);

/* Write what waits when it is time, or now. */
void cache_write(struct resolve *r, bool now);
void cache_close(struct resolve *r);

/* ---- run.c: all records */
void run(struct resolve *r);
lr_reverse_done resolve_done;

#endif
