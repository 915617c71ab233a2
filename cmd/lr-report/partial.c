/* Sums for another run. */
#include "partial.h"
#include "json.h"
#include "report.h"

#define LINE_SOFT (LR_LINE_MAX / 2) /* a longer one goes on in the next */

static void
name(struct lr_buf *b, const char *s)
{
	lr_buf_putc(b, b->n > 0 && b->p[b->n - 1] != '{' ? ',' : ' ');
	lr_buf_putc(b, '"');
	lr_buf_puts(b, s);
	lr_buf_puts(b, "\":");
}

static void
text(struct lr_buf *b, struct lr_span s)
{
	lr_buf_putc(b, '"');
	lr_json_escape(b, s);
	lr_buf_putc(b, '"');
}

static void
time_of(struct lr_buf *b, const char *key, int64_t t)
{
	name(b, key);
	lr_buf_printf(b, "%lld", (long long)t);
}

static void
count(struct lr_buf *b, const char *key, uint64_t n)
{
	if (n == 0)
		return;
	name(b, key);
	lr_buf_putu(b, n);
}

static void
begin(struct lr_buf *b)
{
	lr_buf_clear(b);
	lr_buf_printf(b, "{\"lr_partial\":%d", PARTIAL_VERSION);
}

static enum lr_err
end(struct lr_buf *b, struct lr_out *out)
{
	lr_buf_puts(b, "}\n");
	if (b->err != LR_OK)
		return LR_ENOMEM;
	lr_out_put(out, lr_buf_span(b));
	return LR_OK;
}

/* ---- what became of the records */

static void
put_names(
    struct lr_buf *b, const char *key, const struct lr_span *s, uint32_t n)
{
	uint32_t i;

	name(b, key);
	lr_buf_putc(b, '[');
	for (i = 0; i < n; i++) {
		lr_buf_puts(b, i == 0 ? "" : ",");
		text(b, s[i]);
	}
	lr_buf_putc(b, ']');
}

static enum lr_err
put_input(const struct report *r, struct lr_buf *b, struct lr_out *out)
{
	unsigned i;

	begin(b);
	name(b, "input");
	lr_buf_puts(b, "true");
	if (r->has_since)
		time_of(b, "since", r->since);
	if (r->has_until)
		time_of(b, "until", r->until);
	count(b, "matched", r->matched);
	count(b, "soft", r->soft);
	count(b, "mixed", r->leads.mixed);
	for (i = 0; i < LR_KINDS; i++)
		count(b, lr_kind_name((enum lr_kind)i), r->kind[i]);
	for (i = 0; i < OUTS; i++)
		count(b, out_names[i], r->out[i]);
	put_names(b, "goals", r->leads.pages.goal, r->leads.pages.goals);
	/* whether there are several is all that counts */
	put_names(b, "sites", r->leads.pages.sites.key,
	    r->leads.pages.sites.n < 3 ? r->leads.pages.sites.n : 3);
	return end(b, out);
}

/* ---- companies */

static void
put_about(struct lr_buf *b, const struct lr_lead *c)
{
	struct lr_span s;
	unsigned i;

	begin(b);
	for (i = 0; i < LR_LEAD_ABOUT; i++) {
		s = lr_lead_about(c, (enum lr_lead_about)i);
		if (s.n == 0)
			continue;
		name(b, about_names[i]);
		text(b, s);
	}
	count(b, "confidence", c->confidence);
}

/* "site","path" */
static void
page(struct lr_buf *b, const struct lr_leads *l, uint32_t number)
{
	const struct lr_page *p = &l->pages.page[number];

	text(b,
	    p->site == LR_PAGE_NONE ? LR_SPAN("")
				    : l->pages.sites.key[p->site]);
	lr_buf_putc(b, ',');
	text(b, p->path);
}

/* "search","Google","","","","" */
static void
source(struct lr_buf *b, const struct lr_leads *l, uint32_t number)
{
	struct lr_source s = { 0 };
	unsigned i;

	(void)lr_source_parse(l->sources.map.key[number], &s);
	text(b, lr_span_str(lr_medium_name(s.medium)));
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		lr_buf_putc(b, ',');
		text(b, s.field[i]);
	}
}

static void
goal(struct lr_buf *b, const struct lr_leads *l, uint32_t number)
{
	text(b, l->pages.goal[number]);
}

static void
put_sums(struct lr_buf *b, const struct lr_leads *l, const struct lr_lead *c)
{
#define X(sum) count(b, #sum, c->sum);
	PARTIAL_SUMS
#undef X
	if (c->before) {
		name(b, "before");
		lr_buf_puts(b, "true");
	}
	if (c->views == 0)
		return;
	time_of(b, "first", c->first);
	time_of(b, "last", c->last);
	if (c->entry != LR_PAGE_NONE) {
		name(b, "entry");
		lr_buf_putc(b, '[');
		page(b, l, c->entry);
		lr_buf_putc(b, ']');
	}
	if (c->exit != LR_PAGE_NONE) {
		name(b, "exit");
		lr_buf_putc(b, '[');
		page(b, l, c->exit);
		lr_buf_putc(b, ']');
	}
	if (c->source != LR_LEAD_NONE) {
		name(b, "source");
		lr_buf_putc(b, '[');
		source(b, l, c->source);
		lr_buf_putc(b, ']');
		time_of(b, "sourced", c->sourced);
	}
}

struct writer {
	const struct lr_leads *l;
	const struct lr_lead *c;
	struct lr_buf *b;
	struct lr_out *out;
};

/* A list, on as many lines as it takes. */
static enum lr_err
put_list(struct writer *w, const char *key, const struct lr_tally *t,
    void (*item)(struct lr_buf *, const struct lr_leads *, uint32_t))
{
	struct lr_buf *b = w->b;
	enum lr_err err;
	bool open = false;
	size_t i;

	for (i = 0; t->n > 0 && i < (size_t)1 << t->bits; i++) {
		if (t->item[i].number == UINT32_MAX)
			continue;
		if (open && b->n > LINE_SOFT) {
			lr_buf_putc(b, ']');
			if ((err = end(b, w->out)) != LR_OK)
				return err;
			put_about(b, w->c);
			open = false;
		}
		if (!open) {
			name(b, key);
			lr_buf_putc(b, '[');
		}
		lr_buf_puts(b, open ? ",[" : "[");
		open = true;
		item(b, w->l, t->item[i].number);
		lr_buf_putc(b, ',');
		lr_buf_putu(b, t->item[i].times);
		lr_buf_putc(b, ']');
	}
	if (open)
		lr_buf_putc(b, ']');
	return LR_OK;
}

static enum lr_err
put_company(struct writer *w)
{
	const struct lr_lead *c = w->c;
	enum lr_err err;

	put_about(w->b, c);
	put_sums(w->b, w->l, c);
	if ((err = put_list(w, "pages", &c->pages, page)) != LR_OK ||
	    (err = put_list(w, "entries", &c->entries, page)) != LR_OK ||
	    (err = put_list(w, "sources", &c->sources, source)) != LR_OK ||
	    (err = put_list(w, "goals", &c->goals, goal)) != LR_OK)
		return err;
	return end(w->b, w->out);
}

enum lr_err
partial_write(const struct report *r, struct lr_out *out)
{
	struct writer w = { .l = &r->leads, .out = out };
	enum lr_err err;
	struct lr_buf b;
	uint32_t i;

	lr_buf_init(&b, LR_LINE_MAX);
	w.b = &b;
	err = put_input(r, &b, out);
	for (i = 0; i < r->leads.n && err == LR_OK; i++) {
		w.c = &r->leads.lead[i];
		err = put_company(&w);
	}
	lr_buf_free(&b);
	return err;
}
