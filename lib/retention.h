/*
 * retention: how long things are kept, and deleting from the stores what is
 * over age. What was made at T and is kept for a period is there while now is
 * less than T + period (lr_time_add_months), and gone from then on.
 */
#ifndef LR_RETENTION_H
#define LR_RETENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "store.h"

/* One of the two is 0. */
struct lr_period {
	int months; /* of the calendar */
	int64_t seconds;
};

/* Which times are over age. Where the earlier month is the longer one, its
 * last days all end on the same day, each at its own time of day: hence the
 * second condition. */
struct lr_cutoff {
	int64_t all;	/* over age up to and including this */
	int64_t some;	/* and up to this, when the time of day is ... */
	int64_t of_day; /* ... at most this, in seconds */
};

struct lr_cutoff lr_cutoff(int64_t now, struct lr_period keep);

static inline bool
lr_cutoff_over(const struct lr_cutoff *c, int64_t t)
{
	return t <= c->all ||
	    (t <= c->some && ((t % 86400) + 86400) % 86400 <= c->of_day);
}

/* The same in SQL, of a column "time". */
#define LR_CUTOFF_SQL "(time <= ?1 OR (time <= ?2 AND time % 86400 <= ?3))"
void lr_cutoff_bind(struct lr_query *q, const struct lr_cutoff *c);

/* Some rows of one store that have a period in common. */
struct lr_retention {
	const struct lr_store_spec *store;
	const char *what; /* for people */
	struct lr_period keep;
	const char *count; /* SQL made by the macro below */
	const char *expire;
	const char *newest;
};

/* The rows of a table that meet a condition ("1": all), and the table's
 * primary key. A row with a time that is no number is over age. */
#define LR_RETENTION_SQL(table, key, condition)                               \
	"SELECT count(*), coalesce(sum(" LR_CUTOFF_SQL                        \
	" OR typeof(time) <> 'integer'), 0) FROM " table " WHERE " condition, \
	    "DELETE FROM " table " WHERE (" key ") IN (SELECT " key           \
	    " FROM " table " WHERE (" LR_CUTOFF_SQL                           \
	    " OR typeof(time) <> 'integer') AND " condition " LIMIT ?4)",     \
	    "SELECT max(time) FROM " table                                    \
	    " WHERE typeof(time) = 'integer' AND " condition

struct lr_expired {
	int64_t before, over;
};

/* Count, and delete unless dry, in transactions short enough for others to
 * write in between. On failure *done says what went so far. */
enum lr_err lr_retention_apply(struct lr_store *st,
    const struct lr_retention *r, int64_t now, bool dry,
    struct lr_expired *done);

/* When the last of these rows will be over age; LR_END: there are none. */
enum lr_err lr_retention_last(
    struct lr_store *st, const struct lr_retention *r, int64_t *t);

#endif
