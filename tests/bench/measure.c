/*
 * measure ROUNDS COMMAND...: run shell commands in turn, ROUNDS times each
 * after one round that does not count, so that all meet the machine in the
 * same state. One line a command: the median of its wall time in seconds, and
 * the most memory in KiB that one process of it held. 1 when one failed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* POSIX leaves it out, Linux and the BSDs have it. */
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);

#define ROUNDS_MAX 32

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Seconds, or less than 0. */
static double
run(const char *command, long *kib)
{
	struct rusage use;
	double began = now();
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid || status != 0) {
		fprintf(stderr, "measure: failed: %s\n", command);
		return -1;
	}
	if (use.ru_maxrss > *kib)
		*kib = use.ru_maxrss;
	return now() - began;
}

int
main(int argc, char *argv[])
{
	static double took[64][ROUNDS_MAX];
	static long kib[64];
	int rounds = argc > 1 ? argv[1][0] - '0' : 0, i, k;

	if (rounds < 1 || rounds > 9 || argc < 3 || argc > 66) {
		fprintf(stderr, "usage: measure ROUNDS COMMAND...\n");
		return 2;
	}
	for (k = -1; k < rounds; k++)
		for (i = 0; i < argc - 2; i++) {
			double t = run(argv[i + 2], &kib[i]);

			if (t < 0)
				return 1;
			if (k >= 0)
				took[i][k] = t;
		}
	for (i = 0; i < argc - 2; i++) {
		qsort(took[i], (size_t)rounds, sizeof(double), by_size);
		printf("%.4f %ld\n", took[i][rounds / 2], kib[i]);
	}
	return 0;
}
