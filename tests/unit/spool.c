#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "file.h"
#include "spool.h"

/* A pipe that holds s, at its end. */
static int
pipe_of(const char *s)
{
	int fd[2];

	if (pipe(fd) != 0 || lr_file_write(fd[1], s, strlen(s)) != LR_OK)
		exit(1);
	close(fd[1]);
	return fd[0];
}

static enum lr_err
spool(const char *s, uint64_t max, char *out)
{
	struct lr_unpack u;
	char head[LR_UNPACK_LEAST];
	enum lr_err err;
	ssize_t got;
	size_t n;
	int fd, in = pipe_of(s);

	lr_unpack_init(&u, in, true);
	*out = '\0';
	err = lr_unpack_read(&u, head, sizeof(head), &n);
	if (err == LR_OK)
		err = lr_spool(&u, lr_span(head, n), max, &fd);
	if (err == LR_OK) {
		got = read(fd, out, 99);
		out[got < 0 ? 0 : got] = '\0';
		close(fd);
	} else {
		ok(fd == -1, "no descriptor");
	}
	lr_unpack_close(&u);
	return err;
}

int
main(void)
{
	const char *text = "more than the sixteen bytes of the head";
	unsigned long n;
	char out[100];

	ok(spool(text, 1000, out) == LR_OK && strcmp(out, text) == 0, "all");
	ok(spool(text, strlen(text), out) == LR_OK && strcmp(out, text) == 0,
	    "as many as there may be");
	ok(spool(text, strlen(text) - 1, out) == LR_ETOOLONG, "one too many");
	ok(spool(text, 5, out) == LR_ETOOLONG, "a head that is too long");
	ok(spool("", 0, out) == LR_OK && *out == '\0', "nothing");
	for (n = 1; n < 3; n++) {
		fail_from(FAIL_WRITE, n + 1); /* the first is the pipe's */
		ok(spool(text, 1000, out) == LR_EIO, "write %lu fails", n);
		fail_from(FAIL_WRITE, 0);
	}
	fail_from(FAIL_READ, 2);
	ok(spool(text, 1000, out) == LR_EIO, "a read fails");
	fail_from(FAIL_READ, 0);
	fail_from(FAIL_ALLOC, 1);
	ok(spool(text, 1000, out) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
