#include "line.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#ifndef F_SETPIPE_SZ
#define F_SETPIPE_SZ 1031 /* Linux; elsewhere fcntl answers EINVAL */
#endif

/* One whole line of the greatest length, what was before it, and a block. */
#define CAP (LR_LINE_BEHIND + (size_t)LR_LINE_MAX + 2 + LR_BLOCK)

enum lr_err
lr_line_open(struct lr_line *l, int fd, bool own)
{
	char *p = l->p; /* the buffer of an earlier file serves again */

	*l = (struct lr_line){ .p = p };
	lr_unpack_init(&l->in, fd, own);
	/* zeroed, so that what scan reads ahead is never undefined */
	if (p == NULL && (l->p = calloc(1, CAP + LR_PAD)) == NULL)
		return LR_ENOMEM;
	(void)fcntl(fd, F_SETPIPE_SZ, (int)LR_PIPE);
	return LR_OK;
}

void
lr_line_close(struct lr_line *l)
{
	lr_unpack_close(&l->in);
	free(l->p);
	*l = (struct lr_line){ .p = NULL };
}

/* Get more bytes behind those at hand. LR_END: there are none. */
static enum lr_err
fill(struct lr_line *l)
{
	enum lr_err err;
	size_t n, room;

	if (l->eof)
		return LR_END;
	/* to the front, always: a small buffer stays in the cache */
	if (l->pos > LR_LINE_BEHIND) {
		n = l->pos - LR_LINE_BEHIND;
		memmove(l->p, l->p + n, l->end - n);
		l->end -= n;
		l->pos -= n;
	}
	if (l->wait != NULL && lr_unpack_waits(&l->in))
		l->wait(l->arg);
	room = CAP - l->end;
	err = lr_unpack_read(
	    &l->in, l->p + l->end, room < LR_BLOCK ? room : LR_BLOCK, &n);
	if (err != LR_OK)
		return err;
	if (n == 0) {
		l->eof = true;
		return LR_END;
	}
	l->end += n;
	l->bytes += n;
	return LR_OK;
}

/* Hand out n bytes, of which the next one is the '\n' or is put there. */
static void
take(struct lr_line *l, size_t n, struct lr_span *s)
{
	s->p = l->p + l->pos;
	s->n = n;
	if (n > 0 && s->p[n - 1] == '\r')
		s->n--;
	l->pos += n + 1;
	if (l->pos > l->end)
		l->pos = l->end;
	l->seen = 0;
	l->number++;
}

/* The rest of a line that was too long. */
static enum lr_err
pass_over(struct lr_line *l)
{
	enum lr_err err;
	char *nl;

	for (;;) {
		nl = memchr(l->p + l->pos, '\n', l->end - l->pos);
		if (nl != NULL) {
			l->pos = (size_t)(nl + 1 - l->p);
			break;
		}
		l->pos = l->end = 0;
		if ((err = fill(l)) != LR_OK) {
			l->torn |= err == LR_END;
			return err;
		}
	}
	l->skip = false;
	return LR_OK;
}

enum lr_err
lr_line_next(struct lr_line *l, struct lr_span *s)
{
	enum lr_err err;
	size_t n;
	char *nl;

	if (l->skip && (err = pass_over(l)) != LR_OK)
		return err;
	for (;;) {
		n = l->end - l->pos;
		nl = n == l->seen
		    ? NULL
		    : memchr(l->p + l->pos + l->seen, '\n', n - l->seen);
		if (nl != NULL) {
			n = (size_t)(nl - (l->p + l->pos));
			if (n > LR_LINE_MAX + 1 ||
			    (n > LR_LINE_MAX && nl[-1] != '\r')) {
				take(l, n, s);
				s->n = LR_LINE_MAX;
				return LR_ETOOLONG;
			}
			take(l, n, s);
			return LR_OK;
		}
		l->seen = n;
		if (n > LR_LINE_MAX + 1) {
			take(l, n, s);
			s->n = LR_LINE_MAX;
			l->skip = true;
			return LR_ETOOLONG;
		}
		if ((err = fill(l)) == LR_OK)
			continue;
		if (err != LR_END || n == 0 || l->whole)
			return err;
		l->torn = true;
		if (n > LR_LINE_MAX) {
			take(l, n, s);
			s->n = LR_LINE_MAX;
			return LR_ETOOLONG;
		}
		l->p[l->end] = '\n';
		take(l, n, s);
		return LR_OK;
	}
}

enum lr_err
lr_line_peek(struct lr_line *l, size_t want, struct lr_span *s)
{
	enum lr_err err = LR_OK;

	if (want > LR_LINE_MAX)
		want = LR_LINE_MAX;
	while (err == LR_OK && l->end - l->pos < want)
		err = fill(l);
	*s = lr_span(l->p + l->pos, l->end - l->pos);
	return err == LR_END || s->n > 0 ? LR_OK : err;
}

void
lr_line_drop(struct lr_line *l, size_t n)
{
	l->pos += n < l->end - l->pos ? n : l->end - l->pos;
	l->seen = 0;
}

void
lr_line_again(struct lr_line *l)
{
	l->eof = l->in.eof = false;
}

struct lr_span
lr_line_behind(const struct lr_line *l)
{
	size_t n = l->pos < LR_LINE_BEHIND ? l->pos : LR_LINE_BEHIND;

	return lr_span(l->p + (l->pos - n), n);
}
