#include "ratelimit.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"

static char name[64];

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
			if (lr_ratelimit_open(&r, name, true) != LR_OK)
				_exit(255);
			_exit((int)taken(r, "four", 6000, 100, 130));
		}
	for (i = 0; i < 4; i++)
		if (wait(&status) > 0 && WIFEXITED(status))
			n += (unsigned)WEXITSTATUS(status);
	ok(n == 130, "four processes take %u of 130", n);
}

static bool
noted(struct lr_ratelimit *r, const char *who, int64_t now, unsigned want)
{
	unsigned number;

	return lr_ratelimit_noted(r, lr_span_str(who), now, &number) &&
	    number == want;
}

static void
notes(struct lr_ratelimit *r)
{
	struct lr_ratelimit *again;
	unsigned number;

	ok(!lr_ratelimit_noted(r, LR_SPAN("a"), 6060, &number),
	    "nothing is noted");
	lr_ratelimit_note(r, LR_SPAN("a"), 6060, 3);
	lr_ratelimit_note(r, LR_SPAN("b"), 6061, 0);
	ok(noted(r, "a", 6119, 3) && noted(r, "b", 6062, 0), "two notes");
	ok(!noted(r, "c", 6062, 0), "not of others");
	lr_ratelimit_note(r, LR_SPAN("a"), 6070, 1);
	ok(noted(r, "a", 6071, 1), "another note");
	ok(lr_ratelimit_open(&again, name, false) == LR_OK &&
		noted(again, "a", 6072, 1),
	    "another process knows them");
	lr_ratelimit_close(again);
	ok(!lr_ratelimit_noted(r, LR_SPAN("a"), 6120, &number),
	    "until the minute is over");
}

/* What the memory holds: how many bytes are not 0 behind the first 16, which
 * say what it is; and a copy of it. */
static unsigned
bytes(unsigned char *copy, size_t max)
{
	int fd = shm_open(name, O_RDONLY, 0);
	ssize_t got = read(fd, copy, max), i;
	unsigned n = 0;

	close(fd);
	for (i = 16; i < got; i++)
		n += copy[i] != 0;
	return n;
}

/* Of the minute before nothing is left. */
static void
forgets(struct lr_ratelimit *r)
{
	static unsigned char one[1 << 18], two[1 << 18];
	unsigned i, n;
	char who[32];

	for (i = 0; i < 100; i++) {
		snprintf(who, sizeof(who), "who%u", i);
		(void)taken(r, who, 9000, 1, 10);
		lr_ratelimit_note(r, lr_span_str(who), 9000, i % 4);
	}
	n = bytes(one, sizeof(one));
	ok(n > 150, "a minute: %u bytes", n);
	lr_ratelimit_forget(r, 9059);
	ok(bytes(two, sizeof(two)) == n, "is not forgotten before it is over");
	(void)taken(r, "who0", 9060, 1, 10);
	n = bytes(two, sizeof(two));
	ok(n <= 8 + 16 + 2, "the next one: a key, one who was counted: %u", n);
	ok(memcmp(one + 24, two + 24, 16) != 0, "by another key");
	lr_ratelimit_forget(r, 9120);
	n = bytes(two, sizeof(two));
	ok(n == 0, "then nobody comes: %u bytes are left", n);
	ok(taken(r, "who0", 9121, 10, 3) == 3, "and counts again");
	ok(taken(r, "who0", 9119, 10, 3) == 0, "a clock that is behind");
	ok(taken(r, "who0", 60, 10, 3) == 3, "or was set back");
}

int
main(void)
{
	struct lr_ratelimit *r, *again;
	struct stat st;
	int fd;

	snprintf(name, sizeof(name), "/lr-test-rate-%ld", (long)getpid());
	fd = shm_open(name, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || write(fd, "not ours", 8) != 8)
		return 1;
	ok(lr_ratelimit_open(&r, name, true) == LR_OK, "one of another kind");
	if (r == NULL)
		return 1;
	ok(fstat(fd, &st) == 0 && (st.st_mode & 0777) == 0600, "mode");
	ok(taken(r, "a", 60, 10, 3) == 3, "three a minute");
	ok(taken(r, "b", 60, 10, 3) == 3, "each");
	ok(taken(r, "a", 119, 10, 3) == 0, "no more in that minute");
	ok(taken(r, "a", 120, 10, 3) == 3, "then again");
	ok(taken(r, "a", 180, 10, 0) == 0, "none at all");
	ok(lr_ratelimit_open(&again, name, false) == LR_OK &&
		taken(again, "a", 180, 1, 10) == 0,
	    "another process knows");
	lr_ratelimit_close(again);
	together(r);
	notes(r);
	forgets(r);
	lr_ratelimit_close(r);
	(void)fchmod(fd, 0644);
	ok(lr_ratelimit_open(&r, name, true) == LR_EIO,
	    "not what others can read");
	close(fd);
	shm_unlink(name);
	ok(lr_ratelimit_open(&r, name, true) == LR_OK, "made when missing");
	lr_ratelimit_close(r);
	shm_unlink(name);
	ok(lr_ratelimit_open(&r, "/no/such/folder/x", true) == LR_EIO,
	    "no such name");
	ok(lr_ratelimit_open(&r, NULL, true) == LR_OK &&
		taken(r, "a", 60, 10, 3) == 3 && taken(r, "a", 120, 10, 3) == 3,
	    "of this process alone");
	lr_ratelimit_forget(r, 240);
	lr_ratelimit_close(r);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_ratelimit_open(&r, name, true) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
