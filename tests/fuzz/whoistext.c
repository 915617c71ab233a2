/*
 * Any bytes as the answer of a whois server: the network holds the address,
 * texts are UTF-8, what may be asked further is a name and nothing else, and
 * a person's name beside the networks changes nothing.
 */
#include <stdint.h>
#include <stdio.h>

#include "ascii.h"
#include "buf.h"
#include "must.h"
#include "utf8.h"
#include "whoistext.h"

static void
check(const struct lr_whoistext *t, const struct lr_ip *ip)
{
	struct lr_span name = lr_span_str(t->name);
	size_t i;

	must(t->said == LR_WHOIS_REGISTERED || t->why != NULL);
	must((t->further == LR_WHOIS_ENOUGH) == (name.n == 0));
	if (t->said != LR_WHOIS_REGISTERED && t->said != LR_WHOIS_ELSEWHERE)
		must(t->further == LR_WHOIS_ENOUGH);
	if (t->further == LR_WHOIS_SERVER || t->further == LR_WHOIS_RWHOIS)
		must(lr_whoisnet_host(name) && t->port <= 65535);
	for (i = 0; i < name.n; i++)
		must(lr_is_alnum(name.p[i]) || name.p[i] == '-' ||
		    name.p[i] == '.');
	must(t->leave <= 366 * 86400u);
	if (t->said != LR_WHOIS_REGISTERED)
		return;
	must(lr_range_holds(&t->reg.range, ip));
	must(lr_utf8_valid(lr_registration_has_netname(&t->reg)));
	must(lr_utf8_valid(lr_registration_has_holder(&t->reg)));
	must(lr_utf8_valid(lr_registration_has_status(&t->reg)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char person[] = "\n\nperson:  Zq7 Zq7\nresponsible: Zq7\n"
				     "role: Zq7\naddress: Zq7\nName : Zq7\n\n";
	struct lr_span text = lr_span((const char *)data, size);
	struct lr_span line = lr_span_cut(&text, '\n');
	struct lr_whoistext t, again;
	struct lr_buf b;
	struct lr_ip ip;

	if (!lr_ip_parse(line, &ip))
		return 0;
	lr_whoistext_read(&t, text, &ip, 1700000000);
	check(&t, &ip);
	if (t.said != LR_WHOIS_REGISTERED || t.further == LR_WHOIS_ORG ||
	    lr_ascii_find(text, LR_SPAN("zq7")) < text.n)
		return 0;
	lr_buf_init(&b, size + 1000);
	lr_buf_puts(&b, person);
	lr_buf_put(&b, text);
	lr_buf_puts(&b, person);
	lr_whoistext_read(&again, lr_buf_span(&b), &ip, 1700000000);
	must(again.said == LR_WHOIS_REGISTERED);
	must(lr_ascii_find(lr_registration_has_holder(&again.reg),
		 LR_SPAN("zq7")) == again.reg.n_holder);
	must(lr_ascii_find(lr_registration_has_netname(&again.reg),
		 LR_SPAN("zq7")) == again.reg.n_netname);
	lr_buf_free(&b);
	return 0;
}
