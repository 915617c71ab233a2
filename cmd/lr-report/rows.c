#include <stdlib.h>

#include "ascii.h"
#include "ip.h"
#include "report.h"

/* The counts and times behind enum lr_lead_about. */
enum {
	VISITS = LR_LEAD_RULE,
	VIEWS,
	PAGES,
	FIRST,
	LAST,
	ENTRY,
	REFERRER,
	CONFIDENCE,
	RULE
};

const struct column columns[COLUMNS] = {
	[LR_LEAD_COMPANY] = { "company", CELL_TEXT },
	[LR_LEAD_DOMAIN] = { "domain", CELL_TEXT },
	[LR_LEAD_KIND] = { "kind", CELL_TEXT },
	[LR_LEAD_COUNTRY] = { "country", CELL_TEXT },
	[LR_LEAD_CITY] = { "city", CELL_TEXT },
	[LR_LEAD_INDUSTRY] = { "industry", CELL_TEXT },
	[LR_LEAD_EMPLOYEES] = { "employees", CELL_TEXT },
	[VISITS] = { "visits", CELL_COUNT },
	[VIEWS] = { "page_views", CELL_COUNT },
	[PAGES] = { "pages", CELL_COUNT },
	[FIRST] = { "first_visit", CELL_TIME },
	[LAST] = { "last_visit", CELL_TIME },
	[ENTRY] = { "entry_page", CELL_TEXT },
	[REFERRER] = { "referrer", CELL_TEXT },
	[CONFIDENCE] = { "confidence", CELL_COUNT },
	[RULE] = { "rule", CELL_TEXT },
};

unsigned
column_of(const char *name)
{
	unsigned i = 0;

	while (i < COLUMNS - 1 && strcmp(columns[i].name, name) != 0)
		i++;
	return i;
}

/* Length of the address that begins at s.p[at], or 0. IPv4 is found wherever
 * it stands, the longest there is; "std::add" is no IPv6, so that must stand
 * alone. */
static size_t
address_at(struct lr_span s, size_t at)
{
	bool alone = at == 0 || !lr_is_alnum(s.p[at - 1]);
	struct lr_ip ip;
	size_t n = at;

	while (n < s.n && n - at < 45 &&
	    (lr_hex(s.p[n]) >= 0 || s.p[n] == ':' || s.p[n] == '.'))
		n++;
	for (; n > at + 2; n--) {
		if (!lr_ip_parse(lr_span_sub(s, at, n), &ip))
			continue;
		if (lr_span_find(lr_span_sub(s, at, n), ':') == n - at ||
		    (alone && (n == s.n || !lr_is_alnum(s.p[n]))))
			return n - at;
	}
	return 0;
}

/* A report names companies. Whatever got into a text, no address leaves. */
static struct lr_span
hide_addresses(struct lr_buf *b, struct lr_span s)
{
	size_t at = 0, from = 0, n;

	while (at < s.n) {
		if ((lr_hex(s.p[at]) < 0 && s.p[at] != ':') ||
		    (n = address_at(s, at)) == 0) {
			at++;
			continue;
		}
		lr_buf_put(b, lr_span_sub(s, from, at));
		lr_buf_puts(b, "[address]");
		from = at += n;
	}
	lr_buf_put(b, lr_span_sub(s, from, s.n));
	return lr_buf_span(b);
}

struct cell
cell_at(const struct report *r, const struct lr_lead *lead, unsigned column,
    struct lr_buf *b)
{
	struct cell c = { .known = true };
	struct lr_span s = { NULL, 0 };

	switch (column) {
	case VISITS:
		c.count = lead->visits;
		break;
	case VIEWS:
		c.count = lead->views;
		break;
	case PAGES:
		c.count = lead->pages.n;
		break;
	case CONFIDENCE:
		c.count = lead->confidence;
		c.known = c.count > 0;
		break;
	case FIRST:
		c.time = lead->first;
		break;
	case LAST:
		c.time = lead->last;
		break;
	case ENTRY:
		s = lr_lead_entry(lead);
		break;
	case REFERRER:
		s = lr_lead_referrer(&r->leads, lead);
		break;
	case RULE:
		s = lr_lead_about(lead, LR_LEAD_RULE);
		break;
	default:
		s = lr_lead_about(lead, (enum lr_lead_about)column);
	}
	if (columns[column].type == CELL_TEXT) {
		lr_buf_clear(b);
		c.known = s.n > 0;
		c.text = hide_addresses(b, s);
	}
	return c;
}

/* ---- order: the last resort is the name, and no two have the same */

static int
down(uint64_t a, uint64_t b)
{
	return (a < b) - (a > b);
}

static int
by_company(const void *a, const void *b)
{
	const struct lr_lead *x = *(const struct lr_lead *const *)a;
	const struct lr_lead *y = *(const struct lr_lead *const *)b;
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
	const struct lr_lead *x = *(const struct lr_lead *const *)a;
	const struct lr_lead *y = *(const struct lr_lead *const *)b;

	if (x->last != y->last)
		return x->last < y->last ? 1 : -1;
	return by_company(a, b);
}

static int
by_visits(const void *a, const void *b)
{
	const struct lr_lead *x = *(const struct lr_lead *const *)a;
	const struct lr_lead *y = *(const struct lr_lead *const *)b;
	int c = down(x->visits, y->visits);

	if (c == 0)
		c = down(x->views, y->views);
	return c != 0 ? c : by_last(a, b);
}

static int
by_views(const void *a, const void *b)
{
	const struct lr_lead *x = *(const struct lr_lead *const *)a;
	const struct lr_lead *y = *(const struct lr_lead *const *)b;
	int c = down(x->views, y->views);

	return c != 0 ? c : by_visits(a, b);
}

enum lr_err
rows_make(struct report *r)
{
	static int (*const orders[])(const void *, const void *) = {
		[BY_VISITS] = by_visits,
		[BY_VIEWS] = by_views,
		[BY_LAST] = by_last,
		[BY_COMPANY] = by_company,
	};
	const struct lr_lead *c;
	size_t i;

	r->row = malloc((r->leads.n + 1) * sizeof(*r->row));
	if (r->row == NULL)
		return LR_ENOMEM;
	for (i = 0; i < r->leads.n; i++) {
		c = &r->leads.lead[i];
		r->companies++;
		r->visits += c->visits;
		if (c->visits >= r->min_visits)
			r->row[r->rows++] = c;
	}
	qsort(r->row, r->rows, sizeof(*r->row), orders[r->sort]);
	if (r->rows > r->max)
		r->rows = r->max;
	for (i = 0; i < r->rows; i++) {
		r->row_visits += r->row[i]->visits;
		r->row_views += r->row[i]->views;
	}
	return LR_OK;
}
