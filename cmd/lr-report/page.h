/*
 * page: what the parts of the HTML page share: html.c has the page, company.c
 * a company of its list, charts.c the charts, words.c the words.
 */
#ifndef PAGE_H
#define PAGE_H

#include "answer.h"
#include "words.h"

struct page {
	const struct answer *a;
	struct lr_out *out;
	enum lang lang;
	struct lr_buf b; /* for a moment */
	struct value v;
};

/* As it stands. */
void page_put(struct page *p, const char *s);
/* A text of strangers: it stays a text, whatever it holds. */
void page_text(struct page *p, struct lr_span s);
void page_word(struct page *p, enum word w);
/* What is in b, which is empty then. */
void page_flush(struct page *p);
/* "1,234" */
void page_count(struct page *p, uint64_t n);

/* A time as people of the language read it, in the zone asked for. */
void page_time(struct page *p, int64_t t);

/* The value of a column by its name, in v; false: not known. */
bool page_get(struct page *p, enum row kind, size_t row, const char *name);

/* Row i of the leads. */
void page_lead(struct page *p, size_t i);
void page_charts(struct page *p);

#endif
