#include "source.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_referrer r;

static void
from(const char *url, const char *query, const char *want)
{
	struct lr_source_texts texts;
	struct lr_source s, back;
	char key[LR_SOURCE_KEY];
	struct lr_buf b;
	unsigned i;
	bool same;

	if (lr_source_read(&r, lr_span_str(url), LR_SPAN("own.example"),
		lr_span_str(query), &s, &texts) != LR_OK)
		ok(false, "read");
	lr_buf_init(&b, 4096);
	lr_source_text(&s, &b);
	is(b.p, b.n, want, want);
	same = lr_source_parse(lr_source_key(&s, key), &back) &&
	    back.medium == s.medium;
	for (i = 0; i < LR_SOURCE_FIELDS; i++)
		same = same && lr_span_eq(s.field[i], back.field[i]);
	ok(same, "and back");
	lr_buf_free(&b);
}

int
main(void)
{
	struct lr_source_texts texts;
	struct lr_source s;

	lr_referrer_init(&r);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_source_read(&r, LR_SPAN("https://a.example/"), LR_SPAN(""),
	       LR_SPAN(""), &s, &texts) == LR_ENOMEM,
	    "memory");
	fail_from(FAIL_ALLOC, 0);
	from("", "", "direct");
	from("https://own.example/x", "", "internal");
	from("https://www.bing.com/", "", "search: Bing");
	from("https://news.example/", "", "referral: news.example");
	from("https://news.example/",
	    "utm_source=letter&utm_medium=mail&utm_campaign=autumn",
	    "campaign: letter / mail / autumn");
	from("", "utm_campaign=autumn&utm_term=t&utm_content=c",
	    "campaign: autumn / t / c");
	from(
	    "", "utm_campaign=autumn&gclid=1", "campaign: Google Ads / autumn");
	from("", "utm_source=chatgpt.com", "ai-assistant: ChatGPT");
	from("", "utm_source=letter", "campaign: letter");
	from("https://www.google.de/", "gclid=1", "campaign: Google Ads");
	from("https://www.google.de/", "srsltid=1", "search: Google Shopping");
	from("", "ref=friends", "referral: friends");
	from("https://own.example/", "ref=friends", "internal");
	ok(!lr_source_parse(LR_SPAN(""), &s) &&
		!lr_source_parse(LR_SPAN("z"), &s) &&
		!lr_source_parse(LR_SPAN("A"), &s),
	    "no key");
	ok(lr_source_parse(LR_SPAN("c"), &s) && s.medium == LR_SEARCH &&
		s.field[0].n == 0,
	    "a short one");
	lr_referrer_free(&r);
	return done();
}
