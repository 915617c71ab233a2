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

uint64_t lr_hash(struct lr_span s, uint64_t seed);

#endif
