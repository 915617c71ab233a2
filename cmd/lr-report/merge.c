/* Sums of other runs, added up. A line counts as a whole or not at all: it is
 * walked through twice, first only to look. */
#include "ascii.h"
#include "num.h"
#include "partial.h"
#include "report.h"

#define TIME_MIN INT64_C(-62167219200) /* 0000-01-01 */
#define TIME_MAX INT64_C(253402300799) /* the end of 9999 */

/* A value of a record, which is known to be well-formed JSON. */
struct walk {
	const char *p, *end;
	struct lr_arena *texts; /* undone escapes */
};

static void
blanks(struct walk *w)
{
	while (w->p < w->end && lr_json_space(*w->p))
		w->p++;
}

static bool
enter(struct walk *w)
{
	blanks(w);
	if (w->p == w->end || *w->p != '[')
		return false;
	w->p++;
	return true;
}

/* Whether there is another item; a comma before it goes, at the end the
 * bracket. */
static bool
more(struct walk *w)
{
	blanks(w);
	if (w->p < w->end && *w->p == ',')
		w->p++;
	blanks(w);
	if (w->p < w->end && *w->p != ']')
		return true;
	w->p += w->p < w->end;
	return false;
}

static bool
a_text(struct walk *w, struct lr_span *s)
{
	struct lr_json j = { .p = w->p };
	struct lr_buf b = { 0 };

	if (!more(w) || *w->p != '"')
		return false;
	j.p = w->p;
	if (!lr_json_string(&j))
		return false;
	*s = lr_span(w->p + 1, (size_t)(j.p - w->p) - 2);
	w->p = j.p;
	if (!j.escaped)
		return true;
	/* what is undone is never longer */
	b.cap = b.max = s->n;
	if ((b.p = lr_arena_alloc(w->texts, s->n)) == NULL)
		return false;
	lr_json_unescape(&b, *s);
	*s = lr_buf_span(&b);
	return true;
}

static bool
a_count(struct walk *w, uint32_t *n)
{
	const char *from;
	uint64_t v;

	if (!more(w))
		return false;
	for (from = w->p; w->p < w->end && lr_is_digit(*w->p);)
		w->p++;
	if (!lr_num_u64(lr_span(from, (size_t)(w->p - from)), UINT32_MAX, &v))
		return false;
	*n = (uint32_t)v;
	return true;
}

/* ---- the parts of a line */

static bool
walk_to(struct walk *w, struct lr_record *rec, const char *key)
{
	const struct lr_field *f = lr_record_find(rec, lr_span_str(key));

	if (f == NULL)
		return false;
	*w = (struct walk){ f->val.p, lr_span_end(f->val), &rec->arena };
	return true;
}

/* site, path */
static enum lr_err
a_page(struct report *r, struct walk *w, bool look, uint32_t *id)
{
	struct lr_span site, path;

	if (!a_text(w, &site) || !a_text(w, &path))
		return LR_EBAD;
	return look ? LR_OK : lr_lead_page(&r->leads, site, path, id);
}

/* medium, name, ... */
static enum lr_err
a_source(struct report *r, struct walk *w, bool look, uint32_t *id)
{
	struct lr_source s = { 0 };
	struct lr_span medium;
	unsigned i;

	if (!a_text(w, &medium) ||
	    (s.medium = lr_medium_parse(medium)) == LR_MEDIA)
		return LR_EBAD;
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		if (!a_text(w, &s.field[i]) ||
		    lr_span_find(s.field[i], '\0') < s.field[i].n)
			return LR_EBAD;
	}
	return look ? LR_OK : lr_lead_source(&r->leads, &s, id);
}

/* A name: those of other runs are ours. */
static enum lr_err
a_goal(struct report *r, struct walk *w, bool look, uint32_t *id)
{
	struct lr_pages *p = &r->leads.pages;
	struct lr_span name;
	enum lr_err err;

	if (!a_text(w, &name) || name.n == 0)
		return LR_EBAD;
	for (*id = 0; *id < p->goals; ++*id)
		if (lr_span_eq(p->goal[*id], name))
			return LR_OK;
	if (p->goals == LR_PAGE_GOALS)
		return LR_EBAD;
	/* no page of a visit is empty */
	err = look ? LR_OK : lr_pages_goal(p, name, LR_SPAN(""));
	return err == LR_ETOOLONG ? LR_EBAD : err;
}

static enum lr_err
a_site(struct report *r, struct walk *w, bool look, uint32_t *id)
{
	struct lr_span name;

	(void)look;
	if (!a_text(w, &name))
		return LR_EBAD;
	return lr_pages_site(&r->leads.pages, name, id);
}

/* What lists are made of. */
typedef enum lr_err item_of(
    struct report *r, struct walk *w, bool look, uint32_t *id);

/* [[..., count], ...] */
static enum lr_err
list(struct report *r, struct lr_record *rec, const char *key, bool look,
    item_of *item, struct lr_tally *t, uint32_t max)
{
	enum lr_err err;
	uint32_t id = 0, times;
	struct walk w;

	if (!walk_to(&w, rec, key))
		return LR_OK;
	if (!enter(&w))
		return LR_EBAD;
	while (more(&w)) {
		if (!enter(&w))
			return LR_EBAD;
		if ((err = item(r, &w, look, &id)) != LR_OK)
			return err;
		if (!a_count(&w, &times) || more(&w))
			return LR_EBAD;
		if (!look && id != UINT32_MAX &&
		    (err = lr_tally_more(t, id, times, max)) != LR_OK)
			return err;
	}
	return LR_OK;
}

/* [...], or nothing at all */
static enum lr_err
single(struct report *r, struct lr_record *rec, const char *key, bool look,
    item_of *item, uint32_t *id)
{
	struct walk w;
	enum lr_err err;

	*id = UINT32_MAX;
	if (!walk_to(&w, rec, key))
		return LR_OK;
	if (!enter(&w))
		return LR_EBAD;
	if ((err = item(r, &w, look, id)) != LR_OK)
		return err;
	return more(&w) ? LR_EBAD : LR_OK;
}

static bool
a_time(struct lr_record *rec, const char *key, int64_t *t)
{
	return lr_num_i64(
	    lr_record_text(rec, lr_span_str(key)), TIME_MIN, TIME_MAX, t);
}

static enum lr_err
sums(struct report *r, struct lr_record *rec, struct lr_lead *c, bool look)
{
	uint64_t confidence = 0;
	enum lr_err err;

	*c = (struct lr_lead){ 0 };
#define X(sum) (void)lr_record_u64(rec, LR_SPAN(#sum), &c->sum);
	PARTIAL_SUMS
#undef X
	    (void)
	lr_record_u64(rec, LR_SPAN("confidence"), &confidence);
	c->confidence = confidence > 100 ? 100 : (uint8_t)confidence;
	c->before = lr_record_true(rec, LR_SPAN("before"));
	if ((err = single(r, rec, "entry", look, a_page, &c->entry)) != LR_OK ||
	    (err = single(r, rec, "exit", look, a_page, &c->exit)) != LR_OK ||
	    (err = single(r, rec, "source", look, a_source, &c->source)) !=
		LR_OK)
		return err;
	if (c->views == 0)
		return c->visits == 0 ? LR_OK : LR_EBAD;
	if (c->visits == 0 || !a_time(rec, "first", &c->first) ||
	    !a_time(rec, "last", &c->last) || c->first > c->last)
		return LR_EBAD;
	if (c->source != UINT32_MAX && !a_time(rec, "sourced", &c->sourced))
		return LR_EBAD;
	return LR_OK;
}

static enum lr_err
lists(struct report *r, struct lr_record *rec, struct lr_lead *c, bool look)
{
	uint32_t max = r->leads.max_pages;
	enum lr_err err;

	if ((err = list(r, rec, "pages", look, a_page, &c->pages, max)) !=
		LR_OK ||
	    (err = list(r, rec, "entries", look, a_page, &c->entries, max)) !=
		LR_OK ||
	    (err = list(r, rec, "sources", look, a_source, &c->sources, max)) !=
		LR_OK)
		return err;
	return list(r, rec, "goals", look, a_goal, &c->goals, LR_PAGE_GOALS);
}

static enum lr_err
company(struct report *r, struct lr_record *rec)
{
	struct lr_span about[LR_LEAD_ABOUT];
	struct lr_lead c;
	enum lr_err err;
	uint32_t id;
	unsigned i;

	rec->why = "malformed sums";
	if ((err = sums(r, rec, &c, true)) != LR_OK ||
	    (err = lists(r, rec, &c, true)) != LR_OK)
		return err;
	for (i = 0; i < LR_LEAD_ABOUT; i++)
		about[i] = lr_record_str(rec, lr_span_str(about_names[i]));
	if (about[LR_LEAD_COMPANY].n == 0 && about[LR_LEAD_DOMAIN].n == 0)
		return LR_EBAD;
	if ((err = sums(r, rec, &c, false)) != LR_OK ||
	    (err = lr_lead_join(&r->leads, about, &c, &id)) != LR_OK)
		return err;
	return lists(r, rec, &r->leads.lead[id], false);
}

/* ---- what became of the records of that run */

static void
add_count(struct lr_record *rec, const char *key, uint64_t *sum)
{
	uint64_t n;

	if (lr_record_u64(rec, lr_span_str(key), &n))
		*sum += n;
}

/* All runs are of one period. */
static enum lr_err
period(struct report *r, struct lr_record *rec)
{
	bool has_since, has_until;
	int64_t since = 0, until = 0;

	has_since = a_time(rec, "since", &since);
	has_until = a_time(rec, "until", &until);
	if (!r->merged) {
		r->has_since = has_since;
		r->has_until = has_until;
		r->since = since;
		r->until = until;
		r->merged = true;
	}
	if (has_since == r->has_since && has_until == r->has_until &&
	    (!has_since || since == r->since) &&
	    (!has_until || until == r->until))
		return LR_OK;
	rec->why = "sums of another period";
	return LR_EBAD;
}

static enum lr_err
names(struct report *r, struct lr_record *rec, const char *key, item_of *item)
{
	enum lr_err err = LR_OK;
	struct walk w;
	uint32_t id;

	if (walk_to(&w, rec, key) && enter(&w))
		while (err == LR_OK && more(&w))
			err = item(r, &w, false, &id);
	return err;
}

static enum lr_err
input(struct report *r, struct lr_record *rec)
{
	enum lr_err err;
	unsigned i;

	if ((err = period(r, rec)) != LR_OK)
		return err;
	rec->why = "malformed sums";
	if ((err = names(r, rec, "goals", a_goal)) != LR_OK ||
	    (err = names(r, rec, "sites", a_site)) != LR_OK)
		return err;
	add_count(rec, "matched", &r->matched);
	add_count(rec, "soft", &r->soft);
	add_count(rec, "mixed", &r->leads.mixed);
	for (i = 0; i < LR_KINDS; i++)
		add_count(rec, lr_kind_name((enum lr_kind)i), &r->kind[i]);
	for (i = 0; i < OUTS; i++)
		add_count(rec, out_names[i], &r->out[i]);
	return LR_OK;
}

enum lr_err
merge_add(struct report *r, struct lr_record *rec)
{
	uint64_t version;

	if (!lr_record_u64(rec, LR_SPAN("lr_partial"), &version)) {
		rec->why = "no line of lr-report --partial";
		return LR_EBAD;
	}
	if (version != PARTIAL_VERSION) {
		rec->why = "sums of another version of lr-report";
		return LR_EBAD;
	}
	return lr_record_true(rec, LR_SPAN("input")) ? input(r, rec)
						     : company(r, rec);
}
