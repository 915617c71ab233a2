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
	lr_zone_close(berlin);
	return done();
}
