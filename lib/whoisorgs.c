#include "whoisorgs.h"

#include <stdlib.h>

#include "limits.h"

#define KEYS (4u << 20) /* bytes of all handles */

void
lr_whoisorgs_init(struct lr_whoisorgs *o)
{
	lr_map_init(&o->number, KEYS);
	o->org = NULL;
	o->cap = 0;
}

void
lr_whoisorgs_free(struct lr_whoisorgs *o)
{
	lr_map_free(&o->number);
	free(o->org);
	o->org = NULL;
}

enum lr_err
lr_whoisorgs_get(struct lr_whoisorgs *o, struct lr_span server,
    struct lr_span handle, uint32_t *number)
{
	char key[LR_NAME_MAX + 80];
	struct lr_whoisorg *org;
	uint32_t cap;

	if (server.n + 1 + handle.n > sizeof(key))
		return LR_ENOMEM;
	if (o->number.n == o->cap) {
		cap = o->cap == 0 ? 64 : o->cap * 2;
		org = realloc(o->org, cap * sizeof(*org));
		if (org == NULL)
			return LR_ENOMEM;
		memset(org + o->cap, 0, (cap - o->cap) * sizeof(*org));
		o->org = org;
		o->cap = cap;
	}
	memcpy(key, server.p, server.n);
	key[server.n] = ' ';
	memcpy(key + server.n + 1, handle.p, handle.n);
	return lr_map_add(
	    &o->number, lr_span(key, server.n + 1 + handle.n), number, NULL);
}

void
lr_whoisorgs_know(
    struct lr_whoisorgs *o, uint32_t number, const struct lr_registration *reg)
{
	struct lr_whoisorg *org = &o->org[number];

	org->state = LR_WHOISORG_KNOWN;
	org->n = reg->n_holder;
	memcpy(org->name, reg->holder, reg->n_holder);
	memcpy(org->country, reg->country, sizeof(org->country));
}

void
lr_whoisorgs_use(
    const struct lr_whoisorgs *o, uint32_t number, struct lr_registration *reg)
{
	const struct lr_whoisorg *org = &o->org[number];

	if (org->n > 0)
		lr_registration_holder(reg, lr_span(org->name, org->n));
	if (reg->country[0] == '\0')
		memcpy(reg->country, org->country, sizeof(org->country));
}
