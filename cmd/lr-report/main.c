/* lr-report: page views in, one row a company out. */
#include <errno.h>

#include "clock.h"
#include "options.h"

static const struct lr_cmd cmd = {
	.about = "list the companies that visited",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS,
};

static struct report report;

/* ---- the report */

static void
add(struct lr_buf *b, uint64_t n, const char *what)
{
	if (n == 0)
		return;
	lr_buf_puts(b, b->n == 0 ? "" : ", ");
	lr_buf_putu(b, n);
	lr_buf_puts(b, what);
}

/* The first by name of the sites of the input that visits of another one came
 * from; empty: there is none. */
static struct lr_span
linked_site(const struct lr_leads *l)
{
	const struct lr_map *sites = &l->pages.sites;
	struct lr_span found = { NULL, 0 }, name;
	char www[4 + LR_NAME_MAX] = "www.";
	struct lr_source s;
	uint32_t i;

	for (i = 0; i < l->sources.map.n && sites->n > 1; i++) {
		if (!lr_source_parse(l->sources.map.key[i], &s))
			continue;
		name = s.field[LR_SOURCE_NAME];
		if (s.medium != LR_REFERRAL || name.n == 0 ||
		    name.n > LR_NAME_MAX)
			continue;
		memcpy(www + 4, name.p, name.n);
		if ((lr_map_find(sites, name) != LR_MAP_NONE ||
			lr_map_find(sites, lr_span(www, name.n + 4)) !=
			    LR_MAP_NONE) &&
		    (found.n == 0 || lr_span_cmp(name, found) < 0))
			found = name;
	}
	return found;
}

/* What is not in the report must not be a riddle. */
void
run_explain(struct lr_cli *cli, const struct report *r)
{
	uint64_t kindless = r->out[OUT_KINDLESS];
	static bool told;

	if (told || kindless == 0 || kindless + cli->refused != cli->read)
		return;
	lr_cli_warn(cli,
	    "no record has a kind, so none is a lead: put lr-enrich before "
	    "lr-report");
	told = true;
}

static void
explain(struct lr_cli *cli, const struct report *r)
{
	struct lr_span site = linked_site(&r->leads);
	struct lr_buf b;
	unsigned i;

	cli->file = NULL;
	cli->line = 0;
	run_explain(cli, r);
	if (site.n > 0)
		lr_cli_warn(cli,
		    "%.*s is a site of these records, and a referral to "
		    "another: if it is yours, say --own %.*s",
		    (int)site.n, site.p, (int)site.n, site.p);
	if (r->leads.mixed > 0)
		lr_cli_warn(cli,
		    "too many different pages, sources or sites: %llu page "
		    "views could not be told apart in these",
		    (unsigned long long)r->leads.mixed);
	if (cli->verbose == 0)
		return;
	lr_buf_init(&b, 1024);
	for (i = 1; i <= LR_KINDS; i++) {
		enum lr_kind k = (enum lr_kind)(i % LR_KINDS);

		add(&b, r->kind[k], " ");
		if (r->kind[k] > 0)
			lr_buf_puts(&b, lr_kind_name(k));
	}
	add(&b, r->out[OUT_OTHER], " of another kind");
	add(&b, r->out[OUT_KINDLESS], " without a kind");
	add(&b, r->out[OUT_BLACKLISTED], " marked by lr-blacklist");
	add(&b, r->out[OUT_NAMELESS], " without company and domain");
	add(&b, r->out[OUT_PERIOD], " outside the period");
	lr_cli_warn(cli, "left out: %s", b.n == 0 ? "nothing" : lr_buf_str(&b));
	lr_buf_free(&b);
}

static void
write_all(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	bool files = r->feeds > 1 || r->feed[0].path != NULL;
	struct trouble t = { LR_OK, 0, 0 };
	struct lr_buf b;

	if (files && cli->rc == LR_EXIT_FAILED)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "no report is written, and an old one stays: not all of "
		    "the input could be read");
	if (a->partial)
		or_die(cli, partial_write(r, &cli->out));
	else if (files)
		t = files_write(r, &cli->written);
	else
		t.err = rows_write(r, &r->feed[0], &cli->out, &cli->written);
	lr_buf_init(&b, 8192);
	if (t.err != LR_OK)
		lr_cli_die(cli,
		    t.err == LR_EAGAIN ? LR_EXIT_LATER : LR_EXIT_FAILED, "%s",
		    trouble_text(r, &t, &b));
}

enum lr_err
run_sums(const struct lr_cli *cli, struct report *r, const struct asked *a)
{
	if (!a->merge)
		r->out[OUT_REFUSED] += cli->refused - r->refused;
	return lr_lead_finish(&r->leads);
}

int
run_end(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	or_die(cli, a->follow ? follow_clock(r) : LR_OK);
	or_die(cli, run_sums(cli, r, a));
	explain(cli, r);
	or_die(cli, report_finish(r));
	write_all(cli, r, a);
	/* the system is faster in giving all memory back */
	return lr_cli_end(cli);
}

static int
run(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	enum lr_err err;

	or_die(cli, view_init(r));
	if (!a->merge)
		cli->rec.tag = fields_tag;
	if (a->follow)
		follow_begin(cli, r, a);
	lr_cli_open(cli);
	while (lr_cli_next_record(cli) == LR_OK) {
		err = a->merge ? merge_add(cli, r) : view_add(r, &cli->rec);
		if (err == LR_ENOMEM)
			or_die(cli, err);
		if (err != LR_OK)
			lr_cli_refuse(cli,
			    err == LR_EBAD ? cli->rec.why : lr_err_text(err));
		if (a->follow)
			follow_look();
	}
	if (a->merge)
		merge_done(cli, r);
	return run_end(cli, r, a);
}

int
main(int argc, char *argv[])
{
	static struct feed feeds[FEEDS_MAX + 1];
	static struct lr_cli cli;
	static struct asked asked;
	const char *arg;
	int key;

	report.feed = feeds;
	report.feeds = 1;
	report.now = lr_clock_now();
	report.sure = 60;
	lr_arena_init(&report.texts, 64u << 20);
	lr_lead_init(&report.leads);
	partial_init(&report);
	lr_score_init(&report.score);
	feed_init(&feeds[0]);
	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		if (key >= OPT_DAY) {
			run_option(&cli, &report, &asked, key, arg);
		} else {
			asked.of_report = key;
			feed_option(&cli, &report, &feeds[0], key, arg);
		}
	run_ready(&cli, &report, &asked);
	return run(&cli, &report, &asked);
}
