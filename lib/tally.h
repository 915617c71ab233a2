/*
 * tally: how often each of some numbers came, for many small tallies: nothing
 * is allocated before the first, 8 to 16 bytes a number. All zero bytes are an
 * empty one. UINT32_MAX is no number.
 */
#ifndef LR_TALLY_H
#define LR_TALLY_H

#include <stdint.h>

#include "err.h"

struct lr_tally_item {
	uint32_t number; /* UINT32_MAX: a free place */
	uint32_t times;	 /* stops at the top */
};

struct lr_tally {
	struct lr_tally_item *item; /* 1 << bits places, NULL while empty */
	uint32_t n;		    /* different numbers */
	uint32_t bits;
};

void lr_tally_free(struct lr_tally *t);

/* One more; a number that is new only while there are fewer than max. */
enum lr_err lr_tally_add(struct lr_tally *t, uint32_t number, uint32_t max);

/* The same, so many times at once. */
enum lr_err lr_tally_more(
    struct lr_tally *t, uint32_t number, uint32_t times, uint32_t max);

/* Where a number is looked for first. */
static inline uint32_t
lr_tally_place(const struct lr_tally *t, uint32_t number)
{
	/* neighbours are spread by the golden ratio (Knuth 6.4) */
	return (number * UINT32_C(2654435769)) >> (32 - t->bits);
}

#endif
