/* lr-resolve: the names of addresses, and whose networks they are in. */
#include <string.h>

#include "clock.h"
#include "http.h"
#include "num.h"
#include "resolve.h"

/* What holds without an option; times are milliseconds. With one percent of
 * packets lost, six tries leave no question of a million without an answer. */
enum { WINDOW = 200, TIMEOUT = 2000, TRIES = 6, DEADLINE = 20000 };

enum {
	OPT_AGAIN = LR_OPT,
	OPT_BGP,
	OPT_BGP_ZONE,
	OPT_BOOTSTRAP,
	OPT_CACHE_INFO,
	OPT_DEADLINE,
	OPT_LIST_EGRESS,
	OPT_NO_CACHE,
	OPT_NO_DNS,
	OPT_NO_RDAP,
	OPT_NO_WHOIS,
	OPT_NOW,
	OPT_OFFLINE,
	OPT_RATE,
	OPT_RDAP_BASE,
	OPT_REFRESH,
	OPT_REGISTRY,
	OPT_SERVER,
	OPT_STATE,
	OPT_TIMEOUT,
	OPT_TRIES,
	OPT_UNORDERED,
	OPT_VERIFY_BOTS,
	OPT_WHOIS_SERVER
};

static const struct lr_opt opts[] = {
	{ OPT_AGAIN, "again", NULL, "also what records have already" },
	{ OPT_BGP, "bgp", NULL, "add the AS that announces the address" },
	{ OPT_BGP_ZONE, "bgp-zone", "NAME", "its zone (asn.cymru.com)" },
	{ OPT_BOOTSTRAP, "bootstrap", "FILE",
	    "which RDAP server has which block, instead of IANA's" },
	{ OPT_CACHE_INFO, "cache-info", NULL,
	    "print what the cache holds, and ask nobody" },
	{ OPT_DEADLINE, "deadline", "SECONDS",
	    "give an address up after that long (20)" },
	{ 'j', "jobs", "N", "addresses asked about at once (200)" },
	{ OPT_LIST_EGRESS, "list-egress", NULL,
	    "print who could be asked, and ask nobody" },
	{ OPT_NO_CACHE, "no-cache", NULL, "neither read nor write the cache" },
	{ OPT_NO_DNS, "no-dns", NULL, "ask no DNS server" },
	{ OPT_NO_RDAP, "no-rdap", NULL, "ask no registry by RDAP" },
	{ OPT_NO_WHOIS, "no-whois", NULL, "ask no registry by whois" },
	{ OPT_NOW, "now", "TIME", "the time, for the age of what is cached" },
	{ OPT_OFFLINE, "offline", NULL, "ask nobody: files and cache alone" },
	{ OPT_RATE, "rate", "RATE",
	    "SERVER=N/s: how often it may be asked; repeatable" },
	{ OPT_RDAP_BASE, "rdap-base", "URL", "ask this RDAP server alone" },
	{ OPT_REFRESH, "refresh", NULL, "ask although the answer is cached" },
	{ OPT_REGISTRY, "registry", "FILE",
	    "look networks up in FILE first, of lr-mkdb; repeatable" },
	{ OPT_SERVER, "server", "ADDR",
	    "ask this DNS server: ADDR[:PORT]; repeatable" },
	{ OPT_STATE, "state", "DIR", "folder of the cache" },
	{ OPT_TIMEOUT, "timeout", "SECONDS",
	    "wait that long for a DNS server (2)" },
	{ OPT_TRIES, "tries", "N", "ask a DNS server that often (6)" },
	{ OPT_UNORDERED, "unordered", NULL, "write records when answered" },
	{ OPT_VERIFY_BOTS, "verify-bots", NULL,
	    "say whether crawlers are what they claim to be" },
	{ OPT_WHOIS_SERVER, "whois-server", "HOST:PORT",
	    "ask this whois server alone" },
	{ 0 },
};

/* Columns of CSV; those of the options follow. */
static const char *adds[16] = { "ptr", "ptr_verified", "network", "netname",
	"holder", "holder_country", "holder_status", "resolved_by",
	"unanswered" };

static const struct lr_cmd cmd = {
	.about = "add the names of addresses and whose networks they are in",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
	.adds = adds,
};

/* "2" or "0.25", in milliseconds. */
static unsigned
seconds(struct lr_cli *cli, const char *name, const char *arg)
{
	struct lr_span s = lr_span_str(arg), whole = lr_span_cut(&s, '.');
	uint64_t v = 0, part = 0;
	size_t i;

	if (!lr_num_u64(whole, 600, &v) ||
	    (s.p != NULL && (s.n > 3 || !lr_num_u64(s, 999, &part))))
		v = part = 0;
	for (i = s.n; i < 3; i++)
		part *= 10;
	if (v * 1000 + part < 10)
		lr_cli_usage(cli,
		    "--%s: '%s' is no number of seconds from 0.01 to 600", name,
		    arg);
	return (unsigned)(v * 1000 + part);
}

static void
server(struct resolve *r, const char *arg)
{
	struct lr_ask_spec *spec = &r->spec;

	if (spec->n_servers == LR_SERVERS_MAX)
		lr_cli_usage(
		    r->cli, "--server: at most %u", (unsigned)LR_SERVERS_MAX);
	if (!lr_dnsaddr_parse(lr_span_str(arg), &r->server[spec->n_servers]))
		lr_cli_usage(r->cli,
		    "--server: '%s' is no address like 192.0.2.1:53 or "
		    "[2001:db8::1]:53",
		    arg);
	spec->n_servers++;
}

static void
many(struct resolve *r, const char *name, const char **list, unsigned max,
    unsigned *n, const char *arg)
{
	if (*n == max)
		lr_cli_usage(r->cli, "--%s: at most %u", name, max);
	list[(*n)++] = arg;
}

/* Options of the registries. */
static void
registry_option(struct resolve *r, int key, const char *arg)
{
	switch (key) {
	case OPT_BGP:
		r->bgp = true;
		break;
	case OPT_BGP_ZONE:
		r->bgp_zone = arg;
		break;
	case OPT_BOOTSTRAP:
		r->bootstrap = arg;
		break;
	case OPT_NO_RDAP:
		r->no_rdap = true;
		break;
	case OPT_NO_WHOIS:
		r->no_whois = true;
		break;
	case OPT_RATE:
		many(r, "rate", r->rate, RATES_MAX, &r->n_rates, arg);
		break;
	case OPT_RDAP_BASE:
		r->rdap_base = arg;
		break;
	case OPT_REGISTRY:
		many(r, "registry", r->registry_file, LR_TABLES_MAX,
		    &r->n_registries, arg);
		break;
	case OPT_WHOIS_SERVER:
		r->whois_server = arg;
		break;
	}
}

static void
option(struct resolve *r, int key, const char *arg)
{
	struct lr_cli *cli = r->cli;
	struct lr_ask_spec *spec = &r->spec;

	switch (key) {
	case 'j':
		spec->window =
		    (unsigned)lr_cli_number(cli, "jobs", arg, 1, LR_JOBS_MAX);
		break;
	case OPT_AGAIN:
		r->again = true;
		break;
	case OPT_CACHE_INFO:
		r->cache_info = true;
		break;
	case OPT_DEADLINE:
		r->deadline = spec->deadline = seconds(cli, "deadline", arg);
		break;
	case OPT_LIST_EGRESS:
		r->list_egress = true;
		break;
	case OPT_NO_CACHE:
		r->no_cache = true;
		break;
	case OPT_NO_DNS:
		r->no_dns = true;
		break;
	case OPT_NOW:
		r->now = lr_cli_time(cli, "now", arg);
		break;
	case OPT_OFFLINE:
		r->offline = true;
		break;
	case OPT_REFRESH:
		r->refresh = true;
		break;
	case OPT_SERVER:
		server(r, arg);
		break;
	case OPT_STATE:
		r->state = arg;
		break;
	case OPT_TIMEOUT:
		spec->timeout = seconds(cli, "timeout", arg);
		break;
	case OPT_TRIES:
		spec->tries = (unsigned)lr_cli_number(cli, "tries", arg, 1, 10);
		break;
	case OPT_UNORDERED:
		r->unordered = true;
		break;
	case OPT_VERIFY_BOTS:
		r->verify_bots = true;
		break;
	default:
		registry_option(r, key, arg);
	}
}

static void
check(struct resolve *r)
{
	struct lr_cli *cli = r->cli;
	char host[LR_HTTP_HOST];

	if (r->offline && (r->no_cache || r->refresh) && r->n_registries == 0)
		lr_cli_usage(cli,
		    "--offline needs the cache or a registry file: not --%s",
		    r->no_cache ? "no-cache" : "refresh");
	if (r->no_dns && r->bgp)
		lr_cli_usage(cli, "--bgp asks the DNS: not with --no-dns");
	if (r->bgp_zone != NULL && !r->bgp)
		lr_cli_usage(cli, "--bgp-zone is of use with --bgp only");
	if (r->rdap_base != NULL &&
	    (strpbrk(r->rdap_base, "?#") != NULL ||
		lr_http_host(r->rdap_base, host, NULL) == 0))
		lr_cli_usage(cli,
		    "--rdap-base: '%s' is not like https://rdap.example.net/",
		    r->rdap_base);
}

static void
columns(const struct resolve *r)
{
	size_t n = 0;

	while (adds[n] != NULL)
		n++;
	if (r->bgp) {
		adds[n++] = "asn";
		adds[n++] = "as_name";
	}
	if (r->verify_bots)
		adds[n++] = "bot_verified";
}

static void
open_dns(struct resolve *r)
{
	struct lr_span zone = lr_span_str(LR_ORIGIN_ZONE);
	const char *why;
	enum lr_err err;

	if (r->offline || r->no_dns)
		return;
	r->spec.servers = r->server;
	err = lr_reverse_open(&r->reverse, &r->spec, resolve_name, r, &why);
	if (err != LR_OK)
		resolve_die(r, err, why);
	if (!r->bgp)
		return;
	if (r->bgp_zone != NULL)
		zone = lr_span_str(r->bgp_zone);
	err = lr_origin_open(&r->origin, lr_reverse_asks(r->reverse), zone,
	    r->spec.window, resolve_origin, r);
	if (err == LR_EBAD)
		lr_cli_usage(r->cli, "--bgp-zone: '%s' is no name of a zone",
		    r->bgp_zone);
	if (err != LR_OK)
		resolve_die(r, err, NULL);
}

static int
end(struct resolve *r)
{
	struct lr_cli *cli = r->cli;

	cache_close(r);
	cli->file = NULL;
	cli->line = 0;
	if (cli->verbose > 0)
		tell_statistics(r);
	tell_failures(r);
	wait_close(r);
	search_close(r);
	files_close(r);
	lr_origin_close(r->origin);
	lr_reverse_close(r->reverse);
	memo_free(&r->memo);
	nets_free(&r->nets);
	queue_free(&r->queue);
	lr_record_free(&r->rec);
	return lr_cli_end(cli);
}

static void
init(struct resolve *r, struct lr_cli *cli)
{
	*r = (struct resolve){
		.cli = cli,
		.deadline = DEADLINE,
		.now = lr_clock_now(),
		.spec = { .window = WINDOW,
		    .timeout = TIMEOUT,
		    .tries = TRIES,
		    .deadline = DEADLINE },
	};
	memo_init(&r->memo);
	nets_init(&r->nets);
	lr_record_init(&r->rec);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* both are big */
	static struct resolve r;
	const char *arg;
	int key;

	lr_cli_init(&cli, &cmd, argc, argv);
	init(&r, &cli);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		option(&r, key, arg);
	check(&r);
	if ((r.cache_info || r.list_egress) && cli.at < argc)
		lr_cli_usage(&cli, "records are not read with that option");
	columns(&r);
	if (r.cache_info) {
		lr_cli_open(&cli);
		cache_info(&r);
		cli.verbose = 0;
		return end(&r);
	}
	files_open(&r);
	open_dns(&r);
	search_open(&r);
	lr_cli_open(&cli);
	if (r.list_egress) {
		tell_egress(&r);
		cli.verbose = 0;
		return end(&r);
	}
	cache_open(&r);
	wait_open(&r);
	run(&r);
	return end(&r);
}
