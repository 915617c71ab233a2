#include "map.h"

#include <stdlib.h>

#include "hash.h"

struct lr_map_slot {
	uint32_t tag; /* upper half of the hash */
	uint32_t id;  /* LR_MAP_NONE: free */
};

void
lr_map_init(struct lr_map *m, size_t max)
{
	*m = (struct lr_map){ .seed = lr_hash_seed() };
	lr_arena_init(&m->keys, max);
}

void
lr_map_free(struct lr_map *m)
{
	lr_arena_free(&m->keys);
	free(m->slots);
	free(m->key);
	lr_map_init(m, m->keys.max);
}

/* Where the key is, or the free slot where it would go. */
static struct lr_map_slot *
slot_of(const struct lr_map *m, struct lr_span key, uint64_t h)
{
	uint32_t i = (uint32_t)h & m->mask, tag = (uint32_t)(h >> 32);

	while (m->slots[i].id != LR_MAP_NONE) {
		if (m->slots[i].tag == tag &&
		    lr_span_eq(m->key[m->slots[i].id], key))
			break;
		i = (i + 1) & m->mask;
	}
	return &m->slots[i];
}

uint32_t
lr_map_find(const struct lr_map *m, struct lr_span key)
{
	if (m->n == 0)
		return LR_MAP_NONE;
	return slot_of(m, key, lr_hash(key, m->seed))->id;
}

/* Twice the slots, filled to half at most. */
static enum lr_err
grow(struct lr_map *m)
{
	uint32_t cap = m->slots == NULL ? 64 : (m->mask + 1) * 2, i;
	struct lr_map_slot *old = m->slots, *slots;
	struct lr_span *key;

	if (cap == 0 || cap > UINT32_MAX / 2)
		return LR_ENOMEM;
	key = realloc(m->key, cap / 2 * sizeof(*key));
	if (key == NULL)
		return LR_ENOMEM;
	m->key = key;
	if ((slots = malloc(cap * sizeof(*slots))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < cap; i++)
		slots[i].id = LR_MAP_NONE;
	m->slots = slots;
	m->mask = cap - 1;
	m->cap = cap / 2;
	for (i = 0; i < m->n; i++) {
		uint64_t h = lr_hash(m->key[i], m->seed);
		uint32_t at = (uint32_t)h & m->mask;

		while (slots[at].id != LR_MAP_NONE)
			at = (at + 1) & m->mask;
		slots[at] = (struct lr_map_slot){ (uint32_t)(h >> 32), i };
	}
	free(old);
	return LR_OK;
}

enum lr_err
lr_map_add(struct lr_map *m, struct lr_span key, uint32_t *id, bool *added)
{
	uint64_t h = lr_hash(key, m->seed);
	struct lr_map_slot *slot;
	struct lr_span copy;
	enum lr_err err;

	if (added != NULL)
		*added = false;
	if (m->n > 0 && (slot = slot_of(m, key, h))->id != LR_MAP_NONE) {
		*id = slot->id;
		return LR_OK;
	}
	if (m->n >= m->cap && (err = grow(m)) != LR_OK)
		return err;
	if ((copy = lr_arena_dup(&m->keys, key)).p == NULL)
		return LR_ENOMEM;
	slot = slot_of(m, key, h);
	*slot = (struct lr_map_slot){ (uint32_t)(h >> 32), m->n };
	m->key[m->n] = copy;
	*id = m->n++;
	if (added != NULL)
		*added = true;
	return LR_OK;
}
