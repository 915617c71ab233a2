/* lr-replay: a recording of lr-cgi as a page that plays it, or what there is.
 */
#include "replay.h"

enum { OPT_LANG = LR_OPT, OPT_LIST };

static const struct lr_opt opts[] = {
	{ OPT_LANG, "lang", "LANG", "language of the page: en or de" },
	{ OPT_LIST, "list", NULL,
	    "a record a recording, of files and of all in folders" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "play recordings of the pointer",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
};

struct job {
	bool list, german;
	const char *file; /* that film is of; NULL: of none */
	struct film film;
	struct lr_buf line;
	struct lr_record row;
};

/* A batch that goes back in time is dropped, which is said. */
static void
finish(struct lr_cli *cli, struct job *job)
{
	const char *now = cli->file;
	unsigned dropped;

	if (film_order(&job->film, &dropped) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	if (dropped == 0)
		return;
	cli->file = NULL; /* the next one is open already */
	lr_cli_warn(cli, "%s: %u batches go back in time: left out", job->file,
	    dropped);
	cli->file = now;
	if (cli->rc == LR_EXIT_OK)
		cli->rc = LR_EXIT_REFUSED;
}

/* What the list says of a recording. */
static void
put_row(struct lr_cli *cli, struct job *job)
{
	const struct film *f = &job->film;
	struct lr_buf *b = &job->line;
	struct sums s;
	size_t n;

	if (job->file == NULL || f->head.path.p == NULL)
		return;
	finish(cli, job);
	s = film_sums(f);
	lr_buf_clear(b);
	lr_buf_puts(b, "{\"file\":\"");
	lr_json_escape(b, lr_span_str(job->file));
	lr_buf_putc(b, '"');
	lr_json_member(b, "site", f->head.site);
	lr_json_member(b, "day", f->head.day);
	lr_json_member(b, "path", f->head.path);
	lr_buf_printf(b, ",\"seconds\":%u.%u,\"clicks\":%zu,\"moves\":%zu}\n",
	    s.time / 10, s.time % 10, s.clicks, s.moves);
	n = b->n;
	if (lr_buf_room(b, LR_PAD) == NULL)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	memset(b->p + n, 0, LR_PAD);
	if (lr_record_parse(&job->row, lr_span(b->p, n - 1)) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	lr_cli_put(cli, &job->row);
}

/* The file that was read before is at its end. */
static void
next_file(struct lr_cli *cli, struct job *job)
{
	if (job->list)
		put_row(cli, job);
	film_clear(&job->film);
	job->file = cli->file;
}

static int
run(struct lr_cli *cli, struct job *job)
{
	enum lr_err err;

	lr_cli_open(cli);
	while (lr_cli_next_record(cli) == LR_OK) {
		if (job->file != cli->file)
			next_file(cli, job);
		err = film_take(&job->film, &cli->rec);
		if (err == LR_EBAD)
			lr_cli_refuse(cli, cli->rec.why);
		else if (err != LR_OK)
			lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	}
	if (job->list) {
		put_row(cli, job);
	} else if (job->film.head.path.p != NULL) {
		finish(cli, job);
		if (page_write(&cli->out, &job->film, job->german) != LR_OK)
			lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	}
	return lr_cli_end(cli);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* big */
	static struct job job;
	const char *arg;
	int key, rc;

	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		switch (key) {
		case OPT_LANG:
			job.german = strcmp(arg, "de") == 0;
			if (!job.german && strcmp(arg, "en") != 0)
				lr_cli_usage(&cli, "--lang: en or de");
			break;
		case OPT_LIST:
			job.list = true;
			break;
		}
	if (!job.list && cli.at + 1 < cli.argc)
		lr_cli_usage(&cli, "a page is of one recording; see --list");
	if (!job.list && cli.csv)
		lr_cli_usage(&cli, "-o is for --list: a page is HTML");
	if (job.list)
		find_operands(&cli);
	film_init(&job.film);
	lr_buf_init(&job.line, 64 << 10);
	lr_record_init(&job.row);
	rc = run(&cli, &job);
	film_free(&job.film);
	lr_buf_free(&job.line);
	lr_record_free(&job.row);
	return rc;
}
