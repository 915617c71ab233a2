#include "../tap.h"

#include "pace.h"

/* Rounds of n questions with an answer to each after some ms. */
static int64_t
well(struct lr_pace *p, int64_t now, int ms, int rounds)
{
	unsigned i, n;

	for (; rounds > 0; rounds--) {
		for (n = 0; lr_pace_room(p, now); n++)
			lr_pace_asked(p, now);
		for (i = 0; i < n; i++)
			lr_pace_answered(p, now, now + ms, true);
		now += ms;
	}
	return now;
}

static void
window(void)
{
	struct lr_pace p;
	int64_t now = 1000;
	unsigned i, full;

	lr_pace_init(&p, 10000, 2000);
	ok(p.window == 64, "begins with 64");
	now = well(&p, now, 20, 2);
	ok(p.window == 256, "doubles to 256");
	now = well(&p, now, 20, 100);
	ok(p.window > 256 && p.window <= 256 + 200, "then one by one");

	full = p.window;
	for (i = 0; i < full; i++)
		lr_pace_asked(&p, now);
	ok(!lr_pace_room(&p, now), "no room when it is full");
	for (i = 0; i < full / 2; i++)
		lr_pace_lost(&p, now, false);
	lr_pace_answered(&p, now, now + 100, false);
	ok(p.window >= full, "what stays unanswered does not shrink it");
	full = p.window;
	for (i = 0; i < 5; i++)
		lr_pace_dropped(&p, now, now + 100);
	ok(p.window == full, "nor do a few drops");
	for (; i < full / 2; i++)
		lr_pace_dropped(&p, now, now + 100);
	ok(p.window == full / 2, "many halve it, once");
	while (p.flying > 0)
		lr_pace_answered(&p, now, now + 150, true);
	ok(p.flying == 0 && !lr_pace_suspect(&p), "it answers again");
	ok(p.asked + 1 == p.answered + p.given_up, "the sums agree");
	for (i = 0; i < 100000; i++) {
		lr_pace_asked(&p, now);
		if (i % 50 == 0) {
			lr_pace_lost(&p, now, false);
			lr_pace_asked(&p, now);
		}
		lr_pace_answered(&p, now, now, true);
		if (i % 50 == 0)
			lr_pace_dropped(&p, now, now);
		full = i == 1000 || p.window > full ? p.window : full;
	}
	ok(p.window == full, "one dropped of fifty is chance for ever");

	lr_pace_init(&p, 1, 2000);
	ok(p.window == 1, "a window of one");
	well(&p, now, 20, 10);
	ok(p.window == 1, "stays one");
	for (i = 0; i < 7; i++) {
		lr_pace_asked(&p, now + i);
		lr_pace_lost(&p, now + i, false);
		lr_pace_dropped(&p, now + i, now + i + 500);
	}
	ok(p.window == 1, "whatever is lost");
}

static void
silence(void)
{
	struct lr_pace p;
	int64_t now = 1000;
	int i;

	lr_pace_init(&p, 200, 2000);
	for (i = 0; i < 8; i++)
		lr_pace_asked(&p, now + i);
	for (i = 0; i < 7; i++)
		lr_pace_lost(&p, now + i, false);
	for (i = 0; i < 7; i++) {
		lr_pace_asked(&p, now + i);
		lr_pace_lost(&p, now + i, true);
	}
	ok(!lr_pace_suspect(&p), "seven losses in a row, however often");
	lr_pace_lost(&p, now + 7, false);
	ok(lr_pace_suspect(&p) && p.since == now, "eight are suspect");
	ok(lr_pace_room(&p, now + 400), "it is asked once");
	lr_pace_asked(&p, now + 400);
	ok(!lr_pace_room(&p, now + 5000), "at a time");
	lr_pace_lost(&p, now + 400, false);
	ok(!lr_pace_room(&p, now + 1399) && lr_pace_room(&p, now + 1400),
	    "and a second");
	lr_pace_answered(&p, now + 400, now + 1500, false);
	ok(!lr_pace_suspect(&p) && lr_pace_room(&p, now + 1500) &&
		p.flying == 0,
	    "a late answer clears it");
}

static void
waits(void)
{
	struct lr_pace p;

	lr_pace_init(&p, 200, 2000);
	ok(lr_pace_overdue(&p) == 400, "nothing known yet");
	well(&p, 1000, 1, 50);
	ok(lr_pace_overdue(&p) == 100, "not below 100 ms");
	well(&p, 2000, 300, 50);
	ok(lr_pace_overdue(&p) >= 300 && lr_pace_overdue(&p) < 700,
	    "as long as answers take");
	well(&p, 100000, 60000, 50);
	ok(lr_pace_overdue(&p) == 2000, "not above the longest");
	lr_pace_init(&p, 200, 50);
	ok(lr_pace_overdue(&p) == 50, "which may be short");
}

int
main(void)
{
	window();
	silence();
	waits();
	return done();
}
