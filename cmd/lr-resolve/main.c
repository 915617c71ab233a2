/* lr-resolve: the names that the DNS gives to addresses. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "num.h"
#include "resolve.h"

enum {
	OPT_AGAIN = LR_OPT,
	OPT_DEADLINE,
	OPT_NO_CACHE,
	OPT_NOW,
	OPT_OFFLINE,
	OPT_REFRESH,
	OPT_SERVER,
	OPT_STATE,
	OPT_TIMEOUT,
	OPT_TRIES,
	OPT_UNORDERED
};

static const struct lr_opt opts[] = {
	{ OPT_AGAIN, "again", NULL, "also records that have a ptr already" },
	{ OPT_DEADLINE, "deadline", "SECONDS",
	    "give an address up after that long (20)" },
	{ 'j', "jobs", "N", "addresses asked about at once (200)" },
	{ OPT_NO_CACHE, "no-cache", NULL, "neither read nor write the cache" },
	{ OPT_NOW, "now", "TIME", "the time, for the age of what is cached" },
	{ OPT_OFFLINE, "offline", NULL, "ask nobody, use the cache alone" },
	{ OPT_REFRESH, "refresh", NULL, "ask although the answer is cached" },
	{ OPT_SERVER, "server", "ADDR",
	    "ask this DNS server: ADDR[:PORT]; repeatable" },
	{ OPT_STATE, "state", "DIR", "folder of the cache" },
	{ OPT_TIMEOUT, "timeout", "SECONDS",
	    "wait that long for a server (2)" },
	{ OPT_TRIES, "tries", "N", "ask that often (3)" },
	{ OPT_UNORDERED, "unordered", NULL,
	    "write records as answers come in" },
	{ 0 },
};

static const char *const adds[] = { "ptr", "ptr_verified", NULL };

static const struct lr_cmd cmd = {
	.about = "add the names that the DNS gives to addresses",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
	.adds = adds,
};

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
	case OPT_DEADLINE:
		spec->deadline = seconds(cli, "deadline", arg);
		break;
	case OPT_NO_CACHE:
		r->no_cache = true;
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
	}
}

static void
open_dns(struct resolve *r)
{
	const char *why;
	enum lr_err err;

	if (r->offline && (r->no_cache || r->refresh))
		lr_cli_usage(r->cli, "--offline needs the cache: not with --%s",
		    r->no_cache ? "no-cache" : "refresh");
	if (r->offline)
		return;
	r->spec.servers = r->server;
	err = lr_reverse_open(&r->reverse, &r->spec, resolve_done, r, &why);
	if (err != LR_OK)
		resolve_die(r, err, why);
}

static void
statistics(struct resolve *r)
{
	char text[LR_DNSADDR_TEXT];
	struct lr_ask_stats s;
	unsigned i;

	resolve_warn(r,
	    "%lu addresses: %lu reserved, %lu from the cache, %lu asked about",
	    r->addresses, r->reserved, r->cached, r->asked);
	resolve_warn(r,
	    "%lu have a name (%lu verified), %lu have none, %lu not answered",
	    r->names, r->verified, r->none, r->failed);
	if (r->reverse == NULL)
		return;
	for (i = 0; lr_ask_stats(lr_reverse_asks(r->reverse), i, &s); i++)
		resolve_warn(r,
		    "server %.*s: %lu questions, %lu answers, %lu overdue",
		    (int)lr_dnsaddr_put(&s.server, text), text, s.asked,
		    s.answered, s.overdue);
}

static int
end(struct resolve *r)
{
	struct lr_cli *cli = r->cli;

	cache_close(r);
	cli->file = NULL;
	cli->line = 0;
	if (cli->verbose > 0)
		statistics(r);
	if (r->failed > 0) {
		lr_cli_warn(cli,
		    "%lu of %lu addresses got no answer: try again later",
		    r->failed, r->addresses);
		if (cli->rc == LR_EXIT_OK)
			cli->rc = LR_EXIT_LATER;
	}
	lr_reverse_close(r->reverse);
	memo_free(&r->memo);
	queue_free(&r->queue);
	lr_record_free(&r->rec);
	return lr_cli_end(cli);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* both are big */
	static struct resolve r = {
		.cli = &cli,
		.spec = { .window = 200,
		    .timeout = 2000,
		    .tries = 3,
		    .deadline = 20000 },
	};
	const char *arg;
	int key;

	lr_cli_init(&cli, &cmd, argc, argv);
	r.now = lr_clock_now();
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		option(&r, key, arg);
	memo_init(&r.memo);
	lr_record_init(&r.rec);
	open_dns(&r);
	cache_open(&r);
	lr_cli_open(&cli);
	run(&r);
	return end(&r);
}
