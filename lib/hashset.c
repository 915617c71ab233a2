#include "hashset.h"

#include <stdlib.h>

void
lr_hashset_init(struct lr_hashset *s)
{
	*s = (struct lr_hashset){ .sorted = NULL };
}

void
lr_hashset_free(struct lr_hashset *s)
{
	free(s->sorted);
	free(s->slot);
	lr_hashset_init(s);
}

/* 0 is what an empty slot holds. */
static uint64_t
first_bytes(const unsigned char *hash)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < 8; i++)
		v = v << 8 | hash[i];
	return v == 0 ? 1 : v;
}

enum lr_err
lr_hashset_add(struct lr_hashset *s, const unsigned char *hash)
{
	size_t n = s->n;
	void *p;

	if (n > 0 && memcmp(s->last, hash, LR_KEYHASH) >= 0)
		return LR_EBAD;
	if (n >= LR_HASHSET_MAX)
		return LR_ENOMEM;
	if (n == 0 || (n >= 64 && (n & (n - 1)) == 0)) {
		p = realloc(
		    s->sorted, (n == 0 ? 64 : n * 2) * sizeof(*s->sorted));
		if (p == NULL)
			return LR_ENOMEM;
		s->sorted = p;
	}
	memcpy(s->last, hash, LR_KEYHASH);
	s->sorted[s->n++] = first_bytes(hash);
	return LR_OK;
}

/* Places are in the order of the hashes, and half of them stay empty. */
static size_t
place(const struct lr_hashset *s, uint64_t v)
{
	return (size_t)((v >> 32) * s->slots >> 32);
}

enum lr_err
lr_hashset_ready(struct lr_hashset *s)
{
	size_t i, at, next = 0;

	s->slots = s->n * 2;
	for (i = 0; i < s->n; i++) {
		at = place(s, s->sorted[i]);
		next = (at > next ? at : next) + 1;
	}
	/* one is always empty, at the end */
	next = (next > s->slots ? next : s->slots) + 1;
	if ((s->slot = calloc(next, sizeof(*s->slot))) == NULL)
		return LR_ENOMEM;
	for (i = next = 0; i < s->n; i++) {
		at = place(s, s->sorted[i]);
		if (at < next)
			at = next;
		s->slot[at] = s->sorted[i];
		next = at + 1;
	}
	free(s->sorted);
	s->sorted = NULL;
	return LR_OK;
}

bool
lr_hashset_has(const struct lr_hashset *s, const unsigned char *hash)
{
	uint64_t v = first_bytes(hash);
	const uint64_t *p;

	if (s->slot == NULL)
		return false;
	for (p = s->slot + place(s, v); *p != 0 && *p < v; p++)
		;
	return *p == v;
}
