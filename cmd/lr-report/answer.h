/*
 * answer: rows of a report, of which every format makes what it likes.
 *
 * When the input has ended there is one struct answer for each feed: the leads
 * that it lets through, in its order, and all that hangs on them. An answer has
 * rows of five kinds (enum row); a kind has a table of columns, the same for
 * every format, and its rows are numbered:
 *
 *	struct value v;
 *
 *	value_init(&v);
 *	for (i = 0; i < answer_rows(a, ROW_LEAD); i++)
 *		for (c = 0; c < kinds[ROW_LEAD].n; c++)
 *			if (answer_value(a, ROW_LEAD, i, c, &v))
 *				...
 *	if (v.err != LR_OK) ...
 *	value_free(&v);
 *
 * A value is typed (enum value_type of its column): a format decides how it
 * looks, never what it is. Texts are as strangers wrote them, but for
 * addresses, which are hidden already, and may hold any byte: making them safe
 * is up to the format.
 *
 * A format is a function and a line of `formats` (formats.c) that says which
 * rows it wants besides those that were asked for: only these are there. The
 * visits of lead i are the rows answer_visits(a, i) of ROW_VISIT, the oldest
 * first. All formats are handed the same answer, so all totals agree.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdint.h>

#include "buf.h"
#include "out.h"

/* ---- values */

enum value_type {
	VALUE_TEXT,    /* .text */
	VALUE_COUNT,   /* .count */
	VALUE_REAL,    /* .real, two decimals are enough */
	VALUE_SHARE,   /* .real, 0 to 1 */
	VALUE_TIME,    /* .time, seconds since 1970, UTC */
	VALUE_SECONDS, /* .count, how long something lasted */
	VALUE_FLAG,    /* .count 1 or 0 */
	VALUE_LIST     /* .item[0] to .item[.items - 1] */
};

/* One of a list: a text, how often (or how long, or how many points), and in a
 * timeline when. */
struct item {
	struct lr_span text;
	uint64_t count, of; /* of a list with an `of`: at most */
	int64_t time;
};

struct value {
	uint64_t count;
	double real;
	int64_t time;
	struct lr_span text;
	const struct item *item;
	size_t items;
	enum lr_err err; /* LR_ENOMEM sticks */

	/* private: where texts and items live until the next value; how many
	 * items there are at most, 0 being all */
	struct lr_buf b, scratch;
	struct item *own;
	size_t cap, top;
};

void value_init(struct value *v);
void value_free(struct value *v);
/* As text has it: 100 is for two decimals. */
double value_rounded(double v, double unit);

/* How a list looks as one text. */
enum list_style {
	LIST_TIMES, /* "/a (3), /b": once is not said */
	LIST_SUM,   /* "visits 4/10 + depth 2/10" */
	LIST_LINE   /* "2026-11-22T10:00:00Z /a; ..." */
};

/* What the parts of an item are called in NDJSON; NULL: there is none. */
struct list {
	const char *text, *count, *of, *time;
	enum list_style style;
};

struct column {
	const char *name;  /* of CSV, NDJSON and --where */
	const char *title; /* for people */
	enum value_type type;
	unsigned char least; /* width in a terminal that will do */
	unsigned char rank;  /* 1: the last to go when there is no room, 2 the
				one before, ...; 0: not in the table */
	const struct list *list;
};

/* ---- answers */

enum row {
	ROW_LEAD,   /* a company */
	ROW_VISIT,  /* a visit, with its pages */
	ROW_PAGE,   /* a page, with the companies that looked at it */
	ROW_SOURCE, /* where visits came from */
	ROW_MATCH,  /* what became of the input; not of a feed, of all of it */
	ROW_KINDS
};

struct answer;

struct kind {
	const char *one, *many; /* "company", "companies" */
	const char *sheet;	/* of a workbook */
	const struct column *column;
	unsigned n;
	/* private: make the rows, where leads and visits are not enough;
	 * answer_value without a limit of items */
	enum lr_err (*make)(struct answer *a);
	bool (*value)(const struct answer *a, size_t row, unsigned column,
	    struct value *v);
};
extern const struct kind kinds[ROW_KINDS];

/* The rows that were asked for, and the table's first. */
enum row answer_row(const struct answer *a);

size_t answer_rows(const struct answer *a, enum row kind);
/* The same with those pages and sources that -n leaves out. */
size_t answer_rows_all(const struct answer *a, enum row kind);

/* False: not known. What v holds lives until its next use. */
bool answer_value(const struct answer *a, enum row kind, size_t row,
    unsigned column, struct value *v);

/* The place of a column by its name; kinds[kind].n: there is none. */
unsigned column_of(enum row kind, struct lr_span name);

/* The column of ROW_LEAD that its rows are in the order of: numbers and times
 * with the largest first. */
const char *answer_order(const struct answer *a);

/* Which rows of ROW_VISIT are of that lead. */
struct rows {
	size_t first, n;
};
struct rows answer_visits(const struct answer *a, size_t lead);

/* Sums over the rows of an answer, and over all that was read. */
struct totals {
	uint64_t companies, visits, views;
};
struct totals answer_totals(const struct answer *a, bool all);

/* The period asked for, and the page views there were, if some. */
struct bounds {
	bool has_since, has_until, some;
	int64_t since, until, first, last;
	const char *zone; /* the one asked for */
};
struct bounds answer_bounds(const struct answer *a);

/* Append the period that the answer is about, in words, and the zone. */
void answer_period(const struct answer *a, struct lr_buf *b);

/* The language of formats that have words: "en" or "de". */
const char *answer_lang(const struct answer *a);

/* A time as programs read it: RFC 3339, in UTC or in the zone asked for. */
void answer_time(const struct answer *a, int64_t t, struct lr_buf *b);
/* Seconds to add to show it in that zone. */
int64_t answer_east(const struct answer *a, int64_t t);

/* Append a list as one text. */
void answer_list(const struct answer *a, const struct list *list,
    const struct value *v, struct lr_buf *b);

/* ---- formats */

struct format {
	const char *name;
	const char *end; /* of the names of its files, behind a dot */
	bool binary;	 /* nothing for a terminal */
	unsigned rows;	 /* wanted in any case: bits 1u << enum row */
	/* All of it into out. LR_ENOMEM; LR_ETOOLONG: more rows than the
	 * format can have. */
	enum lr_err (*write)(const struct answer *a, struct lr_out *out);
};
/* The one of that name, and of that file by the end of its name; NULL: none. */
const struct format *format_named(const char *name);
const struct format *format_of_file(const char *path);
/* For messages: "table, csv or html", and ".txt, .csv or .html". They live
 * until the next call. */
const char *format_names(void);
const char *format_ends(void);

enum lr_err table_write(const struct answer *a, struct lr_out *out);
enum lr_err csv_write(const struct answer *a, struct lr_out *out);
enum lr_err ndjson_write(const struct answer *a, struct lr_out *out);
enum lr_err xlsx_write(const struct answer *a, struct lr_out *out);
enum lr_err html_write(const struct answer *a, struct lr_out *out);

#endif
