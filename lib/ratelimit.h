/*
 * ratelimit: how many requests came from somebody within the minute, counted
 * for all processes of a machine together in a file that they share in
 * memory. It holds counters and a random key, nothing else: not who was
 * counted, and of the minute before last not how often.
 *
 * Who it is, is a text: an address, a name. Several may fall on one counter,
 * then they count together: of two counters each has, the lower one is taken.
 */
#ifndef LR_RATELIMIT_H
#define LR_RATELIMIT_H

#include <stdint.h>

#include "err.h"
#include "span.h"

struct lr_ratelimit; /* heap */

/* The file is made, mode 0600, when it is missing or is none of ours. LR_EIO;
 * LR_ENOMEM. */
enum lr_err lr_ratelimit_open(struct lr_ratelimit **r, const char *path);
void lr_ratelimit_close(struct lr_ratelimit *r);

/* Count one more of who at now, in seconds. False: there were max before. */
bool lr_ratelimit_take(
    struct lr_ratelimit *r, struct lr_span who, int64_t now, uint64_t max);

#endif
