/* Sums of other runs, added up. A line counts as a whole or not at all: it is
 * walked through twice, first only to look. */
#include "ascii.h"
#include "clock.h"
#include "num.h"
#include "partial.h"

static const char malformed[] = "malformed sums";

/* A value of a record, which is known to be well-formed JSON. */
struct walk {
	const char *p, *end;
	struct lr_arena *texts; /* undone escapes */
	struct lr_leads *l;
	bool look;
	bool full; /* there was no memory for a text */
};

/* Reads one, and adds it to the leads; for a look it is number 0. */
typedef enum lr_err item_of(struct walk *w, uint32_t *id);

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

static enum lr_err
wrong(const struct walk *w)
{
	return w->full ? LR_ENOMEM : LR_EBAD;
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
	if ((b.p = lr_arena_alloc(w->texts, s->n)) == NULL) {
		w->full = true;
		return false;
	}
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

/* ---- fields of a line */

/* False: there is none of that name. */
static bool
walk_to(struct walk *w, struct lr_record *rec, const char *key)
{
	const struct lr_field *f = lr_record_find(rec, lr_span_str(key));

	if (f == NULL)
		return false;
	w->p = f->val.p;
	w->end = lr_span_end(f->val);
	w->texts = &rec->arena;
	return true;
}

/* A count that is not there is 0. False: it is none, or above max. */
static bool
number(struct lr_record *rec, const char *key, uint64_t max, uint64_t *n)
{
	struct lr_span name = lr_span_str(key);

	*n = 0;
	return lr_record_find(rec, name) == NULL ||
	    (lr_record_u64(rec, name, n) && *n <= max);
}

static bool
a_time(struct lr_record *rec, const char *key, int64_t *t)
{
	return lr_num_i64(
	    lr_record_text(rec, lr_span_str(key)), LR_TIME_MIN, LR_TIME_MAX, t);
}

/* False: the sum would be too large. */
static bool
fits(uint64_t sum, uint64_t n)
{
	return n <= LR_PARTIAL_MAX && sum <= LR_PARTIAL_MAX - n;
}

/* ---- items */

/* site, path */
static enum lr_err
a_page(struct walk *w, uint32_t *id)
{
	struct lr_span site, path;

	if (!a_text(w, &site) || !a_text(w, &path))
		return wrong(w);
	*id = 0;
	return w->look ? LR_OK : lr_lead_page(w->l, site, path, id);
}

/* medium, name, ... */
static enum lr_err
a_source(struct walk *w, uint32_t *id)
{
	struct lr_source s = { 0 };
	struct lr_span medium;
	unsigned i;

	if (!a_text(w, &medium) ||
	    (s.medium = lr_medium_parse(medium)) == LR_MEDIA)
		return wrong(w);
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		if (!a_text(w, &s.field[i]) ||
		    lr_span_find(s.field[i], '\0') < s.field[i].n)
			return wrong(w);
	}
	*id = 0;
	return w->look ? LR_OK : lr_lead_source(w->l, &s, id);
}

/* One of those that the first line names. */
static enum lr_err
a_goal(struct walk *w, uint32_t *id)
{
	struct lr_pages *p = &w->l->pages;
	struct lr_span name;

	if (!a_text(w, &name))
		return wrong(w);
	for (*id = 0; *id < p->goals; ++*id)
		if (lr_span_eq(p->goal[*id], name))
			return LR_OK;
	return LR_EBAD;
}

/* [[..., count], ...] */
static enum lr_err
list(struct walk *w, struct lr_record *rec, const char *key, item_of *item,
    struct lr_tally *t, uint32_t max)
{
	enum lr_err err;
	uint32_t id = 0, times;

	if (!walk_to(w, rec, key))
		return LR_OK;
	if (!enter(w))
		return LR_EBAD;
	while (more(w)) {
		if (!enter(w))
			return LR_EBAD;
		if ((err = item(w, &id)) != LR_OK)
			return err;
		if (!a_count(w, &times) || more(w))
			return LR_EBAD;
		if (!w->look && id != UINT32_MAX &&
		    (err = lr_tally_more(t, id, times, max)) != LR_OK)
			return err;
	}
	return LR_OK;
}

/* [...], or nothing at all */
static enum lr_err
single(struct walk *w, struct lr_record *rec, const char *key, item_of *item,
    uint32_t *id)
{
	enum lr_err err;

	*id = UINT32_MAX;
	if (!walk_to(w, rec, key))
		return LR_OK;
	if (!enter(w))
		return LR_EBAD;
	if ((err = item(w, id)) != LR_OK)
		return err;
	return more(w) ? LR_EBAD : LR_OK;
}

/* ---- companies */

/* What holds of every company holds of every sum: none has more visits than
 * page views, nor spends more time between two of them than ends a visit. */
static bool
sane(struct lr_record *rec, struct lr_lead *c)
{
	if (c->visits > c->views || c->new > c->visits ||
	    c->returning > c->visits - c->new ||
	    c->seconds > (c->views - c->visits) * (LR_VISIT_GAP - 1))
		return false;
	if (c->views == 0)
		return true;
	return c->visits > 0 && a_time(rec, "first", &c->first) &&
	    a_time(rec, "last", &c->last) && c->first <= c->last &&
	    (c->source == LR_LEAD_NONE ||
		(a_time(rec, "sourced", &c->sourced) &&
		    c->sourced >= c->first && c->sourced <= c->last));
}

static enum lr_err
sums(struct walk *w, struct lr_record *rec, struct lr_lead *c)
{
	uint64_t confidence;
	enum lr_err err;

	*c = (struct lr_lead){ 0 };
#define X(sum)                                             \
	if (!number(rec, #sum, LR_PARTIAL_MAX, &c->sum)) { \
		return LR_EBAD;                            \
	}
	LR_PARTIAL_SUMS
#undef X
	if (!number(rec, "confidence", 100, &confidence))
		return LR_EBAD;
	c->confidence = (uint8_t)confidence;
	c->before = lr_record_true(rec, LR_SPAN("before"));
	if ((err = single(w, rec, "entry", a_page, &c->entry)) != LR_OK ||
	    (err = single(w, rec, "exit", a_page, &c->exit)) != LR_OK ||
	    (err = single(w, rec, "source", a_source, &c->source)) != LR_OK)
		return err;
	return sane(rec, c) ? LR_OK : LR_EBAD;
}

static enum lr_err
lists(struct walk *w, struct lr_record *rec, struct lr_lead *c)
{
	uint32_t max = w->l->max_pages;
	enum lr_err err;

	if ((err = list(w, rec, "pages", a_page, &c->pages, max)) != LR_OK ||
	    (err = list(w, rec, "entries", a_page, &c->entries, max)) !=
		LR_OK ||
	    (err = list(w, rec, "sources", a_source, &c->sources, max)) !=
		LR_OK)
		return err;
	return list(w, rec, "goals", a_goal, &c->goals, LR_PAGE_GOALS);
}

static enum lr_err
company(struct lr_partial *p, struct lr_record *rec)
{
	struct walk w = { .l = p->leads, .look = true };
	struct lr_span about[LR_LEAD_ABOUT];
	struct lr_lead c;
	enum lr_err err;
	uint32_t id;
	unsigned i;

	rec->why = malformed;
	if ((err = sums(&w, rec, &c)) != LR_OK ||
	    (err = lists(&w, rec, &c)) != LR_OK)
		return err;
	for (i = 0; i < LR_LEAD_ABOUT; i++)
		about[i] = lr_record_str(rec, lr_span_str(lr_partial_about[i]));
	if ((about[LR_LEAD_COMPANY].n == 0 && about[LR_LEAD_DOMAIN].n == 0) ||
	    !lr_lead_kind(about[LR_LEAD_KIND]))
		return LR_EBAD;
	if (!fits(p->leads->views, c.views) || !fits(p->seconds, c.seconds)) {
		rec->why = "sums that are too large to be true";
		return LR_EBAD;
	}
	w.look = false;
	if ((err = sums(&w, rec, &c)) != LR_OK ||
	    (err = lr_lead_join(p->leads, about, &c, &id)) != LR_OK)
		return err;
	p->seconds += c.seconds;
	return lists(&w, rec, &p->leads->lead[id]);
}

/* ---- the first line: all parts are of one period and have the same options */

static bool
same_period(struct lr_partial *p, struct lr_record *rec)
{
	bool has_since, has_until;
	int64_t since = 0, until = 0;

	has_since = a_time(rec, "since", &since);
	has_until = a_time(rec, "until", &until);
	if (!p->any) {
		p->has_since = has_since;
		p->has_until = has_until;
		p->since = since;
		p->until = until;
	}
	return has_since == p->has_since && has_until == p->has_until &&
	    (!has_since || since == p->since) &&
	    (!has_until || until == p->until);
}

/* Different names, n of at most LR_PAGE_GOALS. */
static bool
goal_names(struct walk *w, struct lr_span *name, uint32_t *n)
{
	uint32_t i;

	for (*n = 0; more(w); ++*n) {
		if (*n == LR_PAGE_GOALS || !a_text(w, &name[*n]) ||
		    name[*n].n == 0 || name[*n].n > LR_PAGE_TEXT)
			return false;
		for (i = 0; i < *n; i++)
			if (lr_span_eq(name[i], name[*n]))
				return false;
	}
	return true;
}

/* In their order. Those of the first part become ours, but for a look. */
static enum lr_err
same_goals(struct lr_partial *p, struct lr_record *rec, bool look)
{
	struct lr_pages *pages = &p->leads->pages;
	struct lr_span name[LR_PAGE_GOALS];
	struct walk w = { 0 };
	enum lr_err err;
	uint32_t i, n = 0;

	if (walk_to(&w, rec, "goals") &&
	    (!enter(&w) || !goal_names(&w, name, &n))) {
		rec->why = malformed;
		return wrong(&w);
	}
	rec->why = "sums with other goals than the part before";
	if (p->any && n != pages->goals)
		return LR_EBAD;
	for (i = 0; i < n && p->any; i++)
		if (!lr_span_eq(name[i], pages->goal[i]))
			return LR_EBAD;
	/* no page of a visit is empty, so their rules fit none here */
	for (; i < n && !look; i++)
		if ((err = lr_pages_goal(pages, name[i], LR_SPAN(""))) != LR_OK)
			return err;
	return LR_OK;
}

/* 16 digits, base 16 */
static bool
fingerprint(struct lr_span s, uint64_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < s.n; i++) {
		if (lr_hex(s.p[i]) < 0 || lr_lower(s.p[i]) != s.p[i])
			return false;
		*n = *n << 4 | (unsigned)lr_hex(s.p[i]);
	}
	return s.n == 16;
}

static enum lr_err
same_options(struct lr_partial *p, struct lr_record *rec)
{
	uint64_t n, pages;

	rec->why = malformed;
	if (!fingerprint(lr_record_str(rec, LR_SPAN("options")), &n) ||
	    !number(rec, "max_pages", UINT32_MAX, &pages))
		return LR_EBAD;
	rec->why = "sums with another --max-pages-per-company than here";
	if (pages != p->leads->max_pages)
		return LR_EBAD;
	rec->why = "sums with other --goal, --own or --sure than the part "
		   "before";
	if (p->any && n != p->options)
		return LR_EBAD;
	p->options = n;
	return LR_OK;
}

/* True: what became of the records would fit, or was added. */
static bool
counts(struct lr_partial *p, struct lr_record *rec, bool add)
{
	const struct lr_partial_count *c;
	uint64_t n;

	for (c = p->count; c->name != NULL; c++) {
		if (!number(rec, c->name, LR_PARTIAL_MAX, &n) ||
		    !fits(*c->n, n))
			return false;
		*c->n += add ? n : 0;
	}
	if (!number(rec, "mixed", LR_PARTIAL_MAX, &n) ||
	    !fits(p->leads->mixed, n))
		return false;
	p->leads->mixed += add ? n : 0;
	return true;
}

static enum lr_err
sites(struct lr_partial *p, struct lr_record *rec, bool look)
{
	enum lr_err err = LR_OK;
	struct walk w = { 0 };
	struct lr_span name;
	uint32_t id;

	if (!walk_to(&w, rec, "sites"))
		return LR_OK;
	if (!enter(&w))
		return LR_EBAD;
	while (err == LR_OK && more(&w)) {
		if (!a_text(&w, &name))
			return wrong(&w);
		if (!look)
			err = lr_pages_site(&p->leads->pages, name, &id);
	}
	return err;
}

static enum lr_err
first(struct lr_partial *p, struct lr_record *rec)
{
	enum lr_err err;

	rec->why = malformed;
	if (!counts(p, rec, false))
		return LR_EBAD;
	if ((err = sites(p, rec, true)) != LR_OK)
		return err;
	rec->why = "sums of another period than the part before";
	if (!same_period(p, rec))
		return LR_EBAD;
	if ((err = same_goals(p, rec, true)) != LR_OK ||
	    (err = same_options(p, rec)) != LR_OK ||
	    (err = same_goals(p, rec, false)) != LR_OK)
		return err;
	p->any = true;
	(void)counts(p, rec, true);
	return sites(p, rec, false);
}

/* ---- the last line */

/* Remember a part. Whether it is new is known up to a ceiling. */
static enum lr_err
part(struct lr_partial *p, struct lr_span id)
{
	enum lr_err err;
	uint32_t i;
	bool new;

	if (p->parts.n == LR_PARTIAL_PARTS) {
		p->many = true;
		return LR_OK;
	}
	if ((err = lr_map_add(&p->parts, id, &i, &new)) == LR_OK && !new)
		p->again = true;
	return err;
}

static enum lr_err
parts(struct lr_partial *p, struct lr_record *rec, bool look)
{
	struct walk w = { 0 };
	enum lr_err err = LR_OK;
	struct lr_span id;
	uint64_t n;

	if (!walk_to(&w, rec, "parts"))
		return LR_OK;
	if (!enter(&w))
		return LR_EBAD;
	while (err == LR_OK && more(&w)) {
		if (!a_text(&w, &id) || !fingerprint(id, &n))
			return wrong(&w);
		if (!look)
			err = part(p, id);
	}
	return err;
}

static enum lr_err
last(struct lr_partial *p, struct lr_record *rec)
{
	enum lr_err err;
	uint64_t lines;

	rec->why = malformed;
	if (!number(rec, "lines", UINT64_MAX, &lines))
		return LR_EBAD;
	if ((err = parts(p, rec, true)) != LR_OK)
		return err;
	p->state = LR_PARTIAL_NONE;
	rec->why = "lines of this part are missing";
	if (lines != p->lines)
		return LR_EBAD;
	return parts(p, rec, false);
}

/* ---- lines */

static enum lr_err
line(struct lr_partial *p, struct lr_record *rec)
{
	enum lr_partial_state state = p->state;
	bool ends = lr_record_true(rec, LR_SPAN("end"));

	rec->why = state == LR_PARTIAL_NONE
	    ? "sums without the first line of their part"
	    : "sums of a part that was refused";
	if (state != LR_PARTIAL_OPEN) {
		if (ends)
			p->state = LR_PARTIAL_NONE;
		return LR_EBAD;
	}
	if (ends)
		return last(p, rec);
	p->lines++;
	return company(p, rec);
}

enum lr_err
lr_partial_add(struct lr_partial *p, struct lr_record *rec)
{
	uint64_t version;
	enum lr_err err;

	p->again = false;
	if (!lr_record_u64(rec, LR_SPAN("lr_partial"), &version)) {
		rec->why = "no line of lr-report --partial";
		return LR_EBAD;
	}
	if (version != LR_PARTIAL_VERSION) {
		rec->why = "sums of another version of lr-report";
		return LR_EBAD;
	}
	if (!lr_record_true(rec, LR_SPAN("input")))
		return line(p, rec);
	if (p->state == LR_PARTIAL_OPEN) {
		rec->why = "the part before has no last line: it is cut short";
		return LR_END;
	}
	p->lines = 0;
	err = first(p, rec);
	p->state = err == LR_OK ? LR_PARTIAL_OPEN : LR_PARTIAL_REFUSED;
	return err;
}

enum lr_err
lr_partial_done(const struct lr_partial *p, const char **why)
{
	*why = p->state == LR_PARTIAL_OPEN
	    ? "the last part has no last line: it is cut short"
	    : "there are no sums in the input";
	return p->state == LR_PARTIAL_OPEN || !p->any ? LR_END : LR_OK;
}
