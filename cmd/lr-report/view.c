/* A record becomes a page view. */
#include <stdlib.h>

#include "fields.h"
#include "hash.h"
#include "num.h"

/* ---- what is known of the ends of lines
 *
 * What lr-resolve and lr-enrich append is the same for all views of one
 * visitor: nearly always the rest of a line behind the fields of lr-ingest was
 * read before. Then only its hash is taken: 64 bits with a secret seed. */

enum memo_class {
	MEMO_NONE,
	MEMO_LEAD,
	MEMO_COMPANY, /* a lead whose company is known */
	MEMO_BEFORE,  /* a lead that is known to have been there before */
	MEMO_BLACKLISTED,
	MEMO_KINDLESS,
	MEMO_OTHER,
	MEMO_KIND /* + its number */
};

struct memo {
	uint64_t rest;	  /* its hash */
	uint32_t company; /* of MEMO_COMPANY */
	uint8_t class;
	uint8_t confidence;
};
#define MEMOS (1u << 19)

enum lr_err
view_init(struct report *r)
{
	r->memo = calloc(MEMOS, sizeof(*r->memo));
	return r->memo == NULL ? LR_ENOMEM : LR_OK;
}

static struct memo *
memo_place(const struct report *r, uint64_t rest)
{
	return &r->memo[rest >> 32 & (MEMOS - 1)];
}

/* Its place; where another is there, one of two. */
static struct memo *
memo_of(const struct report *r, uint64_t rest)
{
	struct memo *m = memo_place(r, rest);
	struct memo *other = &r->memo[(size_t)(m - r->memo) ^ 1];

	if (m->rest != rest && (other->rest == rest || other->class == 0) &&
	    m->class != MEMO_NONE)
		return other;
	return m;
}

/* ---- records */

static bool
outside(const struct report *r, int64_t t)
{
	return (r->has_since && t < r->since) ||
	    (r->has_until && t >= r->until);
}

static bool
is_true(const struct lr_field *f)
{
	return f != NULL &&
	    (f->type == LR_JSON_TRUE ||
		lr_span_eq(f->val, LR_SPAN("\"true\"")) ||
		lr_span_eq(f->val, LR_SPAN("\"1\"")));
}

static unsigned
confidence(const struct report *r, struct lr_record *rec)
{
	uint64_t n = 0;

	(void)lr_num_u64(fields_text(rec, WANT_CONFIDENCE), 100, &n);
	return (unsigned)n;
}

/* What the fields say of the visitor. */
static struct memo
judge(struct report *r, struct lr_record *rec, uint64_t rest)
{
	struct memo m = { .rest = rest };
	struct lr_span kind = fields_text(rec, LR_LEAD_KIND);

	if (lr_lead_kind(kind))
		m.class = is_true(rec->tagged[WANT_BLACKLISTED])
		    ? MEMO_BLACKLISTED
		    : MEMO_LEAD;
	else if (kind.n == 0)
		m.class = MEMO_KINDLESS;
	else
		m.class = lr_kind_parse(kind) == LR_KINDS
		    ? MEMO_OTHER
		    : (uint8_t)(MEMO_KIND + (int)lr_kind_parse(kind));
	m.confidence = (uint8_t)confidence(r, rec);
	return m;
}

/* Not a lead: count it by its kind. What has no time is in every period. */
static void
leave_out(struct report *r, struct lr_record *rec, unsigned class)
{
	int64_t t;

	if ((r->has_since || r->has_until) && fields_time(r, rec, &t) &&
	    outside(r, t))
		r->out[OUT_PERIOD]++;
	else if (class == MEMO_KINDLESS)
		r->out[OUT_KINDLESS]++;
	else if (class == MEMO_OTHER)
		r->out[OUT_OTHER]++;
	else
		r->kind[class - MEMO_KIND]++;
}

/* Read the rest of the line, whatever is known of it. */
static enum lr_err
about(struct report *r, struct lr_record *rec, struct lr_lead_view *v)
{
	enum lr_err err;
	unsigned i;

	if (rec->rest.n > 0) {
		if ((err = lr_record_resume(rec)) != LR_OK)
			return err;
		fields_gather(rec, 0);
	}
	for (i = 0; i < LR_LEAD_ABOUT; i++)
		v->about[i] = fields_text(rec, i);
	/* a name of blanks is none, and blanks make no other name */
	for (i = LR_LEAD_COMPANY; i <= LR_LEAD_DOMAIN; i++)
		v->about[i] = lr_span_trim(v->about[i]);
	return LR_OK;
}

/* Out of the period: only whether a company was there before it is of
 * interest. */
static enum lr_err
elsewhere(struct report *r, struct lr_record *rec, struct lr_lead_view *v,
    struct memo *m)
{
	enum lr_err err = LR_OK;

	r->out[OUT_PERIOD]++;
	if (!r->has_since || v->time >= r->since || m->class > MEMO_COMPANY)
		return LR_OK;
	if ((err = about(r, rec, v)) == LR_OK)
		err = lr_lead_before(&r->leads, v);
	if (err != LR_OK)
		return err == LR_EBAD ? LR_OK : err;
	m->class = MEMO_BEFORE;
	return LR_OK;
}

static unsigned
visitor(const struct report *r, struct lr_record *rec)
{
	struct lr_span s;

	if (rec->tagged[WANT_VISITOR] == NULL)
		return 0;
	s = fields_text(rec, WANT_VISITOR);
	return lr_span_eq(s, LR_SPAN("new"))	  ? LR_VISITOR_NEW
	    : lr_span_eq(s, LR_SPAN("returning")) ? LR_VISITOR_RETURNING
						  : 0;
}

static enum lr_err
count(struct report *r, struct lr_record *rec, struct lr_lead_view *v,
    struct memo *m)
{
	enum lr_err err;

	v->query = fields_text(rec, WANT_QUERY);
	v->referrer = fields_text(rec, WANT_REFERRER);
	v->visitor = visitor(r, rec);
	if (v->known == 0)
		(void)about(r, rec, v);
	if (!v->looked && (err = lr_lead_look(&r->leads, v)) != LR_OK)
		return err;
	if (!v->old) {
		v->has_company = m->class == MEMO_COMPANY;
		v->company = m->company;
		if (!v->has_company && (err = about(r, rec, v)) != LR_OK)
			return err;
		v->marks = v->confidence > 0 && v->confidence < r->sure;
	}
	if (rec->err != LR_OK) /* a text was not to be had */
		return rec->err;
	err = lr_lead_add(&r->leads, v);
	if (err == LR_OK && m != NULL && m->class == MEMO_LEAD) {
		m->class = MEMO_COMPANY;
		m->company = v->company;
	}
	if (err == LR_EBAD)
		r->out[OUT_NAMELESS]++;
	else if (v->marks != 0)
		r->soft++;
	else
		r->matched++;
	return err == LR_EBAD ? LR_OK : err;
}

static enum lr_err
add(struct report *r, struct lr_record *rec, struct memo *m, uint64_t known,
    struct lr_lead_view *v)
{
	if (m->class > MEMO_BLACKLISTED) {
		leave_out(r, rec, m->class);
		return LR_OK;
	}
	if (rec->tagged[WANT_TIME] == NULL) {
		rec->why = lr_record_find(rec, LR_SPAN("lr_partial")) != NULL
		    ? "a line of sums: they are for --merge"
		    : "no time";
		return LR_EBAD;
	}
	if (!fields_time(r, rec, &v->time)) {
		rec->why = "its time is none of RFC 3339";
		return LR_EBAD;
	}
	v->known = known;
	v->confidence = m->confidence;
	if (outside(r, v->time))
		return elsewhere(r, rec, v, m);
	if (m->class != MEMO_BLACKLISTED)
		return count(r, rec, v, m);
	r->out[OUT_BLACKLISTED]++;
	return LR_OK;
}

/* Of what tells the visitor and the page. */
static enum lr_err
seek(struct report *r, struct lr_record *rec, struct lr_lead_view *v)
{
	v->address = fields_text(rec, WANT_IP);
	v->session = fields_text(rec, WANT_SESSION);
	v->site = fields_text(rec, WANT_SITE);
	v->path = fields_text(rec, WANT_PATH);
	v->sought = v->looked = false;
	return lr_lead_seek(&r->leads, v);
}

/* What comes next is in memory already: most likely a line that has its address
 * at the same place. A wrong guess costs nothing. */
static void
look_ahead(const struct report *r, const struct lr_record *rec)
{
	const char *line = rec->line.p, *next = lr_span_end(rec->line) + 1;
	const struct lr_field *f = rec->tagged[WANT_IP];
	size_t at = f == NULL ? 0 : (size_t)(f->val.p + 1 - line), n;

	/* of what is behind a line LR_PAD bytes can be read */
	if (at < 8 || at + 1 + 16 > LR_PAD ||
	    memcmp(line + at - 8, next + at - 8, 8) != 0)
		return;
	n = lr_span_find(lr_span(next + at, 16), '"');
	lr_lead_expect(&r->leads, lr_span(next + at, n));
}

enum lr_err
view_add(struct report *r, struct lr_record *rec)
{
	struct lr_lead_view v;
	unsigned rest = rec->n;
	struct memo *m = NULL, new;
	uint64_t hash = 0;
	bool known, alone;
	enum lr_err err;

	/* names with escapes are found once all is read */
	if (rec->rest.n > 0 && rec->escaped_names &&
	    (err = lr_record_resume(rec)) != LR_OK)
		return err;
	look_ahead(r, rec);
	known = rec->rest.n > 0;
	if (known) {
		if ((err = seek(r, rec, &v)) != LR_OK)
			return err;
		v.known = hash = lr_hash_long(rec->rest, r->leads.seed) | 1;
		__builtin_prefetch(memo_place(r, hash));
		if (rec->tagged[WANT_TIME] != NULL &&
		    fields_time(r, rec, &v.time) && !outside(r, v.time)) {
			err = lr_lead_look(&r->leads, &v);
			if (err != LR_OK || v.old)
				return err != LR_OK ? err
						    : count(r, rec, &v, NULL);
		}
		m = memo_of(r, hash);
		if (m->rest == hash)
			return add(r, rec, m, hash, &v);
		if ((err = lr_record_resume(rec)) != LR_OK)
			return err;
	}
	alone = fields_gather(rec, rest);
	new = judge(r, rec, hash);
	if (known && alone) {
		*m = new;
		return add(r, rec, m, hash, &v);
	}
	if ((err = seek(r, rec, &v)) != LR_OK)
		return err;
	return add(r, rec, &new, 0, &v);
}
