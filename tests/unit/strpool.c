#include "../tap.h"

#include "../fail.h"
#include "strpool.h"

int
main(void)
{
	struct lr_strpool s;
	struct lr_span t;
	char tmp[16];
	size_t i;
	bool good = true;

	lr_strpool_init(&s);
	ok(!lr_strpool_get(&s, 0, &t) && lr_strpool_from(&s) == 0, "empty");
	ok(lr_strpool_end(&s) == LR_OK && lr_strpool_get(&s, 0, &t) && t.n == 0,
	    "an empty string");
	for (i = 1; i < 1000; i++) {
		lr_buf_putu(&s.text, i);
		good &= lr_strpool_end(&s) == LR_OK;
	}
	for (i = 1; i < 1000; i++) {
		int n = snprintf(tmp, sizeof(tmp), "%zu", i);

		good &= lr_strpool_get(&s, i, &t) &&
		    lr_span_eq(t, lr_span(tmp, (size_t)n));
	}
	ok(good && !lr_strpool_get(&s, i, &t), "1000 strings");
	ok(lr_strpool_from(&s) == s.text.n, "the next begins behind them");
	s.text.err = LR_ETOOLONG;
	ok(lr_strpool_end(&s) == LR_ETOOLONG, "too long");
	lr_strpool_free(&s);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_strpool_end(&s) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_strpool_free(&s);
	return done();
}
