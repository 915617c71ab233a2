/*
 * answer: rows of a report, of which every format makes what it likes.
 *
 * How a format reads rows. When the input has ended there is one struct
 * answer for each feed: the leads that it lets through, in its order, and all
 * that hangs on them. An answer has rows of five kinds (enum row); a kind has
 * a table of columns, the same for every format, and its rows are numbered:
 *
 *	struct value v;
 *	value_init(&v);
 *	for (i = 0; i < answer_rows(a, ROW_LEAD); i++)
 *		for (c = 0; c < kinds[ROW_LEAD].n; c++)
 *			if (answer_value(a, ROW_LEAD, i, c, &v)) ...
 *	value_free(&v);
 *
 * A value is typed (enum value_type of its column): a format decides how it
 * looks, never what it is. Texts are as strangers wrote them, but for
 * addresses, which are hidden already, and may hold any byte that UTF-8 has
 * and some it has not: making them safe is up to the format.
 *
 * Visits and their pages are there only when something asked for them before
 * the input was read: a format with .visits set, or the row kind. The visits
 * of lead i are the rows answer_visits(a, i) of ROW_VISIT, the oldest first.
 *
 * A new format is a function and a line of `formats` (formats.c). All of them
 * are handed the same answer, so all totals agree.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdint.h>

#include "buf.h"

/* ---- values */

enum value_type {
	VALUE_TEXT,    /* .text */
	VALUE_COUNT,   /* .count */
	VALUE_REAL,    /* .real, two decimals are enough */
	VALUE_SHARE,   /* .real, 0 to 1 */
	VALUE_TIME,    /* .time, seconds since 1970, UTC */
	VALUE_SECONDS, /* .count, how long something lasted */
	VALUE_FLAG,    /* known: true */
	VALUE_LIST     /* .item[0] to .item[.items - 1] */
};

/* One of a list: a text, how often, and in a timeline when and for how long. */
struct item {
	struct lr_span text;
	uint64_t count;
	int64_t time;
};

struct value {
	uint64_t count;
	double real;
	int64_t time;
	struct lr_span text;
	const struct item *item;
	size_t items;

	/* private: where texts and items live until the next value */
	struct lr_buf b;
	struct item *own;
	size_t cap;
	enum lr_err err; /* LR_ENOMEM sticks */
};

void value_init(struct value *v);
void value_free(struct value *v);

/* Of a list: what its text, count and time are called in NDJSON. NULL: there
 * is none of these. between joins them where a list is one text. */
struct list {
	const char *text, *count, *time, *between;
};

struct column {
	const char *name; /* of CSV, NDJSON and --where */
	const char *title;
	enum value_type type;
	unsigned char least; /* width in a terminal that will do */
	unsigned char rank;  /* 1: the last to go when there is no room, 2 the
				one before, ...; 0: not in the table */
	const struct list *list;
};

enum row {
	ROW_LEAD,   /* a company */
	ROW_VISIT,  /* a visit, with its pages */
	ROW_PAGE,   /* a page, with the companies that looked at it */
	ROW_SOURCE, /* where visits came from */
	ROW_MATCH,  /* what became of the input; not of a feed, of all of it */
	ROW_KINDS
};

struct kind {
	const char *name; /* "lead" */
	const char *many; /* "leads": the name of a sheet */
	const struct column *column;
	unsigned n;
};
extern const struct kind kinds[ROW_KINDS];

/* ---- answers */

struct answer;

size_t answer_rows(const struct answer *a, enum row kind);

/* False: not known. What v holds lives until its next use. */
bool answer_value(const struct answer *a, enum row kind, size_t row,
    unsigned column, struct value *v);

/* Which rows of ROW_VISIT are of that lead. */
struct rows {
	size_t first, n;
};
struct rows answer_visits(const struct answer *a, size_t lead);

#endif
