/* Reading logs with a memory (--state), live (--follow), in order
 * (--sort-files). */
#ifndef LOGS_H
#define LOGS_H

#include "cli.h"
#include "log.h"

/* What becomes of the lines, and where it is written down. */
struct reader {
	struct lr_cli *cli;
	lr_cli_text *one;
	/* the lines that follow are of cli->file, in that format */
	void (*turn)(
	    struct lr_cli *cli, void *arg, struct lr_logformat *format);
	void *arg;
	struct lr_logformat *format; /* for one log after the other */
	const char *named;	     /* --format, for more of them */
	const struct lr_zone *zone;
	const char *path; /* of the state; NULL: it ends with us */
	bool follow;
	struct lr_logstate state;
	int lock;
};

/* Every operand, and what comes to it later with follow. The exit code. */
int read_logs(struct reader *r);

/* ---- parts, for follow */
/* An error that is this log's own. */
void log_trouble(struct lr_cli *cli, const struct log *log, enum lr_err err);
/* One log to its end. */
void read_log(struct reader *r, struct log *log, const char *name);
/* All output is accepted; then the state moves. */
void save_state(struct reader *r);
/* Say so where a rotated part of that log was left out. */
void warn_of_missed(struct reader *r, const char *name);
/* Until a signal ends it. */
void follow_logs(struct reader *r);

/* Put the operands in the order of their first requests. */
void sort_files(struct lr_cli *cli, struct lr_logformat *format);

#endif
