/*
 * spawn: a program of build/help as a child that prints a port when it is
 * ready, for unit tests. Included by one .c file of a program.
 */
#ifndef SPAWN_H
#define SPAWN_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct spawned {
	pid_t pid;
	FILE *out; /* what it prints */
	unsigned port;
};

/* name: "rdapd"; me: argv[0] of the test, in build/unit. file: its operand, or
 * NULL. Ends the test where that does not work. */
static inline struct spawned
spawn(const char *me, const char *name, const char *file)
{
	const char *slash = strrchr(me, '/');
	struct spawned s = { 0 };
	char path[4096], line[32] = "";
	int fds[2];
	size_t i;

	snprintf(path, sizeof(path), "%.*s/../help/%s",
	    slash == NULL ? 1 : (int)(slash - me), slash == NULL ? "." : me,
	    name);
	if (pipe(fds) != 0 || (s.pid = fork()) < 0)
		exit(1);
	if (s.pid == 0) {
		dup2(fds[1], 1);
		close(fds[0]);
		close(fds[1]);
		execl(path, name, file, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	if ((s.out = fdopen(fds[0], "r")) == NULL ||
	    fgets(line, sizeof(line), s.out) == NULL) {
		printf("Bail out! %s does not start\n", path);
		exit(1);
	}
	for (i = 0; line[i] >= '0' && line[i] <= '9'; i++)
		s.port = s.port * 10 + (unsigned)(line[i] - '0');
	return s;
}

/* SIGTERM; the rest of what it prints goes to text, up to size. */
static inline void
spawn_end(struct spawned *s, char *text, size_t size)
{
	size_t n;

	kill(s->pid, SIGTERM);
	n = fread(text, 1, size - 1, s->out);
	text[n] = '\0';
	fclose(s->out);
	waitpid(s->pid, NULL, 0);
}

#endif
