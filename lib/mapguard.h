/*
 * mapguard: reading a file in memory that somebody cuts meanwhile raises a
 * signal, SIGBUS, which ends a process without a word. Here it is said which
 * file it was, or, where the process has other things to do, survived.
 */
#ifndef LR_MAPGUARD_H
#define LR_MAPGUARD_H

#include <stdbool.h>
#include <stddef.h>

/* From now on there is a message that begins with prog, and the process ends
 * with that code. */
void lr_mapguard(const char *prog, int code);

/* So many bytes at p are the file's of that name, which is copied. Of many, the
 * last ones are known. */
void lr_mapguard_name(const void *p, size_t n, const char *path);

/* Call work, which may only read, and write to memory that holds no state when
 * it is left in the middle. False: it was, since a file was cut. */
bool lr_mapguard_run(void (*work)(void *arg), void *arg);

#endif
