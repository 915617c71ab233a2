/*
 * ratelimit: how many requests came from somebody within the minute, counted
 * for all processes of a machine together in memory that they share, and what
 * they found out about him meanwhile. No file on any disk holds it.
 *
 * Who it is, is a text: an address, a name. Of a minute there are a random key
 * and counters and notes, each found by a hash with that key. With both, who
 * can read that memory can try all addresses and tell who was counted in this
 * minute. So all is overwritten when the minute is over, by whoever counts
 * next, or by lr_ratelimit_forget: then nothing tells.
 *
 * Several may fall on one counter, then they count together: of two counters
 * each has, the lower one is taken.
 */
#ifndef LR_RATELIMIT_H
#define LR_RATELIMIT_H

#include <stdint.h>

#include "err.h"
#include "span.h"

struct lr_ratelimit; /* heap */

/* name: that of the shared memory, "/lr-..."; it is made, for this user alone,
 * when it is missing or is none of ours. NULL: memory of this process. stays:
 * the process does; what it uses is kept from being swapped out. LR_EIO;
 * LR_ENOMEM. */
enum lr_err lr_ratelimit_open(
    struct lr_ratelimit **r, const char *name, bool stays);
void lr_ratelimit_close(struct lr_ratelimit *r);

/* Count one more of who at now, in seconds. False: there were max before. */
bool lr_ratelimit_take(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, uint64_t max);

/* Note a number, 0 to 3, about who for as long as the minute lasts. Another
 * note may take its place. */
void lr_ratelimit_note(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, unsigned number);
/* False: nothing is known. */
bool lr_ratelimit_noted(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, unsigned *number);

/* Is the minute over of what is there? Then overwrite it. */
void lr_ratelimit_forget(struct lr_ratelimit *r, int64_t now);

#endif
