/*
 * cli: what every command does the same way: options, messages, the loop over
 * records, exits. The only module that prints and exits.
 *
 * A command fills a struct lr_cmd, calls init, next until it answers 0, then
 * run (one record at a time) or, where it must wait or buffer, the parts:
 * lr_cli_open, lr_cli_next_record, lr_cli_put, lr_cli_end. A whole one:
 *
 *	enum { OPT_LEFT = LR_OPT };
 *	static const struct lr_opt opts[] = {
 *		{ OPT_LEFT, "left", "N", "pass N records" }, { 0 }
 *	};
 *	static const struct lr_cmd cmd = {
 *		.about = "pass the first records", .operands = "[file ...]",
 *		.opts = opts, .flags = LR_CLI_RECORDS | LR_CLI_WRITES,
 *	};
 *
 *	static enum lr_err
 *	one(struct lr_cli *cli, void *arg, struct lr_record *rec)
 *	{
 *		unsigned long *left = arg;
 *
 *		if (lr_record_str(rec, LR_SPAN("ip")).n == 0) {
 *			rec->why = "no address";
 *			return LR_EBAD;
 *		}
 *		if (*left > 0) {
 *			--*left;
 *			lr_cli_put(cli, rec);
 *		}
 *		return LR_OK;
 *	}
 *
 *	int
 *	main(int argc, char *argv[])
 *	{
 *		static struct lr_cli cli;
 *		unsigned long left = 10;
 *		const char *arg;
 *		int key;
 *
 *		lr_cli_init(&cli, &cmd, argc, argv);
 *		while ((key = lr_cli_next(&cli, &arg)) != 0)
 *			if (key == OPT_LEFT)
 *				left = lr_cli_number(&cli, "left", arg, 1, 100);
 *		return lr_cli_run(&cli, one, &left);
 *	}
 */
#ifndef LR_CLI_H
#define LR_CLI_H

#include "csv.h"
#include "err.h"
#include "line.h"
#include "out.h"
#include "record.h"

/* Exit codes, lr(7). */
enum lr_exit {
	LR_EXIT_OK,	 /* all done, nothing refused */
	LR_EXIT_REFUSED, /* finished, some records were refused */
	LR_EXIT_USAGE,	 /* nothing was read or written */
	LR_EXIT_FAILED,	 /* could not finish: I/O, memory, corrupt file */
	LR_EXIT_LATER	 /* could not finish now: network or lock */
};

/* One option; a table of them ends with { 0 }. key is a letter, or a number
 * from LR_OPT for an option without a letter. Names in order of the manual. */
#define LR_OPT 256
struct lr_opt {
	int key;
	const char *name; /* long name */
	const char *arg;  /* metavariable, NULL when it takes none */
	const char *help; /* one line, lower case */
};

enum lr_cli_flags {
	LR_CLI_RECORDS = 1, /* reads records: -i, --rejects */
	LR_CLI_WRITES = 2,  /* writes records: -o ndjson|csv */
	LR_CLI_LINES = 4    /* reads lines of its own: --rejects */
};

struct lr_cmd {
	const char *about;    /* one line for --help, as in the manual's NAME */
	const char *operands; /* "[file ...]" */
	const struct lr_opt *opts;
	unsigned flags;
	/* Fields that this command may add, NULL at the end: columns of CSV. */
	const char *const *adds;
};

struct lr_cli {
	const char *prog;
	const struct lr_cmd *cmd;
	int argc;
	char **argv;
	int at; /* next operand */
	int verbose;
	bool csv; /* output is CSV because it was asked for */
	/* Called before a read that may block, instead of lr_out_flush: for
	 * commands that have more to do then. Set it before lr_cli_open. */
	void (*wait)(void *arg);
	void *wait_arg;
	const char *file; /* now read, "-" for standard input; NULL before */
	unsigned long line;
	unsigned long read, written, refused;
	enum lr_exit rc;
	struct lr_out out;
	struct lr_line in;
	struct lr_record rec;
	struct lr_cli_io *io; /* private: formats, rejects, options */
};

/* ---- options */
void lr_cli_init(
    struct lr_cli *cli, const struct lr_cmd *cmd, int argc, char *argv[]);

/* The next option's key and its argument, 0 when there are no more. Handles
 * -h --help --version -v and what the flags add by itself; a wrong option
 * ends the program with LR_EXIT_USAGE. */
int lr_cli_next(struct lr_cli *cli, const char **arg);

/* Numbers and times of options; end the program when they are wrong. */
unsigned long lr_cli_number(struct lr_cli *cli, const char *name,
    const char *arg, unsigned long min, unsigned long max);
int64_t lr_cli_time(struct lr_cli *cli, const char *name, const char *arg);

/* Wrong usage: message, pointer to --help, exit 2. */
_Noreturn void lr_cli_usage(struct lr_cli *cli, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- messages: "prog: file:line: ..." while a file is read. Arguments may
 * hold anything: unsafe bytes come out as \xNN, the line is cut at 512. */
void lr_cli_warn(struct lr_cli *cli, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Flush what is ready, print, exit with that code. */
_Noreturn void lr_cli_die(struct lr_cli *cli, enum lr_exit code,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* ---- records */
typedef enum lr_err lr_cli_record(
    struct lr_cli *cli, void *arg, struct lr_record *rec);
typedef enum lr_err lr_cli_text(
    struct lr_cli *cli, void *arg, struct lr_span line);

/* Every record of every operand through one(), then lr_cli_end. one() answers
 * LR_OK (it has put the record or dropped it), LR_EBAD (refuse it; rec->why
 * may say why), or an error that ends the run. The exit code. */
int lr_cli_run(struct lr_cli *cli, lr_cli_record *one, void *arg);

/* The same for a command that reads lines: lines that one() refuses are
 * counted and kept as records are. */
int lr_cli_run_lines(struct lr_cli *cli, lr_cli_text *one, void *arg);

/* The parts. open prepares output and must be called once after the options;
 * next_record answers LR_OK or LR_END, refuses bad input by itself, ends the
 * program on what it cannot survive. The record is cli->rec. */
void lr_cli_open(struct lr_cli *cli);
enum lr_err lr_cli_next_record(struct lr_cli *cli);
/* Write the record in the output format. */
void lr_cli_put(struct lr_cli *cli, struct lr_record *rec);
/* Refuse the record or line last read: count, name, keep. */
void lr_cli_refuse(struct lr_cli *cli, const char *why);
/* Summary, last flush, the exit code. */
int lr_cli_end(struct lr_cli *cli);

/* The folder of the stores (--state DIR or the environment), made when make
 * is set; ends the program when it cannot be. A string that lives on. */
const char *lr_cli_state(struct lr_cli *cli, const char *dir, bool make);

#endif
