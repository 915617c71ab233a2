#include "score.h"

#include "../tap.h"

#define DAY 86400

static const struct lr_score_facts all = { .visits = 10,
	.views = 80,
	.seconds = 1800,
	.goals = 2,
	.asked = 3,
	.last = 100 * DAY,
	.now = 100 * DAY,
	.confidence = 100,
	.domain = true,
	.company = true,
	.country = true,
	.city = true,
	.industry = true,
	.employees = true };

static unsigned points[LR_SCORE_PARTS];

static unsigned
sum(void)
{
	unsigned i, n = 0;

	for (i = 0; i < LR_SCORE_PARTS; i++)
		n += points[i];
	return n;
}

/* Parts always add up, and none is more than its share. */
static void
test_sums(void)
{
	unsigned most[LR_SCORE_PARTS], alone[LR_SCORE_PARTS];
	bool good = true, apart = true, whole = true;
	uint64_t seed = 4711;
	struct lr_score s;
	int i;

	for (i = 0; i < 20000; i++) {
		struct lr_score_facts f = all;
		unsigned k, score, sum_of_most = 0;

		for (k = 0; k < LR_SCORE_PARTS; k++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			s.weight[k] = (unsigned)(seed >> 40) % 40;
		}
		f.visits = 1 + (seed >> 33) % 12;
		f.views = f.visits * (1 + (seed >> 35) % 9);
		f.seconds = (seed >> 36) % 2000;
		f.asked = (unsigned)(seed >> 37) % 4;
		f.goals = f.asked == 0 ? 0 : (unsigned)(seed >> 38) % f.asked;
		f.last = f.now - (int64_t)((seed >> 39) % (40 * DAY));
		f.confidence = (unsigned)(seed >> 41) % 101;
		f.city = seed >> 42 & 1;
		score = lr_score_of(&s, &f, points);
		good &= score <= 100 && score == sum();
		lr_score_most(&s, f.asked > 0, most);
		for (k = 0; k < LR_SCORE_PARTS; k++) {
			good &= points[k] <= most[k];
			sum_of_most += most[k];
		}
		whole &= sum_of_most == 100;
		/* other facts change nothing in what these parts get */
		memcpy(alone, points, sizeof(alone));
		f.visits = f.views = 1;
		f.confidence = 0;
		f.domain = false;
		lr_score_of(&s, &f, points);
		for (k = LR_SCORE_TIME; k < LR_SCORE_PARTS; k++)
			apart &= k == LR_SCORE_CONFIDENCE ||
			    k == LR_SCORE_DOMAIN || points[k] == alone[k];
	}
	ok(good, "parts add up to 100 at most, each to its own");
	ok(whole, "all of them are 100");
	ok(apart, "a part has nothing to do with the others");
}

int
main(void)
{
	struct lr_score s;
	struct lr_score_facts f = all;
	unsigned i;

	lr_score_init(&s);
	ok(lr_score_of(&s, &f, points) == 100 && sum() == 100 &&
		points[LR_SCORE_VISITS] == 10 &&
		points[LR_SCORE_CONFIDENCE] == 20,
	    "all of it");
	f.asked = f.goals = 0;
	ok(lr_score_of(&s, &f, points) == 100 && points[LR_SCORE_GOALS] == 0,
	    "no goals are asked");
	f = (struct lr_score_facts){ .visits = 1, .views = 1, .now = 90 * DAY };
	ok(lr_score_of(&s, &f, points) == 4 && sum() == 4 &&
		points[LR_SCORE_KIND] == 3,
	    "nearly nothing");
	f.country = true;
	lr_score_of(&s, &f, points);
	ok(points[LR_SCORE_KIND] == 3 && points[LR_SCORE_PLACE] == 3,
	    "equal shares of equal weights are equal points");
	f = all;
	f.last = f.now - 15 * DAY;
	ok(lr_score_of(&s, &f, points) == 95 && points[LR_SCORE_RECENCY] == 5,
	    "15 days ago");
	f.last = f.now + DAY;
	ok(lr_score_of(&s, &f, points) == 100, "tomorrow");
	for (i = LR_SCORE_DID; i < LR_SCORE_PARTS; i++)
		s.weight[i] = 0;
	f = all;
	f.confidence = 0;
	ok(lr_score_of(&s, &f, points) == 100, "only what they did");
	for (i = 0; i < LR_SCORE_DID; i++)
		s.weight[i] = 0;
	ok(lr_score_of(&s, &f, points) == 0, "no weights at all");
	test_sums();
	ok(lr_score_parse(LR_SPAN("recency")) == LR_SCORE_RECENCY &&
		lr_score_parse(LR_SPAN("x")) == LR_SCORE_PARTS,
	    "names");
	return done();
}
