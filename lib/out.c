#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "file.h"

#ifndef F_SETPIPE_SZ
#define F_SETPIPE_SZ 1031 /* Linux; elsewhere fcntl answers EINVAL */
#endif

enum lr_err
lr_out_open(struct lr_out *o, int fd)
{
	*o = (struct lr_out){ .fd = fd, .cap = LR_BLOCK + (LR_BLOCK >> 2) };
	if ((o->p = malloc(o->cap)) == NULL)
		return o->err = LR_ENOMEM;
	/* a pipe grows, all else refuses: both are fine */
	(void)fcntl(fd, F_SETPIPE_SZ, (int)LR_PIPE);
	return LR_OK;
}

static void
send_out(struct lr_out *o, const char *p, size_t n)
{
	if (o->err != LR_OK || n == 0)
		return;
	o->err = lr_file_write(o->fd, p, n);
	if (o->err == LR_OK)
		o->bytes += n;
	else
		o->error = errno;
}

enum lr_err
lr_out_flush(struct lr_out *o)
{
	if (o->fd == LR_OUT_MEMORY)
		return o->err;
	send_out(o, o->p, o->n);
	o->n = 0;
	return o->err;
}

enum lr_err
lr_out_close(struct lr_out *o)
{
	enum lr_err err = lr_out_flush(o);

	free(o->p);
	o->p = NULL;
	o->cap = 0;
	errno = o->error;
	return err;
}

char *
lr_out_make_room(struct lr_out *o, size_t n)
{
	size_t cap;
	char *p;

	lr_out_flush(o);
	if (n > o->cap - o->n) {
		cap = o->n + n;
		/* by a half, where it grows again and again */
		if (o->n > 0 && cap < o->cap + o->cap / 2)
			cap = o->cap + o->cap / 2;
		if ((p = realloc(o->p, cap)) == NULL) {
			if (o->err == LR_OK)
				o->err = LR_ENOMEM;
			return NULL;
		}
		o->p = p;
		o->cap = cap;
	}
	return o->p + o->n;
}

void
lr_out_put(struct lr_out *o, struct lr_span s)
{
	char *p;

	if (s.n == 0)
		return;
	/* what is a block already is not copied into one */
	if (s.n >= LR_BLOCK && o->fd != LR_OUT_MEMORY) {
		lr_out_flush(o);
		send_out(o, s.p, s.n);
		return;
	}
	if ((p = lr_out_room(o, s.n)) == NULL)
		return;
	memcpy(p, s.p, s.n);
	o->n += s.n;
}
