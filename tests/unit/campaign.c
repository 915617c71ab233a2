#include "campaign.h"

#include "../tap.h"

static struct lr_campaign c;

static void
has(const char *query, enum lr_utm field, const char *want)
{
	lr_campaign_read(lr_span_str(query), &c);
	is(c.utm[field].p, c.utm[field].n, want, query);
}

int
main(void)
{
	char big[400] = "utm_source=";

	has("utm_source=mail&utm_medium=x", LR_UTM_SOURCE, "mail");
	has("utm_source=mail&utm_medium=x", LR_UTM_MEDIUM, "x");
	has("UTM_Campaign=a+b%20c", LR_UTM_CAMPAIGN, "a b c");
	has("pk_kwd=pump", LR_UTM_TERM, "pump");
	has("a=1&&mtm_content=top&", LR_UTM_CONTENT, "top");
	has("utm_term=one&utm_term=two", LR_UTM_TERM, "one");
	has("utm_source=", LR_UTM_SOURCE, "");
	has("utm_source", LR_UTM_SOURCE, "");
	has("utm_source=a%40b.example", LR_UTM_SOURCE, "");
	has("utm_source=a@b.example", LR_UTM_SOURCE, "");
	has("utm_source=a%00%0ab%7f", LR_UTM_SOURCE, "a  b");
	has("utm_source=%", LR_UTM_SOURCE, "%");
	has("utm_source=%4", LR_UTM_SOURCE, "%4");
	has("utm_source=%zz", LR_UTM_SOURCE, "%zz");
	has("", LR_UTM_SOURCE, "");
	memset(big + 11, 'x', 99);
	memcpy(big + 110, "\xc3\xa9@", 4);
	lr_campaign_read(lr_span_str(big), &c);
	ok(c.utm[LR_UTM_SOURCE].n == 0, "an @ far behind counts, too");
	memcpy(big + 110, "\xc3\xa9z", 4);
	lr_campaign_read(lr_span_str(big), &c);
	ok(c.utm[LR_UTM_SOURCE].n == 99, "no half of a character");
	lr_campaign_read(LR_SPAN("gclid=abc&x=y"), &c);
	ok(c.medium == LR_CAMPAIGN &&
		lr_span_eq(c.network, LR_SPAN("Google Ads")),
	    "a mark");
	lr_campaign_read(LR_SPAN("fbclid=abc"), &c);
	ok(c.medium == LR_SOCIAL, "one of a social network");
	lr_campaign_read(LR_SPAN("gclid="), &c);
	ok(c.medium == LR_MEDIA, "an empty one");
	lr_campaign_read(LR_SPAN("ref=producthunt"), &c);
	ok(lr_span_eq(c.ref, LR_SPAN("producthunt")), "ref");
	return done();
}
