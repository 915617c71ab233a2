/* Pages and sources that are told alike, as an address is hidden in them: each
 * counts as one of them, so that no two rows look the same. */
#include <stdlib.h>

#include "report.h"

#define NONE LR_MAP_NONE

/* What has to be known of pages and of sources. */
struct things {
	const struct report *r;
	uint32_t n;
	struct lr_span (*text)(
	    struct value *v, const struct lr_leads *l, uint32_t number);
	/* an order that does not depend on what came first */
	int (*cmp)(const struct report *r, uint32_t a, uint32_t b);
};

static int
cmp_pages(const struct report *r, uint32_t a, uint32_t b)
{
	return lr_pages_cmp(&r->leads.pages, a, b);
}

static int
cmp_sources(const struct report *r, uint32_t a, uint32_t b)
{
	return lr_span_cmp(
	    r->leads.sources.map.key[a], r->leads.sources.map.key[b]);
}

/* Give each thing whose text hides something the number of that text, the
 * others none, and each such number its first thing. */
static enum lr_err
number(
    const struct things *t, struct lr_map *texts, uint32_t *of, uint32_t *first)
{
	enum lr_err err = LR_OK;
	struct lr_span text;
	struct value v;
	uint32_t i;

	value_init(&v);
	for (i = 0; i < t->n && err == LR_OK; i++) {
		bool new = false;

		of[i] = NONE;
		text = t->text(&v, &t->r->leads, i);
		if (!value_hides(text))
			continue;
		value_text(&v, text);
		err = v.err != LR_OK ? v.err
				     : lr_map_add(texts, v.text, &of[i], &new);
		if (err == LR_OK && (new || t->cmp(t->r, i, first[of[i]]) < 0))
			first[of[i]] = i;
	}
	value_free(&v);
	return err;
}

/* *alike: the number of the one that each counts as; NULL: all by themselves.
 */
static enum lr_err
make(const struct things *t, uint32_t **alike)
{
	uint32_t *of, *first, i, hidden = 0;
	struct lr_map texts;
	enum lr_err err;

	*alike = NULL;
	of = malloc(((size_t)t->n + 1) * 2 * sizeof(*of));
	if (of == NULL)
		return LR_ENOMEM;
	first = of + t->n;
	lr_map_init(&texts, (size_t)1 << 31);
	err = number(t, &texts, of, first);
	for (i = 0; i < t->n && err == LR_OK; i++) {
		hidden += of[i] != NONE;
		of[i] = of[i] == NONE ? i : first[of[i]];
	}
	if (err == LR_OK && hidden > texts.n)
		*alike = of;
	else
		free(of);
	lr_map_free(&texts);
	return err;
}

enum lr_err
alike_make(struct report *r)
{
	struct things pages = { r, r->leads.pages.n, value_page, cmp_pages };
	struct things sources = { r, r->leads.sources.map.n, value_source,
		cmp_sources };
	enum lr_err err = make(&pages, &r->alike.page);

	return err == LR_OK ? make(&sources, &r->alike.source) : err;
}
