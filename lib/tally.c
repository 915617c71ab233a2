#include "tally.h"

#include <stdlib.h>

#define FREE UINT32_MAX

void
lr_tally_free(struct lr_tally *t)
{
	free(t->item);
	*t = (struct lr_tally){ 0 };
}

static struct lr_tally_item *
find(const struct lr_tally *t, uint32_t number)
{
	uint32_t i = lr_tally_place(t, number), mask = (1u << t->bits) - 1;

	while (t->item[i].number != FREE && t->item[i].number != number)
		i = (i + 1) & mask;
	return &t->item[i];
}

/* Twice the places, from 4 on. */
static enum lr_err
grow(struct lr_tally *t)
{
	struct lr_tally new = { .n = t->n, .bits = t->bits + 1 };
	uint32_t i;

	if (t->item == NULL)
		new.bits = 2;
	if (new.bits > 28 ||
	    (new.item = malloc((1u << new.bits) * sizeof(*new.item))) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < 1u << new.bits; i++)
		new.item[i].number = FREE;
	for (i = 0; t->item != NULL && i < 1u << t->bits; i++)
		if (t->item[i].number != FREE)
			*find(&new, t->item[i].number) = t->item[i];
	free(t->item);
	*t = new;
	return LR_OK;
}

enum lr_err
lr_tally_more(struct lr_tally *t, uint32_t number, uint32_t times, uint32_t max)
{
	struct lr_tally_item *item = t->item == NULL ? NULL : find(t, number);
	enum lr_err err;

	if (item != NULL && item->number == number) {
		item->times = times < UINT32_MAX - item->times
		    ? item->times + times
		    : UINT32_MAX;
		return LR_OK;
	}
	if (t->n >= max)
		return LR_OK;
	/* three quarters full at most */
	if (item == NULL || t->n >= (1u << t->bits) / 4 * 3) {
		if ((err = grow(t)) != LR_OK)
			return err;
		item = find(t, number);
	}
	*item = (struct lr_tally_item){ number, times };
	t->n++;
	return LR_OK;
}

enum lr_err
lr_tally_add(struct lr_tally *t, uint32_t number, uint32_t max)
{
	return lr_tally_more(t, number, 1, max);
}
