/*
 * The format for the morning: one page that needs nothing else, works without
 * a network, as an attachment, and without its script. Its policy lets nothing
 * run or load but the style and the script that were built in.
 */
#include "clock.h"
#include "page.h"
#include "textlz.h"

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
bound(struct page *p, enum word w, int64_t t)
{
	page_word(p, w);
	page_put(p, " ");
	page_time(p, t);
}

/* The period asked for, else the one there was. */
static void
period(struct page *p)
{
	struct bounds b = answer_bounds(p->a);

	if (b.has_since)
		bound(p, W_SINCE, b.since);
	if (b.has_since && b.has_until)
		page_put(p, ", ");
	if (b.has_until)
		bound(p, W_BEFORE, b.until);
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
	page_put(p, "</title>\n<style>");
	put_lines(p, css, sizeof(css) / sizeof(css[0]));
	page_put(
	    p, "</style>\n</head>\n<body>\n<header class=\"top\"><div><h1>");
	page_word(p, W_TITLE);
	page_put(p, "</h1>\n<p class=\"quiet\">");
	period(p);
	page_put(
	    p, "</p></div>\n<button id=\"theme\" class=\"script\" hidden>");
	page_word(p, W_DARK);
	page_put(p, "</button></header>\n<main>\n");
}

static void
sum(struct page *p, enum word w, uint64_t n)
{
	page_put(p, "<div><dt>");
	page_word(p, w);
	page_put(p, "</dt><dd>");
	page_count(p, n);
	page_put(p, "</dd></div>\n");
}

static void
sums(struct page *p)
{
	struct totals t = answer_totals(p->a, false);

	page_put(p, "<dl class=sums>\n");
	sum(p, W_COMPANIES, t.companies);
	sum(p, W_VISITS, t.visits);
	sum(p, W_VIEWS, t.views);
	if (p->new > 0) {
		page_put(p, "<div><dt>");
		page_word(p, W_NEW_ON);
		page_put(p, " ");
		word_day(p->lang, p->last_day * LR_DAY, &p->b);
		page_flush(p);
		page_put(p, "</dt><dd>");
		page_count(p, p->new);
		page_put(p, "</dd></div>\n");
	}
	page_put(p, "</dl>\n<p class=quiet><a href=\"#numbers\">");
	page_word(p, W_NUMBERS);
	page_put(p, "</a></p>\n");
}

/* ---- what chooses among the companies */

static void
label(struct page *p, const char *id, enum word w)
{
	page_put(p, "<div><label for=");
	page_put(p, id);
	page_put(p, ">");
	page_word(p, w);
	page_put(p, "</label>");
}

/* Its values are those that occur: the script finds them, and shows it only
 * when there are several. */
static void
choice(struct page *p, const char *id, enum word w)
{
	label(p, id, w);
	page_put(p, "<select id=");
	page_put(p, id);
	page_put(p, "><option value=\"\">");
	page_word(p, W_ALL);
	page_put(p, "</option></select></div>\n");
}

static void
number(struct page *p, const char *id, enum word w)
{
	label(p, id, w);
	page_put(p, "<input id=");
	page_put(p, id);
	page_put(p, " type=number min=0 value=0></div>\n");
}

static void
tools(struct page *p)
{
	page_put(p, "<div class=\"tools script\" role=search hidden>\n");
	label(p, "search", W_SEARCH);
	page_put(p, "<input id=search type=search autocomplete=off></div>\n");
	choice(p, "country", W_COUNTRY);
	choice(p, "industry", W_INDUSTRY);
	choice(p, "kind", W_KIND);
	choice(p, "medium", W_SOURCE);
	number(p, "score", W_LEAST);
	number(p, "visits", W_LEAST_VISITS);
	if (p->new > 0) {
		label(p, "new", W_NEW_ONLY);
		page_put(p, "<input id=new type=checkbox></div>\n");
	}
	page_put(p,
	    "</div>\n<p class=\"quiet script\" hidden>"
	    "<span id=count role=status data-text=\"");
	page_word(p, W_COUNT);
	page_put(p, "\"></span> <button id=clear hidden>");
	page_word(p, W_CLEAR);
	page_put(p, "</button></p>\n");
}

/* Headings, which the script lets order the list. */
static void
heads(struct page *p)
{
	static const struct {
		const char *key;
		enum word w;
	} head[] = { { "name", W_COMPANY }, { "place", W_PLACE },
		{ "industry", W_INDUSTRY }, { "score", W_SCORE },
		{ "visits", W_VISITS }, { "views", W_VIEWS },
		{ "last", W_LAST }, { "source", W_SOURCE } };
	size_t i;

	page_put(p, "<div class=heads role=group aria-label=\"");
	page_word(p, W_ORDER);
	page_put(p, "\">\n");
	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++) {
		page_put(p, "<button disabled data-key=");
		page_put(p, head[i].key);
		page_put(p, ">");
		page_word(p, head[i].w);
		page_put(p, "</button>\n");
	}
	page_put(p, "</div>\n");
}

/* ---- the list */

/* Details of companies from..to, packed, a line each. */
static void
pack(struct page *p, size_t from, size_t to)
{
	struct lr_buf plain, packed;
	size_t i;

	lr_buf_init(&plain, LR_TEXTLZ_MAX);
	lr_buf_init(&packed, LR_TEXTLZ_MAX * 2);
	p->into = &plain;
	for (i = from; i < to; i++) {
		page_company(p, i, true);
		page_put(p, "\n");
	}
	p->into = NULL;
	if (plain.err != LR_OK ||
	    lr_textlz(lr_buf_span(&plain), &packed) != LR_OK)
		p->v.err = LR_ENOMEM;
	lr_buf_printf(&p->b,
	    "<script type=\"text/plain\" class=pack data-size=%zu>", plain.n);
	page_flush(p);
	lr_out_put(p->out, lr_buf_span(&packed));
	page_put(p, "</script>\n");
	lr_buf_free(&plain);
	lr_buf_free(&packed);
}

/* The companies behind the first: with a script a text until they are looked
 * for, without one a table. */
static void
rest(struct page *p, size_t n)
{
	static const enum word head[] = { W_COMPANY, W_DOMAIN, W_COUNTRY,
		W_PLACE, W_INDUSTRY, W_SCORE, W_VISITS, W_VIEWS, W_LAST,
		W_SOURCE, W_KIND, W_NEW };
	size_t i;

	page_put(p, "<noscript id=rest><p>");
	page_number_word(p, W_BRIEF, PAGE_FIRST);
	page_put(p, "</p>\n<div><table>\n<thead><tr>");
	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++) {
		page_put(p, "<th>");
		page_word(p, head[i]);
	}
	page_put(p, "\n<tbody>\n");
	for (i = PAGE_FIRST; i < n; i++)
		page_cells(p, i);
	page_put(p, "</table></div></noscript>\n");
	for (i = PAGE_FIRST; i < n; i += PAGE_FIRST)
		pack(p, i, i + PAGE_FIRST < n ? i + PAGE_FIRST : n);
}

static void
leads(struct page *p)
{
	size_t i, n = answer_rows(p->a, ROW_LEAD);

	page_put(p, p->industries ? "<section" : "<section class=plain");
	page_put(p, " id=list><h2>");
	page_word(p, W_LIST);
	page_put(p, "</h2>\n");
	tools(p);
	heads(p);
	lr_buf_printf(&p->b, "<ol class=leads data-all=%zu>\n", n);
	page_flush(p);
	for (i = 0; i < n && i < PAGE_FIRST; i++)
		page_line(p, i);
	page_put(p, "</ol>\n");
	if (n > PAGE_FIRST)
		rest(p, n);
	page_put(p, n > 0 ? "<p id=none hidden>" : "<p id=none>");
	page_word(p, n > 0 ? W_NONE : W_EMPTY);
	page_put(p,
	    "</p>\n<p id=more class=quiet hidden><span id=shown data-text=\"");
	page_word(p, W_SHOWN);
	page_put(p, "\"></span> <button id=further>");
	page_word(p, W_MORE);
	page_put(p, "</button> <button id=every>");
	page_word(p, W_EVERY);
	page_put(p, "</button></p></section>\n");
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
	for (i = 0; i < n; i++) {
		p->new += page_is_new(p, i);
		p->industries =
		    p->industries || page_get(p, ROW_LEAD, i, "industry");
	}
	if (p->new == n) {
		p->new = 0;
		p->last_day = INT64_MAX;
	}
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
	leads(&p);
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
