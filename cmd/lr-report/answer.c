/* From companies to rows: scores, what a feed lets through, in its order. */
#include <stdlib.h>

#include "report.h"

const struct kind kinds[ROW_KINDS] = {
	[ROW_LEAD] = { "company", "companies", "Leads", lead_columns,
	    LEAD_COLUMNS, NULL, lead_value },
	[ROW_VISIT] = { "visit", "visits", "Visits", visit_columns,
	    VISIT_COLUMNS, NULL, visit_value },
	[ROW_PAGE] = { "page", "pages", "Pages", page_columns, PAGE_COLUMNS,
	    pages_make, page_value },
	[ROW_SOURCE] = { "source", "sources", "Sources", source_columns,
	    SOURCE_COLUMNS, sources_make, source_value },
	[ROW_MATCH] = { "class", "classes", "Match rate", match_columns,
	    MATCH_COLUMNS, NULL, match_value },
};

/* ---- scores */

static bool
known(const struct lr_lead *c, enum lr_lead_about what)
{
	return lr_lead_about(c, what).n > 0;
}

static void
score(const struct report *r, struct scored *s, int64_t now)
{
	const struct lr_lead *c = s->lead;
	struct lr_score_facts f = {
		.visits = c->visits,
		.views = c->views,
		.seconds = c->seconds,
		.goals = c->goals.n,
		.asked = r->leads.pages.goals,
		.last = c->last,
		.now = now,
		.confidence = c->confidence,
		.domain = known(c, LR_LEAD_DOMAIN),
		.company = lr_span_eq(
		    lr_lead_about(c, LR_LEAD_KIND), LR_SPAN("company")),
		.country = known(c, LR_LEAD_COUNTRY),
		.city = known(c, LR_LEAD_CITY),
		.industry = known(c, LR_LEAD_INDUSTRY),
		.employees = known(c, LR_LEAD_EMPLOYEES),
	};

	s->score = lr_score_of(&r->score, &f, s->points);
}

/* When a visit is recent: --now, else the last page view, so that the same
 * input gives the same scores; the end of the period if that is earlier. */
static int64_t
present(const struct report *r)
{
	int64_t now = r->has_now ? r->now : INT64_MIN;
	uint32_t i;

	for (i = 0; i < r->leads.n && !r->has_now; i++)
		if (r->leads.lead[i].last > now)
			now = r->leads.lead[i].last;
	return r->has_until && r->until < now ? r->until : now;
}

enum lr_err
report_finish(struct report *r)
{
	const struct lr_leads *l = &r->leads;
	int64_t now = present(r);
	struct scored *s;
	uint32_t i, k = 0;

	r->scored = malloc(((size_t)l->n + 1) * sizeof(*r->scored));
	if (r->scored == NULL)
		return LR_ENOMEM;
	for (i = 0; i < l->n; i++) {
		while (k < l->visit_n && l->visit[k].lead < i)
			k++;
		if (l->lead[i].views == 0)
			continue;
		s = &r->scored[r->n++];
		*s = (struct scored){ .lead = &l->lead[i], .visit = k };
		while (k < l->visit_n && l->visit[k].lead == i)
			k++;
		s->visits = k - s->visit;
		score(r, s, now);
		r->all.companies++;
		r->all.visits += s->lead->visits;
		r->all.views += s->lead->views;
	}
	return alike_make(r);
}

/* ---- order: the last resort is the name, and no two have the same */

static int
down(uint64_t a, uint64_t b)
{
	return (a < b) - (a > b);
}

static const struct lr_lead *
lead_of(const void *p)
{
	return (*(const struct scored *const *)p)->lead;
}

static int
by_company(const void *a, const void *b)
{
	const struct lr_lead *x = lead_of(a), *y = lead_of(b);
	struct lr_span p = lr_lead_about(x, LR_LEAD_COMPANY);
	struct lr_span q = lr_lead_about(y, LR_LEAD_COMPANY);
	struct lr_span d = lr_lead_about(x, LR_LEAD_DOMAIN);
	struct lr_span e = lr_lead_about(y, LR_LEAD_DOMAIN);
	int c = lr_span_cmp(p.n > 0 ? p : d, q.n > 0 ? q : e);

	return c != 0 ? c : lr_span_cmp(d, e);
}

static int
by_last(const void *a, const void *b)
{
	const struct lr_lead *x = lead_of(a), *y = lead_of(b);

	if (x->last != y->last)
		return x->last < y->last ? 1 : -1;
	return by_company(a, b);
}

static int
by_visits(const void *a, const void *b)
{
	const struct lr_lead *x = lead_of(a), *y = lead_of(b);
	int c = down(x->visits, y->visits);

	if (c == 0)
		c = down(x->views, y->views);
	return c != 0 ? c : by_last(a, b);
}

static int
by_views(const void *a, const void *b)
{
	int c = down(lead_of(a)->views, lead_of(b)->views);

	return c != 0 ? c : by_visits(a, b);
}

static int
by_score(const void *a, const void *b)
{
	const struct scored *x = *(const struct scored *const *)a;
	const struct scored *y = *(const struct scored *const *)b;
	int c = down(x->score, y->score);

	return c != 0 ? c : by_visits(a, b);
}

const struct order orders[SORTS] = {
	[BY_VISITS] = { "visits", by_visits },
	[BY_VIEWS] = { "page_views", by_views },
	[BY_LAST] = { "last_visit", by_last },
	[BY_COMPANY] = { "company", by_company },
	[BY_SCORE] = { "score", by_score },
};

/* ---- answers */

static enum lr_err
choose(struct answer *a)
{
	const struct report *r = a->r;
	enum lr_err err;
	struct value v;
	size_t i;

	value_init(&v);
	for (i = 0; i < r->n; i++)
		if (feed_lets(r, a->feed, &r->scored[i], &v))
			a->lead[a->leads++] = &r->scored[i];
	err = v.err;
	value_free(&v);
	qsort(
	    a->lead, a->leads, sizeof(*a->lead), orders[a->feed->sort].compare);
	if (a->leads > a->feed->max && a->feed->row <= ROW_VISIT)
		a->leads = a->feed->max;
	for (i = 0; i < a->leads; i++) {
		a->sum.visits += a->lead[i]->lead->visits;
		a->sum.views += a->lead[i]->lead->views;
		a->visit_first[i] = a->visits;
		a->visits += a->lead[i]->visits;
	}
	a->sum.companies = a->leads;
	return err;
}

enum lr_err
answer_make(struct answer *a, const struct report *r, const struct feed *f)
{
	unsigned wanted = f->format->rows | 1u << f->row;
	enum lr_err err;
	unsigned k;

	*a = (struct answer){ .r = r, .feed = f };
	a->lead = malloc((r->n + 1) * sizeof(*a->lead));
	a->visit_first = malloc((r->n + 1) * sizeof(*a->visit_first));
	if (a->lead == NULL || a->visit_first == NULL)
		return LR_ENOMEM;
	err = choose(a);
	for (k = 0; k < ROW_KINDS && err == LR_OK; k++)
		if ((wanted & 1u << k) != 0 && kinds[k].make != NULL)
			err = kinds[k].make(a);
	return err;
}

void
answer_free(struct answer *a)
{
	free(a->lead);
	free(a->visit_first);
	free(a->page);
	free(a->viewer);
	free(a->source);
}

/* ---- what formats ask */

enum row
answer_row(const struct answer *a)
{
	return a->feed->row;
}

size_t
answer_rows_all(const struct answer *a, enum row kind)
{
	const size_t n[ROW_KINDS] = { a->leads, a->visits, a->pages, a->sources,
		match_rows() };

	return n[kind];
}

size_t
answer_rows(const struct answer *a, enum row kind)
{
	size_t n = answer_rows_all(a, kind);

	/* of leads they were never there */
	return kind == a->feed->row && n > a->feed->max &&
		(kind == ROW_PAGE || kind == ROW_SOURCE)
	    ? a->feed->max
	    : n;
}

bool
answer_value(const struct answer *a, enum row kind, size_t row, unsigned column,
    struct value *v)
{
	/* some of a company's pages say enough, but who looked at a page, and
	 * what came after what, is told in full */
	v->top = a->feed->has_top ? a->feed->top : kind == ROW_LEAD ? 5 : 0;
	return kinds[kind].value(a, row, column, v);
}

unsigned
column_of(enum row kind, struct lr_span name)
{
	unsigned i = 0;

	while (i < kinds[kind].n &&
	    !lr_span_eq(name, lr_span_str(kinds[kind].column[i].name)))
		i++;
	return i;
}

struct rows
answer_visits(const struct answer *a, size_t lead)
{
	return (struct rows){ a->visit_first[lead], a->lead[lead]->visits };
}

struct totals
answer_totals(const struct answer *a, bool all)
{
	return all ? a->r->all : a->sum;
}

int64_t
answer_east(const struct answer *a, int64_t t)
{
	return lr_zone_local(a->r->zone, t) - t;
}

void
answer_time(const struct answer *a, int64_t t, struct lr_buf *b)
{
	char text[LR_PERIOD_TEXT];

	lr_buf_put(b, lr_span(text, lr_period_put(a->r->zone, t, text)));
}

/* "2026-11-22 10:00", with seconds where there are any */
static void
bound(const struct answer *a, int64_t t, bool seconds, struct lr_buf *b)
{
	char text[LR_PERIOD_TEXT];

	lr_period_put(a->r->zone, t, text);
	text[10] = ' ';
	lr_buf_put(b, lr_span(text, seconds && t % 60 != 0 ? 19 : 16));
}

const char *
answer_order(const struct answer *a)
{
	return orders[a->feed->sort].column;
}

const char *
answer_lang(const struct answer *a)
{
	return a->feed->german ? "de" : "en";
}

struct bounds
answer_bounds(const struct answer *a)
{
	const struct report *r = a->r;
	struct bounds b = { .has_since = r->has_since,
		.has_until = r->has_until,
		.some = r->n > 0,
		.since = r->since,
		.until = r->until,
		.first = INT64_MAX,
		.last = INT64_MIN,
		.zone = r->zone == NULL ? "UTC" : r->zone_name };
	size_t i;

	for (i = 0; i < r->n; i++) {
		const struct lr_lead *c = r->scored[i].lead;

		b.first = c->first < b.first ? c->first : b.first;
		b.last = c->last > b.last ? c->last : b.last;
	}
	return b;
}

/* The period asked for, else the one there was. */
void
answer_period(const struct answer *a, struct lr_buf *b)
{
	struct bounds p = answer_bounds(a);

	if (p.has_since) {
		lr_buf_puts(b, "since ");
		bound(a, p.since, true, b);
	}
	if (p.has_until) {
		lr_buf_puts(b, p.has_since ? ", before " : "before ");
		bound(a, p.until, true, b);
	}
	if (!p.has_since && !p.has_until && p.some) {
		bound(a, p.first, false, b);
		lr_buf_puts(b, " to ");
		bound(a, p.last, false, b);
	}
	if (p.has_since || p.has_until || p.some) {
		lr_buf_putc(b, ' ');
		lr_buf_puts(b, p.zone);
	}
}
