/* Rows of leads: a company each. */
#include <stdlib.h>

#include "report.h"

enum {
	COMPANY,
	DOMAIN,
	KIND,
	COUNTRY,
	CITY,
	INDUSTRY,
	EMPLOYEES,
	SCORE,
	SCORE_PARTS,
	VISITS,
	NEW_VISITORS,
	OLD_VISITORS,
	VIEWS,
	PAGES,
	DEPTH,
	SECONDS,
	FIRST,
	LAST,
	SOURCE,
	SOURCES,
	ENTRY,
	ENTRIES,
	TOP,
	EXIT,
	GOALS,
	CONFIDENCE,
	RULE,
	PHONE,
	WEBSITE,
	LINKEDIN,
	XING,
	NEW,
	SINCE,
	UNTIL,
	COLUMNS
};

static const struct list parts = { "part", "points", "of", NULL, LIST_SUM };
static const struct list sources = { "source", "visits", NULL, NULL,
	LIST_TIMES };
static const struct list entries = { "page", "visits", NULL, NULL, LIST_TIMES };
static const struct list tops = { "page", "views", NULL, NULL, LIST_TIMES };
static const struct list goals = { "goal", "visits", NULL, NULL, LIST_TIMES };

const struct column lead_columns[LEAD_COLUMNS] = {
	[COMPANY] = { "company", "COMPANY", VALUE_TEXT, 16, 1, NULL },
	[DOMAIN] = { "domain", "DOMAIN", VALUE_TEXT, 14, 6, NULL },
	[KIND] = { "kind", "KIND", VALUE_TEXT, 10, 16, NULL },
	[COUNTRY] = { "country", "CC", VALUE_TEXT, 2, 7, NULL },
	[CITY] = { "city", "CITY", VALUE_TEXT, 10, 13, NULL },
	[INDUSTRY] = { "industry", "INDUSTRY", VALUE_TEXT, 10, 14, NULL },
	[EMPLOYEES] = { "employees", "EMPLOYEES", VALUE_TEXT, 9, 15, NULL },
	[SCORE] = { "score", "SCORE", VALUE_COUNT, 5, 3, NULL },
	[SCORE_PARTS] = { "score_parts", "SCORE PARTS", VALUE_LIST, 12, 26,
	    &parts },
	[VISITS] = { "visits", "VISITS", VALUE_COUNT, 6, 2, NULL },
	[NEW_VISITORS] = { "visitors_new", "NEW VISITORS", VALUE_COUNT, 5, 19,
	    NULL },
	[OLD_VISITORS] = { "visitors_returning", "RETURNING", VALUE_COUNT, 5,
	    20, NULL },
	[VIEWS] = { "page_views", "VIEWS", VALUE_COUNT, 5, 4, NULL },
	[PAGES] = { "pages", "PAGES", VALUE_COUNT, 5, 11, NULL },
	[DEPTH] = { "pages_per_visit", "PAGES PER VISIT", VALUE_REAL, 5, 25,
	    NULL },
	[SECONDS] = { "time_on_site", "ON SITE", VALUE_SECONDS, 7, 10, NULL },
	[FIRST] = { "first_visit", "FIRST VISIT", VALUE_TIME, 10, 21, NULL },
	[LAST] = { "last_visit", "LAST VISIT", VALUE_TIME, 10, 5, NULL },
	[SOURCE] = { "source", "SOURCE", VALUE_TEXT, 14, 8, NULL },
	[SOURCES] = { "sources", "SOURCES", VALUE_LIST, 12, 0, &sources },
	[ENTRY] = { "entry_page", "ENTRY PAGE", VALUE_TEXT, 14, 9, NULL },
	[ENTRIES] = { "entry_pages", "ENTRY PAGES", VALUE_LIST, 10, 0,
	    &entries },
	[TOP] = { "top_pages", "TOP PAGES", VALUE_LIST, 12, 17, &tops },
	[EXIT] = { "exit_page", "EXIT PAGE", VALUE_TEXT, 10, 18, NULL },
	[GOALS] = { "goals", "GOALS", VALUE_LIST, 10, 12, &goals },
	[CONFIDENCE] = { "confidence", "CONFIDENCE", VALUE_COUNT, 5, 23, NULL },
	[RULE] = { "rule", "RULE", VALUE_TEXT, 16, 24, NULL },
	[PHONE] = { "phone", "PHONE", VALUE_TEXT, 12, 27, NULL },
	[WEBSITE] = { "website", "WEBSITE", VALUE_TEXT, 12, 0, NULL },
	[LINKEDIN] = { "linkedin", "LINKEDIN", VALUE_TEXT, 12, 0, NULL },
	[XING] = { "xing", "XING", VALUE_TEXT, 12, 0, NULL },
	[NEW] = { "new", "NEW", VALUE_FLAG, 3, 22, NULL },
	[SINCE] = { "since", "SINCE", VALUE_TIME, 16, 0, NULL },
	[UNTIL] = { "until", "UNTIL", VALUE_TIME, 16, 0, NULL },
};
_Static_assert(COLUMNS == LEAD_COLUMNS, "one row a column");

/* Columns of what is known of a company: which it is, from 1. */
static const unsigned char abouts[COLUMNS] = {
#define X(what, name) [what] = LR_LEAD_##what + 1,
	LR_LEAD_FIELDS
#undef X
};

/* ---- lists of what was counted: the most first */

struct counted {
	uint32_t number, times;
};

/* qsort has no argument to hand on. */
static const struct lr_leads *sorted;

static int
by_page(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	if (x->times != y->times)
		return x->times < y->times ? 1 : -1;
	return lr_pages_cmp(&sorted->pages, x->number, y->number);
}

static int
by_source(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	if (x->times != y->times)
		return x->times < y->times ? 1 : -1;
	return lr_span_cmp(sorted->sources.map.key[x->number],
	    sorted->sources.map.key[y->number]);
}

static int
by_number(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static struct lr_span
goal_text(struct value *v, const struct lr_leads *l, uint32_t goal)
{
	(void)v;
	return l->pages.goal[goal];
}

/* Add up those that are told alike; how many are left. */
static size_t
join(struct counted *c, size_t n, const uint32_t *alike)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		c[i].number = alike[c[i].number];
	qsort(c, n, sizeof(*c), by_number);
	for (i = 1; i < n; i++)
		if (c[i].number == c[k].number)
			c[k].times += c[i].times;
		else
			c[++k] = c[i];
	return k + 1;
}

/* The first of them in that order, at most so many (0: all), go to the front.
 * The answer is how many. */
static size_t
first(struct counted *c, size_t n, size_t most,
    int (*order)(const void *, const void *))
{
	size_t kept = 0, i, k;
	struct counted x;

	if (most == 0 || most > 16) {
		qsort(c, n, sizeof(*c), order);
		return most > 0 && most < n ? most : n;
	}
	for (i = 0; i < n; i++) {
		x = c[i];
		if (kept == most && order(&x, &c[kept - 1]) >= 0)
			continue;
		k = kept < most ? kept++ : kept - 1;
		for (; k > 0 && order(&x, &c[k - 1]) < 0; k--)
			c[k] = c[k - 1];
		c[k] = x;
	}
	return kept;
}

static bool
tally(struct value *v, const struct lr_leads *l, const struct lr_tally *t,
    const uint32_t *alike, int (*order)(const void *, const void *),
    struct lr_span (*text)(struct value *, const struct lr_leads *, uint32_t))
{
	struct counted few[64], *c = few;
	size_t n = 0, i;

	value_begin(v);
	if (t->n == 0)
		return false;
	if (t->n > sizeof(few) / sizeof(few[0]) &&
	    (c = malloc(t->n * sizeof(*c))) == NULL) {
		v->err = LR_ENOMEM;
		return false;
	}
	for (i = 0; i < (size_t)1 << t->bits; i++)
		if (t->item[i].number != UINT32_MAX)
			c[n++] = (struct counted){ t->item[i].number,
				t->item[i].times };
	if (alike != NULL)
		n = join(c, n, alike);
	sorted = l;
	n = first(c, n, v->top, order);
	for (i = 0; i < n; i++)
		value_item(v, text(v, l, c[i].number), c[i].times, 0);
	if (c != few)
		free(c);
	return value_end(v);
}

static bool
score_parts(struct value *v, const struct report *r, const struct scored *s)
{
	unsigned most[LR_SCORE_PARTS], i;

	lr_score_most(&r->score, r->leads.pages.goals > 0, most);
	value_begin(v);
	for (i = 0; i < LR_SCORE_PARTS; i++) {
		if (s->points[i] == 0)
			continue;
		value_item(v, lr_span_str(lr_score_name((enum lr_score_part)i)),
		    s->points[i], 0);
		value_of_most(v, most[i]);
	}
	return value_end(v);
}

/* ---- cells */

static bool
count(struct value *v, uint64_t n)
{
	v->count = n;
	return true;
}

static bool
about(struct value *v, const struct lr_lead *c, enum lr_lead_about what)
{
	return value_text(v, lr_lead_about(c, what));
}

static bool
behaviour(struct value *v, const struct report *r, const struct scored *s,
    unsigned column)
{
	const struct lr_lead *c = s->lead;
	const struct lr_leads *l = &r->leads;

	switch (column) {
	case SOURCE:
		return c->source != LR_LEAD_NONE &&
		    value_text(v, value_source(v, l, c->source));
	case SOURCES:
		return tally(v, l, &c->sources, r->alike.source, by_source,
		    value_source);
	case ENTRY:
		return value_of_page(v, l, c->entry);
	case ENTRIES:
		return tally(
		    v, l, &c->entries, r->alike.page, by_page, value_page);
	case TOP:
		return tally(
		    v, l, &c->pages, r->alike.page, by_page, value_page);
	case EXIT:
		return value_of_page(v, l, c->exit);
	case GOALS:
		return tally(v, l, &c->goals, NULL, by_number, goal_text);
	case FIRST:
		return value_time(v, true, c->first);
	case LAST:
		return value_time(v, true, c->last);
	case SINCE:
		return value_time(v, r->has_since, r->since);
	default: /* UNTIL */
		return value_time(v, r->has_until, r->until);
	}
}

bool
scored_value(const struct report *r, const struct scored *s, unsigned column,
    struct value *v)
{
	const struct lr_lead *c = s->lead;

	if (abouts[column] > 0)
		return about(v, c, (enum lr_lead_about)(abouts[column] - 1));
	switch (column) {
	case SCORE:
		return count(v, s->score);
	case SCORE_PARTS:
		return score_parts(v, r, s);
	case VISITS:
		return count(v, c->visits);
	case NEW_VISITORS:
		return count(v, c->new) && c->new + c->returning > 0;
	case OLD_VISITORS:
		return count(v, c->returning) && c->new + c->returning > 0;
	case VIEWS:
		return count(v, c->views);
	case PAGES:
		return count(v, c->pages.n);
	case DEPTH:
		/* as it is told, so that --where finds what is there */
		v->real =
		    value_rounded((double)c->views / (double)c->visits, 100);
		return true;
	case SECONDS:
		return count(v, c->seconds);
	case CONFIDENCE:
		return count(v, c->confidence) && c->confidence > 0;
	case NEW:
		return count(v, !c->before) && r->has_since;
	default:
		return behaviour(v, r, s, column);
	}
}

bool
lead_value(const struct answer *a, size_t row, unsigned column, struct value *v)
{
	return scored_value(a->r, a->lead[row], column, v);
}
