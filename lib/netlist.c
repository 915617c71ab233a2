#include "netlist.h"

#include <stdlib.h>

#include "ascii.h"
#include "utf8.h"

void
lr_netlist_free(struct lr_netlist *l)
{
	free(l->p);
	*l = (struct lr_netlist){ NULL, 0, 0 };
}

static enum lr_err
add(struct lr_netlist *l, const struct lr_range *r)
{
	size_t cap = l->cap == 0 ? 256 : 2 * l->cap;
	struct lr_range *p;

	if (l->n == l->cap) {
		if ((p = realloc(l->p, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		l->p = p;
		l->cap = cap;
	}
	l->p[l->n++] = *r;
	return LR_OK;
}

/* The first column, without the quotes that CSV may have. */
static struct lr_span
first_column(struct lr_span s)
{
	size_t i = 0;

	while (i < s.n && (s.p[i] == '\0' || strchr(",;\t#", s.p[i]) == NULL))
		i++;
	s = lr_span_trim(lr_span_sub(s, 0, i));
	if (s.n > 1 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = lr_span_sub(s, 1, s.n - 1);
	return s;
}

static bool
is_header(struct lr_span s)
{
	size_t i = 0;

	while (i < s.n && !lr_is_digit(s.p[i]) && s.p[i] != ':')
		i++;
	return i == s.n;
}

enum lr_err
lr_netlist_add(struct lr_netlist *l, struct lr_span text, unsigned long *line)
{
	struct lr_range range;
	bool first = true;
	struct lr_span s;
	enum lr_err err;

	text = lr_utf8_unmark(text);
	for (*line = 1; text.p != NULL; ++*line) {
		s = first_column(lr_span_line(&text));
		if (s.n == 0)
			continue;
		if (lr_range_parse(s, &range)) {
			if ((err = add(l, &range)) != LR_OK)
				return err;
		} else if (!first || !is_header(s)) {
			return LR_EBAD;
		}
		first = false;
	}
	return LR_OK;
}

static int
compare(const void *a, const void *b)
{
	const struct lr_range *x = a, *y = b;

	return lr_ip_cmp(&x->first, &y->first);
}

enum lr_err
lr_netlist_set(struct lr_netlist *l, struct lr_ipset *set)
{
	enum lr_err err = LR_OK;
	size_t i;

	if (l->n > 0)
		qsort(l->p, l->n, sizeof(*l->p), compare);
	for (i = 0; i < l->n && err == LR_OK; i++)
		err = lr_ipset_add(set, &l->p[i]);
	return err;
}
