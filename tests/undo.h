/*
 * undo: the other way of textlz, which only a script needs, for tests of it.
 */
#ifndef UNDO_H
#define UNDO_H

#include "textlz.h"

/* False: it is not what lr_textlz writes. */
static inline bool
undo(struct lr_span s, struct lr_buf *b)
{
	static const char digits[] = LR_TEXTLZ_DIGITS;
	size_t i, k, n, back;
	const char *q;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] != '~' || (i + 1 < s.n && s.p[i + 1] == '~')) {
			lr_buf_putc(b, s.p[i]);
			i += s.p[i] == '~';
			continue;
		}
		if (s.n - i < 5)
			return false;
		for (back = 0, k = 1; k <= 3; k++) {
			if ((q = strchr(digits, s.p[i + k])) == NULL)
				return false;
			back = back << 6 | (size_t)(q - digits);
		}
		if ((q = strchr(digits, s.p[i + 4])) == NULL || back + 1 > b->n)
			return false;
		n = (size_t)(q - digits) + LR_TEXTLZ_LEAST;
		for (k = 0; k < n; k++)
			lr_buf_putc(b, b->p[b->n - back - 1]);
		i += 4;
	}
	return b->err == LR_OK;
}

#endif
