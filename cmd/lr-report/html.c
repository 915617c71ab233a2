/*
 * The format for the morning: one page that needs nothing else, works without
 * a network, as an attachment, and without its script. Its policy lets nothing
 * run or load but the style and the script that were built in.
 */
#include "clock.h"
#include "page.h"
#include "utf8.h"

#define TEXT_MAX 400u /* characters of a text */

static const char *const css[] = {
#include "page-css.inc"
};
static const char *const js[] = {
#include "page-js.inc"
};
static const char *const hash[] = {
#include "page-hash.inc"
};

/* ---- writing */

void
page_put(struct page *p, const char *s)
{
	lr_out_put(p->out, lr_span_str(s));
}

void
page_flush(struct page *p)
{
	lr_out_put(p->out, lr_buf_span(&p->b));
	if (p->b.err != LR_OK)
		p->v.err = LR_ENOMEM;
	lr_buf_clear(&p->b);
}

static const char *
entity(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

void
page_text(struct page *p, struct lr_span s)
{
	const char *at = s.p, *end = lr_span_end(s), *e;
	unsigned len, n = 0;
	uint32_t c;

	for (; at < end && n < TEXT_MAX; n++) {
		len = lr_utf8_len(at, end);
		c = len == 0 ? 0xfffd : lr_utf8_get(at, len);
		if (len == 0 || lr_utf8_unsafe(c))
			page_put(p, "\xef\xbf\xbd");
		else if ((e = entity(c)) != NULL)
			page_put(p, e);
		else
			lr_out_put(p->out, lr_span(at, len));
		at += len == 0 ? 1 : len;
	}
	if (at < end)
		page_put(p, "&hellip;");
}

void
page_word(struct page *p, enum word w)
{
	page_put(p, word(p->lang, w));
}

void
page_count(struct page *p, uint64_t n)
{
	word_count(p->lang, n, &p->b);
	page_flush(p);
}

bool
page_get(struct page *p, enum row kind, size_t row, const char *name)
{
	return answer_value(
	    p->a, kind, row, column_of(kind, lr_span_str(name)), &p->v);
}

void
page_time(struct page *p, int64_t t)
{
	page_put(p, "<time datetime=\"");
	answer_time(p->a, t, &p->b);
	lr_buf_puts(&p->b, "\">");
	word_time(p->lang, t + answer_east(p->a, t), &p->b);
	lr_buf_puts(&p->b, "</time>");
	page_flush(p);
}

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

	page_put(p, "<dl class=\"sums\">\n");
	sum(p, W_COMPANIES, t.companies);
	sum(p, W_VISITS, t.visits);
	sum(p, W_VIEWS, t.views);
	page_put(p, "</dl>\n");
}

static void
label(struct page *p, const char *id, enum word w)
{
	page_put(p, "<label for=\"");
	page_put(p, id);
	page_put(p, "\">");
	page_word(p, w);
	page_put(p, "</label>");
}

static void
choice(struct page *p, const char *id, enum word w)
{
	page_put(p, "<div>");
	label(p, id, w);
	page_put(p, "<select id=\"");
	page_put(p, id);
	page_put(p, "\"><option value=\"\">");
	page_word(p, W_ALL);
	page_put(p, "</option></select></div>\n");
}

static void
tools(struct page *p)
{
	page_put(p,
	    "<div class=\"tools script\" role=\"search\" hidden>\n"
	    "<div class=\"wide\">");
	label(p, "search", W_SEARCH);
	page_put(p,
	    "<input id=\"search\" type=\"search\" "
	    "autocomplete=\"off\"></div>\n");
	choice(p, "country", W_COUNTRY);
	choice(p, "kind", W_KIND);
	choice(p, "source", W_SOURCE);
	page_put(p, "<div>");
	label(p, "least", W_LEAST);
	page_put(p,
	    "<input id=\"least\" type=\"number\" min=\"0\" max=\"100\" "
	    "value=\"0\"></div></div>\n"
	    "<p id=\"count\" class=\"quiet script\" role=\"status\" hidden "
	    "data-text=\"");
	page_word(p, W_COUNT);
	page_put(p, "\"></p>\n");
}

static void
sorter(struct page *p, const char *key, bool text, enum word w, bool number)
{
	page_put(p, "<button aria-pressed=\"false\" data-key=\"");
	page_put(p, key);
	page_put(p, text ? "\" data-text=\"yes\"" : "\"");
	page_put(p, number ? " class=\"number\">" : ">");
	page_word(p, w);
	page_put(p, "<span aria-hidden=\"true\"></span></button>\n");
}

static void
sorters(struct page *p)
{
	page_put(p,
	    "<div class=\"heads script\" role=\"group\" hidden "
	    "aria-label=\"");
	page_word(p, W_ORDER);
	page_put(p, "\">\n");
	sorter(p, "name", true, W_COMPANY, false);
	sorter(p, "country", true, W_COUNTRY, false);
	sorter(p, "score", false, W_SCORE, false);
	sorter(p, "visits", false, W_VISITS, true);
	sorter(p, "views", false, W_VIEWS, true);
	sorter(p, "last", false, W_LAST, false);
	sorter(p, "source", true, W_SOURCE, false);
	page_put(p, "</div>\n");
}

/* ---- the list */

static void
leads(struct page *p)
{
	size_t i, n = answer_rows(p->a, ROW_LEAD);

	page_put(p, "<section><h2>");
	page_word(p, W_LIST);
	page_put(p, "</h2>\n");
	tools(p);
	sorters(p);
	page_put(p, "<ol class=\"leads\">\n");
	for (i = 0; i < n; i++)
		page_lead(p, i);
	page_put(p, "</ol>\n<p id=\"none\"");
	page_put(p, n > 0 ? " hidden>" : ">");
	page_word(p, W_NONE);
	page_put(p, "</p>\n<button id=\"more\" hidden>");
	page_word(p, W_MORE);
	page_put(p, "</button></section>\n");
}

enum lr_err
html_write(const struct answer *a, struct lr_out *out)
{
	struct page p = { .a = a, .out = out };
	enum lr_err err;

	p.lang = strcmp(answer_lang(a), "de") == 0 ? LANG_DE : LANG_EN;
	lr_buf_init(&p.b, 1u << 20);
	value_init(&p.v);
	head(&p);
	sums(&p);
	page_charts(&p);
	leads(&p);
	page_put(&p, "</main>\n<footer><p>");
	page_word(&p, W_FOOT);
	page_put(&p, "</p></footer>\n<script>");
	put_lines(&p, js, sizeof(js) / sizeof(js[0]));
	page_put(&p, "</script>\n</body>\n</html>\n");
	err = p.v.err;
	value_free(&p.v);
	lr_buf_free(&p.b);
	return err;
}
