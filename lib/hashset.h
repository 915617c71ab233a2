/*
 * hashset: many keyed hashes, for looking up one of them: sorted, with the
 * place where those begin that share their first bits. About four share one:
 * two cache misses a look-up. Owns its memory, 17 bytes a hash.
 */
#ifndef LR_HASHSET_H
#define LR_HASHSET_H

#include "keyhash.h"

#define LR_HASHSET_MAX (1u << 24)

struct lr_hashset {
	unsigned char (*hash)[LR_KEYHASH];
	uint32_t *start;
	size_t n;
	unsigned bits;
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
