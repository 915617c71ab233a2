/*
 * netcache: what registries said of networks, kept in resolve.db so that
 * nobody is asked twice: registrations for 3 calendar months, the absence of
 * one for 7 days. Known by their registered range; a range of a single
 * address, of IPv6 one within a /64, which could be a visitor's, is never kept,
 * and the absence of a registration is kept for the /24 or /48 around the
 * address.
 */
#ifndef LR_NETCACHE_H
#define LR_NETCACHE_H

#include "registration.h"
#include "resolvestore.h"

#define LR_NETCACHE_MONTHS 3
#define LR_NETCACHE_NONE_DAYS 7

struct lr_netcache; /* heap */

/* st is resolve.db, open, and outlives this (lr_ptrcache_store). mode as it
 * was opened with. LR_ENOMEM, LR_EBAD (lr_store_why tells). */
enum lr_err lr_netcache_open(
    struct lr_netcache **c, struct lr_store *st, enum lr_store_mode mode);

/* What was not committed is lost. */
void lr_netcache_close(struct lr_netcache *c);

/* The most specific range that is known to hold ip and not expired at now:
 * *found is LR_FOUND or, where the registries had none, LR_FOUND_NOTHING with
 * reg's range alone. LR_END: not known. */
enum lr_err lr_netcache_get(struct lr_netcache *c, const struct lr_ip *ip,
    int64_t now, enum lr_found *found, struct lr_registration *reg);

/* Remember an answer about ip; found as above. In memory until commit.
 * LR_ENOMEM: the batch is full or there is no memory; it is not kept. */
enum lr_err lr_netcache_put(struct lr_netcache *c, const struct lr_ip *ip,
    int64_t now, enum lr_found found, const struct lr_registration *reg);

size_t lr_netcache_waiting(const struct lr_netcache *c);

/* Write what waits in one transaction; on failure it goes on waiting. */
enum lr_err lr_netcache_commit(struct lr_netcache *c);

/* Forget every range that drop says so of, in a transaction of its own, and
 * nothing is left on the disk. *n: how many rows went. */
typedef bool lr_netcache_drop(void *arg, const struct lr_registration *reg);
enum lr_err lr_netcache_purge(
    struct lr_netcache *c, lr_netcache_drop *drop, void *arg, int64_t *n);

#endif
