/*
 * kind: what an address is: the word that every verdict comes down to.
 */
#ifndef LR_KIND_H
#define LR_KIND_H

#include "span.h"

enum lr_kind {
	LR_KIND_UNKNOWN,
	LR_KIND_COMPANY,
	LR_KIND_EDUCATION,
	LR_KIND_GOVERNMENT,
	LR_KIND_ISP,
	LR_KIND_MOBILE,
	LR_KIND_HOSTING,
	LR_KIND_VPN,
	LR_KIND_RELAY,
	LR_KIND_GATEWAY,
	LR_KIND_CRAWLER,
	LR_KIND_RESERVED,
	LR_KINDS
};

/* "company", ... */
const char *lr_kind_name(enum lr_kind kind);
/* LR_KINDS: no kind has that name. */
enum lr_kind lr_kind_parse(struct lr_span name);

static inline bool
lr_kind_is_lead(enum lr_kind kind)
{
	return kind >= LR_KIND_COMPANY && kind <= LR_KIND_GOVERNMENT;
}

#endif
