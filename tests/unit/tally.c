#include "tally.h"

#include "../fail.h"
#include "../tap.h"

static uint32_t
times(const struct lr_tally *t, uint32_t number)
{
	uint32_t i;

	for (i = 0; t->item != NULL && i < 1u << t->bits; i++)
		if (t->item[i].number == number)
			return t->item[i].times;
	return 0;
}

int
main(void)
{
	struct lr_tally t = { 0 };
	bool good = true;
	unsigned i, k;

	for (k = 0; k < 3; k++)
		for (i = 0; i < 5000; i++)
			good &= lr_tally_add(&t, i * 3, 5000) == LR_OK;
	for (i = 0; i < 15000; i++)
		good &= times(&t, i) == (i % 3 == 0 ? 3 : 0);
	ok(good && t.n == 5000, "5000 numbers, each three times");
	ok(lr_tally_add(&t, 1, 5000) == LR_OK && t.n == 5000 &&
		times(&t, 1) == 0,
	    "no new one past the ceiling");
	ok(lr_tally_add(&t, 0, 5000) == LR_OK && times(&t, 0) == 4,
	    "an old one still");
	lr_tally_free(&t);
	ok(t.item == NULL && t.n == 0, "empty again");
	ok(lr_tally_add(&t, 7, 0) == LR_OK && t.item == NULL, "none at all");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_tally_add(&t, 7, 9) == LR_ENOMEM && t.n == 0, "no memory");
	fail_from(FAIL_ALLOC, 0);
	for (i = 0; i < 3; i++)
		good &= lr_tally_add(&t, i, 9) == LR_OK;
	fail_from(FAIL_ALLOC, 1);
	ok(lr_tally_add(&t, 7, 9) == LR_ENOMEM && t.n == 3 && times(&t, 2) == 1,
	    "what is there stays when there is no memory for more");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_tally_add(&t, 7, 9) == LR_OK && t.n == 4, "and it goes on");
	lr_tally_free(&t);
	return done();
}
