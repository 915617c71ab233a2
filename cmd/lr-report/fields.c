/* Fields of a record, found where they were the last time. */
#include "fields.h"
#include "clock.h"

#define TEXT(lit)                      \
	{                              \
		(lit), sizeof(lit) - 1 \
	}

static const struct lr_span names[WANTS] = {
#define X(what, name) [LR_LEAD_##what] = TEXT(name),
	LR_LEAD_FIELDS
#undef X
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

unsigned char
fields_tag(struct lr_span name)
{
	unsigned i;

	for (i = 0; i < WANTS; i++)
		if (lr_span_eq(names[i], name))
			return (unsigned char)(i < WANT_VIEW ? i | LR_TAG_PAUSE
							     : i);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (lr_span_eq(others[i], name))
			return LR_TAG_NONE;
	return LR_TAG_NONE | LR_TAG_PAUSE;
}

bool
fields_gather(struct lr_record *rec, unsigned rest)
{
	bool odd = rec->escaped_names, alone = true;
	const struct lr_field *f;
	unsigned i, want;

	for (i = 0; i < rec->n; i++) {
		f = &rec->field[i];
		want = f->tag & (LR_TAGS - 1);
		alone &= i < rest ? (f->tag & LR_TAG_PAUSE) == 0
				  : want < WANT_VIEW || want >= WANTS;
	}
	for (i = 0; i < WANTS && odd; i++)
		rec->tagged[i] = lr_record_find(rec, names[i]);
	return alone && !odd;
}

struct lr_span
fields_other(struct lr_record *rec, unsigned want)
{
	enum lr_json_type type = rec->tagged[want]->type;

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
	struct lr_span s = fields_text(rec, WANT_TIME);

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
