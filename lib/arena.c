#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#define BLOCK 65536u

struct lr_arena_block {
	struct lr_arena_block *next;
	size_t n;
	size_t cap;
	alignas(max_align_t) char p[];
};

void
lr_arena_init(struct lr_arena *a, size_t max)
{
	*a = (struct lr_arena){ .max = max };
}

static void
drop(struct lr_arena_block *b)
{
	while (b != NULL) {
		struct lr_arena_block *next = b->next;

		free(b);
		b = next;
	}
}

void
lr_arena_free(struct lr_arena *a)
{
	drop(a->head);
	*a = (struct lr_arena){ .max = a->max };
}

void
lr_arena_reset(struct lr_arena *a)
{
	if (a->head != NULL) {
		drop(a->head->next);
		a->head->next = NULL;
		a->head->n = 0;
	}
	a->used = 0;
}

/* Pieces of one byte alignment are packed: text is most of what we keep. */
static char *
take(struct lr_arena *a, size_t n, size_t align)
{
	struct lr_arena_block *b = a->head;
	size_t at = 0, cap;

	if (n > a->max - a->used)
		return NULL;
	if (b != NULL)
		at = (b->n + align - 1) & ~(align - 1);
	if (b == NULL || at > b->cap || n > b->cap - at) {
		cap = n > BLOCK ? n : BLOCK;
		if (cap > SIZE_MAX - sizeof(*b) ||
		    (b = malloc(sizeof(*b) + cap)) == NULL)
			return NULL;
		b->next = a->head;
		b->cap = cap;
		a->head = b;
		at = 0;
	}
	b->n = at + n;
	a->used += n;
	return b->p + at;
}

void *
lr_arena_alloc(struct lr_arena *a, size_t n)
{
	return take(a, n, alignof(max_align_t));
}

struct lr_span
lr_arena_dup(struct lr_arena *a, struct lr_span s)
{
	char *p = s.n == SIZE_MAX ? NULL : take(a, s.n + 1, 1);

	if (p == NULL)
		return (struct lr_span){ NULL, 0 };
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return (struct lr_span){ p, s.n };
}
