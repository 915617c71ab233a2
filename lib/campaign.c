#include "campaign.h"

#include "ascii.h"
#include "utf8.h"

static const struct {
	const char *name;
	enum lr_utm field;
} fields[] = {
	{ "utm_source", LR_UTM_SOURCE },
	{ "utm_medium", LR_UTM_MEDIUM },
	{ "utm_campaign", LR_UTM_CAMPAIGN },
	{ "utm_term", LR_UTM_TERM },
	{ "utm_content", LR_UTM_CONTENT },
	{ "mtm_source", LR_UTM_SOURCE },
	{ "mtm_medium", LR_UTM_MEDIUM },
	{ "mtm_campaign", LR_UTM_CAMPAIGN },
	{ "mtm_keyword", LR_UTM_TERM },
	{ "mtm_kwd", LR_UTM_TERM },
	{ "mtm_content", LR_UTM_CONTENT },
	{ "matomo_campaign", LR_UTM_CAMPAIGN },
	{ "matomo_kwd", LR_UTM_TERM },
	{ "pk_source", LR_UTM_SOURCE },
	{ "pk_medium", LR_UTM_MEDIUM },
	{ "pk_campaign", LR_UTM_CAMPAIGN },
	{ "pk_cpn", LR_UTM_CAMPAIGN },
	{ "pk_keyword", LR_UTM_TERM },
	{ "pk_kwd", LR_UTM_TERM },
	{ "pk_content", LR_UTM_CONTENT },
	{ "piwik_campaign", LR_UTM_CAMPAIGN },
	{ "piwik_keyword", LR_UTM_TERM },
	{ "piwik_kwd", LR_UTM_TERM },
	{ "at_campaign", LR_UTM_CAMPAIGN },
	{ "at_medium", LR_UTM_MEDIUM },
	{ "etcc_cmp", LR_UTM_CAMPAIGN },
	{ "etcc_med", LR_UTM_MEDIUM },
	{ "etcc_key", LR_UTM_TERM },
	{ "etcc_ctv", LR_UTM_CONTENT },
	{ "wt_mc", LR_UTM_CAMPAIGN },
	{ "wt_zmc", LR_UTM_CAMPAIGN },
	{ "sc_campaign", LR_UTM_CAMPAIGN },
	{ "hsa_cam", LR_UTM_CAMPAIGN },
	{ "hsa_src", LR_UTM_SOURCE },
};

static const struct mark {
	const char *name, *medium, *network;
} marks[] = {
#include "campaign-ids.inc"
};

/* The character that begins at s.p[*at], which goes behind it. */
static char
next(struct lr_span s, size_t *at)
{
	char c = s.p[(*at)++];

	if (c == '+')
		return ' ';
	if (c == '%' && *at + 1 < s.n && lr_hex(s.p[*at]) >= 0 &&
	    lr_hex(s.p[*at + 1]) >= 0) {
		c = (char)(lr_hex(s.p[*at]) << 4 | lr_hex(s.p[*at + 1]));
		*at += 2;
	}
	return (unsigned char)c < 0x20 || c == 0x7f ? ' ' : c;
}

/* How much of the first n bytes is whole characters. */
static size_t
whole(struct lr_span s, size_t n)
{
	size_t start;

	if (s.n < n)
		return s.n;
	for (start = n; start > 0 && (s.p[start - 1] & 0xc0) == 0x80;)
		start--;
	if (start > 0 && (s.p[start - 1] & 0xc0) == 0xc0)
		start--;
	else
		start = n;
	return start < n &&
		lr_utf8_len(s.p + start, s.p + n) == (unsigned)(n - start)
	    ? n
	    : start;
}

/* The value as people wrote it, at out, what is no UTF-8 repaired; empty when
 * it tells who somebody is or nothing at all. */
static struct lr_span
value(struct lr_span s, char *out)
{
	char raw[LR_CAMPAIGN_VALUE], fixed[3 * LR_CAMPAIGN_VALUE];
	struct lr_buf b = {
		.p = fixed, .cap = sizeof(fixed), .max = sizeof(fixed)
	};
	struct lr_span v;
	size_t at = 0, n = 0;
	char c;

	while (at < s.n) {
		c = next(s, &at);
		if (c == '@')
			return (struct lr_span){ NULL, 0 };
		if (n < sizeof(raw))
			raw[n++] = c;
	}
	/* no half of a character at the end, neither here nor there */
	if (at > n)
		n = whole(lr_span(raw, n), n);
	lr_utf8_fix(&b, lr_span(raw, n));
	n = whole(lr_buf_span(&b), LR_CAMPAIGN_VALUE);
	v = lr_span_trim(lr_span(fixed, n));
	if (v.n == 0)
		return (struct lr_span){ NULL, 0 };
	memcpy(out, v.p, v.n);
	return lr_span(out, v.n);
}

static void
mark(struct lr_campaign *c, struct lr_span name)
{
	size_t i;

	for (i = 0;
	     c->medium == LR_MEDIA && i < sizeof(marks) / sizeof(marks[0]); i++)
		if (lr_ascii_eq(name, lr_span_str(marks[i].name))) {
			c->medium =
			    lr_medium_parse(lr_span_str(marks[i].medium));
			c->network = lr_span_str(marks[i].network);
		}
}

static void
field(struct lr_campaign *c, struct lr_span name, struct lr_span s)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		enum lr_utm f = fields[i].field;

		if (!lr_ascii_eq(name, lr_span_str(fields[i].name)))
			continue;
		if (c->utm[f].n == 0)
			c->utm[f] =
			    value(s, c->text + (size_t)f * LR_CAMPAIGN_VALUE);
		return;
	}
	if (lr_ascii_eq(name, LR_SPAN("ref")) && c->ref.n == 0)
		c->ref =
		    value(s, c->text + (size_t)LR_UTMS * LR_CAMPAIGN_VALUE);
	else if (s.n > 0)
		mark(c, name);
}

void
lr_campaign_read(struct lr_span query, struct lr_campaign *c)
{
	size_t at;

	memset(c->utm, 0, sizeof(c->utm));
	c->ref = c->network = (struct lr_span){ NULL, 0 };
	c->medium = LR_MEDIA;
	while (query.n > 0) {
		struct lr_span one = lr_span_cut(&query, '&');

		at = lr_span_find(one, '=');
		field(c, lr_span_sub(one, 0, at),
		    lr_span_sub(one, at + 1, one.n));
	}
}
