#include "cell.h"

#include "utf8.h"

void
lr_cell_formula_safe(struct lr_buf *b, struct lr_span s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] == ' ')
		i++;
	if (i < s.n && memchr("=+-@\t\r", s.p[i], 6) != NULL)
		lr_buf_putc(b, '\'');
	lr_buf_put(b, s);
}

/* Columns that the sequence of n bytes at p takes, 0 being malformed. */
static size_t
columns(const char *p, unsigned n)
{
	if (n == 0)
		return 4;
	if (lr_utf8_unsafe(lr_utf8_get(p, n)))
		return (size_t)n * 4;
	return lr_utf8_width(lr_span(p, n));
}

void
lr_cell_terminal(struct lr_buf *b, struct lr_span s, size_t width)
{
	const char *p = s.p, *end = lr_span_end(s);
	size_t need = 0, used = 0, dots = width < 3 ? width : 3, w, i;
	unsigned n;

	for (; p < end && need <= width; p += n == 0 ? 1 : n) {
		n = lr_utf8_len(p, end);
		need += columns(p, n);
	}
	if (need > width)
		width -= dots;
	for (p = s.p; p < end; p += n == 0 ? 1 : n) {
		n = lr_utf8_len(p, end);
		w = columns(p, n);
		if (used + w > width)
			break;
		used += w;
		if (n != 0 && !lr_utf8_unsafe(lr_utf8_get(p, n)))
			lr_buf_put(b, lr_span(p, n));
		else
			for (i = 0; i < (n == 0 ? 1 : n); i++)
				lr_buf_printf(
				    b, "\\x%02x", (unsigned char)p[i]);
	}
	if (p < end)
		lr_buf_put(b, lr_span("...", dots));
}
