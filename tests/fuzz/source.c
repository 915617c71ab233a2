/*
 * Any referrer, site and query (two lines, then the rest) as a source: its
 * texts are short, tell no mail address that the query held, and come back
 * from its key; a site's own host is internal.
 */
#include <stdint.h>
#include <stdlib.h>

#include "ip.h"
#include "source.h"
#include "url.h"

static void
check(const struct lr_source *s)
{
	char key[LR_SOURCE_KEY];
	struct lr_source back;
	unsigned i;

	if (s->medium >= LR_MEDIA ||
	    !lr_source_parse(lr_source_key(s, key), &back) ||
	    back.medium != s->medium)
		abort();
	for (i = 0; i < LR_SOURCE_FIELDS; i++) {
		struct lr_span f = s->field[i];

		if (!lr_span_eq(f, back.field[i]) ||
		    f.n > (i == 0 ? LR_NAME_MAX : LR_CAMPAIGN_VALUE) ||
		    lr_span_find(f, '@') < f.n)
			abort();
	}
	if (s->medium <= LR_INTERNAL && s->field[0].n > 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span query = lr_span((const char *)data, size);
	struct lr_span url = lr_span_cut(&query, '\n');
	struct lr_span site = lr_span_cut(&query, '\n');
	struct lr_source_texts texts;
	struct lr_referrer r;
	struct lr_source s;
	struct lr_ip ip;

	lr_referrer_init(&r);
	if (lr_source_read(&r, url, site, query, &s, &texts) != LR_OK)
		abort();
	check(&s);
	/* no address is told as a host */
	if (lr_source_read(&r, url, site, LR_SPAN(""), &s, &texts) != LR_OK ||
	    lr_ip_parse(s.field[0], &ip))
		abort();
	/* a host is one's own when it is the site */
	if (lr_source_read(
		&r, url, lr_url_host(url), LR_SPAN(""), &s, &texts) != LR_OK)
		abort();
	check(&s);
	if (s.medium > LR_INTERNAL && s.field[0].n > 0)
		abort();
	lr_referrer_free(&r);
	return 0;
}
