#include "cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "num.h"

enum {
	PATIENCE = 2000,  /* ms that a request, an answer, an end may take */
	AGAIN = 100,	  /* ms until somebody is let in where none could be */
	BLOCK = 16 << 10, /* bytes that are read at once */
	CONNS = 256,	  /* connections at once */
	SPARE = 4,	  /* of these, kept with their memory */
	SAID = 8 << 10,	  /* bytes of messages */
	ANSWER = 4 << 20  /* of an answer at most */
};

/* A connection of FastCGI. */
enum state {
	FREE,
	READING,
	READY,	 /* to be handed out */
	IN_HAND, /* handed out */
	WRITING,
	LEAVING /* what the server still sends is read for nobody */
};

struct conn {
	int fd;
	enum state state;
	bool more;     /* more has come than one request */
	bool idle;     /* nothing of another request has come */
	bool late;     /* the body did not come in time */
	int64_t until; /* ticks */
	struct lr_fastcgi f;
	struct lr_buf out;
	size_t sent;
};

struct lr_cgi {
	bool fast;

	/* CGI */
	bool begun;
	uint64_t left; /* of the body, not read */

	/* FastCGI */
	struct conn *conn[CONNS]; /* those in use come first */
	unsigned n, made;
	bool full;	  /* no descriptor is left for another one */
	struct conn *now; /* handed out, or NULL */
	struct lr_buf said;
	char *block; /* BLOCK bytes */
};

extern char **environ;

/* ---- which of the two */

static bool
is_listening(int fd)
{
	socklen_t n = sizeof(int);
	int on = 0;

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &n) == 0 &&
	    on != 0;
}

enum lr_err
lr_cgi_open(struct lr_cgi **out)
{
	struct lr_cgi *c = calloc(1, sizeof(*c));
	int flags;

	*out = NULL;
	if (c == NULL)
		return LR_ENOMEM;
	c->fast = is_listening(STDIN_FILENO);
	if (!c->fast && getenv("REQUEST_METHOD") == NULL) {
		free(c);
		return LR_EBAD;
	}
	if (c->fast && (c->block = malloc(BLOCK)) == NULL) {
		free(c);
		return LR_ENOMEM;
	}
	if (c->fast) {
		/* another process may have been faster to accept */
		flags = fcntl(STDIN_FILENO, F_GETFL);
		(void)fcntl(STDIN_FILENO, F_SETFL, flags | O_NONBLOCK);
	}
	lr_buf_init(&c->said, SAID);
	*out = c;
	return LR_OK;
}

bool
lr_cgi_is_fast(const struct lr_cgi *c)
{
	return c->fast;
}

struct lr_span
lr_cgi_var(const struct lr_cgi *c, const char *name)
{
	return lr_cgi_nth(c, name, 0);
}

struct lr_span
lr_cgi_nth(const struct lr_cgi *c, const char *name, unsigned nth)
{
	char **v = environ;
	size_t n = strlen(name);

	if (c->fast)
		return lr_fastcgi_var(&c->now->f, name, nth);
	/* of most the first letters tell that they are others */
	for (; v != NULL && *v != NULL; v++)
		if ((*v)[0] == name[0] && strncmp(*v, name, n) == 0 &&
		    (*v)[n] == '=' && nth-- == 0)
			return lr_span_str(*v + n + 1);
	return (struct lr_span){ NULL, 0 };
}

/* How long the body says it is. False: it does not say. */
static bool
length(struct lr_span s, uint64_t *n)
{
	return lr_num_u64(s, INT32_MAX, n);
}

/* ---- the body of CGI */

/* What there is of a body within the time; 0: its end. */
static ssize_t
read_some(char *p, size_t n, int64_t until)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	int64_t left;
	ssize_t got;
	int ready;

	do {
		left = until - lr_clock_ticks();
		ready = left > 0 ? poll(&fd, 1, (int)left) : 0;
		if (ready == 0)
			errno = ETIMEDOUT;
		got = ready > 0 ? read(STDIN_FILENO, p, n) : -1;
	} while (got < 0 && errno == EINTR);
	return got;
}

static enum lr_err
read_plain(char *p, size_t n)
{
	int64_t until = lr_clock_ticks() + PATIENCE;
	ssize_t got;

	while (n > 0) {
		got = read_some(p, n, until);
		if (got < 0)
			return errno == ETIMEDOUT ? LR_EAGAIN : LR_EIO;
		if (got == 0)
			return LR_EBAD;
		p += got;
		n -= (size_t)got;
	}
	return LR_OK;
}

/* A server whose body nobody takes may lose the answer over it. */
static void
drain(struct lr_cgi *c)
{
	int64_t until = lr_clock_ticks() + PATIENCE;
	char scratch[4096];
	ssize_t got;

	while (c->left > 0) {
		got = read_some(scratch, sizeof(scratch), until);
		if (got <= 0 || (uint64_t)got > c->left)
			return;
		c->left -= (uint64_t)got;
	}
}

/* ---- connections of FastCGI */

static struct conn *
conn_new(struct lr_cgi *c)
{
	struct conn *k;

	if (c->n == c->made) {
		if ((k = calloc(1, sizeof(*k))) == NULL)
			return NULL;
		lr_fastcgi_init(&k->f);
		lr_buf_init(&k->out, ANSWER);
		c->conn[c->made++] = k;
	}
	return c->conn[c->n++];
}

static void
conn_free(struct conn *k)
{
	lr_fastcgi_free(&k->f);
	lr_buf_free(&k->out);
	free(k);
}

/* Its place is taken by the last one in use. */
static void
conn_close(struct lr_cgi *c, struct conn *k)
{
	unsigned i;

	close(k->fd);
	k->state = FREE;
	lr_fastcgi_next(&k->f);
	for (i = 0; c->conn[i] != k; i++)
		;
	c->conn[i] = c->conn[--c->n];
	c->conn[c->n] = k;
	while (c->made > c->n + SPARE)
		conn_free(c->conn[--c->made]);
}

static void
conn_reads(struct conn *k, bool idle)
{
	k->state = READING;
	k->idle = idle;
	k->more = k->late = false;
	k->until = lr_clock_ticks() + PATIENCE;
}

/* Is all there that is to be waited for? */
static bool
is_whole(const struct lr_fastcgi *f)
{
	uint64_t n;

	if (!f->has_vars || f->has_body || f->gone)
		return f->has_vars;
	return !length(lr_fastcgi_var(f, "CONTENT_LENGTH", 0), &n) ||
	    n > LR_CGI_BODY || f->length >= n;
}

/* An answer is on its way as far as it goes at once. */
static void
conn_write(struct lr_cgi *c, struct conn *k)
{
	ssize_t n;

	while (k->sent < k->out.n) {
		n = send(k->fd, k->out.p + k->sent, k->out.n - k->sent,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (n < 0) {
			conn_close(c, k);
			return;
		}
		k->sent += (size_t)n;
	}
	lr_buf_clear(&k->out);
	k->sent = 0;
	if (k->state != WRITING)
		return;
	if (k->f.has_body && k->f.keep && !k->more) {
		lr_fastcgi_next(&k->f);
		conn_reads(k, true);
	} else if (k->f.has_body) {
		conn_close(c, k);
	} else { /* closed now, the server might lose the answer */
		(void)shutdown(k->fd, SHUT_WR);
		k->state = LEAVING;
		k->until = lr_clock_ticks() + PATIENCE;
	}
}

static void
conn_read(struct lr_cgi *c, struct conn *k)
{
	enum lr_err err;
	size_t used;
	ssize_t n;

	do
		n = recv(k->fd, c->block, BLOCK, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return;
	if (n <= 0 && k->state == READING && k->f.has_vars) {
		/* the server has ended in the middle: it gets its answer */
		k->f.has_body = true;
		k->f.keep = false;
		k->state = READY;
		return;
	}
	if (n <= 0) {
		conn_close(c, k);
		return;
	}
	if (k->state == LEAVING)
		return;
	if (k->idle)
		conn_reads(k, false);
	err = lr_fastcgi_take(&k->f, lr_span(c->block, (size_t)n), &used);
	k->more = used < (size_t)n;
	if (err != LR_OK || k->f.gone) {
		conn_close(c, k);
		return;
	}
	if (is_whole(&k->f))
		k->state = READY;
	if (k->f.out.n > 0) {
		lr_buf_put(&k->out, lr_buf_span(&k->f.out));
		lr_buf_clear(&k->f.out);
		conn_write(c, k);
	}
}

/* False: there is nobody any more whom we could serve. */
static bool
conn_accept(struct lr_cgi *c)
{
	struct conn *k;
	int fd = accept(STDIN_FILENO, NULL, NULL);

	c->full = fd < 0 &&
	    (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		errno == ENOMEM);
	if (fd < 0)
		return errno != EBADF && errno != EINVAL && errno != ENOTSOCK;
	if ((k = conn_new(c)) == NULL) {
		close(fd);
		return true;
	}
	k->fd = fd;
	k->sent = 0;
	lr_buf_clear(&k->out);
	conn_reads(k, false);
	/* mostly it is there already */
	conn_read(c, k);
	return true;
}

/* The time is over for that one. */
static void
conn_late(struct lr_cgi *c, struct conn *k)
{
	if (k->state == READING && k->f.has_vars) {
		k->late = true;
		k->state = READY;
	} else {
		conn_close(c, k);
	}
}

static bool
is_timed(const struct conn *k)
{
	return !k->idle &&
	    (k->state == READING || k->state == WRITING || k->state == LEAVING);
}

/* Room for another connection: that of a server that only keeps it. */
static bool
make_way(struct lr_cgi *c)
{
	unsigned i;

	for (i = 0; (c->full || c->n == CONNS) && i < c->n; i++)
		if (c->conn[i]->state == READING && c->conn[i]->idle) {
			conn_close(c, c->conn[i]);
			c->full = false;
		}
	return !c->full && c->n < CONNS;
}

/* Wait, then do what can be done. LR_EAGAIN: nothing came. */
static enum lr_err
turn(struct lr_cgi *c)
{
	static struct pollfd fds[CONNS + 1];
	struct conn *who[CONNS];
	int64_t now = lr_clock_ticks(), idle = now + LR_CGI_IDLE * 1000;
	int64_t until = idle;
	/* before they are listed: one may be closed for it */
	bool room = make_way(c);
	unsigned i, n = c->n;
	int got;

	for (i = 0; i < n; i++) {
		struct conn *k = who[i] = c->conn[i];

		fds[i].fd = k->fd;
		fds[i].events = POLLIN;
		if (k->sent < k->out.n)
			fds[i].events = POLLOUT;
		if (is_timed(k) && k->until < until)
			until = k->until;
	}
	if (c->full && now + AGAIN < until)
		until = now + AGAIN;
	c->full = false;
	fds[n] =
	    (struct pollfd){ .fd = room ? STDIN_FILENO : -1, .events = POLLIN };
	got = poll(fds, n + 1, until > now ? (int)(until - now) : 0);
	if (got < 0 && errno != EINTR)
		return LR_END;
	now = lr_clock_ticks();
	for (i = 0; i < n; i++) {
		struct conn *k = who[i];

		if (got > 0 && fds[i].revents != 0) {
			if (k->sent < k->out.n)
				conn_write(c, k);
			else
				conn_read(c, k);
		} else if (is_timed(k) && k->until <= now) {
			conn_late(c, k);
		}
	}
	if (got > 0 && fds[n].revents != 0 && !conn_accept(c))
		return LR_END;
	return got == 0 && now >= idle ? LR_EAGAIN : LR_OK;
}

static struct conn *
ready(const struct lr_cgi *c)
{
	unsigned i;

	for (i = 0; i < c->n; i++)
		if (c->conn[i]->state == READY)
			return c->conn[i];
	return NULL;
}

static enum lr_err
accept_fast(struct lr_cgi *c)
{
	enum lr_err err = LR_OK;

	if (c->now != NULL && c->now->state == IN_HAND) /* not answered */
		conn_close(c, c->now);
	c->now = NULL;
	/* one after the other needs no poll */
	if (c->n == 0 && !conn_accept(c))
		return LR_END;
	while ((c->now = ready(c)) == NULL)
		if ((err = turn(c)) != LR_OK)
			return err;
	c->now->state = IN_HAND;
	return LR_OK;
}

/* ---- requests */

enum lr_err
lr_cgi_accept(struct lr_cgi *c)
{
	if (c->fast)
		return accept_fast(c);
	if (c->begun) {
		drain(c);
		return LR_END;
	}
	c->begun = true;
	if (!length(lr_cgi_var(c, "CONTENT_LENGTH"), &c->left))
		c->left = 0;
	return LR_OK;
}

enum lr_err
lr_cgi_body(struct lr_cgi *c, struct lr_buf *b, size_t max)
{
	struct lr_span says = lr_cgi_var(c, "CONTENT_LENGTH");
	enum lr_err err;
	uint64_t n;
	char *p;

	if (!length(says, &n))
		return says.n > 9 ? LR_ETOOLONG : LR_EBAD;
	if (n > max || n > LR_CGI_BODY)
		return LR_ETOOLONG;
	if (n == 0)
		return LR_OK;
	if (c->fast && c->now->f.length < n)
		return c->now->late ? LR_EAGAIN : LR_EBAD;
	if (c->fast) {
		lr_buf_put(b, lr_span(c->now->f.body.p, (size_t)n));
		return b->err;
	}
	if ((p = lr_buf_room(b, (size_t)n)) == NULL)
		return b->err;
	if ((err = read_plain(p, (size_t)n)) == LR_OK)
		b->n += (size_t)n;
	/* nothing more is to be had of it in any case */
	c->left = 0;
	return err;
}

void
lr_cgi_say(struct lr_cgi *c, struct lr_span line)
{
	lr_buf_put(&c->said, line);
}

enum lr_err
lr_cgi_answer(struct lr_cgi *c, struct lr_span answer)
{
	struct conn *k = c->now;

	if (!c->fast)
		return lr_file_write(STDOUT_FILENO, answer.p, answer.n);
	lr_fastcgi_answer(&k->f, &k->out, answer, lr_buf_span(&c->said));
	lr_buf_clear(&c->said);
	c->now = NULL;
	if (k->out.err != LR_OK) {
		enum lr_err err = k->out.err;

		conn_close(c, k);
		return err;
	}
	k->state = WRITING;
	k->until = lr_clock_ticks() + PATIENCE;
	conn_write(c, k);
	return LR_OK;
}

void
lr_cgi_close(struct lr_cgi *c)
{
	if (c == NULL)
		return;
	while (c->n > 0)
		conn_close(c, c->conn[0]);
	while (c->made > 0)
		conn_free(c->conn[--c->made]);
	lr_buf_free(&c->said);
	free(c->block);
	free(c);
}
