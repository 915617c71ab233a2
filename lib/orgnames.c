#include "orgnames.h"

#include <stdlib.h>

#include "hash.h"

#define SLOTS 8192u
#define TEXT_MOST 160u /* longer texts are read each time */

/* A text and what was read; one text a slot, the last one. */
struct slot {
	unsigned char n; /* of text; 0: empty */
	bool has_country;
	char country[2]; /* or zeroes */
	char text[TEXT_MOST];
	struct lr_orgname o;
};

struct lr_orgnames {
	uint64_t seed;
	struct slot slot[SLOTS];
};

enum lr_err
lr_orgnames_new(struct lr_orgnames **t)
{
	struct lr_orgnames *new = calloc(1, sizeof(*new));

	if (new == NULL)
		return LR_ENOMEM;
	new->seed = lr_hash_seed();
	*t = new;
	return LR_OK;
}

void
lr_orgnames_free(struct lr_orgnames *t)
{
	free(t);
}

/* Only what is in use of the texts. */
static void
copy(const struct lr_orgname *from, struct lr_orgname *to)
{
	to->n = from->n;
	memcpy(to->name, from->name, from->n);
	to->marks = from->marks;
	to->handle = from->handle;
	to->handle_only = from->handle_only;
	to->folded_n = from->folded_n;
	memcpy(to->folded, from->folded, from->folded_n + 1);
}

void
lr_orgnames_read(struct lr_orgnames *t, struct lr_span text,
    struct lr_span country, struct lr_orgname *o)
{
	bool has = country.n == 2;
	char cc[2] = { 0, 0 };
	uint64_t hash;
	struct slot *s;

	if (text.n == 0 || text.n > TEXT_MOST) {
		lr_orgname_read(text, country, o);
		return;
	}
	if (has) /* others tell nothing */
		memcpy(cc, country.p, 2);
	hash = lr_hash_with(lr_hash(text, t->seed), (unsigned char)cc[0]);
	hash = lr_hash_with(hash, (unsigned char)cc[1]);
	s = &t->slot[hash >> 32 & (SLOTS - 1)];
	if (s->n == text.n && s->has_country == has &&
	    memcmp(s->country, cc, 2) == 0 &&
	    memcmp(s->text, text.p, text.n) == 0) {
		copy(&s->o, o);
		return;
	}
	lr_orgname_read(text, country, o);
	s->n = (unsigned char)text.n;
	s->has_country = has;
	memcpy(s->country, cc, 2);
	memcpy(s->text, text.p, text.n);
	copy(o, &s->o);
}
