#include "../tap.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "claims.h"

static char dir[] = "/tmp/lr-claims-XXXXXX";

/* What another process gets: 1 when it may have the number. */
static int
other(uint32_t number)
{
	struct lr_claims *c;
	int status = 0;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		if (lr_claims_open(&c, dir) != LR_OK)
			_exit(9);
		_exit(lr_claims_take(c, number) ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

/* A process that has the number until it is killed. */
static pid_t
holder(uint32_t number)
{
	struct lr_claims *c;
	int ready[2];
	char byte;
	pid_t pid;

	fflush(stdout);
	if (pipe(ready) != 0)
		abort();
	if ((pid = fork()) == 0) {
		if (lr_claims_open(&c, dir) != LR_OK ||
		    !lr_claims_take(c, number))
			_exit(9);
		if (write(ready[1], "x", 1) != 1)
			_exit(9);
		pause();
		_exit(0);
	}
	if (read(ready[0], &byte, 1) != 1)
		abort();
	close(ready[0]);
	close(ready[1]);
	return pid;
}

int
main(void)
{
	struct lr_claims *c, *none;
	char path[100];
	pid_t pid;

	if (mkdtemp(dir) == NULL)
		return 1;
	ok(lr_claims_open(&none, "/nowhere") == LR_EIO && none == NULL,
	    "no folder");
	ok(lr_claims_open(&c, dir) == LR_OK, "opens");
	ok(lr_claims_take(c, 7), "taken");
	ok(lr_claims_take(c, 7), "again, by the same process");
	ok(other(7) == 0, "another process does not get it");
	ok(other(8) == 1, "but the next");
	ok(lr_claims_take(c, UINT32_MAX), "the largest");
	lr_claims_drop(c, 7);
	ok(other(7) == 1, "given back");
	ok(other(UINT32_MAX) == 0, "the other is kept");
	pid = holder(9);
	ok(!lr_claims_take(c, 9), "somebody has it");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ok(lr_claims_take(c, 9), "until he is killed");
	lr_claims_close(c);
	ok(other(9) == 1, "closed");
	snprintf(path, sizeof(path), "%s/resolve.claims", dir);
	ok(unlink(path) == 0 && rmdir(dir) == 0, "one file");
	return done();
}
