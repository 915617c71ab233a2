#include "lead.h"

#include <stdlib.h>

#include "ascii.h"
#include "hash.h"

#define NONE UINT32_MAX

/* Strangers choose paths, referrers and sites. */
#define PAGES_MAX (1u << 20)
#define REFERRERS_MAX (1u << 18)
#define SITES_MAX (1u << 14)
#define KEYS_BYTES ((size_t)1 << 31)

/* A company; or visits of one address or session with it on one site. */
struct lr_lead_slot {
	uint64_t key; /* hash of its domain or name; of address and site too */
	uint32_t company; /* NONE: a free slot */
	uint32_t visit;	  /* the one last touched; NONE: all have ended */
};

/* In a list sorted by time; two of a list are a gap or more apart. */
struct lr_lead_visit {
	int64_t first, last;
	uint32_t referrer; /* of the first view */
	uint32_t older, newer;
	uint32_t round; /* of the sweep before it was last touched */
};

bool
lr_lead_kind(struct lr_span kind)
{
	return lr_span_eq(kind, LR_SPAN("company")) ||
	    lr_span_eq(kind, LR_SPAN("education")) ||
	    lr_span_eq(kind, LR_SPAN("government"));
}

void
lr_lead_init(struct lr_leads *l)
{
	*l = (struct lr_leads){ .max_pages = LR_LEAD_PAGES,
		.limit = LR_LEAD_OPEN,
		.visit_free = NONE,
		.seed = lr_hash_seed() };
	lr_map_init(&l->pages, KEYS_BYTES);
	lr_map_init(&l->sites, KEYS_BYTES);
	lr_map_init(&l->referrers, KEYS_BYTES);
	lr_referrer_init(&l->own);
}

void
lr_lead_free(struct lr_leads *l)
{
	uint32_t i;

	for (i = 0; i < l->n; i++) {
		free(l->lead[i].about);
		free(l->lead[i].entry);
		lr_tally_free(&l->lead[i].pages);
	}
	free(l->lead);
	free(l->companies.slot);
	free(l->streams.slot);
	free(l->visit);
	lr_map_free(&l->pages);
	lr_map_free(&l->sites);
	lr_map_free(&l->referrers);
	lr_referrer_free(&l->own);
	lr_lead_init(l);
}

/* ---- texts */

/* At most LR_LEAD_TEXT bytes, no character halved. */
static struct lr_span
cut(struct lr_span s)
{
	if (s.n <= LR_LEAD_TEXT)
		return s;
	for (s.n = LR_LEAD_TEXT; s.n > 0 && (s.p[s.n] & 0xc0) == 0x80; s.n--)
		;
	return s;
}

/* Lower-case copy in out, which has room for LR_LEAD_TEXT bytes. */
static struct lr_span
fold(struct lr_span s, char *out)
{
	size_t i;

	s = cut(s);
	for (i = 0; i < s.n; i++)
		out[i] = lr_lower(s.p[i]);
	return lr_span(out, s.n);
}

/* The number of a text; NONE when there are too many already. */
static enum lr_err
intern(struct lr_leads *l, struct lr_map *m, uint32_t max, struct lr_span s,
    uint32_t *id)
{
	if (m->n < max)
		return lr_map_add(m, s, id, NULL);
	if ((*id = lr_map_find(m, s)) == NONE)
		l->mixed++;
	return LR_OK;
}

/* Of two texts of one second: one beats none, the smaller the larger. */
static bool
wins(struct lr_span new, struct lr_span old)
{
	return new.n > 0 && (old.n == 0 || lr_span_cmp(new, old) < 0);
}

/* Replace a text that is owned. */
static enum lr_err
keep(char **p, uint16_t *n, struct lr_span s)
{
	char *q = realloc(*p, s.n + 1);

	if (q == NULL)
		return LR_ENOMEM;
	if (s.n > 0)
		memcpy(q, s.p, s.n);
	*p = q;
	*n = (uint16_t)s.n;
	return LR_OK;
}

enum lr_err
lr_lead_own(struct lr_leads *l, struct lr_span host)
{
	return lr_referrer_own(&l->own, host);
}

/* The foreign host that a view came from, or NONE. */
static enum lr_err
came_from(struct lr_leads *l, const struct lr_lead_view *v, uint32_t *id)
{
	char out[LR_NAME_MAX];
	struct lr_span host;

	*id = NONE;
	if (v->referrer.n == 0)
		return LR_OK;
	host = lr_referrer_host(&l->own, v->referrer, v->site, out);
	if (host.n == 0)
		return LR_OK;
	return intern(l, &l->referrers, REFERRERS_MAX, host, id);
}

/* ---- tables of hashes */

/* Room for one more, in a table that is filled to half at most. */
static enum lr_err
resize(struct lr_lead_table *t, uint32_t cap)
{
	struct lr_lead_slot *slot;
	uint32_t i, at;

	if (cap > UINT32_MAX / 4 ||
	    (slot = malloc(cap * sizeof(*slot))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < cap; i++)
		slot[i].company = NONE;
	for (i = t->used = 0; t->slot != NULL && i <= t->mask; i++) {
		if (t->slot[i].company == NONE)
			continue;
		at = (uint32_t)t->slot[i].key & (cap - 1);
		while (slot[at].company != NONE)
			at = (at + 1) & (cap - 1);
		slot[at] = t->slot[i];
		t->used++;
	}
	free(t->slot);
	t->slot = slot;
	t->mask = cap - 1;
	return LR_OK;
}

static enum lr_err
room(struct lr_lead_table *t)
{
	if (t->slot != NULL && t->used <= t->mask / 2)
		return LR_OK;
	return resize(t, t->slot == NULL ? 64 : (t->mask + 1) * 2);
}

/* ---- companies */

/* What a company is known by, in out of LR_LEAD_TEXT + 1 bytes: its domain,
 * else its name, which is no domain even where it looks like one. */
static struct lr_span
key_of(struct lr_span domain, struct lr_span name, char *out)
{
	if (domain.n > 0)
		return fold(domain, out);
	out[0] = '=';
	return lr_span(out, name.n == 0 ? 0 : fold(name, out + 1).n + 1);
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

/* Whether the view says the same of the company as is known already. */
static bool
same_about(const struct lr_lead *c, const struct lr_lead_view *v)
{
	const char *p = c->about;
	unsigned i;

	if (c->confidence != v->confidence)
		return false;
	for (i = 0; i < LR_LEAD_ABOUT; p += c->about_n[i++])
		if (v->about[i].n != c->about_n[i] ||
		    (c->about_n[i] > 0 &&
			memcmp(p, v->about[i].p, c->about_n[i]) != 0))
			return false;
	return true;
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
	*s = (struct lr_lead_slot){ hash, l->n, NONE };
	l->lead[l->n++] = (struct lr_lead){
		.first = INT64_MAX, .last = INT64_MIN, .referrer = NONE
	};
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

/* Take over what the view says where that is better. */
static enum lr_err
learn(struct lr_lead *c, const struct lr_lead_view *v)
{
	struct lr_span about[LR_LEAD_ABOUT];
	size_t n = 0, i;
	char *p;

	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		about[i] = cut(v->about[i]);
		n += about[i].n;
	}
	if (!better_about(c, about, v->confidence))
		return LR_OK;
	if ((p = realloc(c->about, n + 1)) == NULL)
		return LR_ENOMEM;
	c->about = p;
	c->confidence = (uint8_t)v->confidence;
	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		c->about_n[i] = (uint16_t)about[i].n;
		if (about[i].n > 0)
			memcpy(p, about[i].p, about[i].n);
		p += about[i].n;
	}
	return LR_OK;
}

/* The company of a view of that page. Most say what all before them said:
 * then the key itself need not be looked at. */
static enum lr_err
company(struct lr_leads *l, const struct lr_lead_view *v, struct lr_span key,
    uint64_t hash, uint32_t page, uint32_t *who)
{
	struct lr_lead_table *t = &l->companies;
	uint32_t i = (uint32_t)hash & t->mask;
	struct lr_lead *c;
	enum lr_err err;

	for (; t->slot[i].company != NONE; i = (i + 1) & t->mask) {
		if (t->slot[i].key != hash)
			continue;
		*who = t->slot[i].company;
		c = &l->lead[*who];
		if (c->pages.item != NULL && page != NONE)
			__builtin_prefetch(
			    &c->pages.item[lr_tally_place(&c->pages, page)]);
		if (same_about(c, v))
			return LR_OK;
		if (is_company(c, key))
			return learn(c, v);
	}
	if ((err = new_company(l, &t->slot[i], hash)) != LR_OK)
		return err;
	*who = l->n - 1;
	return learn(&l->lead[*who], v);
}

struct lr_span
lr_lead_entry(const struct lr_lead *c)
{
	return c->entry_n == 0 ? (struct lr_span){ NULL, 0 }
			       : lr_span(c->entry, c->entry_n);
}

struct lr_span
lr_lead_referrer(const struct lr_leads *l, const struct lr_lead *c)
{
	return c->referrer == NONE ? (struct lr_span){ NULL, 0 }
				   : l->referrers.key[c->referrer];
}

/* ---- pages */

/* The path and, for pages of one path on two sites, the site. */
static struct lr_span
page_key(struct lr_span path, uint32_t site, char *out)
{
	memcpy(out, &site, sizeof(site));
	if (path.n > 0)
		memcpy(out + sizeof(site), path.p, path.n);
	return lr_span(out, sizeof(site) + path.n);
}

/* A company that has its fill adds none to the common stock. */
static enum lr_err
add_page(struct lr_leads *l, struct lr_lead *c, struct lr_span key, uint32_t id)
{
	enum lr_err err;

	if (id == NONE && c->pages.n < l->max_pages &&
	    (err = intern(l, &l->pages, PAGES_MAX, key, &id)) != LR_OK)
		return err;
	return id == NONE ? LR_OK : lr_tally_add(&c->pages, id, l->max_pages);
}

/* ---- visits */

/* A visit is over: its company gets it. */
static void
end_visit(struct lr_leads *l, uint32_t who, uint32_t id)
{
	struct lr_lead_visit *v = &l->visit[id];
	struct lr_lead *c = &l->lead[who];

	c->visits++;
	if (v->referrer != NONE &&
	    (c->referrer == NONE || v->first < c->referred ||
		(v->first == c->referred &&
		    lr_span_cmp(l->referrers.key[v->referrer],
			l->referrers.key[c->referrer]) < 0))) {
		c->referrer = v->referrer;
		c->referred = v->first;
	}
	v->newer = l->visit_free;
	l->visit_free = id;
	l->open--;
}

/* Out of its list; the answer is a neighbour or NONE. */
static uint32_t
unlink_visit(struct lr_leads *l, uint32_t id)
{
	struct lr_lead_visit *v = &l->visit[id];

	if (v->older != NONE)
		l->visit[v->older].newer = v->newer;
	if (v->newer != NONE)
		l->visit[v->newer].older = v->older;
	return v->older != NONE ? v->older : v->newer;
}

static bool
far_away(const struct lr_lead_visit *v, int64_t now)
{
	return now - v->last > LR_LEAD_LATE || v->first - now > LR_LEAD_LATE;
}

/* Too many visits are open: end those that will hardly be touched again. */
static enum lr_err
sweep(struct lr_leads *l, int64_t now)
{
	uint32_t i, id, newer, cap = 64;
	struct lr_lead_slot *s;

	for (i = 0; i <= l->streams.mask; i++) {
		s = &l->streams.slot[i];
		if (s->company == NONE)
			continue;
		for (id = s->visit; l->visit[id].older != NONE;)
			id = l->visit[id].older;
		for (; id != NONE; id = newer) {
			newer = l->visit[id].newer;
			if (l->visit[id].round == l->round ||
			    !far_away(&l->visit[id], now))
				continue;
			s->visit = unlink_visit(l, id);
			end_visit(l, s->company, id);
		}
		if (s->visit == NONE)
			s->company = NONE;
	}
	l->round++;
	if (l->limit < l->open * 2)
		l->limit = l->open * 2;
	while (cap / 2 <= l->open)
		cap *= 2;
	return resize(&l->streams, cap);
}

/* A new visit between two others of its list, each of which may be NONE. */
static enum lr_err
new_visit(struct lr_leads *l, uint32_t older, uint32_t newer, uint32_t *id)
{
	struct lr_lead_visit *v;
	uint32_t cap;

	if (l->visit_free == NONE && l->visit_n == l->visit_cap) {
		cap = l->visit_cap == 0 ? 64 : l->visit_cap * 2;
		if (cap > UINT32_MAX / 2 ||
		    (v = realloc(l->visit, cap * sizeof(*v))) == NULL)
			return LR_ENOMEM;
		l->visit = v;
		l->visit_cap = cap;
	}
	if (l->visit_free != NONE) {
		*id = l->visit_free;
		l->visit_free = l->visit[*id].newer;
	} else {
		*id = l->visit_n++;
	}
	l->visit[*id] =
	    (struct lr_lead_visit){ .older = older, .newer = newer };
	if (older != NONE)
		l->visit[older].newer = *id;
	if (newer != NONE)
		l->visit[newer].older = *id;
	l->open++;
	return LR_OK;
}

/* The last visit of the list that began by then, and the one after it. */
static void
neighbours(const struct lr_leads *l, uint32_t id, int64_t t, uint32_t *older,
    uint32_t *newer)
{
	*older = *newer = NONE;
	if (id == NONE)
		return;
	if (l->visit[id].first > t) {
		do {
			*newer = id;
			id = l->visit[id].older;
		} while (id != NONE && l->visit[id].first > t);
		*older = id;
		return;
	}
	do {
		*older = id;
		id = l->visit[id].newer;
	} while (id != NONE && l->visit[id].first <= t);
	*newer = id;
}

/* The view opens its visit, perhaps beside others of the same second. */
static enum lr_err
open_with(struct lr_leads *l, struct lr_lead_visit *visit,
    const struct lr_lead_view *v, bool beside)
{
	const struct lr_span *host;
	enum lr_err err;
	uint32_t id;

	if ((err = came_from(l, v, &id)) != LR_OK)
		return err;
	host = l->referrers.key;
	if (!beside ||
	    (id != NONE &&
		(visit->referrer == NONE ||
		    lr_span_cmp(host[id], host[visit->referrer]) < 0)))
		visit->referrer = id;
	visit->first = v->time;
	return LR_OK;
}

static enum lr_err
visit_at(
    struct lr_leads *l, struct lr_lead_slot *s, const struct lr_lead_view *v)
{
	uint32_t older, newer, id;
	bool joins_older, joins_newer;
	struct lr_lead_visit *visit;
	enum lr_err err = LR_OK;

	neighbours(l, s->visit, v->time, &older, &newer);
	joins_older =
	    older != NONE && v->time - l->visit[older].last < LR_LEAD_GAP;
	joins_newer =
	    newer != NONE && l->visit[newer].first - v->time < LR_LEAD_GAP;
	id = joins_older ? older : newer;
	if (joins_older && joins_newer) {
		l->visit[older].last = l->visit[newer].last;
		unlink_visit(l, newer);
		l->visit[newer].newer = l->visit_free;
		l->visit_free = newer;
		l->open--;
	} else if (!joins_older && !joins_newer) {
		if ((err = new_visit(l, older, newer, &id)) != LR_OK)
			return err;
		l->visit[id].first = l->visit[id].last = v->time;
		l->visit[id].referrer = NONE;
	}
	visit = &l->visit[id];
	s->visit = id;
	visit->round = l->round;
	if (v->time <= visit->first)
		err = open_with(l, visit, v, v->time == visit->first);
	if (v->time > visit->last)
		visit->last = v->time;
	return err;
}

static enum lr_err
add_visit(struct lr_leads *l, const struct lr_lead_view *v, uint32_t who,
    uint64_t key)
{
	struct lr_lead_table *t = &l->streams;
	uint32_t i = (uint32_t)key & t->mask;

	while (t->slot[i].company != NONE &&
	    (t->slot[i].key != key || t->slot[i].company != who))
		i = (i + 1) & t->mask;
	if (t->slot[i].company == NONE) {
		t->slot[i] = (struct lr_lead_slot){ key, who, NONE };
		t->used++;
	}
	return visit_at(l, &t->slot[i], v);
}

/* ---- views */

/* Nearly all the time goes by waiting for memory: ask for it early. */
static void
ask_for_slots(const struct lr_leads *l, uint64_t company, uint64_t stream)
{
	__builtin_prefetch(
	    &l->companies.slot[(uint32_t)company & l->companies.mask]);
	__builtin_prefetch(
	    &l->streams.slot[(uint32_t)stream & l->streams.mask]);
}

static void
ask_for_contents(const struct lr_leads *l, uint64_t company, uint64_t stream)
{
	const struct lr_lead_slot *s;

	s = &l->companies.slot[(uint32_t)company & l->companies.mask];
	if (s->company != NONE) {
		__builtin_prefetch(&l->lead[s->company].views);
		__builtin_prefetch(&l->lead[s->company].entry_n);
	}
	s = &l->streams.slot[(uint32_t)stream & l->streams.mask];
	if (s->company != NONE)
		__builtin_prefetch(&l->visit[s->visit]);
}

static enum lr_err
count(struct lr_leads *l, struct lr_lead *c, const struct lr_lead_view *v,
    struct lr_span path)
{
	enum lr_err err;

	if (v->time < c->first ||
	    (v->time == c->first && wins(path, lr_lead_entry(c))))
		if ((err = keep(&c->entry, &c->entry_n, path)) != LR_OK)
			return err;
	c->first = v->time < c->first ? v->time : c->first;
	c->last = v->time > c->last ? v->time : c->last;
	c->views++;
	l->views++;
	return LR_OK;
}

enum lr_err
lr_lead_add(struct lr_leads *l, const struct lr_lead_view *v)
{
	char low[LR_LEAD_TEXT + 1], page_text[sizeof(uint32_t) + LR_LEAD_TEXT];
	struct lr_span path = cut(v->path), key, page;
	bool session = v->session.n > 0;
	uint64_t company_hash, stream;
	uint32_t who, site, page_id;
	enum lr_err err = LR_OK;

	if (l->open >= l->limit)
		err = sweep(l, v->time);
	if (err == LR_OK)
		err = room(&l->companies);
	if (err == LR_OK)
		err = room(&l->streams);
	if (err == LR_OK)
		err =
		    intern(l, &l->sites, SITES_MAX, fold(v->site, low), &site);
	if (err != LR_OK)
		return err;
	key = key_of(v->about[LR_LEAD_DOMAIN], v->about[LR_LEAD_COMPANY], low);
	if (key.n == 0)
		return LR_EBAD;
	company_hash = lr_hash(key, l->seed);
	stream = lr_hash(session ? v->session : v->address,
	    company_hash ^ ((uint64_t)site << 1 | session));
	ask_for_slots(l, company_hash, stream);
	page = page_key(path, site, page_text);
	page_id = lr_map_find(&l->pages, page);
	ask_for_contents(l, company_hash, stream);
	if ((err = company(l, v, key, company_hash, page_id, &who)) != LR_OK ||
	    (err = count(l, &l->lead[who], v, path)) != LR_OK ||
	    (err = add_page(l, &l->lead[who], page, page_id)) != LR_OK)
		return err;
	return add_visit(l, v, who, stream);
}

void
lr_lead_finish(struct lr_leads *l)
{
	struct lr_lead_table *t = &l->streams;
	uint32_t i, id, newer;

	for (i = 0; t->slot != NULL && i <= t->mask; i++) {
		if (t->slot[i].company == NONE || t->slot[i].visit == NONE)
			continue;
		id = t->slot[i].visit;
		while (l->visit[id].older != NONE)
			id = l->visit[id].older;
		for (; id != NONE; id = newer) {
			newer = l->visit[id].newer;
			end_visit(l, t->slot[i].company, id);
		}
	}
	free(t->slot);
	free(l->visit);
	*t = (struct lr_lead_table){ 0 };
	l->visit = NULL;
	l->visit_cap = l->visit_n = 0;
	l->visit_free = NONE;
}
