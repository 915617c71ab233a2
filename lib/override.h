/*
 * override: what the operator knows better than every rule. A text of lines,
 * tab-separated, # for comments:
 *
 *	network	192.0.2.0/24	company	Example GmbH	example.com
 *	domain	example.net	isp
 *	as	64496	hosting
 *	name	*example telecom*	isp
 *
 * Read once, then read-only; it owns a copy of the text. Of networks the
 * smallest that holds the address counts, of domains the longest, of names
 * the first that fits; of equal lines the last, but for names.
 */
#ifndef LR_OVERRIDE_H
#define LR_OVERRIDE_H

#include <stdint.h>

#include "err.h"
#include "ip.h"
#include "kind.h"

#define LR_OVERRIDES_BYTES (64u << 20) /* of the text */
#define LR_OVERRIDES_NAMES_MAX 4096u   /* patterns: each is tried */
#define LR_OVERRIDE_PATTERN_MAX 255u
#define LR_OVERRIDE_NONE UINT32_MAX

struct lr_override {
	enum lr_kind kind;
	bool is_network;
	unsigned long number;	/* of the line, from 1 */
	struct lr_span pattern; /* as it stands in the text */
	struct lr_span company; /* may be absent, as may */
	struct lr_span domain;	/* be this */
};

struct lr_overrides; /* heap */

/* LR_EBAD, LR_ETOOLONG: *line and *why, a few words, say what is wrong. */
enum lr_err lr_overrides_new(struct lr_overrides **o, struct lr_span text,
    unsigned long *line, const char **why);
void lr_overrides_free(struct lr_overrides *o);

/* The line that counts, by its place among the lines, or LR_OVERRIDE_NONE. */
uint32_t lr_override_network(
    const struct lr_overrides *o, const struct lr_ip *ip);
/* host is in lower case, without a dot at its end, as hostname has it. */
uint32_t lr_override_domain(const struct lr_overrides *o, struct lr_span host);
uint32_t lr_override_as(const struct lr_overrides *o, uint64_t asn);
uint32_t lr_override_name(const struct lr_overrides *o, struct lr_span name);

/* How many lines there are; their numbers are those below it. */
uint32_t lr_overrides_count(const struct lr_overrides *o);

/* What that line says. */
const struct lr_override *lr_override_get(
    const struct lr_overrides *o, uint32_t id);

#endif
