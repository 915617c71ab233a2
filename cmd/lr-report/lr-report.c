/* lr-report: page views in, one row a company out. */
#include <stdlib.h>

#include "clock.h"
#include "report.h"

enum {
	OPT_SINCE = LR_OPT,
	OPT_UNTIL,
	OPT_NOW,
	OPT_MIN_VISITS,
	OPT_SORT,
	OPT_OWN
};

typedef enum lr_err writer(const struct report *r, struct lr_out *out);

struct asked {
	struct report *report;
	const char *since, *until;
	int64_t now;
	writer *write;
};

static const struct lr_opt opts[] = {
	{ 'n', "max", "N", "print at most N companies" },
	{ 'o', "output", "FORMAT", "table, csv or ndjson (default: table)" },
	{ OPT_MIN_VISITS, "min-visits", "N",
	    "leave out companies with fewer visits" },
	{ OPT_NOW, "now", "TIME", "take TIME for the present" },
	{ OPT_OWN, "own", "HOST", "referrers from HOST are one's own site" },
	{ OPT_SINCE, "since", "TIME", "page views from TIME on" },
	{ OPT_SORT, "sort", "FIELD",
	    "visits, page_views, last_visit or company" },
	{ OPT_UNTIL, "until", "TIME", "page views before TIME" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "list the companies that visited",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS,
};

static writer *
format_of(struct lr_cli *cli, const char *arg)
{
	if (strcmp(arg, "table") == 0)
		return table_write;
	if (strcmp(arg, "csv") == 0)
		return csv_write;
	if (strcmp(arg, "ndjson") == 0)
		return ndjson_write;
	lr_cli_usage(
	    cli, "--output: no format '%s': it is table, csv or ndjson", arg);
}

static enum sort
sort_of(struct lr_cli *cli, const char *arg)
{
	static const char *const names[] = {
		[BY_VISITS] = "visits",
		[BY_VIEWS] = "page_views",
		[BY_LAST] = "last_visit",
		[BY_COMPANY] = "company",
	};
	unsigned i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(arg, names[i]) == 0)
			return (enum sort)i;
	lr_cli_usage(cli,
	    "--sort: not by '%s': it is visits, page_views, last_visit or "
	    "company",
	    arg);
}

/* A time, or how long before now: "7d". */
static int64_t
when(struct lr_cli *cli, const char *name, const char *arg, int64_t now)
{
	int64_t seconds, t;
	int months;

	if (lr_time_span(lr_span_str(arg), &seconds, &months))
		return months > 0 ? lr_time_add_months(now, -months)
				  : now - seconds;
	if (!lr_time_parse(lr_span_str(arg), &t))
		lr_cli_usage(cli,
		    "--%s: '%s' is no time like 2026-11-22, "
		    "2026-11-22T10:00:00Z or 7d",
		    name, arg);
	return t;
}

static void
own(struct lr_cli *cli, struct report *r, const char *host)
{
	if (*host == '\0' || strchr(host, '/') != NULL)
		lr_cli_usage(
		    cli, "--own: '%s' is no host like www.example.com", host);
	if (lr_lead_own(&r->leads, lr_span_str(host)) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
}

static void
option(struct lr_cli *cli, struct asked *a, int key, const char *arg)
{
	struct report *r = a->report;

	switch (key) {
	case 'n':
		r->max = lr_cli_number(cli, "max", arg, 1, SIZE_MAX);
		break;
	case 'o':
		a->write = format_of(cli, arg);
		break;
	case OPT_MIN_VISITS:
		r->min_visits =
		    lr_cli_number(cli, "min-visits", arg, 0, SIZE_MAX);
		break;
	case OPT_NOW:
		a->now = lr_cli_time(cli, "now", arg);
		break;
	case OPT_OWN:
		own(cli, r, arg);
		break;
	case OPT_SINCE:
		a->since = arg;
		break;
	case OPT_SORT:
		r->sort = sort_of(cli, arg);
		break;
	case OPT_UNTIL:
		a->until = arg;
		break;
	}
}

static void
period(struct lr_cli *cli, const struct asked *a)
{
	struct report *r = a->report;

	r->has_since = a->since != NULL;
	r->has_until = a->until != NULL;
	if (r->has_since)
		r->since = when(cli, "since", a->since, a->now);
	if (r->has_until)
		r->until = when(cli, "until", a->until, a->now);
	if (r->has_since && r->has_until && r->since >= r->until)
		lr_cli_usage(cli, "--since must be before --until");
}

static void
add(struct lr_buf *b, uint64_t n, const char *what)
{
	if (n == 0)
		return;
	lr_buf_puts(b, b->n == 0 ? "" : ", ");
	lr_buf_putu(b, n);
	lr_buf_puts(b, what);
}

/* What is not in the report must not be a riddle. */
static void
explain(struct lr_cli *cli, const struct report *r)
{
	struct lr_buf b;
	unsigned i;

	cli->file = NULL;
	cli->line = 0;
	if (r->kindless > 0 && r->kindless + cli->refused == cli->read)
		lr_cli_warn(cli,
		    "no record has a kind, so none is a lead: put lr-enrich "
		    "before lr-report");
	if (r->leads.mixed > 0)
		lr_cli_warn(cli,
		    "too many different pages, referrers or sites: %llu page "
		    "views could not be told apart in these",
		    (unsigned long long)r->leads.mixed);
	if (cli->verbose == 0)
		return;
	lr_buf_init(&b, 1024);
	for (i = 0; i < KINDS; i++) {
		add(&b, r->kind[i], " ");
		if (r->kind[i] > 0)
			lr_buf_puts(&b, kind_name(i));
	}
	add(&b, r->other, " of another kind");
	add(&b, r->kindless, " without a kind");
	add(&b, r->blacklisted, " marked by lr-blacklist");
	add(&b, r->nameless, " without company and domain");
	add(&b, r->outside, " outside the period");
	lr_cli_warn(cli, "left out: %s", b.n == 0 ? "nothing" : lr_buf_str(&b));
	lr_buf_free(&b);
}

static int
run(struct lr_cli *cli, struct report *r, writer *format)
{
	enum lr_err err = LR_OK;

	lr_cli_open(cli);
	while (err != LR_ENOMEM && lr_cli_next_record(cli) == LR_OK) {
		err = view_add(r, &cli->rec);
		if (err == LR_EBAD)
			lr_cli_refuse(cli, cli->rec.why);
	}
	if (err != LR_ENOMEM) {
		lr_lead_finish(&r->leads);
		explain(cli, r);
		err = rows_make(r);
	}
	if (err != LR_OK || (err = format(r, &cli->out)) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", lr_err_text(err));
	cli->written = r->rows;
	free(r->row);
	lr_lead_free(&r->leads);
	return lr_cli_end(cli);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli;
	static struct report report = { .max = UINT64_MAX };
	struct asked asked = { .report = &report, .write = table_write };
	const char *arg;
	int key;

	asked.now = lr_clock_now();
	lr_lead_init(&report.leads);
	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		option(&cli, &asked, key, arg);
	period(&cli, &asked);
	return run(&cli, &report, asked.write);
}
