/*
 * folder: a temporary folder, and the names of files in it, for unit tests.
 * Included by one .c file of a program; what it put there it removes.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[] = "/tmp/lr-unit-XXXXXX"; /* the folder after folder_new */

static inline void
folder_new(void)
{
	if (mkdtemp(dir) == NULL) {
		printf("Bail out! no folder %s\n", dir);
		exit(1);
	}
}

/* The path of a file there, until four calls later. */
static inline const char *
at(const char *name)
{
	static char path[4][256];
	static unsigned i;

	i = (i + 1) % 4;
	snprintf(path[i], sizeof(path[i]), "%s/%s", dir, name);
	return path[i];
}

/* Remove a store and what SQLite puts beside it. */
static inline void
unlink_store(const char *name)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char path[256];
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", at(name), ends[i]);
		unlink(path);
	}
}

#endif
