/*
 * line: lines of a stream, without copying. A line is a span into the read
 * buffer that lives until the next call; its '\n' is not part of it, nor a
 * '\r' before that. After its last byte stands a control byte, and LR_PAD
 * bytes after it are readable, as `scan` and `record` want it.
 */
#ifndef LR_LINE_H
#define LR_LINE_H

#include "unpack.h"

struct lr_line {
	struct lr_unpack in;
	char *p;
	size_t pos, end; /* unread bytes */
	size_t seen;	 /* of them known to hold no '\n' */
	bool eof;
	bool skip;	      /* inside a line that was too long */
	bool torn;	      /* the last line had no '\n' */
	bool whole;	      /* hand out no such line */
	unsigned long number; /* of the line last handed out, from 1 */
	uint64_t bytes;	      /* read so far, uncompressed */
	void (*wait)(void *); /* called before a read that may block */
	void *arg;
};

/* *l is zeroed, or was open before: its buffer then serves again. fd is closed
 * with the line reader when own is set. LR_ENOMEM. */
enum lr_err lr_line_open(struct lr_line *l, int fd, bool own);
void lr_line_close(struct lr_line *l);

/* LR_OK; LR_END; LR_ETOOLONG: line number l->number had over LR_LINE_MAX
 * bytes, *s is its beginning, the rest is passed over; LR_EIO; LR_EBAD:
 * corrupt compressed data (in.why), after the lines before it. */
enum lr_err lr_line_next(struct lr_line *l, struct lr_span *s);

/* The bytes that the next calls will hand out, without taking them: at least
 * want of them unless the input is shorter. For telling formats apart. */
enum lr_err lr_line_peek(struct lr_line *l, size_t want, struct lr_span *s);

/* Take n bytes, at most those that peek showed, without looking at them. */
void lr_line_drop(struct lr_line *l, size_t n);

/* For files that grow: with l->whole set, LR_END leaves what has no '\n' yet
 * where it is, and after again the next call looks whether there is more. */
void lr_line_again(struct lr_line *l);

/* Of the bytes that were taken the last, LR_LINE_BEHIND or as many as there
 * are; after a line of over 1 MiB fewer. */
#define LR_LINE_BEHIND 1024u
struct lr_span lr_line_behind(const struct lr_line *l);

/* How many were taken since open. */
static inline uint64_t
lr_line_taken(const struct lr_line *l)
{
	return l->bytes - (l->end - l->pos);
}

#endif
