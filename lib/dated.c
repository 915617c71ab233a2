#include "dated.h"

#include "ascii.h"
#include "clock.h"

/* n digits at i. */
static bool
digits(struct lr_span s, size_t i, size_t n, int *v)
{
	*v = 0;
	if (i > s.n || s.n - i < n)
		return false;
	for (; n > 0; n--, i++) {
		if (!lr_is_digit(s.p[i]))
			return false;
		*v = *v * 10 + (s.p[i] - '0');
	}
	return true;
}

static bool
digit_at(struct lr_span s, size_t i)
{
	return i < s.n && lr_is_digit(s.p[i]);
}

/* Two digits and no third, or more pairs joined to them. */
static size_t
time_of_day(struct lr_span s, size_t i, struct lr_date *d)
{
	int *const part[] = { &d->hour, &d->minute, &d->second };
	static const int max[] = { 23, 59, 60 };
	size_t n = 0, at = i, run = i;
	int v;

	while (digit_at(s, run))
		run++;
	/* what is no pair is a number of something else */
	if (run - i != 2 && run - i != 4 && run - i != 6)
		return i;
	for (; n < 3 && digits(s, at, 2, &v) && v <= max[n]; n++) {
		*part[n] = v;
		at += 2;
		if (at < s.n && lr_span_find(LR_SPAN(":-."), s.p[at]) < 3 &&
		    digit_at(s, at + 1) && digit_at(s, at + 2) &&
		    !digit_at(s, at + 3))
			at++;
	}
	return at;
}

static bool
date_at(struct lr_span s, size_t i, int64_t *t)
{
	struct lr_date d = { 0 };
	size_t dash, end;

	if (!digits(s, i, 4, &d.year) || d.year < 2000 || d.year > 2999)
		return false;
	dash = i + 4 < s.n && s.p[i + 4] == '-';
	end = i + 8 + 2 * dash;
	if (!digits(s, i + 4 + dash, 2, &d.month) ||
	    !digits(s, i + 6 + 2 * dash, 2, &d.day) ||
	    (dash && s.p[i + 7] != '-') || digit_at(s, end))
		return false;
	if (end < s.n && lr_span_find(LR_SPAN("T_-."), s.p[end]) < 4)
		time_of_day(s, end + 1, &d);
	return lr_time_from_date(&d, t);
}

bool
lr_dated(struct lr_span name, int64_t *t)
{
	size_t i;

	for (i = 0; i < name.n; i++)
		if (digit_at(name, i) &&
		    (i == 0 || !lr_is_alnum(name.p[i - 1])) &&
		    date_at(name, i, t))
			return true;
	return false;
}
