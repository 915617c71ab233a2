/*
 * person: what a provider says of one person, and the names of the fields as
 * lr-employees writes them.
 */
#ifndef LR_PERSON_H
#define LR_PERSON_H

#include <stdint.h>

#include "span.h"

#define LR_PERSON_TEXT 512u /* bytes of a field; longer ones are cut */
#define LR_PERSON_UNSURE (-1)

enum lr_person_field {
	LR_PERSON_TITLE, /* academic */
	LR_PERSON_FIRST,
	LR_PERSON_LAST,
	LR_PERSON_POSITION,
	LR_PERSON_SENIORITY,
	LR_PERSON_DEPARTMENT,
	LR_PERSON_EMAIL,
	LR_PERSON_EMAIL_TYPE,
	LR_PERSON_PHONE,
	LR_PERSON_LINKEDIN,
	LR_PERSON_XING,
	LR_PERSON_URL, /* where it was found */
	LR_PERSON_FIELDS
};

struct lr_person {
	struct lr_span field[LR_PERSON_FIELDS]; /* n is 0: not known */
	int confidence; /* 0 to 100, or LR_PERSON_UNSURE */
};

/* "first_name" and so on. */
const char *lr_person_field_name(enum lr_person_field f);

/* What the names of two people are compared by: without case, accents, titles
 * and middle initials, an umlaut as two letters in one key and as one in the
 * other. Hashes that live as long as the process; 0: half a name or none. */
struct lr_person_key {
	uint64_t key[2];
};
struct lr_person_key lr_person_key(const struct lr_person *p);

/* Probably the same name. */
bool lr_person_same_name(struct lr_person_key a, struct lr_person_key b);

#endif
