/*
 * arena: many small pieces that are given back together. Owns its memory;
 * a piece lives until reset or free. Never moves what it handed out.
 */
#ifndef LR_ARENA_H
#define LR_ARENA_H

#include "span.h"

struct lr_arena_block;

struct lr_arena {
	struct lr_arena_block *head;
	size_t used; /* bytes handed out */
	size_t max;  /* ceiling of used */
};

void lr_arena_init(struct lr_arena *a, size_t max);
void lr_arena_free(struct lr_arena *a);

/* Give everything back, keep the first block for what comes next. */
void lr_arena_reset(struct lr_arena *a);

/* n bytes aligned for any type, or NULL: no memory, or the ceiling. */
void *lr_arena_alloc(struct lr_arena *a, size_t n);

/* A copy of s, with a NUL after it that does not count. { NULL, 0 } when
 * there is no room. */
struct lr_span lr_arena_dup(struct lr_arena *a, struct lr_span s);

#endif
