#include "enrich.h"

#define S(lit)                         \
	{                              \
		(lit), sizeof(lit) - 1 \
	}
const struct field_info fields[FIELDS] = {
	[F_IP] = { S("ip"), TEXT, false, false },
	[F_PTR] = { S("ptr"), TEXT, false, false },
	[F_PTR_VERIFIED] = { S("ptr_verified"), FLAG, false, false },
	[F_BOT] = { S("bot"), TEXT, false, false },
	[F_NETWORK] = { S("network"), TEXT, false, false },
	[F_ASN] = { S("asn"), NUMBER, true, false },
	[F_AS_NAME] = { S("as_name"), TEXT, true, false },
	[F_COUNTRY] = { S("country"), TEXT, true, false },
	[F_NETNAME] = { S("netname"), TEXT, true, false },
	[F_HOLDER] = { S("holder"), TEXT, true, false },
	[F_HOLDER_COUNTRY] = { S("holder_country"), TEXT, true, false },
	[F_HOLDER_STATUS] = { S("holder_status"), TEXT, true, false },
	[F_ISP] = { S("isp"), TEXT, true, true },
	[F_ORGANIZATION] = { S("organization"), TEXT, true, true },
	[F_CONNECTION_TYPE] = { S("connection_type"), TEXT, true, true },
	[F_VPN] = { S("vpn"), FLAG, true, true },
	[F_HOSTING] = { S("hosting"), FLAG, true, true },
	[F_TOR] = { S("tor"), FLAG, true, true },
	[F_PROXY] = { S("proxy"), FLAG, true, true },
	[F_RELAY] = { S("relay"), FLAG, true, true },
	[F_KIND] = { S("kind"), TEXT, false, true },
	[F_RULE] = { S("rule"), TEXT, false, true },
	[F_CONFIDENCE] = { S("confidence"), NUMBER, false, true },
	[F_COMPANY] = { S("company"), TEXT, false, true },
	[F_DOMAIN] = { S("domain"), TEXT, true, true },
	[F_WHY] = { S("why"), TEXT, false, true },
	[F_INDUSTRY] = { S("industry"), TEXT, false, true },
	[F_EMPLOYEES] = { S("employees"), TEXT, false, true },
	[F_FOUNDED] = { S("founded"), TEXT, false, true },
	[F_STREET] = { S("street"), TEXT, false, true },
	[F_POSTCODE] = { S("postcode"), TEXT, false, true },
	[F_CITY] = { S("city"), TEXT, false, true },
	[F_REGION] = { S("region"), TEXT, false, true },
	[F_PHONE] = { S("phone"), TEXT, false, true },
	[F_WEBSITE] = { S("website"), TEXT, false, true },
	[F_LINKEDIN] = { S("linkedin"), TEXT, false, true },
	[F_XING] = { S("xing"), TEXT, false, true },
};

/* Open addressing; 0 is an empty place, else field + 1. */
static unsigned char places[256];

static inline unsigned
place(struct lr_span key)
{
	return ((unsigned)key.n * 5 + (unsigned char)key.p[0] * 3 +
		   (unsigned char)key.p[key.n - 1] * 11) %
	    sizeof(places);
}

void
fields_init(void)
{
	unsigned f, i;

	memset(places, 0, sizeof(places));
	for (f = 0; f < FIELDS; f++) {
		i = place(fields[f].name);
		while (places[i] != 0)
			i = (i + 1) % sizeof(places);
		places[i] = (unsigned char)(f + 1);
	}
}

enum field
field_named(struct lr_span key)
{
	unsigned i;

	if (key.n == 0)
		return FIELDS;
	for (i = place(key); places[i] != 0; i = (i + 1) % sizeof(places))
		if (lr_span_eq(fields[places[i] - 1].name, key))
			return (enum field)(places[i] - 1);
	return FIELDS;
}
