#include "../tap.h"

#include "clock.h"
#include "dated.h"

/* name, and its time; NULL: none */
static const char *const cases[][2] = {
	{ "hits-2026-11-22.ndjson", "2026-11-22T00:00:00Z" },
	{ "20261122.gz", "2026-11-22T00:00:00Z" },
	{ "a-20261122T101500Z.rec", "2026-11-22T10:15:00Z" },
	{ "2026-11-22T10:15:42-b", "2026-11-22T10:15:42Z" },
	{ "2026-11-22_10", "2026-11-22T10:00:00Z" },
	{ "2026-11-22-10-15-42-7f", "2026-11-22T10:15:42Z" },
	{ "2026-11-22.1.gz", "2026-11-22T00:00:00Z" },
	{ "2026-11-22.123", "2026-11-22T00:00:00Z" },
	{ "2026-11-22-2515", "2026-11-22T00:00:00Z" },
	{ "2024-02-29", "2024-02-29T00:00:00Z" },
	{ "2026-02-29", NULL },
	{ "2026-13-01", NULL },
	{ "2026-1122", NULL },
	{ "202611221", NULL },
	{ "1999-11-22", NULL },
	{ "a20261122", NULL },
	{ "9-2026-11-22", "2026-11-22T00:00:00Z" },
	{ "2026-11-2", NULL },
	{ "2026", NULL },
	{ "2026-", NULL },
	{ "", NULL },
};

/* A date is found wherever it begins, and nothing is read beyond the end. */
static void
cut(void)
{
	static const char name[] = "x-2026-11-22T10:15:42.rec";
	size_t n;
	bool good = true;
	int64_t t;

	for (n = 0; n < sizeof(name); n++) {
		char *p = malloc(n + 1);

		if (p == NULL)
			return;
		memcpy(p, name, n);
		p = realloc(p, n == 0 ? 1 : n);
		good = good && lr_dated(lr_span(p, n), &t) == (n >= 12);
		free(p);
	}
	ok(good, "cut at every byte");
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[LR_TIME_TEXT];
		int64_t t = 0;
		bool found = lr_dated(lr_span_str(cases[i][0]), &t);

		lr_time_put(t, text);
		if (cases[i][1] == NULL)
			ok(!found, "none: %s", cases[i][0]);
		else
			is(text, found ? sizeof(text) : 0, cases[i][1],
			    cases[i][0]);
	}
	cut();
	return done();
}
