/* origin: texts of the zones that tell the origins of networks. The first byte
 * says of which address and AS. */
#include <stdint.h>

#include "must.h"
#include "origin.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_name(struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);
	unsigned len;

	must(s.n <= LR_ORIGIN_NAME && lr_utf8_valid(s));
	for (; p < end; p += len) {
		len = lr_utf8_len(p, end);
		must(!lr_utf8_unsafe(lr_utf8_get(p, len)));
	}
	must(s.n == 0 || (s.p[0] != ' ' && end[-1] != ' '));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[LR_ORIGIN_NAME], *joined;
	struct lr_span text;
	struct lr_range prefix;
	struct lr_ip ip;
	uint32_t asn = 0;
	size_t n;

	if (size == 0)
		return 0;
	lr_ip_parse(
	    data[0] & 1 ? LR_SPAN("8.8.8.0") : LR_SPAN("2a00:0:1::"), &ip);
	text = lr_span((const char *)data + 1, size - 1);
	if ((joined = malloc(size)) == NULL) /* one more than its data */
		return 0;
	if (data[0] & 2) {
		n = lr_dns_text(text, joined);
		must(n <= text.n);
		text = lr_span(joined, n);
	}
	if (lr_origin_read(text, &ip, &asn, &prefix)) {
		must(asn > 0 && lr_range_holds(&prefix, &ip));
		must(lr_ip_is4(&prefix.first) == lr_ip_is4(&ip));
	}
	n = lr_origin_name(text, asn == 0 ? 64500 : asn, name);
	check_name(lr_span(name, n));
	free(joined);
	return 0;
}
