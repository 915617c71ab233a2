#include "period.h"

#include "clock.h"
#include "num.h"

/* When the day begins, there, that is so many days after the date. */
static int64_t
midnight(const struct lr_zone *z, int64_t day, int64_t days)
{
	return lr_zone_begin(z, (day + days) * LR_DAY);
}

/* Days since 1970 there, rounded down. */
static int64_t
day_of(const struct lr_zone *z, int64_t t)
{
	return lr_time_day(lr_zone_local(z, t));
}

static bool
date(struct lr_span s, int64_t *day)
{
	int64_t t;

	if (s.n != 10 || !lr_time_parse(s, &t))
		return false;
	*day = lr_time_day(t);
	return true;
}

bool
lr_period_day(
    const struct lr_zone *z, int64_t now, struct lr_span s, struct lr_period *p)
{
	int64_t day = day_of(z, now);

	if (lr_span_eq(s, LR_SPAN("yesterday")))
		day--;
	else if (!lr_span_eq(s, LR_SPAN("today")) && !date(s, &day))
		return false;
	p->since = midnight(z, day, 0);
	p->until = midnight(z, day, 1);
	return p->since < p->until;
}

/* The Monday of the week of a day; 1 January 1970 was a Thursday. */
static int64_t
monday(int64_t day)
{
	int64_t w = (day + 3) % 7;

	return day - (w < 0 ? w + 7 : w);
}

/* "2026-W47": week 1 is the one that 4 January lies in. */
static bool
iso_week(struct lr_span s, int64_t *day)
{
	struct lr_date d = { .month = 1, .day = 4 };
	uint64_t year, week;
	int64_t first, next;

	if (s.n != 8 || s.p[4] != '-' || s.p[5] != 'W' ||
	    !lr_num_u64(lr_span_sub(s, 0, 4), 9998, &year) ||
	    !lr_num_u64(lr_span_sub(s, 6, 8), 53, &week) || week == 0)
		return false;
	d.year = (int)year;
	if (!lr_time_from_date(&d, &first))
		return false;
	d.year++;
	if (!lr_time_from_date(&d, &next))
		return false;
	*day = monday(lr_time_day(first)) + ((int64_t)week - 1) * 7;
	return *day < monday(lr_time_day(next));
}

bool
lr_period_week(
    const struct lr_zone *z, int64_t now, struct lr_span s, struct lr_period *p)
{
	int64_t day = monday(day_of(z, now));

	if (lr_span_eq(s, LR_SPAN("last")))
		day -= 7;
	else if (!lr_span_eq(s, LR_SPAN("this")) && !iso_week(s, &day))
		return false;
	p->since = midnight(z, day, 0);
	p->until = midnight(z, day, 7);
	return true;
}

bool
lr_period_month(
    const struct lr_zone *z, int64_t now, struct lr_span s, struct lr_period *p)
{
	uint64_t year, month;
	struct lr_date d;
	int64_t t;

	lr_time_to_date(day_of(z, now) * LR_DAY, &d);
	d.day = 1;
	if (s.n == 7 && s.p[4] == '-' &&
	    lr_num_u64(lr_span_sub(s, 0, 4), 9998, &year) &&
	    lr_num_u64(lr_span_sub(s, 5, 7), 12, &month)) {
		d.year = (int)year;
		d.month = (int)month;
	} else if (lr_span_eq(s, LR_SPAN("last"))) {
		d.year -= d.month == 1;
		d.month = d.month == 1 ? 12 : d.month - 1;
	} else if (!lr_span_eq(s, LR_SPAN("this"))) {
		return false;
	}
	if (!lr_time_from_date(&d, &t))
		return false;
	p->since = lr_zone_begin(z, t);
	p->until = lr_zone_begin(z, lr_time_add_months(t, 1));
	return p->since < p->until;
}

bool
lr_period_time(
    const struct lr_zone *z, int64_t now, struct lr_span s, int64_t *t)
{
	int64_t seconds, day;
	int months;

	if (lr_time_span(s, &seconds, &months)) {
		*t = months > 0 ? lr_time_add_months(now, -months)
				: now - seconds;
		/* before the year 0 months come to nothing */
		if (*t < LR_TIME_MIN || (months > 0 && *t >= now))
			*t = LR_TIME_MIN;
		return true;
	}
	if (date(s, &day)) {
		*t = lr_time_clamp(midnight(z, day, 0));
		return true;
	}
	return lr_time_parse(s, t);
}

size_t
lr_period_put(const struct lr_zone *z, int64_t t, char *out)
{
	int64_t east = lr_zone_local(z, t) - t, minutes;

	lr_time_put(t + east, out);
	if (lr_zone_is_utc(z))
		return LR_TIME_TEXT;
	minutes = (east < 0 ? -east : east) / 60;
	out[19] = east < 0 ? '-' : '+';
	out[20] = (char)('0' + minutes / 600);
	out[21] = (char)('0' + minutes / 60 % 10);
	out[22] = ':';
	out[23] = (char)('0' + minutes % 60 / 10);
	out[24] = (char)('0' + minutes % 10);
	return LR_PERIOD_TEXT;
}
