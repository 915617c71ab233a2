#include "../tap.h"

#include "evidence.h"

#define T(lit)                       \
	{                            \
		lit, sizeof(lit) - 1 \
	}

static void
says(const struct lr_evidence *ev, uint32_t which, const char *want)
{
	struct lr_buf b;

	lr_buf_init(&b, 4096);
	lr_evidence_say(ev, which, ", ", &b);
	is(b.p, b.n, want, want);
	lr_buf_free(&b);
}

int
main(void)
{
	static struct lr_evidence ev = {
		.asn = 64496,
		.ptr = T("gw.example.com"),
		.holder = T("Example;\x1b[2J\xe2\x80\xaeGmbH\xff"),
		.netname = T("EXNET"),
		.holder_status = T("ASSIGNED PA"),
		.network = T("11.22.33.0/24"),
		.as_domain = T("example.net"),
		.tor = true,
	};
	static char many[400];

	says(&ev, 0, "");
	says(&ev, LR_EV_PTR | LR_EV_ASN,
	    "ptr=gw.example.com (not verified), asn=64496");
	ev.ptr_verified = true;
	says(&ev, LR_EV_PTR | LR_EV_BOT | LR_EV_IP, "ptr=gw.example.com");
	says(&ev, LR_EV_HOLDER, "holder=Example, [2J GmbH ");
	says(&ev, LR_EV_RANGE | LR_EV_DOMAIN | LR_EV_RELAY | LR_EV_VPN,
	    "holder_status=ASSIGNED PA, network=11.22.33.0/24, "
	    "as_domain=example.net, tor=true");
	ev.holder.n = 0;
	says(&ev, LR_EV_HOLDER, "netname=EXNET");
	memset(many, 'x', sizeof(many));
	memcpy(many, "isp=", 4);
	ev.isp = lr_span(many + 4, 300);
	memcpy(many + 104, "...", 4);
	says(&ev, LR_EV_ISP, many);
	return done();
}
