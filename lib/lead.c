#include "lead.h"

#include <stdlib.h>

#include "hash.h"
#include "utf8.h"

#define NONE LR_LEAD_NONE

struct lr_lead_slot {
	uint64_t key;	  /* hash of its domain or name */
	uint32_t company; /* NONE: a free slot */
};

bool
lr_lead_kind(struct lr_span kind)
{
	return lr_span_eq(kind, LR_SPAN("company")) ||
	    lr_span_eq(kind, LR_SPAN("education")) ||
	    lr_span_eq(kind, LR_SPAN("government"));
}

static enum lr_err ended(void *arg, const struct lr_visit *v);

void
lr_lead_init(struct lr_leads *l)
{
	*l = (struct lr_leads){ .max_pages = LR_LEAD_PAGES,
		.seed = lr_hash_seed() };
	lr_pages_init(&l->pages);
	lr_visits_init(&l->visits, &l->pages);
	l->visits.end = ended;
	l->visits.arg = l;
	lr_sources_init(&l->sources);
}

void
lr_lead_free(struct lr_leads *l)
{
	uint32_t i;

	for (i = 0; i < l->n; i++) {
		free(l->lead[i].about);
		lr_tally_free(&l->lead[i].pages);
		lr_tally_free(&l->lead[i].entries);
		lr_tally_free(&l->lead[i].sources);
		lr_tally_free(&l->lead[i].goals);
	}
	free(l->lead);
	free(l->companies.slot);
	free(l->visit);
	lr_visits_free(&l->visits);
	lr_pages_free(&l->pages);
	lr_sources_free(&l->sources);
	lr_lead_init(l);
}

enum lr_err
lr_lead_own(struct lr_leads *l, struct lr_span host)
{
	return lr_sources_own(&l->sources, host);
}

/* ---- companies */

/* What a company is known by, in out of LR_LEAD_TEXT + 1 bytes: its domain,
 * else its name, which is no domain even where it looks like one. */
static struct lr_span
key_of(struct lr_span domain, struct lr_span name, char *out)
{
	if (domain.n > 0)
		return lr_utf8_fold(lr_pages_cut(domain), out);
	out[0] = '=';
	return lr_span(out,
	    name.n == 0 ? 0 : lr_utf8_fold(lr_pages_cut(name), out + 1).n + 1);
}

struct lr_span
lr_lead_about(const struct lr_lead *c, enum lr_lead_about what)
{
	size_t at = 0;
	int i;

	for (i = 0; i < (int)what; i++)
		at += c->about_n[i];
	return c->about_n[what] == 0 ? (struct lr_span){ NULL, 0 }
				     : lr_span(c->about + at, c->about_n[what]);
}

/* Room for one more, in a table that is filled to half at most. */
static enum lr_err
room(struct lr_lead_table *t)
{
	uint32_t cap = t->slot == NULL ? 64 : (t->mask + 1) * 2, i, at;
	struct lr_lead_slot *slot;

	if (t->slot != NULL && t->used <= t->mask / 2)
		return LR_OK;
	if (cap > UINT32_MAX / 4 ||
	    (slot = malloc(cap * sizeof(*slot))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < cap; i++)
		slot[i].company = NONE;
	for (i = 0; t->slot != NULL && i <= t->mask; i++) {
		if (t->slot[i].company == NONE)
			continue;
		at = (uint32_t)t->slot[i].key & (cap - 1);
		while (slot[at].company != NONE)
			at = (at + 1) & (cap - 1);
		slot[at] = t->slot[i];
	}
	free(t->slot);
	t->slot = slot;
	t->mask = cap - 1;
	return LR_OK;
}

static bool
is_company(const struct lr_lead *c, struct lr_span key)
{
	char low[LR_LEAD_TEXT + 1];

	return lr_span_eq(key,
	    key_of(lr_lead_about(c, LR_LEAD_DOMAIN),
		lr_lead_about(c, LR_LEAD_COMPANY), low));
}

static enum lr_err
new_company(struct lr_leads *l, struct lr_lead_slot *s, uint64_t hash)
{
	struct lr_lead *lead;
	uint32_t cap;

	if (l->n == l->cap) {
		cap = l->cap == 0 ? 64 : l->cap * 2;
		if (cap > UINT32_MAX / 4 ||
		    (lead = realloc(l->lead, cap * sizeof(*lead))) == NULL)
			return LR_ENOMEM;
		l->lead = lead;
		l->cap = cap;
	}
	*s = (struct lr_lead_slot){ hash, l->n };
	l->lead[l->n++] = (struct lr_lead){ .first = INT64_MAX,
		.last = INT64_MIN,
		.entry = NONE,
		.exit = NONE,
		.source = NONE };
	l->companies.used++;
	return LR_OK;
}

/* Whether it says better: more surely, else more, else by an order that does
 * not depend on what came first. */
static bool
better_about(
    const struct lr_lead *c, const struct lr_span *about, unsigned confidence)
{
	unsigned i, have = 0, new = 0;
	int order = 0;

	if (c->about == NULL || c->confidence != confidence)
		return c->about == NULL || confidence > c->confidence;
	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		have += c->about_n[i] > 0;
		new += about[i].n > 0;
		if (order == 0)
			order = lr_span_cmp(
			    about[i], lr_lead_about(c, (enum lr_lead_about)i));
	}
	return new != have ? new > have : order < 0;
}

/* Take over what is said of the company where that is better. */
static enum lr_err
learn(struct lr_lead *c, const struct lr_span *said, unsigned confidence)
{
	struct lr_span about[LR_LEAD_ABOUT];
	size_t n = 0, i;
	char *p;

	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		about[i] = lr_pages_cut(said[i]);
		n += about[i].n;
	}
	if (!better_about(c, about, confidence))
		return LR_OK;
	if ((p = malloc(n + 1)) == NULL)
		return LR_ENOMEM;
	free(c->about);
	c->about = p;
	c->confidence = (uint8_t)confidence;
	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		c->about_n[i] = (uint16_t)about[i].n;
		if (about[i].n > 0)
			memcpy(p, about[i].p, about[i].n);
		p += about[i].n;
	}
	return LR_OK;
}

/* The company of which that is said. LR_EBAD: of none. */
static enum lr_err
company(struct lr_leads *l, const struct lr_span *about, unsigned confidence,
    uint32_t *who)
{
	char low[LR_LEAD_TEXT + 1];
	struct lr_span key =
	    key_of(about[LR_LEAD_DOMAIN], about[LR_LEAD_COMPANY], low);
	struct lr_lead_table *t = &l->companies;
	uint64_t hash = lr_hash(key, l->seed);
	enum lr_err err;
	uint32_t i;

	if (key.n == 0)
		return LR_EBAD;
	if ((err = room(t)) != LR_OK)
		return err;
	for (i = (uint32_t)hash & t->mask; t->slot[i].company != NONE;
	     i = (i + 1) & t->mask)
		if (t->slot[i].key == hash &&
		    is_company(&l->lead[t->slot[i].company], key))
			break;
	if (t->slot[i].company == NONE &&
	    (err = new_company(l, &t->slot[i], hash)) != LR_OK)
		return err;
	*who = t->slot[i].company;
	return learn(&l->lead[*who], about, confidence);
}

/* ---- sources */

enum lr_err
lr_lead_source(struct lr_leads *l, const struct lr_source *s, uint32_t *id)
{
	enum lr_err err = lr_sources_add(&l->sources, s, id);

	l->mixed += err == LR_OK && *id == NONE;
	return err;
}

/* The source of a lead: that of the first visit that tells something. */
static void
first_source(
    const struct lr_leads *l, struct lr_lead *c, uint32_t source, int64_t time)
{
	bool tells = lr_sources_tells(&l->sources, source);
	bool told = lr_sources_tells(&l->sources, c->source);

	if (source == NONE ||
	    (c->source != NONE &&
		(tells != told ? told
			: time != c->sourced
			? time > c->sourced
			: !lr_sources_better(&l->sources, source, c->source))))
		return;
	c->source = source;
	c->sourced = time;
}

/* ---- visits */

/* The first and the last page view of two sums. */
static void
ends_of(const struct lr_leads *l, struct lr_lead *c, int64_t first,
    uint32_t entry, int64_t last, uint32_t exit)
{
	if (first < c->first ||
	    (first == c->first &&
		lr_pages_cmp(&l->pages, entry, c->entry) < 0)) {
		c->first = first;
		c->entry = entry;
	}
	if (last > c->last ||
	    (last == c->last && lr_pages_cmp(&l->pages, exit, c->exit) < 0)) {
		c->last = last;
		c->exit = exit;
	}
}

static enum lr_err
keep(struct lr_leads *l, const struct lr_visit *v)
{
	struct lr_lead_visit *p;
	uint32_t cap;

	if (l->visit_n == l->visit_cap) {
		cap = l->visit_cap == 0 ? 64 : l->visit_cap * 2;
		if (cap > UINT32_MAX / 2 ||
		    (p = realloc(l->visit, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		l->visit = p;
		l->visit_cap = cap;
	}
	l->visit[l->visit_n++] = (struct lr_lead_visit){ .first = v->first,
		.last = v->last,
		.lead = v->company,
		.views = v->views,
		.entry = v->entry,
		.exit = v->exit,
		.source = v->source,
		.goals = v->goals,
		.step = v->step,
		.visitor = (uint8_t)v->visitor };
	return LR_OK;
}

/* A visit is over: its company gets it. */
static enum lr_err
ended(void *arg, const struct lr_visit *v)
{
	struct lr_leads *l = arg;
	struct lr_lead *c = &l->lead[v->company];
	enum lr_err err = LR_OK;
	uint32_t i;

	c->visits++;
	c->views += v->views;
	c->seconds += (uint64_t)(v->last - v->first);
	/* who was new when the visit began may be known by its end */
	c->new += (v->visitor & LR_VISITOR_NEW) != 0;
	c->returning += v->visitor == LR_VISITOR_RETURNING;
	ends_of(l, c, v->first, v->entry, v->last, v->exit);
	first_source(l, c, v->source, v->first);
	if (v->entry != NONE)
		err = lr_tally_add(&c->entries, v->entry, l->max_pages);
	if (v->source != NONE && err == LR_OK)
		err = lr_tally_add(&c->sources, v->source, l->max_pages);
	for (i = 0; i < LR_PAGE_GOALS && v->goals >> i != 0 && err == LR_OK;
	     i++)
		if (v->goals >> i & 1)
			err = lr_tally_add(&c->goals, i, LR_PAGE_GOALS);
	return err == LR_OK && l->visits.keep ? keep(l, v) : err;
}

/* ---- views */

/* Of a caller that does not say what is the same. */
static uint64_t
known_of(const struct lr_leads *l, const struct lr_lead_view *v)
{
	uint64_t h = l->seed;
	unsigned i;

	for (i = 0; i < LR_LEAD_ABOUT; i++)
		h = lr_hash(v->about[i], h);
	return lr_hash_with(h, v->confidence);
}

/* What views of one visitor on one site have in common. */
static uint64_t
stream_key(
    const struct lr_leads *l, struct lr_span who, bool session, uint32_t site)
{
	return lr_hash_with(
	    lr_hash(who, l->seed), (uint64_t)site << 1 | session);
}

/* The page's number. A company that has its fill adds none to the common
 * stock. */
static enum lr_err
page_of(struct lr_leads *l, const struct lr_lead_seen *s, struct lr_span path,
    uint32_t *id)
{
	enum lr_err err;

	*id = NONE;
	if (path.n == 0)
		return LR_OK;
	*id = lr_pages_find(&l->pages, s->site, path, s->page_hash);
	if (*id != NONE || l->lead[s->company].pages.n >= l->max_pages)
		return LR_OK;
	err = lr_pages_add(&l->pages, s->site, path, s->page_hash, id);
	l->mixed += err == LR_OK && *id == NONE;
	return err;
}

static enum lr_err
apply(struct lr_leads *l, const struct lr_lead_seen *s, struct lr_span path)
{
	struct lr_visit_view view = { .time = s->time, .visitor = s->visitor };
	enum lr_visit_place place;
	struct lr_visit *visit;
	enum lr_err err = page_of(l, s, path, &view.page);

	if (err == LR_OK && view.page != NONE)
		err = lr_tally_add(
		    &l->lead[s->company].pages, view.page, l->max_pages);
	if (err == LR_OK && l->pages.globs > 0)
		view.goals = view.page == NONE ? lr_pages_goals(&l->pages, path)
					       : l->pages.page[view.page].goals;
	if (err == LR_OK)
		err =
		    lr_visits_add(&l->visits, s->stream, &view, &place, &visit);
	if (err == LR_OK && place != LR_VISIT_LATER &&
	    (place == LR_VISIT_BEGINS ||
		lr_sources_better(&l->sources, s->source, visit->source)))
		visit->source = s->source;
	return err;
}

static inline struct lr_lead_pending *
pending(struct lr_leads *l, uint32_t before)
{
	return &l->pending[(l->next - before) % LR_LEAD_WAIT];
}

/* The order of views matters only where there is too much to be held. */
static enum lr_err
flush(struct lr_leads *l)
{
	const struct lr_lead_pending *p;
	enum lr_err err = LR_OK;

	for (; l->waiting > 0 && err == LR_OK; l->waiting--) {
		p = pending(l, l->waiting);
		err = apply(l, &p->seen, lr_span(p->path, p->path_n));
	}
	return err;
}

/* What apply will need of those that wait: each step tells where the next one
 * has to look. */
static void
ask_memory(struct lr_leads *l)
{
	struct lr_lead_pending *p;
	const struct lr_tally *t;

	__builtin_prefetch(&l->lead[pending(l, 1)->seen.company].pages);
	if (l->waiting < 2)
		return;
	p = pending(l, 2);
	p->page = p->path_n == 0 ? NONE
				 : lr_pages_guess(&l->pages, p->seen.page_hash);
	if (p->page != NONE)
		__builtin_prefetch(&l->pages.page[p->page]);
	if (l->waiting < 3 || (p = pending(l, 3))->page == NONE)
		return;
	__builtin_prefetch(l->pages.page[p->page].path.p);
	t = &l->lead[p->seen.company].pages;
	if (t->item != NULL)
		__builtin_prefetch(&t->item[lr_tally_place(t, p->page)]);
}

/* Put off what needs memory that is not there yet. */
static enum lr_err
put_off(
    struct lr_leads *l, const struct lr_lead_seen *seen, struct lr_span path)
{
	struct lr_lead_pending *p = pending(l, 0);
	enum lr_err err = LR_OK;

	if (path.n > sizeof(p->path))
		return (err = flush(l)) == LR_OK ? apply(l, seen, path) : err;
	if (l->waiting == LR_LEAD_WAIT)
		err = apply(l, &p->seen, lr_span(p->path, p->path_n));
	else
		l->waiting++;
	p->seen = *seen;
	p->path_n = (uint32_t)path.n;
	if (path.n > 0)
		memcpy(p->path, path.p, path.n);
	l->next++;
	ask_memory(l);
	return err;
}

enum lr_err
lr_lead_seek(struct lr_leads *l, struct lr_lead_view *v)
{
	bool session = v->session.n > 0;
	enum lr_err err;

	if ((err = lr_pages_site(&l->pages, v->site, &v->site_id)) != LR_OK)
		return err;
	l->site = v->site_id;
	v->stream_key = stream_key(
	    l, session ? v->session : v->address, session, v->site_id);
	__builtin_prefetch(lr_visits_place(&l->visits, v->stream_key));
	v->path = lr_pages_cut(v->path);
	v->page_hash = lr_pages_hash(&l->pages, v->site_id, v->path);
	__builtin_prefetch(lr_pages_place(&l->pages, v->page_hash));
	v->sought = true;
	return LR_OK;
}

void
lr_lead_expect(const struct lr_leads *l, struct lr_span address)
{
	__builtin_prefetch(lr_visits_place(
	    &l->visits, stream_key(l, address, false, l->site)));
}

enum lr_err
lr_lead_look(struct lr_leads *l, struct lr_lead_view *v)
{
	enum lr_err err;

	if (!v->sought && (err = lr_lead_seek(l, v)) != LR_OK)
		return err;
	if (lr_visits_full(&l->visits) &&
	    ((err = flush(l)) != LR_OK ||
		(err = lr_visits_room(&l->visits, v->time)) != LR_OK))
		return err;
	/* never 0 */
	v->said =
	    ((v->known != 0 ? v->known : known_of(l, v)) | 4) & ~LR_VISIT_MARKS;
	v->stream = lr_visits_find(&l->visits, v->stream_key, v->said);
	v->old = v->stream != LR_VISIT_NONE;
	if (v->old)
		v->marks = lr_visits_marks(&l->visits, v->stream);
	v->looked = true;
	return LR_OK;
}

enum lr_err
lr_lead_add(struct lr_leads *l, struct lr_lead_view *v)
{
	struct lr_lead_seen p;
	enum lr_err err;

	if (!v->looked && (err = lr_lead_look(l, v)) != LR_OK)
		return err;
	v->sought = v->looked = false;
	if (!v->old) {
		if (!v->has_company &&
		    (err = company(l, v->about, v->confidence, &v->company)) !=
			LR_OK)
			return err;
		v->stream = lr_visits_stream(&l->visits, v->stream_key,
		    v->said | (v->marks & LR_VISIT_MARKS), v->company);
	}
	v->company = lr_visits_company(&l->visits, v->stream);
	p.time = v->time;
	p.page_hash = v->page_hash;
	p.stream = v->stream;
	p.company = v->company;
	p.site = v->site_id;
	p.visitor = v->visitor;
	err = lr_sources_read(
	    &l->sources, v->referrer, v->query, v->site, v->site_id, &p.source);
	if (err != LR_OK)
		return err;
	l->views++;
	l->mixed += v->site_id == NONE || p.source == NONE;
	return put_off(l, &p, v->path);
}

enum lr_err
lr_lead_before(struct lr_leads *l, const struct lr_lead_view *v)
{
	enum lr_err err;
	uint32_t who;

	if ((err = company(l, v->about, v->confidence, &who)) == LR_OK)
		l->lead[who].before = true;
	return err;
}

/* ---- sums of others */

enum lr_err
lr_lead_page(
    struct lr_leads *l, struct lr_span site, struct lr_span path, uint32_t *id)
{
	enum lr_err err;
	uint32_t s;

	if ((err = lr_pages_site(&l->pages, site, &s)) != LR_OK)
		return err;
	path = lr_pages_cut(path);
	err = lr_pages_add(
	    &l->pages, s, path, lr_pages_hash(&l->pages, s, path), id);
	l->mixed += err == LR_OK && *id == NONE;
	return err;
}

enum lr_err
lr_lead_join(struct lr_leads *l, const struct lr_span about[LR_LEAD_ABOUT],
    const struct lr_lead *sums, uint32_t *id)
{
	struct lr_lead *c;
	enum lr_err err;

	if ((err = company(l, about, sums->confidence, id)) != LR_OK)
		return err;
	c = &l->lead[*id];
	c->views += sums->views;
	c->visits += sums->visits;
	c->seconds += sums->seconds;
	c->new += sums->new;
	c->returning += sums->returning;
	c->before |= sums->before;
	l->views += sums->views;
	if (sums->views > 0) {
		ends_of(l, c, sums->first, sums->entry, sums->last, sums->exit);
		first_source(l, c, sums->source, sums->sourced);
	}
	return LR_OK;
}

/* ---- the end */

/* qsort has no argument to hand on. */
static const struct lr_leads *sorted;

static int
by_time(const void *a, const void *b)
{
	const struct lr_step *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return lr_pages_cmp(&sorted->pages, x->page, y->page);
}

static int
order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Two that are equal here look the same. */
static int
by_lead(const void *a, const void *b)
{
	const struct lr_lead_visit *x = a, *y = b;
	const struct lr_step *step = sorted->visits.step;
	uint32_t i;
	int c = order(x->lead, y->lead);

	if (c != 0 || x->first != y->first || x->last != y->last)
		return c != 0		   ? c
		    : x->first != y->first ? (x->first < y->first ? -1 : 1)
					   : (x->last < y->last ? -1 : 1);
	if ((c = order(x->views, y->views)) != 0)
		return c;
	for (i = 0; i < x->views && c == 0; i++)
		c = by_time(&step[x->step + i], &step[y->step + i]);
	if (c == 0 && x->source != y->source)
		c = lr_sources_better(&sorted->sources, x->source, y->source)
		    ? -1
		    : 1;
	return c != 0 ? c : order(x->visitor, y->visitor);
}

/* Steps of all visits one after the other, each visit's in order. */
static enum lr_err
sort_steps(struct lr_leads *l)
{
	struct lr_visits *vs = &l->visits;
	struct lr_step *new = malloc((vs->steps + 1) * sizeof(*new));
	uint32_t i, n = 0, k, from;

	if (new == NULL)
		return LR_ENOMEM;
	for (i = 0; i < l->visit_n; i++) {
		from = n;
		for (k = l->visit[i].step; k != NONE; k = vs->step[k].next)
			new[n++] = vs->step[k];
		qsort(new + from, n - from, sizeof(*new), by_time);
		for (k = from; k < n; k++)
			new[k].next = k + 1 < n ? k + 1 : NONE;
		l->visit[i].step = from;
	}
	free(vs->step);
	vs->step = new;
	return LR_OK;
}

enum lr_err
lr_lead_finish(struct lr_leads *l)
{
	enum lr_err err;

	if ((err = flush(l)) == LR_OK)
		err = lr_visits_finish(&l->visits);
	if (err != LR_OK || !l->visits.keep || l->visit_n == 0)
		return err;
	sorted = l;
	if ((err = sort_steps(l)) == LR_OK)
		qsort(l->visit, l->visit_n, sizeof(*l->visit), by_lead);
	return err;
}
