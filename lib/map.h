/*
 * map: bytes -> a small number. The first key added is 0, the next 1, and so
 * on; callers keep what belongs to a key in arrays of their own. Owns copies
 * of the keys. There is no removal.
 */
#ifndef LR_MAP_H
#define LR_MAP_H

#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "span.h"

#define LR_MAP_NONE UINT32_MAX

struct lr_map {
	struct lr_arena keys;
	struct lr_map_slot *slots;
	struct lr_span *key; /* by number; lives as long as the map */
	uint32_t n;
	uint32_t cap;  /* of key */
	uint32_t mask; /* of slots */
	uint64_t seed;
};

/* max is the ceiling of the bytes of all keys. Allocates nothing yet. */
void lr_map_init(struct lr_map *m, size_t max);
void lr_map_free(struct lr_map *m);

/* The number of a key, or LR_MAP_NONE. */
uint32_t lr_map_find(const struct lr_map *m, struct lr_span key);

/* The number of a key, which is added when it is new (then *id == m->n - 1
 * and *added is true). added may be NULL. LR_ENOMEM: no room. */
enum lr_err lr_map_add(
    struct lr_map *m, struct lr_span key, uint32_t *id, bool *added);

#endif
