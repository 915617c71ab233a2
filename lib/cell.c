#include "cell.h"

#include "utf8.h"

/* Would a cell that is this be taken for a formula? */
static bool
is_formula(struct lr_span s)
{
	static const char wide[][4] = { "\uff1d", "\uff0b", "\uff0d",
		"\uff20" };
	size_t i;

	if (s.n == 0)
		return false;
	if (memchr("=+-@\t\r", s.p[0], 6) != NULL)
		return true;
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (s.n >= 3 && memcmp(s.p, wide[i], 3) == 0)
			return true;
	return false;
}

static struct lr_span
without(struct lr_span s, const char *leading)
{
	while (s.n > 0 && s.p[0] != '\0' && strchr(leading, s.p[0]) != NULL)
		s = lr_span(s.p + 1, s.n - 1);
	return s;
}

void
lr_cell_formula_safe(struct lr_buf *b, struct lr_span s)
{
	size_t n;

	if (is_formula(without(s, " ")))
		lr_buf_putc(b, '\'');
	while ((n = lr_span_find(s, ';')) < s.n) {
		lr_buf_put(b, lr_span(s.p, ++n));
		s = lr_span(s.p + n, s.n - n);
		if (is_formula(without(s, " \"")))
			lr_buf_putc(b, '\'');
	}
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

/* Is all that can be seen of it printable ASCII, as of most? */
static bool
is_plain(struct lr_span s, size_t width)
{
	size_t n = s.n <= width ? s.n : width + 1, i;
	bool plain = true;

	for (i = 0; i < n; i++)
		plain &= s.p[i] >= ' ' && s.p[i] < 0x7f;
	return plain;
}

void
lr_cell_terminal(struct lr_buf *b, struct lr_span s, size_t width)
{
	const char *p = s.p, *end = lr_span_end(s);
	size_t need = 0, used = 0, dots = width < 3 ? width : 3, w, i;
	unsigned n;

	if (is_plain(s, width)) {
		lr_buf_put(b, s.n <= width ? s : lr_span(p, width - dots));
		if (s.n > width)
			lr_buf_put(b, lr_span("...", dots));
		return;
	}
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
