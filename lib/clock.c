#include "clock.h"

#include <time.h>

#include "ascii.h"
#include "num.h"

int64_t
lr_clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

int64_t
lr_clock_ticks(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool
leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int
month_days(int y, int m)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };

	return days[m - 1] + (m == 2 && leap(y));
}

/* Days since 1970-01-01 of a civil date; Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms": years start in March, eras have 400 years. */
static int64_t
days_from_civil(int y, int m, int d)
{
	int64_t era, yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static void
civil_from_days(int64_t z, struct lr_date *d)
{
	int64_t era, doe, yoe, doy, mp;

	z += 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	d->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	d->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	d->year = (int)(yoe + era * 400 + (d->month <= 2));
}

bool
lr_time_from_date(const struct lr_date *d, int64_t *t)
{
	int second = d->second == 60 ? 59 : d->second;

	if (d->year < 0 || d->year > 9999 || d->month < 1 || d->month > 12 ||
	    d->day < 1 || d->day > month_days(d->year, d->month))
		return false;
	if (d->hour < 0 || d->hour > 23 || d->minute < 0 || d->minute > 59 ||
	    second < 0 || second > 59)
		return false;
	*t = days_from_civil(d->year, d->month, d->day) * LR_DAY +
	    d->hour * 3600 + d->minute * 60 + second;
	return true;
}

void
lr_time_to_date(int64_t t, struct lr_date *d)
{
	int64_t days = lr_time_day(t), rest = t - days * LR_DAY;

	civil_from_days(days, d);
	d->hour = (int)(rest / 3600);
	d->minute = (int)(rest / 60 % 60);
	d->second = (int)(rest % 60);
}

static void
two(char *out, int v)
{
	out[0] = (char)('0' + v / 10 % 10);
	out[1] = (char)('0' + v % 10);
}

void
lr_time_put(int64_t t, char *out)
{
	struct lr_date d;

	lr_time_to_date(lr_time_clamp(t), &d);
	two(out, d.year / 100);
	two(out + 2, d.year % 100);
	out[4] = out[7] = '-';
	two(out + 5, d.month);
	two(out + 8, d.day);
	out[10] = 'T';
	two(out + 11, d.hour);
	out[13] = out[16] = ':';
	two(out + 14, d.minute);
	two(out + 17, d.second);
	out[19] = 'Z';
}

/* n digits at s.p[at], or -1. */
static int
digits(struct lr_span s, size_t at, size_t n)
{
	int v = 0;
	size_t i;

	if (at + n > s.n)
		return -1;
	for (i = at; i < at + n; i++) {
		if (!lr_is_digit(s.p[i]))
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

/* "Z", "+02:00", "-0730", "+02": seconds east of UTC. */
static bool
offset(struct lr_span s, int *east)
{
	int h, m = 0;

	*east = 0;
	if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z'))
		return true;
	if (s.n < 3 || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	h = digits(s, 1, 2);
	if (s.n == 6 && s.p[3] == ':')
		m = digits(s, 4, 2);
	else if (s.n == 5)
		m = digits(s, 3, 2);
	else if (s.n != 3)
		return false;
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*east = (s.p[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

bool
lr_time_parse(struct lr_span s, int64_t *t)
{
	struct lr_date d = { 0 };
	size_t at = 19;
	int64_t local;
	int east;

	d.year = digits(s, 0, 4);
	d.month = digits(s, 5, 2);
	d.day = digits(s, 8, 2);
	if (s.n < 10 || s.p[4] != '-' || s.p[7] != '-')
		return false;
	if (s.n == 10)
		return lr_time_from_date(&d, t);
	d.hour = digits(s, 11, 2);
	d.minute = digits(s, 14, 2);
	d.second = digits(s, 17, 2);
	if (s.n < 20 || s.p[13] != ':' || s.p[16] != ':' ||
	    (s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' '))
		return false;
	if (s.p[at] == '.') {
		for (at++; at < s.n && lr_is_digit(s.p[at]); at++)
			;
		if (at == 20)
			return false;
	}
	if (!offset(lr_span_sub(s, at, s.n), &east) ||
	    !lr_time_from_date(&d, &local) || local - east < LR_TIME_MIN ||
	    local - east > LR_TIME_MAX)
		return false;
	*t = local - east;
	return true;
}

int64_t
lr_time_add_months(int64_t t, int n)
{
	struct lr_date d;
	int64_t r = t;
	int m, last;

	lr_time_to_date(t, &d);
	m = d.year * 12 + d.month - 1 + n;
	d.year = m / 12;
	d.month = m % 12 + 1;
	if (m < 0 || d.year > 9999)
		return t;
	last = month_days(d.year, d.month);
	if (d.day > last)
		d.day = last;
	lr_time_from_date(&d, &r);
	return r;
}

bool
lr_time_span(struct lr_span s, int64_t *seconds, int *months)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = { { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", LR_DAY },
		{ "w", 7 * LR_DAY }, { "mo", 0 } };
	uint64_t v;
	size_t n = 0, i;
	struct lr_span unit;

	while (n < s.n && lr_is_digit(s.p[n]))
		n++;
	unit = lr_span_sub(s, n, s.n);
	if (!lr_num_u64(lr_span_sub(s, 0, n), 1000000, &v))
		return false;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (lr_span_eq(unit, lr_span_str(units[i].unit))) {
			*seconds = (int64_t)v * units[i].seconds;
			*months = units[i].seconds == 0 ? (int)v : 0;
			return true;
		}
	return false;
}
