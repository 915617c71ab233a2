#include "score.h"

#define HALF 50u
#define ALL 1000u /* of a share */
#define DAY 86400

static const struct {
	const char *name;
	unsigned weight;
} parts[LR_SCORE_PARTS] = {
	[LR_SCORE_VISITS] = { "visits", 10 },
	[LR_SCORE_DEPTH] = { "depth", 10 },
	[LR_SCORE_TIME] = { "time", 10 },
	[LR_SCORE_GOALS] = { "goals", 10 },
	[LR_SCORE_RECENCY] = { "recency", 10 },
	[LR_SCORE_CONFIDENCE] = { "confidence", 20 },
	[LR_SCORE_DOMAIN] = { "domain", 10 },
	[LR_SCORE_KIND] = { "kind", 5 },
	[LR_SCORE_PLACE] = { "place", 5 },
	[LR_SCORE_INDUSTRY] = { "industry", 5 },
	[LR_SCORE_EMPLOYEES] = { "employees", 5 },
};

void
lr_score_init(struct lr_score *s)
{
	unsigned i;

	for (i = 0; i < LR_SCORE_PARTS; i++)
		s->weight[i] = parts[i].weight;
}

const char *
lr_score_name(enum lr_score_part part)
{
	return parts[part].name;
}

enum lr_score_part
lr_score_parse(struct lr_span name)
{
	unsigned i = 0;

	while (
	    i < LR_SCORE_PARTS && !lr_span_eq(name, lr_span_str(parts[i].name)))
		i++;
	return (enum lr_score_part)i;
}

/* n of max, in thousandths. */
static unsigned
share(uint64_t n, uint64_t max)
{
	return n >= max ? ALL : (unsigned)(n * ALL / max);
}

static unsigned
recency(int64_t last, int64_t now)
{
	int64_t age = now - last;

	return age <= 0 ? ALL : ALL - share((uint64_t)age, UINT64_C(30) * DAY);
}

/* Views per visit beyond the first: 7 are all. */
static unsigned
depth(uint64_t views, uint64_t visits)
{
	return views <= visits ? 0 : share(views - visits, visits * 7);
}

static void
shares(const struct lr_score_facts *f, unsigned out[LR_SCORE_PARTS])
{
	out[LR_SCORE_VISITS] = share(f->visits, 10);
	out[LR_SCORE_DEPTH] = depth(f->views, f->visits);
	out[LR_SCORE_TIME] = share(f->seconds, 30 * 60);
	out[LR_SCORE_GOALS] =
	    f->asked == 0 ? 0 : share(f->goals, f->asked < 2 ? 1 : 2);
	out[LR_SCORE_RECENCY] = recency(f->last, f->now);
	out[LR_SCORE_CONFIDENCE] = share(f->confidence, 100);
	out[LR_SCORE_DOMAIN] = f->domain ? ALL : 0;
	out[LR_SCORE_KIND] = f->company ? ALL : ALL / 2;
	out[LR_SCORE_PLACE] =
	    (f->country ? ALL / 2 : 0) + (f->city ? ALL / 2 : 0);
	out[LR_SCORE_INDUSTRY] = f->industry ? ALL : 0;
	out[LR_SCORE_EMPLOYEES] = f->employees ? ALL : 0;
}

/* Share `all` points among n weights, as whole numbers: what rounding down
 * leaves goes, one each, to the largest rests, the first of equal ones. */
static void
divide(const unsigned *weight, unsigned n, unsigned all, unsigned *most)
{
	unsigned rest[LR_SCORE_PARTS], sum = 0, left = all, i, k;

	for (i = 0; i < n; i++)
		sum += weight[i];
	for (i = 0; i < n; i++) {
		most[i] = sum == 0 ? 0 : all * weight[i] / sum;
		rest[i] = sum == 0 ? 0 : all * weight[i] % sum;
		left -= most[i];
	}
	for (; sum > 0 && left > 0; left--) {
		for (i = k = 0; i < n; i++)
			k = rest[i] > rest[k] ? i : k;
		most[k]++;
		rest[k] = 0;
	}
}

void
lr_score_most(
    const struct lr_score *s, bool asked, unsigned most[LR_SCORE_PARTS])
{
	unsigned weight[LR_SCORE_PARTS], half[2] = { 0, 0 }, i;

	for (i = 0; i < LR_SCORE_PARTS; i++) {
		weight[i] = i == LR_SCORE_GOALS && !asked ? 0 : s->weight[i];
		half[i >= LR_SCORE_DID] += weight[i];
	}
	divide(weight, LR_SCORE_DID, half[1] == 0 ? 2 * HALF : HALF, most);
	divide(weight + LR_SCORE_DID, LR_SCORE_PARTS - LR_SCORE_DID,
	    half[0] == 0 ? 2 * HALF : HALF, most + LR_SCORE_DID);
}

unsigned
lr_score_of(const struct lr_score *s, const struct lr_score_facts *f,
    unsigned points[LR_SCORE_PARTS])
{
	unsigned got[LR_SCORE_PARTS], most[LR_SCORE_PARTS], score = 0, i;

	shares(f, got);
	lr_score_most(s, f->asked > 0, most);
	for (i = 0; i < LR_SCORE_PARTS; i++) {
		points[i] = (most[i] * got[i] + ALL / 2) / ALL;
		score += points[i];
	}
	return score;
}
