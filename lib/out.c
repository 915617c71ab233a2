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

enum lr_err
lr_out_flush(struct lr_out *o)
{
	if (o->err == LR_OK && o->n > 0) {
		o->err = lr_file_write(o->fd, o->p, o->n);
		if (o->err == LR_OK)
			o->bytes += o->n;
		else
			o->error = errno;
	}
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
	char *p;

	lr_out_flush(o);
	if (n > o->cap) {
		if ((p = realloc(o->p, n)) == NULL) {
			if (o->err == LR_OK)
				o->err = LR_ENOMEM;
			return NULL;
		}
		o->p = p;
		o->cap = n;
	}
	return o->p;
}

void
lr_out_put(struct lr_out *o, struct lr_span s)
{
	char *p = lr_out_room(o, s.n);

	if (p == NULL || s.n == 0)
		return;
	memcpy(p, s.p, s.n);
	o->n += s.n;
}
