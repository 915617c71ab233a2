#include "holder.h"

#include "../tap.h"

static void
stub(const char *range, const char *netname, const char *holder, bool want)
{
	struct lr_registration reg;

	lr_registration_clear(&reg);
	if (!lr_range_parse(lr_span_str(range), &reg.range))
		abort();
	lr_registration_netname(&reg, lr_span_str(netname));
	lr_registration_holder(&reg, lr_span_str(holder));
	ok(lr_holder_stub(&reg) == want, "%s %s %s: %s", range, netname, holder,
	    want ? "a stub" : "a holder's");
}

static void
handle(const char *s, bool want)
{
	ok(lr_holder_handle(lr_span_str(s)) == want, "%s: %s", s,
	    want ? "a handle" : "a name");
}

int
main(void)
{
	stub("20.1.0.0/16", "EXAMPLE-NET", "Example GmbH", false);
	stub("20.0.0.0/8", "EXAMPLE-NET", "Example GmbH", false);
	stub("20.0.0.0/7", "EXAMPLE-NET", "Example GmbH", true);
	stub("20.255.255.0-21.0.0.255", "EXAMPLE-NET", "", false);
	stub("0.0.0.0/0", "EXAMPLE-NET", "", true);
	stub("2a00::/16", "EXAMPLE-NET", "", false);
	stub("2a00::/15", "EXAMPLE-NET", "", true);
	stub("2a00:ffff:ffff::-2a01::", "EXAMPLE-NET", "", false);
	stub("::/0", "EXAMPLE-NET", "", true);
	stub("20.1.0.0/16", "ERX-NETBLOCK", "", true);
	stub("20.1.0.0/16", "EU-ZZ-20", "", true);
	stub("20.1.0.0/16", "", "RIPE Network Coordination Centre", true);

	handle("ORG-EX1-RIPE", true);
	handle("EXAMPLE-MNT", true);
	handle("EX12-AFRINIC", true);
	handle("Example-Works", false);
	handle("EXAMPLE", false);
	handle("", false);
	return done();
}
