/*
 * where: a condition on the fields of a row, as people write it:
 *
 *	visits >= 3 and (country = DE or country = AT) and not industry ~ *bank*
 *
 * Comparisons are = != < <= > >= ~ (fits a glob) and !~, joined by and, or,
 * not and parentheses; a field alone asks whether it is known. Values are bare
 * words, or quoted with ' or ". Texts are compared without regard to the case
 * of ASCII letters; = and ~ of a list ask whether one of it is so, < and its
 * kin count it. A comparison with a field that is not known is false; != and
 * !~ are the opposites of = and ~.
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
	LR_WHERE_NUMBER,  /* of a literal "50%" is 0.5 */
	LR_WHERE_SECONDS, /* a number; of a literal "5m" is 300 */
	LR_WHERE_TIME,	  /* seconds since 1970; literals by a callback */
	LR_WHERE_LIST
};

/* What a row has in a field. */
struct lr_where_value {
	double number;
	struct lr_span text;
	size_t items; /* of a list */
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
	/* Item i of the list that value was last asked for. */
	struct lr_span (*item)(void *arg, size_t i);
	void *arg;
};

struct lr_where; /* heap */

/* LR_EBAD: *why says what is wrong, *column (from 1) where. LR_ENOMEM. */
enum lr_err lr_where_new(struct lr_where **w, struct lr_span text,
    const struct lr_where_fields *fields, size_t *column, const char **why);
void lr_where_free(struct lr_where *w);

bool lr_where_true(const struct lr_where *w, const struct lr_where_row *row);

#endif
