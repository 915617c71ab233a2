/*
 * page: the pages of one's sites, each a number: a path on a site. Knows which
 * goals a page is part of. Owns copies of all texts.
 *
 * Strangers choose paths and sites, so both have ceilings; what is beyond them
 * has no number, LR_PAGE_NONE, and is counted in `mixed` by the caller.
 */
#ifndef LR_PAGE_H
#define LR_PAGE_H

#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "map.h"
#include "span.h"

#define LR_PAGE_NONE UINT32_MAX
#define LR_PAGE_TEXT 512u /* bytes kept of a path or a site */
#define LR_PAGE_GOALS 32u
#define LR_PAGE_GLOBS 256u /* of all goals */

struct lr_page {
	struct lr_span path;
	uint32_t site;
	uint32_t goals; /* bit i: part of goal i */
};

struct lr_page_goal {
	struct lr_span name, glob;
	uint32_t goal;
};

struct lr_pages {
	struct lr_page *page; /* n of them */
	uint32_t n;
	struct lr_map sites;		    /* in lower case; "" is one, too */
	struct lr_span goal[LR_PAGE_GOALS]; /* names, in their order */
	uint32_t goals;

	/* private */
	uint32_t cap, mask;
	struct lr_page_slot *slot;
	struct lr_arena texts;
	struct lr_page_goal glob[LR_PAGE_GLOBS];
	uint32_t globs;
	uint32_t last; /* site last asked for, and how it was written */
	uint32_t last_n;
	char last_text[64];
	uint64_t seed;
};

void lr_pages_init(struct lr_pages *p);
void lr_pages_free(struct lr_pages *p);

/* Pages whose path fits the glob are part of the goal of that name; a name may
 * have several globs. Before the first page. LR_ETOOLONG: too many, or a name
 * of over LR_PAGE_TEXT bytes. */
enum lr_err lr_pages_goal(
    struct lr_pages *p, struct lr_span name, struct lr_span glob);

/* Goals of a path that has no number. */
uint32_t lr_pages_goals(const struct lr_pages *p, struct lr_span path);

/* The number of a site; LR_PAGE_NONE: there are too many. */
enum lr_err lr_pages_site(
    struct lr_pages *p, struct lr_span host, uint32_t *site);

/* A page by its hash, which saves hashing twice. The path is cut first. */
struct lr_span lr_pages_cut(struct lr_span text);
uint64_t lr_pages_hash(
    const struct lr_pages *p, uint32_t site, struct lr_span path);
uint32_t lr_pages_find(const struct lr_pages *p, uint32_t site,
    struct lr_span path, uint64_t hash);
/* The same, adding it. *id is LR_PAGE_NONE when there are too many. */
enum lr_err lr_pages_add(struct lr_pages *p, uint32_t site, struct lr_span path,
    uint64_t hash, uint32_t *id);

/* For who wants to have things come from memory before they are needed: where
 * find looks first (NULL: nowhere), and which page it will hardly fail to find
 * there (LR_PAGE_NONE: it will find none). */
const void *lr_pages_place(const struct lr_pages *p, uint64_t hash);
uint32_t lr_pages_guess(const struct lr_pages *p, uint64_t hash);

/* An order that does not depend on what came first: by path, then by site;
 * LR_PAGE_NONE comes last. */
int lr_pages_cmp(const struct lr_pages *p, uint32_t a, uint32_t b);

#endif
