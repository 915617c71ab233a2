/*
 * Any text as an address and as a range: inet_pton(3) takes and refuses the
 * same addresses, and what we write is read back as the same.
 */
#include <arpa/inet.h>
#include <stdint.h>

#include "must.h"
#include "prefix.h"

static void
address(struct lr_span s)
{
	unsigned char want[16];
	struct lr_ip ip, again;
	char text[64], out[LR_IP_TEXT + 1], theirs[64];
	bool good = lr_ip_parse(s, &ip), v4, v6;
	size_t n;

	if (s.n >= sizeof(text) || lr_span_find(s, '\0') < s.n) {
		must(!good);
		return;
	}
	if (s.n > 0)
		memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	v4 = inet_pton(AF_INET, text, want) == 1;
	if (v4)
		must(good && lr_ip_is4(&ip) && memcmp(ip.b + 12, want, 4) == 0);
	v6 = inet_pton(AF_INET6, text, want) == 1;
	if (v6)
		must(good && memcmp(ip.b, want, 16) == 0);
	must(good == (v4 || v6));
	if (!good)
		return;
	n = lr_ip_put(&ip, out);
	must(n <= LR_IP_TEXT && lr_ip_parse(lr_span(out, n), &again) &&
	    lr_ip_cmp(&ip, &again) == 0);
	out[n] = '\0';
	/* theirs writes some addresses with a dotted end: RFC 5952 5 */
	if (!lr_ip_is4(&ip) &&
	    inet_ntop(AF_INET6, ip.b, theirs, sizeof(theirs)) != NULL &&
	    strchr(theirs, '.') == NULL)
		must(strcmp(out, theirs) == 0);
	(void)lr_ip_reserved(&ip);
}

static void
range(struct lr_span s)
{
	struct lr_range r, again, rest;
	struct lr_ip prefix, at;
	char out[LR_RANGE_TEXT];
	unsigned len, n = 0;
	size_t k;

	if (!lr_range_parse(s, &r))
		return;
	must(lr_ip_cmp(&r.first, &r.last) <= 0);
	must(lr_ip_is4(&r.first) == lr_ip_is4(&r.last) ||
	    lr_span_find(s, '/') < s.n);
	k = lr_range_put(&r, out);
	must(k <= LR_RANGE_TEXT);
	must(lr_range_parse(lr_span(out, k), &again) &&
	    lr_ip_cmp(&r.first, &again.first) == 0 &&
	    lr_ip_cmp(&r.last, &again.last) == 0);
	rest = r;
	at = r.first;
	while ((len = lr_range_split(&rest, &prefix)) != 129) {
		must(lr_ip_cmp(&prefix, &at) == 0 && ++n <= 254);
		at = lr_range_around(&prefix, len).last;
		must(lr_ip_cmp(&at, &r.last) <= 0);
		if (lr_ip_cmp(&at, &r.last) < 0)
			at = lr_ip_next(at);
	}
	must(lr_ip_cmp(&at, &r.last) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = lr_span((const char *)data, size);

	address(s);
	range(s);
	return 0;
}
