#include "period.h"

#include "clock.h"

#include "../tap.h"

static struct lr_zone *berlin;
static int64_t now;

static void
text(int64_t t, char *out)
{
	lr_time_put(t, out);
	out[LR_TIME_TEXT] = '\0';
}

typedef bool period_of(
    const struct lr_zone *z, int64_t t, struct lr_span s, struct lr_period *p);

/* want: "since until", or NULL when there is none */
static void
check(period_of *of, const struct lr_zone *z, const char *s, const char *want)
{
	char since[LR_TIME_TEXT + 1], until[LR_TIME_TEXT + 1];
	char got[2 * LR_TIME_TEXT + 2] = "none";
	struct lr_period p;

	if (of(z, now, lr_span_str(s), &p)) {
		text(p.since, since);
		text(p.until, until);
		snprintf(got, sizeof(got), "%s %s", since, until);
	}
	is(got, strlen(got), want == NULL ? "none" : want, s);
}

static void
test_texts(void)
{
	char out[LR_PERIOD_TEXT];
	struct lr_zone *z;
	int64_t t;

	ok(lr_period_time(berlin, now, LR_SPAN("2026-07-01"), &t) &&
		lr_period_put(berlin, t, out) == LR_PERIOD_TEXT,
	    "a date there");
	is(out, LR_PERIOD_TEXT, "2026-07-01T00:00:00+02:00", "is midnight");
	ok(lr_period_time(berlin, now, LR_SPAN("1d"), &t) && t == now - 86400,
	    "a span");
	ok(lr_period_time(berlin, now, LR_SPAN("2026-07-01T00:00:00Z"), &t),
	    "a time");
	is(out, lr_period_put(NULL, t, out), "2026-07-01T00:00:00Z", "in UTC");
	ok(!lr_period_time(berlin, now, LR_SPAN("soon"), &t), "none");
	ok(lr_zone_open(&z, "-03:30") == LR_OK, "west");
	is(out, lr_period_put(z, t, out), "2026-06-30T20:30:00-03:30",
	    "of Greenwich");
	lr_zone_close(z);
	ok(lr_period_time(berlin, now, LR_SPAN("1000000w"), &t) &&
		t == LR_TIME_MIN &&
		lr_period_time(berlin, now, LR_SPAN("1000000mo"), &t) &&
		t == LR_TIME_MIN,
	    "a span longer than there are years");
	ok(lr_period_time(berlin, now, LR_SPAN("0mo"), &t) && t == now,
	    "none at all");
	ok(lr_period_time(berlin, now, LR_SPAN("0000-01-01"), &t) &&
		t == LR_TIME_MIN,
	    "the first day, there");
}

/* The clock is moved at midnight, or over it. */
static void
test_moved(const char *zone, const char *day, const char *want)
{
	struct lr_zone *z;

	if (lr_zone_open(&z, zone) != LR_OK) {
		ok(true, "%s # skip no such zone", zone);
		return;
	}
	check(lr_period_day, z, day, want);
	lr_zone_close(z);
}

static void
test_midnights(void)
{
	static const char *const whole = "Pacific/Apia";
	char out[LR_PERIOD_TEXT];
	struct lr_zone *z;

	/* no midnight: the day begins at one o'clock */
	test_moved("Africa/Cairo", "2023-04-28",
	    "2023-04-27T22:00:00Z 2023-04-28T21:00:00Z");
	test_moved("Africa/Cairo", "2023-04-27",
	    "2023-04-26T22:00:00Z 2023-04-27T22:00:00Z");
	test_moved("America/Santiago", "2022-09-11",
	    "2022-09-11T04:00:00Z 2022-09-12T03:00:00Z");
	test_moved("America/Havana", "2022-03-13",
	    "2022-03-13T05:00:00Z 2022-03-14T04:00:00Z");
	test_moved("Asia/Beirut", "2022-03-27",
	    "2022-03-26T22:00:00Z 2022-03-27T21:00:00Z");
	/* two midnights: the first; or an hour before midnight twice */
	test_moved("America/Havana", "2022-11-06",
	    "2022-11-06T04:00:00Z 2022-11-07T05:00:00Z");
	test_moved("Atlantic/Azores", "2022-10-30",
	    "2022-10-30T00:00:00Z 2022-10-31T01:00:00Z");
	test_moved("Africa/Cairo", "2023-10-26",
	    "2023-10-25T21:00:00Z 2023-10-26T22:00:00Z");
	test_moved("America/St_Johns", "2010-11-06",
	    "2010-11-06T02:30:00Z 2010-11-07T02:30:00Z");
	test_moved("America/St_Johns", "2010-11-07",
	    "2010-11-07T02:30:00Z 2010-11-08T03:30:00Z");
	/* a day that was left out */
	test_moved(whole, "2011-12-30", NULL);
	test_moved(
	    whole, "2011-12-31", "2011-12-30T10:00:00Z 2011-12-31T10:00:00Z");
	ok(lr_zone_open(&z, "UTC") == LR_OK && lr_zone_is_utc(z) &&
		lr_zone_is_utc(NULL) && !lr_zone_is_utc(berlin),
	    "UTC by name");
	is(out, lr_period_put(z, 0, out), "1970-01-01T00:00:00Z",
	    "is written as UTC");
	lr_zone_close(z);
}

int
main(void)
{
	lr_time_parse(LR_SPAN("2026-11-22T23:30:00Z"), &now);
	if (lr_zone_open(&berlin, "Europe/Berlin") != LR_OK) {
		printf("1..0 # skip no time zone files\n");
		return 0;
	}
	check(lr_period_day, NULL, "today",
	    "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z");
	check(lr_period_day, berlin, "today",
	    "2026-11-22T23:00:00Z 2026-11-23T23:00:00Z");
	check(lr_period_day, berlin, "yesterday",
	    "2026-11-21T23:00:00Z 2026-11-22T23:00:00Z");
	check(lr_period_day, berlin, "2026-03-29",
	    "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z");
	check(lr_period_day, berlin, "2026-10-25",
	    "2026-10-24T22:00:00Z 2026-10-25T23:00:00Z");
	check(lr_period_day, NULL, "1960-02-29",
	    "1960-02-29T00:00:00Z 1960-03-01T00:00:00Z");
	check(lr_period_day, NULL, "2026-02-29", NULL);
	check(lr_period_day, NULL, "2026-02-28T00:00:00Z", NULL);
	check(lr_period_day, NULL, "", NULL);
	check(lr_period_week, NULL, "this",
	    "2026-11-16T00:00:00Z 2026-11-23T00:00:00Z");
	check(lr_period_week, berlin, "last",
	    "2026-11-15T23:00:00Z 2026-11-22T23:00:00Z");
	check(lr_period_week, NULL, "2026-W01",
	    "2025-12-29T00:00:00Z 2026-01-05T00:00:00Z");
	check(lr_period_week, NULL, "2026-W53",
	    "2026-12-28T00:00:00Z 2027-01-04T00:00:00Z");
	check(lr_period_week, NULL, "2025-W53", NULL);
	check(lr_period_week, NULL, "2026-W00", NULL);
	check(lr_period_week, NULL, "2026-47", NULL);
	check(lr_period_month, NULL, "this",
	    "2026-11-01T00:00:00Z 2026-12-01T00:00:00Z");
	check(lr_period_month, berlin, "last",
	    "2026-09-30T22:00:00Z 2026-10-31T23:00:00Z");
	check(lr_period_month, NULL, "2024-02",
	    "2024-02-01T00:00:00Z 2024-03-01T00:00:00Z");
	check(lr_period_month, NULL, "2024-12",
	    "2024-12-01T00:00:00Z 2025-01-01T00:00:00Z");
	check(lr_period_month, NULL, "2024-13", NULL);
	check(lr_period_month, NULL, "2024-00", NULL);
	lr_time_parse(LR_SPAN("2026-01-15"), &now);
	check(lr_period_month, NULL, "last",
	    "2025-12-01T00:00:00Z 2026-01-01T00:00:00Z");
	test_texts();
	test_midnights();
	lr_zone_close(berlin);
	return done();
}
