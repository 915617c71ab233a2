#include "../tap.h"

#include "../fail.h"
#include "map.h"
#include "num.h"

#define KEYS 100000u

/* Key number i: some short, some long, no two the same. */
static struct lr_span
key(uint32_t i, char *out)
{
	size_t n = lr_num_put((uint64_t)i * UINT64_C(2654435761), out);

	if (i % 7 == 0) {
		memset(out + n, i % 2 ? 'x' : '\0', 60);
		n += 60;
	}
	return lr_span(out, n);
}

static void
many(void)
{
	bool good = true, added;
	struct lr_map m;
	char text[100];
	uint32_t i, id;

	lr_map_init(&m, 64 << 20);
	for (i = 0; i < KEYS; i++) {
		struct lr_span k = key(i, text);

		good = good && lr_map_find(&m, k) == LR_MAP_NONE &&
		    lr_map_add(&m, k, &id, &added) == LR_OK && added &&
		    id == i && id == m.n - 1;
	}
	ok(good && m.n == KEYS, "100000 keys, numbered in order");
	good = true;
	for (i = 0; i < KEYS; i++) {
		struct lr_span k = key(i, text);

		good = good && lr_map_find(&m, k) == i &&
		    lr_map_add(&m, k, &id, &added) == LR_OK && !added &&
		    id == i && lr_span_eq(m.key[i], k) && m.key[i].p != text;
	}
	ok(good && m.n == KEYS, "found again, and not added twice");
	good = true;
	for (i = 0; i < KEYS; i++)
		good = good &&
		    lr_map_find(&m, key(i + KEYS + 7, text)) == LR_MAP_NONE;
	ok(good, "100000 others are not found");
	lr_map_free(&m);
	ok(m.n == 0 && lr_map_find(&m, LR_SPAN("x")) == LR_MAP_NONE,
	    "empty after free");
	ok(lr_map_add(&m, LR_SPAN("x"), &id, NULL) == LR_OK && id == 0,
	    "and of use again");
	lr_map_free(&m);
}

static void
odd_keys(void)
{
	struct lr_map m;
	uint32_t a, b, c;

	lr_map_init(&m, 1000);
	ok(lr_map_find(&m, LR_SPAN("x")) == LR_MAP_NONE, "an empty map");
	ok(lr_map_add(&m, lr_span(NULL, 0), &a, NULL) == LR_OK &&
		lr_map_add(&m, lr_span("\0", 1), &b, NULL) == LR_OK &&
		lr_map_add(&m, LR_SPAN(""), &c, NULL) == LR_OK && a == 0 &&
		b == 1 && c == 0,
	    "the empty key, and one of a NUL");
	lr_map_free(&m);
}

static void
ceiling(void)
{
	enum lr_err err = LR_OK;
	struct lr_map m;
	char text[100];
	uint32_t i, id, n;

	lr_map_init(&m, 2000);
	for (i = 0; i < 2000 && err == LR_OK; i++)
		err = lr_map_add(&m, key(i, text), &id, NULL);
	ok(err == LR_ENOMEM && m.n == i - 1 && m.n > 20,
	    "a ceiling ends it at %u keys", m.n);
	n = m.n;
	for (i = 0; i < n && lr_map_find(&m, key(i, text)) == i; i++)
		;
	ok(i == n && lr_map_find(&m, key(n, text)) == LR_MAP_NONE,
	    "those within are there, that beyond is not");
	lr_map_free(&m);
}

/* Every allocation fails once; adding goes on as if nothing had been. */
static void
no_memory(void)
{
	bool good = true, failed = true;
	struct lr_map m;
	char text[100];
	unsigned long at;
	uint32_t i, id;

	for (at = 1; failed && at < 100; at++) {
		lr_map_init(&m, 1 << 20);
		failed = false;
		for (i = 0; i < 1000; i++) {
			enum lr_err err;

			/* the call number `at` in all, each time from here */
			fail_from(FAIL_ALLOC, !failed && i >= at * 4 - 4);
			err = lr_map_add(&m, key(i, text), &id, NULL);
			fail_from(FAIL_ALLOC, 0);
			if (err != LR_OK) {
				failed = true;
				good = good && err == LR_ENOMEM && m.n == i &&
				    lr_map_find(&m, key(i, text)) ==
					LR_MAP_NONE;
				err = lr_map_add(&m, key(i, text), &id, NULL);
			}
			good = good && err == LR_OK && id == i;
		}
		for (i = 0; i < 1000; i++)
			good = good && lr_map_find(&m, key(i, text)) == i;
		lr_map_free(&m);
	}
	ok(good && at > 5, "no memory in the middle harms nothing");

	lr_map_init(&m, 1 << 20);
	for (good = true, at = 1; at <= 3; at++) {
		fail_from(FAIL_ALLOC, at);
		good = good &&
		    lr_map_add(&m, LR_SPAN("a"), &id, NULL) == LR_ENOMEM;
		good = good && lr_map_find(&m, LR_SPAN("a")) == LR_MAP_NONE;
		fail_from(FAIL_ALLOC, 0);
		if (at < 3)
			continue;
		good = good && lr_map_add(&m, LR_SPAN("a"), &id, NULL) == LR_OK;
	}
	ok(good, "no memory for the first key");
	lr_map_free(&m);
}

int
main(void)
{
	many();
	odd_keys();
	ceiling();
	no_memory();
	return done();
}
