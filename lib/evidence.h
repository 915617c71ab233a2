/*
 * evidence: what is known of one address before anybody judges it, and how it
 * is shown to people. All texts are borrowed.
 */
#ifndef LR_EVIDENCE_H
#define LR_EVIDENCE_H

#include <stdint.h>

#include "buf.h"
#include "ip.h"

/* What is known of one address; absent texts are { NULL, 0 }. */
struct lr_evidence {
	const struct lr_ip *ip; /* may be NULL */
	uint64_t asn;		/* 0: not known */
	struct lr_span ptr;
	bool ptr_verified;
	struct lr_span bot;	  /* what the agent says it is */
	struct lr_span as_name;	  /* owner of the autonomous system */
	struct lr_span as_domain; /* his domain */
	struct lr_span isp, organization, connection_type, domain;
	struct lr_span netname, holder, holder_country, holder_status, country;
	struct lr_span network;	   /* the range that is registered */
	struct lr_span table_kind; /* kind of the operator's own database */
	bool vpn, hosting, tor, proxy, relay;
	bool gateway, crawler; /* a list of the operator has the address */
};

/* Its pieces, for saying which of them a rule looks at. */
enum lr_evidence_bit {
	LR_EV_IP = 1 << 0,
	LR_EV_PTR = 1 << 1,
	LR_EV_BOT = 1 << 2,
	LR_EV_HOLDER = 1 << 3, /* netname where there is none */
	LR_EV_ORGANIZATION = 1 << 4,
	LR_EV_ISP = 1 << 5,
	LR_EV_ASN = 1 << 6,
	LR_EV_AS_NAME = 1 << 7,
	LR_EV_COUNTRY = 1 << 8,
	LR_EV_DOMAIN = 1 << 9, /* as_domain where there is none */
	LR_EV_CONNECTION = 1 << 10,
	LR_EV_KIND = 1 << 11, /* of a table */
	LR_EV_VPN = 1 << 12,
	LR_EV_HOSTING = 1 << 13,
	LR_EV_RELAY = 1 << 14, /* tor and proxy, too */
	LR_EV_GATEWAY = 1 << 15,
	LR_EV_CRAWLER = 1 << 16,
	LR_EV_RANGE = 1 << 17, /* network, holder_status */
	LR_EV_NETNAME = 1 << 18
};
#define LR_EV_NAMES \
	(LR_EV_HOLDER | LR_EV_ORGANIZATION | LR_EV_ISP | LR_EV_AS_NAME)

/* Append "name=text, name=text" of those of which that are known; before each
 * but the first stands between. Characters that nobody should be shown become
 * blanks; long texts are cut. */
void lr_evidence_say(const struct lr_evidence *ev, uint32_t which,
    const char *between, struct lr_buf *b);

#endif
