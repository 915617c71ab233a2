#include "../tap.h"

#include <stdio.h>

#include "../fail.h"

#include "orgnames.h"

static struct lr_orgnames *names;

/* Read with the memory and without. */
static bool
same(struct lr_span text, struct lr_span country)
{
	static struct lr_orgname a, b;

	memset(&a, 'x', sizeof(a)); /* nothing is as it was */
	lr_orgname_read(text, country, &b);
	lr_orgnames_read(names, text, country, &a);
	return a.n == b.n && memcmp(a.name, b.name, a.n) == 0 &&
	    a.marks == b.marks && a.handle == b.handle &&
	    a.handle_only == b.handle_only && a.folded_n == b.folded_n &&
	    strcmp(a.folded, b.folded) == 0;
}

/* All of them more often than there is room, in two orders. */
static void
many(void)
{
	static const char *const before[] = { "Example Works ", "EX-", "AS",
		"Example \xc3\xa9lite " };
	static const char *const after[] = { " GmbH", "-AS Example Telecom, US",
		"-NET", " S.p.A." };
	unsigned i, k, wrong = 0;
	char text[80];

	for (i = 0; i < 60000; i++) {
		k = i % 3 == 0 ? i % 500 : i;
		snprintf(text, sizeof(text), "%s%u%s", before[k % 4], k,
		    after[k % 4]);
		wrong += !same(lr_span_str(text),
		    k % 5 == 0 ? LR_SPAN("US") : LR_SPAN(""));
	}
	ok(wrong == 0, "many names: %u are others", wrong);
}

int
main(void)
{
	static const char *const countries[] = { "", "US", "DE", "us", "USA",
		"U" };
	const struct lr_span text = LR_SPAN("EX-US Example Widgets, US");
	static char big[LR_ORGNAME_MAX * 4];
	unsigned i;

	ok(lr_orgnames_new(&names) == LR_OK, "there is one");
	for (i = 0; i < 12; i++)
		ok(same(text, lr_span_str(countries[i % 6])),
		    "registered in '%s'", countries[i % 6]);
	ok(same(text, lr_span("\0\0", 2)) && same(text, LR_SPAN("")),
	    "in no country at all");
	ok(same(lr_span(NULL, 0), lr_span(NULL, 0)), "no name");
	ok(same(LR_SPAN("Evil\0\x1b[31m"), LR_SPAN("US")), "a hostile one");
	memset(big, 'a', sizeof(big));
	for (i = 150; i < 180; i++)
		ok(same(lr_span(big, i), LR_SPAN("")) &&
			same(lr_span(big, i), LR_SPAN("")),
		    "%u bytes", i);
	ok(same(lr_span(big, sizeof(big)), LR_SPAN("")), "a long one");
	many();
	lr_orgnames_free(names);
	lr_orgnames_free(NULL);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_orgnames_new(&names) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
