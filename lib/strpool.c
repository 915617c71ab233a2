#include "strpool.h"

#include <stdlib.h>

void
lr_strpool_init(struct lr_strpool *s)
{
	*s = (struct lr_strpool){ 0 };
	lr_buf_init(&s->text, LR_STRINGS_MAX);
}

void
lr_strpool_free(struct lr_strpool *s)
{
	lr_buf_free(&s->text);
	free(s->end);
	s->end = NULL;
	s->n = s->cap = 0;
}

enum lr_err
lr_strpool_end(struct lr_strpool *s)
{
	size_t cap = s->cap == 0 ? 256 : s->cap * 2;
	uint32_t *p;

	if (s->text.err != LR_OK)
		return s->text.err;
	if (s->n == s->cap) {
		if (cap > LR_STRINGS_COUNT)
			return LR_ETOOLONG;
		if ((p = realloc(s->end, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		s->end = p;
		s->cap = cap;
	}
	s->end[s->n++] = (uint32_t)s->text.n;
	return LR_OK;
}
