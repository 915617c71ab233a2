#include "page.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_pages p;

static uint32_t
add(uint32_t site, const char *path)
{
	struct lr_span s = lr_span_str(path);
	uint32_t id = LR_PAGE_NONE;

	if (lr_pages_add(&p, site, s, lr_pages_hash(&p, site, s), &id) != LR_OK)
		return LR_PAGE_NONE;
	return id;
}

static void
test_goals(void)
{
	char name[16];
	unsigned i;

	ok(lr_pages_goal(&p, LR_SPAN("contact"), LR_SPAN("/contact*")) ==
		    LR_OK &&
		lr_pages_goal(&p, LR_SPAN("buy"), LR_SPAN("/cart")) == LR_OK &&
		lr_pages_goal(&p, LR_SPAN("contact"), LR_SPAN("/call")) ==
		    LR_OK,
	    "goals");
	ok(p.goals == 2 && lr_pages_goals(&p, LR_SPAN("/call")) == 1 &&
		lr_pages_goals(&p, LR_SPAN("/contact/x")) == 1 &&
		lr_pages_goals(&p, LR_SPAN("/cart")) == 2 &&
		lr_pages_goals(&p, LR_SPAN("/")) == 0,
	    "of paths");
	ok(p.page[add(0, "/cart")].goals == 2, "of a page");
	for (i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "g%u", i);
		(void)lr_pages_goal(&p, lr_span_str(name), LR_SPAN("/x"));
	}
	ok(p.goals == LR_PAGE_GOALS &&
		lr_pages_goal(&p, LR_SPAN("new"), LR_SPAN("/")) ==
		    LR_ETOOLONG &&
		lr_pages_goal(&p, LR_SPAN("buy"), LR_SPAN("/")) == LR_OK,
	    "no more than 32");
	while (lr_pages_goal(&p, LR_SPAN("buy"), LR_SPAN("/")) == LR_OK)
		;
	ok(p.globs == LR_PAGE_GLOBS, "nor than 256 patterns");
}

static void
test_sites(void)
{
	char big[100];
	uint32_t a, b, c;

	memset(big, 'a', sizeof(big));
	ok(lr_pages_site(&p, LR_SPAN("Shop.example"), &a) == LR_OK &&
		lr_pages_site(&p, LR_SPAN("shop.example"), &b) == LR_OK &&
		lr_pages_site(&p, LR_SPAN("shop.example"), &c) == LR_OK &&
		a == b && b == c,
	    "the case of a site");
	ok(lr_pages_site(&p, LR_SPAN(""), &b) == LR_OK && b != a &&
		lr_pages_site(&p, lr_span(big, sizeof(big)), &c) == LR_OK &&
		lr_pages_site(&p, LR_SPAN(""), &a) == LR_OK && a == b,
	    "none, and a long one");
}

static void
test_pages(void)
{
	uint32_t a = 0, b = 0, i;
	char path[16];
	bool good = true;

	ok(lr_pages_site(&p, LR_SPAN("a.example"), &a) == LR_OK &&
		lr_pages_site(&p, LR_SPAN("b.example"), &b) == LR_OK &&
		a == 0 && b == 1,
	    "two sites");
	a = add(0, "/");
	b = add(1, "/");

	ok(a != b && add(0, "/") == a && add(1, "/") == b, "of two sites");
	for (i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "/%u", i);
		good &= add(0, path) == b + 1 + i;
	}
	for (i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "/%u", i);
		good &=
		    lr_pages_find(&p, 0, lr_span_str(path),
			lr_pages_hash(&p, 0, lr_span_str(path))) == b + 1 + i;
	}
	ok(good, "a thousand");
	ok(lr_pages_cmp(&p, a, b + 1) < 0 && lr_pages_cmp(&p, b + 1, a) > 0 &&
		lr_pages_cmp(&p, a, a) == 0 && lr_pages_cmp(&p, a, b) != 0 &&
		lr_pages_cmp(&p, a, LR_PAGE_NONE) < 0 &&
		lr_pages_cmp(&p, LR_PAGE_NONE, a) > 0,
	    "order");
	fail_from(FAIL_ALLOC, 1);
	ok(add(0, "/0") == b + 1, "known pages need no memory");
	fail_from(FAIL_ALLOC, 0);
}

int
main(void)
{
	lr_pages_init(&p);
	ok(lr_pages_find(&p, 0, LR_SPAN("/"), 1) == LR_PAGE_NONE &&
		lr_pages_place(&p, 1) == NULL,
	    "empty");
	fail_from(FAIL_ALLOC, 1);
	ok(add(0, "/") == LR_PAGE_NONE, "no memory");
	fail_from(FAIL_ALLOC, 0);
	test_pages();
	test_sites();
	test_goals();
	lr_pages_free(&p);
	return done();
}
