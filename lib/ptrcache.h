/*
 * ptrcache: what the DNS said about single addresses, kept in resolve.db so
 * that nobody is asked twice: names for 3 calendar months, the absence of a
 * name for 7 days. Addresses are known by their keyed hash only, and callers
 * mask the names, which may tell the address (keyhash).
 * What has expired is never handed out; lr_retention_apply takes it away.
 */
#ifndef LR_PTRCACHE_H
#define LR_PTRCACHE_H

#include "keyhash.h"
#include "limits.h"
#include "resolvestore.h"
#include "retention.h"

#define LR_PTRCACHE_MONTHS 3
#define LR_PTRCACHE_NONE_DAYS 7

/* Which of its rows are kept how long: names, absences. */
#define LR_PTRCACHE_KINDS 2
extern const struct lr_retention lr_ptrcache_kept[LR_PTRCACHE_KINDS];

struct lr_ptrcache; /* heap */

struct lr_ptr {
	char name[LR_NAME_MAX]; /* as it was put: masked, see keyhash */
	unsigned char n;	/* 0: the address has no name */
	bool verified;		/* the name leads back to the address */
};

/* Errors, modes and *why as those of lr_store_open. */
enum lr_err lr_ptrcache_open(struct lr_ptrcache **c, const char *dir,
    enum lr_store_mode mode, const char **why);

/* Answers not yet committed are lost: see lr_ptrcache_commit. */
void lr_ptrcache_close(struct lr_ptrcache *c);

/* One line about the last failure. */
const char *lr_ptrcache_why(const struct lr_ptrcache *c);

/* LR_END: not known, or expired at now. */
enum lr_err lr_ptrcache_get(struct lr_ptrcache *c,
    const unsigned char hash[LR_KEYHASH], int64_t now, struct lr_ptr *ptr);

/* Remember an answer. It is kept in memory until commit: the store is locked
 * only while a batch is written. LR_ENOMEM: the batch is full or there is no
 * memory; the answer is not kept. */
enum lr_err lr_ptrcache_put(struct lr_ptrcache *c,
    const unsigned char hash[LR_KEYHASH], int64_t now,
    const struct lr_ptr *ptr);

/* Answers that wait for commit. */
size_t lr_ptrcache_waiting(const struct lr_ptrcache *c);

/* Write them in one transaction; on failure (LR_EAGAIN: locked) they go on
 * waiting. */
enum lr_err lr_ptrcache_commit(struct lr_ptrcache *c);

/* Delete one address at once. Inside a transaction of the caller's when it
 * began one on lr_ptrcache_store. LR_OK also when it was not there. */
enum lr_err lr_ptrcache_forget(
    struct lr_ptrcache *c, const unsigned char hash[LR_KEYHASH]);

/* Delete all of it; nothing is left on the disk. *n is how many. */
enum lr_err lr_ptrcache_clear(struct lr_ptrcache *c, int64_t *n);

/* For transactions and checkpoints; lives as long as the cache. */
struct lr_store *lr_ptrcache_store(struct lr_ptrcache *c);

#endif
