/*
 * Any bytes: the repaired text is valid, one that was valid is unchanged, a
 * repaired one stays as it is; and what is made for JSON, terminal and
 * spreadsheet is safe.
 */
#include <stdint.h>
#include <stdlib.h>

#include "cell.h"
#include "json.h"
#include "limits.h"
#include "must.h"
#include "utf8.h"

/* The plain and the fast escape are the same, and undone they are s. */
static void
json(struct lr_span s, bool valid)
{
	size_t room = 6 * s.n + 16;
	char *in = malloc(s.n + 1 + LR_PAD), *out = malloc(room);
	struct lr_buf b, back;

	if (in == NULL || out == NULL)
		abort();
	if (s.n > 0)
		memcpy(in, s.p, s.n);
	memset(in + s.n, '\n', 1 + LR_PAD);
	lr_buf_init(&b, room);
	lr_buf_init(&back, room);
	lr_json_escape(&b, s);
	must(b.err == LR_OK &&
	    lr_span_eq(lr_buf_span(&b),
		lr_span(out,
		    (size_t)(lr_json_escape_to(out, lr_span(in, s.n)) - out))));
	must(lr_utf8_valid(lr_buf_span(&b)));
	lr_json_unescape(&back, lr_buf_span(&b));
	if (valid)
		must(lr_span_eq(lr_buf_span(&back), s));
	lr_buf_free(&b);
	lr_buf_free(&back);
	free(in);
	free(out);
}

static void
terminal(struct lr_span s, size_t width)
{
	const char *p, *end;
	struct lr_buf b;
	unsigned n;

	lr_buf_init(&b, 1 << 20);
	lr_cell_terminal(&b, s, width);
	must(b.err == LR_OK && lr_utf8_width(lr_buf_span(&b)) <= width);
	end = lr_span_end(lr_buf_span(&b));
	for (p = b.p; p < end; p += n) {
		n = lr_utf8_len(p, end);
		must(n > 0 && !lr_utf8_unsafe(lr_utf8_get(p, n)));
	}
	lr_buf_free(&b);
}

/* Nothing but quotes is new, and no part of it begins like a formula. */
static void
formula(struct lr_span s)
{
	struct lr_span rest, part;
	struct lr_buf b;
	size_t i, k = 0;
	bool first;

	lr_buf_init(&b, 2 * s.n + 2);
	lr_cell_formula_safe(&b, s);
	must(b.err == LR_OK);
	for (i = 0; i < b.n; i++)
		if (k < s.n && b.p[i] == s.p[k])
			k++;
		else
			must(b.p[i] == '\'');
	must(k == s.n);
	for (rest = lr_buf_span(&b); rest.p != NULL && b.n > 0;) {
		first = rest.p == b.p;
		part = lr_span_cut(&rest, ';');
		while (part.n > 0 &&
		    (part.p[0] == ' ' || (part.p[0] == '"' && !first)))
			part = lr_span(part.p + 1, part.n - 1);
		must(part.n == 0 || memchr("=+-@\t\r", part.p[0], 6) == NULL);
	}
	lr_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = lr_span((const char *)data, size);
	bool valid = lr_utf8_valid(s);
	struct lr_buf b, again;

	lr_buf_init(&b, 3 * size + 1);
	lr_buf_init(&again, 3 * size + 1);
	lr_utf8_fix(&b, s);
	must(b.err == LR_OK && lr_utf8_valid(lr_buf_span(&b)));
	must(valid == lr_span_eq(lr_buf_span(&b), s));
	lr_utf8_fix(&again, lr_buf_span(&b));
	must(lr_span_eq(lr_buf_span(&again), lr_buf_span(&b)));
	lr_buf_free(&b);
	lr_buf_free(&again);
	json(s, valid);
	terminal(s, size == 0 ? 0 : data[0] % 90);
	formula(s);
	return 0;
}
