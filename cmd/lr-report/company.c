/* A company on the HTML page: a line that opens, with its visits below. */
#include "clock.h"
#include "dnsmsg.h"
#include "page.h"

static void
data_text(struct page *p, size_t i, const char *column, const char *name)
{
	page_put(p, " data-");
	page_put(p, name);
	page_put(p, "=\"");
	if (page_get(p, ROW_LEAD, i, column))
		page_text(p, p->v.text);
	page_put(p, "\"");
}

static void
data_number(struct page *p, size_t i, const char *column, const char *name)
{
	uint64_t n = page_get(p, ROW_LEAD, i, column) ? p->v.count : 0;

	lr_buf_printf(&p->b, " data-%s=\"%llu\"", name, (unsigned long long)n);
	page_flush(p);
}

/* "search: Google" -> "search" */
static struct lr_span
medium(struct lr_span source)
{
	return lr_span_sub(source, 0, lr_span_find(source, ':'));
}

/* The word of a value beside it, where it has another one. */
static void
data_term(struct page *p, const char *name, struct lr_span s)
{
	page_put(p, " data-");
	page_put(p, name);
	page_put(p, "=\"");
	page_text(p, s);
	page_put(p, "\" data-");
	page_put(p, name);
	page_put(p, "-title=\"");
	page_text(p, word_of(p->lang, s));
	page_put(p, "\"");
}

/* What is searched besides what is shown: the pages. */
static void
data_words(struct page *p, size_t i)
{
	size_t k;

	page_put(p, " data-words=\"");
	if (page_get(p, ROW_LEAD, i, "top_pages"))
		for (k = 0; k < p->v.items && k < 20; k++) {
			page_text(p, p->v.item[k].text);
			page_put(p, " ");
		}
	page_put(p, "\"");
}

static void
lead_data(struct page *p, size_t i)
{
	lr_buf_printf(&p->b, "<li class=\"lead\" data-place=\"%zu\"", i);
	page_flush(p);
	data_text(p, i, "company", "name");
	data_text(p, i, "domain", "domain");
	data_text(p, i, "country", "country");
	if (page_get(p, ROW_LEAD, i, "kind"))
		data_term(p, "kind", p->v.text);
	if (page_get(p, ROW_LEAD, i, "source"))
		data_term(p, "source", medium(p->v.text));
	data_number(p, i, "score", "score");
	data_number(p, i, "visits", "visits");
	data_number(p, i, "page_views", "views");
	page_put(p, " data-last=\"");
	if (page_get(p, ROW_LEAD, i, "last_visit"))
		lr_buf_printf(&p->b, "%lld", (long long)p->v.time);
	page_flush(p);
	page_put(p, "\"");
	data_words(p, i);
	page_put(p, ">");
}

static void
cell_label(struct page *p, enum word w)
{
	page_put(p, "<span class=\"label\">");
	page_word(p, w);
	page_put(p, "</span>");
}

static void
cell_count(struct page *p, size_t i, const char *column, enum word w)
{
	page_put(p, "<span class=\"number\">");
	cell_label(p, w);
	if (page_get(p, ROW_LEAD, i, column))
		page_count(p, p->v.count);
	page_put(p, "</span>\n");
}

static void
cell_score(struct page *p, size_t i)
{
	uint64_t n = page_get(p, ROW_LEAD, i, "score") ? p->v.count : 0;

	cell_label(p, W_SCORE);
	lr_buf_printf(&p->b,
	    "<span class=\"score\"><span class=\"number\">%u</span>"
	    "<svg viewBox=\"0 0 100 14\" aria-hidden=\"true\">"
	    "<rect class=\"rest\" width=\"100\" height=\"14\" rx=\"7\"/>"
	    "<rect class=\"bar\" width=\"%u\" height=\"14\" rx=\"7\"/></svg>"
	    "</span>",
	    (unsigned)n, (unsigned)(n > 100 ? 100 : n));
	page_flush(p);
}

/* "search: Google" in the language of the page. */
static void
put_source(struct page *p, struct lr_span s)
{
	struct lr_span m = medium(s);

	page_text(p, word_of(p->lang, m));
	page_text(p, lr_span_sub(s, m.n, s.n));
}

static void
summary(struct page *p, size_t i)
{
	page_put(p, "<summary><span class=\"who\"><b><bdi>");
	if (page_get(p, ROW_LEAD, i, "company") ||
	    page_get(p, ROW_LEAD, i, "domain"))
		page_text(p, p->v.text);
	page_put(p, "</bdi></b><span><bdi>");
	if (page_get(p, ROW_LEAD, i, "domain"))
		page_text(p, p->v.text);
	page_put(p, "</bdi></span></span>\n<span class=\"country\">");
	cell_label(p, W_COUNTRY);
	if (page_get(p, ROW_LEAD, i, "country"))
		page_text(p, p->v.text);
	page_put(p, "</span>\n<span>");
	cell_score(p, i);
	page_put(p, "</span>\n");
	cell_count(p, i, "visits", W_VISITS);
	cell_count(p, i, "page_views", W_VIEWS);
	page_put(p, "<span class=\"when\">");
	cell_label(p, W_LAST);
	if (page_get(p, ROW_LEAD, i, "last_visit"))
		page_time(p, p->v.time);
	page_put(p, "</span>\n<span class=\"from\">");
	cell_label(p, W_SOURCE);
	page_put(p, "<bdi>");
	if (page_get(p, ROW_LEAD, i, "source"))
		put_source(p, p->v.text);
	page_put(p, "</bdi></span></summary>\n");
}

/* ---- what opens below it */

static void
term(struct page *p, enum word w)
{
	page_put(p, "<dt>");
	page_word(p, w);
	page_put(p, "</dt><dd><bdi>");
}

static void
fact(struct page *p, size_t i, const char *column, enum word w)
{
	if (!page_get(p, ROW_LEAD, i, column))
		return;
	term(p, w);
	switch (kinds[ROW_LEAD]
		    .column[column_of(ROW_LEAD, lr_span_str(column))]
		    .type) {
	case VALUE_TIME:
		page_time(p, p->v.time);
		break;
	case VALUE_COUNT:
		page_count(p, p->v.count);
		break;
	case VALUE_SECONDS:
		word_seconds(p->lang, p->v.count, &p->b);
		page_flush(p);
		break;
	default:
		page_text(p, word_of(p->lang, p->v.text));
	}
	page_put(p, "</bdi></dd>\n");
}

/* What is no plausible host name is no link: it would lead anywhere. */
static void
website(struct page *p, size_t i)
{
	if (!page_get(p, ROW_LEAD, i, "domain") || !lr_dns_host(p->v.text))
		return;
	term(p, W_WEBSITE);
	page_put(p, "<a href=\"https://");
	page_text(p, p->v.text);
	page_put(p,
	    "/\" rel=\"noopener noreferrer\" "
	    "referrerpolicy=\"no-referrer\" target=\"_blank\">");
	page_text(p, p->v.text);
	page_put(p, "</a></bdi></dd>\n");
}

/* "contact (3), prices" */
static void
fact_list(struct page *p, size_t i, const char *column, enum word w)
{
	size_t k;

	if (!page_get(p, ROW_LEAD, i, column) || p->v.items == 0)
		return;
	term(p, w);
	for (k = 0; k < p->v.items; k++) {
		page_put(p, k > 0 ? ", <bdi>" : "<bdi>");
		put_source(p, p->v.item[k].text);
		page_put(p, "</bdi>");
		if (p->v.item[k].count > 1) {
			page_put(p, " (");
			page_count(p, p->v.item[k].count);
			page_put(p, ")");
		}
	}
	page_put(p, "</bdi></dd>\n");
}

static void
parts(struct page *p, size_t i)
{
	size_t k;

	page_put(p, "<h3>");
	page_word(p, W_PARTS);
	page_put(p, "</h3>\n<dl>");
	if (page_get(p, ROW_LEAD, i, "score_parts"))
		for (k = 0; k < p->v.items; k++) {
			page_put(p, "<dt>");
			page_text(p, word_of(p->lang, p->v.item[k].text));
			page_put(p, "</dt><dd>");
			page_count(p, p->v.item[k].count);
			page_put(p, "</dd>\n");
		}
	page_put(p, "</dl>\n");
}

static void
facts(struct page *p, size_t i)
{
	page_put(p, "<div><h3>");
	page_word(p, W_ABOUT);
	page_put(p, "</h3>\n<dl>");
	website(p, i);
	fact(p, i, "kind", W_KIND);
	fact(p, i, "city", W_CITY);
	fact(p, i, "industry", W_INDUSTRY);
	fact(p, i, "employees", W_EMPLOYEES);
	fact(p, i, "first_visit", W_FIRST);
	fact(p, i, "time_on_site", W_ON_SITE);
	fact_list(p, i, "goals", W_GOALS);
	fact_list(p, i, "sources", W_CAME_FROM);
	fact(p, i, "rule", W_RULE);
	fact(p, i, "confidence", W_CONFIDENCE);
	page_put(p, "</dl>\n");
	parts(p, i);
	page_put(p, "</div>\n");
}

static void
timeline(struct page *p, size_t visit)
{
	struct lr_date d;
	size_t k;

	page_put(p, "<ol class=\"pages\">\n");
	if (page_get(p, ROW_VISIT, visit, "timeline"))
		for (k = 0; k < p->v.items; k++) {
			lr_time_to_date(p->v.item[k].time +
				answer_east(p->a, p->v.item[k].time),
			    &d);
			lr_buf_printf(&p->b,
			    "<li><time>%02d:%02d:%02d</time><bdi>", d.hour,
			    d.minute, d.second);
			page_flush(p);
			page_text(p, p->v.item[k].text);
			page_put(p, "</bdi><span class=\"long\">");
			if (p->v.item[k].count > 0)
				word_seconds(
				    p->lang, p->v.item[k].count, &p->b);
			page_flush(p);
			page_put(p, "</span></li>\n");
		}
	page_put(p, "</ol></li>\n");
}

static void
visit(struct page *p, size_t row)
{
	page_put(p, "<li class=\"visit\"><p><b>");
	if (page_get(p, ROW_VISIT, row, "visit_start"))
		page_time(p, p->v.time);
	page_put(p, "</b>");
	if (page_get(p, ROW_VISIT, row, "time_on_site") && p->v.count > 0) {
		lr_buf_puts(&p->b, ", ");
		word_seconds(p->lang, p->v.count, &p->b);
		page_flush(p);
	}
	if (page_get(p, ROW_VISIT, row, "source")) {
		page_put(p, ", ");
		page_text(p, word_of(p->lang, p->v.text));
	}
	if (page_get(p, ROW_VISIT, row, "source_name")) {
		page_put(p, ": <bdi>");
		page_text(p, p->v.text);
		page_put(p, "</bdi>");
	}
	if (page_get(p, ROW_VISIT, row, "visitor")) {
		page_put(p, ", ");
		page_text(p, word_of(p->lang, p->v.text));
	}
	page_put(p, "</p>\n");
	timeline(p, row);
}

void
page_lead(struct page *p, size_t i)
{
	struct rows rows = answer_visits(p->a, i);
	size_t k;

	lead_data(p, i);
	page_put(p, "<details>");
	summary(p, i);
	page_put(p, "<div class=\"more\">");
	facts(p, i);
	page_put(p, "<div><h3>");
	page_word(p, W_VISITS);
	page_put(p, "</h3>\n<ol class=\"visits\">\n");
	/* the last one first */
	for (k = rows.n; k-- > 0;)
		visit(p, rows.first + k);
	page_put(p, "</ol>\n");
	if (rows.n == 0) {
		page_put(p, "<p class=\"quiet\">");
		page_word(p, W_NO_VISITS);
		page_put(p, "</p>\n");
	}
	page_put(p, "</div></div></details></li>\n");
}
