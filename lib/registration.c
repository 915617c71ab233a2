#include "registration.h"

#include <string.h>

#include "ascii.h"
#include "utf8.h"

void
lr_registration_clear(struct lr_registration *reg)
{
	memset(reg, 0, sizeof(*reg));
}

/* What registries write where they know nothing. */
static bool
says_nothing(struct lr_span s)
{
	static const char *const texts[] = {
		"n/a",
		"na",
		"none",
		"null",
		"unknown",
		"unspecified",
		"undefined",
		"not available",
		"not applicable",
	};
	size_t i;

	for (i = 0; i < s.n; i++)
		if (lr_is_alnum(s.p[i]) || (unsigned char)s.p[i] >= 0x80)
			break;
	if (i == s.n)
		return true;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (lr_ascii_eq(s, lr_span_str(texts[i])))
			return true;
	return false;
}

/* At out, at most max bytes; how many. */
static unsigned char
clean(char *out, size_t max, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);
	bool blank = false;
	size_t n = 0;
	unsigned len;
	uint32_t c;
	char text[4];

	while (p < end) {
		text[0] = *p;
		if (*p > ' ' && *p < 0x7f) {
			len = 1;
			p++;
		} else {
			len = lr_utf8_len(p, end);
			c = len == 0 ? 0xfffd : lr_utf8_get(p, len);
			p += len == 0 ? 1 : len;
			if (c == ' ' || c == 0xa0 || lr_utf8_unsafe(c)) {
				blank = n > 0;
				continue;
			}
			len = lr_utf8_put(c, text);
		}
		if (n + blank + len > max)
			break;
		if (blank)
			out[n++] = ' ';
		blank = false;
		memcpy(out + n, text, len);
		n += len;
	}
	return says_nothing(lr_span(out, n)) ? 0 : (unsigned char)n;
}

void
lr_registration_netname(struct lr_registration *reg, struct lr_span s)
{
	reg->n_netname = clean(reg->netname, sizeof(reg->netname), s);
}

void
lr_registration_holder(struct lr_registration *reg, struct lr_span s)
{
	reg->n_holder = clean(reg->holder, sizeof(reg->holder), s);
}

void
lr_registration_status(struct lr_registration *reg, struct lr_span s)
{
	reg->n_status = clean(reg->status, sizeof(reg->status), s);
}

void
lr_registration_country(struct lr_registration *reg, struct lr_span s)
{
	s = lr_span_trim(s);
	memset(reg->country, 0, sizeof(reg->country));
	if (s.n != 2 || !lr_is_alpha(s.p[0]) || !lr_is_alpha(s.p[1]))
		return;
	reg->country[0] = lr_upper(s.p[0]);
	reg->country[1] = lr_upper(s.p[1]);
	/* ISO 3166-1, 8.1.3: codes that never name a country */
	if (memcmp(reg->country, "AA", 2) == 0 ||
	    memcmp(reg->country, "ZZ", 2) == 0 || reg->country[0] == 'X' ||
	    (reg->country[0] == 'Q' && reg->country[1] >= 'M'))
		memset(reg->country, 0, sizeof(reg->country));
}

static bool
has(struct lr_span s, struct lr_span word)
{
	return lr_ascii_find(s, word) < s.n;
}

bool
lr_registration_allocated(struct lr_span status)
{
	return has(status, LR_SPAN("aggregated")) ||
	    has(status, LR_SPAN("partitioned")) ||
	    (has(status, LR_SPAN("alloc")) && !has(status, LR_SPAN("assign")));
}
