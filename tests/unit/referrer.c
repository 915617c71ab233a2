#include "referrer.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_referrer r;

/* want: "medium name" */
static void
from(const char *site, const char *url, const char *want)
{
	struct lr_referred out;
	char got[LR_NAME_MAX + 32];

	if (lr_referrer_read(&r, lr_span_str(url), lr_span_str(site), &out) !=
	    LR_OK)
		ok(false, "read");
	snprintf(got, sizeof(got), "%s %.*s", lr_medium_name(out.medium),
	    (int)out.name.n, out.name.n > 0 ? out.name.p : "");
	is(got, strlen(got), want, *url == '\0' ? "(none)" : url);
}

static void
test_own(void)
{
	from("www.shop.example", "https://shop.example/a", "internal ");
	from("Shop.example:443", "https://www.shop.example/a", "internal ");
	from("shop.example", "https://blog.shop.example/",
	    "referral blog.shop.example");
	from("shop.example", "https://myshop.example/",
	    "referral myshop.example");
	from("", "https://own.example/", "internal ");
	from("google.com", "https://google.com/", "internal ");
}

static void
test_known(void)
{
	from("", "https://www.google.com/", "search Google");
	from("", "https://google.co.uk/search?q=x", "search Google");
	from("", "https://google.com.br/", "search Google");
	from("", "https://images.google.de/imgres", "search Google Images");
	from("", "https://de.search.yahoo.com/", "search Yahoo!");
	from("", "https://mail.google.com/mail/", "mail Gmail");
	from("", "https://mail.yahoo.co.jp/", "mail Yahoo! Mail");
	from("", "https://gemini.google.com/", "ai-assistant Gemini");
	from("", "https://l.facebook.com/l.php?u=x", "social Facebook");
	from("", "https://t.co/abc", "social X (Twitter)");
	from("", "https://docs.google.com/d/1", "referral docs.google.com");
	from("", "android-app://com.google.android.gm/", "mail Gmail");
	from("", "android-app://com.google.android.googlequicksearchbox/",
	    "search Google");
	from("", "android-app://com.linkedin.android/", "social LinkedIn");
	from("", "android-app://org.example.app/", "referral org.example.app");
	from("", "https://notgoogle.com/", "referral notgoogle.com");
	from(
	    "", "https://google.evil.example/", "referral google.evil.example");
}

static void
test_told_by_words(void)
{
	from("", "https://suche.portal.example/", "search portal.example");
	from("", "https://search2.portal.co.uk/", "search portal.co.uk");
	from("", "https://www.mysearch.example/", "search mysearch.example");
	from("", "https://research.example/", "referral research.example");
	from("", "https://webmail.provider.example/x", "mail provider.example");
	from("", "https://mail.example/", "referral mail.example");
	from("", "https://garden.social/", "social garden.social");
	from("", "https://news.example/find?q=pump", "search news.example");
	from("", "https://www.google.com.evil.example/search?q=a",
	    "referral google.com.evil.example");
	from("", "https://google.evil.example/?q=a",
	    "referral google.evil.example");
	from("", "https://duckduckgo.com.evil.co.uk/?q=a",
	    "referral duckduckgo.com.evil.co.uk");
	from("", "https://shop.news.example/find?q=pump",
	    "search shop.news.example");
	from("", "https://.a..com.example/?q=pump", "search .a..com.example");
	from("", "https://news.example/?q=", "referral news.example");
	from("", "https://news.example/?p=123", "referral news.example");
	from("", "https://news.example/?q=12#a", "referral news.example");
	from("", "https://news.example/#?q=a", "referral news.example");
}

static void
test_hostile(void)
{
	char big[LR_NAME_MAX + 10] = "http://";

	from("", "https://user:word@news.example/", "referral news.example");
	from("", "http://192.0.2.7:81/", "referral ");
	from("", "http://www.192.0.2.7/", "referral ");
	from("", "http://[2001:db8::7]/", "referral ");
	from("", "http://[2001:db8::7]:81/?q=a", "referral ");
	from("[2001:DB8:0::7]:81", "http://[2001:db8::7]/", "internal ");
	from("192.0.2.7:81", "http://192.0.2.7/", "internal ");
	from("192.0.2.8", "http://192.0.2.7/", "referral ");
	from("", "http://[2001:db8::7/", "referral ");
	from("", "http://[fe80::1%25x]/", "direct ");
	from("", "about:blank", "direct ");
	from("", "", "direct ");
	from("", "-", "direct ");
	from("", "https://", "direct ");
	from("", "https://a b.example/", "direct ");
	from("", "https://<b>.example/", "direct ");
	from("", "https://x\xe2\x80\xaey/", "direct ");
	from("", "https://.../", "referral ...");
	from("", "https://a..com/", "referral a..com");
	from("", "https://1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.google.com/",
	    "search Google");
	memset(big + 7, 'a', sizeof(big) - 8);
	big[sizeof(big) - 1] = '\0';
	from("", big, "direct ");
	memset(big + 7, '.', LR_NAME_MAX - 1);
	big[LR_NAME_MAX + 6] = '\0';
	from("", big,
	    "referral "
	    "............................................................"
	    "............................................................"
	    "............................................................"
	    "............................................................"
	    "............");
}

static void
test_hosts(void)
{
	struct lr_referred out;

	ok(lr_referrer_host(&r, LR_SPAN("ChatGPT.com"), &out) == LR_OK &&
		out.medium == LR_ASSISTANT,
	    "a host alone");
	ok(lr_referrer_host(&r, LR_SPAN("newsletter"), &out) == LR_OK &&
		out.medium == LR_REFERRAL,
	    "a word");
	ok(lr_referrer_host(&r, LR_SPAN("a b"), &out) == LR_OK &&
		out.medium == LR_REFERRAL && out.name.n == 0,
	    "none");
	ok(lr_medium_parse(LR_SPAN("mail")) == LR_MAIL &&
		lr_medium_parse(LR_SPAN("x")) == LR_MEDIA,
	    "media by name");
}

int
main(void)
{
	char own[LR_NAME_MAX + 10];
	struct lr_referred out;

	lr_referrer_init(&r);
	memset(own, 'o', sizeof(own));
	fail_from(FAIL_ALLOC, 1);
	ok(lr_referrer_own(&r, LR_SPAN("a.example")) == LR_ENOMEM, "memory");
	ok(lr_referrer_read(&r, LR_SPAN("http://a.example/"), LR_SPAN(""),
	       &out) == LR_ENOMEM,
	    "for the table");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_referrer_own(&r, LR_SPAN("www.Own.example:8080")) == LR_OK &&
		lr_referrer_own(&r, lr_span(own, sizeof(own))) == LR_OK,
	    "own");
	test_own();
	test_known();
	test_told_by_words();
	test_hostile();
	test_hosts();
	lr_referrer_free(&r);
	return done();
}
