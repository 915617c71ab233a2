#include "referrer.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_referrer r;

static void
from(const char *site, const char *url, const char *want)
{
	char out[LR_NAME_MAX];
	struct lr_span s =
	    lr_referrer_host(&r, lr_span_str(url), lr_span_str(site), out);

	is(s.p, s.n, want, *url == '\0' ? "(none)" : url);
}

int
main(void)
{
	char big[LR_NAME_MAX + 10] = "http://";
	char own[LR_NAME_MAX + 10];

	lr_referrer_init(&r);
	memset(own, 'o', sizeof(own));
	fail_from(FAIL_ALLOC, 1);
	ok(lr_referrer_own(&r, LR_SPAN("a.example")) == LR_ENOMEM, "memory");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_referrer_own(&r, LR_SPAN("www.Own.example:8080")) == LR_OK &&
		lr_referrer_own(&r, lr_span(own, sizeof(own))) == LR_OK,
	    "own");
	from("", "https://www.Search.example:8443/?q=secret",
	    "www.search.example");
	from("www.shop.example", "https://shop.example/a", "");
	from("Shop.example:443", "https://www.shop.example/a", "");
	from("shop.example", "https://blog.shop.example/", "blog.shop.example");
	from("shop.example", "https://myshop.example/", "myshop.example");
	from("", "https://own.example/", "");
	from("", "https://user:word@news.example/", "news.example");
	from("", "android-app://com.example.mail/", "com.example.mail");
	from("", "http://192.0.2.7:81/", "");
	from("", "http://[2001:db8::7]/", "");
	from("", "about:blank", "");
	from("", "", "");
	from("", "-", "");
	from("", "https://", "");
	from("", "https://a b.example/", "");
	from("", "https://<b>.example/", "");
	from("", "https://x\xe2\x80\xaey/", "");
	memset(big + 7, 'a', sizeof(big) - 8);
	big[sizeof(big) - 1] = '\0';
	from("", big, "");
	lr_referrer_free(&r);
	return done();
}
