/*
 * Any lines as the sums of other runs. A line that is refused changes nothing;
 * no sum is above its ceiling, and none contradicts another. What was taken is
 * written, read again, and written as the same bytes; so are its parts, in two
 * heaps and the second heap first.
 */
#include <stdint.h>

#include "kind.h"
#include "must.h"
#include "partial.h"

#define LINES 4096u
#define COUNTS 4u

struct run {
	struct lr_leads leads;
	uint64_t n[COUNTS];
	struct lr_partial_count count[COUNTS + 1];
	struct lr_partial sums;
	struct lr_record rec;
};

static void
begin(struct run *r)
{
	static const char *const names[COUNTS] = { "matched", "soft", "isp",
		"refused" };
	unsigned i;

	for (i = 0; i < COUNTS; i++) {
		r->n[i] = 0;
		r->count[i] = (struct lr_partial_count){ names[i], &r->n[i] };
	}
	r->count[COUNTS] = (struct lr_partial_count){ NULL, NULL };
	lr_lead_init(&r->leads);
	lr_record_init(&r->rec);
	lr_partial_init(&r->sums, &r->leads, r->count);
}

static void
end(struct run *r)
{
	lr_partial_free(&r->sums);
	lr_record_free(&r->rec);
	lr_lead_free(&r->leads);
}

/* The line with what has to be behind it. */
static struct lr_span
padded(struct lr_span s)
{
	static char text[LR_LINE_MAX + 1 + LR_PAD];

	must(s.n <= LR_LINE_MAX);
	if (s.n > 0)
		memcpy(text, s.p, s.n);
	memset(text + s.n, 0, 1 + LR_PAD);
	return lr_span(text, s.n);
}

static uint64_t
sum_of(const struct run *r)
{
	uint64_t n = r->leads.mixed;
	unsigned i;

	for (i = 0; i < COUNTS; i++)
		n += r->n[i];
	return n;
}

/* LR_ETOOLONG: it is no record. */
static enum lr_err
add(struct run *r, struct lr_span line)
{
	uint64_t views = r->leads.views, sum = sum_of(r);
	uint32_t companies = r->leads.n, pages = r->leads.pages.n;
	enum lr_err err;

	if (lr_record_parse(&r->rec, padded(line)) != LR_OK)
		return LR_ETOOLONG;
	err = lr_partial_add(&r->sums, &r->rec);
	must(err == LR_OK || err == LR_EBAD || err == LR_END);
	if (err == LR_OK)
		return err;
	must(r->rec.why != NULL);
	must(views == r->leads.views && companies == r->leads.n &&
	    pages == r->leads.pages.n && sum == sum_of(r));
	return err;
}

/* False: a list has no room for more, so that order matters. */
static bool
check(const struct run *r)
{
	const struct lr_leads *l = &r->leads;
	uint64_t views = 0, seconds = 0;
	bool room = true;
	uint32_t i;

	for (i = 0; i < COUNTS; i++)
		must(r->n[i] <= LR_PARTIAL_MAX);
	must(l->mixed <= LR_PARTIAL_MAX);
	for (i = 0; i < l->n; i++) {
		const struct lr_lead *c = &l->lead[i];

		views += c->views;
		seconds += c->seconds;
		must(c->visits <= c->views);
		must(c->new + c->returning <= c->visits);
		must(c->seconds <= (c->views - c->visits) * LR_VISIT_GAP);
		must(c->views == 0 || c->first <= c->last);
		must(c->confidence <= 100);
		must(lr_lead_kind(lr_lead_about(c, LR_LEAD_KIND)));
		must(c->pages.n <= l->max_pages);
		must(c->goals.n == 0 || l->pages.goals > 0);
		room &= c->pages.n < l->max_pages &&
		    c->entries.n < l->max_pages && c->sources.n < l->max_pages;
	}
	must(views == l->views && views <= LR_PARTIAL_MAX);
	must(seconds <= LR_PARTIAL_MAX);
	return room;
}

static void
written(const struct run *r, struct lr_out *out)
{
	must(lr_out_open(out, LR_OUT_MEMORY) == LR_OK);
	must(lr_partial_write(&r->sums, out) == LR_OK && out->err == LR_OK);
}

/* All of what was written is taken. */
static void
take(struct run *r, const struct lr_out *out)
{
	struct lr_span rest = lr_span(out->p, out->n);
	const char *why;

	while (rest.n > 0)
		must(add(r, lr_span_cut(&rest, '\n')) == LR_OK);
	must(lr_partial_done(&r->sums, &why) == LR_OK);
}

static void
same(const struct lr_out *a, const struct lr_out *b)
{
	must(a->n == b->n && memcmp(a->p, b->p, a->n) == 0);
}

static void
again(const struct lr_out *once)
{
	static struct run r;
	struct lr_out twice;

	begin(&r);
	take(&r, once);
	written(&r, &twice);
	same(once, &twice);
	lr_out_close(&twice);
	end(&r);
}

/* Lines that were taken, of which heap is where the second heap begins. */
static void
heaps(const struct lr_span *line, size_t n, size_t heap,
    const struct lr_out *whole)
{
	static struct run r;
	struct lr_out half[2], out;
	size_t i;

	begin(&r);
	for (i = 0; i < heap; i++)
		must(add(&r, line[i]) == LR_OK);
	written(&r, &half[0]);
	end(&r);
	begin(&r);
	for (; i < n; i++)
		must(add(&r, line[i]) == LR_OK);
	written(&r, &half[1]);
	end(&r);
	begin(&r);
	take(&r, &half[1]);
	take(&r, &half[0]);
	written(&r, &out);
	same(whole, &out);
	lr_out_close(&half[0]);
	lr_out_close(&half[1]);
	lr_out_close(&out);
	end(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run r;
	static struct lr_span line[LINES];
	struct lr_span rest = lr_span((const char *)data, size), one;
	bool whole = true, open, room;
	size_t n = 0, heap = 0;
	enum lr_err err = LR_OK;
	struct lr_out out;

	begin(&r);
	while (rest.n > 0 && err != LR_END && n < LINES) {
		one = lr_span_cut(&rest, '\n');
		open = r.sums.state == LR_PARTIAL_OPEN;
		if (one.n > LR_LINE_MAX || (err = add(&r, one)) != LR_OK) {
			whole &= !open; /* a part lacks a line */
			continue;
		}
		/* the last part that has an end before it */
		if (lr_record_true(&r.rec, LR_SPAN("input")) &&
		    r.sums.parts.n > 0)
			heap = n;
		line[n++] = one;
	}
	room = check(&r);
	if (r.sums.any) {
		written(&r, &out);
		again(&out);
		if (heap > 0 && room && whole &&
		    r.sums.state == LR_PARTIAL_NONE)
			heaps(line, n, heap, &out);
		lr_out_close(&out);
	}
	end(&r);
	return 0;
}
