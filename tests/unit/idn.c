#include "../tap.h"

#include "idn.h"
#include "punycode.h"

static struct lr_buf b;

static void
shows(const char *s, const char *want)
{
	struct lr_span got = lr_idn_text(lr_span_str(s), &b);

	is(got.p, got.n, want, s);
}

/* The host of these letters is told as itself, or not. */
static void
of(const char *letters, bool shown)
{
	char ascii[300];
	size_t n = lr_punycode(lr_span_str(letters), ascii, sizeof(ascii) - 1);

	ascii[n] = '\0';
	shows(ascii, shown ? letters : ascii);
}

static void
real_names(void)
{
	of("m\303\274ller.de", true);
	of("www.stra\303\237e-24.example", true);
	of("\305\202\303\263d\305\272.pl", true);
	of("\320\277\321\200\320\270\320\274\320\265\321\200.\321\200\321\204",
	    true); /* example in Russian */
	of("\316\265\316\273\316\273\316\254\316\264\316\261.gr", true);
	of("\344\276\213\343\201\210.jp", true);
	of("\346\226\260\345\275\251.cn", true);
	of("\355\225\234\352\265\255.kr", true);
}

static void
look_alikes(void)
{
	/* apple, all of it Cyrillic; the l is a palochka */
	of("\320\260\321\200\321\200\323\217\320\265.com", false);
	/* paypal with a Cyrillic a; with all of it */
	of("p\320\260ypal.com", false);
	of("\321\200\320\260\321\203\321\200\320\260.com", false);
	/* ekome: no letter of its own */
	of("\320\265\320\272\320\276\320\274\320\265.com", false);
	/* Greek: nov; alpha in Latin */
	of("\316\275\316\277\317\205.com", false);
	of("\316\261pple.com", false);
	/* dotless i, long s, kra; a dot below; fullwidth a */
	of("goog\304\261e.com", false);
	of("\305\277un.com", false);
	of("\304\270ey.com", false);
	of("g\341\273\215ogle.com", false);
	of("\357\275\201bc.com", false);
	/* Latin beside Han, a kana that is a slash, one stroke alone */
	of("a\344\276\213.jp", false);
	of("com\343\203\216x.jp", false);
	of("\343\203\216\343\203\216.jp", false);
	of("\344\270\200.jp", false);
}

static void
unseen(void)
{
	of("a\314\210b.com", false);		   /* a combining mark */
	of("pay\342\200\213pal.com", false);	   /* of no width */
	of("\342\200\256abc.com", false);	   /* that turns */
	of("\327\251\327\234.com", false);	   /* Hebrew */
	of("\330\247\330\250.com", false);	   /* Arabic */
	of("\340\271\204\340\270\227.com", false); /* Thai */
	of("\360\237\222\251.com", false);
	of("i\342\235\244.com", false);
	of("a\342\201\204b.com", false); /* a slash of fractions */
}

static void
misspelt(void)
{
	shows("xn--mller-kva.de", "m\303\274ller.de");
	shows("XN--Mller-KVA.De", "m\303\274ller.de");
	shows("xn--", "xn--");
	shows("xn---", "xn---");
	shows("xn--abc-", "xn--abc-");
	shows("xn--abc.de", "xn--abc.de");
	shows("xn--99999999.de", "xn--99999999.de");
	shows("xn--zzzzzzzzzzzzzzzzzzzzzzzzzz.de",
	    "xn--zzzzzzzzzzzzzzzzzzzzzzzzzz.de");
	/* a capital letter inside: M\334LLER written as it is */
	shows("xn--mller-3ya.de", "xn--mller-3ya.de");
	shows("xn--mller-kva..de.", "m\303\274ller..de.");
	shows("-xn--mller-kva.de", "-xn--mller-kva.de");
	/* one bad label, and all stay */
	shows("xn--mller-kva.xn--80ak6aa92e", "xn--mller-kva.xn--80ak6aa92e");
}

int
main(void)
{
	char big[700];
	struct lr_span got;

	lr_buf_init(&b, 10000);
	real_names();
	look_alikes();
	unseen();
	misspelt();
	shows("", "");
	shows("example.com/page", "example.com/page");
	shows("referral: xn--mller-kva.de", "referral: m\303\274ller.de");
	shows("xn--mller-kva.de/xn--p1ai?a=xn--",
	    "m\303\274ller.de/\321\200\321\204?a=xn--");
	shows("xn--mller-kva.de, xn--80ak6aa92e.com",
	    "m\303\274ller.de, xn--80ak6aa92e.com");
	memset(big, 'a', sizeof(big));
	memcpy(big, "xn--", 4);
	got = lr_idn_text(lr_span(big, sizeof(big)), &b);
	ok(lr_span_eq(got, lr_span(big, sizeof(big))), "a label too long");
	lr_buf_free(&b);
	return done();
}
