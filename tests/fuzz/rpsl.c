/*
 * Any bytes as RPSL. All at once and in pieces give the same attributes; a
 * text is UTF-8, on one line, within its size; limits hold.
 */
#include "rpsl.h"

#include <stdlib.h>

#include "buf.h"
#include "utf8.h"

static void
check_text(struct lr_span raw, size_t max)
{
	char out[256];
	struct lr_range range;
	struct lr_span s;
	int64_t t;
	size_t i;

	s = lr_span(out, lr_rpsl_text(raw, out, max));
	if (s.n > max || !lr_utf8_valid(s))
		abort();
	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			abort();
	if (s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
		abort();
	if (lr_rpsl_range(s, &range) &&
	    lr_ip_cmp(&range.first, &range.last) > 0)
		abort();
	lr_rpsl_time(s, &t);
}

static void
tell(struct lr_span s, size_t step, struct lr_buf *b)
{
	struct lr_rpsl r = { .lines = 0 };
	struct lr_span in = lr_span(s.p, 0);
	enum lr_rpsl_got got;
	size_t left;
	bool last;

	for (;;) {
		left = (size_t)(lr_span_end(s) - in.p) - in.n;
		last = left == 0;
		got = lr_rpsl_next(&r, &in, last);
		if (got == LR_RPSL_MORE) {
			if (last)
				return;
			in.n += left < step ? left : step;
			continue;
		}
		lr_buf_printf(
		    b, "%lu %lu %d %d ", r.attrs, r.begin, r.bad, r.cut);
		if (got == LR_RPSL_OBJECT)
			continue;
		if (r.name.n == 0 || r.name.n > LR_RPSL_NAME_MAX ||
		    r.raw.n > LR_RPSL_VALUE_MAX || r.line < r.begin)
			abort();
		check_text(r.raw, 256);
		check_text(r.raw, step % 256);
		lr_buf_put(b, r.name);
		lr_buf_put(b, r.raw);
		lr_buf_putu(b, r.line);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = lr_span((const char *)data, size);
	struct lr_buf whole, pieces;

	if (size == 0)
		return 0;
	lr_buf_init(&whole, 64 << 20);
	lr_buf_init(&pieces, 64 << 20);
	tell(s, size, &whole);
	tell(s, 1 + size % 31, &pieces);
	if (!lr_span_eq(lr_buf_span(&whole), lr_buf_span(&pieces)))
		abort();
	lr_buf_free(&whole);
	lr_buf_free(&pieces);
	return 0;
}
