/*
 * hostname: what a reverse name tells: whose domain it is under, whether the
 * provider made it from the address, which words its host part has.
 */
#ifndef LR_HOSTNAME_H
#define LR_HOSTNAME_H

#include "domain.h"
#include "ip.h"
#include "words.h"

/* Marks of lib/tables/host-words, domains, domain-suffixes, domain-words. */
enum lr_hostmark {
	LR_HOST_DYNAMIC = 1 << 0,
	LR_HOST_LINE = 1 << 1,
	LR_HOST_MOBILE = 1 << 2,
	LR_HOST_HOSTING = 1 << 3,
	LR_HOST_ROLE = 1 << 4,
	LR_HOST_CRAWLER = 1 << 5,
	LR_HOST_MAIL = 1 << 6,
	LR_HOST_ISP = 1 << 7,
	LR_HOST_VPN = 1 << 8,
	LR_HOST_RELAY = 1 << 9,
	LR_HOST_GATEWAY = 1 << 10,
	LR_HOST_EDUCATION = 1 << 11,
	LR_HOST_GOVERNMENT = 1 << 12
};

struct lr_hostname {
	char host[LR_NAME_MAX + 1]; /* lower case */
	size_t n;		    /* 0: no host name */
	struct lr_span own;	    /* the registrable domain, may be empty */
	struct lr_span label;	    /* its first label */
	struct lr_span head;	    /* what is before it, may be empty */
	uint32_t words;		    /* of the head */
	uint32_t list;		    /* of the domain: the list, the suffix */
	uint32_t label_words;	    /* of the label */
	bool address;		    /* made from an address */
	bool numbered;		    /* one of several machines: two digits */
	bool many;		    /* one of very many: four digits */
	bool net;		    /* below .net, .net.au, .ne.jp: networks' */
	bool private;		    /* below a private suffix */
};

struct lr_hostnames; /* heap: the tables made ready */

enum lr_err lr_hostnames_new(struct lr_hostnames **t);
void lr_hostnames_free(struct lr_hostnames *t);

/* Read a name; ip may be NULL. h->n is 0 when it is no host name (log lines
 * and DNS answers are written by strangers). The spans point into h. */
void lr_hostname_read(const struct lr_hostnames *t, struct lr_span name,
    const struct lr_ip *ip, struct lr_hostname *h);

/* The words of a text as if it were the host part of a name. */
uint32_t lr_hostname_words(struct lr_span text);

#endif
