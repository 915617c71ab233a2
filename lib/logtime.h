/*
 * logtime: the notations of time in logs, to RFC 3339 in UTC. Fractions are
 * kept as they are, up to nine digits.
 *
 *	22/Nov/2026:10:00:00 +0100	common log; ".250" may follow the second
 *	2026-11-22T10:00:00.250+01:00	ISO 8601; blank for T, / for -, no zone
 *	Sun Nov 22 10:00:00 2026	C's asctime
 *	Nov 22 10:00:00			syslog: no year, never used for a record
 *	1795341600.250			seconds since 1970; with 12, 15 or 18
 *					digits and more: finer units
 */
#ifndef LR_LOGTIME_H
#define LR_LOGTIME_H

#include "clock.h"
#include "span.h"
#include "zone.h"

#define LR_LOGTIME_TEXT 32

/* Write the text at out (LR_LOGTIME_TEXT bytes), return its length, 0 when s
 * is no time. A time that names no zone is of the given one (NULL: UTC), or
 * shift seconds east of UTC where shift is not 0. */
size_t lr_logtime(
    struct lr_span s, const struct lr_zone *zone, long shift, char *out);

#endif
