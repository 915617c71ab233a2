/* Sums for another run: writing. Reading is in merge.c. */
#include "partial.h"

#include <stdlib.h>

#include "json.h"
#include "siphash.h"
#include "utf8.h"

#define LINE_SOFT (LR_LINE_MAX / 2) /* a longer one goes on in the next */

const char *const lr_partial_about[LR_LEAD_ABOUT] = {
#define X(what, name) [LR_LEAD_##what] = name,
	LR_LEAD_FIELDS
#undef X
};

void
lr_partial_init(struct lr_partial *p, struct lr_leads *leads,
    const struct lr_partial_count *count)
{
	*p = (struct lr_partial){ .leads = leads, .count = count };
	lr_map_init(&p->parts, (size_t)LR_PARTIAL_PARTS * 64);
}

void
lr_partial_free(struct lr_partial *p)
{
	lr_map_free(&p->parts);
}

/* ---- fingerprints: no secret, and the same on every machine */

static uint64_t
fingerprint(struct lr_span s, uint64_t before)
{
	unsigned char key[LR_SIPHASH_KEY] = { 0 }, out[LR_SIPHASH];
	uint64_t n = 0;
	unsigned i;

	for (i = 0; i < 8; i++)
		key[i] = (unsigned char)(before >> 8 * i);
	lr_siphash(key, s, out);
	for (i = 0; i < 8; i++)
		n |= (uint64_t)out[i] << 8 * i;
	return n;
}

uint64_t
lr_partial_options(const struct lr_partial *p)
{
	const struct lr_pages *pages = &p->leads->pages;
	const struct lr_map *own = &p->leads->sources.referrers.own;
	uint64_t n = p->sure;
	uint32_t i;

	for (i = 0; i < pages->globs; i++)
		n = fingerprint(
		    pages->glob[i].glob, fingerprint(pages->glob[i].name, n));
	/* their order does not matter */
	for (i = 0; i < own->n; i++)
		n += fingerprint(own->key[i], 0);
	return n;
}

/* ---- lines */

struct writer {
	const struct lr_partial *p;
	const struct lr_leads *l;
	const struct lr_lead *c;
	struct lr_buf b; /* the line */
	struct lr_out *out;
	uint64_t lines, id;
	const struct lr_tally_item **sorted; /* of a list */
	size_t cap;
};

static void
name(struct lr_buf *b, const char *s)
{
	lr_buf_puts(b, ",\"");
	lr_buf_puts(b, s);
	lr_buf_puts(b, "\":");
}

static void
text(struct lr_buf *b, struct lr_span s)
{
	lr_buf_putc(b, '"');
	lr_json_escape(b, s);
	lr_buf_putc(b, '"');
}

static void
time_of(struct lr_buf *b, const char *key, int64_t t)
{
	name(b, key);
	if (t < 0)
		lr_buf_putc(b, '-');
	lr_buf_putu(b, (uint64_t)(t < 0 ? -t : t));
}

static void
count(struct lr_buf *b, const char *key, uint64_t n)
{
	if (n == 0)
		return;
	name(b, key);
	lr_buf_putu(b, n);
}

static void
truth(struct lr_buf *b, const char *key)
{
	name(b, key);
	lr_buf_puts(b, "true");
}

static void
begin(struct writer *w)
{
	lr_buf_clear(&w->b);
	lr_buf_puts(&w->b, "{\"lr_partial\":");
	lr_buf_putu(&w->b, LR_PARTIAL_VERSION);
}

static enum lr_err
end(struct writer *w)
{
	lr_buf_puts(&w->b, "}\n");
	if (w->b.err != LR_OK)
		return w->b.err;
	w->id = fingerprint(lr_buf_span(&w->b), w->id);
	w->lines++;
	lr_out_put(w->out, lr_buf_span(&w->b));
	return LR_OK;
}

/* ---- the first line */

static void
put_names(
    struct lr_buf *b, const char *key, const struct lr_span *s, uint32_t n)
{
	uint32_t i;

	name(b, key);
	lr_buf_putc(b, '[');
	for (i = 0; i < n; i++) {
		lr_buf_puts(b, i == 0 ? "" : ",");
		text(b, s[i]);
	}
	lr_buf_putc(b, ']');
}

/* Whether there are several is all that counts: the first two by name. */
static void
put_sites(struct lr_buf *b, const struct lr_map *sites)
{
	struct lr_span two[2] = { { NULL, 0 }, { NULL, 0 } };
	uint32_t i, n = 0;

	for (i = 0; i < sites->n; i++) {
		struct lr_span s = sites->key[i];

		if (n == 0 || lr_span_cmp(s, two[0]) < 0) {
			two[1] = two[0];
			two[0] = s;
		} else if (n == 1 || lr_span_cmp(s, two[1]) < 0) {
			two[1] = s;
		}
		n += n < 2;
	}
	put_names(b, "sites", two, n);
}

static enum lr_err
put_first(struct writer *w)
{
	const struct lr_partial_count *c;
	const struct lr_partial *p = w->p;
	struct lr_buf *b = &w->b;

	begin(w);
	truth(b, "input");
	if (p->has_since)
		time_of(b, "since", p->since);
	if (p->has_until)
		time_of(b, "until", p->until);
	for (c = p->count; c->name != NULL; c++)
		count(b, c->name, *c->n);
	count(b, "mixed", w->l->mixed);
	put_names(b, "goals", w->l->pages.goal, w->l->pages.goals);
	count(b, "max_pages", w->l->max_pages);
	name(b, "options");
	lr_buf_printf(b, "\"%016llx\"",
	    (unsigned long long)(p->any ? p->options : lr_partial_options(p)));
	put_sites(b, &w->l->pages.sites);
	return end(w);
}

/* ---- the last line */

static int
by_text(const void *a, const void *b)
{
	return lr_span_cmp(
	    *(const struct lr_span *)a, *(const struct lr_span *)b);
}

static enum lr_err
put_parts(struct writer *w, const struct lr_map *parts)
{
	struct lr_span *s = malloc((parts->n + 1) * sizeof(*s));
	uint32_t i;

	if (s == NULL)
		return LR_ENOMEM;
	for (i = 0; i < parts->n; i++)
		s[i] = parts->key[i];
	qsort(s, parts->n, sizeof(*s), by_text);
	put_names(&w->b, "parts", s, parts->n);
	free(s);
	return LR_OK;
}

/* Parts without a company look all the same, and have no fingerprint. */
static enum lr_err
put_last(struct writer *w)
{
	uint64_t lines = w->lines - 1, id = w->id;
	enum lr_err err = LR_OK;

	begin(w);
	truth(&w->b, "end");
	name(&w->b, "lines");
	lr_buf_putu(&w->b, lines);
	if (w->p->any) {
		if (w->p->parts.n > 0 && !w->p->many)
			err = put_parts(w, &w->p->parts);
	} else if (lines > 0) {
		name(&w->b, "parts");
		lr_buf_printf(&w->b, "[\"%016llx\"]", (unsigned long long)id);
	}
	return err == LR_OK ? end(w) : err;
}

/* ---- companies */

static void
put_about(struct writer *w)
{
	struct lr_span s;
	unsigned i;

	begin(w);
	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		s = lr_lead_about(w->c, (enum lr_lead_about)i);
		if (s.n == 0)
			continue;
		name(&w->b, lr_partial_about[i]);
		text(&w->b, s);
	}
	count(&w->b, "confidence", w->c->confidence);
}

/* "site","path" */
static void
page(struct lr_buf *b, const struct lr_leads *l, uint32_t number)
{
	const struct lr_page *p = &l->pages.page[number];

	text(b,
	    p->site == LR_PAGE_NONE ? LR_SPAN("")
				    : l->pages.sites.key[p->site]);
	lr_buf_putc(b, ',');
	text(b, p->path);
}

/* "search","Google","","","","" */
static void
source(struct lr_buf *b, const struct lr_leads *l, uint32_t number)
{
	struct lr_source s = { 0 };
	unsigned i;

	(void)lr_source_parse(l->sources.map.key[number], &s);
	text(b, lr_span_str(lr_medium_name(s.medium)));
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		lr_buf_putc(b, ',');
		text(b, s.field[i]);
	}
}

static void
goal(struct lr_buf *b, const struct lr_leads *l, uint32_t number)
{
	text(b, l->pages.goal[number]);
}

/* What lists are made of, and their order. */
struct kind {
	void (*put)(struct lr_buf *, const struct lr_leads *, uint32_t);
	int (*cmp)(const void *, const void *);
};

/* qsort has no argument to hand on. */
static const struct lr_leads *sorted;

static uint32_t
number_of(const void *p)
{
	return (*(const struct lr_tally_item *const *)p)->number;
}

static int
by_page(const void *a, const void *b)
{
	return lr_pages_cmp(&sorted->pages, number_of(a), number_of(b));
}

static int
by_source(const void *a, const void *b)
{
	const struct lr_span *key = sorted->sources.map.key;

	return lr_span_cmp(key[number_of(a)], key[number_of(b)]);
}

static int
by_number(const void *a, const void *b)
{
	uint32_t x = number_of(a), y = number_of(b);

	return (x > y) - (x < y);
}

static const struct kind pages = { page, by_page };
static const struct kind sources = { source, by_source };
static const struct kind goals = { goal, by_number };

static void
single(struct writer *w, const char *key, const struct kind *k, uint32_t number)
{
	if (number == LR_LEAD_NONE)
		return;
	name(&w->b, key);
	lr_buf_putc(&w->b, '[');
	k->put(&w->b, w->l, number);
	lr_buf_putc(&w->b, ']');
}

static void
put_sums(struct writer *w)
{
	const struct lr_lead *c = w->c;

#define X(sum) count(&w->b, #sum, c->sum);
	LR_PARTIAL_SUMS
#undef X
	if (c->before)
		truth(&w->b, "before");
	if (c->views == 0)
		return;
	time_of(&w->b, "first", c->first);
	time_of(&w->b, "last", c->last);
	single(w, "entry", &pages, c->entry);
	single(w, "exit", &pages, c->exit);
	single(w, "source", &sources, c->source);
	if (c->source != LR_LEAD_NONE)
		time_of(&w->b, "sourced", c->sourced);
}

/* The items of a tally in order, t->n of them. */
static enum lr_err
sort(struct writer *w, const struct kind *k, const struct lr_tally *t)
{
	size_t i, n = 0, cap = (size_t)t->n * 2;
	void *p;

	if (t->n > w->cap) {
		if ((p = realloc(w->sorted, cap * sizeof(*w->sorted))) == NULL)
			return LR_ENOMEM;
		w->sorted = p;
		w->cap = cap;
	}
	for (i = 0; n < t->n; i++)
		if (t->item[i].number != UINT32_MAX)
			w->sorted[n++] = &t->item[i];
	sorted = w->l;
	qsort(w->sorted, n, sizeof(*w->sorted), k->cmp);
	return LR_OK;
}

/* A list, on as many lines as it takes. */
static enum lr_err
put_list(struct writer *w, const char *key, const struct kind *k,
    const struct lr_tally *t)
{
	enum lr_err err;
	bool open = false;
	uint32_t i;

	if (t->n == 0)
		return LR_OK;
	if ((err = sort(w, k, t)) != LR_OK)
		return err;
	for (i = 0; i < t->n; i++) {
		if (open && w->b.n > LINE_SOFT) {
			lr_buf_putc(&w->b, ']');
			if ((err = end(w)) != LR_OK)
				return err;
			put_about(w);
			open = false;
		}
		if (!open) {
			name(&w->b, key);
			lr_buf_putc(&w->b, '[');
		}
		lr_buf_puts(&w->b, open ? ",[" : "[");
		open = true;
		k->put(&w->b, w->l, w->sorted[i]->number);
		lr_buf_putc(&w->b, ',');
		lr_buf_putu(&w->b, w->sorted[i]->times);
		lr_buf_putc(&w->b, ']');
	}
	lr_buf_putc(&w->b, ']');
	return LR_OK;
}

static enum lr_err
put_company(struct writer *w)
{
	const struct lr_lead *c = w->c;
	enum lr_err err;

	put_about(w);
	put_sums(w);
	if ((err = put_list(w, "pages", &pages, &c->pages)) != LR_OK ||
	    (err = put_list(w, "entries", &pages, &c->entries)) != LR_OK ||
	    (err = put_list(w, "sources", &sources, &c->sources)) != LR_OK ||
	    (err = put_list(w, "goals", &goals, &c->goals)) != LR_OK)
		return err;
	return end(w);
}

/* As companies are told apart. */
static int
text_cmp(struct lr_span a, struct lr_span b)
{
	char x[LR_LEAD_TEXT], y[LR_LEAD_TEXT];

	return lr_span_cmp(lr_utf8_fold(a, x), lr_utf8_fold(b, y));
}

/* By what they are known by: no two are equal. */
static int
by_company(const void *a, const void *b)
{
	const struct lr_lead *x = *(const struct lr_lead *const *)a;
	const struct lr_lead *y = *(const struct lr_lead *const *)b;
	struct lr_span p = lr_lead_about(x, LR_LEAD_DOMAIN);
	struct lr_span q = lr_lead_about(y, LR_LEAD_DOMAIN);

	if ((p.n == 0) != (q.n == 0))
		return p.n == 0 ? -1 : 1;
	if (p.n == 0) {
		p = lr_lead_about(x, LR_LEAD_COMPANY);
		q = lr_lead_about(y, LR_LEAD_COMPANY);
	}
	return text_cmp(p, q);
}

static enum lr_err
put_companies(struct writer *w)
{
	const struct lr_leads *l = w->l;
	const struct lr_lead **c = malloc(((size_t)l->n + 1) * sizeof(*c));
	enum lr_err err = LR_OK;
	uint32_t i;

	if (c == NULL)
		return LR_ENOMEM;
	for (i = 0; i < l->n; i++)
		c[i] = &l->lead[i];
	qsort(c, l->n, sizeof(*c), by_company);
	for (i = 0; i < l->n && err == LR_OK; i++) {
		w->c = c[i];
		err = put_company(w);
	}
	free(c);
	return err;
}

enum lr_err
lr_partial_write(const struct lr_partial *p, struct lr_out *out)
{
	struct writer w = { .p = p, .l = p->leads, .out = out };
	enum lr_err err;

	lr_buf_init(&w.b, LR_LINE_MAX);
	if ((err = put_first(&w)) == LR_OK &&
	    (err = put_companies(&w)) == LR_OK)
		err = put_last(&w);
	lr_buf_free(&w.b);
	free(w.sorted);
	return err;
}
