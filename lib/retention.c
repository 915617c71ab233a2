#include "retention.h"

#include "clock.h"

#define BATCH 20000 /* rows of one transaction: some tenths of a second */

struct lr_cutoff
lr_cutoff(int64_t now, struct lr_period keep)
{
	int64_t of_day = ((now % LR_DAY) + LR_DAY) % LR_DAY, c;
	struct lr_date then, source;

	if (keep.months == 0) {
		c = now - keep.seconds;
		return (struct lr_cutoff){ c, c, 0 };
	}
	c = lr_time_add_months(now, -keep.months);
	lr_time_to_date(now, &then);
	lr_time_to_date(c, &source);
	/* the day was cut to the month's last one: the whole month is over */
	if (source.day < then.day) {
		c += LR_DAY - 1 - of_day;
		return (struct lr_cutoff){ c, c, 0 };
	}
	/* a last day: the days after it in the earlier month end on it too */
	lr_time_to_date(now + LR_DAY, &then);
	if (then.day == 1) {
		int64_t some = c;

		for (;;) {
			lr_time_to_date(some + LR_DAY, &then);
			if (then.day == 1)
				break;
			some += LR_DAY;
		}
		return (struct lr_cutoff){ c, some, of_day };
	}
	return (struct lr_cutoff){ c, c, 0 };
}

void
lr_cutoff_bind(struct lr_query *q, const struct lr_cutoff *c)
{
	lr_query_int(q, 1, c->all);
	lr_query_int(q, 2, c->some);
	lr_query_int(q, 3, c->of_day);
}

static enum lr_err
count(struct lr_store *st, const struct lr_retention *r,
    const struct lr_cutoff *c, struct lr_expired *done)
{
	struct lr_query *q;
	enum lr_err err = lr_query_new(&q, st, r->count);

	if (err != LR_OK)
		return err;
	lr_cutoff_bind(q, c);
	if ((err = lr_query_step(q)) == LR_OK) {
		done->before = lr_query_get_int(q, 0);
		done->over = lr_query_get_int(q, 1);
	}
	lr_query_free(q);
	return err;
}

/* One transaction; *gone rows went. */
static enum lr_err
batch(struct lr_store *st, struct lr_query *q, const struct lr_cutoff *c,
    int64_t *gone)
{
	enum lr_err err = lr_store_begin(st);

	*gone = 0;
	if (err != LR_OK)
		return err;
	lr_cutoff_bind(q, c);
	lr_query_int(q, 4, BATCH);
	if ((err = lr_query_step(q)) != LR_END) {
		lr_store_rollback(st);
		return err;
	}
	*gone = lr_store_changes(st);
	return lr_store_commit(st);
}

enum lr_err
lr_retention_apply(struct lr_store *st, const struct lr_retention *r,
    int64_t now, bool dry, struct lr_expired *done)
{
	struct lr_cutoff c = lr_cutoff(now, r->keep);
	struct lr_query *q;
	enum lr_err err;
	int64_t gone;

	*done = (struct lr_expired){ 0, 0 };
	if ((err = count(st, r, &c, done)) != LR_OK || dry || done->over == 0)
		return err;
	if ((err = lr_query_new(&q, st, r->expire)) != LR_OK)
		return err;
	done->over = 0;
	do {
		err = batch(st, q, &c, &gone);
		if (err == LR_OK)
			done->over += gone;
	} while (err == LR_OK && gone == BATCH);
	lr_query_free(q);
	return err;
}

enum lr_err
lr_retention_last(struct lr_store *st, const struct lr_retention *r, int64_t *t)
{
	struct lr_query *q;
	enum lr_err err = lr_query_new(&q, st, r->newest);

	if (err != LR_OK)
		return err;
	if ((err = lr_query_step(q)) == LR_OK) {
		/* of no rows the maximum is NULL */
		if (lr_query_get_span(q, 0).p == NULL)
			err = LR_END;
		*t = lr_query_get_int(q, 0);
		*t = r->keep.months != 0
		    ? lr_time_add_months(*t, r->keep.months)
		    : *t + r->keep.seconds;
	}
	lr_query_free(q);
	return err;
}
