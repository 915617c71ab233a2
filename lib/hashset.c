#include "hashset.h"

#include <stdlib.h>

void
lr_hashset_init(struct lr_hashset *s)
{
	*s = (struct lr_hashset){ .hash = NULL };
}

void
lr_hashset_free(struct lr_hashset *s)
{
	free(s->hash);
	free(s->start);
	lr_hashset_init(s);
}

enum lr_err
lr_hashset_add(struct lr_hashset *s, const unsigned char *hash)
{
	size_t n = s->n;
	void *p;

	if (n > 0 && memcmp(s->hash[n - 1], hash, LR_KEYHASH) >= 0)
		return LR_EBAD;
	if (n >= LR_HASHSET_MAX)
		return LR_ENOMEM;
	if (n == 0 || (n >= 64 && (n & (n - 1)) == 0)) {
		p = realloc(s->hash, (n == 0 ? 64 : n * 2) * LR_KEYHASH);
		if (p == NULL)
			return LR_ENOMEM;
		s->hash = p;
	}
	memcpy(s->hash[s->n++], hash, LR_KEYHASH);
	return LR_OK;
}

static uint32_t
bucket(const struct lr_hashset *s, const unsigned char *hash)
{
	uint32_t top = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 |
	    (uint32_t)hash[2] << 8 | hash[3];

	return s->bits == 0 ? 0 : top >> (32 - s->bits);
}

enum lr_err
lr_hashset_ready(struct lr_hashset *s)
{
	uint32_t i, at = 0, buckets;

	free(s->start);
	for (s->bits = 0; s->n >> s->bits > 4; s->bits++)
		;
	buckets = 1u << s->bits;
	if ((s->start = malloc((buckets + 1) * sizeof(*s->start))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < buckets; i++) {
		while (at < s->n && bucket(s, s->hash[at]) < i)
			at++;
		s->start[i] = at;
	}
	s->start[buckets] = (uint32_t)s->n;
	return LR_OK;
}

bool
lr_hashset_has(const struct lr_hashset *s, const unsigned char *hash)
{
	uint32_t i, at, end;

	if (s->n == 0)
		return false;
	i = bucket(s, hash);
	end = s->start[i + 1];
	for (at = s->start[i]; at < end; at++)
		if (memcmp(s->hash[at], hash, LR_KEYHASH) == 0)
			return true;
	return false;
}
