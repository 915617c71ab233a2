/* lr-sheet: turn a spreadsheet into CSV or JSON. */
#include <limits.h>
#include <unistd.h>

#include "ascii.h"
#include "file.h"
#include "job.h"
#include "json.h"
#include "num.h"

enum {
	OPT_ENCODING = LR_OPT,
	OPT_HEADER,
	OPT_LIST_SHEETS,
	OPT_RAW,
	OPT_SEPARATOR,
	OPT_SHEET
};

static const struct lr_opt opts[] = {
	{ OPT_ENCODING, "encoding", "NAME", "encoding of a text" },
	{ OPT_HEADER, "header", "ROW",
	    "number of the row that names the columns, auto or none" },
	{ OPT_LIST_SHEETS, "list-sheets", NULL,
	    "list the sheets instead of their rows" },
	{ 'n', "max-records", "N", "stop after N rows" },
	{ 'o', "output", "FORMAT", "csv or ndjson (default: csv)" },
	{ OPT_RAW, "raw", NULL, "numbers as they are stored, dates too" },
	{ OPT_SEPARATOR, "separator", "CHAR",
	    "what separates cells of a text" },
	{ OPT_SHEET, "sheet", "NAME", "name or number of the sheet to read" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "turn a spreadsheet into CSV or JSON",
	.operands = "[file]",
	.opts = opts,
};

void
job_fail(struct job *job, enum lr_err err)
{
	job->cli->line = 0;
	lr_cli_die(
	    job->cli, LR_EXIT_FAILED, "%s", lr_sheet_why(job->sheet, err));
}

/* ---- options */

static void
set_header(struct job *job, const char *arg)
{
	job->header = HEADER_ROW;
	if (strcmp(arg, "auto") == 0)
		job->header = HEADER_AUTO;
	else if (strcmp(arg, "none") == 0)
		job->header = HEADER_NONE;
	else
		job->header_row =
		    lr_cli_number(job->cli, "header", arg, 1, AHEAD);
}

static char
separator(struct lr_cli *cli, const char *arg)
{
	if (strcmp(arg, "\\t") == 0 || strcmp(arg, "tab") == 0)
		return '\t';
	if (strlen(arg) != 1 || *arg < ' ' || *arg == '"' || lr_is_alnum(*arg))
		lr_cli_usage(cli,
		    "--separator: '%s' is no single character, nor tab", arg);
	return *arg;
}

static void
option(struct job *job, int key, const char *arg)
{
	switch (key) {
	case OPT_ENCODING:
		job->read.encoding = arg;
		break;
	case OPT_HEADER:
		set_header(job, arg);
		break;
	case OPT_LIST_SHEETS:
		job->list = true;
		break;
	case 'n':
		job->most =
		    lr_cli_number(job->cli, "max-records", arg, 1, ULONG_MAX);
		break;
	case 'o':
		job->ndjson = strcmp(arg, "ndjson") == 0;
		if (!job->ndjson && strcmp(arg, "csv") != 0)
			lr_cli_usage(job->cli,
			    "--output: no format '%s': it is ndjson or csv",
			    arg);
		break;
	case OPT_RAW:
		job->read.raw = true;
		break;
	case OPT_SEPARATOR:
		job->read.separator = separator(job->cli, arg);
		break;
	case OPT_SHEET:
		job->which = arg;
		break;
	}
}

/* ---- sheets */

static const char *
state_name(enum lr_sheet_state state)
{
	return state == LR_SHEET_VISIBLE ? "visible"
	    : state == LR_SHEET_HIDDEN	 ? "hidden"
					 : "very hidden";
}

static void
list_one(
    struct lr_buf *b, unsigned i, const struct lr_sheet_info *info, bool ndjson)
{
	const char *kind = info->table ? "table" : "other";

	if (ndjson) {
		lr_buf_printf(b, "{\"number\":%u,\"name\":\"", i + 1);
		lr_json_escape(b, info->name);
		lr_buf_printf(b, "\",\"state\":\"%s\",\"kind\":\"%s\"}\n",
		    state_name(info->state), kind);
	} else {
		lr_buf_printf(b, "%u", i + 1);
		lr_csv_put(b, info->name, false);
		lr_buf_printf(b, ",%s,%s\n", state_name(info->state), kind);
	}
}

static void
list(struct job *job)
{
	const struct lr_sheet_info *info;
	struct lr_buf b;
	enum lr_err err;
	unsigned i, n;

	if ((err = lr_sheet_list(job->sheet, &info, &n)) != LR_OK)
		job_fail(job, err);
	lr_buf_init(&b, SIZE_MAX);
	if (!job->ndjson)
		lr_buf_puts(&b, "number,name,state,kind\n");
	for (i = 0; i < n; i++)
		list_one(&b, i, &info[i], job->ndjson);
	lr_out_put(&job->cli->out, lr_buf_span(&b));
	if (b.err != LR_OK)
		job_fail(job, b.err);
	lr_buf_free(&b);
}

/* The sheet of that name, of that name but for case, or of that number. */
static unsigned
find(const struct lr_sheet_info *info, unsigned n, struct lr_span which)
{
	uint64_t number;
	unsigned i;

	for (i = 0; i < n; i++)
		if (lr_span_eq(info[i].name, which))
			return i;
	for (i = 0; i < n; i++)
		if (lr_ascii_eq(info[i].name, which))
			return i;
	return lr_num_u64(which, n, &number) && number > 0
	    ? (unsigned)number - 1
	    : n;
}

static void
choose(struct job *job)
{
	const struct lr_sheet_info *info;
	enum lr_err err;
	unsigned i, n;

	if (job->which == NULL) {
		err = lr_sheet_choose_first(job->sheet);
	} else {
		err = lr_sheet_list(job->sheet, &info, &n);
		if (err != LR_OK)
			job_fail(job, err);
		i = find(info, n, lr_span_str(job->which));
		if (i == n)
			lr_cli_die(job->cli, LR_EXIT_FAILED,
			    "no sheet '%s': --list-sheets tells which there "
			    "are",
			    job->which);
		if (!info[i].table)
			lr_cli_die(job->cli, LR_EXIT_FAILED,
			    "sheet '%s' is no table", job->which);
		err = lr_sheet_choose(job->sheet, i);
	}
	if (err == LR_END)
		lr_cli_die(job->cli, LR_EXIT_FAILED, "no sheet in it");
	if (err != LR_OK)
		job_fail(job, err);
}

static void
open_file(struct job *job)
{
	struct lr_cli *cli = job->cli;
	enum lr_err err;
	int fd;

	if (cli->at + 1 < cli->argc)
		lr_cli_usage(cli, "one file at a time");
	lr_cli_open(cli);
	cli->file = cli->at < cli->argc ? cli->argv[cli->at] : "-";
	if ((err = lr_file_open(cli->file, &fd)) != LR_OK ||
	    (err = lr_sheet_open(&job->sheet, fd, &job->read)) != LR_OK)
		job_fail(job, err);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* both are big */
	static struct job job;
	const char *arg;
	int key;

	job.cli = &cli;
	job.most = ULONG_MAX;
	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		option(&job, key, arg);
	if (job.header == HEADER_DEFAULT)
		job.header = job.ndjson ? HEADER_AUTO : HEADER_NONE;
	open_file(&job);
	if (job.list) {
		list(&job);
	} else {
		choose(&job);
		rows_copy(&job);
	}
	lr_sheet_close(job.sheet);
	return lr_cli_end(&cli);
}
