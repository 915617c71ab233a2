/*
 * scratch: files that a fuzz target fills again and again. They stay open, and
 * are gone in the end.
 */
#ifndef FUZZ_SCRATCH_H
#define FUZZ_SCRATCH_H

#include <stdio.h>
#include <unistd.h>

#include "file.h"
#include "must.h"

/* A file without a name, made where *f is NULL: it holds s, and is read from
 * its beginning. */
static inline int
refill(FILE **f, struct lr_span s)
{
	int fd;

	must(*f != NULL || (*f = tmpfile()) != NULL);
	fd = fileno(*f);
	must(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	must(lr_file_write(fd, s.p, s.n) == LR_OK);
	must(lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static char path[] = "/tmp/lr-fuzz-XXXXXX"; /* of what scratch opens */

static inline void
scratch_remove(void)
{
	unlink(path);
}

/* The file at path, empty. */
static inline int
scratch(void)
{
	static int fd = -1;

	if (fd < 0)
		must((fd = mkstemp(path)) >= 0 && atexit(scratch_remove) == 0);
	must(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static inline void
put(int fd, const void *p, size_t n)
{
	must(lr_file_write(fd, p, n) == LR_OK);
}

#endif
