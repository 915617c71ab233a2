/* lr-employees: the public contacts of the people of companies. */
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "employees.h"
#include "num.h"

enum {
	OPT_BACKOFF = LR_OPT,
	OPT_BRAVE_BASE,
	OPT_COLUMNS,
	OPT_DEPARTMENT,
	OPT_DRY_RUN,
	OPT_GOOGLE_BASE,
	OPT_HEADER,
	OPT_HUNTER_BASE,
	OPT_KEY_FILE,
	OPT_LIMIT,
	OPT_LIST_EGRESS,
	OPT_MAX_CREDITS,
	OPT_NOW,
	OPT_PROVIDERS,
	OPT_RATE,
	OPT_REST,
	OPT_SEARXNG_BASE,
	OPT_SENIORITY,
	OPT_SHEET,
	OPT_SINCE,
	OPT_TIMEOUT,
	OPT_TRIES,
	OPT_UNTIL
};

static const struct lr_opt opts[] = {
	{ 'j', "jobs", "N", "requests to one provider at once (8)" },
	{ 'o', "output", "FORMAT", "xlsx, csv or ndjson (default: xlsx)" },
	{ OPT_BACKOFF, "backoff", "SECONDS",
	    "first wait after trouble, then longer (1)" },
	{ OPT_BRAVE_BASE, "brave-base", "URL", "where Brave is" },
	{ OPT_COLUMNS, "columns", "LIST",
	    "columns of the list: company=NAME,domain=NAME" },
	{ OPT_DEPARTMENT, "department", "LIST", "only people of these" },
	{ OPT_DRY_RUN, "dry-run", NULL, "say what it would cost, find nobody" },
	{ OPT_GOOGLE_BASE, "google-base", "URL", "where Google is" },
	{ OPT_HEADER, "header", "ROW", "row of the headings, or none" },
	{ OPT_HUNTER_BASE, "hunter-base", "URL", "where Hunter is" },
	{ OPT_KEY_FILE, "key-file", "FILE", "file with keys, mode 600" },
	{ OPT_LIMIT, "limit", "N", "people of a company (100)" },
	{ OPT_LIST_EGRESS, "list-egress", NULL,
	    "say who would be asked, and exit" },
	{ OPT_MAX_CREDITS, "max-credits", "N", "spend no more" },
	{ OPT_NOW, "now", "TIME", "the time that the workbook is made" },
	{ OPT_PROVIDERS, "providers", "LIST",
	    "hunter, google, searxng, brave: whom to ask" },
	{ OPT_RATE, "rate", "PROVIDER=RATE",
	    "hunter=5/s, google=100/m, brave=0: no limit" },
	{ OPT_REST, "rest", "FILE", "list companies not asked in FILE" },
	{ OPT_SEARXNG_BASE, "searxng-base", "URL", "where a SearXNG is" },
	{ OPT_SENIORITY, "seniority", "LIST",
	    "only people of these ranks: junior, senior, executive" },
	{ OPT_SHEET, "sheet", "NAME", "sheet of the workbook, or its number" },
	{ OPT_SINCE, "since", "TIME", "only rows of this time and later" },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "wait that long (30)" },
	{ OPT_TRIES, "tries", "N", "ask that often (5)" },
	{ OPT_UNTIL, "until", "TIME", "only rows before this time" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "find the public contacts of the people of companies",
	.operands = "[file ...]",
	.opts = opts,
};

/* Every one of a list is known. */
static struct lr_span
words(struct lr_cli *cli, const char *name, const char *arg,
    bool (*known)(struct lr_span))
{
	struct lr_span list = lr_span_str(arg), one;

	while (list.p != NULL) {
		one = lr_span_cut(&list, ',');
		if (!known(one))
			lr_cli_usage(cli, "--%s: there is no '%.*s'", name,
			    (int)one.n, one.p);
	}
	return lr_span_str(arg);
}

static enum format
format(struct lr_cli *cli, const char *arg)
{
	if (strcmp(arg, "xlsx") == 0)
		return XLSX;
	if (strcmp(arg, "csv") == 0)
		return CSV;
	if (strcmp(arg, "ndjson") == 0)
		return NDJSON;
	lr_cli_usage(
	    cli, "--output: no format '%s': it is xlsx, csv or ndjson", arg);
}

/* "0.05" seconds in milliseconds. */
static unsigned
milliseconds(struct lr_cli *cli, const char *name, const char *arg)
{
	struct lr_span s = lr_span_str(arg), whole = lr_span_cut(&s, '.');
	uint64_t v, part = 0;
	size_t i;

	if (!lr_num_u64(whole, 600, &v) ||
	    (s.p != NULL && (s.n > 3 || !lr_num_u64(s, 999, &part))))
		lr_cli_usage(cli,
		    "--%s: '%s' is no number of seconds up to 600", name, arg);
	for (i = s.n; i < 3; i++)
		part *= 10;
	return (unsigned)(v * 1000 + part);
}

static void
header(struct employees *e, const char *arg)
{
	uint64_t v;

	if (strcmp(arg, "auto") != 0 && strcmp(arg, "none") != 0 &&
	    (!lr_num_u64(lr_span_str(arg), 1048576, &v) || v == 0))
		lr_cli_usage(e->cli,
		    "--header: '%s' is no number of a row, auto or none", arg);
	e->header = arg;
}

static void
base(struct employees *e, const struct lr_provider *p, const char *url)
{
	unsigned i;

	lr_provider_named(lr_span_str(p->name), &i);
	e->source[i].base = url;
}

/* Options about the list and what is written. */
static void
option(struct employees *e, int key, const char *arg)
{
	struct lr_cli *cli = e->cli;

	switch (key) {
	case 'o':
		e->format = format(cli, arg);
		e->format_asked = true;
		break;
	case OPT_COLUMNS:
		e->columns = arg;
		break;
	case OPT_DEPARTMENT:
		e->department =
		    words(cli, "department", arg, lr_jobtitle_is_department);
		break;
	case OPT_DRY_RUN:
		e->dry_run = true;
		break;
	case OPT_HEADER:
		header(e, arg);
		break;
	case OPT_LIMIT:
		e->limit =
		    (unsigned)lr_cli_number(cli, "limit", arg, 1, LIMIT_MAX);
		break;
	case OPT_NOW:
		e->now = lr_cli_time(cli, "now", arg);
		break;
	case OPT_REST:
		e->rest = arg;
		break;
	case OPT_SENIORITY:
		e->seniority =
		    words(cli, "seniority", arg, lr_jobtitle_is_seniority);
		break;
	case OPT_SHEET:
		e->sheet = arg;
		break;
	case OPT_SINCE:
		e->since = lr_cli_time(cli, "since", arg);
		e->has_since = true;
		break;
	case OPT_UNTIL:
		e->until = lr_cli_time(cli, "until", arg);
		e->has_until = true;
		break;
	}
}

/* Options about the asking. */
static void
asking(struct employees *e, int key, const char *arg)
{
	struct lr_cli *cli = e->cli;

	switch (key) {
	case 'j':
		e->at_once = (unsigned)lr_cli_number(cli, "jobs", arg, 1, 64);
		break;
	case OPT_BACKOFF:
		e->backoff = milliseconds(cli, "backoff", arg);
		break;
	case OPT_BRAVE_BASE:
		base(e, &lr_brave, arg);
		break;
	case OPT_GOOGLE_BASE:
		base(e, &lr_google, arg);
		break;
	case OPT_HUNTER_BASE:
		base(e, &lr_hunter, arg);
		break;
	case OPT_KEY_FILE:
		e->key_file = arg;
		break;
	case OPT_LIST_EGRESS:
		e->list_egress = true;
		break;
	case OPT_MAX_CREDITS:
		e->max_credits =
		    lr_cli_number(cli, "max-credits", arg, 0, 1000000000);
		e->max_credits_given = true;
		break;
	case OPT_PROVIDERS:
		e->providers = arg;
		break;
	case OPT_RATE:
		source_rate(e, arg);
		break;
	case OPT_SEARXNG_BASE:
		base(e, &lr_searxng, arg);
		break;
	case OPT_TIMEOUT:
		e->timeout = milliseconds(cli, "timeout", arg);
		if (e->timeout < 100)
			lr_cli_usage(cli, "--timeout: less than 0.1 seconds");
		break;
	case OPT_TRIES:
		e->tries = (unsigned)lr_cli_number(cli, "tries", arg, 1, 20);
		break;
	}
}

static void
prepare(struct employees *e)
{
	if (!e->format_asked)
		e->format = e->dry_run ? CSV : XLSX;
	if (e->dry_run && e->format == XLSX)
		lr_cli_usage(e->cli, "--dry-run: its output is csv or ndjson");
	if (e->format == XLSX && !e->list_egress && isatty(STDOUT_FILENO))
		lr_cli_usage(e->cli,
		    "a workbook is not for the terminal: redirect it, or "
		    "-o csv");
	if (e->has_since && e->has_until && e->since >= e->until)
		lr_cli_usage(e->cli, "--since is not before --until");
	keys_read(e);
	sources_open(e);
	e->progress = isatty(STDERR_FILENO) == 1;
	if (lr_domains_new(&e->psl) != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	companies_init(&e->all);
}

static int
egress(struct employees *e)
{
	struct lr_cli *cli = e->cli;

	if (cli->at < cli->argc)
		lr_cli_usage(cli, "--list-egress reads no files");
	lr_cli_open(cli);
	tell_egress(e);
	cli->verbose = 0; /* no records were read */
	companies_free(&e->all);
	lr_domains_free(e->psl);
	lr_vault_free(&e->secrets);
	return lr_cli_end(cli);
}

static int
end(struct employees *e)
{
	struct lr_cli *cli = e->cli;
	unsigned i;

	write_close(e);
	tell_end(e);
	if (e->by_status[REFUSED] > 0 && cli->rc == LR_EXIT_OK)
		cli->rc = LR_EXIT_REFUSED;
	if (e->by_status[QUOTA] + e->by_status[FAILED] > 0)
		cli->rc = LR_EXIT_LATER;
	for (i = 0; i < e->n_sources; i++)
		if (e->source[e->order[i]].over == LR_SAID_NO_KEY)
			cli->rc = LR_EXIT_FAILED;
	companies_free(&e->all);
	lr_domains_free(e->psl);
	lr_vault_free(&e->secrets);
	return lr_cli_end(cli);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* both are big */
	static struct employees e = { .cli = &cli,
		.limit = 100,
		.tries = 5,
		.timeout = 30000,
		.backoff = 1000,
		.at_once = 8,
		.rest_fd = -1 };
	const char *arg;
	unsigned i;
	int key;

	(void)lr_vault_process();
	if (atexit(lr_vault_wipe_all) != 0)
		return LR_EXIT_FAILED;
	lr_cli_init(&cli, &cmd, argc, argv);
	e.now = lr_clock_now();
	for (i = 0; i < LR_PROVIDERS; i++) {
		e.source[i].second = lr_provider_at(i)->second;
		e.source[i].minute = lr_provider_at(i)->minute;
	}
	while ((key = lr_cli_next(&cli, &arg)) != 0) {
		option(&e, key, arg);
		asking(&e, key, arg);
	}
	prepare(&e);
	if (e.list_egress)
		return egress(&e);
	list_read(&e);
	write_open(&e);
	ask_all(&e);
	return end(&e);
}
