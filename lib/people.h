/*
 * people: the persons of one company that several providers have found, each
 * once. Keeps them in memory that is locked and wiped.
 *
 * Two entries are one person when they have the same e-mail address or
 * profile, or the same name and nothing that tells them apart (two addresses,
 * two profiles of one network). What the earlier provider said stays; a later
 * one adds what was missing, and every field remembers who said it.
 */
#ifndef LR_PEOPLE_H
#define LR_PEOPLE_H

#include <stdint.h>

#include "err.h"
#include "person.h"
#include "vault.h"

#define LR_PEOPLE_MAX 10000u /* of one company */

struct lr_entry {
	struct lr_person person;
	struct lr_person_key key;
	unsigned char from[LR_PERSON_FIELDS]; /* provider of each field */
	uint32_t sources;		      /* bit set of providers */
};

struct lr_people {
	struct lr_vault vault;
	struct lr_entry *entry;
	uint32_t n, cap;
	bool full; /* some were left out, past LR_PEOPLE_MAX */
};

/* Zeroed is empty. provider is 0 to 31. Texts become well-formed, lose what is
 * unsafe on a terminal and are cut at LR_PERSON_TEXT. Someone without a name
 * and an address, or without any field, is left out. LR_ENOMEM. */
enum lr_err lr_people_add(
    struct lr_people *l, const struct lr_person *p, unsigned provider);

/* Wipes. */
void lr_people_free(struct lr_people *l);

#endif
