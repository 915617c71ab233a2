#include "../tap.h"

#include <stdint.h>

#include "wipe.h"

int
main(void)
{
	char key[8] = "secret!", zero[8] = "";
	char *p, *q;
	size_t i;

	lr_wipe(key, sizeof(key));
	ok(memcmp(key, zero, sizeof(key)) == 0, "wiped");
	lr_wipe(NULL, 0);
	lr_wiped_free(NULL);

	p = lr_wiped_malloc(100);
	ok(p != NULL && (uintptr_t)p % 16 == 0, "aligned");
	memset(p, 'x', 100);
	q = lr_wiped_realloc(p, 1000);
	for (i = 0; i < 100 && q[i] == 'x'; i++)
		;
	ok(i == 100, "larger, with what was there");
	p = lr_wiped_realloc(q, 10);
	ok(memcmp(p, "xxxxxxxxxx", 10) == 0, "smaller");
	lr_wiped_free(p);
	p = lr_wiped_realloc(NULL, 5);
	ok(p != NULL, "of nothing");
	lr_wiped_free(p);
	p = lr_wiped_malloc(0);
	ok(p != NULL, "none");
	lr_wiped_free(p);

	p = lr_wiped_calloc(3, 7);
	for (i = 0; i < 21 && p[i] == 0; i++)
		;
	ok(i == 21, "zeros");
	lr_wiped_free(p);
	p = lr_wiped_strdup("text");
	is(p, strlen(p), "text", "a string");
	lr_wiped_free(p);

	ok(lr_wiped_malloc(SIZE_MAX) == NULL &&
		lr_wiped_malloc(SIZE_MAX - 15) == NULL &&
		lr_wiped_calloc(SIZE_MAX / 2, 3) == NULL,
	    "sizes that overflow");
	return done();
}
