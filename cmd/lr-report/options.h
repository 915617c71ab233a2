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
	OPT_LANG,
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
	OPT_EVERY,
	OPT_FEEDS,
	OPT_FOLLOW,
	OPT_GOAL,
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
	OPT_WEIGHT,
	OPT_WRITE
};

extern const struct lr_opt opts[];
const char *option_name(int key);

void feed_init(struct feed *f);
/* What a feed does where its own line does not say so: as the command line
 * does. (Filters of the command line hold besides its own, see feed_lets.) */
void feed_inherit(struct feed *f, const struct feed *all);

/* Take an option of a feed; ends the program when it is wrong. */
void feed_option(struct lr_cli *cli, struct report *r, struct feed *f, int key,
    const char *arg);

/* What can only be understood once all options are there. */
struct asked {
	const char *now, *since, *until, *day, *week, *month, *feeds;
	bool partial, merge, follow;
	/* An option that was given, or 0: one that says what counts, which is
	 * not for --merge, and one that says how it is told, not for
	 * --partial. */
	int of_records, of_report;
	int64_t every; /* seconds; 0: not said */
	/* what leads are to know before the first one: goals and own hosts */
	struct early {
		int key;
		const char *arg;
	} * early;
	size_t earlies;
};

/* End the program unless all is well. */
void or_die(struct lr_cli *cli, enum lr_err err);

/* Options of the whole run, and the end of the options; they end the program
 * when something is wrong. */
void run_option(struct lr_cli *cli, struct report *r, struct asked *a, int key,
    const char *arg);
void run_ready(struct lr_cli *cli, struct report *r, const struct asked *a);

/* The same for leads that are empty: what they are to know. */
void run_early(struct lr_cli *cli, struct report *r, const struct asked *a);

/* The period asked for by --day, --week or --month, as of r->now. False:
 * there is no such. */
bool run_period(
    const struct report *r, const struct asked *a, struct lr_period *p);

/* Say once that nothing was enriched, if so. */
void run_explain(struct lr_cli *cli, const struct report *r);

/* End all visits; after that the report can be made. LR_ENOMEM. */
enum lr_err run_sums(
    const struct lr_cli *cli, struct report *r, const struct asked *a);
/* All is read: the report, and the exit code. */
int run_end(struct lr_cli *cli, struct report *r, const struct asked *a);

/* Feeds of a file, behind those there are; ends the program when it is
 * wrong. */
void feeds_read(struct lr_cli *cli, struct report *r, const char *path);

/* Of a feed without a format: what the name of its file tells, or a table on
 * standard output; ends the program when that tells none. */
void feed_format(struct lr_cli *cli, struct feed *f);

/* ---- paths.c: a file that is read besides the records. LR_ENOMEM. */
enum lr_err paths_read(struct report *r, const char *path);
/* That no file is written twice, and none that is read; ends the program. */
void paths_check(struct lr_cli *cli, const struct report *r);

/* ---- follow.c: begin before lr_cli_open, look after every record; what has
 * to be done while nothing comes is done by itself. They end the program when
 * a signal says so. */
void follow_begin(struct lr_cli *cli, struct report *r, const struct asked *a);
void follow_look(void);
/* Before a report, at the end too: what depends on the time. LR_ENOMEM. */
enum lr_err follow_clock(struct report *r);

#endif
