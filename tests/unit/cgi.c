#include "cgi.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"

/* ---- CGI: each request is a process, as with a web server */

struct asked {
	const char *length, *body;
	size_t max;
	unsigned long fail; /* this read and those after it */
	bool answer;
};

/* What comes of it: of lr_cgi_body in the exit code, the answer in out. */
static int
request(const struct asked *a, char *out, size_t n)
{
	int in[2], back[2], status;
	ssize_t got;

	if (pipe(in) != 0 || pipe(back) != 0)
		return -1;
	if (fork() == 0) {
		struct lr_cgi *c;
		struct lr_buf b;
		enum lr_err err;

		dup2(in[0], 0);
		dup2(back[1], 1);
		close(in[1]);
		setenv("REQUEST_METHOD", "POST", 1);
		if (a->length != NULL)
			setenv("CONTENT_LENGTH", a->length, 1);
		else
			unsetenv("CONTENT_LENGTH");
		if (lr_cgi_open(&c) != LR_OK || lr_cgi_is_fast(c) ||
		    lr_cgi_accept(c) != LR_OK)
			_exit(100);
		lr_buf_init(&b, 100);
		fail_from(FAIL_READ, a->fail);
		err = lr_cgi_body(c, &b, a->max);
		fail_from(FAIL_READ, 0);
		if (a->answer)
			lr_cgi_answer(c, lr_buf_span(&b));
		if (lr_cgi_accept(c) != LR_END)
			_exit(101);
		lr_buf_free(&b);
		lr_cgi_close(c);
		_exit((int)err);
	}
	close(in[0]);
	close(back[1]);
	(void)!write(in[1], a->body, strlen(a->body));
	close(in[1]);
	got = read(back[0], out, n - 1);
	out[got < 0 ? 0 : got] = '\0';
	close(back[0]);
	wait(&status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
body(const char *length, const char *text, size_t max, enum lr_err want,
    const char *what)
{
	const struct asked a = { length, text, max, 0, false };
	char out[200];
	int got = request(&a, out, sizeof(out));

	ok(got == (int)want, "%s: %d", what, got);
}

/* ---- FastCGI: connections that are kept */

enum { CONNS = 256, MORE = 8 };

static struct sockaddr_un address;

/* Answers each request with its variable N; files: how many it may have open,
 * or 0. */
static void
serve(int fd, unsigned files)
{
	const struct rlimit limit = { files, files };
	struct lr_cgi *c;
	enum lr_err err;

	dup2(fd, 0);
	if (files > 0 && setrlimit(RLIMIT_NOFILE, &limit) != 0)
		_exit(1);
	if (lr_cgi_open(&c) != LR_OK)
		_exit(1);
	while ((err = lr_cgi_accept(c)) == LR_OK || err == LR_EAGAIN)
		if (err == LR_OK)
			(void)lr_cgi_answer(c, lr_cgi_var(c, "N"));
	_exit(0);
}

static int
connection(void)
{
	const struct timeval patience = { .tv_sec = 30 };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)setsockopt(
	    fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) !=
	    0)
		return -1;
	return fd;
}

/* So many times at once: 1: the answer to the first is that number; 0: the
 * connection was closed; -1: neither. */
static int
number(int fd, unsigned n, unsigned times)
{
	/* a server that asks again on it, N=nnn, no body */
	unsigned char ask[] = { 1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
		1, 4, 0, 1, 0, 6, 0, 0, 1, 3, 'N', '0', '0', '0', 1, 4, 0, 1, 0,
		0, 0, 0, 1, 5, 0, 1, 0, 0, 0, 0 };
	unsigned char got[8 + 3 + 8 + 16], all[2 * sizeof(ask)];
	size_t have = 0;
	ssize_t k;

	ask[27] = (unsigned char)('0' + n / 100);
	ask[28] = (unsigned char)('0' + n / 10 % 10);
	ask[29] = (unsigned char)('0' + n % 10);
	memcpy(all, ask, sizeof(ask));
	memcpy(all + sizeof(ask), ask, sizeof(ask));
	if (send(fd, all, times * sizeof(ask), MSG_NOSIGNAL) < 0)
		return 0;
	while (have < sizeof(got)) {
		k = recv(fd, got + have, sizeof(got) - have, 0);
		if (k == 0 || (k < 0 && errno == ECONNRESET))
			return 0;
		if (k < 0)
			return -1;
		have += (size_t)k;
	}
	return memcmp(got + 8, ask + 27, 3) == 0 ? 1 : -1;
}

/* Where there are as many as can be, those that wait for nothing make room for
 * others, and no more of them than that; nobody gets another one's answer. */
static void
kept(unsigned files)
{
	int fd[CONNS + MORE], s = socket(AF_UNIX, SOCK_STREAM, 0), got;
	unsigned i, answered = 0, closed = 0;
	pid_t pid;

	address.sun_family = AF_UNIX;
	(void)snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
	    "lr-unit-cgi-%ld-%u", (long)getpid(), files);
	ok(bind(s, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
		listen(s, 16) == 0,
	    "a socket");
	if ((pid = fork()) == 0)
		serve(s, files);
	close(s);
	for (i = 0; i < CONNS + MORE; i++) {
		fd[i] = connection();
		if (number(fd[i], i, 1) == 1)
			answered++;
		else
			break;
	}
	ok(answered == CONNS + MORE, "kept ones make room: %u", answered);
	for (i = 0, answered = 0; i < CONNS + MORE; i++) {
		if ((got = number(fd[i], i, 1)) < 0)
			break;
		answered += got == 1;
		closed += got == 0;
	}
	/* there is always room for the next one */
	ok(files > 0 ? answered > 0 && answered < files &&
		    answered + closed == CONNS + MORE
		     : answered == CONNS - 1 && closed == MORE + 1,
	    "and all others are served: %u, and %u closed", answered, closed);
	for (i = 0; i < CONNS + MORE; i++)
		close(fd[i]);
	fd[0] = connection();
	ok(number(fd[0], 7, 2) == 1 && recv(fd[0], &got, 1, 0) == 0,
	    "who asks twice at once is answered once, and knows it");
	close(fd[0]);
	kill(pid, SIGKILL);
	(void)waitpid(pid, &got, 0);
}

int
main(void)
{
	struct asked a = { "5", "hello and more", 10, 0, true };
	char out[200];
	struct lr_cgi *c;
	int rc;

	signal(SIGPIPE, SIG_IGN); /* not all read what comes */
	unsetenv("REQUEST_METHOD");
	ok(lr_cgi_open(&c) == LR_EBAD, "no web server");
	rc = request(&a, out, sizeof(out));
	ok(rc == LR_OK, "a body: %d", rc);
	is(out, strlen(out), "hello", "and no more of it");
	body("0", "x", 10, LR_OK, "none");
	body(NULL, "hello", 10, LR_EBAD, "no length");
	body("", "hello", 10, LR_EBAD, "an empty length");
	body("5x", "hello", 10, LR_EBAD, "no number");
	body("11", "hello", 10, LR_ETOOLONG, "over the ceiling");
	body("99999999999999999999", "x", 10, LR_ETOOLONG, "beyond numbers");
	body("6", "hello", 10, LR_EBAD, "an end before");
	a.fail = 1;
	ok(request(&a, out, sizeof(out)) == LR_EIO, "a read that fails");
	setenv("REQUEST_METHOD", "GET", 1);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_cgi_open(&c) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	kept(0);
	kept(40);
	return done();
}
