#include "mapguard.h"

#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { MAPS = 32, PATH_KEPT = 256, LINE = 400 };

static struct map {
	const char *p;
	size_t n;
	char path[PATH_KEPT];
} maps[MAPS];
static unsigned next;

static const char *program = "lr";
static int exit_code = 3;
static volatile sig_atomic_t guarded;
static sigjmp_buf before;

void
lr_mapguard_name(const void *p, size_t n, const char *path)
{
	struct map *m = &maps[next++ % MAPS];

	m->p = p;
	m->n = n;
	memset(m->path, 0, sizeof(m->path));
	memcpy(m->path, path, strnlen(path, PATH_KEPT - 1));
}

/* Names hold bytes of strangers: what is not plain is a question mark. */
static size_t
add(char *line, size_t n, const char *s)
{
	for (; *s != '\0' && n < LINE; s++)
		line[n++] = (char)(*s >= ' ' && *s <= '~' ? *s : '?');
	return n;
}

/* The last one mapped there. */
static const char *
name_of(const char *at)
{
	unsigned i;

	for (i = 1; i <= MAPS; i++) {
		const struct map *m = &maps[(next - i) % MAPS];

		if (m->p != NULL && at >= m->p && (size_t)(at - m->p) < m->n)
			return m->path;
	}
	return "a file that is read in memory";
}

static void
cut(int sig, siginfo_t *info, void *context)
{
	char line[LINE + 1];
	size_t n;

	if (guarded)
		siglongjmp(before, 1);
	n = add(line, 0, program);
	n = add(line, n, ": ");
	n = add(line, n, name_of(info->si_addr));
	n = add(line, n,
	    ": was cut while it was read: replace such files by mv, and run "
	    "this again");
	line[n++] = '\n';
	n = (size_t)write(STDERR_FILENO, line, n);
	_exit(exit_code);
}

void
lr_mapguard(const char *prog, int code)
{
	struct sigaction act = { .sa_flags = SA_SIGINFO | SA_NODEFER };

	program = prog;
	exit_code = code;
	act.sa_sigaction = cut;
	(void)sigemptyset(&act.sa_mask);
	(void)sigaction(SIGBUS, &act, NULL);
}

bool
lr_mapguard_run(void (*work)(void *arg), void *arg)
{
	if (sigsetjmp(before, 0) != 0) {
		guarded = 0;
		return false;
	}
	guarded = 1;
	work(arg);
	guarded = 0;
	return true;
}
