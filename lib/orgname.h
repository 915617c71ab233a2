/*
 * orgname: names of organisations as the tables of the internet have them
 * ("BIGRED-NET-AU Big Red Group", "LATECH - Lousiana Tech University, US",
 * "ACME-CORP-AS"): the name a person would say, and what its words tell.
 */
#ifndef LR_ORGNAME_H
#define LR_ORGNAME_H

#include <stdint.h>

#include "span.h"
#include "words.h"

#define LR_ORGNAME_MAX 160u /* bytes of a name; longer ones are cut */

/* What words tell, lib/tables/provider-words, org-words, legal-forms. */
enum lr_mark {
	LR_MARK_ISP = 1 << 0,
	LR_MARK_MOBILE = 1 << 1,
	LR_MARK_HOSTING = 1 << 2,
	LR_MARK_VPN = 1 << 3,
	LR_MARK_RELAY = 1 << 4,
	LR_MARK_GATEWAY = 1 << 5,
	LR_MARK_HINT = 1 << 6, /* may be a provider */
	LR_MARK_EDUCATION = 1 << 7,
	LR_MARK_GOVERNMENT = 1 << 8,
	LR_MARK_PUBLIC = 1 << 9, /* weaker than GOVERNMENT */
	LR_MARK_TRADE = 1 << 10, /* a line of business */
	LR_MARK_PLACE = 1 << 11, /* a street, a floor: an address, no name */
	LR_MARK_LEGAL = 1 << 12,
	LR_MARK_PERSON = 1 << 13, /* one person in business */
	LR_MARK_SOCIETY = 1 << 14,
	LR_MARK_RESEARCH = 1 << 15,	/* a network of universities */
	LR_MARK_INTERNATIONAL = 1 << 16 /* or the branch of a foreign company */
};
#define LR_MARK_PROVIDER 0x3fu /* ISP to GATEWAY */

struct lr_orgname {
	char
	    name[LR_ORGNAME_MAX]; /* for people: UTF-8, no control characters */
	size_t n;		  /* 0: there is no usable name */
	uint32_t marks;		  /* of the name */
	uint32_t handle;	  /* of the registry's handle before it */
	bool handle_only;	  /* name is a handle made readable */
	char folded[LR_FOLD_MAX + 1];
	size_t folded_n;
};

/* Read a name. country, two letters or empty, is where it is registered and
 * helps to tell what is not part of the name. Never fails: n may be 0. */
void lr_orgname_read(
    struct lr_span text, struct lr_span country, struct lr_orgname *o);

/* The marks of a domain's label ("big-telecom"). */
uint32_t lr_orgname_label(struct lr_span label);

/* Probably the same organisation: the same first words, legal forms apart. */
bool lr_orgname_same(const struct lr_orgname *a, const struct lr_orgname *b);

/* Probably the owner of a domain that has this label. */
bool lr_orgname_owns(const struct lr_orgname *o, struct lr_span label);

#endif
