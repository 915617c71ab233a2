/*
 * period: a day, a week, a month on the clock of some place, as seconds in UTC.
 * Half open: from `since` on, before `until`. A day is all that the clock
 * shows of it: 23 or 25 hours when it is moved, also at midnight.
 */
#ifndef LR_PERIOD_H
#define LR_PERIOD_H

#include "zone.h"

struct lr_period {
	int64_t since, until;
};

/* Of the place, NULL being UTC; now is the present in UTC. False: there is no
 * such day or week, or the place has left it out. Days: "today", "yesterday",
 * "2026-11-22". */
bool lr_period_day(const struct lr_zone *z, int64_t now, struct lr_span s,
    struct lr_period *p);
/* Monday to Sunday: "this", "last", "2026-W47" (ISO 8601). */
bool lr_period_week(const struct lr_zone *z, int64_t now, struct lr_span s,
    struct lr_period *p);
/* "this", "last", "2026-11". */
bool lr_period_month(const struct lr_zone *z, int64_t now, struct lr_span s,
    struct lr_period *p);

/* A point in time: RFC 3339; a date, which is the beginning of that day there;
 * or a span before now ("7d", "12h", "3mo"). One beyond the years 0 to 9999 is
 * the first or the last of these. */
bool lr_period_time(
    const struct lr_zone *z, int64_t now, struct lr_span s, int64_t *t);

/* Append the time there: "2026-11-22T10:00:00Z", or with the offset of the
 * place where that is not UTC. */
#define LR_PERIOD_TEXT 25
size_t lr_period_put(const struct lr_zone *z, int64_t t, char *out);

#endif
