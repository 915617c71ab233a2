/* The list of companies on the HTML page, and what chooses among them and
 * orders them. */
#include "clock.h"
#include "html.h"
#include "textlz.h"

/* ---- what chooses among the companies */

/* A field and its label: of the tag, which a caller goes on with. */
static void
field(struct page *p, const char *id, enum word w, const char *tag)
{
	page_put(p, "<div><label for=");
	page_put(p, id);
	page_put(p, ">");
	page_word(p, w);
	page_put(p, "</label><");
	page_put(p, tag);
	page_put(p, " autocomplete=off id=");
	page_put(p, id);
	page_put(p, ">");
}

/* What comes before the choices: all. */
static void
choices(struct page *p, const char *id, enum word w)
{
	field(p, id, w, "select");
	page_put(p, "<option value=\"\">");
	page_word(p, W_ALL);
}

/* Its values are those that occur: the script finds them, and shows it only
 * when there are several. */
static void
choice(struct page *p, const char *id, enum word w)
{
	choices(p, id, w);
	page_put(p, "</select></div>\n");
}

static void
input(struct page *p, const char *id, enum word w, const char *tag)
{
	field(p, id, w, tag);
	page_put(p, "</div>\n");
}

static void
number(struct page *p, const char *id, enum word w)
{
	input(p, id, w, "input type=number min=0 value=0");
}

static void
since(struct page *p, int64_t day)
{
	int64_t t = day * LR_DAY;

	lr_buf_printf(&p->b, "<option value=%lld>",
	    (long long)(t - answer_east(p->a, t)));
	page_flush(p);
}

/* Who was there on the last day, or in the last week. */
static void
recent(struct page *p)
{
	choices(p, "since", W_LAST);
	since(p, p->last_day);
	word_day(p->lang, p->last_day * LR_DAY, &p->b);
	page_flush(p);
	if (p->days > 7) {
		since(p, p->last_day - 6);
		page_word(p, W_WEEK);
	}
	page_put(p, "</select></div>\n");
}

static void
tools(struct page *p)
{
	page_put(p, "<div class=\"tools script\" role=search hidden>\n");
	input(p, "search", W_SEARCH, "input type=search");
	choice(p, "country", W_COUNTRY);
	choice(p, "industry", W_INDUSTRY);
	choice(p, "kind", W_KIND);
	choice(p, "medium", W_SOURCE);
	if (p->days > 1)
		recent(p);
	number(p, "score", W_LEAST);
	number(p, "visits", W_LEAST_VISITS);
	if (p->new > 0)
		input(p, "new", W_NEW_ONLY, "input type=checkbox");
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
		const char *key, *column; /* one that --sort knows */
		enum word w;
	} head[] = { { "name", "company", W_COMPANY }, { "place", "", W_PLACE },
		{ "industry", "", W_INDUSTRY }, { "score", "score", W_SCORE },
		{ "visits", "visits", W_VISITS },
		{ "views", "page_views", W_VIEWS },
		{ "last", "last_visit", W_LAST }, { "source", "", W_SOURCE } };
	size_t i;

	page_put(p, "<div class=heads role=group aria-label=\"");
	page_word(p, W_ORDER);
	page_put(p, "\">\n");
	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++) {
		page_put(p, "<button disabled data-key=");
		page_put(p, head[i].key);
		if (strcmp(head[i].column, answer_order(p->a)) == 0)
			page_put(p, i > 0 ? " data-down=yes" : " data-down=no");
		page_title(p, head[i].w);
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
	page_number_word(p, W_BRIEF, p->first);
	page_put(p, "</p>\n<div><table>\n<thead><tr>");
	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++) {
		page_put(p, "<th>");
		page_word(p, head[i]);
	}
	page_put(p, "\n<tbody>\n");
	for (i = p->first; i < n; i++)
		page_cells(p, i);
	page_put(p, "</table></div></noscript>\n");
	for (i = p->first; i < n; i += p->first)
		pack(p, i, i + p->first < n ? i + p->first : n);
}

void
page_list(struct page *p)
{
	size_t i, n = answer_rows(p->a, ROW_LEAD);

	page_put(p, p->industries ? "<section" : "<section class=plain");
	page_put(p, " id=list><h2>");
	page_word(p, W_LIST);
	page_put(p, "</h2>\n");
	if (n > 0) {
		tools(p);
		heads(p);
	}
	lr_buf_printf(&p->b, "<ol class=leads data-all=%zu>\n", n);
	page_flush(p);
	for (i = 0; i < n && i < p->first; i++)
		page_line(p, i);
	page_put(p, "</ol>\n");
	if (n > p->first)
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
