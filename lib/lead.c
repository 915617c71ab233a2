#include "lead.h"

#include <stdlib.h>

#include "ascii.h"
#include "hash.h"
#include "ip.h"
#include "limits.h"
#include "url.h"
#include "utf8.h"

#define NONE UINT32_MAX

/* Strangers choose paths, referrers and sites. */
#define PAGES_MAX (1u << 20)
#define REFERRERS_MAX (1u << 18)
#define SITES_MAX (1u << 14)
#define KEYS_BYTES ((size_t)1 << 31)

/* One page of a company. */
struct lr_lead_page {
	uint32_t id;	/* in pages; NONE: free */
	uint32_t views; /* stops at the top */
};

/* Visits of one address or session with one company on one site. */
struct lr_lead_slot {
	uint64_t key; /* hash of address or session and site */
	uint32_t company;
	uint32_t visit; /* the one last touched; NONE: a free slot */
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
	lr_map_init(&l->keys, KEYS_BYTES);
	lr_map_init(&l->pages, KEYS_BYTES);
	lr_map_init(&l->sites, KEYS_BYTES);
	lr_map_init(&l->referrers, KEYS_BYTES);
	lr_map_init(&l->own, KEYS_BYTES);
}

void
lr_lead_free(struct lr_leads *l)
{
	uint32_t i;

	for (i = 0; i < l->n; i++) {
		free(l->lead[i].about);
		free(l->lead[i].entry);
		free(l->lead[i].page);
	}
	free(l->lead);
	free(l->slot);
	free(l->visit);
	lr_map_free(&l->keys);
	lr_map_free(&l->pages);
	lr_map_free(&l->sites);
	lr_map_free(&l->referrers);
	lr_map_free(&l->own);
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

/* A host as it is compared: no port, no "www.", lower case. */
static struct lr_span
bare_host(struct lr_span s, char *out)
{
	if (s.n > 0 && s.p[0] != '[')
		s = lr_span_sub(s, 0, lr_span_find(s, ':'));
	s = fold(s, out);
	if (lr_span_starts(s, LR_SPAN("www.")))
		s = lr_span_sub(s, 4, s.n);
	return s;
}

enum lr_err
lr_lead_own(struct lr_leads *l, struct lr_span host)
{
	char low[LR_LEAD_TEXT];
	uint32_t id;

	return lr_map_add(&l->own, bare_host(host, low), &id, NULL);
}

/* The foreign host that a view came from, or NONE. A host that is a bare
 * address may be anybody's. */
static enum lr_err
referrer(struct lr_leads *l, const struct lr_lead_view *v, uint32_t *id)
{
	char low[LR_LEAD_TEXT], mine[LR_LEAD_TEXT];
	struct lr_span host, bare;
	struct lr_ip ip;

	*id = NONE;
	if (v->referrer.n == 0)
		return LR_OK;
	host = lr_url_host(v->referrer);
	if (host.n == 0 || host.n > LR_NAME_MAX || lr_ip_parse(host, &ip))
		return LR_OK;
	bare = bare_host(host, low);
	if (lr_map_find(&l->own, bare) != NONE ||
	    lr_span_eq(bare, bare_host(v->site, mine)))
		return LR_OK;
	return intern(l, &l->referrers, REFERRERS_MAX, fold(host, low), id);
}

/* ---- companies */

static enum lr_err
company(struct lr_leads *l, const struct lr_lead_view *v, uint32_t *id)
{
	/* a name is no domain even when it looks like one */
	char low[LR_LEAD_TEXT + 1];
	struct lr_span key = fold(v->about[LR_LEAD_DOMAIN], low);
	struct lr_lead *lead;
	enum lr_err err;
	uint32_t cap;
	bool added;

	if (key.n == 0) {
		low[0] = '=';
		key = fold(v->about[LR_LEAD_COMPANY], low + 1);
		if (key.n == 0)
			return LR_EBAD;
		key = lr_span(low, key.n + 1);
	}
	if (l->n == l->cap) {
		cap = l->cap == 0 ? 64 : l->cap * 2;
		lead = realloc(l->lead, cap * sizeof(*lead));
		if (lead == NULL)
			return LR_ENOMEM;
		l->lead = lead;
		l->cap = cap;
	}
	err = lr_map_add(&l->keys, key, id, &added);
	if (err == LR_OK && added)
		l->lead[l->n++] = (struct lr_lead){
			.first = INT64_MAX, .last = INT64_MIN, .referrer = NONE
		};
	return err;
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

static enum lr_err
learn(struct lr_lead *c, const struct lr_lead_view *v)
{
	struct lr_span about[LR_LEAD_ABOUT];
	size_t n = 0, i;
	char *p;

	if (c->about != NULL && same_about(c, v))
		return LR_OK;
	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		about[i] = cut(v->about[i]);
		n += about[i].n;
	}
	if (!better_about(c, about, v->confidence))
		return LR_OK;
	if ((p = realloc(c->about, n + 1)) == NULL)
		return LR_ENOMEM;
	c->about = p;
	c->confidence = v->confidence;
	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		c->about_n[i] = (uint16_t)about[i].n;
		if (about[i].n > 0)
			memcpy(p, about[i].p, about[i].n);
		p += about[i].n;
	}
	return LR_OK;
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

static struct lr_lead_page *
page_place(struct lr_lead_page *page, uint32_t mask, uint32_t id)
{
	/* numbers are dense: spread them */
	uint32_t i = id * UINT32_C(2654435761) >> 7 & mask;

	while (page[i].id != NONE && page[i].id != id)
		i = (i + 1) & mask;
	return &page[i];
}

/* Twice the room, from 4 places on; filled to three quarters at most. */
static enum lr_err
grow_pages(struct lr_lead *c)
{
	uint32_t cap = c->page == NULL ? 4 : (c->page_mask + 1) * 2, i;
	struct lr_lead_page *page = malloc(cap * sizeof(*page));

	if (page == NULL)
		return LR_ENOMEM;
	for (i = 0; i < cap; i++)
		page[i].id = NONE;
	for (i = 0; c->page != NULL && i <= c->page_mask; i++)
		if (c->page[i].id != NONE)
			*page_place(page, cap - 1, c->page[i].id) = c->page[i];
	free(c->page);
	c->page = page;
	c->page_mask = cap - 1;
	return LR_OK;
}

/* The path and, for pages of one path on two sites, the site. */
static enum lr_err
add_page(
    struct lr_leads *l, struct lr_lead *c, struct lr_span path, uint32_t site)
{
	char key[sizeof(site) + LR_LEAD_TEXT];
	struct lr_lead_page *page;
	struct lr_span s;
	enum lr_err err;
	uint32_t id;

	path = cut(path);
	memcpy(key, &site, sizeof(site));
	if (path.n > 0)
		memcpy(key + sizeof(site), path.p, path.n);
	s = lr_span(key, sizeof(site) + path.n);
	/* a company that has its fill adds none to the common stock */
	if (c->pages >= l->max_pages)
		id = lr_map_find(&l->pages, s);
	else if ((err = intern(l, &l->pages, PAGES_MAX, s, &id)) != LR_OK)
		return err;
	if (id == NONE)
		return LR_OK;
	if ((c->page == NULL || c->pages >= (c->page_mask + 1) / 4 * 3) &&
	    (err = grow_pages(c)) != LR_OK)
		return err;
	page = page_place(c->page, c->page_mask, id);
	if (page->id == NONE) {
		if (c->pages >= l->max_pages)
			return LR_OK;
		*page = (struct lr_lead_page){ .id = id };
		c->pages++;
	}
	page->views += page->views < UINT32_MAX;
	return LR_OK;
}

/* ---- visits */

static struct lr_lead_slot *
slot_place(struct lr_lead_slot *slot, uint32_t mask, uint64_t key, uint32_t who)
{
	uint32_t i = (uint32_t)key & mask;

	while (slot[i].visit != NONE &&
	    (slot[i].key != key || slot[i].company != who))
		i = (i + 1) & mask;
	return &slot[i];
}

/* Move what is in use to a table of that size, a power of two. */
static enum lr_err
resize(struct lr_leads *l, uint32_t cap)
{
	struct lr_lead_slot *slot, *s;
	uint32_t i;

	if (cap > UINT32_MAX / 4 ||
	    (slot = malloc(cap * sizeof(*slot))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < cap; i++)
		slot[i].visit = NONE;
	for (i = l->slots = 0; l->slot != NULL && i <= l->slot_mask; i++) {
		s = &l->slot[i];
		if (s->visit == NONE)
			continue;
		*slot_place(slot, cap - 1, s->key, s->company) = *s;
		l->slots++;
	}
	free(l->slot);
	l->slot = slot;
	l->slot_mask = cap - 1;
	return LR_OK;
}

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

	for (i = 0; i <= l->slot_mask; i++) {
		s = &l->slot[i];
		if (s->visit == NONE)
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
	}
	l->round++;
	if (l->limit < l->open * 2)
		l->limit = l->open * 2;
	while (cap / 2 <= l->open)
		cap *= 2;
	return resize(l, cap);
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

	if ((err = referrer(l, v, &id)) != LR_OK)
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
    uint32_t site)
{
	bool session = v->session.n > 0;
	uint64_t key, mix = (uint64_t)who << 32 | site << 1 | session;
	struct lr_lead_slot *s;
	enum lr_err err = LR_OK;

	if (l->open >= l->limit)
		err = sweep(l, v->time);
	if (l->slot == NULL)
		err = resize(l, 64);
	else if (l->slots > l->slot_mask / 2)
		err = resize(l, (l->slot_mask + 1) * 2);
	if (err != LR_OK)
		return err;
	key = lr_hash(session ? v->session : v->address, l->seed ^ mix);
	s = slot_place(l->slot, l->slot_mask, key, who);
	if (s->visit == NONE) {
		s->key = key;
		s->company = who;
		l->slots++;
	}
	return visit_at(l, s, v);
}

enum lr_err
lr_lead_add(struct lr_leads *l, const struct lr_lead_view *v)
{
	struct lr_span path = cut(v->path);
	char low[LR_LEAD_TEXT];
	struct lr_lead *c;
	uint32_t who, site;
	enum lr_err err;

	if ((err = company(l, v, &who)) != LR_OK)
		return err;
	c = &l->lead[who];
	if ((err = learn(c, v)) != LR_OK)
		return err;
	if (v->time < c->first ||
	    (v->time == c->first && wins(path, lr_lead_entry(c))))
		if ((err = keep(&c->entry, &c->entry_n, path)) != LR_OK)
			return err;
	err = intern(l, &l->sites, SITES_MAX, fold(v->site, low), &site);
	if (err == LR_OK)
		err = add_page(l, c, path, site);
	if (err == LR_OK)
		err = add_visit(l, v, who, site);
	if (err != LR_OK)
		return err;
	c->first = v->time < c->first ? v->time : c->first;
	c->last = v->time > c->last ? v->time : c->last;
	c->views++;
	l->views++;
	return LR_OK;
}

void
lr_lead_finish(struct lr_leads *l)
{
	uint32_t i, id, newer;

	for (i = 0; l->slot != NULL && i <= l->slot_mask; i++) {
		if ((id = l->slot[i].visit) == NONE)
			continue;
		while (l->visit[id].older != NONE)
			id = l->visit[id].older;
		for (; id != NONE; id = newer) {
			newer = l->visit[id].newer;
			end_visit(l, l->slot[i].company, id);
		}
	}
	free(l->slot);
	free(l->visit);
	l->slot = NULL;
	l->visit = NULL;
	l->slots = l->slot_mask = 0;
	l->visit_cap = l->visit_n = 0;
	l->visit_free = NONE;
}
