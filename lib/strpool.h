/*
 * strpool: very many strings by their number from 0, close together: what a
 * string costs beside its bytes is 4 bytes. Owns them.
 */
#ifndef LR_STRPOOL_H
#define LR_STRPOOL_H

#include <stdint.h>

#include "buf.h"

#define LR_STRINGS_MAX (512u << 20) /* bytes of all strings */
#define LR_STRINGS_COUNT (64u << 20)

struct lr_strpool {
	struct lr_buf text; /* append the next string here */
	uint32_t *end;
	size_t n, cap;
};

void lr_strpool_init(struct lr_strpool *s);
void lr_strpool_free(struct lr_strpool *s);

/* What was appended to text since the last call is a string. LR_ETOOLONG: too
 * many, or too much; LR_ENOMEM. */
enum lr_err lr_strpool_end(struct lr_strpool *s);

/* Where in text the next string begins. */
static inline size_t
lr_strpool_from(const struct lr_strpool *s)
{
	return s->n == 0 ? 0 : s->end[s->n - 1];
}

/* False: there is none of that number. Lives until text grows. */
static inline bool
lr_strpool_get(const struct lr_strpool *s, size_t i, struct lr_span *out)
{
	size_t from;

	if (i >= s->n)
		return false;
	from = i == 0 ? 0 : s->end[i - 1];
	*out = lr_span(
	    s->text.p == NULL ? "" : s->text.p + from, s->end[i] - from);
	return true;
}

#endif
