#include "cgi.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"

/* As CGI (FastCGI is tested with connections: cgi.t, fuzz/cgi). Each request
 * is a process, as with a web server. */
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
	return done();
}
