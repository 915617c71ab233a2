#include "../tap.h"

#include <stdint.h>

#include "punycode.h"

static void
gives(const char *host, const char *want)
{
	char out[300];
	size_t n = lr_punycode(lr_span_str(host), out, sizeof(out));

	is(out, n, want, want);
}

int
main(void)
{
	char out[300], big[100];
	size_t i;
	bool good = true;

	gives("example.com", "example.com");
	gives("Example.COM.", "example.com.");
	gives("b\xc3\xbc"
	      "cher.example",
	    "xn--bcher-kva.example");
	gives("M\xc3\x9cLLER.de", "xn--mller-kva.de");
	gives("stra\xc3\x9f"
	      "e.de",
	    "xn--strae-oqa.de");
	gives("www.\xc5\x81\xc3\xb3"
	      "d\xc5\xba.pl",
	    "www.xn--d-uga0v4h.pl");
	/* RFC 3492, 7.1 (L): 3nen B-gumi kinpachi sensei */
	gives("3\xe5\xb9\xb4"
	      "b\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88\xe7\x94\x9f",
	    "xn--3b-ww4c5e180e575a65lsy2b");
	/* (B) why do they not just speak Chinese */
	gives("\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88"
	      "\xe4\xb8\x8d\xe8\xaf\xb4\xe4\xb8\xad\xe6\x96\x87",
	    "xn--ihqwcrb4cv8a8dqg056pqjye");
	gives("\xd0\x9f\xd0\xa0\xd0\x90\xd0\x92\xd0\x94\xd0\x90",
	    "xn--80aafi6cg");
	gives("\xe4\xbe\x8b\xe3\x80\x82"
	      "jp",
	    "xn--fsq.jp");
	gives("", "");
	ok(lr_punycode(LR_SPAN("a\xff.de"), out, sizeof(out)) == 0,
	    "malformed");
	memset(big, 'a', sizeof(big));
	ok(lr_punycode(lr_span(big, 64), out, sizeof(out)) == 0,
	    "a label too long");
	for (i = 0; i < 25; i++)
		good &= lr_punycode(LR_SPAN("b\xc3\xbc"
					    "cher.example"),
			    out, i) <= i;
	ok(good, "no more than there is room for");
	return done();
}
