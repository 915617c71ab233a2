/*
 * lead: page views in, companies with the sums of their visits out. One struct
 * lr_lead a company; a company is its domain, or its name where no domain is
 * known, both without regard to the case of letters (lr_utf8_fold).
 *
 * Visits are those of `visit`: of one address, or one session where a view has
 * one, on one site. Views may come in any order and the result is the same,
 * but for two ceilings: on visits held at a time (see visit.h) and on pages and
 * sources told apart, `mixed` counts what was beyond those.
 *
 * Owns copies of all texts. Holds no address: only a seeded hash of it, and
 * that only while a visit is open. Memory: per company about 200 bytes and
 * its texts (LR_LEAD_TEXT each at most), 8 to 32 bytes per page of a company
 * up to max_pages, and what the open visits take. With visits kept, 56 bytes a
 * visit and 16 a view besides.
 *
 * Errors: LR_ENOMEM ends it, the rest can only be freed.
 */
#ifndef LR_LEAD_H
#define LR_LEAD_H

#include <stdint.h>

#include "err.h"
#include "map.h"
#include "page.h"
#include "sourceset.h"
#include "span.h"
#include "tally.h"
#include "visit.h"

#define LR_LEAD_TEXT LR_PAGE_TEXT /* bytes kept of a text; the rest is cut */
#define LR_LEAD_PAGES 1000u	  /* pages told apart per company */
#define LR_LEAD_NONE UINT32_MAX

/* What is known of a company, in the order in which it is shown: constants, and
 * the names of fields, which are the same in records and in partial sums. */
#define LR_LEAD_FIELDS            \
	X(COMPANY, "company")     \
	X(DOMAIN, "domain")       \
	X(KIND, "kind")           \
	X(COUNTRY, "country")     \
	X(CITY, "city")           \
	X(INDUSTRY, "industry")   \
	X(EMPLOYEES, "employees") \
	X(RULE, "rule")           \
	X(PHONE, "phone")         \
	X(WEBSITE, "website")     \
	X(LINKEDIN, "linkedin")   \
	X(XING, "xing")

#define X(what, name) LR_LEAD_##what,
enum lr_lead_about { LR_LEAD_FIELDS LR_LEAD_ABOUT };
#undef X

/* One page view; absent texts are { NULL, 0 }, times within the years
 * 0 to 9999. All else is 0. */
struct lr_lead_view {
	int64_t time;
	unsigned confidence; /* 0 to 100 */
	unsigned visitor;    /* LR_VISITOR_NEW, _RETURNING or 0 */
	struct lr_span about[LR_LEAD_ABOUT];
	struct lr_span address, session, site, path, referrer, query;
	/* Equal for views that say the same of a company, 0: not known. After
	 * look, `old` may say that about need not be filled; then marks, 0 to
	 * 3, are those of the view that was not old. (The two lowest bits of
	 * known do not count.) */
	uint64_t known;
	unsigned marks;
	bool old;
	/* Whose view it is, which add sets. Where has_company is set, it is
	 * that of an earlier view with the same known, and about need not be
	 * filled either. */
	bool has_company;
	uint32_t company;

	/* private */
	bool sought, looked;
	uint64_t said, stream_key, page_hash;
	uint32_t stream, site_id;
};

/* private: a view waits here until what it changes has come from memory, most
 * of it from far away */
#define LR_LEAD_WAIT 4u
#define LR_LEAD_PATH 72u /* what is longer does not wait */
struct lr_lead_seen {
	int64_t time;
	uint64_t page_hash;
	uint32_t stream, company, site, source, visitor;
};
struct lr_lead_pending {
	struct lr_lead_seen seen;
	uint32_t page; /* a guess */
	uint32_t path_n;
	char path[LR_LEAD_PATH];
};

struct lr_lead {
	uint64_t views, visits;
	uint64_t seconds;	 /* from the first to the last view of visits */
	uint64_t new, returning; /* visits of such visitors */
	int64_t first, last;	 /* views */
	struct lr_tally pages; /* page views; .n different ones, up to a max */
	struct lr_tally entries; /* visits that began with a page */
	struct lr_tally sources; /* visits */
	struct lr_tally goals;	 /* visits that reached one */
	uint32_t entry, exit;	 /* pages of the first and the last view */
	uint32_t source;    /* of the first visit that tells one, else direct;
			       LR_LEAD_NONE: not known */
	uint8_t confidence; /* 0 to 100 */
	bool before;	    /* seen before, lr_lead_before */

	/* private */
	uint16_t about_n[LR_LEAD_ABOUT];
	char *about;
	int64_t sourced; /* when the visit of source began */
};

/* A visit that is kept. */
struct lr_lead_visit {
	int64_t first, last;
	uint32_t lead, views, entry, exit, source, goals;
	uint32_t step; /* of visits.step, sorted by time and page */
	uint8_t visitor;
};

/* private */
struct lr_lead_table {
	struct lr_lead_slot *slot;
	uint32_t used, mask;
};

struct lr_leads {
	struct lr_lead
	    *lead; /* n of them, in the order of their coming;
		      those that were only seen before have no view */
	uint32_t n;
	uint64_t views; /* of all */
	uint64_t mixed; /* pages, sources, sites that could not be told apart */
	uint32_t max_pages; /* may be set after init, as may visits.limit and
			       .keep */
	struct lr_visits visits;
	struct lr_pages pages;
	struct lr_sources sources;
	struct lr_lead_visit *visit; /* after finish: kept ones, by lead and
					time; visit_n of them */
	uint32_t visit_n;

	/* private */
	uint32_t cap, visit_cap;
	struct lr_lead_table companies;
	struct lr_lead_pending pending[LR_LEAD_WAIT];
	uint32_t waiting, next; /* how many; where the next one goes */
	uint32_t site;		/* of the view last sought */
	uint64_t seed;
};

/* True for the kinds that are leads: company, education, government. */
bool lr_lead_kind(struct lr_span kind);

void lr_lead_init(struct lr_leads *l);
void lr_lead_free(struct lr_leads *l);

/* A host of one's own (see referrer.h); the site of a view is known to be
 * one. */
enum lr_err lr_lead_own(struct lr_leads *l, struct lr_span host);

/* The first steps of add, which may be taken before it. seek needs address,
 * session, site and path, and asks memory for what follows; look needs time and
 * known, and sets v->old. */
enum lr_err lr_lead_seek(struct lr_leads *l, struct lr_lead_view *v);
enum lr_err lr_lead_look(struct lr_leads *l, struct lr_lead_view *v);

/* It may be that a view of that address, on the site of the last one, comes
 * next: ask memory for what it will need. */
void lr_lead_expect(const struct lr_leads *l, struct lr_span address);

/* LR_EBAD: neither company nor domain is known; nothing was counted. */
enum lr_err lr_lead_add(struct lr_leads *l, struct lr_lead_view *v);

/* The company was there before the time that counts. LR_EBAD as in add. */
enum lr_err lr_lead_before(struct lr_leads *l, const struct lr_lead_view *v);

/* Sums of another lr_leads, of which only views, visits, seconds, new,
 * returning, before, and where there are views first, last, entry, exit,
 * source and sourced count; page, source and goal numbers are those of l.
 * What hangs on them (tallies) is added by the other two calls. *id is the
 * company. LR_EBAD as in add. */
enum lr_err lr_lead_join(struct lr_leads *l,
    const struct lr_span about[LR_LEAD_ABOUT], const struct lr_lead *sums,
    uint32_t *id);
enum lr_err lr_lead_page(
    struct lr_leads *l, struct lr_span site, struct lr_span path, uint32_t *id);
enum lr_err lr_lead_source(
    struct lr_leads *l, const struct lr_source *s, uint32_t *id);

/* End all open visits. Before it all sums but l->views lag behind; after it
 * nothing can be added. */
enum lr_err lr_lead_finish(struct lr_leads *l);

/* Texts of a company, { NULL, 0 } where nothing is known. They live until
 * the next add or free. */
struct lr_span lr_lead_about(const struct lr_lead *c, enum lr_lead_about what);

#endif
