#include "rules.h"

#include "ascii.h"
#include "limits.h"
#include "prefix.h"
#include "punycode.h"
#include "registration.h"

/* Where most autonomous systems belong to companies that use them themselves
 * (the region of ARIN); elsewhere most belong to small providers. */
static bool
as_of_users(const struct lr_look *l)
{
	return lr_ascii_eq(l->ev->country, LR_SPAN("US")) ||
	    lr_ascii_eq(l->ev->country, LR_SPAN("CA"));
}

/* ---- the rules; each answers whether it decides */

/* The operator's line number id. Where it names no company, the evidence
 * does. */
static bool
say_override(struct lr_look *l, uint32_t id)
{
	const struct lr_orgname *o = l->holder.n > 0 ? &l->holder
	    : l->org.n > 0			     ? &l->org
						     : &l->as;
	const struct lr_override *line;

	if (id == LR_OVERRIDE_NONE)
		return false;
	line = lr_override_get(l->overrides, id);
	l->line = line;
	l->name = line->company;
	return lr_look_take(l, line->kind, line->company.n > 0 ? NULL : o,
	    line->domain.n > 0	      ? line->domain
		: line->company.n > 0 ? lr_no_text
				      : lr_look_domain(l, o));
}

static bool
override_network(struct lr_look *l)
{
	return l->ev->ip != NULL && l->overrides != NULL &&
	    say_override(l, lr_override_network(l->overrides, l->ev->ip));
}

/* A name that is not verified may only speak against a lead, here too. */
/* A domain of the operator's, who may write it with letters beyond ASCII. */
static bool
is_written(struct lr_span pattern, struct lr_span domain)
{
	char ascii[LR_NAME_MAX + 1];

	return domain.n > 0 &&
	    lr_ascii_eq(
		lr_span(ascii, lr_punycode(pattern, ascii, sizeof(ascii))),
		domain);
}

static bool
override_domain(struct lr_look *l)
{
	uint32_t id = LR_OVERRIDE_NONE;

	if (l->overrides == NULL)
		return false;
	if (l->ptr.n > 0)
		id = lr_override_domain(
		    l->overrides, lr_span(l->ptr.host, l->ptr.n));
	if (id != LR_OVERRIDE_NONE && !l->ev->ptr_verified &&
	    lr_kind_is_lead(lr_override_get(l->overrides, id)->kind))
		id = LR_OVERRIDE_NONE;
	if (id == LR_OVERRIDE_NONE && l->ev->domain.n > 0 && l->domain.n > 0)
		id = lr_override_domain(
		    l->overrides, lr_span(l->domain.host, l->domain.n));
	if (!say_override(l, id))
		return false;
	/* what is below a provider's domain is known by no domain */
	if (l->own.n == 0 && is_written(l->line->pattern, l->ptr.own))
		l->own = l->ptr.own;
	else if (l->own.n == 0 && is_written(l->line->pattern, l->domain.own))
		l->own = l->domain.own;
	return true;
}

static bool
override_as(struct lr_look *l)
{
	return l->overrides != NULL &&
	    say_override(l, lr_override_as(l->overrides, l->ev->asn));
}

static bool
override_name(struct lr_look *l)
{
	const struct lr_evidence *ev = l->ev;
	const struct lr_span names[] = { ev->holder, ev->netname,
		ev->organization, ev->isp, ev->as_name };
	uint32_t id = LR_OVERRIDE_NONE;
	size_t i;

	if (l->overrides == NULL)
		return false;
	for (i = 0; i < 5 && id == LR_OVERRIDE_NONE; i++)
		id = lr_override_name(l->overrides, names[i]);
	return say_override(l, id);
}

/* Blocks for documentation belong to nobody, except where a table of the
 * operator says whose they are: in examples. */
static bool
reserved(struct lr_look *l)
{
	const struct lr_evidence *ev = l->ev;
	const char *block = ev->ip == NULL ? NULL : lr_ip_reserved(ev->ip);

	if (block == NULL || strcmp(block, "documentation") != 0)
		return block != NULL;
	return ev->holder.n + ev->as_name.n + ev->organization.n +
	    ev->table_kind.n ==
	    0;
}

static bool
agent_bot(struct lr_look *l)
{
	return l->ev->bot.n > 0;
}

static bool
list_crawler(struct lr_look *l)
{
	return l->ev->crawler;
}

static bool
list_gateway(struct lr_look *l)
{
	return l->ev->gateway;
}

static bool
ptr_crawler(struct lr_look *l)
{
	return (l->ptr.list & LR_HOST_CRAWLER) != 0;
}

static bool
table_kind(struct lr_look *l)
{
	enum lr_kind kind = lr_kind_parse(l->ev->table_kind);

	if (kind == LR_KINDS || kind == LR_KIND_UNKNOWN)
		return false;
	return lr_look_take(l, kind, l->holder.n > 0 ? &l->holder : &l->org,
	    lr_look_domain(l, l->holder.n > 0 ? &l->holder : &l->org));
}

static bool
flag_relay(struct lr_look *l)
{
	return l->ev->relay || l->ev->tor || l->ev->proxy;
}

static bool
flag_vpn(struct lr_look *l)
{
	return l->ev->vpn;
}

static bool
flag_hosting(struct lr_look *l)
{
	return l->ev->hosting;
}

static bool
shared_exit(struct lr_look *l)
{
	uint32_t all =
	    l->as.marks | l->holder.marks | l->org.marks | l->as.handle;
	uint32_t list = l->ptr.list;
	enum lr_kind kind = lr_look_provider(
	    all & (LR_MARK_GATEWAY | LR_MARK_RELAY | LR_MARK_VPN));

	if ((list & LR_HOST_GATEWAY) != 0)
		kind = LR_KIND_GATEWAY;
	else if ((list & LR_HOST_RELAY) != 0)
		kind = LR_KIND_RELAY;
	else if ((list & LR_HOST_VPN) != 0)
		kind = LR_KIND_VPN;
	return lr_look_take(l, kind, NULL, lr_no_text);
}

static bool
connection_mobile(struct lr_look *l)
{
	return lr_ascii_eq(l->ev->connection_type, LR_SPAN("cellular"));
}

static bool
ptr_education(struct lr_look *l)
{
	return l->ev->ptr_verified && (l->ptr.list & LR_HOST_EDUCATION) != 0 &&
	    lr_look_take(l, LR_KIND_EDUCATION, lr_look_owner(l), l->ptr.own);
}

static bool
ptr_government(struct lr_look *l)
{
	return l->ev->ptr_verified && (l->ptr.list & LR_HOST_GOVERNMENT) != 0 &&
	    lr_look_take(l, LR_KIND_GOVERNMENT, lr_look_owner(l), l->ptr.own);
}

/* The AS is the organisation's own, and so is the domain: names of lines are
 * those of its own machines. */
static bool
ptr_own_network(struct lr_look *l)
{
	return l->ev->ptr_verified && l->ptr.own.n > 0 &&
	    lr_orgname_owns(&l->as, l->ptr.label) &&
	    lr_look_take(l, lr_look_lead(&l->as), &l->as, l->ptr.own);
}

static bool
ptr_mobile(struct lr_look *l)
{
	return (l->ptr.words & LR_HOST_MOBILE) != 0 ||
	    (l->ptr.list & LR_HOST_MOBILE) != 0;
}

static bool
ptr_dynamic(struct lr_look *l)
{
	return (l->ptr.words & LR_HOST_DYNAMIC) != 0;
}

/* One person in business holds the range, or is whom the reverse name belongs
 * to: nobody's lead. */
static bool
holder_person(struct lr_look *l)
{
	return ((l->holder.marks | l->org.marks) & LR_MARK_PERSON) != 0 ||
	    ((l->as.marks & LR_MARK_PERSON) != 0 && l->ptr.own.n > 0 &&
		lr_orgname_owns(&l->as, l->ptr.label));
}

static bool
holder_one_address(struct lr_look *l)
{
	return lr_look_alone(l);
}

/* "EXAMPLE-DSL-POOL": those behind it are customers of the holder. */
static bool
netname_provider(struct lr_look *l)
{
	return lr_look_lead(&l->holder) == LR_KIND_COMPANY &&
	    lr_look_take(l, lr_look_netname(l), NULL, lr_no_text);
}

/* A range that the registry, or a database, assigns to somebody else than the
 * owner of the AS. */
static bool
holder_customer(struct lr_look *l)
{
	enum lr_kind kind = lr_look_lead(&l->holder);

	if (kind == LR_KIND_COMPANY && !lr_look_trade(&l->holder) &&
	    lr_look_passed_on(l->ev))
		return false;
	return !lr_orgname_same(&l->holder, &l->as) &&
	    lr_look_take(l, kind, &l->holder, lr_look_domain(l, &l->holder));
}

static bool
organization_customer(struct lr_look *l)
{
	return l->ev->isp.n > 0 &&
	    !lr_ascii_eq(l->ev->isp, l->ev->organization) &&
	    lr_look_take(
		l, lr_look_lead(&l->org), &l->org, lr_look_domain(l, &l->org));
}

static bool
ptr_hosting(struct lr_look *l)
{
	return (l->ptr.words & LR_HOST_HOSTING) != 0 ||
	    (l->ptr.list & LR_HOST_HOSTING) != 0;
}

static bool
ptr_line(struct lr_look *l)
{
	return (l->ptr.words & LR_HOST_LINE) != 0;
}

static bool
ptr_address(struct lr_look *l)
{
	return l->ptr.address;
}

static bool
ptr_provider_domain(struct lr_look *l)
{
	return (l->ptr.list & LR_HOST_ISP) != 0;
}

static bool
ptr_mail_service(struct lr_look *l)
{
	struct lr_span mail = LR_SPAN("mail");

	return (l->ptr.list & LR_HOST_MAIL) != 0 ||
	    (l->ptr.label.n > 0 &&
		lr_ascii_find(l->ptr.label, mail) < l->ptr.label.n);
}

static bool
ptr_provider_word(struct lr_look *l)
{
	if (l->ptr.own.n == 0 || (l->label & LR_MARK_EDUCATION) != 0 ||
	    (l->ptr.label_words & LR_HOST_EDUCATION) != 0)
		return false;
	return lr_look_take(l, lr_look_provider(l->label), NULL, lr_no_text);
}

/* "a1-23.example.net" on the network of Example Telecom. */
static bool
ptr_provider_own(struct lr_look *l)
{
	return l->ptr.own.n > 0 && lr_orgname_owns(&l->as, l->ptr.label) &&
	    lr_look_take(l, lr_look_provider(l->as.marks), NULL, lr_no_text);
}

static bool
as_hosting(struct lr_look *l)
{
	return lr_look_provider(l->as.marks) == LR_KIND_HOSTING;
}

static bool
speaks(const struct lr_look *l)
{
	return l->ev->ptr_verified && l->ptr.own.n > 0 && l->ptr.head.n > 0 &&
	    !l->ptr.private && !l->ptr.many;
}

static bool
ptr_education_word(struct lr_look *l)
{
	return l->ev->ptr_verified && l->ptr.own.n > 0 && !l->ptr.private &&
	    ((l->ptr.label_words & LR_HOST_EDUCATION) != 0 ||
		(l->label & LR_MARK_EDUCATION) != 0) &&
	    lr_look_take(l, LR_KIND_EDUCATION, lr_look_owner(l), l->ptr.own);
}

static bool
ptr_own_role(struct lr_look *l)
{
	return speaks(l) && (l->ptr.words & LR_HOST_ROLE) != 0 &&
	    lr_look_take(l, LR_KIND_COMPANY, lr_look_owner(l), l->ptr.own);
}

static bool
ptr_own_trade(struct lr_look *l)
{
	return speaks(l) && (l->label & LR_MARK_TRADE) != 0 &&
	    lr_look_take(l, LR_KIND_COMPANY, lr_look_owner(l), l->ptr.own);
}

static bool
ptr_own_host(struct lr_look *l)
{
	return speaks(l) && (l->label & LR_MARK_HINT) == 0 &&
	    !l->ptr.numbered && !l->ptr.net &&
	    lr_look_take(l, LR_KIND_COMPANY, lr_look_owner(l), l->ptr.own);
}

static bool
holder_provider(struct lr_look *l)
{
	return lr_look_take(
	    l, lr_look_provider(l->holder.marks), NULL, lr_no_text);
}

static bool
organization_provider(struct lr_look *l)
{
	return lr_look_take(
	    l, lr_look_provider(l->org.marks), NULL, lr_no_text);
}

/* Somebody at a university, nobody knows at which. */
static bool
as_research(struct lr_look *l)
{
	return ((l->as.marks | l->as.handle) & LR_MARK_RESEARCH) != 0;
}

static bool
as_education(struct lr_look *l)
{
	return lr_look_education(&l->as) &&
	    lr_look_take(
		l, LR_KIND_EDUCATION, &l->as, lr_look_domain(l, &l->as));
}

static bool
as_government(struct lr_look *l)
{
	return lr_look_government(&l->as) &&
	    lr_look_take(
		l, LR_KIND_GOVERNMENT, &l->as, lr_look_domain(l, &l->as));
}

static bool
as_provider(struct lr_look *l)
{
	return lr_look_take(l, lr_look_provider(l->as.marks), NULL, lr_no_text);
}

static bool
as_trade(struct lr_look *l)
{
	return lr_look_trade(&l->as) &&
	    lr_look_take(l, LR_KIND_COMPANY, &l->as, lr_look_domain(l, &l->as));
}

static bool
as_legal(struct lr_look *l)
{
	return lr_look_legal(&l->as) &&
	    !lr_registration_allocated(l->ev->holder_status) &&
	    (as_of_users(l) || (l->as.marks & LR_MARK_INTERNATIONAL) != 0) &&
	    lr_look_take(l, LR_KIND_COMPANY, &l->as, lr_look_domain(l, &l->as));
}

/* Two words or more that tell nothing of a provider: small providers mostly
 * say what they are. */
static bool
as_plain(struct lr_look *l)
{
	const struct lr_orgname *o = &l->as;

	return as_of_users(l) && lr_look_plain(o) &&
	    !lr_registration_allocated(l->ev->holder_status) &&
	    lr_look_take(l, LR_KIND_COMPANY, o, lr_look_domain(l, o));
}

static bool
domain_education(struct lr_look *l)
{
	return (l->domain.list & LR_HOST_EDUCATION) != 0 &&
	    lr_look_take(l, LR_KIND_EDUCATION, NULL, l->domain.own);
}

static bool
domain_government(struct lr_look *l)
{
	return (l->domain.list & LR_HOST_GOVERNMENT) != 0 &&
	    lr_look_take(l, LR_KIND_GOVERNMENT, NULL, l->domain.own);
}

static bool
connection_line(struct lr_look *l)
{
	return l->ev->connection_type.n > 0 &&
	    !lr_ascii_eq(l->ev->connection_type, LR_SPAN("corporate"));
}

static bool
nothing(struct lr_look *l)
{
	return true;
}

/* In the order in which they are tried. LR_KINDS: the rule says it. */
const struct lr_rule_row lr_rules[] = {
	{ "override-network", LR_KINDS, 100, override_network, LR_EV_IP,
	    "the operator's own line for the network" },
	{ "override-domain", LR_KINDS, 100, override_domain,
	    LR_EV_PTR | LR_EV_DOMAIN,
	    "the operator's own line for the domain of the reverse name, or "
	    "of a database" },
	{ "override-name", LR_KINDS, 100, override_name, LR_EV_NAMES,
	    "the operator's own line for the name of the holder, the "
	    "organisation or the AS" },
	{ "override-as", LR_KINDS, 100, override_as, LR_EV_ASN,
	    "the operator's own line for the AS" },
	{ "reserved-address", LR_KIND_RESERVED, 100, reserved, LR_EV_IP,
	    "the address is private, for documentation, or otherwise "
	    "nobody's" },
	{ "agent-bot", LR_KIND_CRAWLER, 95, agent_bot, LR_EV_BOT,
	    "the agent says that it is a crawler" },
	{ "list-crawler", LR_KIND_CRAWLER, 95, list_crawler, LR_EV_CRAWLER,
	    "a list of crawlers has the address" },
	{ "ptr-crawler", LR_KIND_CRAWLER, 90, ptr_crawler, LR_EV_PTR,
	    "the reverse name is under a crawler's domain" },
	{ "table-kind", LR_KINDS, 95, table_kind, LR_EV_KIND | LR_EV_HOLDER,
	    "a database of the operator's own names the kind" },
	{ "list-gateway", LR_KIND_GATEWAY, 90, list_gateway, LR_EV_GATEWAY,
	    "a list of security gateways has the address" },
	{ "flag-relay", LR_KIND_RELAY, 90, flag_relay, LR_EV_RELAY,
	    "a database or list calls the address a relay, a Tor exit or an "
	    "open "
	    "proxy" },
	{ "flag-vpn", LR_KIND_VPN, 90, flag_vpn, LR_EV_VPN,
	    "a database or list calls the address one of a VPN service" },
	{ "shared-exit", LR_KINDS, 85, shared_exit, LR_EV_PTR | LR_EV_NAMES,
	    "a name or domain is that of a security gateway, relay or VPN" },
	{ "connection-mobile", LR_KIND_MOBILE, 85, connection_mobile,
	    LR_EV_CONNECTION, "a database calls the connection cellular" },
	{ "ptr-education", LR_KIND_EDUCATION, 90, ptr_education, LR_EV_PTR,
	    "the verified reverse name is under a suffix of education" },
	{ "ptr-government", LR_KIND_GOVERNMENT, 90, ptr_government, LR_EV_PTR,
	    "the verified reverse name is under a suffix of government" },
	{ "ptr-own-network", LR_KINDS, 85, ptr_own_network,
	    LR_EV_PTR | LR_EV_AS_NAME,
	    "the verified reverse name is under the domain of the AS's owner, "
	    "who "
	    "is no provider" },
	{ "ptr-mobile", LR_KIND_MOBILE, 85, ptr_mobile, LR_EV_PTR,
	    "the reverse name has a word of mobile networks" },
	{ "ptr-dynamic", LR_KIND_ISP, 90, ptr_dynamic, LR_EV_PTR,
	    "the reverse name has a word of consumers' lines (dyn, dsl, "
	    "pool)" },
	{ "flag-hosting", LR_KIND_HOSTING, 85, flag_hosting, LR_EV_HOSTING,
	    "a database or list calls the address one of a hosting company" },
	{ "holder-person", LR_KIND_UNKNOWN, 90, holder_person,
	    LR_EV_HOLDER | LR_EV_ORGANIZATION | LR_EV_AS_NAME,
	    "the legal form is that of one person in business, who is never a "
	    "lead" },
	{ "holder-one-address", LR_KIND_UNKNOWN, 80, holder_one_address,
	    LR_EV_HOLDER | LR_EV_RANGE,
	    "a single address is registered for somebody without a company's "
	    "legal form, who may be one person" },
	{ "netname-provider", LR_KINDS, 75, netname_provider,
	    LR_EV_NETNAME | LR_EV_HOLDER,
	    "the range is called a pool, consumers' lines or servers, beside "
	    "the name of its holder" },
	{ "holder-customer", LR_KINDS, 80, holder_customer,
	    LR_EV_HOLDER | LR_EV_RANGE | LR_EV_AS_NAME,
	    "the range is registered for an organisation that is no provider "
	    "and "
	    "not the owner of the AS" },
	{ "organization-customer", LR_KINDS, 75, organization_customer,
	    LR_EV_ORGANIZATION | LR_EV_ISP,
	    "a database names an organisation beside the provider, and it is "
	    "none" },
	{ "ptr-hosting", LR_KIND_HOSTING, 80, ptr_hosting, LR_EV_PTR,
	    "the reverse name has a word of servers, or a hosting domain" },
	{ "ptr-line", LR_KIND_ISP, 80, ptr_line, LR_EV_PTR,
	    "the reverse name has a word of providers' lines (static, "
	    "customer)" },
	{ "ptr-address", LR_KIND_ISP, 80, ptr_address, LR_EV_PTR,
	    "the reverse name is made from an address" },
	{ "ptr-provider-domain", LR_KIND_ISP, 85, ptr_provider_domain,
	    LR_EV_PTR,
	    "the reverse name is under the domain of a known provider" },
	{ "ptr-mail-service", LR_KIND_HOSTING, 70, ptr_mail_service, LR_EV_PTR,
	    "the reverse name is that of a mail service" },
	{ "ptr-provider-word", LR_KINDS, 70, ptr_provider_word, LR_EV_PTR,
	    "the reverse name is under a domain with a word of providers" },
	{ "ptr-provider-own", LR_KINDS, 75, ptr_provider_own,
	    LR_EV_PTR | LR_EV_AS_NAME,
	    "the reverse name is under the domain of the provider that owns "
	    "the "
	    "AS" },
	{ "as-hosting", LR_KIND_HOSTING, 75, as_hosting, LR_EV_AS_NAME,
	    "the AS belongs to a hosting company" },
	{ "ptr-education-word", LR_KIND_EDUCATION, 75, ptr_education_word,
	    LR_EV_PTR,
	    "the verified reverse name is under a domain named like a "
	    "university" },
	{ "ptr-own-role", LR_KIND_COMPANY, 75, ptr_own_role, LR_EV_PTR,
	    "the verified reverse name is a gateway, mail or office host under "
	    "a "
	    "domain of its own" },
	{ "ptr-own-trade", LR_KIND_COMPANY, 65, ptr_own_trade, LR_EV_PTR,
	    "the verified reverse name is under a domain with a line of "
	    "business "
	    "in its name" },
	{ "ptr-own-host", LR_KIND_COMPANY, 60, ptr_own_host, LR_EV_PTR,
	    "the verified reverse name is a single host under a domain of its "
	    "own" },
	{ "holder-provider", LR_KINDS, 75, holder_provider, LR_EV_HOLDER,
	    "the range is registered for a provider" },
	{ "organization-provider", LR_KINDS, 75, organization_provider,
	    LR_EV_ORGANIZATION,
	    "a database names a provider as the organisation" },
	{ "as-research-network", LR_KIND_EDUCATION, 50, as_research,
	    LR_EV_AS_NAME,
	    "the AS is a network that universities and schools share; which of "
	    "them it is is not known, so no company is named" },
	{ "as-education", LR_KIND_EDUCATION, 75, as_education, LR_EV_AS_NAME,
	    "the AS belongs to a university, a school or a research network" },
	{ "as-government", LR_KIND_GOVERNMENT, 70, as_government, LR_EV_AS_NAME,
	    "the AS belongs to a public body" },
	{ "as-provider", LR_KINDS, 75, as_provider, LR_EV_AS_NAME,
	    "the AS belongs to a provider" },
	{ "as-trade", LR_KIND_COMPANY, 65, as_trade, LR_EV_AS_NAME,
	    "the AS belongs to a company with a line of business in its name" },
	{ "as-legal-form", LR_KIND_COMPANY, 50, as_legal,
	    LR_EV_AS_NAME | LR_EV_COUNTRY | LR_EV_RANGE,
	    "the AS belongs to a company, by the legal form in its name, and "
	    "no "
	    "word speaks for a provider (US and CA, and names of international "
	    "companies: elsewhere most AS are providers')" },
	{ "as-plain-name", LR_KIND_COMPANY, 40, as_plain,
	    LR_EV_AS_NAME | LR_EV_COUNTRY | LR_EV_RANGE,
	    "the AS belongs to somebody whose name of several words has none "
	    "of "
	    "providers and none of doubt (US and CA only)" },
	{ "domain-education", LR_KIND_EDUCATION, 60, domain_education,
	    LR_EV_DOMAIN,
	    "a database names a domain under a suffix of education" },
	{ "domain-government", LR_KIND_GOVERNMENT, 60, domain_government,
	    LR_EV_DOMAIN,
	    "a database names a domain under a suffix of government" },
	{ "connection-line", LR_KIND_ISP, 50, connection_line, LR_EV_CONNECTION,
	    "a database calls the connection cable, DSL, dial-up or "
	    "satellite" },
	{ "unknown", LR_KIND_UNKNOWN, 0, nothing, 0,
	    "nothing speaks for a company" },
};
const unsigned lr_rules_n = sizeof(lr_rules) / sizeof(lr_rules[0]);
