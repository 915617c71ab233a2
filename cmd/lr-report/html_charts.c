/* Charts of the HTML page: bars are SVG, which needs nothing else, and texts
 * are texts, which are as large as any other and can be read out. */
#include <stdlib.h>

#include "clock.h"
#include "html.h"

enum {
	BARS = 62,    /* of visits over time */
	WIDTH = 620,  /* units of the drawing */
	HEIGHT = 150, /* of the bars */
	WIDEST = 48,  /* of a bar, where they are few */
	ROWS = 6      /* of the charts of shares */
};

struct share {
	char text[128];
	size_t n;
	uint64_t count;
};

/* ---- visits over time */

struct days {
	int64_t first, width; /* seconds, as the clocks there show */
	unsigned n;
	uint64_t count[BARS], most;
};

static int64_t
start_of(struct page *p, size_t visit)
{
	return page_get(p, ROW_VISIT, visit, "visit_start")
	    ? p->v.time + answer_east(p->a, p->v.time)
	    : INT64_MIN;
}

/* Of a single day, the hours. */
static bool
are_hours(const struct days *d)
{
	return d->width < LR_DAY;
}

static void
collect_days(struct page *p, struct days *d)
{
	int64_t first = INT64_MAX, last = INT64_MIN, t;
	size_t i, n = answer_rows(p->a, ROW_VISIT);

	*d = (struct days){ .width = 3600, .n = 24 };
	for (i = 0; i < n; i++) {
		if ((t = start_of(p, i)) == INT64_MIN)
			continue;
		first = t < first ? t : first;
		last = t > last ? t : last;
	}
	if (last < first)
		return;
	d->first = lr_time_day(first) * LR_DAY;
	if (last - d->first >= LR_DAY) {
		d->width = ((last - d->first) / LR_DAY / BARS + 1) * LR_DAY;
		d->n = (unsigned)((last - d->first) / d->width) + 1;
	}
	for (i = 0; i < n; i++) {
		if ((t = start_of(p, i)) == INT64_MIN)
			continue;
		t = (t - d->first) / d->width;
		if (++d->count[t] > d->most)
			d->most = d->count[t];
	}
}

static void
put_day(struct page *p, const struct days *d, unsigned i)
{
	int64_t t = d->first + i * d->width;

	if (are_hours(d))
		lr_buf_printf(&p->b, "%02u:00", i);
	else
		word_day(p->lang, t, &p->b);
	page_flush(p);
}

static void
bar_of_days(struct page *p, const struct days *d, unsigned i)
{
	unsigned step = WIDTH / d->n, width = step * 4 / 5;
	unsigned height = (unsigned)(d->count[i] * HEIGHT / d->most);

	if (width > WIDEST)
		width = WIDEST;
	if (d->count[i] > 0 && height == 0)
		height = 1;
	lr_buf_printf(&p->b,
	    "<rect class=bar x=%u y=%u width=%u height=%u><title>",
	    i * step + (step - width) / 2, HEIGHT - height, width, height);
	page_flush(p);
	put_day(p, d, i);
	page_put(p, ": ");
	page_count(p, d->count[i]);
	page_put(p, "</title></rect>\n");
}

static void
title_of_days(struct page *p, const struct days *d)
{
	page_number_word(p,
	    are_hours(d)	     ? W_PER_HOUR
		: d->width == LR_DAY ? W_PER_DAY
				     : W_PER_DAYS,
	    (uint64_t)(d->width / LR_DAY));
}

/* What the drawing shows, for those who do not see it: "Visits a day, 9 Nov
 * 2026 to 23 Nov 2026, at most 39" */
static void
label_of_days(struct page *p, const struct days *d)
{
	title_of_days(p, d);
	page_put(p, ", ");
	put_day(p, d, 0);
	page_word(p, W_TO);
	put_day(p, d, d->n - 1);
	page_put(p, ", ");
	page_number_word(p, W_AT_MOST, d->most);
}

static void
days(struct page *p)
{
	struct days d;
	unsigned i;

	collect_days(p, &d);
	if (d.most == 0)
		return;
	page_put(p, "<figure><figcaption>");
	title_of_days(p, &d);
	page_put(p, "</figcaption>\n<p class=most aria-hidden=true>");
	page_count(p, d.most);
	page_put(p,
	    "</p>\n<svg class=days viewBox=\"0 0 620 151\" "
	    "preserveAspectRatio=none role=img aria-label=\"");
	label_of_days(p, &d);
	page_put(p, "\"><rect class=rest x=0 y=150 width=620 height=1 />\n");
	for (i = 0; i < d.n; i++)
		bar_of_days(p, &d, i);
	page_put(p, "</svg>\n<p class=ends aria-hidden=true><span>");
	put_day(p, &d, 0);
	page_put(p, "</span> <span>");
	put_day(p, &d, d.n - 1);
	page_put(p, "</span></p></figure>\n");
}

/* ---- shares */

static void
set_text(struct share *s, struct lr_span text)
{
	size_t n = text.n < sizeof(s->text) ? text.n : sizeof(s->text);

	/* not in the middle of a character */
	while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	if (n > 0)
		memcpy(s->text, text.p, n);
	s->n = n;
}

static void
share_row(struct page *p, const struct share *s, uint64_t most)
{
	uint64_t width = most == 0 ? 0 : s->count * 100 / most;

	if (s->count > 0 && width == 0)
		width = 1;
	page_put(p, "<dt><bdi>");
	page_text(p, lr_span(s->text, s->n));
	lr_buf_printf(&p->b,
	    "</bdi></dt><dd><svg viewBox=\"0 0 100 1\" "
	    "preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	    "<rect class=\"bar\" width=\"%u\" height=\"1\"/></svg>",
	    (unsigned)width);
	word_count(p->lang, s->count, &p->b);
	lr_buf_puts(&p->b, "</dd>\n");
	page_flush(p);
}

/* What a row of words counts, after those of s, if it counts anything. */
static unsigned
add_share(struct page *p, struct share *s, unsigned n, enum word w, uint64_t v)
{
	if (v == 0)
		return n;
	set_text(&s[n], lr_span_str(word(p->lang, w)));
	s[n].count = v;
	return n + 1;
}

/* rate: of what the first is a share; 0: of nothing. */
static void
shares(struct page *p, enum word title, const struct share *s, unsigned n,
    uint64_t rate)
{
	uint64_t most = 0;
	unsigned i;

	if (n == 0)
		return;
	for (i = 0; i < n; i++)
		if (s[i].count > most)
			most = s[i].count;
	page_put(p, "<figure><figcaption>");
	page_word(p, title);
	page_put(p, "</figcaption>\n<dl class=\"shares\">\n");
	for (i = 0; i < n; i++)
		share_row(p, &s[i], most);
	page_put(p, "</dl>\n");
	if (rate > 0) {
		page_put(p, "<p>");
		page_word(p, W_RATE);
		page_tenths(p, s[0].count * 100, rate);
		page_word(p, W_PERCENT);
		page_put(p, "</p>\n");
	}
	page_put(p, "</figure>\n");
}

static void
sources(struct page *p)
{
	struct share s[ROWS + 1];
	size_t i, n = answer_rows(p->a, ROW_SOURCE);
	uint64_t others = 0;
	unsigned k = 0;

	for (i = 0; i < n; i++) {
		/* a single one is told instead of "others" */
		if (k >= ROWS && (others > 0 || i + 1 < n)) {
			others += page_number(p, ROW_SOURCE, i, "visits");
			continue;
		}
		if (!page_get(p, ROW_SOURCE, i, "source"))
			continue;
		lr_buf_clear(&p->b);
		lr_buf_put(&p->b, word_of(p->lang, p->v.text));
		if (page_get(p, ROW_SOURCE, i, "source_name")) {
			lr_buf_puts(&p->b, ": ");
			lr_buf_put(&p->b, p->v.text);
		}
		set_text(&s[k], lr_buf_span(&p->b));
		lr_buf_clear(&p->b);
		s[k].count = page_number(p, ROW_SOURCE, i, "visits");
		k++;
	}
	shares(p, W_SOURCES, s, add_share(p, s, k, W_OTHERS, others), 0);
}

static int
more_first(const void *va, const void *vb)
{
	const struct share *a = va, *b = vb;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return lr_span_cmp(lr_span(a->text, a->n), lr_span(b->text, b->n));
}

/* Countries are two letters: few enough to look through. */
#define COUNTRIES 300u

static void
countries(struct page *p)
{
	static struct share s[COUNTRIES + 2];
	size_t i, n = answer_rows(p->a, ROW_LEAD);
	uint64_t others = 0, unknown = 0;
	unsigned k = 0, c;

	for (i = 0; i < n; i++) {
		if (!page_get(p, ROW_LEAD, i, "country")) {
			unknown++;
			continue;
		}
		for (c = 0; c < k; c++)
			if (lr_span_eq(p->v.text, lr_span(s[c].text, s[c].n)))
				break;
		if (c == COUNTRIES) {
			others++;
			continue;
		}
		if (c == k) {
			set_text(&s[k], p->v.text);
			s[k++].count = 0;
		}
		s[c].count++;
	}
	qsort(s, k, sizeof(s[0]), more_first);
	for (; k > ROWS && (others > 0 || k > ROWS + 1); k--)
		others += s[k - 1].count;
	if (k == 0)
		return;
	k = add_share(p, s, k, W_OTHERS, others);
	shares(p, W_COUNTRIES, s, add_share(p, s, k, W_UNKNOWN, unknown), 0);
}

static const char *const classes[] = { "matched", "soft", "unmatched",
	"non-actionable", "outside", "refused" };
#define CLASSES (sizeof(classes) / sizeof(classes[0]))

/* What became of the input: how many classes there are. */
static unsigned
collect_match(struct page *p, struct share *s)
{
	size_t i, n = answer_rows(p->a, ROW_MATCH);
	unsigned k = 0, c;

	for (c = 0; c < CLASSES; c++)
		for (i = 0; i < n; i++) {
			if (page_get(p, ROW_MATCH, i, "detail") ||
			    !page_get(p, ROW_MATCH, i, "class") ||
			    !lr_span_eq(p->v.text, lr_span_str(classes[c])))
				continue;
			set_text(&s[k], word_of(p->lang, p->v.text));
			s[k].count = page_number(p, ROW_MATCH, i, "records");
			k += c == 0 || s[k].count > 0;
			break;
		}
	return k;
}

static uint64_t
valid_records(struct page *p)
{
	size_t i, n = answer_rows(p->a, ROW_MATCH);

	for (i = 0; i < n; i++)
		if (page_get(p, ROW_MATCH, i, "class") &&
		    lr_span_eq(p->v.text, LR_SPAN("valid")))
			return page_number(p, ROW_MATCH, i, "records");
	return 0;
}

void
page_charts(struct page *p)
{
	struct share s[CLASSES];
	unsigned k = collect_match(p, s);
	uint64_t valid = valid_records(p);

	/* where all are matched, or there are none, is nothing to see */
	k = k > 1 ? k : 0;
	if (k == 0 && answer_rows(p->a, ROW_LEAD) == 0)
		return;
	page_put(p, "<section id=glance><h2>");
	page_word(p, W_CHARTS);
	page_put(p, "</h2>\n<div class=charts>\n");
	days(p);
	sources(p);
	countries(p);
	shares(p, W_MATCH, s, k, valid);
	page_put(p, "</div></section>\n");
}
