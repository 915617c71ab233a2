/*
 * whoisorgs: names of organisations by their handles, each asked for once in a
 * run. A part of whois.
 */
#ifndef LR_WHOISORGS_H
#define LR_WHOISORGS_H

#include "map.h"
#include "registration.h"

enum lr_whoisorg_state {
	LR_WHOISORG_UNKNOWN, /* who wants to know has to ask */
	LR_WHOISORG_ASKED,   /* somebody does */
	LR_WHOISORG_KNOWN    /* perhaps that there is none */
};

struct lr_whoisorg {
	enum lr_whoisorg_state state;
	unsigned char n;
	char country[2];
	char name[LR_HOLDER_MAX];
};

struct lr_whoisorgs {
	struct lr_map number;
	struct lr_whoisorg *org; /* by number; moves when one is added */
	uint32_t cap;
};

void lr_whoisorgs_init(struct lr_whoisorgs *o);
void lr_whoisorgs_free(struct lr_whoisorgs *o);

/* The number of the organisation that a server calls handle. LR_ENOMEM. */
enum lr_err lr_whoisorgs_get(struct lr_whoisorgs *o, struct lr_span server,
    struct lr_span handle, uint32_t *number);

/* Now it is known: the holder and country of reg. */
void lr_whoisorgs_know(
    struct lr_whoisorgs *o, uint32_t number, const struct lr_registration *reg);

/* Set holder and, when unknown, the country. */
void lr_whoisorgs_use(
    const struct lr_whoisorgs *o, uint32_t number, struct lr_registration *reg);

#endif
