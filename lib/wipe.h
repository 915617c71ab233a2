/*
 * wipe: memory that is overwritten before it is given back, for keys and for
 * what tells of people. The five know the length of what they handed out, so
 * that a library of others that takes an allocator (libcurl) leaves nothing
 * behind either. They fail like their namesakes.
 */
#ifndef LR_WIPE_H
#define LR_WIPE_H

#include <stddef.h>

/* Overwrite n bytes with zeros, also where nobody reads them afterwards. */
void lr_wipe(void *p, size_t n);

void *lr_wiped_malloc(size_t n);
void *lr_wiped_calloc(size_t n, size_t size);
void *lr_wiped_realloc(void *p, size_t n);
char *lr_wiped_strdup(const char *s);
void lr_wiped_free(void *p);

#endif
