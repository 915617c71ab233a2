#include <stdlib.h>

#include "hash.h"
#include "lr-blacklist.h"

#define SLOTS (1u << 15) /* of 48 bytes: 1.5 MiB */

struct memo {
	uint64_t seed;
	struct slot {
		char text[46];
		unsigned char n, state;
	} slot[SLOTS];
};

struct memo *
memo_new(void)
{
	struct memo *m = calloc(1, sizeof(*m));

	if (m != NULL)
		m->seed = lr_hash_seed();
	return m;
}

unsigned char *
memo_slot(struct memo *m, struct lr_span text)
{
	struct slot *s;

	if (text.n > sizeof(s->text))
		return NULL;
	s = &m->slot[lr_hash(text, m->seed) % SLOTS];
	if (s->n != text.n || memcmp(s->text, text.p, text.n) != 0) {
		memcpy(s->text, text.p, text.n);
		s->n = (unsigned char)text.n;
		s->state = 0;
	}
	return &s->state;
}

bool
record_ip(struct lr_record *rec, struct lr_span *text)
{
	*text = lr_record_str(rec, LR_SPAN("ip"));
	if (text->n == 0)
		rec->why = "no ip: whose record it is cannot be told";
	return text->n > 0;
}
