#include "zone.h"

#include <stdlib.h>

#include "ascii.h"
#include "buf.h"
#include "clock.h"
#include "file.h"
#include "num.h"

#define FOLDER "/usr/share/zoneinfo/"

#define BEYOND (INT64_C(1) << 60) /* the Big Bang is within (RFC 8536) */
#define LAST_YEAR 2100
#define RULED (2 * (LAST_YEAR - 1970 + 1)) /* transitions by rule, at most */

struct lr_zone {
	size_t n;      /* transitions */
	int64_t *at;   /* UTC */
	int32_t *east; /* seconds from then on */
	int32_t first; /* before them all */
};

void
lr_zone_close(struct lr_zone *z)
{
	if (z == NULL)
		return;
	free(z->at);
	free(z->east);
	free(z);
}

/* "+01:00", "-0730", "+01" */
static bool
fixed(struct lr_span s, int32_t *east)
{
	char digits[4];
	uint64_t v;
	size_t n = 0, i;

	if (lr_span_eq(s, LR_SPAN("UTC")) || lr_span_eq(s, LR_SPAN("Z"))) {
		*east = 0;
		return true;
	}
	if (s.n < 3 || s.n > 6 || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	for (i = 1; i < s.n; i++) {
		if (s.p[i] == ':' && i == 3)
			continue;
		if (!lr_is_digit(s.p[i]) || n == 4)
			return false;
		digits[n++] = s.p[i];
	}
	while (n < 4)
		digits[n++] = '0';
	if (!lr_num_u64(lr_span(digits, 4), 2359, &v) || v % 100 > 59)
		return false;
	*east =
	    (s.p[0] == '-' ? -1 : 1) * (int32_t)(v / 100 * 3600 + v % 100 * 60);
	return true;
}

static uint64_t
big(const char *p, unsigned n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | (unsigned char)*p++;
	return v;
}

/* The six counts of a TZif header (RFC 8536 3.1). */
struct counts {
	size_t isut, isstd, leap, time, type, chars;
};

static bool
header(struct lr_span s, struct counts *c)
{
	if (s.n < 44 || memcmp(s.p, "TZif", 4) != 0)
		return false;
	c->isut = big(s.p + 20, 4);
	c->isstd = big(s.p + 24, 4);
	c->leap = big(s.p + 28, 4);
	c->time = big(s.p + 32, 4);
	c->type = big(s.p + 36, 4);
	c->chars = big(s.p + 40, 4);
	return c->time <= 4096 && c->type > 0 && c->type <= 256 &&
	    c->chars <= 4096 && c->leap <= 256 && c->isut <= 256 &&
	    c->isstd <= 256;
}

static size_t
body(const struct counts *c, size_t wide)
{
	return c->time * wide + c->time + c->type * 6 + c->chars +
	    c->leap * (wide + 4) + c->isstd + c->isut;
}

/* No place is further from UTC (RFC 8536). */
static bool
likely(int32_t east)
{
	return east >= -89999 && east <= 93599;
}

static enum lr_err
tables(struct lr_zone *z, struct lr_span s, const struct counts *c)
{
	const char *index = s.p + 8 * c->time, *types = index + c->time;
	size_t i, k;

	z->n = c->time;
	z->at = calloc(z->n + RULED, sizeof(*z->at));
	z->east = calloc(z->n + RULED, sizeof(*z->east));
	if (z->at == NULL || z->east == NULL)
		return LR_ENOMEM;
	z->first = (int32_t)big(types, 4);
	if (!likely(z->first))
		return LR_EBAD;
	for (i = 0; i < z->n; i++) {
		k = (unsigned char)index[i];
		if (k >= c->type)
			return LR_EBAD;
		z->at[i] = (int64_t)big(s.p + 8 * i, 8);
		z->east[i] = (int32_t)big(types + 6 * k, 4);
		if (!likely(z->east[i]) || z->at[i] < -BEYOND ||
		    z->at[i] > BEYOND)
			return LR_EBAD;
	}
	return LR_OK;
}

/* ---- the rule at the end: "CET-1CEST,M3.5.0,M10.5.0/3" */

struct day {
	int month, week, weekday;
	int32_t time;
};

struct rule {
	int32_t std, dst; /* east */
	struct day from, to;
	bool changes;
};

static bool
number(struct lr_span *s, int min, int max, int *v)
{
	size_t n = 0;

	for (*v = 0; n < s->n && n < 3 && lr_is_digit(s->p[n]); n++)
		*v = *v * 10 + (s->p[n] - '0');
	*s = lr_span_sub(*s, n, s->n);
	return n > 0 && *v >= min && *v <= max;
}

/* "CET" or "<-03>" */
static bool
abbreviation(struct lr_span *s)
{
	size_t n = 0;

	if (s->n > 0 && s->p[0] == '<') {
		n = lr_span_find(*s, '>') + 1;
	} else {
		while (n < s->n && lr_is_alpha(s->p[n]))
			n++;
	}
	if (n < 3 || n > s->n)
		return false;
	*s = lr_span_sub(*s, n, s->n);
	return true;
}

/* "-1", "3:30": seconds */
static bool
clock_of(struct lr_span *s, int32_t *v)
{
	int sign = 1, h, m = 0, sec = 0;

	if (lr_span_take(s, '-'))
		sign = -1;
	else
		lr_span_take(s, '+');
	if (!number(s, 0, 167, &h) ||
	    (lr_span_take(s, ':') && !number(s, 0, 59, &m)) ||
	    (lr_span_take(s, ':') && !number(s, 0, 59, &sec)))
		return false;
	*v = sign * (h * 3600 + m * 60 + sec);
	return true;
}

/* ",M3.5.0/2" */
static bool
day_of(struct lr_span *s, struct day *d)
{
	d->time = 7200;
	return lr_span_take(s, ',') && lr_span_take(s, 'M') &&
	    number(s, 1, 12, &d->month) && lr_span_take(s, '.') &&
	    number(s, 1, 5, &d->week) && lr_span_take(s, '.') &&
	    number(s, 0, 6, &d->weekday) &&
	    (!lr_span_take(s, '/') || clock_of(s, &d->time));
}

static bool
rule_of(struct lr_span s, struct rule *r)
{
	*r = (struct rule){ 0 };
	if (!abbreviation(&s) || !clock_of(&s, &r->std))
		return false;
	r->std = -r->std;
	if (s.n == 0)
		return likely(r->std);
	r->changes = true;
	r->dst = r->std + 3600;
	if (!abbreviation(&s))
		return false;
	if (s.n > 0 && s.p[0] != ',') {
		if (!clock_of(&s, &r->dst))
			return false;
		r->dst = -r->dst;
	}
	return likely(r->std) && likely(r->dst) && day_of(&s, &r->from) &&
	    day_of(&s, &r->to) && s.n == 0;
}

/* That day of a year, as the clock on the wall shows it. */
static int64_t
in_year(const struct day *d, int year)
{
	struct lr_date date = { .year = year, .month = d->month, .day = 1 };
	int64_t first = 0, days;

	(void)lr_time_from_date(&date, &first);
	/* 1 January 1970 was a Thursday */
	days = (d->weekday - (first / 86400 + 4) % 7 + 7) % 7 +
	    7 * (int64_t)(d->week - 1);
	/* the fifth may be the fourth: the last there is */
	date.day = (int)days + 1;
	if (d->week == 5 && !lr_time_from_date(&date, &first))
		days -= 7;
	date.day = 1;
	(void)lr_time_from_date(&date, &first);
	return first + days * 86400 + d->time;
}

static void
add(struct lr_zone *z, int64_t at, int32_t east)
{
	if (z->n > 0 && at <= z->at[z->n - 1])
		return;
	z->at[z->n] = at;
	z->east[z->n++] = east;
}

/* Go on by the rule where the table ends. */
static enum lr_err
go_on(struct lr_zone *z, struct lr_span footer)
{
	struct rule r;
	int64_t from, to;
	int year;

	if (footer.n < 2 || footer.p[0] != '\n')
		return LR_EBAD;
	footer = lr_span_sub(footer, 1, footer.n);
	footer = lr_span_sub(footer, 0, lr_span_find(footer, '\n'));
	if (footer.n == 0)
		return LR_OK;
	if (!rule_of(footer, &r))
		return LR_EBAD;
	for (year = 1970; r.changes && year <= LAST_YEAR; year++) {
		from = in_year(&r.from, year) - r.std;
		to = in_year(&r.to, year) - r.dst;
		if (from < to)
			add(z, from, r.dst);
		add(z, to, r.std);
		if (from > to)
			add(z, from, r.dst);
	}
	return LR_OK;
}

/* Version 2 and later: a first part with short times, then the real one. */
static enum lr_err
parse(struct lr_zone *z, struct lr_span s)
{
	struct counts c;
	enum lr_err err;
	size_t n;

	if (!header(s, &c) || s.p[4] < '2')
		return LR_EBAD;
	n = 44 + body(&c, 4);
	if (n > s.n)
		return LR_EBAD;
	s = lr_span_sub(s, n, s.n);
	/* one that counts leap seconds is of another clock than ours */
	if (!header(s, &c) || 44 + body(&c, 8) > s.n || c.leap > 0)
		return LR_EBAD;
	err = tables(z, lr_span_sub(s, 44, s.n), &c);
	if (err != LR_OK)
		return err;
	return go_on(z, lr_span_sub(s, 44 + body(&c, 8), s.n));
}

static bool
plain_name(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && strchr("/_+-", s.p[i]) == NULL)
			return false;
	return s.n > 0 && s.n < 64 && s.p[0] != '/';
}

enum lr_err
lr_zone_read(struct lr_zone **out, struct lr_span file)
{
	struct lr_zone *z = calloc(1, sizeof(*z));
	enum lr_err err;

	if ((*out = z) == NULL)
		return LR_ENOMEM;
	if ((err = parse(z, file)) != LR_OK) {
		lr_zone_close(z);
		*out = NULL;
	}
	return err;
}

enum lr_err
lr_zone_open(struct lr_zone **out, const char *name)
{
	struct lr_buf path, file;
	enum lr_err err;
	int32_t east;

	if (fixed(lr_span_str(name), &east)) {
		if ((*out = calloc(1, sizeof(**out))) == NULL)
			return LR_ENOMEM;
		(*out)->first = east;
		return LR_OK;
	}
	*out = NULL;
	lr_buf_init(&path, 256);
	lr_buf_init(&file, 1 << 20);
	lr_buf_puts(&path, FOLDER);
	lr_buf_puts(&path, name);
	lr_buf_str(&path);
	err = path.err;
	if (err == LR_OK && plain_name(lr_span_str(name)))
		err = lr_file_read(path.p, &file);
	else if (err == LR_OK)
		err = LR_EBAD;
	if (err == LR_OK)
		err = lr_zone_read(out, lr_buf_span(&file));
	else if (err != LR_ENOMEM)
		err = LR_EBAD;
	lr_buf_free(&path);
	lr_buf_free(&file);
	return err;
}

/* How many transitions there are before the clock shows `local`: the first
 * that does not count is the one whose old clock does not show it yet. */
static size_t
before(const struct lr_zone *z, int64_t local)
{
	size_t low = 0, high = z->n, mid;
	int32_t old;

	while (low < high) {
		mid = low + (high - low) / 2;
		old = mid == 0 ? z->first : z->east[mid - 1];
		if (z->at[mid] + old > local)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

int64_t
lr_zone_utc(const struct lr_zone *z, int64_t local)
{
	size_t n;

	if (z == NULL)
		return local;
	n = before(z, local);
	return local - (n == 0 ? z->first : z->east[n - 1]);
}

int64_t
lr_zone_begin(const struct lr_zone *z, int64_t local)
{
	int64_t t = lr_zone_utc(z, local);
	size_t n = z == NULL ? 0 : before(z, local);

	return n > 0 && t < z->at[n - 1] ? z->at[n - 1] : t;
}

bool
lr_zone_is_utc(const struct lr_zone *z)
{
	return z == NULL || (z->n == 0 && z->first == 0);
}

int64_t
lr_zone_local(const struct lr_zone *z, int64_t utc)
{
	size_t low = 0, high, mid;

	if (z == NULL)
		return utc;
	/* the first transition after it */
	for (high = z->n; low < high;) {
		mid = low + (high - low) / 2;
		if (z->at[mid] > utc)
			high = mid;
		else
			low = mid + 1;
	}
	return utc + (low == 0 ? z->first : z->east[low - 1]);
}
