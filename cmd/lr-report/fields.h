/*
 * fields: those of a record that a report reads, in report.got.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "report.h"

/* All wanted fields in one pass, of doubles the last. True: the fields from
 * number rest on say nothing of this view alone, and those before it nothing
 * else. */
bool fields_gather(struct report *r, struct lr_record *rec, unsigned rest);

/* Text of a string or number; anything else is as good as absent. */
struct lr_span fields_other(
    const struct report *r, struct lr_record *rec, unsigned want);

static inline struct lr_span
fields_text(const struct report *r, struct lr_record *rec, unsigned want)
{
	const struct lr_field *f = r->got[want];

	if (f == NULL)
		return (struct lr_span){ NULL, 0 };
	if (f->type == LR_JSON_STRING && !f->val_escaped)
		return lr_span(f->val.p + 1, f->val.n - 2);
	return fields_other(r, rec, want);
}

/* False: not of RFC 3339. */
bool fields_time(struct report *r, struct lr_record *rec, int64_t *t);

#endif
