#include "logtime.h"

#include "ascii.h"
#include "num.h"

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int
month(struct lr_span s)
{
	int i;

	for (i = 0; i < 12 && s.n >= 3; i++)
		if (memcmp(s.p, months + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

/* Take up to max digits off *s; -1 when there are fewer than min. */
static int
digits(struct lr_span *s, size_t min, size_t max)
{
	int v = 0;
	size_t n = 0;

	for (; n < max && n < s->n && lr_is_digit(s->p[n]); n++)
		v = v * 10 + (s->p[n] - '0');
	if (n < min)
		return -1;
	*s = lr_span_sub(*s, n, s->n);
	return v;
}

/* 10:00:00 */
static bool
clock_of(struct lr_span *s, struct lr_date *d)
{
	d->hour = digits(s, 1, 2);
	if (!lr_span_take(s, ':'))
		return false;
	d->minute = digits(s, 2, 2);
	if (!lr_span_take(s, ':'))
		return false;
	d->second = digits(s, 2, 2);
	return true;
}

/* .250 or ,250: the digits, nine at most. */
static struct lr_span
fraction(struct lr_span *s)
{
	struct lr_span f = { NULL, 0 };
	size_t n = 1;

	if (s->n < 2 || (s->p[0] != '.' && s->p[0] != ',') ||
	    !lr_is_digit(s->p[1]))
		return f;
	while (n < s->n && lr_is_digit(s->p[n]))
		n++;
	f = lr_span_sub(*s, 1, n > 10 ? 10 : n);
	*s = lr_span_sub(*s, n, s->n);
	return f;
}

struct local {
	const struct lr_zone *zone;
	long shift;
	bool named; /* the time names its zone: shift is that */
};

static int64_t
to_utc(const struct local *l, int64_t t)
{
	return l->named || l->shift != 0 ? t - l->shift
					 : lr_zone_utc(l->zone, t);
}

/* A zone, or nothing; false when something else is left. */
static bool
zone_of(struct lr_span s, struct local *l)
{
	int sign, h, m = 0;

	s = lr_span_trim(s);
	if (s.n == 0)
		return true;
	if (lr_span_eq(s, LR_SPAN("Z")) || lr_span_eq(s, LR_SPAN("UTC")) ||
	    lr_span_eq(s, LR_SPAN("GMT"))) {
		l->named = true;
		l->shift = 0;
		return true;
	}
	sign = s.p[0] == '-' ? -1 : 1;
	if (!lr_span_take(&s, '+') && !lr_span_take(&s, '-'))
		return false;
	h = digits(&s, 2, 2);
	lr_span_take(&s, ':');
	if (s.n > 0)
		m = digits(&s, 2, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59 || s.n > 0)
		return false;
	l->named = true;
	l->shift = sign * (h * 3600L + m * 60L);
	return true;
}

static size_t
text(int64_t t, struct lr_span f, char *out)
{
	lr_time_put(t, out);
	if (f.n == 0)
		return LR_TIME_TEXT;
	out[19] = '.';
	memcpy(out + 20, f.p, f.n);
	out[20 + f.n] = 'Z';
	return 21 + f.n;
}

/* The rest of s behind the date: clock, fraction, zone. */
static size_t
rest(struct lr_span s, struct lr_date *d, struct local *l, char *out)
{
	struct lr_span f;
	int64_t t;

	if (!clock_of(&s, d))
		return 0;
	f = fraction(&s);
	if (!zone_of(s, l) || !lr_time_from_date(d, &t))
		return 0;
	return text(to_utc(l, t), f, out);
}

/* 22/Nov/2026:10:00:00 */
static size_t
common(struct lr_span s, struct local *l, char *out)
{
	struct lr_date d = { 0 };

	d.day = digits(&s, 1, 2);
	lr_span_take(&s, '/');
	d.month = month(s);
	s = lr_span_sub(s, 3, s.n);
	if (!lr_span_take(&s, '/'))
		return 0;
	d.year = digits(&s, 4, 4);
	if (!lr_span_take(&s, ':') && !lr_span_take(&s, ' '))
		return 0;
	return rest(s, &d, l, out);
}

/* 2026-11-22T10:00:00, 2026/11/22 10:00:00 */
static size_t
iso(struct lr_span s, struct local *l, char *out)
{
	struct lr_date d = { 0 };
	char dash = s.p[4];

	d.year = digits(&s, 4, 4);
	lr_span_take(&s, dash);
	d.month = digits(&s, 2, 2);
	if (!lr_span_take(&s, dash))
		return 0;
	d.day = digits(&s, 2, 2);
	if (!lr_span_take(&s, 'T') && !lr_span_take(&s, ' ') &&
	    !lr_span_take(&s, '\t') && !lr_span_take(&s, 't'))
		return 0;
	return rest(s, &d, l, out);
}

/* Sun Nov 22 10:00:00 2026 */
static size_t
asctime_of(struct lr_span s, struct local *l, char *out)
{
	struct lr_date d = { 0 };
	int64_t t;

	s = lr_span_sub(s, 4, s.n);
	d.month = month(s);
	s = lr_span_trim(lr_span_sub(s, 3, s.n));
	d.day = digits(&s, 1, 2);
	if (!lr_span_take(&s, ' ') || !clock_of(&s, &d) ||
	    !lr_span_take(&s, ' '))
		return 0;
	d.year = digits(&s, 4, 4);
	if (s.n != 0 || !lr_time_from_date(&d, &t))
		return 0;
	return text(to_utc(l, t), s, out);
}

/* 1795341600.250, and of more digits finer units. */
static size_t
epoch(struct lr_span s, char *out)
{
	struct lr_span whole = lr_span_sub(s, 0, lr_span_find(s, '.'));
	struct lr_span f = lr_span_sub(s, whole.n + 1, s.n);
	uint64_t t, skip;
	size_t finer;

	if (whole.n > 19 || (whole.n > 11 && f.n > 0 && whole.n < 12))
		return 0;
	finer = whole.n >= 18 ? 9 : whole.n >= 15 ? 6 : whole.n >= 12 ? 3 : 0;
	if (finer > 0) {
		f = lr_span_sub(whole, whole.n - finer, whole.n);
		whole = lr_span_sub(whole, 0, whole.n - finer);
	}
	if (f.n > 9)
		f.n = 9;
	if (f.n > 0 && !lr_num_u64(f, UINT64_MAX, &skip))
		return 0;
	if (!lr_num_u64(whole, UINT64_C(253402300799), &t))
		return 0;
	return text((int64_t)t, f, out);
}

size_t
lr_logtime(struct lr_span s, const struct lr_zone *zone, long shift, char *out)
{
	struct local l = { .zone = zone, .shift = shift };
	size_t n = 0;

	s = lr_span_trim(s);
	while (n < s.n && lr_is_digit(s.p[n]))
		n++;
	if (n >= 8)
		return epoch(s, out);
	if (s.n < 18 || s.n > 48)
		return 0;
	if ((n == 1 || n == 2) && s.p[n] == '/')
		return common(s, &l, out);
	if (n == 4 && (s.p[4] == '-' || s.p[4] == '/'))
		return iso(s, &l, out);
	return n == 0 && s.p[3] == ' ' ? asctime_of(s, &l, out) : 0;
}
