#include "numformat.h"

#include <stdint.h>
#include <stdio.h>

#include "ascii.h"
#include "clock.h"

#define DIGITS 15	   /* that a spreadsheet shows */
#define LAST_DAY 2958465.0 /* 9999-12-31 */
#define DAY_MS INT64_C(86400000)

/* ---- formats */

enum { SHOWS_DATE = 1, SHOWS_TIME = 2, SHOWS_SUM = 4 };

/* [h], [mm], [ss] of any length; anything else in brackets is a colour, a
 * language, a condition. */
static unsigned
brackets(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (lr_lower(s.p[i]) != lr_lower(s.p[0]))
			return 0;
	if (s.n == 0 || memchr("hHmMsS", s.p[0], 6) == NULL)
		return 0;
	return SHOWS_SUM | SHOWS_TIME;
}

/* One letter of a code. Months and minutes are both m: minutes stand beside
 * hours or seconds, so alone it is a month. */
static unsigned
letter(char c, bool *months)
{
	switch (lr_lower(c)) {
	case 'd':
	case 'y':
	case 'e': /* the year of an era; exponents were passed over */
	case 'g':
	case 'b':
		return SHOWS_DATE;
	case 'h':
	case 's':
		return SHOWS_TIME;
	case 'm':
		*months = true;
	}
	return 0;
}

static size_t
length_of(struct lr_span rest)
{
	size_t n;

	switch (rest.p[0]) {
	case '\\':
	case '_': /* as wide as the next character */
	case '*': /* filled with it */
		return 2;
	case '"':
		n = lr_span_find(lr_span_sub(rest, 1, rest.n), '"');
		return n + 2;
	case '[':
		return lr_span_find(rest, ']') + 1;
	}
	if (lr_ascii_eq(lr_span_sub(rest, 0, 7), LR_SPAN("general")))
		return 7;
	if (lr_ascii_eq(lr_span_sub(rest, 0, 8), LR_SPAN("standard")))
		return 8;
	if (rest.n > 1 && lr_lower(rest.p[0]) == 'e' &&
	    (rest.p[1] == '+' || rest.p[1] == '-'))
		return 2;
	return 1;
}

/* Formats of booleans have words and nothing else: "yes";"yes";"no". */
static bool
is_bool(struct lr_span code)
{
	return lr_ascii_eq(code, LR_SPAN("\"TRUE\";\"TRUE\";\"FALSE\"")) ||
	    lr_ascii_eq(code, LR_SPAN("BOOLEAN"));
}

enum lr_numformat
lr_numformat_of(struct lr_span code)
{
	unsigned shows = 0;
	bool months = false;
	size_t i = 0, n;

	if (is_bool(code))
		return LR_FORMAT_BOOL;
	/* the first part, for positive numbers, decides */
	while (i < code.n && code.p[i] != ';') {
		n = length_of(lr_span_sub(code, i, code.n));
		if (code.p[i] == '[')
			shows |= brackets(lr_span_sub(code, i + 1, i + n - 1));
		else if (n == 1)
			shows |= letter(code.p[i], &months);
		i += n;
	}
	if (months && !(shows & SHOWS_TIME))
		shows |= SHOWS_DATE;
	if (shows & SHOWS_SUM && !(shows & SHOWS_DATE))
		return LR_FORMAT_DURATION;
	if ((shows & (SHOWS_DATE | SHOWS_TIME)) == (SHOWS_DATE | SHOWS_TIME))
		return LR_FORMAT_BOTH;
	return shows & SHOWS_DATE ? LR_FORMAT_DATE
	    : shows & SHOWS_TIME  ? LR_FORMAT_TIME
				  : LR_FORMAT_NUMBER;
}

enum lr_numformat
lr_numformat_builtin(unsigned long id)
{
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 ||
	    (id >= 50 && id <= 54) || id == 57 || id == 58 ||
	    (id >= 71 && id <= 74))
		return LR_FORMAT_DATE;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 ||
	    id == 47 || id == 55 || id == 56 || (id >= 75 && id <= 76) ||
	    id == 78 || id == 80)
		return LR_FORMAT_TIME;
	if (id == 22 || id == 77 || id == 81)
		return LR_FORMAT_BOTH;
	if (id == 46 || id == 79)
		return LR_FORMAT_DURATION;
	return LR_FORMAT_NUMBER;
}

/* ---- decimal numbers */

struct decimal {
	bool minus;
	char digit[20]; /* no zero in front */
	unsigned n;
	int64_t exponent; /* of the last digit */
};

/* Digits and at most one point from *i on. */
static bool
mantissa(struct lr_span s, size_t *i, struct decimal *d)
{
	bool point = false, any = false;
	char c;

	for (; *i < s.n; (*i)++) {
		c = s.p[*i];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (!lr_is_digit(c))
			break;
		any = true;
		if (d->n == sizeof(d->digit) || (d->n == 0 && c == '0')) {
			d->exponent += d->n == 0 ? -point : !point;
			continue;
		}
		d->digit[d->n++] = c;
		d->exponent -= point;
	}
	return any;
}

static bool
decimal(struct lr_span s, struct decimal *d)
{
	int64_t e = 0;
	size_t i = 0;
	bool minus;

	*d = (struct decimal){ 0 };
	s = lr_span_trim(s);
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		d->minus = s.p[i++] == '-';
	if (!mantissa(s, &i, d))
		return false;
	if (i < s.n && lr_lower(s.p[i]) == 'e') {
		i++;
		minus = i < s.n && s.p[i] == '-';
		if (i < s.n && (minus || s.p[i] == '+'))
			i++;
		if (i == s.n)
			return false;
		for (; i < s.n && lr_is_digit(s.p[i]); i++)
			if (e < 100000)
				e = e * 10 + (s.p[i] - '0');
		d->exponent += minus ? -e : e;
	}
	return i == s.n;
}

/* 10 to the power of e, from 0 to 400. */
static long double
power(int64_t e)
{
	long double x = 1, square = 10;

	for (; e > 0; e >>= 1, square *= square)
		if (e & 1)
			x *= square;
	return x;
}

bool
lr_numformat_parse(struct lr_span s, double *v)
{
	struct decimal d;
	long double x = 0;
	unsigned i;

	if (!decimal(s, &d))
		return false;
	for (i = 0; i < d.n; i++)
		x = x * 10 + (d.digit[i] - '0');
	if (d.exponent < -400 || d.exponent > 400)
		x = d.exponent < 0 ? 0 : x;
	else
		x = d.exponent < 0 ? x / power(-d.exponent)
				   : x * power(d.exponent);
	*v = (double)(d.minus ? -x : x);
	return d.exponent <= 400 && *v - *v == 0;
}

/* To so many digits, half away from zero. */
static void
cut(struct decimal *d, unsigned max)
{
	unsigned i = max;
	bool up;

	if (d->n > max) {
		up = d->digit[max] >= '5';
		d->exponent += d->n - max;
		d->n = max;
		while (up && i > 0 && d->digit[i - 1] == '9')
			d->digit[--i] = '0';
		if (up && i > 0) {
			d->digit[i - 1]++;
		} else if (up) {
			d->digit[0] = '1'; /* 999 is 1000 */
			d->exponent++;
		}
	}
	while (d->n > 0 && d->digit[d->n - 1] == '0') {
		d->n--;
		d->exponent++;
	}
}

static size_t
put(const struct decimal *d, char *out)
{
	/* of the first digit */
	int64_t top = d->exponent + d->n - 1, i;
	char *p = out;

	if (d->n == 0) {
		*out = '0';
		return 1;
	}
	if (d->minus)
		*p++ = '-';
	if (top < -5 || top > 15) {
		*p++ = d->digit[0];
		if (d->n > 1)
			*p++ = '.';
		for (i = 1; i < d->n; i++)
			*p++ = d->digit[i];
		return (size_t)(p - out) +
		    (size_t)snprintf(p, 8, "e%+03d", (int)top);
	}
	for (i = top < 0 ? 0 : top; i >= 0 || i >= d->exponent; i--) {
		if (i == -1)
			*p++ = '.';
		*p++ = i > top || i < d->exponent ? '0' : d->digit[top - i];
	}
	return (size_t)(p - out);
}

/* Short and well-formed already, as most are. */
static bool
is_tidy(struct lr_span s)
{
	size_t i = s.n > 0 && s.p[0] == '-', from = i, point;

	if (s.n == from || s.n - from > DIGITS)
		return false;
	while (i < s.n && lr_is_digit(s.p[i]))
		i++;
	if (i == from || (s.p[from] == '0' && i > from + 1))
		return false;
	if (i == s.n)
		return from == 0 || s.p[from] != '0';
	point = i++;
	while (i < s.n && lr_is_digit(s.p[i]))
		i++;
	return s.p[point] == '.' && i == s.n && i > point + 1 &&
	    s.p[i - 1] != '0' && s.p[from] != '0';
}

size_t
lr_numformat_tidy(struct lr_span s, char *out)
{
	struct decimal d;

	if (is_tidy(s)) {
		memcpy(out, s.p, s.n);
		return s.n;
	}
	if (!decimal(s, &d) || d.exponent > 400 || d.exponent < -400)
		return 0;
	cut(&d, DIGITS);
	return put(&d, out);
}

size_t
lr_numformat_put(double v, int digits, char *out)
{
	char tmp[LR_NUMBER_TEXT];
	struct decimal d;
	int n = snprintf(tmp, sizeof(tmp), "%.*e", digits - 1, v);

	if (v - v != 0 || !decimal(lr_span(tmp, (size_t)n), &d))
		return 0;
	cut(&d, (unsigned)digits);
	return put(&d, out);
}

/* ---- dates */

/* The fraction of a second, when there is one. */
static size_t
fraction(int64_t ms, char *out)
{
	if (ms % 1000 == 0)
		return 0;
	return (size_t)snprintf(out, 8, ".%03d000", (int)(ms % 1000));
}

static size_t
put_time(int64_t ms, char *out)
{
	int64_t s = ms / 1000;
	size_t n = (size_t)snprintf(out, 24, "%02lld:%02d:%02d",
	    (long long)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));

	return n + fraction(ms, out + n);
}

static size_t
put_day(int64_t day, bool from1904, char *out)
{
	char tmp[LR_TIME_TEXT];

	/* that day never was, but spreadsheets count it */
	if (!from1904 && day == 60) {
		memcpy(out, "1900-02-29", 10);
		return 10;
	}
	/* 25569 is 1970-01-01 */
	day += from1904 ? 1462 : day < 60;
	lr_time_put((day - 25569) * LR_DAY, tmp);
	memcpy(out, tmp, 10);
	return 10;
}

size_t
lr_numformat_date(double v, enum lr_numformat format, bool from1904, char *out,
    enum lr_value_type *type)
{
	int64_t day, ms;
	size_t n;

	if (format == LR_FORMAT_NUMBER || !(v >= 0) ||
	    v >= LAST_DAY + 1 - (from1904 ? 1462 : 0))
		return 0;
	if (format == LR_FORMAT_BOOL) {
		if (v != 0 && v != 1)
			return 0;
		*type = LR_VALUE_BOOL;
		n = v != 0 ? 4 : 5;
		memcpy(out, v != 0 ? "TRUE" : "FALSE", n);
		return n;
	}
	day = (int64_t)v;
	ms = (int64_t)((v - (double)day) * (double)DAY_MS + 0.5);
	day += ms / DAY_MS;
	ms %= DAY_MS;
	*type = LR_VALUE_DURATION;
	if (format == LR_FORMAT_DURATION)
		return put_time(day * DAY_MS + ms, out);
	*type = LR_VALUE_DATE;
	if (day == 0 && !(from1904 && format == LR_FORMAT_DATE))
		return put_time(ms, out);
	n = put_day(day, from1904, out);
	if (ms != 0 || format != LR_FORMAT_DATE) {
		out[n++] = 'T';
		n += put_time(ms, out + n);
	}
	return n;
}
