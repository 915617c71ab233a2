/*
 * fields: those of a record that a report reads: rec->tagged, by enum want.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "report.h"

/* Once all fields are there. True: those from number rest on say nothing of
 * this view alone, and those before it nothing else. */
bool fields_gather(struct lr_record *rec, unsigned rest);

/* Text of a string or number; anything else is as good as absent. */
struct lr_span fields_other(struct lr_record *rec, unsigned want);

static inline struct lr_span
fields_text(struct lr_record *rec, unsigned want)
{
	const struct lr_field *f = rec->tagged[want];

	if (f == NULL)
		return (struct lr_span){ NULL, 0 };
	if (f->type == LR_JSON_STRING && !f->val_escaped)
		return lr_span(f->val.p + 1, f->val.n - 2);
	return fields_other(rec, want);
}

/* False: not of RFC 3339. */
bool fields_time(struct report *r, struct lr_record *rec, int64_t *t);

#endif
