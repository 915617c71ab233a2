/*
 * lead: page views in, companies with their visits out. One struct lr_lead a
 * company; a company is its domain, or its name where no domain is known,
 * both without regard to the case of ASCII letters.
 *
 * A visit is what one address (or one session, where a view has one) looked
 * at on one site with less than LR_LEAD_GAP seconds from view to view.
 * Views may come in any order and the result is the same: visits are kept as
 * intervals that grow and merge, and where two views of one second compete
 * the smaller text wins. Only when more than `limit` visits are held are some
 * ended early: those that no view has touched for long and that are more than
 * LR_LEAD_LATE seconds away from the view at hand. So the result is exact for
 * input in order, for files in order given newest first, and for anything
 * that is at most a day late.
 *
 * Owns copies of all texts. Holds no address: only a seeded hash of it, and
 * that only while a visit is open. Memory: per company about 200 bytes and
 * its texts (LR_LEAD_TEXT each at most), 8 to 32 bytes per page of a company
 * up to max_pages, about 100 bytes per open visit.
 *
 * Errors: LR_ENOMEM ends it, the rest can only be freed.
 */
#ifndef LR_LEAD_H
#define LR_LEAD_H

#include <stdint.h>

#include "err.h"
#include "map.h"
#include "referrer.h"
#include "span.h"
#include "tally.h"

#define LR_LEAD_GAP 1800    /* this long without a view ends a visit */
#define LR_LEAD_LATE 86400  /* so late may a view come in any case */
#define LR_LEAD_TEXT 512u   /* bytes kept of a text; what is longer is cut */
#define LR_LEAD_PAGES 1000u /* pages told apart per company */
#define LR_LEAD_OPEN (1u << 19) /* visits held before any is ended early */

/* What is known of a company, in the order in which it is shown. */
enum lr_lead_about {
	LR_LEAD_COMPANY,
	LR_LEAD_DOMAIN,
	LR_LEAD_KIND,
	LR_LEAD_COUNTRY,
	LR_LEAD_CITY,
	LR_LEAD_INDUSTRY,
	LR_LEAD_EMPLOYEES,
	LR_LEAD_RULE,
	LR_LEAD_ABOUT
};

/* One page view; absent texts are { NULL, 0 }, times within the years
 * 0 to 9999. */
struct lr_lead_view {
	int64_t time;
	unsigned confidence; /* 0 to 100 */
	struct lr_span about[LR_LEAD_ABOUT];
	struct lr_span address, session, site, path, referrer;
};

/* What every view touches comes first, within one line of the cache. */
struct lr_lead {
	uint64_t views;
	int64_t first, last;   /* views */
	struct lr_tally pages; /* .n different ones, up to max_pages */
	char *about;	       /* private */
	uint16_t about_n[LR_LEAD_ABOUT]; /* private */
	uint64_t visits;
	uint8_t confidence; /* 0 to 100 */

	/* private */
	uint16_t entry_n;
	uint32_t referrer; /* of the earliest visit that has one */
	int64_t referred;  /* when that visit began */
	char *entry;
};

/* private */
struct lr_lead_table {
	struct lr_lead_slot *slot;
	uint32_t used, mask;
};

struct lr_leads {
	struct lr_lead *lead; /* n of them, in the order of their coming */
	uint32_t n;
	uint64_t views; /* of all */
	uint64_t
	    mixed; /* pages, hosts, sites past the ceilings: not told apart */
	uint32_t max_pages, limit; /* may be set after init */

	/* private */
	uint32_t cap;
	struct lr_lead_table companies, streams;
	struct lr_map pages, sites, referrers;
	struct lr_referrer own;
	struct lr_lead_visit *visit;
	uint32_t visit_cap, visit_n, visit_free, open, round;
	uint64_t seed;
};

/* True for the kinds that are leads: company, education, government. */
bool lr_lead_kind(struct lr_span kind);

void lr_lead_init(struct lr_leads *l);
void lr_lead_free(struct lr_leads *l);

/* A host of one's own (see referrer.h); the site of a view is known to be
 * one. */
enum lr_err lr_lead_own(struct lr_leads *l, struct lr_span host);

/* LR_EBAD: neither company nor domain is known; nothing was counted. */
enum lr_err lr_lead_add(struct lr_leads *l, const struct lr_lead_view *v);

/* End all open visits. Before it `visits` and the referrer lag behind; after
 * it nothing can be added. */
void lr_lead_finish(struct lr_leads *l);

/* Texts of a company, { NULL, 0 } where nothing is known. They live until
 * the next add or free. The entry page is the path of the first view; the
 * referrer is the host that the first view of a visit came from, of the
 * earliest visit that has one. */
struct lr_span lr_lead_about(const struct lr_lead *c, enum lr_lead_about what);
struct lr_span lr_lead_entry(const struct lr_lead *c);
struct lr_span lr_lead_referrer(
    const struct lr_leads *l, const struct lr_lead *c);

#endif
