/* Whether a feed lets a lead through. */
#include <math.h>
#include <stdio.h>

#include "ascii.h"
#include "company.h"
#include "report.h"
#include "utf8.h"

#define FOLD 1024u

static struct lr_span
fold(struct lr_span s, char *out)
{
	return lr_utf8_fold(lr_span_sub(s, 0, FOLD), out);
}

static bool
fits(const struct globs *g, struct lr_span s)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (lr_ascii_glob(g->p[i], s))
			return true;
	return false;
}

/* No pattern, or one that fits the text whatever its case. */
static bool
about_fits(
    const struct globs *g, const struct lr_lead *c, enum lr_lead_about what)
{
	char low[FOLD];

	return g->n == 0 || fits(g, fold(lr_lead_about(c, what), low));
}

/* The path, or how the page is told in rows. */
static bool
any_page(const struct report *r, const struct globs *g,
    const struct lr_tally *t, struct value *v)
{
	size_t i;

	if (g->n == 0)
		return true;
	for (i = 0; t->n > 0 && i < (size_t)1 << t->bits; i++) {
		uint32_t page = t->item[i].number;

		if (page != UINT32_MAX &&
		    (fits(g, r->leads.pages.page[page].path) ||
			fits(g, value_page(v, &r->leads, page))))
			return true;
	}
	return false;
}

/* "search", or what is told in rows: "search: google". */
static bool
any_source(const struct report *r, const struct globs *g,
    const struct lr_tally *t, struct value *v)
{
	char low[FOLD];
	struct lr_span s;
	size_t i;

	if (g->n == 0)
		return true;
	for (i = 0; t->n > 0 && i < (size_t)1 << t->bits; i++) {
		if (t->item[i].number == UINT32_MAX)
			continue;
		s = fold(value_source(v, &r->leads, t->item[i].number), low);
		if (fits(g, s) ||
		    fits(g, lr_span_sub(s, 0, lr_span_find(s, ':'))))
			return true;
	}
	return false;
}

static bool
excluded(const struct feed *f, const struct lr_lead *c)
{
	char low[FOLD];

	return f->excludes &&
	    (lr_map_find(&f->exclude,
		 fold(lr_lead_about(c, LR_LEAD_DOMAIN), low)) != LR_MAP_NONE ||
		lr_map_find(&f->exclude,
		    fold(lr_lead_about(c, LR_LEAD_COMPANY), low)) !=
		    LR_MAP_NONE);
}

/* ---- conditions */

struct asked {
	const struct report *r;
	const struct scored *s;
	struct value *v;
	bool page; /* it was about pages that was last asked */
};

/* Columns of which more is known than that they are numbers or texts. */
static const struct {
	const char *name;
	enum lr_where_type type;
} special[] = { { "employees", LR_WHERE_RANGE }, { "score", LR_WHERE_POINTS },
	{ "confidence", LR_WHERE_POINTS } };

/* LR_WHERE_TYPES: no more is known. */
static enum lr_where_type
special_type(unsigned column)
{
	unsigned i;

	for (i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (strcmp(lead_columns[column].name, special[i].name) == 0)
			return special[i].type;
	return LR_WHERE_TYPES;
}

/* Lists of a lead that are no columns: fields of its sources. They are numbered
 * behind the columns. */
static const struct {
	const char *name;
	enum lr_source_field field;
	bool campaign; /* of campaigns only */
} of_sources[] = { { "source_name", LR_SOURCE_NAME, false },
	{ "utm_source", LR_SOURCE_NAME, true },
	{ "utm_medium", LR_SOURCE_MEDIUM, true },
	{ "utm_campaign", LR_SOURCE_CAMPAIGN, true },
	{ "utm_term", LR_SOURCE_TERM, true },
	{ "utm_content", LR_SOURCE_CONTENT, true } };
#define OF_SOURCES (sizeof(of_sources) / sizeof(of_sources[0]))

static int
find_of_sources(struct lr_span name, enum lr_where_type *type)
{
	unsigned i;

	*type = LR_WHERE_LIST;
	for (i = 0; i < OF_SOURCES; i++)
		if (lr_span_eq(name, lr_span_str(of_sources[i].name)))
			return (int)(LEAD_COLUMNS + i);
	return -1;
}

static bool
value_of_sources(const struct asked *a, unsigned i)
{
	const struct lr_tally *t = &a->s->lead->sources;
	const struct lr_map *keys = &a->r->leads.sources.map;
	struct lr_source s;
	size_t k;

	value_begin(a->v);
	for (k = 0; t->n > 0 && k < (size_t)1 << t->bits; k++)
		if (t->item[k].number != UINT32_MAX &&
		    lr_source_parse(keys->key[t->item[k].number], &s) &&
		    (s.medium == LR_CAMPAIGN || !of_sources[i].campaign) &&
		    s.field[of_sources[i].field].n > 0)
			value_item(a->v, s.field[of_sources[i].field], 1, 0);
	return value_end(a->v);
}

static int
find(void *arg, struct lr_span name, enum lr_where_type *type)
{
	static const enum lr_where_type types[] = {
		[VALUE_TEXT] = LR_WHERE_TEXT,
		[VALUE_COUNT] = LR_WHERE_NUMBER,
		[VALUE_REAL] = LR_WHERE_NUMBER,
		[VALUE_SHARE] = LR_WHERE_SHARE,
		[VALUE_TIME] = LR_WHERE_TIME,
		[VALUE_SECONDS] = LR_WHERE_SECONDS,
		[VALUE_FLAG] = LR_WHERE_FLAG,
		[VALUE_LIST] = LR_WHERE_LIST,
	};
	unsigned i = column_of(ROW_LEAD, name);

	(void)arg;
	if (i == LEAD_COLUMNS)
		return find_of_sources(name, type);
	*type = special_type(i);
	if (*type == LR_WHERE_TYPES)
		*type = types[lead_columns[i].type];
	return (int)i;
}

static bool
time_of(void *arg, struct lr_span text, int64_t *t)
{
	const struct report *r = arg;

	return lr_period_time(r->zone, r->now, text, t);
}

/* "2: column 7: 'bar': no such field" */
static const char *
complaint(const struct feed *f, unsigned i, const struct lr_where_wrong *bad)
{
	static char message[400];
	struct lr_span word = lr_span_sub(bad->word, 0, 200);
	char which[16] = "";

	if (f->conditions > 1)
		snprintf(which, sizeof(which), "%u: ", i + 1);
	if (word.n == 0)
		snprintf(message, sizeof(message), "%scolumn %zu: %s", which,
		    bad->column, bad->why);
	else
		snprintf(message, sizeof(message), "%scolumn %zu: %.*s: %s",
		    which, bad->column, (int)word.n, word.p, bad->why);
	return message;
}

bool
feed_ready(struct report *r, struct feed *f, const char **why)
{
	struct lr_where_fields fields = { find, time_of, r };
	struct lr_where_wrong bad;
	enum lr_err err;
	unsigned i;

	for (i = 0; i < f->conditions; i++) {
		err = lr_where_new(
		    &f->where[i], lr_span_str(f->condition[i]), &fields, &bad);
		if (err == LR_OK)
			continue;
		*why =
		    err == LR_EBAD ? complaint(f, i, &bad) : lr_err_text(err);
		return false;
	}
	return true;
}

/* A range as the text of employees tells it. */
static void
range(struct lr_where_value *w)
{
	uint64_t least, most;

	w->most = -1;
	if (!lr_company_range(w->text, &least, &most))
		return;
	w->number = (double)least;
	w->most = most == UINT64_MAX ? HUGE_VAL : (double)most;
}

static bool
is_page(unsigned field)
{
	struct lr_span name = lr_span_str(lead_columns[field].name);

	return lr_span_ends(name, LR_SPAN("_page")) ||
	    lr_span_ends(name, LR_SPAN("_pages"));
}

/* "shop.example/prices" is "/prices", too. */
static struct lr_span
without_site(const struct asked *a, struct lr_span s)
{
	return a->page && value_tells_sites(&a->r->leads)
	    ? lr_span_sub(s, lr_span_find(s, '/'), s.n)
	    : (struct lr_span){ NULL, 0 };
}

static bool
value(void *arg, unsigned field, struct lr_where_value *w)
{
	struct asked *a = arg;
	struct value *v = a->v;

	v->top = 0;
	a->page = field < LEAD_COLUMNS && is_page(field);
	if (!(field < LEAD_COLUMNS ? scored_value(a->r, a->s, field, v)
				   : value_of_sources(a, field - LEAD_COLUMNS)))
		return false;
	w->items = v->items;
	if (field >= LEAD_COLUMNS)
		return true;
	switch (lead_columns[field].type) {
	case VALUE_TEXT:
		w->text = v->text;
		if (special_type(field) == LR_WHERE_RANGE)
			range(w);
		w->also = without_site(a, v->text);
		break;
	case VALUE_COUNT:
	case VALUE_SECONDS:
	case VALUE_FLAG:
		w->number = (double)v->count;
		break;
	case VALUE_REAL:
	case VALUE_SHARE:
		w->number = v->real;
		break;
	case VALUE_TIME:
		w->number = (double)v->time;
		break;
	case VALUE_LIST:
		break;
	}
	return true;
}

static void
item(void *arg, size_t i, struct lr_where_value *w)
{
	const struct asked *a = arg;

	w->text = a->v->item[i].text;
	w->also = without_site(a, w->text);
}

static bool
lets(const struct report *r, const struct feed *f, const struct scored *s,
    struct value *v)
{
	const struct lr_lead *c = s->lead;
	struct asked asked = { r, s, v, false };
	struct lr_where_row row = { value, item, &asked };
	unsigned i = 0;

	if (c->visits < f->min_visits || s->score < f->min_score ||
	    (f->new_only && c->before) ||
	    !about_fits(&f->country, c, LR_LEAD_COUNTRY) ||
	    !about_fits(&f->kind, c, LR_LEAD_KIND) ||
	    !about_fits(&f->industry, c, LR_LEAD_INDUSTRY) || excluded(f, c) ||
	    !any_page(r, &f->page, &c->pages, v) ||
	    !any_source(r, &f->source, &c->sources, v))
		return false;
	while (i < f->conditions && lr_where_true(f->where[i], &row))
		i++;
	return i == f->conditions;
}

bool
feed_lets(const struct report *r, const struct feed *f, const struct scored *s,
    struct value *v)
{
	return lets(r, f, s, v) && (f == r->feed || lets(r, r->feed, s, v));
}
