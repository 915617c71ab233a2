/*
 * html: what the parts of the HTML page share: html.c has the page, and of
 * html_*.c list has the list and its filters, row its lines, company what opens
 * below one, charts the charts, words and meanings the words, put how all of it
 * is written. page.css and page.js are made smaller and part of the page.
 */
#ifndef HTML_H
#define HTML_H

#include "answer.h"
#include "html_words.h"

/* So many companies are elements, all of them; of more only so many are, and
 * the others come as text: it takes a browser seconds to make elements of
 * thousands. */
#define PAGE_WHOLE 200u
#define PAGE_FIRST 100u

struct page {
	const struct answer *a;
	struct lr_out *out;
	struct lr_buf *into; /* where it is written instead, if not NULL */
	enum lang lang;
	struct lr_buf b; /* for a moment */
	struct lr_buf text;
	struct value v;
	size_t text_max; /* characters of a text of strangers */

	size_t first; /* companies that are elements */
	/* the last day with visits: companies that were not there before it
	 * are new, unless all are */
	int64_t last_day, days;
	uint64_t new, on_last_day;
	bool tells_new;
	bool industries; /* some are known */
};

/* ---- put.c: as it stands */
void page_put(struct page *p, const char *s);
/* A text of strangers: it stays a text, whatever it holds. Hosts in it are
 * told in their own letters, and it ends after text_max characters; an exact
 * one, for links, is as it was. */
void page_text(struct page *p, struct lr_span s);
void page_exact(struct page *p, struct lr_span s);
/* The same between <bdi> and </bdi>: its direction is its own. */
void page_bdi(struct page *p, struct lr_span s);
void page_word(struct page *p, enum word w);
/* The word with a number for its %n. */
void page_number_word(struct page *p, enum word w, uint64_t n);
/* A title="...": what the word means, where that is told. */
void page_title(struct page *p, enum word w);
/* What is in b, which is empty then. */
void page_flush(struct page *p);
/* "1,234" */
void page_count(struct page *p, uint64_t n);
/* "3.4", what n is divided by of */
void page_tenths(struct page *p, uint64_t n, uint64_t of);
/* A time as people of the language read it, in the zone asked for; also as an
 * element that scripts can read. */
void page_when(struct page *p, int64_t t);
void page_time(struct page *p, int64_t t);
/* "search: Google" in the language of the page. */
void page_source(struct page *p, struct lr_span s);

/* The value of a column by its name, in v; false: not known. */
bool page_get(struct page *p, enum row kind, size_t row, const char *name);
/* The same of a number, which is 0 where it is not known. */
uint64_t page_number(
    struct page *p, enum row kind, size_t row, const char *name);

/* The day of a time, counted from 1970, in the zone asked for. */
int64_t page_day(const struct page *p, int64_t t);
bool page_is_new(struct page *p, size_t lead);

/* ---- of row i of the leads: a line that opens, cells of a table, what opens;
 * brief: less of it */
void page_line(struct page *p, size_t i);
void page_cells(struct page *p, size_t i);
void page_company(struct page *p, size_t i, bool brief);
void page_list(struct page *p);
void page_charts(struct page *p);

#endif
