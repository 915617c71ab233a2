#include "verdict.h"

#include <stdlib.h>

#include "ascii.h"
#include "hostname.h"
#include "prefix.h"

static const char *const kinds[LR_KINDS] = { "unknown", "company", "education",
	"government", "isp", "mobile", "hosting", "vpn", "relay", "gateway",
	"crawler", "reserved" };

const char *
lr_kind_name(enum lr_kind kind)
{
	return kinds[kind];
}

enum lr_kind
lr_kind_parse(struct lr_span name)
{
	unsigned i = 0;

	while (i < LR_KINDS && !lr_span_eq(name, lr_span_str(kinds[i])))
		i++;
	return (enum lr_kind)i;
}

struct lr_judge {
	struct lr_orgnames *names;
	struct lr_hostnames *hosts;
};

enum lr_err
lr_judge_new(struct lr_judge **j)
{
	struct lr_judge *new = calloc(1, sizeof(*new));
	enum lr_err err;

	if (new == NULL)
		return LR_ENOMEM;
	err = lr_orgnames_new(&new->names);
	if (err == LR_OK)
		err = lr_hostnames_new(&new->hosts);
	if (err != LR_OK) {
		lr_judge_free(new);
		return err;
	}
	*j = new;
	return LR_OK;
}

void
lr_judge_free(struct lr_judge *j)
{
	if (j == NULL)
		return;
	lr_orgnames_free(j->names);
	lr_hostnames_free(j->hosts);
	free(j);
}

/* ---- what the rules look at */

struct look {
	const struct lr_evidence *ev;
	struct lr_hostname ptr;	   /* n is 0: none, or not a name */
	struct lr_hostname domain; /* of a database of domains */
	struct lr_orgname as, holder, org;
	uint32_t label; /* marks of the label of ptr's domain */
	/* what a rule may decide besides its kind: */
	enum lr_kind kind;
	const struct lr_orgname *company;
	struct lr_span own; /* domain */
};

/* The kind of provider that marks tell of; LR_KINDS: none. */
static enum lr_kind
provider(uint32_t marks)
{
	static const struct {
		uint32_t mark;
		enum lr_kind kind;
	} order[] = { { LR_MARK_GATEWAY, LR_KIND_GATEWAY },
		{ LR_MARK_RELAY, LR_KIND_RELAY }, { LR_MARK_VPN, LR_KIND_VPN },
		{ LR_MARK_MOBILE, LR_KIND_MOBILE },
		{ LR_MARK_HOSTING, LR_KIND_HOSTING },
		{ LR_MARK_ISP, LR_KIND_ISP } };
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if ((marks & order[i].mark) != 0)
			return order[i].kind;
	return LR_KINDS;
}

static bool
is_education(const struct lr_orgname *o)
{
	return o->n > 0 && provider(o->marks) == LR_KINDS &&
	    ((o->marks | o->handle) & LR_MARK_EDUCATION) != 0;
}

/* A public body. Where a legal form stands too it is a company that works for
 * or like one. */
static bool
is_government(const struct lr_orgname *o)
{
	if (o->n == 0 || o->handle_only || provider(o->marks) != LR_KINDS ||
	    (o->marks & LR_MARK_LEGAL) != 0)
		return false;
	return (o->marks & LR_MARK_GOVERNMENT) != 0 ||
	    ((o->marks & LR_MARK_PUBLIC) != 0 &&
		(o->marks & (LR_MARK_HINT | LR_MARK_TRADE)) == 0);
}

/* A name that a person or nobody stands behind, or only a handle. */
static bool
is_weak(const struct lr_orgname *o)
{
	return o->n == 0 || o->handle_only ||
	    (o->marks &
		(LR_MARK_PROVIDER | LR_MARK_PERSON | LR_MARK_SOCIETY)) != 0;
}

/* A line of business, and a legal form or no word of doubt beside it. */
static bool
is_trade(const struct lr_orgname *o)
{
	uint32_t line = LR_MARK_TRADE;

	if (is_weak(o) || provider(o->handle) != LR_KINDS)
		return false;
	if ((o->marks & LR_MARK_LEGAL) == 0)
		return (o->marks & line) != 0 && (o->marks & LR_MARK_HINT) == 0;
	line |= LR_MARK_GOVERNMENT | LR_MARK_PUBLIC;
	return (o->marks & line) != 0;
}

/* Where most autonomous systems belong to companies that use them themselves
 * (the region of ARIN); elsewhere most belong to small providers. */
static bool
as_of_users(const struct look *l)
{
	return lr_ascii_eq(l->ev->country, LR_SPAN("US")) ||
	    lr_ascii_eq(l->ev->country, LR_SPAN("CA"));
}

/* A legal form, and no word of doubt. */
static bool
is_legal(const struct lr_orgname *o)
{
	return !is_weak(o) && (o->marks & LR_MARK_LEGAL) != 0 &&
	    (o->marks & LR_MARK_HINT) == 0 && provider(o->handle) == LR_KINDS;
}

/* Kind of a name that is a lead by itself; LR_KINDS: it is none. */
static enum lr_kind
lead(const struct lr_orgname *o)
{
	return is_education(o)		 ? LR_KIND_EDUCATION
	    : is_government(o)		 ? LR_KIND_GOVERNMENT
	    : is_trade(o) || is_legal(o) ? LR_KIND_COMPANY
					 : LR_KINDS;
}

static bool
take(struct look *l, enum lr_kind kind, const struct lr_orgname *company,
    struct lr_span own)
{
	if (kind == LR_KINDS)
		return false;
	l->kind = kind;
	l->company = company;
	l->own = own;
	return true;
}

static const struct lr_span no_domain = { NULL, 0 };

/* The database of domains knows a domain that fits the name. */
static struct lr_span
domain_of(const struct look *l, const struct lr_orgname *o)
{
	if (l->domain.own.n > 0 && lr_orgname_owns(o, l->domain.label))
		return l->domain.own;
	if (l->ptr.own.n > 0 && l->ev->ptr_verified && !l->ptr.private &&
	    lr_orgname_owns(o, l->ptr.label))
		return l->ptr.own;
	return no_domain;
}

/* The name that belongs to the domain of a verified reverse name. */
static const struct lr_orgname *
owner(const struct look *l)
{
	const struct lr_orgname *all[] = { &l->holder, &l->org, &l->as };
	size_t i;

	for (i = 0; i < 3; i++)
		if (all[i]->n > 0 && provider(all[i]->marks) == LR_KINDS &&
		    lr_orgname_owns(all[i], l->ptr.label))
			return all[i];
	return NULL;
}

/* ---- the rules; each answers whether it decides */

/* Blocks for documentation belong to nobody, except where a table of the
 * operator says whose they are: in examples. */
static bool
reserved(struct look *l)
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
agent_bot(struct look *l)
{
	return l->ev->bot.n > 0;
}

static bool
ptr_crawler(struct look *l)
{
	return (l->ptr.list & LR_HOST_CRAWLER) != 0;
}

static bool
table_kind(struct look *l)
{
	enum lr_kind kind = lr_kind_parse(l->ev->table_kind);

	if (kind == LR_KINDS || kind == LR_KIND_UNKNOWN)
		return false;
	return take(l, kind, l->holder.n > 0 ? &l->holder : &l->org,
	    domain_of(l, l->holder.n > 0 ? &l->holder : &l->org));
}

static bool
flag_relay(struct look *l)
{
	return l->ev->relay || l->ev->tor || l->ev->proxy;
}

static bool
flag_vpn(struct look *l)
{
	return l->ev->vpn;
}

static bool
flag_hosting(struct look *l)
{
	return l->ev->hosting;
}

static bool
shared_exit(struct look *l)
{
	uint32_t all =
	    l->as.marks | l->holder.marks | l->org.marks | l->as.handle;
	uint32_t list = l->ptr.list;
	enum lr_kind kind =
	    provider(all & (LR_MARK_GATEWAY | LR_MARK_RELAY | LR_MARK_VPN));

	if ((list & LR_HOST_GATEWAY) != 0)
		kind = LR_KIND_GATEWAY;
	else if ((list & LR_HOST_RELAY) != 0)
		kind = LR_KIND_RELAY;
	else if ((list & LR_HOST_VPN) != 0)
		kind = LR_KIND_VPN;
	return take(l, kind, NULL, no_domain);
}

static bool
connection_mobile(struct look *l)
{
	return lr_ascii_eq(l->ev->connection_type, LR_SPAN("cellular"));
}

static bool
ptr_education(struct look *l)
{
	return l->ev->ptr_verified && (l->ptr.list & LR_HOST_EDUCATION) != 0 &&
	    take(l, LR_KIND_EDUCATION, owner(l), l->ptr.own);
}

static bool
ptr_government(struct look *l)
{
	return l->ev->ptr_verified && (l->ptr.list & LR_HOST_GOVERNMENT) != 0 &&
	    take(l, LR_KIND_GOVERNMENT, owner(l), l->ptr.own);
}

/* The AS is the organisation's own, and so is the domain: names of lines are
 * those of its own machines. */
static bool
ptr_own_network(struct look *l)
{
	return l->ev->ptr_verified && l->ptr.own.n > 0 &&
	    lr_orgname_owns(&l->as, l->ptr.label) &&
	    take(l, lead(&l->as), &l->as, l->ptr.own);
}

static bool
ptr_mobile(struct look *l)
{
	return (l->ptr.words & LR_HOST_MOBILE) != 0 ||
	    (l->ptr.list & LR_HOST_MOBILE) != 0;
}

static bool
ptr_dynamic(struct look *l)
{
	return (l->ptr.words & LR_HOST_DYNAMIC) != 0;
}

/* A range that the registry, or a database, assigns to somebody else than the
 * owner of the AS. */
static bool
holder_customer(struct look *l)
{
	return !lr_orgname_same(&l->holder, &l->as) &&
	    take(l, lead(&l->holder), &l->holder, domain_of(l, &l->holder));
}

static bool
organization_customer(struct look *l)
{
	return l->ev->isp.n > 0 &&
	    !lr_ascii_eq(l->ev->isp, l->ev->organization) &&
	    take(l, lead(&l->org), &l->org, domain_of(l, &l->org));
}

static bool
ptr_hosting(struct look *l)
{
	return (l->ptr.words & LR_HOST_HOSTING) != 0 ||
	    (l->ptr.list & LR_HOST_HOSTING) != 0;
}

static bool
ptr_line(struct look *l)
{
	return (l->ptr.words & LR_HOST_LINE) != 0;
}

static bool
ptr_address(struct look *l)
{
	return l->ptr.address;
}

static bool
ptr_provider_domain(struct look *l)
{
	return (l->ptr.list & LR_HOST_ISP) != 0;
}

static bool
ptr_mail_service(struct look *l)
{
	struct lr_span mail = LR_SPAN("mail");

	return (l->ptr.list & LR_HOST_MAIL) != 0 ||
	    (l->ptr.label.n > 0 &&
		lr_ascii_find(l->ptr.label, mail) < l->ptr.label.n);
}

static bool
ptr_provider_word(struct look *l)
{
	if (l->ptr.own.n == 0 || (l->label & LR_MARK_EDUCATION) != 0 ||
	    (l->ptr.label_words & LR_HOST_EDUCATION) != 0)
		return false;
	return take(l, provider(l->label), NULL, no_domain);
}

/* "a1-23.example.net" on the network of Example Telecom. */
static bool
ptr_provider_own(struct look *l)
{
	return l->ptr.own.n > 0 && lr_orgname_owns(&l->as, l->ptr.label) &&
	    take(l, provider(l->as.marks), NULL, no_domain);
}

static bool
as_hosting(struct look *l)
{
	return provider(l->as.marks) == LR_KIND_HOSTING;
}

static bool
speaks(const struct look *l)
{
	return l->ev->ptr_verified && l->ptr.own.n > 0 && l->ptr.head.n > 0 &&
	    !l->ptr.private && !l->ptr.many;
}

static bool
ptr_education_word(struct look *l)
{
	return l->ev->ptr_verified && l->ptr.own.n > 0 && !l->ptr.private &&
	    ((l->ptr.label_words & LR_HOST_EDUCATION) != 0 ||
		(l->label & LR_MARK_EDUCATION) != 0) &&
	    take(l, LR_KIND_EDUCATION, owner(l), l->ptr.own);
}

static bool
ptr_own_role(struct look *l)
{
	return speaks(l) && (l->ptr.words & LR_HOST_ROLE) != 0 &&
	    take(l, LR_KIND_COMPANY, owner(l), l->ptr.own);
}

static bool
ptr_own_trade(struct look *l)
{
	return speaks(l) && (l->label & LR_MARK_TRADE) != 0 &&
	    take(l, LR_KIND_COMPANY, owner(l), l->ptr.own);
}

static bool
ptr_own_host(struct look *l)
{
	return speaks(l) && (l->label & LR_MARK_HINT) == 0 &&
	    !l->ptr.numbered && !l->ptr.net &&
	    take(l, LR_KIND_COMPANY, owner(l), l->ptr.own);
}

static bool
holder_provider(struct look *l)
{
	return take(l, provider(l->holder.marks), NULL, no_domain);
}

static bool
organization_provider(struct look *l)
{
	return take(l, provider(l->org.marks), NULL, no_domain);
}

/* Somebody at a university, nobody knows at which. */
static bool
as_research(struct look *l)
{
	return ((l->as.marks | l->as.handle) & LR_MARK_RESEARCH) != 0;
}

static bool
as_education(struct look *l)
{
	return is_education(&l->as) &&
	    take(l, LR_KIND_EDUCATION, &l->as, domain_of(l, &l->as));
}

static bool
as_government(struct look *l)
{
	return is_government(&l->as) &&
	    take(l, LR_KIND_GOVERNMENT, &l->as, domain_of(l, &l->as));
}

static bool
as_provider(struct look *l)
{
	return take(l, provider(l->as.marks), NULL, no_domain);
}

static bool
as_trade(struct look *l)
{
	return is_trade(&l->as) &&
	    take(l, LR_KIND_COMPANY, &l->as, domain_of(l, &l->as));
}

static bool
as_legal(struct look *l)
{
	return is_legal(&l->as) && as_of_users(l) &&
	    take(l, LR_KIND_COMPANY, &l->as, domain_of(l, &l->as));
}

static bool
domain_education(struct look *l)
{
	return (l->domain.list & LR_HOST_EDUCATION) != 0 &&
	    take(l, LR_KIND_EDUCATION, NULL, l->domain.own);
}

static bool
domain_government(struct look *l)
{
	return (l->domain.list & LR_HOST_GOVERNMENT) != 0 &&
	    take(l, LR_KIND_GOVERNMENT, NULL, l->domain.own);
}

static bool
connection_line(struct look *l)
{
	return l->ev->connection_type.n > 0 &&
	    !lr_ascii_eq(l->ev->connection_type, LR_SPAN("corporate"));
}

static bool
nothing(struct look *l)
{
	return true;
}

/* In the order in which they are tried. LR_KINDS: the rule says it. */
static const struct rule {
	const char *id;
	enum lr_kind kind;
	unsigned confidence;
	bool (*fires)(struct look *l);
	const char *sentence;
} rules[] = {
	{ "reserved-address", LR_KIND_RESERVED, 100, reserved,
	    "the address is private, for documentation, or otherwise "
	    "nobody's" },
	{ "agent-bot", LR_KIND_CRAWLER, 95, agent_bot,
	    "the agent says that it is a crawler" },
	{ "ptr-crawler", LR_KIND_CRAWLER, 90, ptr_crawler,
	    "the reverse name is under a crawler's domain" },
	{ "table-kind", LR_KINDS, 95, table_kind,
	    "a database of the operator's own names the kind" },
	{ "flag-relay", LR_KIND_RELAY, 90, flag_relay,
	    "a database calls the address a relay, a Tor exit or an open "
	    "proxy" },
	{ "flag-vpn", LR_KIND_VPN, 90, flag_vpn,
	    "a database calls the address one of a VPN service" },
	{ "shared-exit", LR_KINDS, 85, shared_exit,
	    "a name or domain is that of a security gateway, relay or VPN" },
	{ "connection-mobile", LR_KIND_MOBILE, 85, connection_mobile,
	    "a database calls the connection cellular" },
	{ "ptr-education", LR_KIND_EDUCATION, 90, ptr_education,
	    "the verified reverse name is under a suffix of education" },
	{ "ptr-government", LR_KIND_GOVERNMENT, 90, ptr_government,
	    "the verified reverse name is under a suffix of government" },
	{ "ptr-own-network", LR_KINDS, 85, ptr_own_network,
	    "the verified reverse name is under the domain of the AS's owner, "
	    "who "
	    "is no provider" },
	{ "ptr-mobile", LR_KIND_MOBILE, 85, ptr_mobile,
	    "the reverse name has a word of mobile networks" },
	{ "ptr-dynamic", LR_KIND_ISP, 90, ptr_dynamic,
	    "the reverse name has a word of consumers' lines (dyn, dsl, "
	    "pool)" },
	{ "flag-hosting", LR_KIND_HOSTING, 85, flag_hosting,
	    "a database calls the address one of a hosting company" },
	{ "holder-customer", LR_KINDS, 80, holder_customer,
	    "the range is registered for an organisation that is no provider "
	    "and "
	    "not the owner of the AS" },
	{ "organization-customer", LR_KINDS, 75, organization_customer,
	    "a database names an organisation beside the provider, and it is "
	    "none" },
	{ "ptr-hosting", LR_KIND_HOSTING, 80, ptr_hosting,
	    "the reverse name has a word of servers, or a hosting domain" },
	{ "ptr-line", LR_KIND_ISP, 80, ptr_line,
	    "the reverse name has a word of providers' lines (static, "
	    "customer)" },
	{ "ptr-address", LR_KIND_ISP, 80, ptr_address,
	    "the reverse name is made from an address" },
	{ "ptr-provider-domain", LR_KIND_ISP, 85, ptr_provider_domain,
	    "the reverse name is under the domain of a known provider" },
	{ "ptr-mail-service", LR_KIND_HOSTING, 70, ptr_mail_service,
	    "the reverse name is that of a mail service" },
	{ "ptr-provider-word", LR_KINDS, 70, ptr_provider_word,
	    "the reverse name is under a domain with a word of providers" },
	{ "ptr-provider-own", LR_KINDS, 75, ptr_provider_own,
	    "the reverse name is under the domain of the provider that owns "
	    "the "
	    "AS" },
	{ "as-hosting", LR_KIND_HOSTING, 75, as_hosting,
	    "the AS belongs to a hosting company" },
	{ "ptr-education-word", LR_KIND_EDUCATION, 75, ptr_education_word,
	    "the verified reverse name is under a domain named like a "
	    "university" },
	{ "ptr-own-role", LR_KIND_COMPANY, 75, ptr_own_role,
	    "the verified reverse name is a gateway, mail or office host under "
	    "a "
	    "domain of its own" },
	{ "ptr-own-trade", LR_KIND_COMPANY, 65, ptr_own_trade,
	    "the verified reverse name is under a domain with a line of "
	    "business "
	    "in its name" },
	{ "ptr-own-host", LR_KIND_COMPANY, 60, ptr_own_host,
	    "the verified reverse name is a single host under a domain of its "
	    "own" },
	{ "holder-provider", LR_KINDS, 75, holder_provider,
	    "the range is registered for a provider" },
	{ "organization-provider", LR_KINDS, 75, organization_provider,
	    "a database names a provider as the organisation" },
	{ "as-research-network", LR_KIND_EDUCATION, 50, as_research,
	    "the AS is a network that universities and schools share; which of "
	    "them it is is not known, so no company is named" },
	{ "as-education", LR_KIND_EDUCATION, 75, as_education,
	    "the AS belongs to a university, a school or a research network" },
	{ "as-government", LR_KIND_GOVERNMENT, 70, as_government,
	    "the AS belongs to a public body" },
	{ "as-provider", LR_KINDS, 75, as_provider,
	    "the AS belongs to a provider" },
	{ "as-trade", LR_KIND_COMPANY, 65, as_trade,
	    "the AS belongs to a company with a line of business in its name" },
	{ "as-legal-form", LR_KIND_COMPANY, 50, as_legal,
	    "the AS belongs to a company, by the legal form in its name, and "
	    "no "
	    "word speaks for a provider (US and CA only: elsewhere most AS are "
	    "providers')" },
	{ "domain-education", LR_KIND_EDUCATION, 60, domain_education,
	    "a database names a domain under a suffix of education" },
	{ "domain-government", LR_KIND_GOVERNMENT, 60, domain_government,
	    "a database names a domain under a suffix of government" },
	{ "connection-line", LR_KIND_ISP, 50, connection_line,
	    "a database calls the connection cable, DSL, dial-up or "
	    "satellite" },
	{ "unknown", LR_KIND_UNKNOWN, 0, nothing,
	    "nothing speaks for a company" },
};

bool
lr_rule(unsigned i, struct lr_rule_info *r)
{
	if (i >= sizeof(rules) / sizeof(rules[0]))
		return false;
	*r = (struct lr_rule_info){ rules[i].id, rules[i].kind,
		rules[i].sentence };
	return true;
}

static void
look_at(const struct lr_judge *j, const struct lr_evidence *ev, struct look *l)
{
	l->ev = ev;
	lr_hostname_read(j->hosts, ev->ptr, ev->ip, &l->ptr);
	lr_hostname_read(j->hosts,
	    ev->domain.n > 0 ? ev->domain : ev->as_domain, NULL, &l->domain);
	lr_orgname_read(j->names, ev->as_name, ev->country, &l->as);
	lr_orgname_read(j->names, ev->holder.n > 0 ? ev->holder : ev->netname,
	    ev->holder_country.n > 0 ? ev->holder_country : ev->country,
	    &l->holder);
	lr_orgname_read(j->names, ev->organization, ev->country, &l->org);
	l->label = lr_orgname_label(j->names, l->ptr.label);
}

void
lr_verdict(const struct lr_judge *j, const struct lr_evidence *ev,
    struct lr_verdict *v)
{
	const struct rule *r = rules;
	struct look l;

	look_at(j, ev, &l);
	for (;; r++) {
		l.kind = r->kind;
		l.company = NULL;
		l.own = no_domain;
		if (r->fires(&l))
			break;
	}
	v->kind = l.kind == LR_KINDS ? LR_KIND_UNKNOWN : l.kind;
	v->rule = r->id;
	v->confidence = r->confidence;
	v->company_n = v->domain_n = 0;
	if (!lr_kind_is_lead(v->kind))
		return;
	if (l.company != NULL && l.company->n > 0) {
		v->company_n = l.company->n;
		memcpy(v->company, l.company->name, l.company->n);
	}
	v->domain_n = l.own.n;
	if (l.own.n > 0)
		memcpy(v->domain, l.own.p, l.own.n);
}
