/* lr-report: page views in, one row a company out. */
#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "file.h"
#include "options.h"

static const struct lr_cmd cmd = {
	.about = "list the companies that visited",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS,
};

static struct report report;

static void
no_memory(struct lr_cli *cli, enum lr_err err)
{
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", lr_err_text(err));
}

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

/* What is not in the report must not be a riddle. */
static void
explain(struct lr_cli *cli)
{
	const struct report *r = &report;
	uint64_t kindless = r->out[OUT_KINDLESS];
	struct lr_buf b;
	unsigned i;

	cli->file = NULL;
	cli->line = 0;
	if (kindless > 0 && kindless + cli->refused == cli->read)
		lr_cli_warn(cli,
		    "no record has a kind, so none is a lead: put lr-enrich "
		    "before lr-report");
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
	add(&b, kindless, " without a kind");
	add(&b, r->out[OUT_BLACKLISTED], " marked by lr-blacklist");
	add(&b, r->out[OUT_NAMELESS], " without company and domain");
	add(&b, r->out[OUT_PERIOD], " outside the period");
	lr_cli_warn(cli, "left out: %s", b.n == 0 ? "nothing" : lr_buf_str(&b));
	lr_buf_free(&b);
}

/* Rows of the feed into out. */
static void
write_rows(struct lr_cli *cli, const struct feed *f, struct lr_out *out)
{
	struct answer a;
	enum lr_err err;

	no_memory(cli, answer_make(&a, &report, f));
	err = f->format->write(&a, out);
	if (err == LR_ETOOLONG)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "-o %s: it has no room for so many rows: take a shorter "
		    "period",
		    f->format->name);
	no_memory(cli, err);
	cli->written += answer_rows(&a, f->row);
	answer_free(&a);
}

/* The file of a feed, to be; false: errno says why. */
static bool
write_file(struct lr_cli *cli, const struct feed *f, struct lr_newfile *file)
{
	struct lr_out out;

	if (lr_newfile_open(file, f->path, 0) != LR_OK)
		return false;
	no_memory(cli, lr_out_open(&out, file->fd));
	write_rows(cli, f, &out);
	return lr_out_close(&out) == LR_OK;
}

/* All files of feeds are written, then all appear. */
static void
write_files(struct lr_cli *cli)
{
	struct lr_newfile *file = calloc(report.feeds, sizeof(*file));
	unsigned i = 1, k;
	bool good = true;
	int why;

	if (file == NULL)
		no_memory(cli, LR_ENOMEM);
	while (i < report.feeds && good)
		if ((good = write_file(cli, &report.feed[i], &file[i])))
			i++;
	for (k = 1; k < report.feeds && good; k++) {
		i = k;
		good = lr_newfile_commit(&file[k]) == LR_OK;
	}
	why = errno;
	for (k = 1; k < report.feeds && !good; k++)
		if (file[k].path != NULL)
			lr_newfile_abort(&file[k]);
	free(file);
	if (!good)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    report.feed[i].path, strerror(why));
}

static int
run(struct lr_cli *cli, const struct asked *a)
{
	enum lr_err err = LR_OK;

	no_memory(cli, view_init(&report));
	if (!a->merge)
		cli->rec.tag = fields_tag;
	lr_cli_open(cli);
	while (err != LR_ENOMEM && lr_cli_next_record(cli) == LR_OK) {
		err = a->merge ? merge_add(cli, &report)
			       : view_add(&report, &cli->rec);
		if (err == LR_EBAD)
			lr_cli_refuse(cli, cli->rec.why);
	}
	if (a->merge && err != LR_ENOMEM)
		merge_done(cli, &report);
	if (err != LR_ENOMEM) {
		if (!a->merge)
			report.out[OUT_REFUSED] += cli->refused;
		err = lr_lead_finish(&report.leads);
		explain(cli);
	}
	no_memory(cli, err == LR_EBAD ? LR_OK : err);
	no_memory(cli, report_finish(&report));
	if (a->partial)
		no_memory(cli, partial_write(&report, &cli->out));
	else if (report.feeds > 1)
		write_files(cli);
	else
		write_rows(cli, &report.feed[0], &cli->out);
	/* the system is faster in giving all memory back */
	return lr_cli_end(cli);
}

int
main(int argc, char *argv[])
{
	static struct feed feeds[FEEDS_MAX + 1];
	static struct lr_cli cli;
	struct asked asked = { 0 };
	const char *arg, *why;
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
		if (key >= OPT_DAY)
			run_option(&cli, &report, &asked, key, arg);
		else if (!feed_option(&report, &feeds[0], key, arg, &why))
			lr_cli_usage(&cli, "--%s: %s", option_name(key), why);
	run_ready(&cli, &report, &asked);
	return run(&cli, &asked);
}
