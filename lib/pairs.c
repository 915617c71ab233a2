#include "pairs.h"

#include "ascii.h"

struct lr_span
lr_query_value(struct lr_span query, struct lr_span name)
{
	struct lr_span one;
	size_t at;

	while (query.p != NULL) {
		one = lr_span_cut(&query, '&');
		at = lr_span_find(one, '=');
		if (lr_span_eq(lr_span_sub(one, 0, at), name))
			return at < one.n ? lr_span_sub(one, at + 1, one.n)
					  : LR_SPAN("");
	}
	return (struct lr_span){ NULL, 0 };
}

bool
lr_cookie_is(struct lr_span header, struct lr_span name, struct lr_span value)
{
	struct lr_span one;
	size_t at;

	while (header.p != NULL) {
		one = lr_span_trim(lr_span_cut(&header, ';'));
		at = lr_span_find(one, '=');
		if (at < one.n && lr_span_eq(lr_span_sub(one, 0, at), name) &&
		    lr_span_eq(lr_span_sub(one, at + 1, one.n), value))
			return true;
	}
	return false;
}

bool
lr_query_decode(struct lr_buf *b, struct lr_span s)
{
	int high, low;
	size_t i;
	char c;

	for (i = 0; i < s.n; i++) {
		c = s.p[i];
		if (c == '+')
			c = ' ';
		if (c == '%') {
			if (s.n - i < 3 || (high = lr_hex(s.p[i + 1])) < 0 ||
			    (low = lr_hex(s.p[i + 2])) < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if ((unsigned char)c < 0x20 || c == 0x7f)
			return false;
		lr_buf_putc(b, c);
	}
	return true;
}
