/* Queries and cookies: values lie in the text, and are found or not. */
#include <stdint.h>

#include "must.h"
#include "pairs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = lr_span((const char *)data, size), v;
	struct lr_buf b;
	size_t i;

	v = lr_query_value(s, LR_SPAN("site"));
	must(v.n == 0 || (v.p >= s.p && v.p + v.n <= s.p + s.n));
	must(lr_span_find(v, '&') == v.n);
	must(v.p != NULL || !lr_span_starts(s, LR_SPAN("site=")));
	if (lr_cookie_is(s, LR_SPAN("optout"), LR_SPAN("1"))) {
		for (i = 0; i + 8 <= s.n; i++)
			if (memcmp(s.p + i, "optout=1", 8) == 0)
				break;
		must(i + 8 <= s.n);
	}
	lr_buf_init(&b, size + 1);
	if (lr_query_decode(&b, s)) {
		must(b.err == LR_OK && b.n <= s.n);
		for (i = 0; i < b.n; i++)
			must((unsigned char)b.p[i] >= 0x20 && b.p[i] != 0x7f);
	}
	lr_buf_free(&b);
	return 0;
}
