#include "span.h"

struct lr_span
lr_span_cut(struct lr_span *rest, char c)
{
	size_t at = lr_span_find(*rest, c);
	struct lr_span head = { rest->p, at };

	if (at == rest->n)
		*rest = (struct lr_span){ NULL, 0 };
	else
		*rest = (struct lr_span){ rest->p + at + 1, rest->n - at - 1 };
	return head;
}

struct lr_span
lr_span_line(struct lr_span *rest)
{
	struct lr_span s = lr_span_cut(rest, '\n');

	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	return s;
}

struct lr_span
lr_span_trim(struct lr_span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

int
lr_span_cmp(struct lr_span a, struct lr_span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}
