/*
 * rules: the table of rules, in the order in which they are tried. Part of
 * verdict; lr-rules(5) lists them.
 */
#ifndef LR_RULES_H
#define LR_RULES_H

#include "look.h"

struct lr_rule_row {
	const char *id;
	enum lr_kind kind; /* LR_KINDS: the rule says it, see lr_look_take */
	unsigned confidence;
	bool (*fires)(struct lr_look *l);
	uint32_t evidence; /* what it looks at, LR_EV_... */
	const char *sentence;
};

extern const struct lr_rule_row lr_rules[];
#define LR_RULES_OVERRIDE 4u	  /* the first so many are of overrides */
extern const unsigned lr_rules_n; /* the last one always fires */

#endif
