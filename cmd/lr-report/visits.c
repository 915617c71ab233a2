/* Rows of visits, with their pages as a timeline. */
#include "report.h"

enum {
	COMPANY,
	DOMAIN,
	COUNTRY,
	START,
	END,
	SECONDS,
	VIEWS,
	VISITOR,
	MEDIUM,
	NAME,
	UTM_MEDIUM,
	UTM_CAMPAIGN,
	UTM_TERM,
	UTM_CONTENT,
	ENTRY,
	EXIT,
	GOALS,
	TIMELINE,
	SINCE,
	UNTIL,
	COLUMNS
};

static const struct list goals = { "goal", NULL, NULL, NULL, LIST_TIMES };
static const struct list timeline = { "page", "seconds", NULL, "time",
	LIST_LINE };

const struct column visit_columns[VISIT_COLUMNS] = {
	[COMPANY] = { "company", "COMPANY", VALUE_TEXT, 16, 1, NULL },
	[DOMAIN] = { "domain", "DOMAIN", VALUE_TEXT, 14, 9, NULL },
	[COUNTRY] = { "country", "CC", VALUE_TEXT, 2, 8, NULL },
	[START] = { "visit_start", "VISIT", VALUE_TIME, 16, 2, NULL },
	[END] = { "visit_end", "END", VALUE_TIME, 16, 0, NULL },
	[SECONDS] = { "time_on_site", "ON SITE", VALUE_SECONDS, 7, 4, NULL },
	[VIEWS] = { "page_views", "VIEWS", VALUE_COUNT, 5, 3, NULL },
	[VISITOR] = { "visitor", "VISITOR", VALUE_TEXT, 7, 0, NULL },
	[MEDIUM] = { "source", "SOURCE", VALUE_TEXT, 8, 6, NULL },
	[NAME] = { "source_name", "FROM", VALUE_TEXT, 8, 7, NULL },
	[UTM_MEDIUM] = { "utm_medium", "MEDIUM", VALUE_TEXT, 8, 0, NULL },
	[UTM_CAMPAIGN] = { "utm_campaign", "CAMPAIGN", VALUE_TEXT, 8, 0, NULL },
	[UTM_TERM] = { "utm_term", "TERM", VALUE_TEXT, 8, 0, NULL },
	[UTM_CONTENT] = { "utm_content", "CONTENT", VALUE_TEXT, 8, 0, NULL },
	[ENTRY] = { "entry_page", "ENTRY PAGE", VALUE_TEXT, 10, 5, NULL },
	[EXIT] = { "exit_page", "EXIT PAGE", VALUE_TEXT, 10, 10, NULL },
	[GOALS] = { "goals", "GOALS", VALUE_LIST, 6, 11, &goals },
	[TIMELINE] = { "timeline", "TIMELINE", VALUE_LIST, 20, 12, &timeline },
	[SINCE] = { "since", "SINCE", VALUE_TIME, 16, 0, NULL },
	[UNTIL] = { "until", "UNTIL", VALUE_TIME, 16, 0, NULL },
};
_Static_assert(COLUMNS == VISIT_COLUMNS, "one row a column");

/* The visit of a row, and the lead that it is of. */
static const struct lr_lead_visit *
visit_at(const struct answer *a, size_t row, const struct scored **s)
{
	size_t low = 0, high = a->leads, mid;

	/* the last lead whose visits begin at or before the row */
	while (high - low > 1) {
		mid = (low + high) / 2;
		if (a->visit_first[mid] <= row)
			low = mid;
		else
			high = mid;
	}
	*s = a->lead[low];
	return &a->r->leads.visit[(*s)->visit + (row - a->visit_first[low])];
}

/* How long each page was looked at is known from when the next one was. */
static bool
steps(struct value *v, const struct lr_leads *l, const struct lr_lead_visit *x)
{
	const struct lr_step *step = l->visits.step + x->step;
	uint32_t i;

	value_begin(v);
	for (i = 0; i < x->views; i++)
		value_item(v,
		    step[i].page == LR_PAGE_NONE
			? LR_SPAN("(not told)")
			: value_page(v, l, step[i].page),
		    i + 1 < x->views
			? (uint64_t)(step[i + 1].time - step[i].time)
			: 0,
		    step[i].time);
	return value_end(v);
}

static bool
goals_of(struct value *v, const struct lr_leads *l, uint32_t set)
{
	uint32_t i;

	value_begin(v);
	for (i = 0; i < l->pages.goals; i++)
		if (set >> i & 1)
			value_item(v, l->pages.goal[i], 1, 0);
	return value_end(v);
}

static bool
count(struct value *v, uint64_t n)
{
	v->count = n;
	return true;
}

bool
visit_value(
    const struct answer *a, size_t row, unsigned column, struct value *v)
{
	const struct lr_leads *l = &a->r->leads;
	const struct scored *s;
	const struct lr_lead_visit *x = visit_at(a, row, &s);

	switch (column) {
	case COMPANY:
		return value_text(v, lr_lead_about(s->lead, LR_LEAD_COMPANY));
	case DOMAIN:
		return value_text(v, lr_lead_about(s->lead, LR_LEAD_DOMAIN));
	case COUNTRY:
		return value_text(v, lr_lead_about(s->lead, LR_LEAD_COUNTRY));
	case START:
		return value_time(v, true, x->first);
	case END:
		return value_time(v, true, x->last);
	case SECONDS:
		return count(v, (uint64_t)(x->last - x->first));
	case VIEWS:
		return count(v, x->views);
	case VISITOR:
		return x->visitor != 0 &&
		    value_text(v,
			x->visitor & LR_VISITOR_NEW ? LR_SPAN("new")
						    : LR_SPAN("returning"));
	case ENTRY:
		return value_of_page(v, l, x->entry);
	case EXIT:
		return value_of_page(v, l, x->exit);
	case GOALS:
		return goals_of(v, l, x->goals);
	case TIMELINE:
		return steps(v, l, x);
	case SINCE:
		return value_time(v, a->r->has_since, a->r->since);
	case UNTIL:
		return value_time(v, a->r->has_until, a->r->until);
	default:
		return value_source_field(v, l, x->source, (int)column - NAME);
	}
}
