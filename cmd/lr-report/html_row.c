/* A company's line in the list of the HTML page, in two shapes: one that opens,
 * and one of a plain table, which is small; page.js makes the one of the other.
 * Both have the same cells in the same order, those of the headings. */
#include "html.h"

/* Characters of a text that is not the company's name: enough to know it, what
 * opens has all of it. */
#define SHORT 60u

static struct lr_span
text(struct page *p, size_t i, const char *column)
{
	return page_get(p, ROW_LEAD, i, column) ? p->v.text
						: (struct lr_span){ NULL, 0 };
}

/* A company without a name goes by its domain. */
static struct lr_span
name(struct page *p, size_t i)
{
	struct lr_span s = text(p, i, "company");

	return s.n > 0 ? s : text(p, i, "domain");
}

static struct lr_span
domain(struct page *p, size_t i)
{
	if (text(p, i, "company").n == 0)
		return (struct lr_span){ NULL, 0 };
	return text(p, i, "domain");
}

static int64_t
last(struct page *p, size_t i)
{
	return page_get(p, ROW_LEAD, i, "last_visit") ? p->v.time : 0;
}

static void
source(struct page *p, size_t i)
{
	if (page_get(p, ROW_LEAD, i, "source"))
		page_source(p, p->v.text);
}

static void
kind(struct page *p, size_t i)
{
	if (page_get(p, ROW_LEAD, i, "kind"))
		page_text(p, word_of(p->lang, p->v.text));
}

/* ---- one that opens */

static void
score(struct page *p, size_t i)
{
	unsigned n = (unsigned)page_number(p, ROW_LEAD, i, "score");

	lr_buf_printf(&p->b,
	    "</span><span>%u<svg aria-hidden=true><path d=\"M0,4h%u\"/></svg>",
	    n, n > 100 ? 100 : n);
	page_flush(p);
}

static void
summary(struct page *p, size_t i)
{
	page_put(p, "<summary><span><b>");
	page_bdi(p, name(p, i));
	p->text_max = SHORT;
	page_put(p, "</b> <mark");
	page_put(p, p->new > 0 && page_is_new(p, i) ? ">" : " hidden>");
	page_word(p, W_NEW);
	page_put(p, "</mark>");
	page_bdi(p, domain(p, i));
	page_put(p, "</span><span>");
	page_bdi(p, text(p, i, "country"));
	page_put(p, " ");
	page_bdi(p, text(p, i, "city"));
	page_put(p, "</span><span>");
	page_bdi(p, text(p, i, "industry"));
	score(p, i);
	page_put(p, "</span><span>");
	page_count(p, page_number(p, ROW_LEAD, i, "visits"));
	page_put(p, "</span><span>");
	page_count(p, page_number(p, ROW_LEAD, i, "page_views"));
	page_put(p, "</span><span>");
	page_time(p, last(p, i));
	page_put(p, "</span><span><bdi>");
	source(p, i);
	page_put(p, "</bdi></span></summary>");
}

void
page_line(struct page *p, size_t i)
{
	size_t text_max = p->text_max;

	page_put(p, "<li data-kind=\"");
	kind(p, i);
	page_put(p, "\"><details>");
	summary(p, i);
	p->text_max = text_max;
	page_company(p, i, false);
	page_put(p, "</details></li>\n");
}

/* ---- one of a table */

static void
cell(struct page *p, struct lr_span s)
{
	page_put(p, "<td>");
	page_text(p, s);
}

static void
count_cell(struct page *p, uint64_t n)
{
	page_put(p, "<td>");
	page_count(p, n);
}

void
page_cells(struct page *p, size_t i)
{
	size_t text_max = p->text_max;

	page_put(p, "<tr>");
	cell(p, name(p, i));
	p->text_max = SHORT;
	cell(p, domain(p, i));
	cell(p, text(p, i, "country"));
	cell(p, text(p, i, "city"));
	cell(p, text(p, i, "industry"));
	count_cell(p, page_number(p, ROW_LEAD, i, "score"));
	count_cell(p, page_number(p, ROW_LEAD, i, "visits"));
	count_cell(p, page_number(p, ROW_LEAD, i, "page_views"));
	lr_buf_printf(&p->b, "<td data-time=%lld>", (long long)last(p, i));
	page_when(p, p->v.time);
	page_put(p, "<td>");
	source(p, i);
	page_put(p, "<td>");
	kind(p, i);
	page_put(p, "<td>");
	if (p->new > 0 && page_is_new(p, i))
		page_word(p, W_NEW);
	page_put(p, "\n");
	p->text_max = text_max;
}
