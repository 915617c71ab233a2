/*
 * score: how much a lead is worth a call, 0 to 100, as a sum of parts that can
 * be shown. One half is what the company's visitors did, the other is what is
 * known of it.
 *
 * A part has a most of points, which its weight gives it: whole numbers that
 * are 50 in each half; a half whose weights are all 0 leaves the whole 100 to
 * the other. Of these it gets the share that was reached, rounded by itself:
 * what one part gets does not depend on the others, and the score is their sum.
 * All arithmetic is in integers: the same on every machine.
 */
#ifndef LR_SCORE_H
#define LR_SCORE_H

#include <stdint.h>

#include "span.h"

enum lr_score_part {
	/* what they did */
	LR_SCORE_VISITS,  /* 10 of them are all */
	LR_SCORE_DEPTH,	  /* page views per visit: 8 are all, 1 is none */
	LR_SCORE_TIME,	  /* on the site, in all visits: 30 minutes are all */
	LR_SCORE_GOALS,	  /* goals reached: 2 are all, or the one there is */
	LR_SCORE_RECENCY, /* last visit: today is all, 30 days ago is none */
	/* what is known */
	LR_SCORE_CONFIDENCE, /* that it is this company */
	LR_SCORE_DOMAIN,
	LR_SCORE_KIND,	/* a company is all, anything else half */
	LR_SCORE_PLACE, /* country and city, half each */
	LR_SCORE_INDUSTRY,
	LR_SCORE_EMPLOYEES,
	LR_SCORE_PARTS
};
#define LR_SCORE_DID LR_SCORE_CONFIDENCE /* the parts before it */
#define LR_SCORE_WEIGHT_MAX 1000u

struct lr_score_facts {
	uint64_t visits, views, seconds;
	unsigned goals, asked; /* reached, defined: where there are none the
				  part has no weight */
	int64_t last, now;
	unsigned confidence;
	bool domain, company, country, city, industry, employees;
};

struct lr_score {
	unsigned weight[LR_SCORE_PARTS];
};

/* The weights that the manual names. */
void lr_score_init(struct lr_score *s);

const char *lr_score_name(enum lr_score_part part);
/* LR_SCORE_PARTS: no part has that name. */
enum lr_score_part lr_score_parse(struct lr_span name);

/* The most points of each part. They add up to 100, or are all 0. asked: there
 * are goals. */
void lr_score_most(
    const struct lr_score *s, bool asked, unsigned most[LR_SCORE_PARTS]);

/* The points of each part; their sum. */
unsigned lr_score_of(const struct lr_score *s, const struct lr_score_facts *f,
    unsigned points[LR_SCORE_PARTS]);

#endif
