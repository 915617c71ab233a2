#include "../tap.h"

#include <stdalign.h>
#include <stdint.h>

#include "../fail.h"
#include "arena.h"

static void
pieces(void)
{
	static char *p[3000];
	struct lr_arena a;
	bool aligned = true, kept = true;
	size_t i, k;

	lr_arena_init(&a, 10 << 20);
	for (i = 0; i < 3000; i++) {
		p[i] = lr_arena_alloc(&a, i);
		aligned =
		    aligned && (uintptr_t)p[i] % alignof(max_align_t) == 0;
		memset(p[i], (int)(i & 255), i);
		if (i % 3 == 0)
			lr_arena_dup(&a, LR_SPAN("in between"));
	}
	for (i = 0; i < 3000; i++)
		for (k = 0; k < i; k++)
			kept = kept && p[i][k] == (char)(i & 255);
	ok(aligned, "3000 pieces, aligned");
	ok(kept, "none moved, none lies in another");
	lr_arena_reset(&a);
	ok(a.used == 0, "reset gives all back");
	ok(lr_arena_alloc(&a, 1 << 20) != NULL, "a piece greater than a block");
	lr_arena_free(&a);
	ok(a.used == 0 && lr_arena_alloc(&a, 1) != NULL, "free, and use again");
	lr_arena_free(&a);
}

static void
dup(void)
{
	struct lr_span s = lr_span("a\0b", 3), d;
	struct lr_arena a;

	lr_arena_init(&a, 1000);
	d = lr_arena_dup(&a, s);
	ok(lr_span_eq(s, d) && d.p != s.p && d.p[3] == '\0',
	    "dup: a copy with a NUL behind it");
	d = lr_arena_dup(&a, lr_span(NULL, 0));
	ok(d.p != NULL && d.n == 0 && d.p[0] == '\0', "dup: of nothing");
	lr_arena_free(&a);
}

static void
ceiling(void)
{
	struct lr_arena a;
	struct lr_span d;
	int n = 0;

	lr_arena_init(&a, 1000);
	while (lr_arena_alloc(&a, 100) != NULL && n < 100)
		n++;
	ok(n == 10, "ten pieces of 100 up to a ceiling of 1000");
	d = lr_arena_dup(&a, LR_SPAN("x"));
	ok(d.p == NULL && d.n == 0, "dup: no room");
	lr_arena_reset(&a);
	ok(lr_arena_alloc(&a, 1001) == NULL &&
		lr_arena_alloc(&a, SIZE_MAX) == NULL &&
		lr_arena_alloc(&a, 1000) != NULL,
	    "room again after a reset, and no more");
	lr_arena_free(&a);
}

static void
no_memory(void)
{
	struct lr_arena a;
	unsigned long n;
	int i;

	for (n = 1; n < 20; n++) {
		lr_arena_init(&a, 10 << 20);
		fail_from(FAIL_ALLOC, n);
		for (i = 0; i < 10 && lr_arena_alloc(&a, 60000) != NULL; i++)
			;
		fail_from(FAIL_ALLOC, 0);
		if (i == 10)
			break;
		if (lr_arena_alloc(&a, 10) == NULL)
			break;
		lr_arena_free(&a);
	}
	ok(i == 10 && n == 11, "no memory, each time one block later");
	lr_arena_free(&a);
}

int
main(void)
{
	pieces();
	dup();
	ceiling();
	no_memory();
	return done();
}
