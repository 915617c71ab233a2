/* Options of the whole run, and what they ask for together. */
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "limits.h"
#include "lists.h"
#include "num.h"
#include "options.h"

void
or_die(struct lr_cli *cli, enum lr_err err)
{
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", lr_err_text(err));
}

static void
own(struct lr_cli *cli, struct report *r, const char *host)
{
	struct lr_span s = lr_span_str(host), name = s;
	char text[LR_NAME_MAX + 1];
	size_t n;

	if (s.n == 0 || strpbrk(host, "/*?@, \t") != NULL)
		lr_cli_usage(cli,
		    "--own: '%s' is no host like www.example.com: name each of "
		    "yours, no pattern and no URL",
		    host);
	/* as it stands in an address: without dot, port and umlauts */
	name.n = lr_span_find(s, ':');
	n = list_host(name, text);
	or_die(cli, lr_lead_own(&r->leads, n == 0 ? s : lr_span(text, n)));
}

/* "NAME=GLOB" */
static void
goal(struct lr_cli *cli, struct report *r, const char *arg)
{
	struct lr_span s = lr_span_str(arg);
	size_t at = lr_span_find(s, '=');
	enum lr_err err;

	if (at == 0 || at + 1 >= s.n)
		lr_cli_usage(
		    cli, "--goal: '%s' is no goal like contact=/contact*", arg);
	if (!list_may_be_path(arg + at + 1))
		lr_cli_usage(cli,
		    "--goal: '%s' fits no page: a path begins with / (or *)",
		    arg + at + 1);
	err = lr_pages_goal(&r->leads.pages, lr_span_sub(s, 0, at),
	    lr_span_sub(s, at + 1, s.n));
	if (err == LR_ETOOLONG)
		lr_cli_usage(cli,
		    "--goal: more than %u goals, %u patterns, or %u bytes of a "
		    "name",
		    LR_PAGE_GOALS, LR_PAGE_GLOBS, LR_PAGE_TEXT);
	or_die(cli, err);
}

/* "PART=N" */
static void
weight(struct lr_cli *cli, struct report *r, const char *arg)
{
	struct lr_span s = lr_span_str(arg);
	size_t at = lr_span_find(s, '=');
	enum lr_score_part part = lr_score_parse(lr_span_sub(s, 0, at));
	struct lr_buf b;
	uint64_t n;
	unsigned i;

	if (part != LR_SCORE_PARTS &&
	    lr_num_u64(lr_span_sub(s, at + 1, s.n), LR_SCORE_WEIGHT_MAX, &n)) {
		r->score.weight[part] = (unsigned)n;
		return;
	}
	lr_buf_init(&b, 1024);
	for (i = 0; i < LR_SCORE_PARTS; i++) {
		lr_buf_puts(&b, i == 0 ? "" : ", ");
		lr_buf_puts(&b, lr_score_name((enum lr_score_part)i));
	}
	lr_cli_usage(cli,
	    "--weight: '%s' is no part and weight like goals=20, 0 to %u; "
	    "parts "
	    "are %s",
	    arg, LR_SCORE_WEIGHT_MAX, lr_buf_str(&b));
}

static void
zone(struct lr_cli *cli, struct report *r, const char *name)
{
	enum lr_err err;

	lr_zone_close(r->zone);
	err = lr_zone_open(&r->zone, name);
	r->zone_name = name;
	if (err == LR_EBAD)
		lr_cli_usage(cli,
		    "--tz: no time zone '%s': an offset like +01:00, or a name "
		    "of /usr/share/zoneinfo like Europe/Berlin",
		    name);
	or_die(cli, err);
}

static void
every(struct lr_cli *cli, struct asked *a, const char *arg)
{
	int months;

	if (!lr_time_span(lr_span_str(arg), &a->every, &months) || a->every < 1)
		lr_cli_usage(
		    cli, "--every: '%s' is no span like 10s, 5m or 1h", arg);
}

static void
early(struct lr_cli *cli, struct asked *a, int key, const char *arg)
{
	struct early *p = realloc(a->early, (a->earlies + 1) * sizeof(*p));

	if (p == NULL)
		or_die(cli, LR_ENOMEM);
	a->early = p;
	p[a->earlies++] = (struct early){ key, arg };
}

void
run_early(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	size_t i;

	for (i = 0; i < a->earlies; i++)
		if (a->early[i].key == OPT_GOAL)
			goal(cli, r, a->early[i].arg);
		else
			own(cli, r, a->early[i].arg);
}

/* Of sums the records are counted already, and not told yet. */
static void
note(struct asked *a, int key)
{
	switch (key) {
	case OPT_DAY:
	case OPT_GOAL:
	case OPT_MONTH:
	case OPT_OWN:
	case OPT_SINCE:
	case OPT_SURE:
	case OPT_UNTIL:
	case OPT_WEEK:
		a->of_records = key;
		break;
	case OPT_WEIGHT:
		a->of_report = key;
		break;
	}
}

void
run_option(struct lr_cli *cli, struct report *r, struct asked *a, int key,
    const char *arg)
{
	note(a, key);
	switch (key) {
	case OPT_DAY:
		a->day = arg;
		break;
	case OPT_EVERY:
		every(cli, a, arg);
		break;
	case OPT_FEEDS:
		a->feeds = arg;
		break;
	case OPT_FOLLOW:
		a->follow = true;
		break;
	case OPT_GOAL:
	case OPT_OWN:
		early(cli, a, key, arg);
		break;
	case OPT_MAX_PAGES:
		r->leads.max_pages = (uint32_t)lr_cli_number(
		    cli, "max-pages-per-company", arg, 1, 1u << 20);
		break;
	case OPT_MERGE:
		a->merge = true;
		break;
	case OPT_MONTH:
		a->month = arg;
		break;
	case OPT_NOW:
		a->now = arg;
		break;
	case OPT_PARTIAL:
		a->partial = true;
		break;
	case OPT_SINCE:
		a->since = arg;
		break;
	case OPT_SURE:
		r->sure = lr_cli_number(cli, "sure", arg, 0, 100);
		break;
	case OPT_TZ:
		zone(cli, r, arg);
		break;
	case OPT_UNTIL:
		a->until = arg;
		break;
	case OPT_WEEK:
		a->week = arg;
		break;
	case OPT_WEIGHT:
		weight(cli, r, arg);
		break;
	case OPT_WRITE:
		if (*arg == '\0' || strcmp(arg, "-") == 0)
			lr_cli_usage(cli, "--write: '%s' names no file", arg);
		if (r->feed[0].path != NULL)
			lr_cli_usage(
			    cli, "--write: one file; --feeds has more");
		r->feed[0].path = arg;
		break;
	}
}

static void
now(struct lr_cli *cli, struct report *r, const char *arg)
{
	if (arg == NULL)
		return;
	r->now = lr_cli_time(cli, "now", arg);
	r->has_now = true;
	/* a date is the beginning of that day there */
	(void)lr_period_time(r->zone, r->now, lr_span_str(arg), &r->now);
}

static int64_t
when(struct lr_cli *cli, const struct report *r, const char *name,
    const char *arg)
{
	int64_t t;

	if (!lr_period_time(r->zone, r->now, lr_span_str(arg), &t))
		lr_cli_usage(cli,
		    "--%s: '%s' is no time like 2026-11-22, "
		    "2026-11-22T10:00:00Z or 7d",
		    name, arg);
	return t;
}

bool
run_period(const struct report *r, const struct asked *a, struct lr_period *p)
{
	if (a->day != NULL)
		return lr_period_day(r->zone, r->now, lr_span_str(a->day), p);
	if (a->week != NULL)
		return lr_period_week(r->zone, r->now, lr_span_str(a->week), p);
	return lr_period_month(r->zone, r->now, lr_span_str(a->month), p);
}

static void
period(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	struct lr_period p;

	if ((a->since != NULL || a->until != NULL) + (a->day != NULL) +
		(a->week != NULL) + (a->month != NULL) >
	    1)
		lr_cli_usage(cli,
		    "one period only: --day, --week, --month, or --since and "
		    "--until");
	r->has_since = a->since != NULL;
	r->has_until = a->until != NULL;
	if (r->has_since)
		r->since = when(cli, r, "since", a->since);
	if (r->has_until)
		r->until = when(cli, r, "until", a->until);
	if (r->has_since && r->has_until && r->since >= r->until)
		lr_cli_usage(cli,
		    "nothing is from --since %s on and before --until %s: the "
		    "end does not count",
		    a->since, a->until);
	if (a->day == NULL && a->week == NULL && a->month == NULL)
		return;
	if (!run_period(r, a, &p))
		lr_cli_usage(cli,
		    a->day != NULL
			? "--day: there is no day '%s': today, yesterday or a "
			  "date like 2026-11-22"
			: a->week != NULL
			? "--week: there is no week '%s': this, last or one "
			  "like 2026-W47"
			: "--month: there is no month '%s': this, last or one "
			  "like 2026-11",
		    a->day != NULL	  ? a->day
			: a->week != NULL ? a->week
					  : a->month);
	r->has_since = r->has_until = true;
	r->since = p.since;
	r->until = p.until;
}

/* Is it said by a word for what is over when the run begins? */
static bool
over(const struct asked *a)
{
	return (a->day != NULL && strcmp(a->day, "yesterday") == 0) ||
	    (a->week != NULL && strcmp(a->week, "last") == 0) ||
	    (a->month != NULL && strcmp(a->month, "last") == 0);
}

static void
follow(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	if (!a->follow && a->every > 0)
		lr_cli_usage(cli, "--every is for --follow");
	if (!a->follow)
		return;
	if (a->partial || a->merge)
		lr_cli_usage(cli,
		    "--follow: it reads records and renews a report: not with "
		    "--partial or --merge");
	if (r->feeds == 1 && r->feed[0].path == NULL)
		lr_cli_usage(cli,
		    "--follow: only a file can be renewed: name one with "
		    "--write, or several with --feeds");
	if (!r->has_now && over(a))
		lr_cli_usage(cli,
		    "--follow: no more comes for what is over: take today, "
		    "or this week or month, or a date");
	r->again = true;
}

/* Where the report goes. */
static void
destination(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	const struct feed *f = &r->feed[0];

	if (a->partial && a->feeds != NULL)
		lr_cli_usage(cli, "--partial: no feeds: ask them of --merge");
	if (a->partial && a->of_report != 0)
		lr_cli_usage(cli,
		    "--partial: sums are of all companies: --%s is for --merge",
		    option_name(a->of_report));
	if (a->partial && f->path != NULL)
		lr_cli_usage(cli,
		    "--partial: sums go to standard output, not to --write");
	if (r->feeds == 1 && !a->partial && f->path == NULL &&
	    f->format->binary && isatty(STDOUT_FILENO))
		lr_cli_usage(cli,
		    "-o %s is not for the terminal: redirect it, or -o table",
		    f->format->name);
	paths_check(cli, r);
	follow(cli, r, a);
}

/* All options are read: what do the feeds need? */
void
run_ready(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	const char *why = NULL;
	unsigned i;

	run_early(cli, r, a);
	now(cli, r, a->now);
	period(cli, r, a);
	feed_format(cli, &r->feed[0]);
	if (a->feeds != NULL)
		feeds_read(cli, r, a->feeds);
	for (i = 0; i < r->feeds; i++) {
		struct feed *f = &r->feed[i];

		if (!feed_ready(r, f, &why) && i == 0)
			lr_cli_usage(cli, "--where: %s", why);
		else if (why != NULL)
			lr_cli_usage(cli, "--feeds: line %lu: --where: %s",
			    f->line, why);
		if (f->new_only && !r->has_since && !a->merge)
			lr_cli_usage(cli,
			    "--new-only needs the beginning of a period: "
			    "--since, --day, --week or --month");
		if (i == 0 && r->feeds > 1 && f->path == NULL)
			continue;
		if (a->merge && f->row == ROW_VISIT)
			lr_cli_usage(
			    cli, "--merge: sums do not tell single visits");
		if (!a->partial && !a->merge &&
		    ((f->format->rows | 1u << f->row) & 1u << ROW_VISIT) != 0)
			r->leads.visits.keep = true;
	}
	if (a->merge && a->of_records != 0)
		lr_cli_usage(cli,
		    "--merge: sums are counted already: --%s is for --partial",
		    option_name(a->of_records));
	destination(cli, r, a);
}
