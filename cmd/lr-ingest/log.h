/* One log, read on from where the last run left it. */
#ifndef LOG_H
#define LOG_H

#include <sys/stat.h>

#include "line.h"
#include "logformat.h"
#include "logstate.h"

enum log_kind {
	LOG_PLAIN,  /* may grow: a line counts once it has its end */
	LOG_PACKED, /* compressed: its end is the end */
	LOG_STREAM  /* standard input, a pipe: nothing to remember */
};

struct log {
	const char *name;
	int fd;
	struct lr_line in;
	struct lr_logformat *format; /* of the owner */
	enum log_kind kind;
	bool changed;		/* the mark is not noted yet */
	bool moved;		/* something was read */
	bool block;		/* the line before was a directive */
	uint64_t block_at;	/* where such lines began */
	uint64_t base;		/* offset where `in` began */
	unsigned long lines;	/* before the first line of `in` */
	uint64_t size, mtime;	/* when last looked at */
	struct lr_logmark mark; /* how far it was read */
	size_t slot;		/* of the state, or LOG_NO_SLOT */
	size_t head_n;
	char head[LR_LOGSTATE_HEAD]; /* its first bytes, as far as read */
	/* of --follow */
	struct log *next;
	bool left;     /* its name is another file's now */
	int64_t quiet; /* since when nothing came */
};

#define LOG_NO_SLOT SIZE_MAX

/* *log is zeroed but for format, or was closed. Find the place in the state
 * and go there. LR_END: nothing there that was not read before, in this file
 * or another; LR_EBAD: corrupt, log->in.in.why. To be closed in any case. */
enum lr_err log_open(
    struct log *log, const char *name, struct lr_logstate *state, int64_t now);
void log_close(struct log *log); /* keeps the buffer for the next one */

/* As lr_line_next, but half a line at the end of a log that may grow is not
 * handed out. */
enum lr_err log_next(struct log *log, struct lr_span *s);

/* When it was written to, in nanoseconds. */
uint64_t log_mtime(const struct stat *st);

/* Number of the line last handed out. */
unsigned long log_line(const struct log *log);

/* Write down in the state how far it was read. LR_ENOMEM. */
enum lr_err log_note(struct log *log, struct lr_logstate *state, int64_t now);

#endif
