/*
 * segment: ranges of one family that nest and overlap -> segments that lie
 * side by side and cover all addresses, each with what counts there: the
 * range that holds the segment and is the smallest; of equally large ones the
 * one that begins later; of equal ones the one added last.
 *
 * Add ranges, start, then next until the last address. The struct is the
 * caller's and owns its memory: 12 bytes a range of IPv4, 36 of IPv6, twice
 * that for a moment when they come unsorted. A radix sort, then a sweep with
 * a heap: n log n whatever the ranges are.
 */
#ifndef LR_SEGMENT_H
#define LR_SEGMENT_H

#include <stdint.h>

#include "err.h"
#include "ip.h"

#define LR_SEGMENT_RANGES_MAX (1u << 26)
#define LR_SEGMENT_NOTHING UINT32_MAX /* where no range is */

/* An address as a number; those of IPv4 are the first 2^32. */
struct lr_wide {
	uint64_t hi, lo;
};

struct lr_segments {
	unsigned len; /* bytes of an address: 4, 16 */
	/* the ranges: first, last (network order) and number (native) */
	unsigned char *p;
	size_t n, cap;
	/* the sweep: the range that begins next; those that have begun */
	size_t next;
	uint32_t *heap;
	size_t heap_n, heap_cap;
	struct lr_wide at, end;
	/* the segment, from the one before it to here */
	struct lr_wide last;
	uint32_t id;
	enum lr_err err; /* sticks: the rest is one segment of nothing */
};

static inline int
lr_wide_cmp(struct lr_wide a, struct lr_wide b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo < b.lo ? -1 : a.lo > b.lo;
}

/* Such a number as an address of the family. */
struct lr_ip lr_wide_ip(struct lr_wide w, bool four);

void lr_segments_init(struct lr_segments *s, bool four);
void lr_segments_free(struct lr_segments *s);

/* A range and the number that stands for its data. Only the last 4 bytes of
 * an address count when the family is IPv4. LR_ENOMEM. */
enum lr_err lr_segments_add(struct lr_segments *s, const struct lr_ip *first,
    const struct lr_ip *last, uint32_t id);

/* Sort, and go to the first segment. */
enum lr_err lr_segments_start(struct lr_segments *s);

/* Go to the segment behind the current one, which is not the last. */
enum lr_err lr_segments_next(struct lr_segments *s);

#endif
