/*
 * blacklist: addresses that are known to be no company's, in blacklist.db.
 * Networks are facts of a registry and kept as they are; single addresses are
 * kept as keyed hashes only (keyhash), so that the file names nobody.
 *
 * An entry is learned, and forgotten after LR_BLACKLIST_MONTHS, or the
 * operator's own, and kept until it is removed. What is over age counts no
 * more, even before lr-expire has taken it away.
 */
#ifndef LR_BLACKLIST_H
#define LR_BLACKLIST_H

#include "keyhash.h"
#include "prefix.h"
#include "store.h"

#define LR_BLACKLIST_MONTHS 3
#define LR_BLACKLIST_REASON 128u	/* bytes kept of a reason */
#define LR_BLACKLIST_SINGLES (1u << 20) /* addresses that remove tries */

extern const struct lr_store_spec lr_blacklist_store;

/* How many bytes the ends of a network have in common. There is an index of
 * (that, first): of those that have n, and these n in common with an address,
 * few are to be looked at to find one around it. */
#define LR_BLACKLIST_ALIKE_(n) \
	" WHEN substr(first, 1, " #n ") = substr(last, 1, " #n ") THEN " #n
#define LR_BLACKLIST_ALIKE                                                    \
	"(CASE WHEN first = last THEN 16" LR_BLACKLIST_ALIKE_(15)             \
	    LR_BLACKLIST_ALIKE_(14) LR_BLACKLIST_ALIKE_(13)                   \
		LR_BLACKLIST_ALIKE_(12) LR_BLACKLIST_ALIKE_(11)               \
		    LR_BLACKLIST_ALIKE_(10) LR_BLACKLIST_ALIKE_(9)            \
			LR_BLACKLIST_ALIKE_(8) LR_BLACKLIST_ALIKE_(7)         \
			    LR_BLACKLIST_ALIKE_(6) LR_BLACKLIST_ALIKE_(5)     \
				LR_BLACKLIST_ALIKE_(4) LR_BLACKLIST_ALIKE_(3) \
				    LR_BLACKLIST_ALIKE_(2)                    \
					LR_BLACKLIST_ALIKE_(1) " ELSE 0 END)"

struct lr_blacklist; /* heap */

enum lr_listed { LR_LISTED_NOT, LR_LISTED_NETWORK, LR_LISTED_ADDRESS };

/* Errors, modes and *why as those of lr_store_open; also what lr_keyhash_open
 * says. To write, the key is made when it is missing. Nothing is loaded. */
enum lr_err lr_blacklist_open(struct lr_blacklist **b, const char *dir,
    enum lr_store_mode mode, const char **why);

/* What was learned and not saved is lost. */
void lr_blacklist_close(struct lr_blacklist *b);
const char *lr_blacklist_why(const struct lr_blacklist *b);

/* Take the list into memory (only the operator's own part of it with own):
 * 24 bytes an address, 16 once it is loaded. *keyless: addresses that cannot be
 * looked up since the key is gone. LR_ENOMEM beyond LR_HASHSET_MAX. */
enum lr_err lr_blacklist_load(
    struct lr_blacklist *b, int64_t now, bool own, int64_t *keyless);

/* Is it on the list that was loaded? */
enum lr_listed lr_blacklist_find(
    const struct lr_blacklist *b, const struct lr_ip *ip);

/* The address's keyed hash, for other stores. False: there is no key. */
bool lr_blacklist_hash(const struct lr_blacklist *b, const struct lr_ip *ip,
    unsigned char hash[LR_KEYHASH]);

/* Learn, in memory. kind and reason are copied. LR_ENOMEM: the batch is full,
 * save first. */
enum lr_err lr_blacklist_learn(struct lr_blacklist *b, const struct lr_range *r,
    struct lr_span kind, struct lr_span reason);

/* Write what was learned in one short transaction. On failure it stays. */
enum lr_err lr_blacklist_save(struct lr_blacklist *b, int64_t now);

/* The operator's own entries: between begin and commit. Removing takes every
 * entry within the range, learned or not; hashed addresses can only be found
 * in a range of up to LR_BLACKLIST_SINGLES. */
enum lr_err lr_blacklist_begin(struct lr_blacklist *b);
enum lr_err lr_blacklist_add(struct lr_blacklist *b, const struct lr_range *r,
    struct lr_span reason, int64_t now);
enum lr_err lr_blacklist_remove(
    struct lr_blacklist *b, const struct lr_range *r, int64_t *removed);
/* Of a removal nothing is left on the disk. */
enum lr_err lr_blacklist_commit(struct lr_blacklist *b);

/* How many addresses of the operator's may be hashed with a key that was
 * replaced at that time (those that were added again are not). */
enum lr_err lr_blacklist_old(
    struct lr_blacklist *b, int64_t rotated, int64_t *own);

/* A network, or with count not 0 that many addresses of one kind. */
struct lr_blacklist_entry {
	struct lr_range range;
	bool own;
	struct lr_span kind, reason;
	int64_t time; /* of addresses: the oldest */
	int64_t count;
};
typedef void lr_blacklist_each(void *arg, const struct lr_blacklist_entry *e);

/* Everything in the store, networks in their order, then addresses. */
enum lr_err lr_blacklist_list(
    struct lr_blacklist *b, lr_blacklist_each *each, void *arg);

#endif
