/*
 * filled: a file that holds what is given, for tests of what reads from a
 * descriptor. It has no name, and is gone when it is closed.
 */
#ifndef FILLED_H
#define FILLED_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "file.h"

/* From its beginning; the caller closes it. */
static inline int
file_of(struct lr_span s)
{
	FILE *f = tmpfile();
	int fd = f == NULL ? -1 : dup(fileno(f));

	if (fd < 0 || fclose(f) != 0 || lr_file_write(fd, s.p, s.n) != LR_OK ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

#endif
