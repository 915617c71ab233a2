#include "clock.h"
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
	[WANT_SITE] = TEXT("site"),
	[WANT_PATH] = TEXT("path"),
	[WANT_REFERRER] = TEXT("referrer"),
};

static const char *const kinds[KINDS] = { "company", "education", "government",
	"isp", "mobile", "hosting", "vpn", "relay", "gateway", "crawler",
	"reserved", "unknown" };

const char *
kind_name(unsigned i)
{
	return kinds[i];
}

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

/* Text of a string or number; anything else is as good as absent. */
static inline struct lr_span
value(struct lr_record *rec, const struct lr_field *f, struct lr_span key)
{
	if (f->type == LR_JSON_STRING && !f->val_escaped)
		return lr_span_sub(f->val, 1, f->val.n - 1);
	if (f->type == LR_JSON_STRING || f->type == LR_JSON_NUMBER)
		return lr_record_text(rec, key);
	return (struct lr_span){ NULL, 0 };
}

/* All wanted fields in one pass; of doubles the last stays. */
static void
gather(struct report *r, struct lr_record *rec)
{
	const struct lr_field *f;
	bool odd = false;
	unsigned i;

	memset(r->got, 0, sizeof(r->got));
	for (i = 0; i < rec->n; i++) {
		unsigned want;

		f = &rec->field[i];
		odd |= f->key_escaped;
		want = wanted(&r->habit[i], f->key);
		if (want != UNWANTED)
			r->got[want] = value(rec, f, names[want]);
	}
	if (!odd)
		return;
	for (i = 0; i < WANTS; i++) {
		f = lr_record_find(rec, names[i]);
		r->got[i] = f == NULL ? (struct lr_span){ NULL, 0 }
				      : value(rec, f, names[i]);
	}
}

/* Not a lead: count it by its kind. */
static void
leave_out(struct report *r, struct lr_span kind)
{
	unsigned i;

	if (kind.n == 0) {
		r->kindless++;
		return;
	}
	for (i = 0; i < KINDS; i++)
		if (lr_span_eq(kind, lr_span_str(kinds[i]))) {
			r->kind[i]++;
			return;
		}
	r->other++;
}

enum lr_err
view_add(struct report *r, struct lr_record *rec)
{
	struct lr_lead_view v;
	uint64_t confidence = 0;
	enum lr_err err;

	gather(r, rec);
	if (!lr_lead_kind(r->got[LR_LEAD_KIND])) {
		leave_out(r, r->got[LR_LEAD_KIND]);
		return LR_OK;
	}
	if (lr_record_true(rec, LR_SPAN("blacklisted"))) {
		r->blacklisted++;
		return LR_OK;
	}
	if (r->got[WANT_TIME].n == 0) {
		rec->why = "no time";
		return LR_EBAD;
	}
	if (!lr_time_parse(r->got[WANT_TIME], &v.time)) {
		rec->why = "its time is none of RFC 3339";
		return LR_EBAD;
	}
	if ((r->has_since && v.time < r->since) ||
	    (r->has_until && v.time >= r->until)) {
		r->outside++;
		return LR_OK;
	}
	(void)lr_num_u64(r->got[WANT_CONFIDENCE], 100, &confidence);
	v.confidence = (unsigned)confidence;
	memcpy(v.about, r->got, sizeof(v.about));
	v.address = r->got[WANT_IP];
	v.session = r->got[WANT_SESSION];
	v.site = r->got[WANT_SITE];
	v.path = r->got[WANT_PATH];
	v.referrer = r->got[WANT_REFERRER];
	err = lr_lead_add(&r->leads, &v);
	if (err != LR_EBAD)
		return err;
	r->nameless++;
	return LR_OK;
}
