/* Rows of the match rate: what became of every record. A sum comes first, then
 * what it is made of. */
#include "report.h"

enum { CLASS, DETAIL, RECORDS, SHARE, SHARE_OF, SINCE, UNTIL, COLUMNS };

const struct column match_columns[MATCH_COLUMNS] = {
	[CLASS] = { "class", "CLASS", VALUE_TEXT, 14, 1, NULL },
	[DETAIL] = { "detail", "DETAIL", VALUE_TEXT, 12, 3, NULL },
	[RECORDS] = { "records", "RECORDS", VALUE_COUNT, 7, 2, NULL },
	[SHARE] = { "share", "SHARE", VALUE_SHARE, 6, 4, NULL },
	[SHARE_OF] = { "share_of", "OF", VALUE_TEXT, 5, 5, NULL },
	[SINCE] = { "since", "SINCE", VALUE_TIME, 16, 0, NULL },
	[UNTIL] = { "until", "UNTIL", VALUE_TIME, 16, 0, NULL },
};
_Static_assert(COLUMNS == MATCH_COLUMNS, "one row a column");

enum class {
	INPUT,
	REFUSED,
	OUTSIDE,
	NON_ACTIONABLE,
	VALID,
	MATCHED,
	SOFT,
	UNMATCHED,
	CLASSES
};

static const char *const names[CLASSES] = { "input", "refused", "outside",
	"non-actionable", "valid", "matched", "soft", "unmatched" };

const char *const out_names[OUTS] = { [OUT_OTHER] = "other",
	[OUT_KINDLESS] = "kindless",
	[OUT_NAMELESS] = "nameless",
	[OUT_BLACKLISTED] = "blacklisted",
	[OUT_PERIOD] = "outside",
	[OUT_REFUSED] = "refused" };

/* A part of a class: a kind, or a reason; NONE, NONE is the whole. */
#define NONE (-1)
static const struct match {
	enum class class;
	int kind, out;
	const char *detail;
} matches[] = {
	{ INPUT, NONE, NONE, NULL },
	{ REFUSED, NONE, NONE, NULL },
	{ OUTSIDE, NONE, NONE, NULL },
	{ NON_ACTIONABLE, NONE, NONE, NULL },
	{ NON_ACTIONABLE, LR_KIND_CRAWLER, NONE, "crawler" },
	{ NON_ACTIONABLE, LR_KIND_HOSTING, NONE, "hosting" },
	{ NON_ACTIONABLE, LR_KIND_VPN, NONE, "vpn" },
	{ NON_ACTIONABLE, LR_KIND_RELAY, NONE, "relay" },
	{ NON_ACTIONABLE, LR_KIND_GATEWAY, NONE, "gateway" },
	{ NON_ACTIONABLE, LR_KIND_RESERVED, NONE, "reserved" },
	{ NON_ACTIONABLE, NONE, OUT_BLACKLISTED, "blacklisted" },
	{ VALID, NONE, NONE, NULL },
	{ MATCHED, NONE, NONE, NULL },
	{ SOFT, NONE, NONE, NULL },
	{ UNMATCHED, NONE, NONE, NULL },
	{ UNMATCHED, LR_KIND_ISP, NONE, "isp" },
	{ UNMATCHED, LR_KIND_MOBILE, NONE, "mobile" },
	{ UNMATCHED, LR_KIND_UNKNOWN, NONE, "unknown" },
	{ UNMATCHED, NONE, OUT_NAMELESS, "no name" },
	{ UNMATCHED, NONE, OUT_OTHER, "another kind" },
	{ UNMATCHED, NONE, OUT_KINDLESS, "no kind" },
};
#define MATCHES (sizeof(matches) / sizeof(matches[0]))

size_t
match_rows(void)
{
	return MATCHES;
}

static uint64_t
part(const struct report *r, const struct match *m)
{
	return m->kind != NONE ? r->kind[m->kind]
	    : m->out != NONE   ? r->out[m->out]
			       : 0;
}

static uint64_t
whole(const struct report *r, enum class class)
{
	uint64_t n = 0;
	size_t i;

	switch (class) {
	case INPUT:
		return whole(r, REFUSED) + whole(r, OUTSIDE) +
		    whole(r, NON_ACTIONABLE) + whole(r, VALID);
	case VALID:
		return r->matched + r->soft + whole(r, UNMATCHED);
	case REFUSED:
		return r->out[OUT_REFUSED];
	case OUTSIDE:
		return r->out[OUT_PERIOD];
	case MATCHED:
		return r->matched;
	case SOFT:
		return r->soft;
	default:
		for (i = 0; i < MATCHES; i++)
			if (matches[i].class == class)
				n += part(r, &matches[i]);
		return n;
	}
}

/* Of what is valid, or, where it is not, of all. */
static enum class whole_of(const struct match *m) {
	return m->class > VALID ? VALID : INPUT;
}

static bool
share(
    const struct report *r, const struct match *m, uint64_t n, struct value *v)
{
	uint64_t of = whole(r, whole_of(m));

	v->real = of == 0 ? 0 : (double)n / (double)of;
	return of > 0;
}

bool
match_value(
    const struct answer *a, size_t row, unsigned column, struct value *v)
{
	const struct match *m = &matches[row];
	const struct report *r = a->r;
	uint64_t n = m->detail == NULL ? whole(r, m->class) : part(r, m);

	switch (column) {
	case CLASS:
		return value_text(v, lr_span_str(names[m->class]));
	case DETAIL:
		return value_text(v, lr_span_str(m->detail));
	case RECORDS:
		v->count = n;
		return true;
	case SHARE:
		return share(r, m, n, v);
	case SHARE_OF:
		return value_text(v, lr_span_str(names[whole_of(m)]));
	case SINCE:
		return value_time(v, r->has_since, r->since);
	default:
		return value_time(v, r->has_until, r->until);
	}
}
