#include "whoisnet.h"

#include "ascii.h"
#include "holder.h"
#include "num.h"
#include "rpsl.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* How much a text is worth as the holder's name. */
enum { NO_HOLDER, DESCRIBED, MENTIONED, NAMED };

static const struct {
	const char *said, *name, *kind;
} hosts[] = {
#include "whois-hosts.inc"
};
_Static_assert(COUNT(hosts) <= 32, "a bit of lr_whoisnet.hosts each");

/* In lower case, of all layouts: no two have a different meaning. */
static const struct {
	const char *key;
	enum lr_whois_field field;
} fields[] = {
	{ "inetnum", LR_WHOIS_INETNUM },
	{ "inet6num", LR_WHOIS_INETNUM },
	{ "netrange", LR_WHOIS_NETRANGE },
	{ "network number", LR_WHOIS_JAPAN },
	{ "ip\u30cd\u30c3\u30c8\u30ef\u30fc\u30af\u30a2\u30c9\u30ec\u30b9",
	    LR_WHOIS_JAPAN },
	{ "ipv4 address", LR_WHOIS_KOREA },
	{ "ipv6 address", LR_WHOIS_KOREA },
	{ "netblock", LR_WHOIS_NETBLOCK },
	{ "ip-network", LR_WHOIS_NETBLOCK },
	{ "ip-network-block", LR_WHOIS_NETBLOCK },
	{ "netname", LR_WHOIS_NETNAME },
	{ "network name", LR_WHOIS_NETNAME },
	{ "network-name", LR_WHOIS_NETNAME },
	{ "\u30cd\u30c3\u30c8\u30ef\u30fc\u30af\u540d", LR_WHOIS_NETNAME },
	{ "service name", LR_WHOIS_NETNAME },
	{ "orgname", LR_WHOIS_NAMED },
	{ "custname", LR_WHOIS_NAMED },
	{ "owner", LR_WHOIS_NAMED },
	{ "organization name", LR_WHOIS_NAMED },
	{ "organization-name", LR_WHOIS_NAMED },
	{ "org-name", LR_WHOIS_NAMED },
	{ "customer organization", LR_WHOIS_NAMED },
	{ "organization", LR_WHOIS_MENTIONED },
	{ "descr", LR_WHOIS_DESCR },
	{ "country", LR_WHOIS_COUNTRY },
	{ "country-code", LR_WHOIS_COUNTRY },
	{ "status", LR_WHOIS_STATUS },
	{ "nettype", LR_WHOIS_STATUS },
	{ "network type", LR_WHOIS_STATUS },
	{ "org", LR_WHOIS_ORGANISATION },
	{ "orgid", LR_WHOIS_ORGID },
	{ "mnt-by", LR_WHOIS_MAINTAINER },
	{ "remarks", LR_WHOIS_REMARKS },
	{ "refer", LR_WHOIS_REFER },
	{ "referralserver", LR_WHOIS_REFERRAL },
};

static bool
has(struct lr_span s, const char *needle)
{
	return lr_ascii_find(s, lr_span_str(needle)) < s.n;
}

static bool
starts(struct lr_span s, const char *head)
{
	struct lr_span h = lr_span_str(head);

	return lr_ascii_eq(lr_span_sub(s, 0, h.n), h);
}

enum lr_whois_field
lr_whoisnet_field(struct lr_span key)
{
	size_t i;

	for (i = 0; i < COUNT(fields); i++)
		if (lr_ascii_eq(key, lr_span_str(fields[i].key)))
			return fields[i].field;
	return LR_WHOIS_OTHER;
}

bool
lr_whoisnet_host(struct lr_span name)
{
	bool dot = false, alnum = false; /* the last one was */
	size_t i;

	for (i = 0; i < name.n; i++) {
		if (!lr_is_alnum(name.p[i]) &&
		    (!alnum || (name.p[i] != '-' && name.p[i] != '.')))
			return false;
		dot = dot || name.p[i] == '.';
		/* "a--b" is allowed, "a..b" and "-a" are not */
		alnum = name.p[i] != '.';
	}
	return dot && alnum && name.p[name.n - 1] != '-' &&
	    name.n <= LR_NAME_MAX;
}

/* Nothing but this may go into a question. */
static bool
is_handle(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && (s.p[i] != '-' || i == 0))
			return false;
	return s.n > 0 && s.n <= LR_WHOIS_HANDLE_MAX;
}

enum lr_err
lr_whoisnet_handle(struct lr_whoisnet *n, struct lr_span handle)
{
	if (!is_handle(handle))
		return LR_EBAD;
	memcpy(n->name, handle.p, handle.n);
	n->n_name = (unsigned)handle.n;
	n->further = LR_WHOIS_NET;
	return LR_OK;
}

void
lr_whoisnet_begin(struct lr_whoisnet *n, enum lr_whois_layout layout)
{
	lr_registration_clear(&n->reg);
	n->layout = layout;
	n->worth = NO_HOLDER;
	n->has_range = n->foreign = false;
	n->hosts = 0;
	n->further = LR_WHOIS_ENOUGH;
	n->port = n->n_name = n->n_org = 0;
	if (layout == LR_WHOIS_JPNIC)
		lr_registration_country(&n->reg, LR_SPAN("JP"));
	if (layout == LR_WHOIS_KRNIC)
		lr_registration_country(&n->reg, LR_SPAN("KR"));
}

/* A person's addresses have no holder, and no less certain name serves. */
static void
holder(struct lr_whoisnet *n, unsigned worth, enum lr_descr_says says,
    struct lr_span s)
{
	if (says == LR_DESCR_STUB)
		n->foreign = true;
	if (worth <= n->worth || says == LR_DESCR_FILLER)
		return;
	lr_registration_holder(
	    &n->reg, says == LR_DESCR_PRIVATE ? lr_span(NULL, 0) : s);
	if (n->reg.n_holder > 0 || says == LR_DESCR_PRIVATE)
		n->worth = worth;
}

/* "Name (ID)" of ARIN; rwhois may have a mere id here. */
static void
mentioned(struct lr_whoisnet *n, struct lr_span s)
{
	bool digit = false, blank = false;
	size_t i;

	for (i = 0; i < s.n; i++) {
		digit = digit || lr_is_digit(s.p[i]);
		blank = blank || s.p[i] == ' ';
	}
	if (n->layout == LR_WHOIS_REFERRED && digit && !blank)
		return;
	if (n->layout == LR_WHOIS_ARIN && lr_span_ends(s, LR_SPAN(")"))) {
		for (i = s.n - 1; i > 0 && s.p[i] != '('; i--)
			;
		s = lr_span_trim(lr_span_sub(s, 0, i));
	}
	holder(n, MENTIONED, lr_descr_name(s), s);
}

static void
speaks(struct lr_whoisnet *n, struct lr_span s)
{
	size_t i;

	for (i = 0; i < COUNT(hosts); i++)
		if (has(s, hosts[i].said))
			n->hosts |= 1u << i;
}

static void
go_on_at(struct lr_whoisnet *n, enum lr_whois_further further,
    struct lr_span host, uint64_t port)
{
	size_t i;

	n->further = further;
	n->port = (unsigned)port;
	n->n_name = (unsigned)host.n;
	for (i = 0; i < host.n; i++)
		n->name[i] = lr_lower(host.p[i]);
}

/* host, host:port, whois://host:port/, rwhois://...; other schemes: none. */
static void
referral(struct lr_whoisnet *n, struct lr_span s)
{
	bool rwhois = starts(s, "rwhois://");
	struct lr_span host;
	uint64_t port = 0;

	s = lr_span_sub(s, rwhois ? 9 : starts(s, "whois://") ? 8 : 0, s.n);
	s = lr_span_sub(s, 0, lr_span_find(s, '/'));
	s = lr_span_sub(s, 0, lr_span_find(s, ' '));
	host = lr_span_cut(&s, ':');
	/* the ports of other services are not ours to knock at */
	if (lr_whoisnet_host(host) &&
	    (s.n == 0 || lr_num_u64(s, 65535, &port)) &&
	    (port == 0 || port == 43 || port >= 1024))
		go_on_at(
		    n, rwhois ? LR_WHOIS_RWHOIS : LR_WHOIS_SERVER, host, port);
}

static void
status(struct lr_whoisnet *n, struct lr_span s)
{
	if (n->reg.n_status == 0)
		lr_registration_status(&n->reg, s);
	if (n->layout == LR_WHOIS_ARIN &&
	    (starts(s, "allocated to ") || starts(s, "early registrations")))
		n->foreign = true;
}

/* ARIN's records of what other registries have. */
static void
orgid(struct lr_whoisnet *n, struct lr_span s)
{
	static const char *const others[] = { "ripe", "apnic", "afrinic",
		"lacnic", "iana" };
	size_t i;

	for (i = 0; i < COUNT(others); i++)
		if (lr_ascii_eq(s, lr_span_str(others[i])))
			n->foreign = true;
}

static void
organisation(struct lr_whoisnet *n, struct lr_span s)
{
	if (n->n_org > 0 || !is_handle(s))
		return;
	memcpy(n->org, s.p, s.n);
	n->n_org = (unsigned)s.n;
}

static void
range(struct lr_whoisnet *n, struct lr_span s)
{
	/* "192.0.2.0 - 192.0.2.255 (/24)" */
	s = lr_span_sub(s, 0, lr_span_find(s, '('));
	/* "...255</pre>": copied from a page */
	s = lr_span_trim(lr_span_sub(s, 0, lr_span_find(s, '<')));
	if (!n->has_range)
		n->has_range = lr_rpsl_range(s, &n->reg.range);
}

void
lr_whoisnet_set(struct lr_whoisnet *n, enum lr_whois_field f, struct lr_span v)
{
	switch (f) {
	case LR_WHOIS_INETNUM:
	case LR_WHOIS_NETRANGE:
	case LR_WHOIS_JAPAN:
	case LR_WHOIS_KOREA:
	case LR_WHOIS_NETBLOCK:
		range(n, v);
		break;
	case LR_WHOIS_NETNAME:
		if (n->reg.n_netname == 0)
			lr_registration_netname(&n->reg, v);
		if (n->layout == LR_WHOIS_RPSL &&
		    lr_descr_name(v) == LR_DESCR_STUB)
			n->foreign = true;
		break;
	case LR_WHOIS_NAMED:
		holder(n, NAMED, lr_descr_name(v), v);
		break;
	case LR_WHOIS_MENTIONED:
		mentioned(n, v);
		break;
	case LR_WHOIS_DESCR:
		speaks(n, v);
		if (n->worth < DESCRIBED)
			holder(n, DESCRIBED, lr_descr_line(v), v);
		break;
	case LR_WHOIS_COUNTRY:
		if (n->reg.country[0] == '\0')
			lr_registration_country(&n->reg, v);
		break;
	case LR_WHOIS_STATUS:
		status(n, v);
		break;
	case LR_WHOIS_ORGANISATION:
		organisation(n, v);
		break;
	case LR_WHOIS_ORGID:
		orgid(n, v);
		break;
	case LR_WHOIS_MAINTAINER:
		n->foreign = n->foreign || lr_descr_name(v) == LR_DESCR_STUB;
		break;
	case LR_WHOIS_REMARKS:
		speaks(n, v);
		break;
	case LR_WHOIS_REFER:
	case LR_WHOIS_REFERRAL:
		referral(n, v);
		break;
	case LR_WHOIS_OTHER:
		break;
	}
}

/* The one server of a kind that it speaks of. */
static void
spoken(struct lr_whoisnet *n, const char *kind)
{
	const char *one = NULL;
	size_t i;

	for (i = 0; i < COUNT(hosts); i++) {
		if ((n->hosts & 1u << i) == 0 ||
		    strcmp(hosts[i].kind, kind) != 0)
			continue;
		if (one != NULL && strcmp(one, hosts[i].name) != 0)
			return;
		one = hosts[i].name;
	}
	if (one != NULL)
		go_on_at(n, LR_WHOIS_SERVER, lr_span_str(one), 0);
}

void
lr_whoisnet_end(struct lr_whoisnet *n)
{
	/* a list tells too little to know */
	if (n->further == LR_WHOIS_NET)
		return;
	n->foreign = n->foreign || lr_holder_stub(&n->reg);
	if (n->foreign && n->further == LR_WHOIS_ENOUGH)
		spoken(n, "national");
	if (n->foreign && n->further == LR_WHOIS_ENOUGH)
		spoken(n, "regional");
}

bool
lr_whoisnet_as_small(const struct lr_whoisnet *a, const struct lr_whoisnet *b)
{
	const struct lr_range *r[2] = { &a->reg.range, &b->reg.range };
	unsigned char n[2][16];
	int i, k, d;

	for (k = 0; k < 2; k++)
		for (d = 0, i = 15; i >= 0; i--) {
			d += r[k]->last.b[i] - r[k]->first.b[i];
			n[k][i] = (unsigned char)(d & 0xff);
			d = d < 0 ? -1 : 0;
		}
	return memcmp(n[0], n[1], 16) <= 0;
}
