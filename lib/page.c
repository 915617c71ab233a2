#include "page.h"

#include <stdlib.h>

#include "ascii.h"
#include "hash.h"

#define PAGES_MAX (1u << 20)
#define SITES_MAX (1u << 14)
#define TEXT_BYTES ((size_t)1 << 31)

struct lr_page_slot {
	uint32_t tag; /* upper half of the hash */
	uint32_t id;  /* LR_PAGE_NONE: free */
};

void
lr_pages_init(struct lr_pages *p)
{
	*p = (struct lr_pages){ .seed = lr_hash_seed(), .last = LR_PAGE_NONE };
	lr_arena_init(&p->texts, TEXT_BYTES);
	lr_map_init(&p->sites, TEXT_BYTES);
}

void
lr_pages_free(struct lr_pages *p)
{
	free(p->page);
	free(p->slot);
	lr_arena_free(&p->texts);
	lr_map_free(&p->sites);
	lr_pages_init(p);
}

/* ---- goals */

enum lr_err
lr_pages_goal(struct lr_pages *p, struct lr_span name, struct lr_span glob)
{
	struct lr_page_goal *g;
	uint32_t i = 0;

	while (i < p->goals && !lr_span_eq(p->goal[i], name))
		i++;
	if (p->globs == LR_PAGE_GLOBS || i == LR_PAGE_GOALS ||
	    name.n > LR_PAGE_TEXT)
		return LR_ETOOLONG;
	g = &p->glob[p->globs];
	g->goal = i;
	g->name = lr_arena_dup(&p->texts, name);
	g->glob = lr_arena_dup(&p->texts, glob);
	if (g->name.p == NULL || g->glob.p == NULL)
		return LR_ENOMEM;
	p->globs++;
	if (i == p->goals)
		p->goal[p->goals++] = g->name;
	return LR_OK;
}

uint32_t
lr_pages_goals(const struct lr_pages *p, struct lr_span path)
{
	uint32_t i, set = 0;

	for (i = 0; i < p->globs; i++)
		if (lr_ascii_glob(p->glob[i].glob, path))
			set |= UINT32_C(1) << p->glob[i].goal;
	return set;
}

/* ---- sites */

enum lr_err
lr_pages_site(struct lr_pages *p, struct lr_span host, uint32_t *site)
{
	char low[LR_PAGE_TEXT];
	enum lr_err err = LR_OK;
	struct lr_span s;

	/* nearly always the one before */
	if (p->last != LR_PAGE_NONE && host.n == p->last_n &&
	    (host.n == 0 || memcmp(host.p, p->last_text, host.n) == 0)) {
		*site = p->last;
		return LR_OK;
	}
	s = lr_ascii_fold(lr_pages_cut(host), low);
	if (p->sites.n < SITES_MAX)
		err = lr_map_add(&p->sites, s, site, NULL);
	else
		*site = lr_map_find(&p->sites, s);
	if (err == LR_OK && host.n <= sizeof(p->last_text)) {
		p->last = *site;
		p->last_n = (uint32_t)host.n;
		if (host.n > 0)
			memcpy(p->last_text, host.p, host.n);
	}
	return err;
}

/* ---- pages */

/* At most LR_PAGE_TEXT bytes, no character halved. */
struct lr_span
lr_pages_cut(struct lr_span s)
{
	if (s.n <= LR_PAGE_TEXT)
		return s;
	for (s.n = LR_PAGE_TEXT; s.n > 0 && (s.p[s.n] & 0xc0) == 0x80; s.n--)
		;
	return s;
}

uint64_t
lr_pages_hash(const struct lr_pages *p, uint32_t site, struct lr_span path)
{
	return lr_hash_with(lr_hash(path, p->seed), site);
}

const void *
lr_pages_place(const struct lr_pages *p, uint64_t hash)
{
	return p->slot == NULL ? NULL : &p->slot[(uint32_t)hash & p->mask];
}

uint32_t
lr_pages_guess(const struct lr_pages *p, uint64_t hash)
{
	uint32_t i = (uint32_t)hash & p->mask, tag = (uint32_t)(hash >> 32);

	if (p->slot == NULL)
		return LR_PAGE_NONE;
	while (p->slot[i].id != LR_PAGE_NONE && p->slot[i].tag != tag)
		i = (i + 1) & p->mask;
	return p->slot[i].id;
}

/* Where the page is, or the free slot where it would go. */
static struct lr_page_slot *
slot_of(
    const struct lr_pages *p, uint32_t site, struct lr_span path, uint64_t hash)
{
	uint32_t i = (uint32_t)hash & p->mask, tag = (uint32_t)(hash >> 32);
	const struct lr_page *page;

	for (; p->slot[i].id != LR_PAGE_NONE; i = (i + 1) & p->mask) {
		if (p->slot[i].tag != tag)
			continue;
		page = &p->page[p->slot[i].id];
		if (page->site == site && lr_span_eq(page->path, path))
			break;
	}
	return &p->slot[i];
}

uint32_t
lr_pages_find(
    const struct lr_pages *p, uint32_t site, struct lr_span path, uint64_t hash)
{
	return p->n == 0 ? LR_PAGE_NONE : slot_of(p, site, path, hash)->id;
}

/* Twice the slots, filled to half at most. */
static enum lr_err
grow(struct lr_pages *p)
{
	uint32_t cap = p->slot == NULL ? 64 : (p->mask + 1) * 2, i, at;
	struct lr_page_slot *slot;
	struct lr_page *page;
	uint64_t h;

	page = realloc(p->page, cap / 2 * sizeof(*page));
	if (page == NULL)
		return LR_ENOMEM;
	p->page = page;
	if ((slot = malloc(cap * sizeof(*slot))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < cap; i++)
		slot[i].id = LR_PAGE_NONE;
	for (i = 0; i < p->n; i++) {
		h = lr_pages_hash(p, page[i].site, page[i].path);
		at = (uint32_t)h & (cap - 1);
		while (slot[at].id != LR_PAGE_NONE)
			at = (at + 1) & (cap - 1);
		slot[at] = (struct lr_page_slot){ (uint32_t)(h >> 32), i };
	}
	free(p->slot);
	p->slot = slot;
	p->mask = cap - 1;
	p->cap = cap / 2;
	return LR_OK;
}

enum lr_err
lr_pages_add(struct lr_pages *p, uint32_t site, struct lr_span path,
    uint64_t hash, uint32_t *id)
{
	struct lr_span copy;
	enum lr_err err;

	*id = lr_pages_find(p, site, path, hash);
	if (*id != LR_PAGE_NONE || p->n == PAGES_MAX)
		return LR_OK;
	if (p->n == p->cap && (err = grow(p)) != LR_OK)
		return err;
	if ((copy = lr_arena_dup(&p->texts, path)).p == NULL)
		return LR_ENOMEM;
	*slot_of(p, site, path, hash) =
	    (struct lr_page_slot){ (uint32_t)(hash >> 32), p->n };
	p->page[p->n] = (struct lr_page){ copy, site, lr_pages_goals(p, path) };
	*id = p->n++;
	return LR_OK;
}

int
lr_pages_cmp(const struct lr_pages *p, uint32_t a, uint32_t b)
{
	const struct lr_page *x, *y;
	int c;

	if (a == b || a == LR_PAGE_NONE || b == LR_PAGE_NONE)
		return a == b ? 0 : a == LR_PAGE_NONE ? 1 : -1;
	x = &p->page[a];
	y = &p->page[b];
	if ((c = lr_span_cmp(x->path, y->path)) != 0 || x->site == y->site)
		return c;
	if (x->site == LR_PAGE_NONE || y->site == LR_PAGE_NONE)
		return x->site == LR_PAGE_NONE ? 1 : -1;
	return lr_span_cmp(p->sites.key[x->site], p->sites.key[y->site]);
}
