#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ascii.h"
#include "cliline.h"
#include "clock.h"
#include "csvout.h"
#include "file.h"
#include "mapguard.h"
#include "message.h"
#include "num.h"
#include "utf8.h"

#define OPTS_MAX 64
#define NAMED_MAX 100 /* refusals that get a line of their own */

enum format { AUTO, NDJSON, CSV };

enum {
	OPT_HELP = 'h',
	OPT_VERBOSE = 'v',
	OPT_IN = 'i',
	OPT_OUT = 'o',
	/* far from those of the commands */
	OPT_VERSION = 0x10000,
	OPT_REJECTS,
	OPT_STRICT,
	OPT_FIELDS
};

struct lr_cli_io {
	struct lr_opt opts[OPTS_MAX];
	unsigned n_opts;
	enum format in_asked, out_asked;
	enum format in, out; /* of this file; of the output once it began */
	bool open, strict, ended;
	struct lr_span raw; /* of the record last read */
	const char *rejects;
	struct lr_out kept;
	struct lr_csv *csv;
	struct lr_buf json;    /* the row as a line */
	struct lr_csvout rows; /* CSV output */
	struct lr_buf state;
};

/* Options that commands get by their flags; 0: all of them. */
static const struct {
	unsigned flags;
	struct lr_opt opt;
} common[] = {
	{ LR_CLI_RECORDS,
	    { OPT_IN, "input", "FORMAT",
		"ndjson or csv (default: told by itself)" } },
	{ LR_CLI_WRITES,
	    { OPT_OUT, "output", "FORMAT",
		"ndjson or csv (default: what is read, or ndjson)" } },
	{ LR_CLI_WRITES,
	    { OPT_FIELDS, "fields", "LIST", "columns of CSV output" } },
	{ LR_CLI_RECORDS | LR_CLI_LINES,
	    { OPT_REJECTS, "rejects", "FILE", "keep refused input in FILE" } },
	{ LR_CLI_LINES,
	    { OPT_STRICT, "strict", NULL,
		"exit with 1 when a line was refused" } },
	{ 0, { OPT_VERBOSE, "verbose", NULL, "say more on standard error" } },
	{ 0, { OPT_HELP, "help", NULL, "print this and exit" } },
	{ 0, { OPT_VERSION, "version", NULL, "print the version and exit" } },
};

/* ---- messages */

static void __attribute__((format(printf, 2, 0)))
say(struct lr_cli *cli, const char *fmt, va_list ap)
{
	lr_message(cli->prog, cli->file, cli->line, fmt, ap);
}

void
lr_cli_warn(struct lr_cli *cli, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(cli, fmt, ap);
	va_end(ap);
}

/* A reader that went away is no news: end as SIGPIPE would have ended us. */
static void
gone(void)
{
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

static void
check_out(struct lr_cli *cli)
{
	if (cli->out.err == LR_OK)
		return;
	if (cli->out.err == LR_EIO && cli->out.error == EPIPE)
		gone();
	cli->file = NULL;
	lr_cli_warn(cli, "standard output: cannot write: %s",
	    cli->out.err == LR_EIO ? strerror(cli->out.error)
				   : lr_err_text(cli->out.err));
	exit(LR_EXIT_FAILED);
}

void
lr_cli_die(struct lr_cli *cli, enum lr_exit code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(cli, fmt, ap);
	va_end(ap);
	if (cli->out.p != NULL && lr_out_flush(&cli->out) != LR_OK)
		check_out(cli);
	if (cli->io != NULL && cli->io->kept.p != NULL)
		lr_out_flush(&cli->io->kept);
	exit((int)code);
}

void
lr_cli_usage(struct lr_cli *cli, const char *fmt, ...)
{
	va_list ap;

	cli->file = NULL;
	va_start(ap, fmt);
	say(cli, fmt, ap);
	va_end(ap);
	lr_cli_warn(cli, "try '%s --help'", cli->prog);
	exit(LR_EXIT_USAGE);
}

/* ---- options */

/* By letter, those without one behind them by name. */
static int
by_letter(const void *pa, const void *pb)
{
	const struct lr_opt *a = pa, *b = pb;
	int x = a->key < LR_OPT ? lr_lower((char)a->key) : '~';
	int y = b->key < LR_OPT ? lr_lower((char)b->key) : '~';

	return x != y ? x - y : strcmp(a->name, b->name);
}

void
lr_cli_init(
    struct lr_cli *cli, const struct lr_cmd *cmd, int argc, char *argv[])
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const struct lr_opt *o;
	struct lr_cli_io *io;
	size_t i;

	lr_file_hold_standard();
	memset(cli, 0, offsetof(struct lr_cli, rec)); /* the rest is big */
	cli->cmd = cmd;
	cli->argc = argc;
	cli->argv = argv;
	cli->prog = slash != NULL ? slash + 1 : argc > 0 ? argv[0] : "lr";
	lr_mapguard(cli->prog, LR_EXIT_FAILED);
	if ((io = cli->io = calloc(1, sizeof(*io))) == NULL)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	for (o = cmd->opts; o != NULL && o->name != NULL; o++)
		io->opts[io->n_opts++] = *o;
	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (common[i].flags == 0 || (common[i].flags & cmd->flags) != 0)
			io->opts[io->n_opts++] = common[i].opt;
	qsort(io->opts, io->n_opts, sizeof(io->opts[0]), by_letter);
	lr_buf_init(&io->json, 8 * LR_LINE_MAX);
	lr_buf_init(&io->state, 4096);
	lr_csvout_init(&io->rows);
	lr_record_init(&cli->rec);
}

static void
help(struct lr_cli *cli)
{
	const struct lr_opt *o = cli->io->opts, *end = o + cli->io->n_opts;
	char left[64];

	printf("usage: %s [options] %s\n%s\n\n", cli->prog, cli->cmd->operands,
	    cli->cmd->about);
	for (; o < end; o++) {
		if (o->key < LR_OPT)
			snprintf(left, sizeof(left), "-%c, --%s%s%s", o->key,
			    o->name, o->arg == NULL ? "" : " ",
			    o->arg == NULL ? "" : o->arg);
		else
			snprintf(left, sizeof(left), "    --%s%s%s", o->name,
			    o->arg == NULL ? "" : " ",
			    o->arg == NULL ? "" : o->arg);
		printf("  %-28s %s\n", left, o->help);
	}
	printf("\nThe manual: man %s, and lr(7) for the whole\n", cli->prog);
	exit(fflush(stdout) == 0 ? LR_EXIT_OK : LR_EXIT_FAILED);
}

static enum format
format_of(struct lr_cli *cli, const char *name, const char *arg)
{
	if (strcmp(arg, "ndjson") == 0)
		return NDJSON;
	if (strcmp(arg, "csv") == 0)
		return CSV;
	lr_cli_usage(
	    cli, "--%s: no format '%s': it is ndjson or csv", name, arg);
}

/* Options of every command; false: it is the command's own. */
static bool
own(struct lr_cli *cli, int key, const char *arg)
{
	struct lr_cli_io *io = cli->io;

	switch (key) {
	case OPT_HELP:
		help(cli);
		break;
	case OPT_VERSION:
		printf("%s (lr) %s\n", cli->prog, LR_VERSION);
		exit(fflush(stdout) == 0 ? LR_EXIT_OK : LR_EXIT_FAILED);
	case OPT_VERBOSE:
		cli->verbose++;
		break;
	case OPT_IN:
		if (!(cli->cmd->flags & LR_CLI_RECORDS))
			return false;
		io->in_asked = format_of(cli, "input", arg);
		break;
	case OPT_OUT:
		if (!(cli->cmd->flags & LR_CLI_WRITES))
			return false;
		io->out_asked = format_of(cli, "output", arg);
		cli->csv = io->out_asked == CSV;
		break;
	case OPT_REJECTS:
		io->rejects = arg;
		break;
	case OPT_STRICT:
		io->strict = true;
		break;
	case OPT_FIELDS:
		if (lr_csvout_ask(&io->rows, lr_span_str(arg)) != LR_OK)
			lr_cli_usage(
			    cli, "--fields: '%s' is no list of names", arg);
		break;
	default:
		return false;
	}
	return true;
}

int
lr_cli_next(struct lr_cli *cli, const char **arg)
{
	const struct lr_opt *o = cli->io->opts;
	struct option longs[OPTS_MAX + 1] = { 0 };
	char shorts[2 * OPTS_MAX + 2] = ":";
	size_t n = 1;
	unsigned i;
	int key;

	for (i = 0; i < cli->io->n_opts; i++) {
		longs[i].name = o[i].name;
		longs[i].has_arg = o[i].arg != NULL;
		longs[i].val = o[i].key;
		if (o[i].key < LR_OPT) {
			shorts[n++] = (char)o[i].key;
			if (o[i].arg != NULL)
				shorts[n++] = ':';
		}
	}
	opterr = 0;
	do {
		key = getopt_long(cli->argc, cli->argv, shorts, longs, NULL);
		if (key == -1) {
			cli->at = optind;
			return 0;
		}
		if (key == ':')
			lr_cli_usage(cli, "option '%s' needs an argument",
			    cli->argv[optind - 1]);
		if (key == '?') {
			if (optopt > 0 && optopt < LR_OPT)
				lr_cli_usage(
				    cli, "there is no option -%c", optopt);
			lr_cli_usage(cli, "no such option, or not so: '%s'",
			    cli->argv[optind - 1]);
		}
		*arg = optarg;
	} while (own(cli, key, optarg));
	return key;
}

unsigned long
lr_cli_number(struct lr_cli *cli, const char *name, const char *arg,
    unsigned long min, unsigned long max)
{
	uint64_t v;

	if (!lr_num_u64(lr_span_str(arg), max, &v) || v < min)
		lr_cli_usage(cli, "--%s: '%s' is no number from %lu to %lu",
		    name, arg, min, max);
	return v;
}

int64_t
lr_cli_time(struct lr_cli *cli, const char *name, const char *arg)
{
	int64_t t;

	if (!lr_time_parse(lr_span_str(arg), &t))
		lr_cli_usage(cli,
		    "--%s: '%s' is no time like 2026-11-22 or "
		    "2026-11-22T10:00:00Z",
		    name, arg);
	return t;
}

const char *
lr_cli_state(struct lr_cli *cli, const char *dir, bool make)
{
	struct lr_buf *b = &cli->io->state;
	enum lr_err err = lr_file_state(b, dir, make);

	if (err == LR_EBAD)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "no folder for the stores: set LR_STATE or HOME");
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: cannot make the folder of the stores: %s",
		    lr_buf_str(b), strerror(errno));
	return lr_buf_str(b);
}

/* ---- input */

static void
flush(void *arg)
{
	lr_out_flush(&((struct lr_cli *)arg)->out);
}

void
lr_cli_open(struct lr_cli *cli)
{
	struct lr_cli_io *io = cli->io;
	enum lr_err err = LR_OK;
	int fd = -1;

	if (io->rejects != NULL)
		err = lr_file_private(io->rejects, cli->argv + cli->at, &fd);
	if (err == LR_EBAD)
		lr_cli_usage(cli, "--rejects: %s is read", io->rejects);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    io->rejects, strerror(errno));
	if (lr_out_open(&cli->out, STDOUT_FILENO) != LR_OK ||
	    (fd >= 0 && lr_out_open(&io->kept, fd) != LR_OK))
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
}

/* This file cannot be read, or not to its end; the others can. */
static void
give_up_file(struct lr_cli *cli, const char *why)
{
	cli->line = 0;
	lr_cli_warn(cli, "%s", why);
	cli->rc = LR_EXIT_FAILED;
	if (cli->io->open)
		lr_unpack_close(&cli->in.in);
	cli->io->open = false;
}

/* The header row. */
static void
begin_csv(struct lr_cli *cli)
{
	struct lr_cli_io *io = cli->io;
	const char *why = NULL;
	enum lr_err err;

	lr_csv_free(io->csv);
	if (lr_csv_new(&io->csv, ',') != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	err = lr_csv_next(io->csv, &cli->in, &io->raw, &why);
	if (err == LR_END)
		return;
	if (err == LR_OK)
		err = lr_csv_header(io->csv, &why);
	if (err == LR_OK && lr_csv_column(io->csv, LR_SPAN("ip")) < 0 &&
	    lr_csv_column(io->csv, LR_SPAN("time")) < 0) {
		why = "the first row is no header: it names neither 'ip' nor "
		      "'time'";
		err = LR_EBAD;
	}
	if (err == LR_EBAD && why == NULL)
		why = cli->in.in.why; /* gzip data, say */
	if (err != LR_OK)
		give_up_file(cli,
		    err == LR_EIO	 ? strerror(errno)
			: err == LR_EBAD ? why
					 : lr_err_text(err));
}

/* The next operand; io->open tells whether it can be read. */
static void
open_one(struct lr_cli *cli)
{
	struct lr_cli_io *io = cli->io;
	struct lr_span first;
	int fd;

	cli->file = cli->at < cli->argc ? cli->argv[cli->at++] : "-";
	cli->line = 0;
	if (lr_file_open(cli->file, &fd) != LR_OK) {
		give_up_file(cli, strerror(errno));
		return;
	}
	if (lr_line_open(&cli->in, fd, fd != STDIN_FILENO) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	cli->in.wait = cli->wait != NULL ? cli->wait : flush;
	cli->in.arg = cli->wait != NULL ? cli->wait_arg : cli;
	io->open = true;
	if (!(cli->cmd->flags & LR_CLI_RECORDS))
		return;
	io->in = io->in_asked;
	if (io->in == AUTO) {
		/* an error here comes again with the first record */
		(void)lr_line_peek(&cli->in, 4, &first);
		io->in = lr_csv_begins(first) ? CSV : NDJSON;
	}
	if (io->in == CSV)
		begin_csv(cli);
}

static bool
open_next(struct lr_cli *cli)
{
	do {
		if (cli->io->ended ||
		    (cli->at >= cli->argc && cli->file != NULL))
			return false;
		open_one(cli);
	} while (!cli->io->open);
	return true;
}

/* The input has no line for us. */
static void
input_trouble(struct lr_cli *cli, enum lr_err err)
{
	if (err == LR_ETOOLONG) {
		cli->read++;
		lr_cli_refuse(cli, "a line of over 1 MiB");
	} else if (err == LR_ENOMEM) {
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	} else if (err == LR_END) {
		lr_unpack_close(&cli->in.in);
		cli->io->open = false;
	} else {
		give_up_file(
		    cli, err == LR_EIO ? strerror(errno) : cli->in.in.why);
	}
}

static enum lr_err
next_row(struct lr_cli *cli, bool *file_bad)
{
	struct lr_cli_io *io = cli->io;
	const char *why = NULL;
	struct lr_span line;
	enum lr_err err = lr_csv_next(io->csv, &cli->in, &io->raw, &why);

	cli->line = lr_csv_line(io->csv);
	if (err == LR_OK)
		err = lr_csv_json(io->csv, &io->json, &line, &why);
	if (err == LR_OK)
		return lr_record_parse(&cli->rec, line);
	*file_bad = err == LR_EBAD && why == NULL;
	cli->rec.why = why;
	return err;
}

static enum lr_err
next_line(struct lr_cli *cli, bool *file_bad)
{
	struct lr_cli_io *io = cli->io;
	enum lr_err err = lr_line_next(&cli->in, &io->raw);

	cli->line = cli->in.number;
	*file_bad = err == LR_EBAD;
	if (err == LR_OK && cli->line == 1)
		io->raw = lr_utf8_unmark(io->raw);
	return err == LR_OK ? lr_record_parse(&cli->rec, io->raw) : err;
}

enum lr_err
lr_cli_next_record(struct lr_cli *cli)
{
	struct lr_cli_io *io = cli->io;
	enum lr_err err;

	for (;;) {
		bool file_bad = false;

		if (cli->out.err != LR_OK)
			check_out(cli);
		if (!io->open && !open_next(cli))
			return LR_END;
		err = io->in == CSV ? next_row(cli, &file_bad)
				    : next_line(cli, &file_bad);
		if (err == LR_OK) {
			cli->read++;
			return LR_OK;
		}
		if (err == LR_EBAD && !file_bad) {
			if (io->in == NDJSON && lr_span_trim(io->raw).n == 0)
				continue; /* an empty line is no record */
			cli->read++;
			lr_cli_refuse(cli, cli->rec.why);
		} else {
			input_trouble(cli, err);
		}
	}
}

void
lr_cli_refuse(struct lr_cli *cli, const char *why)
{
	struct lr_cli_io *io = cli->io;

	cli->refused++;
	if (cli->refused <= NAMED_MAX || cli->verbose > 0)
		lr_cli_warn(cli, "refused: %s", why);
	else if (cli->refused == NAMED_MAX + 1)
		lr_cli_warn(
		    cli, "further refusals are only counted; -v names all");
	if (io->kept.p == NULL)
		return;
	lr_out_put(&io->kept, io->raw);
	lr_out_put(&io->kept, LR_SPAN("\n"));
	if (io->kept.err != LR_OK) {
		cli->file = NULL;
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    io->rejects, strerror(io->kept.error));
	}
}

/* ---- output */

void
lr_cli_put(struct lr_cli *cli, struct lr_record *rec)
{
	struct lr_cli_io *io = cli->io;
	enum lr_err err;

	/* the first record decides, where nobody asked */
	if (io->out == AUTO)
		io->out = io->out_asked != AUTO ? io->out_asked
		    : io->in == CSV		? CSV
						: NDJSON;
	if (io->out == CSV)
		err = lr_csvout_put(&io->rows, rec, cli->cmd->adds, &cli->out);
	else
		err = lr_record_put(rec, &cli->out);
	if (err == LR_OK)
		cli->written++;
	else if (err == LR_ETOOLONG)
		lr_cli_refuse(cli, "the record would be over 1 MiB");
	else
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
}

/* ---- the loop and the end */

static void
answer(struct lr_cli *cli, enum lr_err err)
{
	switch (err) {
	case LR_OK:
		break;
	case LR_EBAD:
		lr_cli_refuse(cli,
		    cli->rec.why != NULL ? cli->rec.why : lr_err_text(err));
		break;
	case LR_ETOOLONG:
		lr_cli_refuse(cli, "the record would be over 1 MiB");
		break;
	case LR_END:
		cli->io->ended = true;
		if (cli->io->open)
			lr_unpack_close(&cli->in.in);
		cli->io->open = false;
		break;
	case LR_EAGAIN:
		lr_cli_die(cli, LR_EXIT_LATER, "%s", lr_err_text(err));
	case LR_EIO:
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", strerror(errno));
	case LR_ENOMEM:
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", lr_err_text(err));
	}
}

int
lr_cli_run(struct lr_cli *cli, lr_cli_record *one, void *arg)
{
	lr_cli_open(cli);
	while (lr_cli_next_record(cli) == LR_OK)
		answer(cli, one(cli, arg, &cli->rec));
	return lr_cli_end(cli);
}

void
lr_cli_feed(struct lr_cli *cli, enum lr_err err, struct lr_span line,
    lr_cli_text *one, void *arg)
{
	cli->io->raw = line;
	if (err != LR_OK) {
		input_trouble(cli, err);
		return;
	}
	cli->read++;
	cli->rec.why = NULL;
	answer(cli, one(cli, arg, line));
	if (cli->out.err != LR_OK)
		check_out(cli);
}

int
lr_cli_run_lines(struct lr_cli *cli, lr_cli_text *one, void *arg)
{
	struct lr_span line;

	lr_cli_open(cli);
	while (cli->io->open || open_next(cli)) {
		enum lr_err err = lr_line_next(&cli->in, &line);

		cli->line = cli->in.number;
		lr_cli_feed(cli, err, line, one, arg);
	}
	return lr_cli_end(cli);
}

void
lr_cli_flush(struct lr_cli *cli)
{
	if (lr_out_flush(&cli->out) != LR_OK)
		check_out(cli);
	lr_out_flush(&cli->io->kept); /* the end will tell */
}

int
lr_cli_end(struct lr_cli *cli)
{
	struct lr_cli_io *io = cli->io;
	bool tolerant = (cli->cmd->flags & LR_CLI_LINES) && !io->strict;
	const char *what = cli->cmd->flags & LR_CLI_LINES ? "lines" : "records";

	cli->file = NULL;
	if (lr_out_close(&cli->out) != LR_OK)
		check_out(cli);
	if (io->kept.p != NULL &&
	    (lr_out_close(&io->kept) != LR_OK || close(io->kept.fd) != 0))
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: cannot write: %s",
		    io->rejects, strerror(errno));
	if (io->rows.lost > 0)
		lr_cli_warn(cli,
		    "%lu values had no column: name them with --fields",
		    io->rows.lost);
	if (cli->verbose > 0)
		lr_cli_warn(cli, "%lu %s read, %lu written, %lu refused",
		    cli->read, what, cli->written, cli->refused);
	else if (cli->refused > 0)
		lr_cli_warn(cli, "%lu of %lu %s refused", cli->refused,
		    cli->read, what);
	if (cli->rc == LR_EXIT_OK &&
	    (io->rows.lost > 0 || (cli->refused > 0 && !tolerant)))
		cli->rc = LR_EXIT_REFUSED;
	lr_line_close(&cli->in);
	lr_csv_free(io->csv);
	lr_csvout_free(&io->rows);
	lr_buf_free(&io->json);
	lr_buf_free(&io->state);
	lr_record_free(&cli->rec);
	free(io);
	cli->io = NULL;
	return (int)cli->rc;
}
