/* Fields of a record, found where they were the last time. */
#include "fields.h"
#include "clock.h"

#define TEXT(lit)                      \
	{                              \
		(lit), sizeof(lit) - 1 \
	}

const char *const about_names[LR_LEAD_ABOUT] = { "company", "domain", "kind",
	"country", "city", "industry", "employees", "rule" };

static const struct lr_span names[WANTS] = {
	[LR_LEAD_COMPANY] = TEXT("company"),
	[LR_LEAD_DOMAIN] = TEXT("domain"),
	[LR_LEAD_KIND] = TEXT("kind"),
	[LR_LEAD_COUNTRY] = TEXT("country"),
	[LR_LEAD_CITY] = TEXT("city"),
	[LR_LEAD_INDUSTRY] = TEXT("industry"),
	[LR_LEAD_EMPLOYEES] = TEXT("employees"),
	[LR_LEAD_RULE] = TEXT("rule"),
	[WANT_CONFIDENCE] = TEXT("confidence"),
	[WANT_TIME] = TEXT("time"),
	[WANT_IP] = TEXT("ip"),
	[WANT_SESSION] = TEXT("session"),
	[WANT_VISITOR] = TEXT("visitor"),
	[WANT_SITE] = TEXT("site"),
	[WANT_PATH] = TEXT("path"),
	[WANT_QUERY] = TEXT("query"),
	[WANT_REFERRER] = TEXT("referrer"),
	[WANT_BLACKLISTED] = TEXT("blacklisted"),
};

/* Names of lr-ingest that are of no interest here. */
static const struct lr_span others[] = { TEXT("method"), TEXT("protocol"),
	TEXT("status"), TEXT("bytes"), TEXT("agent"), TEXT("duration"),
	TEXT("bot"), TEXT("file"), TEXT("line") };

static enum want
look_up(struct lr_span key)
{
	unsigned i;

	for (i = 0; i < WANTS; i++)
		if (lr_span_eq(names[i], key))
			return (enum want)i;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (lr_span_eq(others[i], key))
			return UNWANTED;
	return UNKNOWN;
}

/* Records of one stream have the same fields at the same places: what was
 * found there the last time is tried first. */
/* Whether two names of n bytes, fewer than 8, that differ by that are the
 * same. */
static inline bool
shorter(uint64_t difference, size_t n)
{
	static const unsigned char mask[16] = { 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff };
	uint64_t keep;

	memcpy(&keep, mask + (8 - n), sizeof(keep));
	return (difference & keep) == 0;
}

static inline bool
is_habit(const struct habit *h, struct lr_span key)
{
	uint64_t a, b;

	if (h->n != key.n)
		return false;
	/* behind a name there are LR_PAD bytes that can be read */
	memcpy(&a, h->key, 8);
	memcpy(&b, key.p, 8);
	if (key.n < 8)
		return shorter(a ^ b, key.n);
	if (a != b)
		return false;
	memcpy(&a, h->key + (key.n - 8), 8);
	memcpy(&b, key.p + (key.n - 8), 8);
	return a == b;
}

static enum want
learn(struct habit *h, struct lr_span key)
{
	if (key.n > HABIT || key.n == 0)
		return UNKNOWN;
	memset(h->key, 0, HABIT);
	memcpy(h->key, key.p, key.n);
	h->n = key.n;
	return h->want = look_up(key);
}

static inline enum want
wanted(struct habit *h, struct lr_span key)
{
	return is_habit(h, key) ? h->want
	    : is_habit(h + 1, key) /* a field is missing */
	    ? h[1].want
	    : learn(h, key);
}

/* Behind the fields of the request a line is known as a whole. */
bool
fields_pause(
    void *report, const struct lr_record *rec, const struct lr_field *name)
{
	struct report *r = report;
	enum want want;

	if (rec->n == 0)
		memset(r->got, 0, sizeof(r->got));
	want =
	    name->key_escaped ? UNKNOWN : wanted(&r->habit[rec->n], name->key);
	if (want < WANT_VIEW || want == UNKNOWN)
		return true;
	if (want < WANTS)
		r->got[want] = name;
	return false;
}

/* All wanted fields in one pass, of doubles the last. True: the rest of the
 * line, which begins with that field, says nothing of this view alone. */
bool
fields_gather(struct report *r, struct lr_record *rec, unsigned rest)
{
	bool odd = false, alone = true;
	const struct lr_field *f;
	enum want want;
	unsigned i;

	memset(r->got, 0, sizeof(r->got));
	for (i = 0; i < rec->n; i++) {
		f = &rec->field[i];
		odd |= f->key_escaped;
		want = wanted(&r->habit[i], f->key);
		if (want < WANTS)
			r->got[want] = f;
		alone &= i < rest
		    ? want >= WANT_VIEW
		    : want < WANT_VIEW || want == UNKNOWN || want == UNWANTED;
	}
	if (!odd)
		return alone;
	for (i = 0; i < WANTS; i++)
		r->got[i] = lr_record_find(rec, names[i]);
	return false;
}

struct lr_span
fields_other(const struct report *r, struct lr_record *rec, unsigned want)
{
	enum lr_json_type type = r->got[want]->type;

	return type == LR_JSON_STRING || type == LR_JSON_NUMBER
	    ? lr_record_text(rec, names[want])
	    : (struct lr_span){ NULL, 0 };
}

/* ---- times */

/* "10:20Z" behind an hour that was just read. */
static inline bool
in_hour(const struct report *r, struct lr_span s, int64_t *t)
{
	const char *p = s.p;
	unsigned m1, m2, s1, s2;

	if (s.n != LR_TIME_TEXT || memcmp(p, r->hour_text, 14) != 0)
		return false;
	m1 = (unsigned)(p[14] - '0');
	m2 = (unsigned)(p[15] - '0');
	s1 = (unsigned)(p[17] - '0');
	s2 = (unsigned)(p[18] - '0');
	if (m1 > 5 || m2 > 9 || s1 > 5 || s2 > 9 || p[16] != ':' ||
	    p[19] != 'Z')
		return false;
	*t = r->hour + (int64_t)(m1 * 10 + m2) * 60 + s1 * 10 + s2;
	return true;
}

bool
fields_time(struct report *r, struct lr_record *rec, int64_t *t)
{
	struct lr_span s = fields_text(r, rec, WANT_TIME);

	if (in_hour(r, s, t))
		return true;
	if (!lr_time_parse(s, t))
		return false;
	if (s.n == LR_TIME_TEXT && s.p[19] == 'Z' && s.p[13] == ':') {
		memcpy(r->hour_text, s.p, 14);
		r->hour = *t - (*t % 3600 + 3600) % 3600;
	}
	return true;
}
