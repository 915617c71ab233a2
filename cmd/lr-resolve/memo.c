#include "memo.h"

#include <stdlib.h>

#include "hash.h"

#define BLOCK 4096u		  /* entries */
#define NAMES_SHIFT 18		  /* bytes of a block of names, as a power */
#define NAMES (1u << NAMES_SHIFT) /* 2^32 bytes of names in all */

void
memo_init(struct memo *m)
{
	*m = (struct memo){ .seed = lr_hash_seed(), .used = NAMES };
}

void
memo_free(struct memo *m)
{
	uint32_t i;

	for (i = 0; i < m->n_blocks; i++)
		free(m->blocks[i]);
	for (i = 0; i < m->n_names; i++)
		free(m->names[i]);
	free(m->blocks);
	free(m->names);
	free(m->slots);
	memo_init(m);
}

struct memo_entry *
memo_at(const struct memo *m, uint32_t id)
{
	return &m->blocks[id / BLOCK][id % BLOCK];
}

static uint32_t
home(const struct memo *m, const struct lr_ip *ip)
{
	return (uint32_t)lr_hash(
		   lr_span((const char *)ip->b, sizeof(ip->b)), m->seed) &
	    m->mask;
}

/* Twice the slots, filled to two thirds at most. */
static enum lr_err
grow_slots(struct memo *m)
{
	uint32_t n = m->slots == NULL ? 1024 : (m->mask + 1) * 2, i, at;
	uint32_t *slots = calloc(n, sizeof(*slots));

	if (slots == NULL)
		return LR_ENOMEM;
	free(m->slots);
	m->slots = slots;
	m->mask = n - 1;
	for (i = 0; i < m->n; i++) {
		at = home(m, &memo_at(m, i)->ip);
		while (slots[at] != 0)
			at = (at + 1) & m->mask;
		slots[at] = i + 1;
	}
	return LR_OK;
}

static enum lr_err
grow_entries(struct memo *m)
{
	struct memo_entry **blocks =
	    realloc(m->blocks, (m->n_blocks + 1) * sizeof(*blocks));

	if (blocks == NULL)
		return LR_ENOMEM;
	m->blocks = blocks;
	blocks[m->n_blocks] = malloc(BLOCK * sizeof(**blocks));
	if (blocks[m->n_blocks] == NULL)
		return LR_ENOMEM;
	m->n_blocks++;
	return LR_OK;
}

enum lr_err
memo_add(struct memo *m, const struct lr_ip *ip, uint32_t *id, bool *added)
{
	struct memo_entry *e;
	enum lr_err err;
	uint32_t at;

	*added = false;
	if ((m->slots == NULL || m->n / 2 >= (m->mask + 1) / 3) &&
	    (err = grow_slots(m)) != LR_OK)
		return err;
	for (at = home(m, ip); m->slots[at] != 0; at = (at + 1) & m->mask) {
		*id = m->slots[at] - 1;
		if (memcmp(memo_at(m, *id)->ip.b, ip->b, sizeof(ip->b)) == 0)
			return LR_OK;
	}
	if (m->n == m->n_blocks * BLOCK && (err = grow_entries(m)) != LR_OK)
		return err;
	*id = m->n++;
	m->slots[at] = m->n;
	e = memo_at(m, *id);
	*e = (struct memo_entry){ .ip = *ip };
	*added = true;
	return LR_OK;
}

/* Room for n bytes of a name; where it is goes to *where. */
static char *
name_room(struct memo *m, size_t n, uint32_t *where)
{
	char **names, *p;

	if (NAMES - m->used < n) {
		if (m->n_names == UINT32_MAX >> NAMES_SHIFT)
			return NULL;
		names = realloc(m->names, (m->n_names + 1) * sizeof(*names));
		if (names == NULL)
			return NULL;
		m->names = names;
		if ((names[m->n_names] = malloc(NAMES)) == NULL)
			return NULL;
		m->n_names++;
		m->used = 0;
	}
	*where = (m->n_names - 1) << NAMES_SHIFT | (uint32_t)m->used;
	p = m->names[m->n_names - 1] + m->used;
	m->used += n;
	return p;
}

enum lr_err
memo_set(
    struct memo *m, uint32_t id, enum memo_state state, struct lr_span name)
{
	struct memo_entry *e = memo_at(m, id);
	char *p;

	e->state = MEMO_UNKNOWN;
	if (state >= MEMO_NAME) {
		if ((p = name_room(m, name.n, &e->name)) == NULL)
			return LR_ENOMEM;
		memcpy(p, name.p, name.n);
		e->n = (unsigned char)name.n;
	}
	e->state = (unsigned char)state;
	return LR_OK;
}

struct lr_span
memo_name(const struct memo *m, const struct memo_entry *e)
{
	return lr_span(
	    m->names[e->name >> NAMES_SHIFT] + (e->name & (NAMES - 1)), e->n);
}
