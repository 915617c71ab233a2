/* Whether a feed lets a lead through. */
#include <stdio.h>

#include "ascii.h"
#include "report.h"

#define FOLD 1024u

static struct lr_span
fold(struct lr_span s, char *out)
{
	return lr_ascii_fold(lr_span_sub(s, 0, FOLD), out);
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
};

static int
find(void *arg, struct lr_span name, enum lr_where_type *type)
{
	static const enum lr_where_type types[] = {
		[VALUE_TEXT] = LR_WHERE_TEXT,
		[VALUE_COUNT] = LR_WHERE_NUMBER,
		[VALUE_REAL] = LR_WHERE_NUMBER,
		[VALUE_SHARE] = LR_WHERE_NUMBER,
		[VALUE_TIME] = LR_WHERE_TIME,
		[VALUE_SECONDS] = LR_WHERE_SECONDS,
		[VALUE_FLAG] = LR_WHERE_TEXT,
		[VALUE_LIST] = LR_WHERE_LIST,
	};
	unsigned i = column_of(ROW_LEAD, name);

	(void)arg;
	if (i == LEAD_COLUMNS)
		return -1;
	*type = types[lead_columns[i].type];
	return (int)i;
}

static bool
time_of(void *arg, struct lr_span text, int64_t *t)
{
	const struct report *r = arg;

	return lr_period_time(r->zone, r->now, text, t);
}

bool
feed_ready(struct report *r, struct feed *f, const char **why)
{
	static char message[128];
	struct lr_where_fields fields = { find, time_of, r };
	size_t column;
	unsigned i;

	for (i = 0; i < f->conditions; i++) {
		if (lr_where_new(&f->where[i], lr_span_str(f->condition[i]),
			&fields, &column, why) == LR_OK)
			continue;
		snprintf(
		    message, sizeof(message), "column %zu: %s", column, *why);
		*why = message;
		return false;
	}
	return true;
}

static bool
value(void *arg, unsigned field, struct lr_where_value *w)
{
	const struct asked *a = arg;
	struct value *v = a->v;

	v->top = 0;
	if (!scored_value(a->r, a->s, field, v))
		return false;
	w->items = v->items;
	switch (lead_columns[field].type) {
	case VALUE_TEXT:
		w->text = v->text;
		break;
	case VALUE_COUNT:
	case VALUE_SECONDS:
		w->number = (double)v->count;
		break;
	case VALUE_REAL:
	case VALUE_SHARE:
		w->number = v->real;
		break;
	case VALUE_TIME:
		w->number = (double)v->time;
		break;
	case VALUE_FLAG:
		w->text = v->count ? LR_SPAN("true") : LR_SPAN("false");
		break;
	case VALUE_LIST:
		break;
	}
	return true;
}

static struct lr_span
item(void *arg, size_t i)
{
	const struct asked *a = arg;

	return a->v->item[i].text;
}

bool
feed_lets(const struct report *r, const struct feed *f, const struct scored *s,
    struct value *v)
{
	const struct lr_lead *c = s->lead;
	struct asked asked = { r, s, v };
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
