/* Rows of pages: which companies looked at them. */
#include <stdlib.h>

#include "report.h"

enum { PAGE, VIEWS, COMPANIES, WHO, SINCE, UNTIL, COLUMNS };

static const struct list who = { "company", "views", NULL, NULL, LIST_TIMES };

const struct column page_columns[PAGE_COLUMNS] = {
	[PAGE] = { "page", "PAGE", VALUE_TEXT, 20, 1, NULL },
	[VIEWS] = { "page_views", "VIEWS", VALUE_COUNT, 5, 2, NULL },
	[COMPANIES] = { "companies", "COMPANIES", VALUE_COUNT, 9, 3, NULL },
	[WHO] = { "visitors", "WHO", VALUE_LIST, 20, 4, &who },
	[SINCE] = { "since", "SINCE", VALUE_TIME, 16, 0, NULL },
	[UNTIL] = { "until", "UNTIL", VALUE_TIME, 16, 0, NULL },
};
_Static_assert(COLUMNS == PAGE_COLUMNS, "one row a column");

static int
by_page(const void *a, const void *b)
{
	const struct viewer *x = a, *y = b;

	if (x->page != y->page)
		return x->page < y->page ? -1 : 1;
	if (x->views != y->views)
		return x->views < y->views ? 1 : -1;
	return (x->lead > y->lead) - (x->lead < y->lead);
}

static int
by_lead(const void *a, const void *b)
{
	const struct viewer *x = a, *y = b;

	if (x->lead != y->lead)
		return x->lead < y->lead ? -1 : 1;
	return (x->page > y->page) - (x->page < y->page);
}

/* Add up what a company saw of pages that are told alike. */
static void
join(struct answer *a, const uint32_t *alike)
{
	struct viewer *v = a->viewer;
	size_t i, k = 0;

	for (i = 0; i < a->viewers; i++)
		v[i].page = alike[v[i].page];
	qsort(v, a->viewers, sizeof(*v), by_lead);
	for (i = 1; i < a->viewers; i++)
		if (by_lead(&v[i], &v[k]) == 0)
			v[k].views += v[i].views;
		else
			v[++k] = v[i];
	a->viewers = a->viewers == 0 ? 0 : k + 1;
}

/* qsort has no argument to hand on. */
static const struct lr_pages *sorted;

static int
by_views(const void *a, const void *b)
{
	const struct page_row *x = a, *y = b;

	if (x->views != y->views)
		return x->views < y->views ? 1 : -1;
	return lr_pages_cmp(sorted, x->page, y->page);
}

/* All pairs of a page and a company. */
static enum lr_err
viewers(struct answer *a)
{
	const struct lr_tally *t;
	size_t n = 0, i, k;

	for (i = 0; i < a->leads; i++)
		n += a->lead[i]->lead->pages.n;
	if ((a->viewer = malloc((n + 1) * sizeof(*a->viewer))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < a->leads; i++) {
		t = &a->lead[i]->lead->pages;
		for (k = 0; t->n > 0 && k < (size_t)1 << t->bits; k++)
			if (t->item[k].number != UINT32_MAX)
				a->viewer[a->viewers++] =
				    (struct viewer){ (uint32_t)i,
					    t->item[k].number,
					    t->item[k].times };
	}
	if (a->r->alike.page != NULL)
		join(a, a->r->alike.page);
	qsort(a->viewer, a->viewers, sizeof(*a->viewer), by_page);
	return LR_OK;
}

enum lr_err
pages_make(struct answer *a)
{
	struct page_row *p = NULL;
	enum lr_err err;
	size_t i;

	if ((err = viewers(a)) != LR_OK)
		return err;
	for (i = 0; i < a->viewers; i++)
		a->pages +=
		    i == 0 || a->viewer[i].page != a->viewer[i - 1].page;
	if ((a->page = malloc((a->pages + 1) * sizeof(*a->page))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < a->viewers; i++) {
		if (i == 0 || a->viewer[i].page != p->page) {
			p = p == NULL ? a->page : p + 1;
			*p = (struct page_row){ .page = a->viewer[i].page,
				.first = i };
		}
		p->views += a->viewer[i].views;
		p->n++;
	}
	sorted = &a->r->leads.pages;
	qsort(a->page, a->pages, sizeof(*a->page), by_views);
	return LR_OK;
}

static bool
companies(const struct answer *a, const struct page_row *p, struct value *v)
{
	size_t n = v->top > 0 && v->top < p->n ? v->top : p->n, i;

	value_begin(v);
	for (i = 0; i < n; i++) {
		const struct viewer *w = &a->viewer[p->first + i];
		const struct lr_lead *c = a->lead[w->lead]->lead;
		struct lr_span s = lr_lead_about(c, LR_LEAD_COMPANY);

		value_item(v, s.n > 0 ? s : lr_lead_about(c, LR_LEAD_DOMAIN),
		    w->views, 0);
	}
	return value_end(v);
}

bool
page_value(const struct answer *a, size_t row, unsigned column, struct value *v)
{
	const struct page_row *p = &a->page[row];

	switch (column) {
	case PAGE:
		return value_text(v, value_page(v, &a->r->leads, p->page));
	case VIEWS:
		v->count = p->views;
		return true;
	case COMPANIES:
		v->count = p->n;
		return true;
	case WHO:
		return companies(a, p, v);
	case SINCE:
		return value_time(v, a->r->has_since, a->r->since);
	default:
		return value_time(v, a->r->has_until, a->r->until);
	}
}
