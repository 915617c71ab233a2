/* Messages: what failed, who was asked what, or could be. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "egress.h"
#include "resolve.h"

void
resolve_warn(struct resolve *r, const char *fmt, ...)
{
	const char *file = r->cli->file;
	char text[LR_MESSAGE_MAX + 1];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	r->cli->file = NULL;
	lr_cli_warn(r->cli, "%s", text);
	r->cli->file = file;
}

void
resolve_die(struct resolve *r, enum lr_err err, const char *why)
{
	int error = errno;

	r->cli->file = NULL;
	lr_cli_die(r->cli, err == LR_EAGAIN ? LR_EXIT_LATER : LR_EXIT_FAILED,
	    "%s%s%s", why == NULL ? "" : why, why == NULL ? "" : ": ",
	    err == LR_EIO ? strerror(error) : lr_err_text(err));
}

static void
names(struct resolve *r)
{
	resolve_warn(r,
	    "%lu addresses: %lu reserved, %lu names from the cache, "
	    "%lu asked about",
	    r->count.addresses, r->count.reserved, r->count.ptr_cached,
	    r->count.ptr_asked);
	resolve_warn(r,
	    "%lu have a name (%lu verified), %lu have none, %lu not answered",
	    r->count.names, r->count.verified, r->count.nameless,
	    r->count.ptr_failed);
}

static void
networks(struct resolve *r)
{
	unsigned i;

	resolve_warn(r,
	    "networks: %lu by registry files, %lu by the cache, %lu by RDAP, "
	    "%lu by whois, %lu like a neighbour, %lu in none, %lu not known, "
	    "%lu not answered",
	    r->count.registry, r->count.net_cached, r->count.rdap,
	    r->count.whois, r->count.neighbours, r->count.nobody,
	    r->count.net_unknown, r->count.net_failed);
	for (i = 0; i < REASONS_MAX && r->reason[i].n > 0; i++)
		resolve_warn(r, "no network: %lu: %s", r->reason[i].n,
		    r->reason[i].text);
	if (r->bgp)
		resolve_warn(r, "origins: %lu known, %lu not answered",
		    r->count.origins, r->count.origin_failed);
	if (r->verify_bots)
		resolve_warn(r, "crawlers: %lu genuine, %lu false",
		    r->count.genuine, r->count.false_bots);
}

static void
dns_servers(struct resolve *r)
{
	char text[LR_DNSADDR_TEXT];
	struct lr_ask_stats s;
	unsigned i;

	if (r->reverse == NULL)
		return;
	for (i = 0; lr_ask_stats(lr_reverse_asks(r->reverse), i, &s); i++)
		resolve_warn(r,
		    "server %.*s: %lu questions, %lu answers, %lu overdue",
		    (int)lr_dnsaddr_put(&s.server, text), text, s.asked,
		    s.answered, s.overdue);
}

static void
registries(struct resolve *r)
{
	struct lr_manners_server s;
	unsigned i;

	if (r->manners == NULL)
		return;
	for (i = 0; lr_manners_server(r->manners, i, &s); i++)
		resolve_warn(r,
		    "server %.*s: asked for %lu addresses, %lu prefixes, "
		    "%lu handles, %lu files; %lu answers, %lu failures%s",
		    (int)s.name.n, s.name.p, s.asked[LR_ASKED_ADDRESS],
		    s.asked[LR_ASKED_PREFIX], s.asked[LR_ASKED_HANDLE],
		    s.asked[LR_ASKED_NOTHING], s.answered, s.failed,
		    s.left_alone == 0 ? "" : "; wants to be left alone");
}

void
tell_statistics(struct resolve *r)
{
	names(r);
	networks(r);
	dns_servers(r);
	registries(r);
}

void
tell_failures(struct resolve *r)
{
	struct lr_cli *cli = r->cli;

	if (r->count.ptr_failed > 0)
		lr_cli_warn(cli,
		    "%lu of %lu addresses got no answer: try again later",
		    r->count.ptr_failed, r->count.addresses);
	if (r->count.net_failed > 0)
		lr_cli_warn(cli,
		    "%lu of %lu addresses: no registry answered (%s%s): try "
		    "again later",
		    r->count.net_failed, r->count.addresses, r->reason[0].text,
		    r->reason[1].n > 0 ? ", ..." : "");
	if (r->count.origin_failed > 0)
		lr_cli_warn(cli,
		    "%lu of %lu addresses: no answer who announces them: try "
		    "again later",
		    r->count.origin_failed, r->count.addresses);
	if (cli->rc == LR_EXIT_OK &&
	    r->count.ptr_failed + r->count.net_failed + r->count.origin_failed >
		0)
		cli->rc = LR_EXIT_LATER;
}

/* ---- --list-egress */

static void
egress_dns(struct resolve *r)
{
	char text[LR_DNSADDR_TEXT];
	struct lr_ask_stats s;
	struct lr_span server;
	unsigned i;

	if (r->reverse == NULL)
		return;
	for (i = 0; lr_ask_stats(lr_reverse_asks(r->reverse), i, &s); i++) {
		server = lr_span(text, lr_dnsaddr_put(&s.server, text));
		if (!r->no_dns)
			lr_egress_put(&r->cli->out, "dns", server, "addresses",
			    LR_EGRESS_CLEAR);
		if (r->bgp)
			lr_egress_put(&r->cli->out, "dns", server,
			    "the /24 or /48 of addresses", LR_EGRESS_CLEAR);
	}
}

static bool
is_address(struct lr_span server)
{
	struct lr_dnsaddr a;

	return lr_dnsaddr_parse(server, &a);
}

/* The registries' servers are looked for as any program does. */
static void
egress_names(struct resolve *r)
{
	struct lr_span name;
	bool any = false;
	unsigned i;

	for (i = 0; r->rdap != NULL && lr_rdap_server(r->rdap, i, &name); i++)
		any |= !is_address(name);
	for (i = 0; r->whois != NULL && lr_whois_server(r->whois, i, &name);
	     i++)
		any |= !is_address(name);
	if (any)
		lr_egress_names(&r->cli->out, "visitors");
}

void
tell_egress(struct resolve *r)
{
	struct lr_span name;
	unsigned i;

	egress_dns(r);
	egress_names(r);
	for (i = 0; r->rdap != NULL && lr_rdap_server(r->rdap, i, &name); i++)
		lr_egress_put(&r->cli->out, "rdap", name,
		    lr_span_eq(name, LR_SPAN("data.iana.org"))
			? "nothing of visitors"
			: "addresses, of IPv6 the /64",
		    r->rdap_base == NULL ||
			    strncmp(r->rdap_base, "https:", 6) == 0
			? LR_EGRESS_TLS
			: LR_EGRESS_CLEAR);
	for (i = 0; r->whois != NULL && lr_whois_server(r->whois, i, &name);
	     i++)
		lr_egress_put(&r->cli->out, "whois", name,
		    "addresses, of IPv6 the /64", LR_EGRESS_CLEAR);
	if (r->whois != NULL && r->whois_server == NULL)
		lr_egress_put(&r->cli->out, "whois", LR_SPAN("*"),
		    "addresses, of IPv6 the /64",
		    LR_EGRESS_CLEAR ", where a registry refers to");
}
