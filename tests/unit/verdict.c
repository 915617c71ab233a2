#include "../tap.h"

#include "../fail.h"

#include "verdict.h"

#define T(lit)                       \
	{                            \
		lit, sizeof(lit) - 1 \
	}

#define LONG "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

/* At least one line a rule; company and domain: NULL is absent. */
static const struct {
	struct lr_evidence ev;
	const char *ip, *rule;
	enum lr_kind kind;
	const char *company, *domain;
} rows[] = {
	{ { .as_name = T("Example Bank AG") }, "192.168.1.1",
	    "reserved-address", LR_KIND_RESERVED, NULL, NULL },
	{ { .bot = T("examplebot"), .as_name = T("Example Bank AG") }, NULL,
	    "agent-bot", LR_KIND_CRAWLER, NULL, NULL },
	{ { .ptr = T("crawl-11-22-33-44.googlebot.com"), .ptr_verified = true },
	    NULL, "ptr-crawler", LR_KIND_CRAWLER, NULL, NULL },
	/* a claim that is not verified may only speak against a lead */
	{ { .ptr = T("crawl.googlebot.com"), .as_name = T("Example Bank AG") },
	    NULL, "ptr-crawler", LR_KIND_CRAWLER, NULL, NULL },
	{ { .crawler = true, .as_name = T("Example Bank AG") }, NULL,
	    "list-crawler", LR_KIND_CRAWLER, NULL, NULL },
	{ { .gateway = true, .as_name = T("Example Bank AG") }, NULL,
	    "list-gateway", LR_KIND_GATEWAY, NULL, NULL },
	{ { .as_name = T("Example Bank AG") }, "11.55.1.1", "override-network",
	    LR_KIND_COMPANY, "Example Works", "example.com" },
	{ { .as_name = T("Example Bank AG") }, "11.55.2.1", "override-network",
	    LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("adsl-1.own.examplia.net"), .ptr_verified = true }, NULL,
	    "override-domain", LR_KIND_COMPANY, NULL, NULL },
	/* unlike a name below a provider's domain, it is one's own */
	{ { .ptr = T("adsl-1.exemplon.com"), .ptr_verified = true }, NULL,
	    "override-domain", LR_KIND_COMPANY, NULL, "exemplon.com" },
	{ { .domain = T("exemplon.com") }, NULL, "override-domain",
	    LR_KIND_COMPANY, NULL, "exemplon.com" },
	/* a claim makes no lead, but may be no lead */
	{ { .ptr = T("adsl-1.own.examplia.net") }, NULL, "ptr-dynamic",
	    LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("mail.other.examplia.net") }, NULL, "override-domain",
	    LR_KIND_GATEWAY, NULL, NULL },
	{ { .domain = T("EXAMPLIA.net") }, NULL, "override-domain",
	    LR_KIND_GATEWAY, NULL, NULL },
	{ { .holder = T("Overridden Telecom") }, NULL, "override-name",
	    LR_KIND_COMPANY, "Overridden Telecom", NULL },
	{ { .asn = 64500, .as_name = T("Example Bank AG") }, NULL,
	    "override-as", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .table_kind = T("company"), .holder = T("Example Widgets") }, NULL,
	    "table-kind", LR_KIND_COMPANY, "Example Widgets", NULL },
	{ { .table_kind = T("isp"), .holder = T("Example Bank AG") }, NULL,
	    "table-kind", LR_KIND_ISP, NULL, NULL },
	{ { .table_kind = T("nonsense") }, NULL, "unknown", LR_KIND_UNKNOWN,
	    NULL, NULL },
	{ { .tor = true, .as_name = T("Example Bank AG") }, NULL, "flag-relay",
	    LR_KIND_RELAY, NULL, NULL },
	{ { .proxy = true }, NULL, "flag-relay", LR_KIND_RELAY, NULL, NULL },
	{ { .relay = true }, NULL, "flag-relay", LR_KIND_RELAY, NULL, NULL },
	{ { .vpn = true, .as_name = T("Example Bank AG") }, NULL, "flag-vpn",
	    LR_KIND_VPN, NULL, NULL },
	{ { .as_name = T("Zscaler, Inc.") }, NULL, "shared-exit",
	    LR_KIND_GATEWAY, NULL, NULL },
	{ { .as_name = T("Example VPN Ltd") }, NULL, "shared-exit", LR_KIND_VPN,
	    NULL, NULL },
	{ { .connection_type = T("Cellular") }, NULL, "connection-mobile",
	    LR_KIND_MOBILE, NULL, NULL },
	{ { .ptr = T("dhcp-1-2.example.edu"), .ptr_verified = true }, NULL,
	    "ptr-education", LR_KIND_EDUCATION, NULL, "example.edu" },
	{ { .ptr = T("gw.example.gov.uk"), .ptr_verified = true }, NULL,
	    "ptr-government", LR_KIND_GOVERNMENT, NULL, "example.gov.uk" },
	{ { .ptr = T("dhcp-1-2.examplebank.com"),
	      .ptr_verified = true,
	      .as_name = T("EXBANK - Example Bank Inc."),
	      .country = T("US") },
	    NULL, "ptr-own-network", LR_KIND_COMPANY, "Example Bank Inc.",
	    "examplebank.com" },
	{ { .ptr = T("a1.gprs.example.net"), .ptr_verified = true }, NULL,
	    "ptr-mobile", LR_KIND_MOBILE, NULL, NULL },
	{ { .ptr = T("adsl-pool-7.example.com"),
	      .as_name = T("Example Bank AG") },
	    NULL, "ptr-dynamic", LR_KIND_ISP, NULL, NULL },
	{ { .hosting = true, .as_name = T("Example Bank AG") }, NULL,
	    "flag-hosting", LR_KIND_HOSTING, NULL, NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .as_name = T("Other Telekom AG"),
	      .ptr = T("static-11-22-33-44.other-telekom.de"),
	      .ptr_verified = true },
	    NULL, "holder-customer", LR_KIND_COMPANY, "Example Widgets GmbH",
	    NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .holder_status = T("ASSIGNED PA"),
	      .network = T("11.22.33.0/24") },
	    NULL, "holder-customer", LR_KIND_COMPANY, "Example Widgets GmbH",
	    NULL },
	/* what providers have, by a legal form alone */
	{ { .holder = T("Example Widgets GmbH"),
	      .holder_status = T("ALLOCATED PA") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .network = T("11.22.0.0-11.23.0.0") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .network = T("2001:d00::/29") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .holder = T("Example Bank GmbH"),
	      .holder_status = T("Direct Allocation"),
	      .network = T("11.22.0.0/15") },
	    NULL, "holder-customer", LR_KIND_COMPANY, "Example Bank GmbH",
	    NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .holder_status = T("AGGREGATED-BY-LIR") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	/* nor for the owner of the AS where the range is for passing on */
	{ { .as_name = T("EXWID - Example Widgets, Inc."),
	      .country = T("US"),
	      .holder = T("Example Widgets, Inc."),
	      .holder_status = T("Direct Allocation") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("EXWID - Example Widgets, Inc."),
	      .country = T("US"),
	      .holder = T("Example Widgets, Inc."),
	      .holder_status = T("Direct Assignment") },
	    NULL, "as-legal-form", LR_KIND_COMPANY, "Example Widgets, Inc.",
	    NULL },
	/* one address for one person, perhaps */
	{ { .holder = T("Exemplum Maschinenbau"),
	      .network = T("11.22.33.44/32") },
	    NULL, "holder-one-address", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .holder = T("Exemplum Maschinenbau"),
	      .network = T("11.22.33.44/31") },
	    NULL, "holder-customer", LR_KIND_COMPANY, "Exemplum Maschinenbau",
	    NULL },
	{ { .holder = T("Exemplum Maschinenbau GmbH"),
	      .network = T("11.22.33.44") },
	    NULL, "holder-customer", LR_KIND_COMPANY,
	    "Exemplum Maschinenbau GmbH", NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .netname = T("EXWID-DSL-POOL2") },
	    NULL, "netname-provider", LR_KIND_ISP, NULL, NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .netname = T("EXWID-HOSTING") },
	    NULL, "netname-provider", LR_KIND_HOSTING, NULL, NULL },
	{ { .holder = T("Example Widgets GmbH"),
	      .netname = T("EXAMPLE-NET-DE") },
	    NULL, "holder-customer", LR_KIND_COMPANY, "Example Widgets GmbH",
	    NULL },
	/* the holder's own name tells nothing of the range */
	{ { .holder = T("Pooltechnik Exemplum GmbH"),
	      .netname = T("POOLTECHNIK-1") },
	    NULL, "holder-customer", LR_KIND_COMPANY,
	    "Pooltechnik Exemplum GmbH", NULL },
	/* one person in business, however the mail host is called */
	{ { .holder = T("Hans Example e.K."),
	      .ptr = T("mail.hans-exemplum.de"),
	      .ptr_verified = true },
	    NULL, "holder-person", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .organization = T("Exemplum Einzelunternehmen"),
	      .isp = T("Other Telekom") },
	    NULL, "holder-person", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("Exemplum Handel e.U."),
	      .country = T("AT"),
	      .ptr = T("mail.exemplum.at"),
	      .ptr_verified = true },
	    NULL, "holder-person", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("Exemplum Bank e.U."), .country = T("AT") }, NULL,
	    "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .isp = T("Other Telekom"),
	      .organization = T("Example Bank AG"),
	      .as_name = T("Other Telekom AG"),
	      .domain = T("examplebank.de") },
	    NULL, "organization-customer", LR_KIND_COMPANY, "Example Bank AG",
	    "examplebank.de" },
	{ { .ptr = T("vps12.example.com"), .ptr_verified = true }, NULL,
	    "ptr-hosting", LR_KIND_HOSTING, NULL, NULL },
	{ { .ptr = T("static.example.com"), .ptr_verified = true }, NULL,
	    "ptr-line", LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("11-22-33-44.example.com"), .ptr_verified = true }, NULL,
	    "ptr-address", LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("mail.comcast.net"), .ptr_verified = true }, NULL,
	    "ptr-provider-domain", LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("mx1.examplemail.com"), .ptr_verified = true }, NULL,
	    "ptr-mail-service", LR_KIND_HOSTING, NULL, NULL },
	{ { .ptr = T("mail.example-telecom.com"), .ptr_verified = true }, NULL,
	    "ptr-provider-word", LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("mail.examplia.com"),
	      .ptr_verified = true,
	      .as_name = T("Examplia Telecom Ltd") },
	    NULL, "ptr-provider-own", LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("mail.examplia.com"),
	      .ptr_verified = true,
	      .as_name = T("Other Hosting Ltd") },
	    NULL, "as-hosting", LR_KIND_HOSTING, NULL, NULL },
	{ { .ptr = T("mails.rz.uni-example.de"), .ptr_verified = true }, NULL,
	    "ptr-education-word", LR_KIND_EDUCATION, NULL, "uni-example.de" },
	{ { .ptr = T("firewall2.examplia.com"),
	      .ptr_verified = true,
	      .as_name = T("Other Telecom Ltd") },
	    NULL, "ptr-own-role", LR_KIND_COMPANY, NULL, "examplia.com" },
	/* the same, not verified: no lead */
	{ { .ptr = T("firewall2.examplia.com"),
	      .as_name = T("Other Telecom Ltd") },
	    NULL, "as-provider", LR_KIND_ISP, NULL, NULL },
	{ { .ptr = T("a66.examplebank.com"), .ptr_verified = true }, NULL,
	    "ptr-own-trade", LR_KIND_COMPANY, NULL, "examplebank.com" },
	{ { .ptr = T("capricorn.dev.examplia.com"), .ptr_verified = true },
	    NULL, "ptr-own-host", LR_KIND_COMPANY, NULL, "examplia.com" },
	{ { .ptr = T("capricorn.exemplia.net"), .ptr_verified = true }, NULL,
	    "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	/* somebody's line under a name of his own, no company's domain */
	{ { .ptr = T("gw.examplia.dyndns.org"), .ptr_verified = true }, NULL,
	    "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .ptr = T("=cmd|x.examplia.com"), .ptr_verified = true }, NULL,
	    "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .holder = T("Example Telecom Ltd") }, NULL, "holder-provider",
	    LR_KIND_ISP, NULL, NULL },
	{ { .organization = T("Example Hosting") }, NULL,
	    "organization-provider", LR_KIND_HOSTING, NULL, NULL },
	{ { .as_name = T("EXU - University of Example, US"),
	      .country = T("US") },
	    NULL, "as-education", LR_KIND_EDUCATION, "University of Example",
	    NULL },
	{ { .as_name = T("DFN Example Forschungsnetz") }, NULL,
	    "as-research-network", LR_KIND_EDUCATION, NULL, NULL },
	{ { .as_name = T("City of Exampleton"),
	      .as_domain = T("exampleton.example.org") },
	    NULL, "as-government", LR_KIND_GOVERNMENT, "City of Exampleton",
	    NULL },
	{ { .as_name = T("Example Telecom Ltd") }, NULL, "as-provider",
	    LR_KIND_ISP, NULL, NULL },
	{ { .as_name = T("EXB-AS Example Bank AG"),
	      .country = T("CH"),
	      .as_domain = T("examplebank.ch") },
	    NULL, "as-trade", LR_KIND_COMPANY, "Example Bank AG",
	    "examplebank.ch" },
	{ { .as_name = T("EXAMPLIA - Examplia Widgets Inc."),
	      .country = T("US") },
	    NULL, "as-legal-form", LR_KIND_COMPANY, "Examplia Widgets Inc.",
	    NULL },
	{ { .as_name = T("EXAMPLIA-AS Examplia OOO"), .country = T("RU") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("ACME-CORP-AS"), .country = T("US") }, NULL, "unknown",
	    LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("EXAMPLIA-AS Examplia International OOO"),
	      .country = T("RU") },
	    NULL, "as-legal-form", LR_KIND_COMPANY,
	    "Examplia International OOO", NULL },
	{ { .as_name = T("EXAMPLIA-AS Examplia Systems International OOO"),
	      .country = T("RU") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("JEXAMPLE - J. & P. Example"), .country = T("US") },
	    NULL, "as-plain-name", LR_KIND_COMPANY, "J. & P. Example", NULL },
	{ { .as_name = T("JEXAMPLE - J. & P. Example"), .country = T("RU") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("EXAMPLIA - Examplia"), .country = T("US") }, NULL,
	    "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .as_name = T("EXAMPLIA-COMPANY - Examplia"), .country = T("US") },
	    NULL, "as-plain-name", LR_KIND_COMPANY, "Examplia", NULL },
	{ { .as_name = T("Exemplian Communications Authority") }, NULL,
	    "as-government", LR_KIND_GOVERNMENT,
	    "Exemplian Communications Authority", NULL },
	{ { .as_name = T("OOO Exemplian Optical Transport Network"),
	      .country = T("RU") },
	    NULL, "unknown", LR_KIND_UNKNOWN, NULL, NULL },
	{ { .domain = T("example.edu") }, NULL, "domain-education",
	    LR_KIND_EDUCATION, NULL, "example.edu" },
	{ { .domain = T("example.gov.au") }, NULL, "domain-government",
	    LR_KIND_GOVERNMENT, NULL, "example.gov.au" },
	{ { .connection_type = T("Cable/DSL") }, NULL, "connection-line",
	    LR_KIND_ISP, NULL, NULL },
	{ { .connection_type = T("Corporate") }, NULL, "unknown",
	    LR_KIND_UNKNOWN, NULL, NULL },
	{ { .ptr_verified = true }, NULL, "unknown", LR_KIND_UNKNOWN, NULL,
	    NULL },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const char mine[] =
    "network\t11.55.0.0/16\tisp\n"
    "network\t11.55.1.0/24\tcompany\tExample Works\texample.com\n"
    "domain\texamplia.net\tgateway\n"
    "domain\town.examplia.net\tcompany\n"
    "as\tAS64500\tunknown\n"
    "name\toverridden*\tcompany\n"
    "domain\tExemplon.com\tcompany\n";

static void
why(const struct lr_judge *j)
{
	static const struct lr_evidence ev = {
		.holder = T("Example Widgets\tGmbH"),
		.as_name = T("Other Telekom AG"),
		.ptr = T("static-11-22-33-44.other-telekom.de"),
		.isp = T("Overridden"),
	},
					long_ev = { .holder = T(
							"Telecom " LONG LONG) };
	static const char told[] =
	    "override-name: holder=Example Widgets GmbH, isp=Overridden, "
	    "as_name=Other Telekom AG, line 6: overridden*; "
	    "holder-customer: holder=Example Widgets GmbH, "
	    "as_name=Other Telekom AG; "
	    "ptr-line: ptr=static-11-22-33-44.other-telekom.de "
	    "(not verified); "
	    "ptr-address: ptr=static-11-22-33-44.other-telekom.de "
	    "(not verified); "
	    "ptr-provider-word: ptr=static-11-22-33-44.other-telekom.de "
	    "(not verified); "
	    "ptr-provider-own: ptr=static-11-22-33-44.other-telekom.de "
	    "(not verified), as_name=Other Telekom AG; "
	    "as-provider: as_name=Other Telekom AG";
	static const struct lr_evidence none = { .asn = 0 };
	struct lr_fired fired[2];
	struct lr_buf b;

	lr_buf_init(&b, 1 << 16);
	lr_verdict_why(j, &ev, &b);
	is(b.p, b.n, told, "the rules that fire, in order");
	lr_buf_clear(&b);
	lr_verdict_why(j, &long_ev, &b);
	ok(b.n < 200 && lr_span_ends(lr_buf_span(&b), LR_SPAN("...")),
	    "long texts are cut");
	lr_buf_clear(&b);
	lr_verdict_why(j, &none, &b);
	is(b.p, b.n, "unknown", "nothing fires");
	ok(lr_verdict_fired(j, &ev, fired, 2) == 2, "no more than asked for");
	lr_buf_free(&b);
}

static void
every_rule(void)
{
	struct lr_rule_info r;
	unsigned i;
	size_t k;

	for (i = 0; lr_rule(i, &r); i++) {
		for (k = 0; k < ROWS && strcmp(rows[k].rule, r.id) != 0;)
			k++;
		ok(k < ROWS, "rule %s has a line here", r.id);
		ok(strlen(r.sentence) > 10, "and a sentence");
	}
	ok(i > 30, "the rules are listed");
}

int
main(void)
{
	static struct lr_verdict v;
	struct lr_overrides *o = NULL;
	const char *reason;
	unsigned long line;
	struct lr_judge *j = NULL;
	struct lr_evidence ev;
	struct lr_ip ip;
	size_t i;

	ok(lr_judge_new(&j) == LR_OK, "made");
	ok(lr_overrides_new(&o, LR_SPAN(mine), &line, &reason) == LR_OK,
	    "overrides");
	lr_judge_override(j, o);
	for (i = 0; i < ROWS; i++) {
		ev = rows[i].ev;
		lr_ip_parse(lr_span_str(rows[i].ip == NULL ? "11.22.33.44"
							   : rows[i].ip),
		    &ip);
		ev.ip = &ip;
		lr_verdict(j, &ev, &v);
		is(v.rule, strlen(v.rule), rows[i].rule, rows[i].rule);
		ok(v.kind == rows[i].kind, "kind %s", lr_kind_name(v.kind));
		ok(v.confidence <= 100, "confidence");
		is(v.company, v.company_n,
		    rows[i].company == NULL ? "" : rows[i].company, "company");
		is(v.domain, v.domain_n,
		    rows[i].domain == NULL ? "" : rows[i].domain, "domain");
	}
	why(j);
	every_rule();
	ok(lr_kind_parse(LR_SPAN("company")) == LR_KIND_COMPANY &&
		lr_kind_parse(LR_SPAN("Company")) == LR_KINDS,
	    "names of kinds");
	ok(lr_kind_is_lead(LR_KIND_GOVERNMENT) &&
		!lr_kind_is_lead(LR_KIND_UNKNOWN) &&
		!lr_kind_is_lead(LR_KIND_ISP),
	    "leads");
	lr_judge_free(j);
	lr_judge_free(NULL);
	lr_overrides_free(o);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_judge_new(&j) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	return done();
}
