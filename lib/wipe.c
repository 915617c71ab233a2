#include "wipe.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The length stands before each piece. */
#define BEFORE                                                                \
	((sizeof(size_t) + alignof(max_align_t) - 1) / alignof(max_align_t) * \
	    alignof(max_align_t))

void
lr_wipe(void *p, size_t n)
{
	/* volatile: the compiler cannot know that it is memset */
	static void *(*const volatile set)(void *, int, size_t) = memset;

	if (n > 0)
		set(p, 0, n);
}

static size_t
length(const void *p)
{
	size_t n;

	memcpy(&n, (const char *)p - BEFORE, sizeof(n));
	return n;
}

void *
lr_wiped_malloc(size_t n)
{
	char *p = n > SIZE_MAX - BEFORE ? NULL : malloc(n + BEFORE);

	if (p == NULL)
		return NULL;
	memcpy(p, &n, sizeof(n));
	return p + BEFORE;
}

void *
lr_wiped_calloc(size_t n, size_t size)
{
	void *p;

	if (size > 0 && n > SIZE_MAX / size)
		return NULL;
	if ((p = lr_wiped_malloc(n * size)) != NULL)
		memset(p, 0, n * size);
	return p;
}

void *
lr_wiped_realloc(void *p, size_t n)
{
	void *q = lr_wiped_malloc(n);
	size_t had;

	if (q == NULL || p == NULL)
		return q;
	had = length(p);
	memcpy(q, p, had < n ? had : n);
	lr_wiped_free(p);
	return q;
}

char *
lr_wiped_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = lr_wiped_malloc(n);

	if (p != NULL)
		memcpy(p, s, n);
	return p;
}

void
lr_wiped_free(void *p)
{
	char *piece = p;
	size_t n;

	if (piece == NULL)
		return;
	n = length(piece) + BEFORE;
	piece -= BEFORE;
	lr_wipe(piece, n);
	free(piece);
}
