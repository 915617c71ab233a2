/*
 * whoisnet: a network in a whois server's answer while its attributes are
 * read, whatever the registry calls them. A part of whoistext.
 */
#ifndef LR_WHOISNET_H
#define LR_WHOISNET_H

#include "descr.h"
#include "limits.h"
#include "registration.h"

#define LR_WHOIS_HANDLE_MAX 63u

enum lr_whois_layout {
	LR_WHOIS_PLAIN,
	LR_WHOIS_RPSL,
	LR_WHOIS_ARIN,
	LR_WHOIS_JPNIC,
	LR_WHOIS_KRNIC,
	LR_WHOIS_TWNIC,
	LR_WHOIS_REFERRED /* rwhois */
};

/* What an attribute tells. */
enum lr_whois_field {
	LR_WHOIS_INETNUM, /* begins an RPSL network; value: its range */
	LR_WHOIS_NETRANGE,
	LR_WHOIS_JAPAN,
	LR_WHOIS_KOREA,
	LR_WHOIS_NETBLOCK, /* a range, not the first attribute */
	LR_WHOIS_NETNAME,
	LR_WHOIS_NAMED,	    /* the holder's name, and nothing else */
	LR_WHOIS_MENTIONED, /* the name with or instead of an id */
	LR_WHOIS_DESCR,
	LR_WHOIS_COUNTRY,
	LR_WHOIS_STATUS,
	LR_WHOIS_ORGANISATION, /* its handle */
	LR_WHOIS_ORGID,
	LR_WHOIS_MAINTAINER,
	LR_WHOIS_REMARKS,
	LR_WHOIS_REFER, /* IANA: another server */
	LR_WHOIS_REFERRAL,
	LR_WHOIS_OTHER
};

/* What would tell more, if the caller wants to ask. */
enum lr_whois_further {
	LR_WHOIS_ENOUGH,
	LR_WHOIS_SERVER, /* the same of the server name:port */
	LR_WHOIS_RWHOIS, /* of that one, by rwhois (RFC 2167) */
	LR_WHOIS_NET,	 /* here for ARIN's network handle name */
	LR_WHOIS_ORG	 /* here for the RPSL organisation name */
};

struct lr_whoisnet {
	struct lr_registration reg;
	enum lr_whois_layout layout;
	unsigned worth; /* of the holder's name, how sure it is one */
	bool has_range;
	bool foreign;	/* another registry's: what it says is no answer */
	unsigned hosts; /* of lib/tables/whois-hosts.txt, that it speaks of */
	enum lr_whois_further further;
	unsigned port;
	unsigned n_name, n_org;
	char name[LR_NAME_MAX]; /* of further */
	char org[LR_WHOIS_HANDLE_MAX];
};

enum lr_whois_field lr_whoisnet_field(struct lr_span key);

void lr_whoisnet_begin(struct lr_whoisnet *n, enum lr_whois_layout layout);
void lr_whoisnet_set(
    struct lr_whoisnet *n, enum lr_whois_field f, struct lr_span v);

/* Ask for a network's handle. LR_EBAD: it is none. */
enum lr_err lr_whoisnet_handle(struct lr_whoisnet *n, struct lr_span handle);

/* It is all read: what its words are worth. */
void lr_whoisnet_end(struct lr_whoisnet *n);

/* a has fewer addresses than b, or as many. */
bool lr_whoisnet_as_small(
    const struct lr_whoisnet *a, const struct lr_whoisnet *b);

/* A host name that could be asked: letters, digits, '-' and '.'. */
bool lr_whoisnet_host(struct lr_span name);

#endif
