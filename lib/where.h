/*
 * where: a condition on the fields of a row, as people write it:
 *
 *	visits >= 3 and (country = DE or country = AT) and not industry ~ *bank*
 *
 * Comparisons are = != < <= > >= ~ (fits a glob) and !~, joined by and, or,
 * not and parentheses; == and <> are = and !=. A field alone asks whether it is
 * known, a flag alone whether it is true. Values are bare words, or quoted with
 * ' or ". Texts are compared without regard to the case of letters; = and
 * ~ of a list ask whether one of it is so, < and its kin count it. A comparison
 * with a field that is not known is false; != and !~ are the opposites of = and
 * ~.
 *
 * A number is never compared as text: of a range ("51-200") a comparison holds
 * when it does for some number of it, and a text is not more or less than a
 * number.
 *
 * Owns a copy of the text. At most LR_WHERE_MAX comparisons, nested
 * LR_WHERE_DEPTH deep.
 */
#ifndef LR_WHERE_H
#define LR_WHERE_H

#include <stdint.h>

#include "err.h"
#include "span.h"

#define LR_WHERE_MAX 256u
#define LR_WHERE_DEPTH 64u

enum lr_where_type {
	LR_WHERE_TEXT,
	LR_WHERE_NUMBER,
	LR_WHERE_POINTS,  /* 0 to 100; a literal "50%" is 50 */
	LR_WHERE_SHARE,	  /* 0 to 1; a literal "50%" is 0.5 */
	LR_WHERE_SECONDS, /* a number; a literal "5m" is 300 */
	LR_WHERE_TIME,	  /* seconds since 1970; literals by a callback */
	LR_WHERE_FLAG,	  /* 1 or 0; literals are true and false */
	LR_WHERE_RANGE,	  /* number to most, as the text says; whole literals */
	LR_WHERE_LIST,
	LR_WHERE_TYPES
};

/* What a row has in a field. */
struct lr_where_value {
	double number, most; /* of a range; most < number: it tells none */
	struct lr_span text;
	struct lr_span also; /* another way to write the text, or nothing */
	size_t items;	     /* of a list */
};

/* Who knows the fields. */
struct lr_where_fields {
	/* The number of a field and its type; -1: there is none. */
	int (*find)(void *arg, struct lr_span name, enum lr_where_type *type);
	bool (*time)(void *arg, struct lr_span text, int64_t *t);
	void *arg;
};

/* Who knows the row. */
struct lr_where_row {
	/* False: not known. */
	bool (*value)(void *arg, unsigned field, struct lr_where_value *v);
	/* The text, and also, of item i of the list last asked for. */
	void (*item)(void *arg, size_t i, struct lr_where_value *v);
	void *arg;
};

struct lr_where_wrong {
	const char *why;
	struct lr_span word; /* of the text; empty at its end */
	size_t column;	     /* where it begins, in characters from 1 */
};

struct lr_where; /* heap */

/* LR_EBAD: *wrong says what and where. LR_ENOMEM. */
enum lr_err lr_where_new(struct lr_where **w, struct lr_span text,
    const struct lr_where_fields *fields, struct lr_where_wrong *wrong);
void lr_where_free(struct lr_where *w);

bool lr_where_true(const struct lr_where *w, const struct lr_where_row *row);

#endif
