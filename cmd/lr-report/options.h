/*
 * options: of lr-report. Those before OPT_DAY, and the letters, are of a feed.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "report.h"

enum {
	OPT_COUNTRY = LR_OPT,
	OPT_EXCLUDE,
	OPT_INDUSTRY,
	OPT_KIND,
	OPT_MATCH_RATE,
	OPT_MIN_SCORE,
	OPT_MIN_VISITS,
	OPT_NEW_ONLY,
	OPT_PAGE,
	OPT_PAGES,
	OPT_SORT,
	OPT_SOURCE,
	OPT_SOURCES,
	OPT_TOP,
	OPT_VISITS,
	OPT_WHERE,
	OPT_DAY,
	OPT_FEEDS,
	OPT_GOAL,
	OPT_LANG,
	OPT_MAX_PAGES,
	OPT_MERGE,
	OPT_MONTH,
	OPT_NOW,
	OPT_OWN,
	OPT_PARTIAL,
	OPT_SINCE,
	OPT_SURE,
	OPT_TZ,
	OPT_UNTIL,
	OPT_WEEK,
	OPT_WEIGHT
};

extern const struct lr_opt opts[];
const char *option_name(int key);

void feed_init(struct feed *f);

/* False: *why says what is wrong, and lives until the next call. */
bool feed_option(struct report *r, struct feed *f, int key, const char *arg,
    const char **why);

/* What can only be understood once all options are there. */
struct asked {
	const char *since, *until, *day, *week, *month, *feeds;
	bool partial, merge;
};

/* Options of the whole run, and the end of the options; they end the program
 * when something is wrong. */
void run_option(struct lr_cli *cli, struct report *r, struct asked *a, int key,
    const char *arg);
void run_ready(struct lr_cli *cli, struct report *r, const struct asked *a);

/* Feeds of a file, behind those there are; ends the program when it is
 * wrong. */
void feeds_read(struct lr_cli *cli, struct report *r, const char *path);

#endif
