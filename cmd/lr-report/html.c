/*
 * The format for the morning: one page that needs nothing else, works without
 * a network, as an attachment, and without its script. Its policy lets nothing
 * run or load but the style and the script that were built in.
 */
#include "html.h"
#include "clock.h"

static const char *const css[] = {
#include "page-css.inc"
};
static const char *const js[] = {
#include "page-js.inc"
};
static const char *const hash[] = {
#include "page-hash.inc"
};

static void
put_lines(struct page *p, const char *const *lines, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		page_put(p, lines[i]);
}

/* ---- the top of the page */

static void
put_day(struct page *p, int64_t day)
{
	word_day(p->lang, day * LR_DAY, &p->b);
	page_flush(p);
}

static void
bound(struct page *p, enum word w, int64_t t)
{
	page_word(p, w);
	page_put(p, " ");
	page_time(p, t);
}

/* "22 Nov 2026", "16 Nov 2026 - 22 Nov 2026"; false: not only whole days. */
static bool
whole_days(struct page *p, const struct bounds *b)
{
	int64_t first = page_day(p, b->since), end = page_day(p, b->until);

	if (!b->has_since || !b->has_until || end <= first ||
	    b->since + answer_east(p->a, b->since) != first * LR_DAY ||
	    b->until + answer_east(p->a, b->until) != end * LR_DAY)
		return false;
	put_day(p, first);
	if (end > first + 1) {
		page_put(p, " &ndash; ");
		put_day(p, end - 1);
	}
	return true;
}

/* The period asked for, else the one there was. */
static void
period(struct page *p)
{
	struct bounds b = answer_bounds(p->a);

	if (!whole_days(p, &b)) {
		if (b.has_since)
			bound(p, W_SINCE, b.since);
		if (b.has_since && b.has_until)
			page_put(p, ", ");
		if (b.has_until)
			bound(p, W_BEFORE, b.until);
	}
	if (!b.has_since && !b.has_until && b.some) {
		page_time(p, b.first);
		page_put(p, " &ndash; ");
		page_time(p, b.last);
	}
	if (b.has_since || b.has_until || b.some) {
		page_put(p, ", ");
		page_text(p, lr_span_str(b.zone));
	}
}

static void
head(struct page *p)
{
	page_put(p, "<!doctype html>\n<html lang=\"");
	page_put(p, lang_code[p->lang]);
	page_put(p,
	    "\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src '");
	page_put(p, hash[0]);
	page_put(p, "'; script-src '");
	page_put(p, hash[1]);
	page_put(p,
	    "'; base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<title>");
	page_word(p, W_TITLE);
	if (p->days > 0) {
		page_put(p, ", ");
		put_day(p, p->last_day);
	}
	page_put(p, "</title>\n<style>");
	put_lines(p, css, sizeof(css) / sizeof(css[0]));
	page_put(
	    p, "</style>\n</head>\n<body>\n<header class=\"top\"><div><h1>");
	page_word(p, W_TITLE);
	page_put(p, "</h1>\n<p class=\"quiet\">");
	period(p);
	page_put(p,
	    "</p></div>\n<button id=theme class=script hidden data-light=\"");
	page_word(p, W_LIGHT);
	page_put(p, "\" data-dark=\"");
	page_word(p, W_DARK);
	page_put(p, "\"></button></header>\n<main>\n");
}

/* "19 on 23 Nov 2026" */
static void
on_last_day(struct page *p, uint64_t n)
{
	page_count(p, n);
	page_word(p, W_ON);
	put_day(p, p->last_day);
}

static void
sum(struct page *p, enum word w, uint64_t n)
{
	page_put(p, "<div");
	page_title(p, w);
	page_put(p, "><dt>");
	page_word(p, w);
	page_put(p, "</dt><dd>");
	page_count(p, n);
}

/* Leads to the list, which the script then makes one of these. */
static void
pick(struct page *p, const char *which)
{
	page_put(p, "<a href=\"#list\" data-pick=");
	page_put(p, which);
	page_put(p, ">");
}

static void
sum_of_companies(struct page *p, uint64_t n)
{
	sum(p, W_COMPANIES, n);
	if (p->days > 1 && n > 0) {
		page_put(p, "<small>");
		pick(p, "since");
		on_last_day(p, p->on_last_day);
		page_put(p, "</a></small>");
	}
	page_put(p, "</dd></div>\n");
}

static void
sum_of_visits(struct page *p, uint64_t visits, uint64_t views)
{
	size_t i, n = answer_rows(p->a, ROW_VISIT);
	uint64_t here = 0;

	sum(p, W_VISITS, visits);
	for (i = 0; i < n; i++)
		here += page_get(p, ROW_VISIT, i, "visit_start") &&
		    page_day(p, p->v.time) == p->last_day;
	if (p->days > 1 && n > 0) {
		page_put(p, "<small>");
		on_last_day(p, here);
		page_put(p, "</small>");
	}
	page_put(p, "</dd></div>\n");
	sum(p, W_VIEWS, views);
	if (visits > 0) {
		page_put(p, "<small>");
		page_tenths(p, views, visits);
		page_word(p, W_A_VISIT);
		page_put(p, "</small>");
	}
	page_put(p, "</dd></div>\n");
}

static void
sum_of_new(struct page *p)
{
	page_put(p, "<div");
	page_title(p, W_NEW);
	page_put(p, "><dt>");
	page_word(p, W_NEW_ON);
	page_put(p, " ");
	put_day(p, p->last_day);
	page_put(p, "</dt><dd>");
	page_count(p, p->new);
	if (p->new > 0) {
		page_put(p, "<small class=script hidden>");
		pick(p, "new");
		page_word(p, W_ONLY);
		page_put(p, "</a></small>");
	}
	page_put(p, "</dd></div>\n");
}

static void
sums(struct page *p)
{
	struct totals t = answer_totals(p->a, false);

	page_put(p, "<dl class=sums>\n");
	sum_of_companies(p, t.companies);
	sum_of_visits(p, t.visits, t.views);
	if (p->tells_new)
		sum_of_new(p);
	page_put(p, "</dl>\n<p class=quiet><a href=\"#numbers\">");
	page_word(p, W_NUMBERS);
	page_put(p, "</a></p>\n");
}

/* ---- what the numbers mean */

static void
numbers(struct page *p)
{
	unsigned w;

	page_put(p, "<section id=numbers><h2>");
	page_word(p, W_NUMBERS);
	page_put(p, "</h2>\n<dl>\n");
	for (w = 0; w < meanings; w++) {
		page_put(p, "<div><dt>");
		page_put(p, meaning[w].of[p->lang]);
		page_put(p, "</dt><dd>");
		page_put(p, meaning[w].is[p->lang]);
		page_put(p, "</dd></div>\n");
	}
	page_put(p, "</dl></section>\n");
}

/* ---- the page */

/* What has to be known of all companies before the first is written. */
static void
look(struct page *p)
{
	struct bounds b = answer_bounds(p->a);
	size_t i, n = answer_rows(p->a, ROW_LEAD);

	p->last_day = b.some ? page_day(p, b.last) : 0;
	p->first = n <= PAGE_WHOLE ? n : PAGE_FIRST;
	p->days = b.some ? p->last_day - page_day(p, b.first) + 1 : 0;
	for (i = 0; i < n; i++) {
		p->new += page_is_new(p, i);
		p->on_last_day += page_get(p, ROW_LEAD, i, "last_visit") &&
		    page_day(p, p->v.time) >= p->last_day;
		p->industries =
		    p->industries || page_get(p, ROW_LEAD, i, "industry");
	}
	p->tells_new = p->new < n;
	if (p->new == n)
		p->new = 0;
}

enum lr_err
html_write(const struct answer *a, struct lr_out *out)
{
	struct page p = { .a = a, .out = out, .text_max = 400 };
	enum lr_err err;

	p.lang = strcmp(answer_lang(a), "de") == 0 ? LANG_DE : LANG_EN;
	lr_buf_init(&p.b, 1u << 20);
	lr_buf_init(&p.text, 1u << 20);
	value_init(&p.v);
	look(&p);
	head(&p);
	sums(&p);
	page_charts(&p);
	page_list(&p);
	numbers(&p);
	page_put(&p, "</main>\n<footer><p>");
	page_word(&p, W_FOOT);
	page_put(&p, "</p></footer>\n<script>");
	put_lines(&p, js, sizeof(js) / sizeof(js[0]));
	page_put(&p, "</script>\n</body>\n</html>\n");
	err = p.v.err;
	value_free(&p.v);
	lr_buf_free(&p.text);
	lr_buf_free(&p.b);
	return err;
}
