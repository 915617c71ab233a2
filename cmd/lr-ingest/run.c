/* Logs, one after the other, with a memory of how far they were read. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cliline.h"
#include "clock.h"
#include "logs.h"

void
log_trouble(struct lr_cli *cli, const struct log *log, enum lr_err err)
{
	if (err == LR_ENOMEM)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	cli->line = 0;
	lr_cli_warn(cli, "%s",
	    err == LR_EBAD && log->in.in.why != NULL ? log->in.in.why
						     : strerror(errno));
	cli->rc = LR_EXIT_FAILED;
}

/* Before a read that may block. */
static void
flush(void *cli)
{
	lr_cli_flush(cli);
}

void
read_log(struct reader *r, struct log *log, const char *name)
{
	struct lr_cli *cli = r->cli;
	int64_t now = lr_clock_now();
	struct lr_span s;
	enum lr_err err;

	cli->file = name;
	cli->line = 0;
	err = log_open(log, name, &r->state, now);
	log->in.wait = flush;
	log->in.arg = cli;
	r->turn(cli, r->arg, log->format);
	while (err == LR_OK) {
		err = log_next(log, &s);
		cli->line = log_line(log);
		if (err == LR_OK || err == LR_ETOOLONG) {
			lr_cli_feed(cli, err, s, r->one, r->arg);
			err = LR_OK;
		}
	}
	if (err != LR_END)
		log_trouble(cli, log, err);
	if (log_note(log, &r->state, now) != LR_OK)
		log_trouble(cli, log, LR_ENOMEM);
	log_close(log);
}

void
save_state(struct reader *r)
{
	struct lr_cli *cli = r->cli;
	struct stat st;

	lr_cli_flush(cli);
	if (r->path == NULL)
		return;
	/* what the state says is done must outlive a power failure */
	if (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	    fsync(STDOUT_FILENO) != 0 && errno != EINVAL) {
		cli->file = NULL;
		lr_cli_die(cli, LR_EXIT_FAILED, "standard output: %s",
		    strerror(errno));
	}
	if (lr_logstate_save(&r->state, r->path, lr_clock_now()) != LR_OK) {
		cli->file = NULL;
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: cannot write, the state has not moved: %s", r->path,
		    strerror(errno));
	}
}

static void
load_state(struct reader *r)
{
	struct lr_cli *cli = r->cli;
	const char *why;

	lr_logstate_init(&r->state);
	if (r->path == NULL)
		return;
	switch (lr_logstate_lock(r->path, &r->lock)) {
	case LR_OK:
		break;
	case LR_EAGAIN:
		lr_cli_die(cli, LR_EXIT_LATER,
		    "%s: another run has this state; try later", r->path);
	default:
		lr_cli_die(cli, LR_EXIT_FAILED, "%s.lock: cannot write: %s",
		    r->path, strerror(errno));
	}
	switch (lr_logstate_load(&r->state, r->path, &why)) {
	case LR_OK:
	case LR_END:
		break;
	case LR_EIO:
		lr_cli_die(
		    cli, LR_EXIT_FAILED, "%s: %s", r->path, strerror(errno));
	case LR_ENOMEM:
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	default:
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: %s; move it away, and all logs are read from their "
		    "start",
		    r->path, why);
	}
}

int
read_logs(struct reader *r)
{
	static struct log log; /* big */
	struct lr_cli *cli = r->cli;
	int rc, i;

	if (r->path != NULL && cli->at == cli->argc)
		lr_cli_usage(cli,
		    "--state: name the logs: nothing is remembered of "
		    "standard input");
	load_state(r);
	lr_cli_open(cli);
	log.format = r->format;
	if (r->follow) {
		follow_logs(r);
	} else {
		for (i = cli->at; i < cli->argc; i++)
			read_log(r, &log, cli->argv[i]);
		for (i = cli->at; r->path != NULL && i < cli->argc; i++)
			warn_of_missed(r, cli->argv[i]);
		save_state(r);
	}
	rc = lr_cli_end(cli);
	lr_line_close(&log.in);
	lr_logstate_free(&r->state);
	if (r->path != NULL)
		close(r->lock);
	return rc;
}
