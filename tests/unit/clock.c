#include "../tap.h"

#include "clock.h"

static const char *
text(int64_t t)
{
	static char out[LR_TIME_TEXT + 1];

	lr_time_put(t, out);
	out[LR_TIME_TEXT] = '\0';
	return out;
}

static bool
parse(const char *s, int64_t *t)
{
	return lr_time_parse(lr_span_str(s), t);
}

/* Counted day by day, without the formulas. */
static void
every_day(void)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	struct lr_date d = { 1600, 1, 1, 23, 59, 58 }, back;
	int64_t t, want = INT64_C(-11676096000) + 86398;
	unsigned long bad = 0, n = 0;

	while (d.year < 2401) {
		int last = days[d.month - 1];
		char mine[32];

		if (d.month == 2 &&
		    (d.year % 400 == 0 || (d.year % 4 == 0 && d.year % 100)))
			last = 29;
		lr_time_to_date(want, &back);
		snprintf(mine, sizeof(mine), "%04d-%02d-%02dT23:59:58Z", d.year,
		    d.month, d.day);
		bad += !lr_time_from_date(&d, &t) || t != want ||
		    memcmp(&d, &back, sizeof(d)) != 0 ||
		    strcmp(text(want), mine) != 0 || !parse(mine, &t) ||
		    t != want;
		want += LR_DAY;
		n++;
		if (++d.day > last) {
			d.day = last + 1;
			bad += lr_time_from_date(&d, &t);
			d.day = 1;
			d.month = d.month % 12 + 1;
			d.year += d.month == 1;
		}
	}
	ok(bad == 0 && n == 292560, "every day from 1600 to 2400 (%lu)", n);
}

static void
no_dates(void)
{
	static const struct lr_date d[] = { { -1, 1, 1, 0, 0, 0 },
		{ 10000, 1, 1, 0, 0, 0 }, { 2026, 0, 1, 0, 0, 0 },
		{ 2026, 13, 1, 0, 0, 0 }, { 2026, 1, 0, 0, 0, 0 },
		{ 2026, 1, 32, 0, 0, 0 }, { 2026, 2, 29, 0, 0, 0 },
		{ 1900, 2, 29, 0, 0, 0 }, { 2026, 1, 1, 24, 0, 0 },
		{ 2026, 1, 1, -1, 0, 0 }, { 2026, 1, 1, 0, 60, 0 },
		{ 2026, 1, 1, 0, -1, 0 }, { 2026, 1, 1, 0, 0, 61 },
		{ 2026, 1, 1, 0, 0, -1 } };
	struct lr_date leap = { 2000, 2, 29, 23, 59, 60 };
	int64_t t = 5;
	size_t i;

	for (i = 0; i < sizeof(d) / sizeof(d[0]); i++)
		ok(!lr_time_from_date(&d[i], &t) && t == 5,
		    "no date: %d-%d-%d %d:%d:%d", d[i].year, d[i].month,
		    d[i].day, d[i].hour, d[i].minute, d[i].second);
	ok(lr_time_from_date(&leap, &t) && t == 951868799,
	    "second 60 is read as 59");
}

/* RFC 3339 5.8 and around it */
static const struct {
	const char *s, *utc; /* NULL: no time */
} texts[] = {
	{ "1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50Z" },
	{ "1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z" },
	{ "1990-12-31T23:59:60Z", "1990-12-31T23:59:59Z" },
	{ "1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59Z" },
	{ "1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27Z" },
	{ "2026-11-22", "2026-11-22T00:00:00Z" },
	{ "2026-11-22 10:00:00Z", "2026-11-22T10:00:00Z" },
	{ "2026-11-22t10:00:00z", "2026-11-22T10:00:00Z" },
	{ "2026-11-22T10:00:00+14:00", "2026-11-21T20:00:00Z" },
	{ "2026-11-22T10:00:00-00:00", "2026-11-22T10:00:00Z" },
	{ "0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z" },
	{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
	{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
	{ "2026-11-22T10:00:00.123456789012345678901234567890Z",
	    "2026-11-22T10:00:00Z" },
	{ "", NULL },
	{ "2026", NULL },
	{ "2026-11-2", NULL },
	{ "2026-11-22T", NULL },
	{ "2026-11-22T10:00:00", NULL },
	{ "2026-11-22T10:00:00.Z", NULL },
	{ "2026-11-22T10:00:00,5Z", NULL },
	{ "2026-11-22T10:00:00+", NULL },
	{ "2026-11-22T10:00:00+2", NULL },
	{ "2026-11-22T10:00:00+24:00", NULL },
	{ "2026-11-22T10:00:00+00:60", NULL },
	{ "2026-11-22T10:00:00+00-00", NULL },
	{ "2026-11-22T10:00:00Zx", NULL },
	{ "2026-11-22T10:00Z", NULL },
	{ "2026-11-22x10:00:00Z", NULL },
	{ "2026/11/22", NULL },
	{ "2026-02-29", NULL },
	{ "2026-11-22T24:00:00Z", NULL },
	{ "2026-11-22T10:60:00Z", NULL },
	{ "2026-11-22T10:00:61Z", NULL },
	{ "-026-11-22", NULL },
	{ "2026-+1-22", NULL },
	{ " 2026-11-22", NULL },
	{ "2026-11-22 ", NULL },
	{ "12026-11-22", NULL },
	/* years that no text of ours can have */
	{ "0000-01-01T00:00:00+00:01", NULL },
	{ "9999-12-31T23:59:59-00:01", NULL },
	{ "9999-12-31T23:59:59+14:00", "9999-12-31T09:59:59Z" },
};

static void
parsing(void)
{
	int64_t t;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		bool good;

		t = 5;
		good = parse(texts[i].s, &t);
		if (texts[i].utc == NULL)
			ok(!good && t == 5, "no time: '%s'", texts[i].s);
		else if (ok(good, "time: %s", texts[i].s))
			is(text(t), LR_TIME_TEXT, texts[i].utc, "    in UTC");
	}
	ok(!lr_time_parse(lr_span(NULL, 0), &t), "nothing is no time");
	is(text(INT64_MIN), LR_TIME_TEXT, "0000-01-01T00:00:00Z", "clamped");
	is(text(INT64_MAX), LR_TIME_TEXT, "9999-12-31T23:59:59Z", "clamped");
	is(text(0), LR_TIME_TEXT, "1970-01-01T00:00:00Z", "zero");
	is(text(-1), LR_TIME_TEXT, "1969-12-31T23:59:59Z", "one before");
}

static const struct {
	const char *from;
	int n;
	const char *to;
} months[] = {
	{ "2026-01-31T12:00:00Z", 1, "2026-02-28T12:00:00Z" },
	{ "2024-01-31T12:00:00Z", 1, "2024-02-29T12:00:00Z" },
	{ "2026-03-31T23:59:59Z", -1, "2026-02-28T23:59:59Z" },
	{ "2026-11-22T10:00:00Z", 0, "2026-11-22T10:00:00Z" },
	{ "2026-11-30T10:00:00Z", 3, "2027-02-28T10:00:00Z" },
	{ "2026-12-31T10:00:00Z", 1, "2027-01-31T10:00:00Z" },
	{ "2026-01-31T10:00:00Z", -1, "2025-12-31T10:00:00Z" },
	{ "2026-01-01T00:00:00Z", -13, "2024-12-01T00:00:00Z" },
	{ "2024-02-29T00:00:00Z", 12, "2025-02-28T00:00:00Z" },
	{ "2024-02-29T00:00:00Z", 48, "2028-02-29T00:00:00Z" },
	{ "1970-01-31T00:00:00Z", -1, "1969-12-31T00:00:00Z" },
	{ "2026-05-31T00:00:00Z", 1, "2026-06-30T00:00:00Z" },
};

static const struct {
	const char *s;
	int64_t seconds;
	int months; /* -1: none */
} spans[] = { { "90d", 90 * LR_DAY, 0 }, { "12h", 43200, 0 },
	{ "30m", 1800, 0 }, { "45s", 45, 0 }, { "2w", 14 * LR_DAY, 0 },
	{ "3mo", 0, 3 }, { "0d", 0, 0 }, { "1000000w", 604800000000, 0 },
	{ "", 0, -1 }, { "d", 0, -1 }, { "5", 0, -1 }, { "-5d", 0, -1 },
	{ "5x", 0, -1 }, { "5dd", 0, -1 }, { "5 d", 0, -1 }, { "5D", 0, -1 },
	{ "1000001d", 0, -1 }, { "99999999999999999999d", 0, -1 } };

static void
spans_and_months(void)
{
	int64_t t, seconds;
	int n;
	size_t i;

	for (i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
		parse(months[i].from, &t);
		is(text(lr_time_add_months(t, months[i].n)), LR_TIME_TEXT,
		    months[i].to, months[i].from);
	}
	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		bool good;

		seconds = n = 0;
		good = lr_time_span(lr_span_str(spans[i].s), &seconds, &n);
		ok(good == (spans[i].months >= 0) &&
			(!good ||
			    (seconds == spans[i].seconds &&
				n == spans[i].months)),
		    "span '%s'", spans[i].s);
	}
	t = lr_clock_ticks();
	ok(lr_clock_ticks() >= t && lr_clock_now() > INT64_C(1600000000),
	    "the clocks go");
}

int
main(void)
{
	every_day();
	no_dates();
	parsing();
	spans_and_months();
	return done();
}
