/* A record becomes a page view. */
#include "clock.h"
#include "hash.h"
#include "num.h"
#include "report.h"

#define TEXT(lit)                      \
	{                              \
		(lit), sizeof(lit) - 1 \
	}

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

/* ---- fields */

/* Records of one stream have the same fields at the same places: what was
 * found there the last time is tried first. */
static inline unsigned
wanted(struct habit *h, struct lr_span key)
{
	unsigned i;

	if (key.n > sizeof(h->key))
		return UNWANTED;
	if (h->n == key.n && key.n > 0 && memcmp(h->key, key.p, key.n) == 0)
		return h->want;
	for (i = 0; i < WANTS; i++)
		if (lr_span_eq(names[i], key))
			break;
	h->n = (unsigned char)key.n;
	if (key.n > 0)
		memcpy(h->key, key.p, key.n);
	return h->want = (unsigned char)i;
}

/* All wanted fields in one pass, of doubles the last; *known becomes a hash of
 * those that say who it is, in as few pieces as they stand in. */
static void
gather(struct report *r, struct lr_record *rec, uint64_t *known)
{
	const struct lr_field *f, *from = NULL, *last = NULL;
	uint64_t h = r->leads.seed;
	bool odd = false;
	unsigned i, want;

	memset(r->got, 0, sizeof(r->got));
	for (i = 0; i < rec->n; i++) {
		f = &rec->field[i];
		odd |= f->key_escaped;
		want = wanted(&r->habit[i], f->key);
		if (want < WANTS)
			r->got[want] = f;
		if (want < WANT_KNOWN) {
			from = from == NULL ? f : from;
			last = f;
		} else if (from != NULL) {
			h = lr_hash(
			    lr_span(from->key.p,
				(size_t)(lr_span_end(last->val) - from->key.p)),
			    h);
			from = NULL;
		}
	}
	if (from != NULL)
		h = lr_hash(lr_span(from->key.p,
				(size_t)(lr_span_end(last->val) - from->key.p)),
		    h);
	*known = h | 1;
	if (!odd)
		return;
	*known = 0;
	for (i = 0; i < WANTS; i++)
		r->got[i] = lr_record_find(rec, names[i]);
}

/* Text of a string or number; anything else is as good as absent. */
static inline struct lr_span
text(const struct report *r, struct lr_record *rec, unsigned want)
{
	const struct lr_field *f = r->got[want];

	if (f == NULL)
		return (struct lr_span){ NULL, 0 };
	if (f->type == LR_JSON_STRING && !f->val_escaped)
		return lr_span_sub(f->val, 1, f->val.n - 1);
	if (f->type == LR_JSON_STRING || f->type == LR_JSON_NUMBER)
		return lr_record_text(rec, names[want]);
	return (struct lr_span){ NULL, 0 };
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

static bool
time_of(struct report *r, struct lr_record *rec, int64_t *t)
{
	struct lr_span s = text(r, rec, WANT_TIME);

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

static bool
outside(const struct report *r, int64_t t)
{
	return (r->has_since && t < r->since) ||
	    (r->has_until && t >= r->until);
}

/* ---- records */

static bool
is_true(const struct lr_field *f)
{
	return f != NULL &&
	    (f->type == LR_JSON_TRUE ||
		lr_span_eq(f->val, LR_SPAN("\"true\"")) ||
		lr_span_eq(f->val, LR_SPAN("\"1\"")));
}

/* Not a lead: count it by its kind. What has no time is in every period. */
static enum lr_err
leave_out(struct report *r, struct lr_record *rec, struct lr_span kind)
{
	enum lr_kind k = lr_kind_parse(kind);
	int64_t t;

	if ((r->has_since || r->has_until) && time_of(r, rec, &t) &&
	    outside(r, t))
		r->out[OUT_PERIOD]++;
	else if (kind.n == 0)
		r->out[OUT_KINDLESS]++;
	else if (k == LR_KINDS)
		r->out[OUT_OTHER]++;
	else
		r->kind[k]++;
	return LR_OK;
}

static void
about(struct report *r, struct lr_record *rec, struct lr_lead_view *v)
{
	unsigned i;

	for (i = 0; i < LR_LEAD_ABOUT; i++)
		v->about[i] = text(r, rec, i);
}

/* Before the period: only whether a company was there is of interest. */
static enum lr_err
before(struct report *r, struct lr_record *rec, struct lr_lead_view *v)
{
	enum lr_err err = LR_OK;

	r->out[OUT_PERIOD]++;
	if (!r->has_since || v->time >= r->since)
		return LR_OK;
	about(r, rec, v);
	err = lr_lead_before(&r->leads, v);
	return err == LR_EBAD ? LR_OK : err;
}

static unsigned
visitor(const struct report *r, struct lr_record *rec)
{
	struct lr_span s;

	if (r->got[WANT_VISITOR] == NULL)
		return 0;
	s = text(r, rec, WANT_VISITOR);
	return lr_span_eq(s, LR_SPAN("new"))	  ? LR_VISITOR_NEW
	    : lr_span_eq(s, LR_SPAN("returning")) ? LR_VISITOR_RETURNING
						  : 0;
}

static enum lr_err
count(struct report *r, struct lr_record *rec, struct lr_lead_view *v)
{
	enum lr_err err;

	v->address = text(r, rec, WANT_IP);
	v->session = text(r, rec, WANT_SESSION);
	v->site = text(r, rec, WANT_SITE);
	v->path = text(r, rec, WANT_PATH);
	v->query = text(r, rec, WANT_QUERY);
	v->referrer = text(r, rec, WANT_REFERRER);
	v->visitor = visitor(r, rec);
	if (v->known == 0)
		about(r, rec, v);
	if ((err = lr_lead_seek(&r->leads, v)) != LR_OK)
		return err;
	if (!v->old)
		about(r, rec, v);
	err = lr_lead_add(&r->leads, v);
	if (err == LR_EBAD) {
		r->out[OUT_NAMELESS]++;
		return LR_OK;
	}
	if (v->confidence > 0 && v->confidence < r->sure)
		r->soft++;
	else
		r->matched++;
	return err;
}

enum lr_err
view_add(struct report *r, struct lr_record *rec)
{
	struct lr_lead_view v;
	uint64_t confidence = 0;
	struct lr_span kind;

	gather(r, rec, &v.known);
	kind = text(r, rec, LR_LEAD_KIND);
	if (!lr_lead_kind(kind))
		return leave_out(r, rec, kind);
	if (r->got[WANT_TIME] == NULL) {
		rec->why = "no time";
		return LR_EBAD;
	}
	if (!time_of(r, rec, &v.time)) {
		rec->why = "its time is none of RFC 3339";
		return LR_EBAD;
	}
	(void)lr_num_u64(text(r, rec, WANT_CONFIDENCE), 100, &confidence);
	v.confidence = (unsigned)confidence;
	v.sought = false;
	if (outside(r, v.time))
		return before(r, rec, &v);
	if (is_true(r->got[WANT_BLACKLISTED])) {
		r->out[OUT_BLACKLISTED]++;
		return LR_OK;
	}
	return count(r, rec, &v);
}
