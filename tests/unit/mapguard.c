#include "mapguard.h"

#include <sys/wait.h>
#include <unistd.h>

#include "../tap.h"
#include "file.h"

static char path[] = "/tmp/lr-mapguard-XXXXXX";
static const unsigned char *map;
static size_t size;
static volatile unsigned sum;

static void
look(void *arg)
{
	size_t i;

	for (i = 0; i < size; i += 512)
		sum += map[i];
	*(int *)arg += 1;
}

/* Without a guard: what it says, and how it ends. */
static void
unguarded(void)
{
	char got[600], want[200];
	int pipes[2], status = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(pipes) != 0)
		return;
	if ((pid = fork()) == 0) {
		dup2(pipes[1], 2);
		lr_mapguard("lr-x", 7);
		look(&status);
		_exit(0);
	}
	close(pipes[1]);
	n = read(pipes[0], got, sizeof(got) - 1);
	got[n > 0 ? n : 0] = '\0';
	waitpid(pid, &status, 0);
	snprintf(
	    want, sizeof(want), "lr-x: %s: was cut while it was read", path);
	ok(strncmp(got, want, strlen(want)) == 0 && got[n - 1] == '\n',
	    "it is said: %s", got);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 7,
	    "and ends with a code");
}

int
main(void)
{
	int fd = mkstemp(path), done_ = 0;

	if (fd < 0 || ftruncate(fd, 1 << 16) != 0 ||
	    lr_file_map(path, &map, &size) != LR_OK)
		return 1;
	lr_mapguard("lr-x", 3);
	ok(lr_mapguard_run(look, &done_) && done_ == 1, "nothing happens");
	if (ftruncate(fd, 0) != 0)
		return 1;
	ok(!lr_mapguard_run(look, &done_) && done_ == 1, "cut: survived");
	ok(!lr_mapguard_run(look, &done_) && done_ == 1, "and again");
	unguarded();
	if (ftruncate(fd, 1 << 16) != 0)
		return 1;
	ok(lr_mapguard_run(look, &done_) && done_ == 2, "there again");
	close(fd);
	unlink(path);
	return done();
}
