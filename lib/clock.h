/*
 * clock: times as seconds since 1970 in UTC (int64_t), and their texts.
 * The calendar is the proleptic Gregorian one, leap seconds do not exist.
 */
#ifndef LR_CLOCK_H
#define LR_CLOCK_H

#include <stdint.h>

#include "err.h"
#include "span.h"

#define LR_TIME_TEXT 20 /* "2026-11-22T10:00:00Z" */
#define LR_DAY INT64_C(86400)
#define LR_TIME_MIN INT64_C(-62167219200) /* 0000-01-01 */
#define LR_TIME_MAX INT64_C(253402300799) /* the end of 9999 */

/* The day that a time is of, counted from 1970. */
static inline int64_t
lr_time_day(int64_t t)
{
	return t / LR_DAY - (t % LR_DAY < 0);
}

/* The nearest time within the years. */
static inline int64_t
lr_time_clamp(int64_t t)
{
	return t < LR_TIME_MIN ? LR_TIME_MIN
	    : t > LR_TIME_MAX  ? LR_TIME_MAX
			       : t;
}

struct lr_date {
	int year, month, day;	  /* 0..9999, 1..12, 1..31 */
	int hour, minute, second; /* second 60 is read as 59 */
};

/* The wall clock. */
int64_t lr_clock_now(void);

/* Milliseconds of a clock that only goes forward. */
int64_t lr_clock_ticks(void);

/* RFC 3339 date-time (any offset, optional fraction), or a date alone, which
 * is its midnight. A blank may stand for the T. False as well where its offset
 * makes it, in UTC, one of another year than 0..9999. */
bool lr_time_parse(struct lr_span s, int64_t *t);

/* Write LR_TIME_TEXT bytes; years beyond 0..9999 are clamped. */
void lr_time_put(int64_t t, char *out);

/* False when there is no such day or time. */
bool lr_time_from_date(const struct lr_date *d, int64_t *t);
void lr_time_to_date(int64_t t, struct lr_date *d);

/* The same day and time n months later (n may be negative); where that month
 * is shorter, its last day: 31 January + 1 month = 28 or 29 February. */
int64_t lr_time_add_months(int64_t t, int n);

/* "90d", "12h", "30m", "45s", "2w" -> seconds; "3mo" calendar months. One of
 * the two results is 0. */
bool lr_time_span(struct lr_span s, int64_t *seconds, int *months);

#endif
