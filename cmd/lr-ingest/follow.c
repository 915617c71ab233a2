/* --follow: wait for what is written to the logs, across their rotation. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cliline.h"
#include "clock.h"
#include "logs.h"
#include "stop.h"

#define TURN 4096u   /* lines of one log, then the next one's turn */
#define TICK 250     /* milliseconds between two looks */
#define SAVE 1000    /* and between two states */
#define LEFT 30000   /* a rotated log is read until it is quiet so long */
#define LEFT_MAX 32u /* rotated logs read at once */

/* A name, and the log that it stands for. */
struct watch {
	const char *name;
	struct log *log;
	bool told; /* that it is missing */
	/* a file that is not to be opened again as it is */
	bool not ;
	struct stat no;
};

struct follow {
	struct reader *r;
	struct log *logs; /* all that are open */
	struct watch *watch;
	size_t n;
	int64_t saved; /* when */
	bool changed;  /* since then */
};

static void
note(struct follow *f, struct log *log)
{
	if (!log->changed)
		return;
	if (log_note(log, &f->r->state, lr_clock_now()) != LR_OK)
		log_trouble(f->r->cli, log, LR_ENOMEM);
	log->changed = false;
	f->changed = true;
}

static void
save(struct follow *f, bool at_once)
{
	struct log *log;

	if (!at_once && lr_clock_ticks() - f->saved < SAVE) {
		lr_cli_flush(f->r->cli);
		return;
	}
	for (log = f->logs; log != NULL; log = log->next)
		note(f, log);
	if (f->changed || at_once)
		save_state(f->r);
	else
		lr_cli_flush(f->r->cli);
	f->changed = false;
	f->saved = lr_clock_ticks();
}

/* Not open any longer. */
static void
drop(struct follow *f, struct log *log)
{
	struct log **p = &f->logs;
	size_t i;

	note(f, log);
	while (*p != log)
		p = &(*p)->next;
	*p = log->next;
	for (i = 0; i < f->n; i++)
		if (f->watch[i].log == log) {
			f->watch[i].log = NULL;
			f->watch[i].not = log->kind != LOG_PLAIN;
			(void)fstat(log->fd, &f->watch[i].no);
		}
	log_close(log);
	lr_line_close(&log->in);
	lr_logformat_free(log->format);
	free(log);
}

static void
feed(struct follow *f, struct log *log, enum lr_err err, struct lr_span s)
{
	struct lr_cli *cli = f->r->cli;

	cli->line = log_line(log);
	lr_cli_feed(cli, err, s, f->r->one, f->r->arg);
}

/* What is there of a log now. True: there may be more. */
static bool
drain(struct follow *f, struct log *log)
{
	struct lr_cli *cli = f->r->cli;
	struct lr_span s;
	enum lr_err err = LR_OK;
	unsigned i;

	cli->file = log->name;
	f->r->turn(cli, f->r->arg, log->format);
	for (i = 0; i < TURN && !lr_stop; i++) {
		err = log_next(log, &s);
		if (err != LR_OK && err != LR_ETOOLONG)
			break;
		feed(f, log, err, s);
	}
	if (i > 0)
		log->quiet = lr_clock_ticks();
	if (err == LR_OK || err == LR_ETOOLONG)
		return true;
	if (err != LR_END)
		log_trouble(cli, log, err);
	if (err != LR_END || log->kind != LOG_PLAIN) {
		log->kind = LOG_PACKED; /* not again */
		drop(f, log);
	}
	return false;
}

/* No one writes to it any longer: half a line at its end is all there will
 * be. With a state it waits for the run that meets the log again. */
static void
leave(struct follow *f, struct log *log)
{
	struct lr_span s;
	enum lr_err err;

	if (f->r->path == NULL) {
		log->in.whole = false;
		f->r->cli->file = log->name;
		f->r->turn(f->r->cli, f->r->arg, log->format);
		err = log_next(log, &s);
		if (err == LR_OK || err == LR_ETOOLONG)
			feed(f, log, err, s);
	}
	drop(f, log);
}

/* Has it grown? False: it is another log now, the file was truncated. */
static bool
grown(struct log *log)
{
	char text[LR_LINE_BEHIND];
	struct lr_span s = lr_line_behind(&log->in);
	uint64_t read = log->base + log->in.bytes;
	uint64_t mtime = log->mtime;
	struct stat st;

	if (fstat(log->fd, &st) != 0)
		return true;
	log->mtime = log_mtime(&st);
	if ((uint64_t)st.st_size < read)
		return false;
	if ((uint64_t)st.st_size == read && log->mtime == mtime)
		return true;
	if (pread(log->fd, text, s.n, (off_t)(log->mark.offset - s.n)) !=
		(ssize_t)s.n ||
	    memcmp(text, s.p, s.n) != 0)
		return false;
	lr_line_again(&log->in);
	return true;
}

static bool
same(const struct stat *st, const struct log *log)
{
	return (uint64_t)st->st_dev == log->mark.device &&
	    (uint64_t)st->st_ino == log->mark.inode;
}

static bool
is_open(const struct follow *f, const struct stat *st)
{
	const struct log *log;

	for (log = f->logs; log != NULL; log = log->next)
		if (same(st, log))
			return true;
	return false;
}

static bool
refused(const struct watch *w, const struct stat *st)
{
	return w->not &&w->no.st_dev == st->st_dev &&
	    w->no.st_ino == st->st_ino && w->no.st_size == st->st_size;
}

/* What has this name now, when it was not open before. */
static void
open_watch(struct follow *f, struct watch *w, const struct stat *st)
{
	struct lr_cli *cli = f->r->cli;
	const char *why;
	struct log *log;
	enum lr_err err;

	if (!S_ISREG(st->st_mode) || refused(w, st) || is_open(f, st))
		return;
	if ((log = calloc(1, sizeof(*log))) == NULL ||
	    lr_logformat_new(&log->format, f->r->named, f->r->zone, &why) !=
		LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	cli->file = w->name;
	cli->line = 0;
	err = log_open(log, w->name, &f->r->state, lr_clock_now());
	if (err != LR_OK && err != LR_END)
		log_trouble(cli, log, err);
	w->not = err != LR_OK;
	w->no = *st;
	w->log = log;
	w->told = false;
	log->quiet = lr_clock_ticks();
	log->next = f->logs;
	f->logs = log;
	if (err != LR_OK) {
		log->kind = LOG_PACKED;
		drop(f, log);
	}
}

/* Where does the name lead now? */
static void
look_up(struct follow *f, struct watch *w)
{
	struct stat st;

	if (stat(w->name, &st) != 0) {
		if (w->log == NULL && !w->told) {
			f->r->cli->file = w->name;
			f->r->cli->line = 0;
			lr_cli_warn(
			    f->r->cli, "%s; waiting for it", strerror(errno));
			w->told = true;
		}
		return;
	}
	if (w->log != NULL && !same(&st, w->log)) {
		/* rotated: who has it open may go on writing to it */
		w->log->left = true;
		w->log->quiet = lr_clock_ticks();
		w->log = NULL;
	}
	if (w->log == NULL)
		open_watch(f, w, &st);
}

/* Nothing more to read at the moment: see what happened to the files. */
static void
look_round(struct follow *f)
{
	struct log *log, *next;
	unsigned left = 0;
	size_t i;

	for (log = f->logs; log != NULL; log = next) {
		next = log->next;
		left += log->left;
		if (!grown(log))
			drop(f, log);
		else if (log->left &&
		    (left > LEFT_MAX || lr_clock_ticks() - log->quiet > LEFT) &&
		    log->in.eof)
			leave(f, log);
	}
	for (i = 0; i < f->n; i++)
		look_up(f, &f->watch[i]);
}

/* A reader that went away ends us as it would when we wrote to it. */
static void
wait_a_tick(struct follow *f)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	if (poll(&out, 1, TICK) <= 0 || out.revents == 0)
		return;
	save(f, true);
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

static bool
drain_all(struct follow *f)
{
	struct log *log, *next;
	bool more = false;

	for (log = f->logs; log != NULL && !lr_stop; log = next) {
		next = log->next;
		more |= drain(f, log);
	}
	return more;
}

/* Operands that cannot be followed are read first. */
static void
begin(struct follow *f)
{
	static struct log log; /* big */
	struct lr_cli *cli = f->r->cli;
	const char *name;
	struct stat st;

	log.format = f->r->format;
	for (; cli->at < cli->argc; cli->at++) {
		name = cli->argv[cli->at];
		if (strcmp(name, "-") == 0 ||
		    (stat(name, &st) == 0 && !S_ISREG(st.st_mode)))
			read_log(f->r, &log, name);
		else
			f->watch[f->n++].name = name;
	}
	lr_line_close(&log.in);
}

void
follow_logs(struct reader *r)
{
	struct follow f = { .r = r };
	size_t n = (size_t)(r->cli->argc - r->cli->at);
	bool more = false;

	lr_stop_catch(-1);
	if ((f.watch = calloc(n + 1, sizeof(*f.watch))) == NULL)
		lr_cli_die(r->cli, LR_EXIT_FAILED, "out of memory");
	begin(&f);
	while (!lr_stop && f.n > 0) {
		if (!more)
			look_round(&f);
		more = drain_all(&f);
		save(&f, false);
		if (!more && !lr_stop)
			wait_a_tick(&f);
	}
	save(&f, true);
	while (f.logs != NULL)
		drop(&f, f.logs);
	free(f.watch);
	r->turn(r->cli, r->arg, r->format);
}
