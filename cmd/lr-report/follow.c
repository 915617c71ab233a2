/* --follow: the files are written anew while records come.
 *
 * The report ends visits, sorts and adds up. So that reading can go on where
 * it was, a child does that in its copy of the memory, and is waited for. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cliline.h"
#include "clock.h"
#include "file.h"
#include "options.h"
#include "stop.h"

#define EVERY 10   /* seconds, where nothing else is said */
#define TICK 1000  /* milliseconds between two looks at the clock */
#define RECORDS 64 /* the same, while they come one after the other */

static struct follow {
	struct lr_cli *cli;
	struct report *r;
	const struct asked *a;
	int64_t every, due; /* milliseconds, of lr_clock_ticks */
	unsigned long seen; /* records, when the files were last written */
	unsigned calls;
	bool turns;	       /* another period begins when this one is over */
	bool fresh;	       /* it has, since the files were written */
	struct trouble failed; /* the last time, if it did */
} follow;

/* ---- writing */

/* Conditions such as "last_visit > 7d" count from now. */
enum lr_err
follow_clock(struct report *r)
{
	const char *why;
	unsigned i, k;

	if (r->has_now)
		return LR_OK;
	r->now = lr_clock_now();
	for (i = 0; i < r->feeds; i++) {
		struct feed *f = &r->feed[i];

		for (k = 0; k < f->conditions; k++)
			lr_where_free(f->where[k]);
		/* they were right before */
		if (!feed_ready(r, f, &why))
			return LR_ENOMEM;
	}
	return LR_OK;
}

_Noreturn static void
child(int result)
{
	struct trouble t = { LR_OK, 0, 0 };
	struct report *r = follow.r;
	unsigned long rows = 0;
	sigset_t set;

	/* the parent, who waits for us, has them too */
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if ((t.err = follow_clock(r)) == LR_OK &&
	    (t.err = run_sums(follow.cli, r, follow.a)) == LR_OK &&
	    (t.err = report_finish(r)) == LR_OK)
		t = files_write(r, &rows);
	_exit(lr_file_write(result, (const char *)&t, sizeof(t)) != LR_OK);
}

/* What the child says, which is too short to come in pieces. False: it ended
 * without a word, in *status how. */
static bool
result_of(pid_t pid, int result, struct trouble *t, int *status)
{
	ssize_t n;

	do
		n = read(result, t, sizeof(*t));
	while (n < 0 && errno == EINTR);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return n == (ssize_t)sizeof(*t);
}

/* Say how it went, when it went otherwise the last time. */
static void
tell(const struct trouble *t, const char *what)
{
	struct trouble last = follow.failed;

	follow.failed = *t;
	if (t->err == LR_OK && last.err != LR_OK)
		lr_cli_warn(follow.cli, "the report is renewed again");
	if (t->err == LR_OK ||
	    (t->err == last.err && t->why == last.why && t->feed == last.feed))
		return;
	lr_cli_warn(follow.cli, "%s; the old report stays, trying again", what);
}

/* The report as it is now, by a child. */
static void
write_copy(void)
{
	struct trouble t = { LR_EIO, 0, 0 };
	int result[2] = { -1, -1 }, status = 0;
	struct lr_buf b;
	pid_t pid = -1;

	lr_buf_init(&b, 8192);
	if (pipe(result) == 0 && (pid = fork()) == 0) {
		close(result[0]);
		child(result[1]);
	}
	t.why = errno;
	close(result[1]);
	if (pid < 0)
		lr_buf_printf(&b, "cannot start a process that writes it: %s",
		    strerror(t.why));
	else if (result_of(pid, result[0], &t, &status))
		trouble_text(follow.r, &t, &b);
	else
		lr_buf_printf(&b,
		    "the process that writes it ended by signal %d",
		    t.why = WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	close(result[0]);
	tell(&t, lr_buf_str(&b));
	lr_buf_free(&b);
}

static void
renew(void)
{
	struct lr_cli *cli = follow.cli;
	int64_t began = lr_clock_ticks(), ended;
	const char *file = cli->file;
	unsigned long line = cli->line;

	lr_cli_flush(cli); /* or the child would have it, too */
	cli->file = NULL;
	cli->line = 0;
	run_explain(cli, follow.r);
	write_copy();
	cli->file = file;
	cli->line = line;
	follow.seen = cli->read;
	follow.fresh = false;
	ended = lr_clock_ticks();
	/* half of the time is for reading */
	follow.due = ended +
	    (ended - began > follow.every ? ended - began : follow.every);
}

/* ---- periods */

/* Nothing is counted any more; who was there before is known. */
static enum lr_err
begin_anew(struct report *r)
{
	struct lr_leads old = r->leads;
	struct lr_lead_view v = { 0 };
	enum lr_err err = LR_OK;
	uint32_t i, k;

	lr_lead_init(&r->leads);
	r->leads.max_pages = old.max_pages;
	r->leads.visits.keep = old.visits.keep;
	run_early(follow.cli, r, follow.a);
	for (i = 0; i < old.n && err == LR_OK; i++) {
		v.confidence = old.lead[i].confidence;
		for (k = 0; k < LR_LEAD_ABOUT; k++)
			v.about[k] =
			    lr_lead_about(&old.lead[i], (enum lr_lead_about)k);
		err = lr_lead_before(&r->leads, &v);
	}
	lr_lead_free(&old);
	free(r->memo);
	r->matched = r->soft = 0;
	memset(r->kind, 0, sizeof(r->kind));
	memset(r->out, 0, sizeof(r->out));
	r->refused = follow.cli->refused;
	return err == LR_OK ? view_init(r) : err;
}

/* When a day, a week or a month is over, so is its report. */
static void
turn(void)
{
	struct report *r = follow.r;
	int64_t now = follow.turns ? lr_clock_now() : 0;
	struct lr_period p;

	if (!follow.turns || now < r->until)
		return;
	renew();
	r->now = now;
	if (!run_period(r, follow.a, &p) || p.since < r->until)
		return;
	if (begin_anew(r) != LR_OK)
		lr_cli_die(follow.cli, LR_EXIT_FAILED, "out of memory");
	r->since = p.since;
	r->until = p.until;
	follow.fresh = true;
}

/* ---- reading */

static bool
news(void)
{
	return follow.cli->read != follow.seen || follow.fresh ||
	    follow.failed.err != LR_OK;
}

static void
look(void)
{
	if (lr_stop)
		exit(run_end(follow.cli, follow.r, follow.a));
	turn();
	if (news() && lr_clock_ticks() >= follow.due)
		renew();
}

void
follow_look(void)
{
	if (++follow.calls % RECORDS == 0)
		look();
}

/* Instead of a read that blocks. */
static void
wait_input(void *arg)
{
	struct follow *f = arg;
	struct pollfd in = { .fd = f->cli->in.in.fd, .events = POLLIN };
	int64_t left;
	int n;

	lr_cli_flush(f->cli);
	do {
		look();
		left = news() ? f->due - lr_clock_ticks() : TICK;
		left = left < 0 ? 0 : left > TICK ? TICK : left;
		n = poll(&in, 1, (int)left);
	} while (n == 0 || (n < 0 && errno == EINTR));
	/* it may have come together with the end of the input */
	if (lr_stop)
		look();
}

/* Better now than after a night that nothing can be written. */
static void
try_files(struct lr_cli *cli, const struct report *r)
{
	struct trouble t = { LR_OK, 0, 0 };
	struct lr_newfile file;
	struct lr_buf b;

	for (; t.feed < r->feeds && t.err == LR_OK; t.feed++) {
		if (r->feed[t.feed].path == NULL)
			continue;
		t.err = lr_newfile_again(&file, r->feed[t.feed].path, 0);
		t.why = errno;
		lr_newfile_abort(&file);
	}
	if (t.err == LR_OK || t.err == LR_EAGAIN)
		return;
	t.feed--;
	lr_buf_init(&b, 8192);
	if (t.err == LR_EBAD)
		lr_cli_usage(cli, "--follow: %s", trouble_text(r, &t, &b));
	lr_cli_die(cli, LR_EXIT_FAILED, "%s", trouble_text(r, &t, &b));
}

void
follow_begin(struct lr_cli *cli, struct report *r, const struct asked *a)
{
	try_files(cli, r);
	follow.cli = cli;
	follow.r = r;
	follow.a = a;
	follow.every = (a->every > 0 ? a->every : EVERY) * 1000;
	follow.due = lr_clock_ticks() + follow.every;
	follow.turns = !r->has_now &&
	    (a->day != NULL ? strcmp(a->day, "today") == 0
		    : a->week != NULL
		    ? strcmp(a->week, "this") == 0
		    : a->month != NULL && strcmp(a->month, "this") == 0);
	cli->wait = wait_input;
	cli->wait_arg = &follow;
	lr_stop_catch(-1);
}
