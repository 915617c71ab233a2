/*
 * verdict: who is behind an address? Evidence in, one of twelve kinds out,
 * with the readable rule that decided (lr-rules(5)). Rules are tried in the
 * order of their table; the first that fires decides.
 *
 * Fails closed: without positive evidence the kind is unknown, which is no
 * lead. A provider's name is never a lead. A reverse name that does not lead
 * back to its address may be anybody's claim: it can only speak against a
 * lead, never for one.
 *
 * A judge is read-only once made; the evidence is borrowed, the verdict owns
 * its texts.
 */
#ifndef LR_VERDICT_H
#define LR_VERDICT_H

#include "err.h"
#include "ip.h"
#include "limits.h"
#include "orgname.h"
#include "span.h"

enum lr_kind {
	LR_KIND_UNKNOWN,
	LR_KIND_COMPANY,
	LR_KIND_EDUCATION,
	LR_KIND_GOVERNMENT,
	LR_KIND_ISP,
	LR_KIND_MOBILE,
	LR_KIND_HOSTING,
	LR_KIND_VPN,
	LR_KIND_RELAY,
	LR_KIND_GATEWAY,
	LR_KIND_CRAWLER,
	LR_KIND_RESERVED,
	LR_KINDS
};

/* "company", ... */
const char *lr_kind_name(enum lr_kind kind);
/* LR_KINDS: no kind has that name. */
enum lr_kind lr_kind_parse(struct lr_span name);

static inline bool
lr_kind_is_lead(enum lr_kind kind)
{
	return kind >= LR_KIND_COMPANY && kind <= LR_KIND_GOVERNMENT;
}

/* What is known of one address; absent texts are { NULL, 0 }. */
struct lr_evidence {
	const struct lr_ip *ip; /* may be NULL */
	struct lr_span ptr;
	bool ptr_verified;
	struct lr_span bot;	  /* what the agent says it is */
	struct lr_span as_name;	  /* owner of the autonomous system */
	struct lr_span as_domain; /* his domain */
	struct lr_span isp, organization, connection_type, domain;
	struct lr_span netname, holder, holder_country, country;
	struct lr_span table_kind; /* kind of the operator's own database */
	bool vpn, hosting, tor, proxy, relay;
};

struct lr_verdict {
	enum lr_kind kind;
	const char *rule;
	unsigned confidence; /* 0 to 100 */
	char company[LR_ORGNAME_MAX];
	size_t company_n; /* 0: no name, or no lead */
	char domain[LR_NAME_MAX + 1];
	size_t domain_n;
};

struct lr_judge; /* heap */

enum lr_err lr_judge_new(struct lr_judge **j);
void lr_judge_free(struct lr_judge *j);

void lr_verdict(const struct lr_judge *j, const struct lr_evidence *ev,
    struct lr_verdict *v);

/* Rule i of the table, in its order; false past the end. */
struct lr_rule_info {
	const char *id;
	enum lr_kind kind; /* LR_KINDS: it depends on the evidence */
	const char *sentence;
};
bool lr_rule(unsigned i, struct lr_rule_info *r);

#endif
