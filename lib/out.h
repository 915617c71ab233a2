/*
 * out: batched output. Errors stick, so that the hot path need not look:
 * after the first failed write everything is dropped and lr_out_close tells.
 */
#ifndef LR_OUT_H
#define LR_OUT_H

#include <stdint.h>

#include "err.h"
#include "limits.h"
#include "span.h"

struct lr_out {
	int fd;
	char *p;
	size_t n, cap;
	uint64_t bytes; /* accepted by the system */
	enum lr_err err;
	int error; /* errno of err */
};

/* Enlarges the pipe where fd is one. LR_ENOMEM. With LR_OUT_MEMORY nothing is
 * written: all stays at o->p, which grows, until the caller sets o->n to 0. */
#define LR_OUT_MEMORY (-2)
enum lr_err lr_out_open(struct lr_out *o, int fd);

/* Flush and free; the descriptor stays open. The first error there ever was,
 * with errno set. */
enum lr_err lr_out_close(struct lr_out *o);
enum lr_err lr_out_flush(struct lr_out *o);

void lr_out_put(struct lr_out *o, struct lr_span s);

/* The slow half of lr_out_room. */
char *lr_out_make_room(struct lr_out *o, size_t n);

/* Room for n bytes to be written at the pointer; NULL: no memory (sticks).
 * What is written there counts once o->n is raised. */
static inline char *
lr_out_room(struct lr_out *o, size_t n)
{
	if (o->n < LR_BLOCK && n <= o->cap - o->n)
		return o->p + o->n;
	return lr_out_make_room(o, n);
}

#endif
