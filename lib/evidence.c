#include "evidence.h"

#include "utf8.h"

#define SAY_MAX 100u /* bytes of one text */

/* Text as people can be shown it. */
static void
put_clean(struct lr_buf *b, struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);
	size_t from = b->n;

	while (p < end) {
		unsigned len = lr_utf8_len(p, end);

		if (b->n - from + len > SAY_MAX) {
			lr_buf_puts(b, "...");
			return;
		}
		if (len == 0 || lr_utf8_unsafe(lr_utf8_get(p, len)))
			lr_buf_putc(b, ' ');
		else if (*p == ';') /* it stands between rules */
			lr_buf_putc(b, ',');
		else
			lr_buf_put(b, lr_span(p, len));
		p += len == 0 ? 1 : len;
	}
}

struct saying {
	struct lr_buf *b;
	const char *between;
	bool more; /* something stands there already */
};

static void
put_name(struct saying *s, const char *name)
{
	if (s->more)
		lr_buf_puts(s->b, s->between);
	s->more = true;
	lr_buf_puts(s->b, name);
	lr_buf_putc(s->b, '=');
}

static void
say_text(struct saying *s, bool wanted, const char *name, struct lr_span text)
{
	if (!wanted || text.n == 0)
		return;
	put_name(s, name);
	put_clean(s->b, text);
}

static void
say_flag(struct saying *s, bool wanted, const char *name)
{
	if (!wanted)
		return;
	put_name(s, name);
	lr_buf_puts(s->b, "true");
}

static void
say_ip(struct saying *s, const struct lr_ip *ip)
{
	char text[LR_IP_TEXT];

	if (ip != NULL)
		say_text(s, true, "ip", lr_span(text, lr_ip_put(ip, text)));
}

static void
say_numbers(struct saying *s, const struct lr_evidence *ev, uint32_t which)
{
	if ((which & LR_EV_IP) != 0)
		say_ip(s, ev->ip);
	say_text(s, (which & LR_EV_PTR) != 0, "ptr", ev->ptr);
	if ((which & LR_EV_PTR) != 0 && ev->ptr.n > 0 && !ev->ptr_verified)
		lr_buf_puts(s->b, " (not verified)");
	if ((which & LR_EV_ASN) != 0 && ev->asn != 0) {
		put_name(s, "asn");
		lr_buf_putu(s->b, ev->asn);
	}
}

void
lr_evidence_say(const struct lr_evidence *ev, uint32_t which,
    const char *between, struct lr_buf *b)
{
	const struct {
		uint32_t bit;
		const char *name;
		struct lr_span text;
	} texts[] = {
		{ LR_EV_BOT, "bot", ev->bot },
		{ LR_EV_KIND, "kind", ev->table_kind },
		{ LR_EV_HOLDER, ev->holder.n > 0 ? "holder" : "netname",
		    ev->holder.n > 0 ? ev->holder : ev->netname },
		{ LR_EV_NETNAME, "netname",
		    ev->holder.n > 0 ? ev->netname : (struct lr_span){ 0 } },
		{ LR_EV_RANGE, "holder_status", ev->holder_status },
		{ LR_EV_RANGE, "network", ev->network },
		{ LR_EV_ORGANIZATION, "organization", ev->organization },
		{ LR_EV_ISP, "isp", ev->isp },
		{ LR_EV_AS_NAME, "as_name", ev->as_name },
		{ LR_EV_COUNTRY, "country", ev->country },
		{ LR_EV_DOMAIN, ev->domain.n > 0 ? "domain" : "as_domain",
		    ev->domain.n > 0 ? ev->domain : ev->as_domain },
		{ LR_EV_CONNECTION, "connection_type", ev->connection_type },
	};
	struct saying s = { b, between, false };
	size_t i;

	say_numbers(&s, ev, which);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		say_text(&s, (which & texts[i].bit) != 0, texts[i].name,
		    texts[i].text);
	say_flag(&s, (which & LR_EV_VPN) != 0 && ev->vpn, "vpn");
	say_flag(&s, (which & LR_EV_HOSTING) != 0 && ev->hosting, "hosting");
	say_flag(&s, (which & LR_EV_RELAY) != 0 && ev->relay, "relay");
	say_flag(&s, (which & LR_EV_RELAY) != 0 && ev->tor, "tor");
	say_flag(&s, (which & LR_EV_RELAY) != 0 && ev->proxy, "proxy");
	say_flag(&s, (which & LR_EV_GATEWAY) != 0 && ev->gateway, "gateway");
	say_flag(&s, (which & LR_EV_CRAWLER) != 0 && ev->crawler, "crawler");
}
