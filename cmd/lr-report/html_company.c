/* What opens below a company of the HTML page: what is known of it, its score
 * as a sum, its visits page by page. In one line, since lines tell companies
 * apart. What stands in <bdi> is searched, too. */
#include "ascii.h"
#include "clock.h"
#include "dnsmsg.h"
#include "html.h"
#include "url.h"

/* A page that is mailed cannot hold all that a busy company did: how much of
 * it is told of one of the first companies, and of the many that follow. */
static const struct most {
	size_t visits, pages, text;
} most[] = { { 50, 50, 400 }, { 10, 20, 120 } };
#define ITEMS 50u /* of a list */

/* ---- what is known */

static void
term(struct page *p, enum word w)
{
	page_put(p, "<dt>");
	page_word(p, w);
	page_put(p, "<dd>");
}

/* A number, or a word of the report. */
static void
fact(struct page *p, size_t i, const char *column, enum word w)
{
	unsigned c = column_of(ROW_LEAD, lr_span_str(column));

	if (!answer_value(p->a, ROW_LEAD, i, c, &p->v) ||
	    (kinds[ROW_LEAD].column[c].type == VALUE_SECONDS &&
		p->v.count == 0))
		return;
	term(p, w);
	switch (kinds[ROW_LEAD].column[c].type) {
	case VALUE_TIME:
		page_when(p, p->v.time);
		break;
	case VALUE_SECONDS:
		word_seconds(p->lang, p->v.count, &p->b);
		page_flush(p);
		break;
	default:
		page_bdi(p, word_of(p->lang, p->v.text));
	}
}

/* "contact (3), prices" */
static void
list(struct page *p, size_t i, const char *column, enum word w,
    void (*put)(struct page *, struct lr_span))
{
	size_t k;

	if (!page_get(p, ROW_LEAD, i, column) || p->v.items == 0)
		return;
	term(p, w);
	for (k = 0; k < p->v.items && k < ITEMS; k++) {
		page_put(p, k > 0 ? ", <bdi>" : "<bdi>");
		put(p, p->v.item[k].text);
		page_put(p, "</bdi>");
		if (p->v.item[k].count > 1) {
			page_put(p, " (");
			page_count(p, p->v.item[k].count);
			page_put(p, ")");
		}
	}
	if (k < p->v.items)
		page_put(p, ", \xe2\x80\xa6");
}

/* "ptr-domain, 90 %" */
static void
rule(struct page *p, size_t i)
{
	bool known = page_get(p, ROW_LEAD, i, "rule");

	if (known) {
		term(p, W_RULE);
		page_put(p, "<span dir=auto>");
		page_text(p, p->v.text);
		page_put(p, "</span>");
	}
	if (!page_get(p, ROW_LEAD, i, "confidence"))
		return;
	if (known)
		page_put(p, ", ");
	else
		term(p, W_CONFIDENCE);
	page_count(p, p->v.count);
	page_word(p, W_PERCENT);
}

/* ---- ways to the company */

/* The beginning of a link to p->v.text. */
static void
link_to(struct page *p, const char *before, const char *after)
{
	page_put(p, "<a href=\"");
	page_put(p, before);
	page_exact(p, p->v.text);
	page_put(p, after);
	page_put(p, "\" target=_blank rel=\"noopener noreferrer\">");
}

/* The host of an address that a link may lead to: of the web, of a plausible
 * host without a user, and nothing in it that needs an escape. */
static struct lr_span
web_host(struct lr_span url)
{
	size_t n = lr_span_starts(url, LR_SPAN("https://")) ? 8
	    : lr_span_starts(url, LR_SPAN("http://"))	    ? 7
							    : 0;
	struct lr_span host = lr_url_host(url);
	size_t i;

	for (i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] >= 0x7f ||
		    strchr("\"'\\<>^`{|}", url.p[i]) != NULL)
			return (struct lr_span){ NULL, 0 };
	return n > 0 && host.p == url.p + n && lr_dns_domain(host)
	    ? host
	    : (struct lr_span){ NULL, 0 };
}

/* The page of a company on somebody's site. */
static void
profile(struct page *p, size_t i, const char *column, const char *site,
    const char *name)
{
	struct lr_span host, s = lr_span_str(site);

	if (!page_get(p, ROW_LEAD, i, column))
		return;
	host = web_host(p->v.text);
	if (lr_span_ends(host, s) &&
	    (host.n == s.n || host.p[host.n - s.n - 1] == '.')) {
		link_to(p, "", "");
		page_put(p, name);
		page_put(p, "</a> ");
	}
}

/* "+49 (30) 1-2" leads to tel:+493012. */
static void
phone(struct page *p, size_t i)
{
	struct lr_span s;
	size_t k, digits = 0;

	if (!page_get(p, ROW_LEAD, i, "phone"))
		return;
	s = p->v.text;
	for (k = 0; k < s.n; k++)
		if (lr_is_digit(s.p[k]))
			digits++;
		else if (s.p[k] == '\0' || strchr("+()-/. ", s.p[k]) == NULL)
			return;
	if (digits < 4)
		return;
	page_put(p, "<a href=\"tel:");
	for (k = 0; k < s.n; k++)
		if (lr_is_digit(s.p[k]) || (k == 0 && s.p[k] == '+'))
			lr_buf_putc(&p->b, s.p[k]);
	page_flush(p);
	page_put(p, "\">");
	page_bdi(p, s);
	page_put(p, "</a>");
}

/* Its website, else what there may be at its domain. */
static void
website(struct page *p, size_t i)
{
	struct lr_span host = { NULL, 0 };

	if (page_get(p, ROW_LEAD, i, "website"))
		host = web_host(p->v.text);
	if (host.n > 0) {
		link_to(p, "", "");
	} else if (page_get(p, ROW_LEAD, i, "domain") &&
	    lr_dns_domain(p->v.text)) {
		host = p->v.text;
		link_to(p, "https://", "/");
	} else {
		return;
	}
	page_bdi(p, host);
	page_put(p, "</a> ");
}

static void
links(struct page *p, size_t i)
{
	page_put(p, "<p class=links>");
	website(p, i);
	profile(p, i, "linkedin", "linkedin.com", "LinkedIn");
	profile(p, i, "xing", "xing.com", "XING");
	phone(p, i);
	page_put(p, "</p>");
}

/* ---- the score */

static void
sum(struct page *p, size_t i)
{
	size_t k;

	page_put(p, "<h3>");
	page_word(p, W_SCORE);
	page_put(p, "</h3><p class=sum>");
	if (page_get(p, ROW_LEAD, i, "score_parts"))
		for (k = 0; k < p->v.items; k++) {
			page_put(p, k > 0 ? " + " : "");
			page_text(p, word_of(p->lang, p->v.item[k].text));
			page_put(p, " ");
			page_count(p, p->v.item[k].count);
			lr_buf_printf(&p->b, "<small>/%llu</small>",
			    (unsigned long long)p->v.item[k].of);
			page_flush(p);
		}
	if (page_get(p, ROW_LEAD, i, "score")) {
		page_put(p, " = <b>");
		page_count(p, p->v.count);
		page_put(p, "</b>");
	}
}

static void
about(struct page *p, size_t i)
{
	page_put(p, "<div><h3>");
	page_word(p, W_ABOUT);
	page_put(p, "</h3>");
	links(p, i);
	page_put(p, "<dl>");
	fact(p, i, "kind", W_KIND);
	fact(p, i, "industry", W_INDUSTRY);
	fact(p, i, "employees", W_EMPLOYEES);
	fact(p, i, "first_visit", W_FIRST);
	fact(p, i, "time_on_site", W_ON_SITE);
	list(p, i, "goals", W_GOALS, page_text);
	list(p, i, "sources", W_CAME_FROM, page_source);
	rule(p, i);
	page_put(p, "</dl>");
	sum(p, i);
	page_put(p, "</div>");
}

/* ---- visits */

static void
more(struct page *p, enum word w, uint64_t n)
{
	page_put(p, "<li class=rest>");
	page_number_word(p, w, n);
}

static void
timeline(struct page *p, size_t visit, size_t top)
{
	struct lr_date d;
	uint64_t all = page_number(p, ROW_VISIT, visit, "page_views");
	size_t k, n;

	if (!page_get(p, ROW_VISIT, visit, "timeline"))
		return;
	page_put(p, "<ol>");
	n = p->v.items < top ? p->v.items : top;
	for (k = 0; k < n; k++) {
		const struct item *it = &p->v.item[k];

		lr_time_to_date(it->time + answer_east(p->a, it->time), &d);
		lr_buf_printf(&p->b, "<li>%02d:%02d", d.hour, d.minute);
		page_flush(p);
		page_bdi(p, it->text);
		if (it->count > 0)
			word_seconds(p->lang, it->count, &p->b);
		page_flush(p);
	}
	if (all > n)
		more(p, W_MORE_PAGES, all - n);
	page_put(p, "</ol>");
}

/* ": " and a text, if it is known */
static void
also(struct page *p, size_t visit, const char *column, const char *before)
{
	if (!page_get(p, ROW_VISIT, visit, column))
		return;
	page_put(p, before);
	page_bdi(p, p->v.text);
}

/* ", " and a word of the report */
static void
term_of(struct page *p, size_t visit, const char *column)
{
	if (!page_get(p, ROW_VISIT, visit, column))
		return;
	page_put(p, ", ");
	page_text(p, word_of(p->lang, p->v.text));
}

static void
visit(struct page *p, size_t row, size_t pages)
{
	size_t k;

	page_put(p, "<li class=visit><p><b>");
	if (page_get(p, ROW_VISIT, row, "visit_start"))
		page_when(p, p->v.time);
	page_put(p, "</b>");
	if (page_get(p, ROW_VISIT, row, "time_on_site") && p->v.count > 0) {
		lr_buf_puts(&p->b, ", ");
		word_seconds(p->lang, p->v.count, &p->b);
		page_flush(p);
	}
	term_of(p, row, "source");
	also(p, row, "source_name", ": ");
	also(p, row, "utm_campaign", " / ");
	term_of(p, row, "visitor");
	if (page_get(p, ROW_VISIT, row, "goals"))
		for (k = 0; k < p->v.items; k++) {
			page_put(p, " <mark>");
			page_bdi(p, p->v.item[k].text);
			page_put(p, "</mark>");
		}
	page_put(p, "</p>");
	timeline(p, row, pages);
}

/* The last one first. */
static void
visits(struct page *p, struct rows rows, const struct most *m)
{
	size_t n = rows.n < m->visits ? rows.n : m->visits, k;

	page_put(p, "<ol class=visits>");
	for (k = 0; k < n; k++)
		visit(p, rows.first + rows.n - 1 - k, m->pages);
	if (rows.n > n)
		more(p, W_MORE_VISITS, rows.n - n);
	page_put(p, "</ol>");
}

/* Sums of parts do not tell them, but what was looked at. */
static void
pages(struct page *p, size_t i)
{
	page_put(p, "<dl>");
	list(p, i, "top_pages", W_PAGES, page_text);
	page_put(p, "</dl><p class=quiet>");
	page_word(p, W_NO_VISITS);
	page_put(p, "</p>");
}

void
page_company(struct page *p, size_t i, bool brief)
{
	const struct most *m = &most[brief];
	struct rows rows = answer_visits(p->a, i);
	size_t text_max = p->text_max;

	p->text_max = m->text;
	page_put(p, "<div class=more>");
	about(p, i);
	page_put(p, "<div><h3>");
	page_word(p, W_VISITS);
	page_put(p, "</h3>");
	if (rows.n > 0)
		visits(p, rows, m);
	else
		pages(p, i);
	page_put(p, "</div></div>");
	p->text_max = text_max;
}
