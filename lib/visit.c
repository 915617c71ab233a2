#include "visit.h"

#include <stdlib.h>

#define NONE LR_VISIT_NONE

struct lr_stream {
	uint64_t key;
	uint64_t known;
	uint32_t company; /* NONE: a free place */
	uint32_t visit;	  /* the one last touched; NONE: all have ended */
};

void
lr_visits_init(struct lr_visits *v, const struct lr_pages *pages)
{
	*v = (struct lr_visits){
		.limit = LR_VISIT_OPEN, .free = NONE, .pages = pages
	};
}

void
lr_visits_free(struct lr_visits *v)
{
	free(v->visit);
	free(v->stream);
	free(v->step);
	lr_visits_init(v, v->pages);
}

/* ---- streams */

const void *
lr_visits_place(const struct lr_visits *v, uint64_t key)
{
	return v->stream == NULL ? NULL : &v->stream[(uint32_t)key & v->mask];
}

uint32_t
lr_visits_find(const struct lr_visits *v, uint64_t key, uint64_t known)
{
	uint32_t i = (uint32_t)key & v->mask;

	for (; v->stream[i].company != NONE; i = (i + 1) & v->mask)
		if (v->stream[i].key == key &&
		    (v->stream[i].known ^ known) <= LR_VISIT_MARKS) {
			if (v->stream[i].visit != NONE)
				__builtin_prefetch(
				    &v->visit[v->stream[i].visit]);
			return i;
		}
	return NONE;
}

uint32_t
lr_visits_stream(
    struct lr_visits *v, uint64_t key, uint64_t known, uint32_t company)
{
	uint32_t i = (uint32_t)key & v->mask;
	struct lr_stream *s;

	while (v->stream[i].company != NONE &&
	    (v->stream[i].key != key || v->stream[i].company != company))
		i = (i + 1) & v->mask;
	s = &v->stream[i];
	if (s->company == NONE) {
		*s = (struct lr_stream){ key, known, company, NONE };
		v->used++;
	}
	s->known = known;
	return i;
}

uint32_t
lr_visits_company(const struct lr_visits *v, uint32_t stream)
{
	return v->stream[stream].company;
}

unsigned
lr_visits_marks(const struct lr_visits *v, uint32_t stream)
{
	return v->stream[stream].known & LR_VISIT_MARKS;
}

/* A table of that many places, filled to three quarters at most. */
static enum lr_err
resize(struct lr_visits *v, uint32_t cap)
{
	struct lr_stream *stream;
	uint32_t i, at;

	if (cap > UINT32_MAX / 4 ||
	    (stream = malloc(cap * sizeof(*stream))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < cap; i++)
		stream[i].company = NONE;
	for (i = v->used = 0; v->stream != NULL && i <= v->mask; i++) {
		if (v->stream[i].company == NONE)
			continue;
		at = (uint32_t)v->stream[i].key & (cap - 1);
		while (stream[at].company != NONE)
			at = (at + 1) & (cap - 1);
		stream[at] = v->stream[i];
		v->used++;
	}
	free(v->stream);
	v->stream = stream;
	v->mask = cap - 1;
	return LR_OK;
}

/* ---- the end of visits */

static enum lr_err
end_visit(struct lr_visits *v, uint32_t id)
{
	enum lr_err err = LR_OK;

	if (v->end != NULL)
		err = v->end(v->arg, &v->visit[id]);
	v->visit[id].newer = v->free;
	v->free = id;
	v->open--;
	return err;
}

/* Out of its list; the answer is a neighbour or NONE. */
static uint32_t
unlink_visit(struct lr_visits *v, uint32_t id)
{
	struct lr_visit *x = &v->visit[id];

	if (x->older != NONE)
		v->visit[x->older].newer = x->newer;
	if (x->newer != NONE)
		v->visit[x->newer].older = x->older;
	return x->older != NONE ? x->older : x->newer;
}

static uint32_t
oldest(const struct lr_visits *v, uint32_t id)
{
	while (v->visit[id].older != NONE)
		id = v->visit[id].older;
	return id;
}

static bool
far_away(const struct lr_visit *x, int64_t now)
{
	return now - x->last > LR_VISIT_LATE || x->first - now > LR_VISIT_LATE;
}

/* Places far apart in memory, one after the other: ask for those to come. */
static inline void
ask_ahead(const struct lr_visits *v, uint32_t i)
{
	const struct lr_stream *s = &v->stream[(i + 16) & v->mask];

	if (s->company != NONE && s->visit != NONE)
		__builtin_prefetch(&v->visit[s->visit]);
}

/* Too many visits are open: end those that will hardly be touched again. */
static enum lr_err
sweep(struct lr_visits *v, int64_t now)
{
	uint32_t i, id, newer, cap = 64;
	struct lr_stream *s;
	enum lr_err err = LR_OK;

	for (i = 0; i <= v->mask && v->stream != NULL; i++) {
		s = &v->stream[i];
		ask_ahead(v, i);
		if (s->company == NONE || s->visit == NONE)
			continue;
		for (id = oldest(v, s->visit); id != NONE; id = newer) {
			newer = v->visit[id].newer;
			if (v->visit[id].round == v->round ||
			    !far_away(&v->visit[id], now))
				continue;
			s->visit = unlink_visit(v, id);
			if (err == LR_OK)
				err = end_visit(v, id);
		}
		if (s->visit == NONE)
			s->company = NONE;
	}
	v->round++;
	if (v->limit < v->open * 2)
		v->limit = v->open * 2;
	while (cap / 4 * 3 <= v->open)
		cap *= 2;
	return err != LR_OK ? err : resize(v, cap);
}

enum lr_err
lr_visits_room(struct lr_visits *v, int64_t now)
{
	enum lr_err err = LR_OK;

	if (v->open >= v->limit)
		err = sweep(v, now);
	if (err == LR_OK && (v->stream == NULL || v->used > v->mask / 4 * 3))
		err = resize(v, v->stream == NULL ? 64 : (v->mask + 1) * 2);
	return err;
}

enum lr_err
lr_visits_finish(struct lr_visits *v)
{
	enum lr_err err = LR_OK;
	uint32_t i, id, newer;

	for (i = 0; v->stream != NULL && i <= v->mask; i++) {
		ask_ahead(v, i);
		if (v->stream[i].company == NONE || v->stream[i].visit == NONE)
			continue;
		for (id = oldest(v, v->stream[i].visit);
		     id != NONE && err == LR_OK; id = newer) {
			newer = v->visit[id].newer;
			err = end_visit(v, id);
		}
	}
	free(v->stream);
	free(v->visit);
	v->stream = NULL;
	v->visit = NULL;
	v->cap = v->n = v->used = v->mask = 0;
	v->free = NONE;
	return err;
}

/* ---- views */

/* A new visit between two others of its list, each of which may be NONE. */
static enum lr_err
new_visit(struct lr_visits *v, uint32_t older, uint32_t newer, uint32_t *id)
{
	struct lr_visit *x;
	uint32_t cap;

	if (v->free == NONE && v->n == v->cap) {
		cap = v->cap == 0 ? 64 : v->cap * 2;
		if (cap > UINT32_MAX / 2 ||
		    (x = realloc(v->visit, cap * sizeof(*x))) == NULL)
			return LR_ENOMEM;
		v->visit = x;
		v->cap = cap;
	}
	if (v->free != NONE) {
		*id = v->free;
		v->free = v->visit[*id].newer;
	} else {
		*id = v->n++;
	}
	v->visit[*id] = (struct lr_visit){ .older = older,
		.newer = newer,
		.source = NONE,
		.step = NONE,
		.step_last = NONE };
	if (older != NONE)
		v->visit[older].newer = *id;
	if (newer != NONE)
		v->visit[newer].older = *id;
	v->open++;
	return LR_OK;
}

/* The last visit of the list that began by then, and the one after it. */
static void
neighbours(const struct lr_visits *v, uint32_t id, int64_t t, uint32_t *older,
    uint32_t *newer)
{
	*older = *newer = NONE;
	if (id == NONE)
		return;
	if (v->visit[id].first > t) {
		do {
			*newer = id;
			id = v->visit[id].older;
		} while (id != NONE && v->visit[id].first > t);
		*older = id;
		return;
	}
	do {
		*older = id;
		id = v->visit[id].newer;
	} while (id != NONE && v->visit[id].first <= t);
	*newer = id;
}

/* The newer one goes on where the older one ended. */
static void
merge(struct lr_visits *v, uint32_t older, uint32_t newer)
{
	struct lr_visit *a = &v->visit[older], *b = &v->visit[newer];

	a->last = b->last;
	a->exit = b->exit;
	a->views += b->views;
	a->goals |= b->goals;
	a->visitor |= b->visitor;
	if (a->step == NONE)
		a->step = b->step;
	else if (b->step != NONE)
		v->step[a->step_last].next = b->step;
	if (b->step != NONE)
		a->step_last = b->step_last;
	unlink_visit(v, newer);
	b->newer = v->free;
	v->free = newer;
	v->open--;
}

static enum lr_err
add_step(struct lr_visits *v, struct lr_visit *x, int64_t time, uint32_t page)
{
	struct lr_step *step;
	uint32_t cap;

	if (v->steps == v->step_cap) {
		cap = v->step_cap == 0 ? 256 : v->step_cap * 2;
		if (cap > UINT32_MAX / 2 ||
		    (step = realloc(v->step, cap * sizeof(*step))) == NULL)
			return LR_ENOMEM;
		v->step = step;
		v->step_cap = cap;
	}
	v->step[v->steps] = (struct lr_step){ time, page, NONE };
	if (x->step == NONE)
		x->step = v->steps;
	else
		v->step[x->step_last].next = v->steps;
	x->step_last = v->steps++;
	return LR_OK;
}

/* The visit that the view belongs to, made of one, two or none. */
static enum lr_err
visit_at(struct lr_visits *v, const struct lr_stream *s, int64_t t,
    uint32_t *id, bool *fresh)
{
	uint32_t older, newer;
	bool joins_older, joins_newer;

	/* nearly always: a view in order, of the visit last touched */
	*id = s->visit;
	*fresh = false;
	if (*id != NONE && v->visit[*id].newer == NONE &&
	    t >= v->visit[*id].last && t - v->visit[*id].last < LR_VISIT_GAP)
		return LR_OK;
	neighbours(v, s->visit, t, &older, &newer);
	joins_older = older != NONE && t - v->visit[older].last < LR_VISIT_GAP;
	joins_newer = newer != NONE && v->visit[newer].first - t < LR_VISIT_GAP;
	*id = joins_older ? older : newer;
	if (joins_older && joins_newer)
		merge(v, older, newer);
	*fresh = !joins_older && !joins_newer;
	return *fresh ? new_visit(v, older, newer, id) : LR_OK;
}

static enum lr_visit_place
take(struct lr_visits *v, struct lr_visit *x, const struct lr_visit_view *view,
    bool fresh)
{
	enum lr_visit_place place = fresh || view->time < x->first
	    ? LR_VISIT_BEGINS
	    : view->time == x->first ? LR_VISIT_BESIDE
				     : LR_VISIT_LATER;

	if (place == LR_VISIT_BEGINS ||
	    (place == LR_VISIT_BESIDE &&
		lr_pages_cmp(v->pages, view->page, x->entry) < 0)) {
		x->first = view->time;
		x->entry = view->page;
	}
	if (fresh || view->time > x->last ||
	    (view->time == x->last &&
		lr_pages_cmp(v->pages, view->page, x->exit) < 0)) {
		x->last = view->time;
		x->exit = view->page;
	}
	x->views++;
	x->goals |= view->goals;
	x->visitor |= view->visitor;
	x->round = v->round;
	return place;
}

enum lr_err
lr_visits_add(struct lr_visits *v, uint32_t stream,
    const struct lr_visit_view *view, enum lr_visit_place *place,
    struct lr_visit **visit)
{
	struct lr_stream *s = &v->stream[stream];
	struct lr_visit *x;
	enum lr_err err;
	bool fresh;
	uint32_t id;

	if ((err = visit_at(v, s, view->time, &id, &fresh)) != LR_OK)
		return err;
	*visit = x = &v->visit[id];
	x->company = s->company;
	s->visit = id;
	*place = take(v, x, view, fresh);
	return v->keep ? add_step(v, x, view->time, view->page) : LR_OK;
}
