#include "../tap.h"

#include <unistd.h>

#include "clock.h"
#include "retention.h"

static int64_t
at(const char *s)
{
	int64_t t = 0;

	lr_time_parse(lr_span_str(s), &t);
	return t;
}

/* The cut-off is what the calendar says for every time around it. */
static bool
agrees(int64_t now, int months)
{
	struct lr_period keep = { months, 0 };
	struct lr_cutoff c = lr_cutoff(now, keep);
	int64_t mid = lr_time_add_months(now, -months), t;

	for (t = mid - 6 * LR_DAY - 7; t < mid + 6 * LR_DAY; t += 1801)
		if (lr_cutoff_over(&c, t) !=
		    (lr_time_add_months(t, months) <= now))
			return false;
	for (t = now - 200 * LR_DAY; t < now + LR_DAY; t += LR_DAY)
		if (lr_cutoff_over(&c, t) !=
		    (lr_time_add_months(t, months) <= now))
			return false;
	return true;
}

static void
calendar(void)
{
	int64_t now;
	int months;

	for (months = 1; months <= 13; months++) {
		bool good = true;

		for (now = at("2023-12-25"); now < at("2025-03-05");
		     now += LR_DAY)
			good = good && agrees(now, months) &&
			    agrees(now + 45296, months) &&
			    agrees(now + LR_DAY - 1, months);
		ok(good, "%d months, every day of 2024", months);
	}
}

/* made, months, the second from which it is gone */
static const struct {
	const char *made;
	int months;
	const char *gone;
} bounds[] = {
	{ "2026-01-31T12:34:56Z", 3, "2026-04-30T12:34:56Z" },
	{ "2026-01-30T12:34:56Z", 3, "2026-04-30T12:34:56Z" },
	{ "2025-11-30T00:00:00Z", 3, "2026-02-28T00:00:00Z" },
	{ "2023-11-30T23:59:59Z", 3, "2024-02-29T23:59:59Z" },
	{ "2024-02-29T10:00:00Z", 3, "2024-05-29T10:00:00Z" },
	{ "2026-03-29T01:30:00Z", 3, "2026-06-29T01:30:00Z" },
	{ "2026-10-25T02:30:00Z", 3, "2027-01-25T02:30:00Z" },
	{ "2026-12-31T23:59:59Z", 3, "2027-03-31T23:59:59Z" },
};

static void
boundaries(void)
{
	size_t i;

	for (i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		struct lr_period keep = { bounds[i].months, 0 };
		int64_t made = at(bounds[i].made), gone = at(bounds[i].gone);
		struct lr_cutoff before = lr_cutoff(gone - 1, keep),
				 then = lr_cutoff(gone, keep),
				 after = lr_cutoff(gone + 1, keep);

		ok(!lr_cutoff_over(&before, made) &&
			lr_cutoff_over(&then, made) &&
			lr_cutoff_over(&after, made),
		    "%s is gone at %s", bounds[i].made, bounds[i].gone);
	}
}

static const char *const schema[] = {
	"CREATE TABLE t (a BLOB, b INTEGER, time INTEGER, PRIMARY KEY (a, b)) "
	"WITHOUT ROWID",
};
static const struct lr_store_spec spec = { "t.db", schema, 1 };
static const struct lr_retention odd = { &spec, "odd rows", { .seconds = 10 },
	LR_RETENTION_SQL("t", "a, b", "b % 2 = 1") };

static void
rows(void)
{
	char dir[] = "/tmp/lr-retention-XXXXXX", name[64];
	struct lr_expired done;
	struct lr_store *st;
	struct lr_query *q;
	const char *why;
	int i;

	if (mkdtemp(dir) == NULL ||
	    !ok(lr_store_open(&st, &spec, dir, LR_STORE_WRITE, &why) == LR_OK,
		"a store"))
		return;
	lr_store_begin(st);
	lr_query_new(&q, st, "INSERT INTO t VALUES (?1, ?2, ?3)");
	for (i = 0; i < 100000; i++) {
		lr_query_span(q, 1, LR_SPAN("x"));
		lr_query_int(q, 2, i);
		if (i == 99999)
			lr_query_span(q, 3, LR_SPAN("no time"));
		else
			lr_query_int(q, 3, i);
		lr_query_step(q);
	}
	lr_query_free(q);
	lr_store_commit(st);
	ok(lr_retention_apply(st, &odd, 90009, true, &done) == LR_OK &&
		done.before == 50000 && done.over == 45001,
	    "dry: %lld of %lld", (long long)done.over, (long long)done.before);
	ok(lr_retention_apply(st, &odd, 90009, false, &done) == LR_OK &&
		done.before == 50000 && done.over == 45001,
	    "in several batches: %lld", (long long)done.over);
	ok(lr_retention_apply(st, &odd, 90009, false, &done) == LR_OK &&
		done.before == 4999 && done.over == 0,
	    "and once only");
	lr_store_close(st);
	snprintf(name, sizeof(name), "%s/t.db", dir);
	unlink(name);
	ok(rmdir(dir) == 0, "nothing else is left");
}

int
main(void)
{
	calendar();
	boundaries();
	rows();
	return done();
}
