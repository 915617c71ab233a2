#include "ratelimit.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"

static char path[] = "/tmp/lr-ratelimit-XXXXXX";

static unsigned
taken(struct lr_ratelimit *r, const char *who, int64_t now, unsigned tries,
    uint64_t max)
{
	unsigned n = 0;

	while (tries-- > 0)
		n += lr_ratelimit_take(r, lr_span_str(who), now, max);
	return n;
}

/* Four processes count together. */
static void
together(struct lr_ratelimit *r)
{
	unsigned n = 0;
	int i, status;

	for (i = 0; i < 4; i++)
		if (fork() == 0) {
			lr_ratelimit_close(r);
			if (lr_ratelimit_open(&r, path) != LR_OK)
				_exit(255);
			_exit((int)taken(r, "four", 6000, 100, 130));
		}
	for (i = 0; i < 4; i++)
		if (wait(&status) > 0 && WIFEXITED(status))
			n += (unsigned)WEXITSTATUS(status);
	ok(n == 130, "four processes take %u of 130", n);
}

int
main(void)
{
	struct lr_ratelimit *r, *again;
	struct stat st;
	int fd = mkstemp(path);
	FILE *f;

	close(fd);
	if ((f = fopen(path, "w")) == NULL || fputs("not ours", f) < 0 ||
	    fclose(f) != 0)
		return 1;
	ok(lr_ratelimit_open(&r, path) == LR_OK, "a file of another kind");
	if (r == NULL)
		return 1;
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "mode");
	ok(taken(r, "a", 60, 10, 3) == 3, "three a minute");
	ok(taken(r, "b", 60, 10, 3) == 3, "each");
	ok(taken(r, "a", 119, 10, 3) == 0, "no more in that minute");
	ok(taken(r, "a", 120, 10, 3) == 3, "then again");
	ok(taken(r, "a", 180, 10, 0) == 0, "none at all");
	ok(lr_ratelimit_open(&again, path) == LR_OK &&
		taken(again, "a", 180, 1, 10) == 0,
	    "another process knows");
	lr_ratelimit_close(again);
	together(r);
	lr_ratelimit_close(r);
	unlink(path);
	ok(lr_ratelimit_open(&r, path) == LR_OK && stat(path, &st) == 0,
	    "made when missing");
	lr_ratelimit_close(r);
	unlink(path);
	ok(symlink("/dev/null", path) == 0 &&
		lr_ratelimit_open(&r, path) == LR_EIO,
	    "not through a link");
	unlink(path);
	ok(lr_ratelimit_open(&r, "/no/such/folder/x") == LR_EIO, "no folder");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_ratelimit_open(&r, path) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
