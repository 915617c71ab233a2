#include "../tap.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stop.h"

/* How a process ends to which this happens. */
static int
ends(void (*happens)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		happens();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status)
				   : 1000 + WEXITSTATUS(status);
}

static void
one(void)
{
	lr_stop_catch(-1);
	if (lr_stop != 0)
		_exit(1);
	raise(SIGTERM);
	if (lr_stop != SIGTERM)
		_exit(2);
	raise(SIGINT);
	if (lr_stop != SIGINT)
		_exit(3);
}

static void
two(void)
{
	lr_stop_catch(-1);
	raise(SIGTERM);
	raise(SIGTERM);
}

static void
ignored(void)
{
	signal(SIGINT, SIG_IGN);
	lr_stop_catch(-1);
	raise(SIGINT);
	raise(SIGINT);
	if (lr_stop != 0)
		_exit(1);
}

static void
wakes(void)
{
	int fd[2];
	char c;

	if (pipe(fd) != 0 || fcntl(fd[1], F_SETFL, O_NONBLOCK) != 0)
		_exit(1);
	lr_stop_catch(fd[1]);
	raise(SIGTERM);
	if (read(fd[0], &c, 1) != 1)
		_exit(2);
}

int
main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	signal(SIGINT, SIG_DFL); /* in the background it may be ignored */
	ok(ends(one) == 1000, "one of each is told");
	ok(ends(two) == SIGTERM, "the second of a kind ends it");
	ok(ends(ignored) == 1000, "one that is ignored stays so");
	ok(ends(wakes) == 1000, "who waits for a byte gets one");
	return done();
}
