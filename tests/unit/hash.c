#include "../tap.h"

#include "hash.h"

int
main(void)
{
	uint64_t seed = lr_hash_seed(), h[1000];
	char text[1000] = { 0 };
	bool distinct = true;
	size_t i, k;

	ok(seed != 0 && lr_hash_seed() == seed, "one seed for the process");
	ok(lr_hash(LR_SPAN("a"), seed) == lr_hash(LR_SPAN("a"), seed),
	    "the same again");
	ok(lr_hash(LR_SPAN("a"), 1) != lr_hash(LR_SPAN("a"), 2),
	    "another seed, another hash");
	for (i = 0; i < 1000; i++) {
		h[i] = lr_hash(lr_span(text, i), seed);
		for (k = 0; k < i; k++)
			distinct = distinct && h[k] != h[i];
	}
	ok(distinct, "0 to 999 NUL bytes: all differ");
	ok(lr_hash(lr_span(NULL, 0), seed) == h[0], "nothing is as empty");
	return done();
}
