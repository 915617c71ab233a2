/*
 * hashset: many keyed hashes, for looking up one of them at the price of one
 * cache miss. Of each only the first 8 bytes are kept: one address in a
 * million millions is taken for one of five million that are listed. Owns its
 * memory, 16 bytes a hash, and 8 more until it is ready.
 */
#ifndef LR_HASHSET_H
#define LR_HASHSET_H

#include "keyhash.h"

#define LR_HASHSET_MAX (1u << 24)

struct lr_hashset {
	uint64_t *sorted; /* until it is ready */
	uint64_t *slot;	  /* in order, each at its place or behind; 0: empty */
	size_t n, slots;
	unsigned char last[LR_KEYHASH];
};

void lr_hashset_init(struct lr_hashset *s);
void lr_hashset_free(struct lr_hashset *s);

/* Hashes must come sorted. LR_EBAD: not so; LR_ENOMEM: also beyond
 * LR_HASHSET_MAX. */
enum lr_err lr_hashset_add(struct lr_hashset *s, const unsigned char *hash);

/* After the last one, before the first has. */
enum lr_err lr_hashset_ready(struct lr_hashset *s);

bool lr_hashset_has(const struct lr_hashset *s, const unsigned char *hash);

#endif
