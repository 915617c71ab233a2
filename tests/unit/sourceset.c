#include "sourceset.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_sources s;

static uint32_t
from(const char *referrer, const char *query, uint32_t site)
{
	uint32_t id = LR_SOURCE_NONE;

	if (lr_sources_read(&s, lr_span_str(referrer), lr_span_str(query),
		LR_SPAN("shop.example"), site, &id) != LR_OK)
		return LR_SOURCE_NONE;
	return id;
}

/* What is remembered by a part of the referrer is what all of it tells. */
static void
test_parts(void)
{
	static const char *const begin[] = { "https://", "http://", "//", "",
		"/", "android-app://", "ios-app://", "x:/", "https:///",
		"https://a@", "https://[", "1+2.3://" };
	static const char *const host[] = { "www.google.de", "news.example",
		"own.example:8080", "shop.example", "192.0.2.1", "2001:db8::1]",
		"com.linkedin.android", "", "-", "a b", "find.example#x" };
	static const char *const end[] = { "", "/", "/a", "/a/b@c/d",
		"?q=pumps", "/a?q=pumps", "/a#?q=pumps", "/a?b=c", "#/a",
		"/#q=x", "/?", "?search=abc/def" };
	struct lr_source_texts texts;
	struct lr_source source;
	uint32_t i, k, j, id;
	struct lr_buf b;
	bool good = true;

	lr_buf_init(&b, 1000);
	for (i = 0; i < 12 * 11 * 12; i++) {
		k = i / 12 % 11;
		j = i / 12 / 11;
		lr_buf_clear(&b);
		lr_buf_puts(&b, begin[j]);
		lr_buf_puts(&b, host[k]);
		lr_buf_puts(&b, end[i % 12]);
		good &= lr_source_read(&s.referrers, lr_buf_span(&b),
			    LR_SPAN("shop.example"), LR_SPAN(""), &source,
			    &texts) == LR_OK &&
		    lr_sources_add(&s, &source, &id) == LR_OK &&
		    from(lr_buf_str(&b), "", 0) == id;
	}
	ok(good, "parts of referrers");
	lr_buf_free(&b);
}

int
main(void)
{
	uint32_t search, direct, own, news, i;
	char host[40];
	bool good = true;

	lr_sources_init(&s);
	fail_from(FAIL_ALLOC, 1);
	ok(from("", "", 0) == LR_SOURCE_NONE, "no memory");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_sources_own(&s, LR_SPAN("own.example")) == LR_OK, "own");
	search = from("https://www.google.de/", "", 0);
	direct = from("", "", 0);
	own = from("https://own.example/", "", 0);
	news = from("https://news.example/x", "", 0);
	ok(from("https://google.com/search?q=a", "", 0) == search &&
		from("https://www.google.de/", "", 1) == search &&
		from("https://www.google.de/", "", 0) == search,
	    "one number");
	ok(from("https://www.google.de/", "gclid=1", 0) != search &&
		from("https://shop.example/", "", LR_SOURCE_NONE) == own,
	    "others");
	ok(lr_sources_tells(&s, search) && !lr_sources_tells(&s, direct) &&
		!lr_sources_tells(&s, own) &&
		!lr_sources_tells(&s, LR_SOURCE_NONE),
	    "which tell");
	ok(lr_sources_better(&s, search, direct) &&
		!lr_sources_better(&s, direct, search) &&
		lr_sources_better(&s, search, news) &&
		!lr_sources_better(&s, news, search) &&
		lr_sources_better(&s, direct, own) &&
		lr_sources_better(&s, own, LR_SOURCE_NONE) &&
		!lr_sources_better(&s, LR_SOURCE_NONE, own) &&
		!lr_sources_better(&s, own, own),
	    "which is better");
	test_parts();
	/* more than are remembered */
	for (i = 0; i < 10000; i++) {
		snprintf(host, sizeof(host), "https://h%u.example/", i);
		good &= from(host, "", 0) == s.map.n - 1;
	}
	for (i = 0; i < 10000; i++) {
		snprintf(host, sizeof(host), "https://h%u.example/", i);
		good &= from(host, "", 0) == s.map.n - 10000 + i;
	}
	ok(good, "ten thousand");
	lr_sources_free(&s);
	return done();
}
