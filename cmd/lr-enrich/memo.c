#include "enrich.h"

#include <stdlib.h>

#include "hash.h"

/* Ceilings: 8 MiB of addresses, 4 MiB of evidence, 8 MiB of answers, and
 * about 4 MiB of tables that join them. */
#define SLOTS (UINT32_C(1) << 17)
#define ANSWERS (UINT32_C(1) << 16)
#define KEY_BYTES ((size_t)4 << 20)
#define TEXT_BYTES ((size_t)8 << 20)
#define TEXT_MOST ((size_t)1 << 20) /* of one answer */

/* An address as it stands in the record, and its answer: one cache line. */
struct slot {
	struct answer a;
	unsigned char n; /* of text; 0: empty */
	char text[LR_IP_TEXT];
};
#define BOT_BIT 0x80u /* of n: beside a bot's name */

enum lr_err
memo_init(struct memo *m)
{
	m->seed = lr_hash_seed();
	lr_map_init(&m->keys, KEY_BYTES);
	lr_arena_init(&m->texts, TEXT_BYTES);
	m->slots = aligned_alloc(64, SLOTS * sizeof(*m->slots));
	m->answers = calloc(ANSWERS, sizeof(*m->answers));
	if (m->slots == NULL || m->answers == NULL) {
		memo_free(m);
		return LR_ENOMEM;
	}
	memset(m->slots, 0, SLOTS * sizeof(*m->slots));
	return LR_OK;
}

void
memo_free(struct memo *m)
{
	free(m->slots);
	free(m->answers);
	lr_map_free(&m->keys);
	lr_arena_free(&m->texts);
	m->slots = NULL;
	m->answers = NULL;
}

static void
begin_anew(struct memo *m)
{
	lr_map_free(&m->keys);
	lr_map_init(&m->keys, KEY_BYTES);
	lr_arena_reset(&m->texts);
	memset(m->slots, 0, SLOTS * sizeof(*m->slots));
	memset(m->answers, 0, ANSWERS * sizeof(*m->answers));
}

static inline struct slot *
slot_of(const struct memo *m, struct lr_span ip, bool bot)
{
	return &m->slots[lr_hash(ip, m->seed + bot) & (SLOTS - 1)];
}

const struct answer *
memo_address(const struct memo *m, struct lr_span ip, bool bot)
{
	const struct slot *s;

	if (ip.n == 0 || ip.n > LR_IP_TEXT)
		return NULL;
	s = slot_of(m, ip, bot);
	return s->n == (ip.n | (bot ? BOT_BIT : 0)) &&
		memcmp(s->text, ip.p, ip.n) == 0
	    ? &s->a
	    : NULL;
}

void
memo_keep_address(struct memo *m, struct lr_span ip, bool bot, uint32_t id)
{
	struct slot *s;

	if (ip.n == 0 || ip.n > LR_IP_TEXT)
		return;
	s = slot_of(m, ip, bot);
	s->a = m->answers[id];
	s->n = (unsigned char)(ip.n | (bot ? BOT_BIT : 0));
	memcpy(s->text, ip.p, ip.n);
}

enum lr_err
memo_evidence(struct memo *m, struct lr_span key, uint32_t *id)
{
	enum lr_err err = LR_ENOMEM;

	if ((*id = lr_map_find(&m->keys, key)) != LR_MAP_NONE)
		return LR_OK;
	if (m->keys.n < ANSWERS && m->texts.used < TEXT_BYTES - TEXT_MOST)
		err = lr_map_add(&m->keys, key, id, NULL);
	if (err != LR_ENOMEM)
		return err;
	begin_anew(m);
	return lr_map_add(&m->keys, key, id, NULL);
}

enum lr_err
memo_keep(struct memo *m, uint32_t id, const struct answer *a)
{
	struct lr_span copy = lr_arena_dup(&m->texts, a->text);

	if (copy.p == NULL)
		return LR_ENOMEM;
	m->answers[id] = *a;
	m->answers[id].text = copy;
	return LR_OK;
}
