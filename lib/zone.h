/*
 * zone: what a clock on the wall of some place meant in UTC. Reads the time
 * zone files of the system (TZif, RFC 8536); knows fixed offsets by itself. The
 * rule at the end of a file is followed up to the year 2100.
 */
#ifndef LR_ZONE_H
#define LR_ZONE_H

#include <stdint.h>

#include "err.h"
#include "span.h"

struct lr_zone; /* heap */

/* "UTC", "+01:00", "-0730" or a name such as "Europe/Berlin". LR_EBAD: no
 * such zone, or a broken file. */
enum lr_err lr_zone_open(struct lr_zone **z, const char *name);
/* The same of the bytes of a TZif file. */
enum lr_err lr_zone_read(struct lr_zone **z, struct lr_span file);
void lr_zone_close(struct lr_zone *z);

/* The time in UTC of a wall clock that shows `local` (seconds since 1970 as if
 * it were UTC). An hour that is shown twice is taken for its first time, one
 * that is never shown as if the clock had been moved already. NULL is UTC. */
int64_t lr_zone_utc(const struct lr_zone *z, int64_t local);

/* The first time in UTC at which it shows `local` or later. A day begins there:
 * where midnight is never shown, when the clock is moved; where it is shown
 * twice, the first time. */
int64_t lr_zone_begin(const struct lr_zone *z, int64_t local);

/* What the clock on the wall shows at a time in UTC. */
int64_t lr_zone_local(const struct lr_zone *z, int64_t utc);

/* Whether it always shows UTC, whatever its name. */
bool lr_zone_is_utc(const struct lr_zone *z);

#endif
