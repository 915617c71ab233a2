/*
 * dnsmsg: DNS messages (RFC 1035): questions to bytes, answers to what lr
 * wants of them. Answers come from strangers: nothing is believed but what
 * belongs to the question, and every loop has an end.
 */
#ifndef LR_DNSMSG_H
#define LR_DNSMSG_H

#include <stdint.h>

#include "ip.h"
#include "limits.h"
#include "span.h"

#define LR_DNSMSG_QUESTION 271u /* the most bytes of a question's message */
#define LR_DNS_NAMES 8u		/* names of one address that are looked at */
#define LR_DNS_TEXTS 16u	/* the same of texts */

enum lr_dns_type {
	LR_DNS_A = 1,
	LR_DNS_PTR = 12,
	LR_DNS_TXT = 16,
	LR_DNS_AAAA = 28
};

/* A name as messages carry it: labels with their lengths, the root's 0 at the
 * end. Any bytes, in the case they came in. */
struct lr_dnsname {
	unsigned char n; /* bytes of w */
	unsigned char w[255];
};

enum lr_dns_class {
	LR_DNS_FOUND, /* there are such records */
	LR_DNS_NONE,  /* a server that should know says that there are none */
	LR_DNS_ALIAS, /* the name is another's (CNAME): ask for that */
	LR_DNS_BROKEN /* SERVFAIL, REFUSED, lame, malformed: no answer */
};

struct lr_dnsanswer {
	enum lr_dns_class class;
	struct lr_dnsname alias; /* LR_DNS_ALIAS */
	/* LR_DNS_FOUND of a PTR question: the host names among the targets, in
	 * lower case and in order. May be none. */
	unsigned n;
	struct {
		unsigned char n;
		char text[LR_NAME_MAX];
	} name[LR_DNS_NAMES];
	bool holds; /* of A, AAAA: the address is among them */
	/* Of TXT: the data of records, for lr_dns_text; they point into the
	 * reply. */
	unsigned texts;
	struct lr_span text[LR_DNS_TEXTS];
};

/* The name under in-addr.arpa or ip6.arpa. */
void lr_dnsname_reverse(struct lr_dnsname *name, const struct lr_ip *ip);

/* False: not lr_dns_host. */
bool lr_dnsname_host(struct lr_dnsname *name, struct lr_span host);

/* A host name: at most LR_NAME_MAX bytes; labels of letters, digits, inner
 * hyphens and underscores; the last label no number, so that no address
 * passes for a name. No dot at the end. */
bool lr_dns_host(struct lr_span s);

/* One of two labels or more, as the names of the web are. */
bool lr_dns_domain(struct lr_span s);

/* The text of a TXT record, the strings it is in joined (RFC 1035 3.3.14), at
 * out, which has room for as many bytes as the data. Returns its length. */
size_t lr_dns_text(struct lr_span data, char *out);

/* Write a question at out (LR_DNSMSG_QUESTION bytes), return its length. */
size_t lr_dnsmsg_put(unsigned char *out, uint16_t id,
    const struct lr_dnsname *name, enum lr_dns_type type);

/* Does a reply repeat the question, so that it can be its answer? */
bool lr_dnsmsg_ours(const unsigned char *reply, size_t n,
    const struct lr_dnsname *name, enum lr_dns_type type);

/* A reply that was cut to what a datagram holds, by the server or, at 512
 * bytes, by us: ask over TCP. */
bool lr_dnsmsg_cut(const unsigned char *reply, size_t n);

/* What a reply says to the question; ip is what A or AAAA should hold. */
void lr_dnsmsg_read(struct lr_dnsanswer *a, const unsigned char *reply,
    size_t n, const struct lr_dnsname *name, enum lr_dns_type type,
    const struct lr_ip *ip);

#endif
