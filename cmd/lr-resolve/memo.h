/*
 * memo: every distinct address of this run and what became of it, 70 to 90
 * bytes each. (map.h would take up to twice that.)
 */
#ifndef MEMO_H
#define MEMO_H

#include <stdbool.h>

#include "err.h"
#include "ip.h"

#define MEMO_MAX 10000000u /* addresses; then the memo starts anew */

/* What can be known of an address. */
enum memo_part { MEMO_PTR = 1, MEMO_NETWORK = 2, MEMO_ORIGIN = 4 };

enum memo_state {
	MEMO_UNKNOWN, /* nobody was asked, or nobody answered */
	MEMO_NONE,    /* has no name */
	MEMO_NAME,
	MEMO_VERIFIED /* has a name that leads back to it */
};

struct memo_entry {
	struct lr_ip ip;
	uint32_t name;	       /* where it is */
	uint32_t network;      /* the caller's own; 0: not known */
	uint32_t origin;       /* the same */
	uint32_t list;	       /* the same */
	unsigned char n;       /* of the name */
	unsigned char state;   /* of the name */
	unsigned char tried;   /* parts that were looked for */
	unsigned char awaited; /* parts whose answers are on their way */
	unsigned char failed;  /* parts that got no answer */
	bool counted;	       /* the same */
};

struct memo {
	struct memo_entry **blocks;
	char **names;
	uint32_t *slots; /* number of an entry + 1, 0: free */
	uint32_t n, mask, n_blocks, n_names;
	size_t used; /* of the last block of names */
	uint64_t seed;
};

void memo_init(struct memo *m);
void memo_free(struct memo *m);

/* The number of an address, which is added as MEMO_UNKNOWN when it is new.
 * LR_ENOMEM. */
enum lr_err memo_add(
    struct memo *m, const struct lr_ip *ip, uint32_t *id, bool *added);

struct memo_entry *memo_at(const struct memo *m, uint32_t id);

/* Its answer; name counts with MEMO_NAME and MEMO_VERIFIED. LR_ENOMEM. */
enum lr_err memo_set(
    struct memo *m, uint32_t id, enum memo_state state, struct lr_span name);

struct lr_span memo_name(const struct memo *m, const struct memo_entry *e);

#endif
