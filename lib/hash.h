/*
 * hash: a fast hash with a random seed, for tables in memory. Never stored:
 * it differs from run to run. (What is stored uses keyhash.)
 */
#ifndef LR_HASH_H
#define LR_HASH_H

#include <stdint.h>

#include "span.h"

/* 64 random bits from the system, the same for the whole process. */
uint64_t lr_hash_seed(void);

/* The seed has to be random, or a hash itself. Two seeds that differ in few
 * bits are no two hashes: of short texts one equals another's. What belongs to
 * the text is added by lr_hash_with. */
uint64_t lr_hash(struct lr_span s, uint64_t seed);

/* The same for texts of some hundred bytes; it is another hash. The seed has to
 * be secret. */
uint64_t lr_hash_long(struct lr_span s, uint64_t seed);

static inline uint64_t
lr_hash_with(uint64_t hash, uint64_t n)
{
	return hash + (n + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

#endif
