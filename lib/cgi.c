#include "cgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "num.h"

enum {
	PATIENCE = 2000,  /* ms that a body may take */
	DRAIN = 256 << 10 /* bytes of a body that are read for nobody */
};

struct lr_cgi {
	bool fast;
	bool begun;    /* a request is at hand */
	uint64_t left; /* of its body, not read */
	FCGX_Request request;
};

extern char **environ;

/* A server that says nothing more is not waited for. */
static void
hurry(int fd)
{
	const struct timeval t = { .tv_sec = PATIENCE / 1000 };

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
}

enum lr_err
lr_cgi_open(struct lr_cgi **out)
{
	struct lr_cgi *c = calloc(1, sizeof(*c));

	*out = NULL;
	if (c == NULL)
		return LR_ENOMEM;
	c->fast = FCGX_IsCGI() == 0;
	if (!c->fast && getenv("REQUEST_METHOD") == NULL) {
		free(c);
		return LR_EBAD;
	}
	if (c->fast &&
	    (FCGX_Init() != 0 || FCGX_InitRequest(&c->request, 0, 0) != 0)) {
		free(c);
		return LR_ENOMEM;
	}
	*out = c;
	return LR_OK;
}

bool
lr_cgi_is_fast(const struct lr_cgi *c)
{
	return c->fast;
}

/* How long the body says it is. False: it does not say. */
static bool
length(const struct lr_cgi *c, uint64_t *n)
{
	return lr_num_u64(lr_cgi_var(c, "CONTENT_LENGTH"), INT32_MAX, n);
}

struct lr_span
lr_cgi_var(const struct lr_cgi *c, const char *name)
{
	char **v = c->fast ? c->request.envp : environ;
	size_t n = strlen(name);

	/* of most the first letters tell that they are others */
	for (; v != NULL && *v != NULL; v++)
		if ((*v)[0] == name[0] && strncmp(*v, name, n) == 0 &&
		    (*v)[n] == '=')
			return lr_span_str(*v + n + 1);
	return (struct lr_span){ NULL, 0 };
}

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

static enum lr_err
read_fast(struct lr_cgi *c, char *p, size_t n)
{
	if (FCGX_GetStr(p, (int)n, c->request.in) == (int)n)
		return LR_OK;
	/* what else would come is not worth waiting for */
	c->request.keepConnection = 0;
	return errno == EAGAIN && FCGX_GetError(c->request.in) != 0 ? LR_EAGAIN
								    : LR_EBAD;
}

enum lr_err
lr_cgi_body(struct lr_cgi *c, struct lr_buf *b, size_t max)
{
	enum lr_err err;
	uint64_t n;
	char *p;

	if (!length(c, &n))
		return lr_cgi_var(c, "CONTENT_LENGTH").n > 9 ? LR_ETOOLONG
							     : LR_EBAD;
	if (n > max)
		return LR_ETOOLONG;
	if (n == 0)
		return LR_OK;
	if ((p = lr_buf_room(b, (size_t)n)) == NULL)
		return b->err;
	err = c->fast ? read_fast(c, p, (size_t)n) : read_plain(p, (size_t)n);
	if (err == LR_OK)
		b->n += (size_t)n;
	/* nothing more is to be had of it in any case */
	c->left = 0;
	return err;
}

/* A server whose body nobody takes may lose the answer over it. What is longer
 * than that is none of the script's. */
static void
drain(struct lr_cgi *c)
{
	char scratch[4096];
	size_t n;
	unsigned i;

	for (i = 0; i < DRAIN / sizeof(scratch) && c->left > 0; i++) {
		n = c->left < sizeof(scratch) ? (size_t)c->left
					      : sizeof(scratch);
		if ((c->fast ? read_fast(c, scratch, n)
			     : read_plain(scratch, n)) != LR_OK)
			return;
		c->left -= n;
	}
}

/* Is the whole request read? Then the connection can be closed at once.
 * Otherwise the server might lose the answer over what it has sent, and libfcgi
 * waits for it to close first. */
static bool
is_read(struct lr_cgi *c)
{
	return c->left == 0 && FCGX_GetChar(c->request.in) == EOF &&
	    FCGX_GetError(c->request.in) == 0;
}

static void
finish(struct lr_cgi *c)
{
	c->begun = false;
	if (c->left > 0) {
		if (c->fast)
			(void)FCGX_FFlush(c->request.out);
		drain(c);
	}
	if (!c->fast)
		return;
	/* with a rest of a body it cannot be used for another request */
	if (c->left > 0)
		c->request.keepConnection = 0;
	else if (is_read(c))
		FCGX_Detach(&c->request);
	FCGX_Finish_r(&c->request);
}

void
lr_cgi_close(struct lr_cgi *c)
{
	if (c == NULL)
		return;
	if (c->begun)
		finish(c);
	if (c->fast)
		FCGX_Free(&c->request, 1);
	free(c);
}

enum lr_err
lr_cgi_accept(struct lr_cgi *c)
{
	if (c->begun) {
		finish(c);
		if (!c->fast)
			return LR_END;
	}
	if (c->fast) {
		if (FCGX_Accept_r(&c->request) < 0)
			return LR_END;
		hurry(c->request.ipcFd);
	}
	c->begun = true;
	if (!length(c, &c->left))
		c->left = 0;
	return LR_OK;
}

enum lr_err
lr_cgi_answer(struct lr_cgi *c, struct lr_span answer)
{
	if (!c->fast)
		return lr_file_write(STDOUT_FILENO, answer.p, answer.n);
	return answer.n <= INT32_MAX &&
		FCGX_PutStr(answer.p, (int)answer.n, c->request.out) ==
		    (int)answer.n
	    ? LR_OK
	    : LR_EIO;
}
