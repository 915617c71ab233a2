/*
 * siteconf: what the operator wants for one website that carries the page
 * script: a JSON object, lr-cgi(1). Unknown keys, wrong types and what is out
 * of range are refused, so that a slip of the pen never makes it lax.
 */
#ifndef LR_SITECONF_H
#define LR_SITECONF_H

#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "limits.h"
#include "prefix.h"

#define LR_SITECONF_BYTES (256u << 10) /* of the text */
#define LR_SITECONF_HOSTS 64u
#define LR_SITECONF_PROXIES 256u
#define LR_SITECONF_FILES 16u /* of one kind */
#define LR_SITECONF_DAYS 7u   /* that hits are kept at most */

/* The files of networks, as lr-enrich has them. */
enum lr_siteconf_list {
	LR_SITECONF_HOSTING,
	LR_SITECONF_VPN,
	LR_SITECONF_RELAY,
	LR_SITECONF_GATEWAY,
	LR_SITECONF_CRAWLERS,
	LR_SITECONF_LISTS
};

/* Names of files, each ended by a NUL. */
struct lr_siteconf_files {
	const char *path[LR_SITECONF_FILES];
	unsigned n;
};

struct lr_siteconf {
	/* lower case; "*.example.com" is every name below it */
	struct lr_span host[LR_SITECONF_HOSTS];
	unsigned hosts;
	bool consent;	      /* wait for the visitor's allow_tracking */
	bool module2;	      /* record the cursor */
	bool consent2;	      /* and wait with that for allow_tracking */
	bool signals_all;     /* DNT and GPC stop everything */
	bool certain;	      /* sort out only what is certain */
	struct lr_span pixel; /* URL of the image; { NULL, 0 }: none */
	struct lr_range proxy[LR_SITECONF_PROXIES];
	unsigned proxies;
	unsigned spool_days, cookie_days;
	struct lr_span cookie_domain; /* or { NULL, 0 } */
	struct lr_siteconf_files mmdb, list[LR_SITECONF_LISTS];
	const char *overrides, *companies; /* or NULL */
	uint64_t min_employees;
	uint64_t limit_address, limit_site; /* hits a minute */
	uint64_t recordings;		    /* bytes a day */
	struct lr_arena arena;		    /* private */
	char why[256];
};

/* *c is zeroed, or was freed. LR_EBAD: c->why; LR_ENOMEM. Free in any case. */
enum lr_err lr_siteconf_parse(struct lr_siteconf *c, struct lr_span text);
void lr_siteconf_free(struct lr_siteconf *c);

/* Is that host (in any case, no port) one of the site's? */
bool lr_siteconf_host(const struct lr_siteconf *c, struct lr_span host);

#endif
