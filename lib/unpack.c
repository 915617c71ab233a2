#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expand.h"

#define IN_SIZE (128u << 10)

struct lr_inflate {
	struct lr_expand *other; /* what is no gzip; then s is not used */
	size_t first;		 /* bytes of in that it has not got */
	struct inflate_state s;
	bool open;    /* inside a member */
	bool members; /* at least one member ended */
	uint8_t in[IN_SIZE];
};

void
lr_unpack_init(struct lr_unpack *u, int fd, bool own)
{
	*u = (struct lr_unpack){ .fd = fd, .own = own };
}

void
lr_unpack_close(struct lr_unpack *u)
{
	if (u->own && u->fd >= 0)
		close(u->fd);
	if (u->z != NULL)
		lr_expand_free(u->z->other);
	free(u->z);
	lr_unpack_init(u, -1, false);
}

/* One read(2), or fewer than n bytes only at the end when whole is set. */
static enum lr_err
fetch(struct lr_unpack *u, void *p, size_t n, bool whole, size_t *got)
{
	*got = 0;
	while (!u->eof && *got < n) {
		ssize_t k = read(u->fd, (char *)p + *got, n - *got);

		if (k < 0) {
			if (errno == EINTR)
				continue;
			return LR_EIO;
		}
		if (k == 0)
			u->eof = true;
		*got += (size_t)k;
		if (!whole)
			break;
	}
	return LR_OK;
}

static void
member(struct lr_inflate *z)
{
	isal_inflate_reset(&z->s);
	z->s.crc_flag = ISAL_GZIP;
	z->open = true;
}

/* The source of what is no gzip. */
static enum lr_err
more(void *arg, struct lr_span *s)
{
	struct lr_unpack *u = arg;
	struct lr_inflate *z = u->z;
	enum lr_err err = LR_OK;

	s->p = (const char *)z->in;
	s->n = z->first;
	z->first = 0;
	if (s->n == 0)
		err = fetch(u, z->in, IN_SIZE, false, &s->n);
	return err;
}

static bool
may_be_gzip(const char *p, size_t n)
{
	return n > 0 && p[0] == '\x1f' && (n == 1 || p[1] == '\x8b');
}

/* Get into p what it takes to know the kind. Bytes alone from a slow pipe:
 * wait for their neighbours. */
static enum lr_err
recognise(struct lr_unpack *u, char *p, size_t max, size_t *n)
{
	enum lr_err err = fetch(u, p, max, false, n);
	size_t got;

	while (err == LR_OK && !u->eof && *n < max &&
	    ((*n == 1 && may_be_gzip(p, 1)) ||
		lr_expand_is(lr_span(p, *n)) == LR_EXPAND_MAYBE)) {
		err = fetch(u, p + *n, max - *n, false, &got);
		*n += got;
	}
	return err;
}

/* Look at the first bytes; what is not compressed is handed out as it is. */
static enum lr_err
start(struct lr_unpack *u, char *p, size_t max, size_t *n)
{
	bool gzip, other;
	enum lr_err err;

	u->started = true;
	if (max < LR_UNPACK_LEAST)
		return LR_EBAD;
	if ((err = recognise(u, p, max, n)) != LR_OK)
		return err;
	gzip = *n >= 2 && may_be_gzip(p, *n);
	other = lr_expand_is(lr_span(p, *n)) == LR_EXPAND_YES;
	if (!gzip && !other)
		return LR_OK;
	if ((u->z = calloc(1, sizeof(*u->z))) == NULL)
		return LR_ENOMEM;
	u->packed = true;
	/* what came with the first read fits in: see lr_unpack_read */
	memcpy(u->z->in, p, *n);
	if (other) {
		u->z->first = *n;
		err = lr_expand_new(&u->z->other, lr_span(p, *n), more, u);
	} else {
		isal_inflate_init(&u->z->s);
		member(u->z);
		u->z->s.next_in = u->z->in;
		u->z->s.avail_in = (uint32_t)*n;
	}
	*n = 0;
	return err;
}

static enum lr_err
refill(struct lr_unpack *u)
{
	size_t got;
	enum lr_err err = fetch(u, u->z->in, IN_SIZE, false, &got);

	u->z->s.next_in = u->z->in;
	u->z->s.avail_in = (uint32_t)got;
	return err;
}

/* Between members: another one, padding of zeros as tape and rsync leave it,
 * or the end. */
static enum lr_err
between(struct lr_unpack *u)
{
	struct lr_inflate *z = u->z;
	enum lr_err err;

	for (;;) {
		while (z->s.avail_in > 0 && *z->s.next_in == 0) {
			z->s.next_in++;
			z->s.avail_in--;
		}
		if (z->s.avail_in > 0 && *z->s.next_in == 0x1f) {
			member(z);
			return LR_OK;
		}
		if (z->s.avail_in > 0) {
			u->why = "rubbish after the gzip data";
			return LR_EBAD;
		}
		if (u->eof)
			return LR_END;
		if ((err = refill(u)) != LR_OK)
			return err;
	}
}

static enum lr_err
inflate(struct lr_unpack *u, char *p, size_t max, size_t *n)
{
	struct lr_inflate *z = u->z;
	enum lr_err err;
	int rc;

	z->s.next_out = (uint8_t *)p;
	z->s.avail_out = (uint32_t)max;
	while (z->s.avail_out == max) {
		if (!z->open) {
			err = between(u);
			if (err != LR_OK)
				return err == LR_END ? LR_OK : err;
			z->s.next_out = (uint8_t *)p;
			z->s.avail_out = (uint32_t)max;
		}
		if (z->s.avail_in == 0 && !u->eof && (err = refill(u)) != LR_OK)
			return err;
		rc = isal_inflate(&z->s);
		if (rc < 0) {
			u->why = "the gzip data are corrupt";
			if (z->s.avail_out == max)
				return LR_EBAD;
			break;
		}
		if (z->s.block_state == ISAL_BLOCK_FINISH) {
			z->open = false;
			z->members = true;
		} else if (z->s.avail_in == 0 && u->eof &&
		    z->s.avail_out == max) {
			u->why = "the gzip data are cut short";
			return LR_EBAD;
		}
	}
	*n = max - z->s.avail_out;
	return LR_OK;
}

enum lr_err
lr_unpack_read(struct lr_unpack *u, char *p, size_t max, size_t *n)
{
	enum lr_err err;

	*n = 0;
	if (u->why != NULL)
		return LR_EBAD;
	if (!u->started) {
		if (max > IN_SIZE)
			max = IN_SIZE;
		err = start(u, p, max, n);
		if (err != LR_OK || *n > 0)
			return err;
	}
	if (u->packed && u->z->other != NULL)
		return lr_expand_read(u->z->other, p, max, n, &u->why);
	if (u->packed)
		return inflate(u, p, max, n);
	return fetch(u, p, max, false, n);
}

bool
lr_unpack_waits(const struct lr_unpack *u)
{
	struct pollfd f = { .fd = u->fd, .events = POLLIN };

	if (u->eof || (u->z != NULL && u->z->s.avail_in > 0))
		return false;
	if (u->z != NULL && u->z->other != NULL && lr_expand_ready(u->z->other))
		return false;
	return poll(&f, 1, 0) == 0;
}
