#include "../tap.h"

#include "dnsaddr.h"

static void
good(const char *text, const char *want)
{
	char out[LR_DNSADDR_TEXT];
	struct lr_dnsaddr addr;

	if (ok(lr_dnsaddr_parse(lr_span_str(text), &addr), "%s", text))
		is(out, lr_dnsaddr_put(&addr, out), want, want);
}

int
main(void)
{
	static const char *bad[] = { "", ":53", "192.0.2.1:", "192.0.2.1:0",
		"192.0.2.1:65536", "192.0.2.1:5x", "192.0.2", "example.com:53",
		"[192.0.2.1]:53", "[2001:db8::1", "[2001:db8::1]53",
		"[2001:db8::1]:", "2001:db8::1:99999", "[]:53",
		"192.0.2.1 :53" };
	struct lr_dnsaddr addr;
	size_t i;

	good("192.0.2.1", "192.0.2.1:53");
	good("192.0.2.1:5353", "192.0.2.1:5353");
	good("2001:db8::1", "[2001:db8::1]:53");
	good("[2001:db8::1]", "[2001:db8::1]:53");
	good("[2001:db8::1]:65535", "[2001:db8::1]:65535");
	good("2001:db8::1:5353", "[2001:db8::1:5353]:53");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!lr_dnsaddr_parse(lr_span_str(bad[i]), &addr),
		    "no address: '%s'", bad[i]);
	return done();
}
