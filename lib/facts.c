#include "facts.h"

#define S(lit)                         \
	{                              \
		(lit), sizeof(lit) - 1 \
	}
const struct lr_fact_info lr_fact_infos[LR_FACTS] = {
	[LR_FACT_IP] = { S("ip"), LR_FACT_TEXT, false, false },
	[LR_FACT_PTR] = { S("ptr"), LR_FACT_TEXT, false, false },
	[LR_FACT_PTR_VERIFIED] = { S("ptr_verified"), LR_FACT_FLAG, false,
	    false },
	[LR_FACT_BOT] = { S("bot"), LR_FACT_TEXT, false, false },
	[LR_FACT_NETWORK] = { S("network"), LR_FACT_TEXT, false, false },
	[LR_FACT_ASN] = { S("asn"), LR_FACT_NUMBER, true, false },
	[LR_FACT_AS_NAME] = { S("as_name"), LR_FACT_TEXT, true, false },
	[LR_FACT_COUNTRY] = { S("country"), LR_FACT_TEXT, true, false },
	[LR_FACT_NETNAME] = { S("netname"), LR_FACT_TEXT, true, false },
	[LR_FACT_HOLDER] = { S("holder"), LR_FACT_TEXT, true, false },
	[LR_FACT_HOLDER_COUNTRY] = { S("holder_country"), LR_FACT_TEXT, true,
	    false },
	[LR_FACT_HOLDER_STATUS] = { S("holder_status"), LR_FACT_TEXT, true,
	    false },
	[LR_FACT_ISP] = { S("isp"), LR_FACT_TEXT, true, true },
	[LR_FACT_ORGANIZATION] = { S("organization"), LR_FACT_TEXT, true,
	    true },
	[LR_FACT_CONNECTION_TYPE] = { S("connection_type"), LR_FACT_TEXT, true,
	    true },
	[LR_FACT_VPN] = { S("vpn"), LR_FACT_FLAG, true, true },
	[LR_FACT_HOSTING] = { S("hosting"), LR_FACT_FLAG, true, true },
	[LR_FACT_TOR] = { S("tor"), LR_FACT_FLAG, true, true },
	[LR_FACT_PROXY] = { S("proxy"), LR_FACT_FLAG, true, true },
	[LR_FACT_RELAY] = { S("relay"), LR_FACT_FLAG, true, true },
	[LR_FACT_KIND] = { S("kind"), LR_FACT_TEXT, false, true },
	[LR_FACT_RULE] = { S("rule"), LR_FACT_TEXT, false, true },
	[LR_FACT_CONFIDENCE] = { S("confidence"), LR_FACT_NUMBER, false, true },
	[LR_FACT_COMPANY] = { S("company"), LR_FACT_TEXT, false, true },
	[LR_FACT_DOMAIN] = { S("domain"), LR_FACT_TEXT, true, true },
	[LR_FACT_WHY] = { S("why"), LR_FACT_TEXT, false, true },
	[LR_FACT_INDUSTRY] = { S("industry"), LR_FACT_TEXT, false, true },
	[LR_FACT_EMPLOYEES] = { S("employees"), LR_FACT_TEXT, false, true },
	[LR_FACT_FOUNDED] = { S("founded"), LR_FACT_TEXT, false, true },
	[LR_FACT_STREET] = { S("street"), LR_FACT_TEXT, false, true },
	[LR_FACT_POSTCODE] = { S("postcode"), LR_FACT_TEXT, false, true },
	[LR_FACT_CITY] = { S("city"), LR_FACT_TEXT, false, true },
	[LR_FACT_REGION] = { S("region"), LR_FACT_TEXT, false, true },
	[LR_FACT_PHONE] = { S("phone"), LR_FACT_TEXT, false, true },
	[LR_FACT_WEBSITE] = { S("website"), LR_FACT_TEXT, false, true },
	[LR_FACT_LINKEDIN] = { S("linkedin"), LR_FACT_TEXT, false, true },
	[LR_FACT_XING] = { S("xing"), LR_FACT_TEXT, false, true },
};

static bool
flag(const struct lr_facts *all, enum lr_fact_id f)
{
	return all->v[f].known && all->v[f].u == 1;
}

struct lr_evidence
lr_facts_evidence(const struct lr_facts *all, const struct lr_ip *ip)
{
	const struct lr_fact *a = all->v;

	return (struct lr_evidence){
		.ip = ip,
		.asn = a[LR_FACT_ASN].u,
		.ptr = a[LR_FACT_PTR].text,
		.ptr_verified = flag(all, LR_FACT_PTR_VERIFIED),
		.bot = a[LR_FACT_BOT].text,
		.as_name = a[LR_FACT_AS_NAME].text,
		.as_domain = all->as_domain,
		.isp = a[LR_FACT_ISP].text,
		.organization = a[LR_FACT_ORGANIZATION].text,
		.connection_type = a[LR_FACT_CONNECTION_TYPE].text,
		.domain = a[LR_FACT_DOMAIN].text,
		.netname = a[LR_FACT_NETNAME].text,
		.holder = a[LR_FACT_HOLDER].text,
		.holder_country = a[LR_FACT_HOLDER_COUNTRY].text,
		.holder_status = a[LR_FACT_HOLDER_STATUS].text,
		.network = a[LR_FACT_NETWORK].text,
		.country = a[LR_FACT_COUNTRY].text,
		.table_kind = all->table_kind,
		.vpn = flag(all, LR_FACT_VPN),
		.hosting = flag(all, LR_FACT_HOSTING),
		.tor = flag(all, LR_FACT_TOR),
		.proxy = flag(all, LR_FACT_PROXY),
		.relay = flag(all, LR_FACT_RELAY),
	};
}
