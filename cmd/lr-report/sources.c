/* Rows of sources: where visits came from. */
#include <stdlib.h>

#include "report.h"

enum {
	MEDIUM,
	NAME,
	UTM_MEDIUM,
	UTM_CAMPAIGN,
	UTM_TERM,
	UTM_CONTENT,
	VISITS,
	SHARE,
	COMPANIES,
	SINCE,
	UNTIL,
	COLUMNS
};

const struct column source_columns[SOURCE_COLUMNS] = {
	[MEDIUM] = { "source", "SOURCE", VALUE_TEXT, 12, 1, NULL },
	[NAME] = { "source_name", "FROM", VALUE_TEXT, 16, 3, NULL },
	[UTM_MEDIUM] = { "utm_medium", "MEDIUM", VALUE_TEXT, 8, 7, NULL },
	[UTM_CAMPAIGN] = { "utm_campaign", "CAMPAIGN", VALUE_TEXT, 8, 6, NULL },
	[UTM_TERM] = { "utm_term", "TERM", VALUE_TEXT, 8, 8, NULL },
	[UTM_CONTENT] = { "utm_content", "CONTENT", VALUE_TEXT, 8, 9, NULL },
	[VISITS] = { "visits", "VISITS", VALUE_COUNT, 6, 2, NULL },
	[SHARE] = { "share", "SHARE", VALUE_SHARE, 6, 4, NULL },
	[COMPANIES] = { "companies", "COMPANIES", VALUE_COUNT, 9, 5, NULL },
	[SINCE] = { "since", "SINCE", VALUE_TIME, 16, 0, NULL },
	[UNTIL] = { "until", "UNTIL", VALUE_TIME, 16, 0, NULL },
};
_Static_assert(COLUMNS == SOURCE_COLUMNS, "one row a column");

/* qsort has no argument to hand on. */
static const struct lr_map *sorted;

static int
by_visits(const void *a, const void *b)
{
	const struct source_row *x = a, *y = b;

	if (x->visits != y->visits)
		return x->visits < y->visits ? 1 : -1;
	return lr_span_cmp(sorted->key[x->source], sorted->key[y->source]);
}

enum lr_err
sources_make(struct answer *a)
{
	const struct lr_map *m = &a->r->leads.sources.map;
	const struct lr_tally *t;
	struct source_row *row, *one;
	size_t i, k;

	if ((row = calloc(m->n + 1, sizeof(*row))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < m->n; i++)
		row[i].source = (uint32_t)i;
	for (i = 0; i < a->leads; i++) {
		t = &a->lead[i]->lead->sources;
		for (k = 0; t->n > 0 && k < (size_t)1 << t->bits; k++) {
			if (t->item[k].number == UINT32_MAX)
				continue;
			one = &row[alike_of(
			    a->r->alike.source, t->item[k].number)];
			one->visits += t->item[k].times;
			one->companies += one->lead != i + 1;
			one->lead = (uint32_t)i + 1;
		}
	}
	for (i = 0; i < m->n; i++)
		if (row[i].visits > 0)
			row[a->sources++] = row[i];
	a->source = row;
	sorted = m;
	qsort(row, a->sources, sizeof(*row), by_visits);
	return LR_OK;
}

bool
source_value(
    const struct answer *a, size_t row, unsigned column, struct value *v)
{
	const struct source_row *s = &a->source[row];

	switch (column) {
	case VISITS:
		v->count = s->visits;
		return true;
	case SHARE:
		v->real = (double)s->visits / (double)a->sum.visits;
		return true;
	case COMPANIES:
		v->count = s->companies;
		return true;
	case SINCE:
		return value_time(v, a->r->has_since, a->r->since);
	case UNTIL:
		return value_time(v, a->r->has_until, a->r->until);
	}
	return value_source_field(
	    v, &a->r->leads, s->source, (int)column - NAME);
}
