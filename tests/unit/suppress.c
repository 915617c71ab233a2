#include "../fail.h"
#include "../folder.h"
#include "../tap.h"

#include <unistd.h>

#include "blacklist.h"
#include "suppress.h"

#define T0 INT64_C(1780000000)

static const char *why = "";

static enum lr_err
add(struct lr_suppress *s, const char *text)
{
	return lr_suppress_add(s, lr_span_str(text), lr_span(NULL, 0), T0);
}

static bool
name(const struct lr_suppress *s, const char *text)
{
	return lr_suppress_has_name(s, lr_span_str(text));
}

static bool
domain(const struct lr_suppress *s, const char *text)
{
	return lr_suppress_has_domain(s, lr_span_str(text));
}

static int64_t
gone(struct lr_suppress *s, const char *text)
{
	int64_t n = -1;

	return lr_suppress_remove(s, lr_span_str(text), &n) == LR_OK ? n : -1;
}

static void
domains(void)
{
	static const char *const yes[] = { "example.com", "a.b.example",
		"Example.COM.", "3.de", "xn--mller-kva.example", "10.de" };
	static const char *const no[] = { "", ".", "example", "example.com..",
		"a..b", "192.0.2.1", "-a.example", "a-.example", "a.example-",
		"a b.example", "m\xc3\xbcller.example", "a_b.example" };
	size_t i;

	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		ok(lr_suppress_is_domain(lr_span_str(yes[i])), "domain: %s",
		    yes[i]);
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		ok(!lr_suppress_is_domain(lr_span_str(no[i])), "none: %s",
		    no[i]);
	ok(!lr_suppress_is_domain(lr_span(NULL, 0)), "none: nothing");
}

/* Added in one spelling, asked for in the other. */
static void
umlauts(struct lr_suppress *s)
{
	static const struct {
		const char *added, *asked;
	} same[] = { { "Muehlbauer GmbH", "M\xc3\xbchlbauer AG" },
		{ "K\xc3\xb6rber & S\xc3\xb6hne", "Koerber & Soehne KG" },
		{ "Stra\xc3\x9f"
		  "enbau Exempel",
		    "STRASSENBAU EXEMPEL" } };
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		ok(!name(s, same[i].asked) && add(s, same[i].added) == LR_OK &&
			name(s, same[i].asked) && name(s, same[i].added),
		    "spellings: %s", same[i].added);
	ok(!name(s, "Muehlbach GmbH"), "not another's");
}

static void
matching(struct lr_suppress *s)
{
	ok(!lr_suppress_any(s) && !name(s, "Example") &&
		!domain(s, "example.com"),
	    "nobody yet");
	ok(add(s, "Example.com.") == LR_OK && add(s, "Big Red GmbH") == LR_OK &&
		add(s, "AG") == LR_OK &&
		add(s, "\xe6\x9d\xb1\xe4\xba\xac") == LR_OK &&
		lr_suppress_any(s),
	    "added");
	ok(domain(s, "example.com") && domain(s, "EXAMPLE.COM") &&
		domain(s, "a.b.example.com") && domain(s, "example.com."),
	    "the domain and below");
	ok(!domain(s, "notexample.com") && !domain(s, "com") &&
		!domain(s, "example.com.evil.example") && !domain(s, "") &&
		!domain(s, ".") && !domain(s, "..."),
	    "no other domain");
	ok(name(s, "BIG  RED") && name(s, "Big-Red AG") &&
		name(s, "Big Red GmbH & Co. KG") && name(s, "B\xc3\xadg Red"),
	    "the name, without legal form and accents");
	ok(!name(s, "Big") && !name(s, "Big Reds") &&
		!name(s, "Very Big Red") && !name(s, "") && !name(s, "GmbH") &&
		!name(s, "!"),
	    "no other name");
	ok(name(s, "ag"), "a name that is nothing but a form");
	ok(add(s, "") == LR_EBAD && add(s, "?!") == LR_EBAD, "no name");
}

static void
hostile(struct lr_suppress *s)
{
	char big[4096];

	memset(big, 'a', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	ok(add(s, big) == LR_ETOOLONG, "too long");
	ok(!name(s, big) && !domain(s, big), "asked for something too long");
	memset(big, '.', sizeof(big) - 1);
	ok(!name(s, big) && !domain(s, big), "nothing but dots");
	memset(big, '\xff', sizeof(big) - 1);
	ok(!name(s, big) && !domain(s, big), "no UTF-8");
}

static void
failures(void)
{
	unsigned long i;
	bool good = true;

	for (i = 1; i < 60; i++) {
		struct lr_suppress *s;

		fail_from(FAIL_ALLOC, i);
		if (lr_suppress_open(&s, dir, LR_STORE_WRITE, &why) == LR_OK) {
			good = good && (add(s, "Nth Example") != LR_EBAD);
			lr_suppress_close(s);
		}
		fail_from(FAIL_ALLOC, 0);
	}
	ok(good, "allocations that fail");
}

int
main(void)
{
	struct lr_suppress *s;

	folder_new();
	domains();
	ok(lr_suppress_open(&s, dir, LR_STORE_READ, &why) == LR_END, "none");
	ok(lr_suppress_open(&s, dir, LR_STORE_WRITE, &why) == LR_OK, "made");
	matching(s);
	umlauts(s);
	hostile(s);
	lr_suppress_close(s);
	ok(lr_suppress_open(&s, dir, LR_STORE_CHANGE, &why) == LR_OK &&
		name(s, "big red") && domain(s, "x.example.com") &&
		name(s, "Koerber & Soehne KG"),
	    "still there");
	ok(gone(s, "BIG RED KG") == 1 && gone(s, "example.COM") == 1 &&
		gone(s, "example.com") == 0 && gone(s, "") == 0,
	    "removed");
	lr_suppress_close(s);
	ok(lr_suppress_open(&s, dir, LR_STORE_READ, &why) == LR_OK &&
		!name(s, "big red") && !domain(s, "example.com"),
	    "gone");
	lr_suppress_close(s);
	failures();
	unlink_store("blacklist.db");
	ok(rmdir(dir) == 0, "nothing else is left behind");
	return done();
}
