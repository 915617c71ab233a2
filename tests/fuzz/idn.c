/* Any bytes: a host that is told in its own letters is spelt as it was when it
 * is written for the DNS, and nothing gets in that a terminal should not. */
#include <stdint.h>

#include "ascii.h"
#include "idn.h"
#include "must.h"
#include "punycode.h"
#include "utf8.h"

static bool
is_host(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')
			return false;
	return true;
}

static bool
safe(struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);
	unsigned n;

	for (; p < end; p += n)
		if ((n = lr_utf8_len(p, end)) == 0 ||
		    lr_utf8_unsafe(lr_utf8_get(p, n)))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = { (const char *)data, size }, told;
	char low[1024], back[2048];
	struct lr_buf b;

	lr_buf_init(&b, 4 * size + 16);
	told = lr_idn_text(s, &b);
	must(b.err == LR_OK);
	must(!safe(s) || safe(told));
	if (size <= sizeof(low) && is_host(s) && !lr_span_eq(told, s)) {
		size_t n = lr_punycode(told, back, sizeof(back));

		must(lr_span_eq(lr_span(back, n), lr_ascii_fold(s, low)));
	}
	lr_buf_free(&b);
	return 0;
}
