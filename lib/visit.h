/*
 * visit: page views in, visits out. A visit is what one stream (an address, or
 * a session, on one site) looked at with less than LR_VISIT_GAP seconds from
 * view to view.
 *
 * Views may come in any order and the result is the same: visits are kept as
 * intervals that grow and merge, and where two views of one second compete the
 * page that is smaller (lr_pages_cmp) wins. Only when more than `limit` visits
 * are held are some ended early: those that no view has touched for long and
 * that are more than LR_VISIT_LATE seconds away from the view at hand.
 *
 * A stream is known by a 64-bit hash only, and only while it has a visit that
 * is open. Memory: 64 bytes a visit, 32 to 64 a stream; with keep set, for all
 * visits and 16 bytes a view.
 */
#ifndef LR_VISIT_H
#define LR_VISIT_H

#include <stdint.h>

#include "err.h"
#include "page.h"

#define LR_VISIT_GAP 1800	 /* this long without a view ends a visit */
#define LR_VISIT_LATE 172800	 /* so late may a view come in any case */
#define LR_VISIT_OPEN (1u << 17) /* held before any is ended early */
#define LR_VISIT_NONE UINT32_MAX

enum lr_visitor { LR_VISITOR_NEW = 1, LR_VISITOR_RETURNING = 2 };

struct lr_visit {
	int64_t first, last; /* views */
	uint32_t company;
	uint32_t views;
	uint32_t entry, exit; /* pages */
	uint32_t source;      /* of the first view */
	uint32_t goals;	      /* set */
	uint32_t visitor;     /* set of enum lr_visitor */

	/* private: neighbours in the list of a stream, which is sorted by time;
	 * the sweep before it was last touched; its steps */
	uint32_t older, newer, round;
	uint32_t step, step_last;
};

/* One view of a visit that is kept. */
struct lr_step {
	int64_t time;
	uint32_t page;
	uint32_t next; /* LR_VISIT_NONE: the last */
};

/* What has to be known of a view. */
struct lr_visit_view {
	int64_t time;
	uint32_t page, goals, visitor;
};

/* What a view is in its visit: the first of all so far, one of the first
 * second, or a later one. */
enum lr_visit_place { LR_VISIT_BEGINS, LR_VISIT_BESIDE, LR_VISIT_LATER };

struct lr_visits {
	uint32_t limit; /* may be set after init */
	uint32_t open;
	bool keep; /* the same: hold all visits and their steps */
	/* Told of a visit that has ended. Its steps are in `step`. */
	enum lr_err (*end)(void *arg, const struct lr_visit *v);
	void *arg;
	struct lr_step *step;
	uint32_t steps;

	/* private */
	const struct lr_pages *pages;
	struct lr_visit *visit;
	uint32_t cap, n, free, round;
	struct lr_stream *stream;
	uint32_t used, mask, step_cap;
};

void lr_visits_init(struct lr_visits *v, const struct lr_pages *pages);
void lr_visits_free(struct lr_visits *v);

/* Before each view: room for it, where need be by ending visits. Streams found
 * before may be others after it. LR_ENOMEM. */
enum lr_err lr_visits_room(struct lr_visits *v, int64_t now);

/* Whether it has anything to do. */
static inline bool
lr_visits_full(const struct lr_visits *v)
{
	return v->open >= v->limit || v->stream == NULL ||
	    v->used > v->mask / 4 * 3;
}

/* The stream of that key which is known to be of a company: by what its views
 * say of one (known, not 0); LR_VISIT_NONE. The two lowest bits of known are
 * the caller's: they may differ, and are kept. */
#define LR_VISIT_MARKS UINT64_C(3)
uint32_t lr_visits_find(
    const struct lr_visits *v, uint64_t key, uint64_t known);
/* The same by company, making one; it then goes by known. */
uint32_t lr_visits_stream(
    struct lr_visits *v, uint64_t key, uint64_t known, uint32_t company);
uint32_t lr_visits_company(const struct lr_visits *v, uint32_t stream);
unsigned lr_visits_marks(const struct lr_visits *v, uint32_t stream);

/* Take a view. *visit may be changed until the next call: where the view is
 * one of the first, it has to be given its source. */
enum lr_err lr_visits_add(struct lr_visits *v, uint32_t stream,
    const struct lr_visit_view *view, enum lr_visit_place *place,
    struct lr_visit **visit);

/* End all. */
enum lr_err lr_visits_finish(struct lr_visits *v);

/* Where find looks first, for a prefetch. NULL: nowhere. */
const void *lr_visits_place(const struct lr_visits *v, uint64_t key);

#endif
