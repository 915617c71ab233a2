/*
 * facts: what is known of one address, by the record's own fields. Texts are
 * borrowed.
 */
#ifndef LR_FACTS_H
#define LR_FACTS_H

#include "evidence.h"

/* In the order in which they are written. */
enum lr_fact_id {
	LR_FACT_IP,
	LR_FACT_PTR,
	LR_FACT_PTR_VERIFIED,
	LR_FACT_BOT,
	LR_FACT_NETWORK,
	LR_FACT_ASN,
	LR_FACT_AS_NAME,
	LR_FACT_COUNTRY,
	LR_FACT_NETNAME,
	LR_FACT_HOLDER,
	LR_FACT_HOLDER_COUNTRY,
	LR_FACT_HOLDER_STATUS,
	LR_FACT_ISP,
	LR_FACT_ORGANIZATION,
	LR_FACT_CONNECTION_TYPE,
	LR_FACT_VPN,
	LR_FACT_HOSTING,
	LR_FACT_TOR,
	LR_FACT_PROXY,
	LR_FACT_RELAY,
	LR_FACT_KIND,
	LR_FACT_RULE,
	LR_FACT_CONFIDENCE,
	LR_FACT_COMPANY,
	LR_FACT_DOMAIN,
	LR_FACT_WHY,
	LR_FACT_INDUSTRY,
	LR_FACT_EMPLOYEES,
	LR_FACT_FOUNDED,
	LR_FACT_STREET,
	LR_FACT_POSTCODE,
	LR_FACT_CITY,
	LR_FACT_REGION,
	LR_FACT_PHONE,
	LR_FACT_WEBSITE,
	LR_FACT_LINKEDIN,
	LR_FACT_XING,
	LR_FACTS
};
#define LR_FACT_BIT(f) (UINT64_C(1) << (f))

enum lr_fact_type { LR_FACT_TEXT, LR_FACT_NUMBER, LR_FACT_FLAG };

struct lr_fact_info {
	struct lr_span name;
	enum lr_fact_type type;
	bool table; /* an MMDB may set it */
	bool own;   /* lr-enrich's alone */
};
extern const struct lr_fact_info lr_fact_infos[LR_FACTS];

/* One value; text and number are both set where the field has both. */
struct lr_fact {
	bool known;
	struct lr_span text;
	uint64_t u;
};

struct lr_facts {
	struct lr_fact v[LR_FACTS];
	struct lr_span as_domain, table_kind; /* of tables only */
	uint64_t tables; /* which of them a table set, a bit each */
};

/* The evidence in them, of the address ip, or NULL. */
struct lr_evidence lr_facts_evidence(
    const struct lr_facts *facts, const struct lr_ip *ip);

#endif
