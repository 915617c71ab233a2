/* --add, --remove and --unlearn: the operator's own word. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "file.h"
#include "lr-blacklist.h"

#define RANGES_MAX (1u << 20)

struct ranges {
	struct lr_range *range;
	size_t n, cap;
};

static void
take(struct lr_cli *cli, struct ranges *all, const struct lr_range *r)
{
	void *p;

	if (all->n == all->cap) {
		all->cap = all->cap == 0 ? 64 : all->cap * 2;
		p = all->cap > RANGES_MAX
		    ? NULL
		    : realloc(all->range, all->cap * sizeof(*r));
		if (p == NULL)
			job_die(cli, LR_ENOMEM,
			    "out of memory, or over 1048576 networks at once");
		all->range = p;
	}
	all->range[all->n++] = *r;
}

/* One a line; what follows a '#' is a remark. */
static void
take_lines(struct lr_cli *cli, struct ranges *all)
{
	struct lr_line lines = { .p = NULL };
	struct lr_range r;
	struct lr_span s;
	enum lr_err err;

	if (lr_line_open(&lines, STDIN_FILENO, false) != LR_OK)
		job_die(cli, LR_ENOMEM, "out of memory");
	cli->file = "-";
	while (
	    (err = lr_line_next(&lines, &s)) == LR_OK || err == LR_ETOOLONG) {
		cli->line = lines.number;
		if (err == LR_OK)
			s = lr_span_trim(
			    lr_span_sub(s, 0, lr_span_find(s, '#')));
		if (err == LR_OK && s.n == 0)
			continue;
		if (err == LR_OK && lr_range_parse(s, &r)) {
			take(cli, all, &r);
			continue;
		}
		lr_cli_warn(cli, "refused: no network, range or address");
		cli->rc = LR_EXIT_REFUSED;
	}
	cli->line = 0;
	if (err != LR_END)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s",
		    err == LR_EIO ? strerror(errno) : lines.in.why);
	cli->file = NULL;
	lr_line_close(&lines);
}

/* Removed itself, it may still lie within a wider network. */
static void
report(struct lr_cli *cli, struct lr_blacklist *b, const struct lr_range *r,
    bool gone)
{
	char text[LR_RANGE_TEXT + 1];
	size_t n;

	n = lr_ip_cmp(&r->first, &r->last) == 0 ? lr_ip_put(&r->first, text)
						: lr_range_put(r, text);
	text[n] = '\0';
	if (!gone) {
		lr_cli_warn(cli, "%s: not on the list", text);
		cli->rc = LR_EXIT_REFUSED;
	}
	if (lr_blacklist_find(b, &r->first) == LR_LISTED_NETWORK) {
		lr_cli_warn(
		    cli, "%s: still in a wider network on the list", text);
		cli->rc = LR_EXIT_REFUSED;
	}
}

static void
change(struct lr_cli *cli, struct job *job, const struct ranges *all, bool add)
{
	struct lr_blacklist *b;
	int64_t *gone, total = 0, keyless;
	enum lr_err err;
	size_t i;

	b = job_open(cli, job, add ? LR_STORE_WRITE : LR_STORE_CHANGE);
	if (b == NULL) {
		lr_cli_warn(cli, "there is no list yet");
		cli->rc = LR_EXIT_REFUSED;
		return;
	}
	if ((gone = calloc(all->n + 1, sizeof(*gone))) == NULL)
		job_die(cli, LR_ENOMEM, "out of memory");
	err = lr_blacklist_begin(b);
	for (i = 0; i < all->n && err == LR_OK; i++)
		if (add)
			err = lr_blacklist_add(b, &all->range[i],
			    lr_span_str(job->reason), job_now(job));
		else
			err = lr_blacklist_remove(b, &all->range[i], &gone[i]);
	if (err == LR_OK)
		err = lr_blacklist_commit(b);
	if (err == LR_OK && !add)
		err = lr_blacklist_load(b, job_now(job), false, &keyless);
	if (err != LR_OK)
		job_die(cli, err, lr_blacklist_why(b));
	for (i = 0; i < all->n && !add; i++) {
		report(cli, b, &all->range[i], gone[i] > 0);
		total += gone[i];
	}
	if (cli->verbose > 0 && add)
		lr_cli_warn(cli, "%zu added", all->n);
	else if (cli->verbose > 0)
		lr_cli_warn(cli, "%lld removed", (long long)total);
	free(gone);
	lr_blacklist_close(b);
}

int
edit(struct lr_cli *cli, struct job *job, bool add)
{
	struct ranges all = { 0 };
	struct lr_range r;
	bool lines = false;
	enum lr_exit rc;

	if (cli->at == cli->argc)
		lr_cli_usage(cli,
		    "name networks or addresses, or - to read "
		    "them from standard input");
	if (job->reason != NULL && strlen(job->reason) > LR_BLACKLIST_REASON)
		lr_cli_usage(
		    cli, "--reason: at most %u bytes", LR_BLACKLIST_REASON);
	for (; cli->at < cli->argc; cli->at++) {
		const char *arg = cli->argv[cli->at];

		if (strcmp(arg, "-") == 0)
			lines = true;
		else if (lr_range_parse(lr_span_str(arg), &r))
			take(cli, &all, &r);
		else
			lr_cli_usage(cli,
			    "'%s' is no network (192.0.2.0/24), range "
			    "(192.0.2.0-192.0.2.9) or address",
			    arg);
	}
	lr_cli_open(cli);
	if (lines)
		take_lines(cli, &all);
	if (all.n > 0 && !job->dry)
		change(cli, job, &all, add);
	free(all.range);
	rc = cli->rc;
	/* not the summary of records: there were none */
	cli->verbose = 0;
	lr_cli_end(cli);
	return (int)rc;
}

static const char *const learned[] = {
	"DELETE FROM network WHERE own = 0",
	"DELETE FROM address WHERE own = 0",
};

struct forgetting {
	struct lr_store *store;
	int64_t n;
};

static enum lr_err
forget_table(void *arg, size_t i)
{
	struct forgetting *f = arg;
	struct lr_query *q;
	enum lr_err err = lr_query_new(&q, f->store, learned[i]);

	if (err != LR_OK)
		return err;
	if ((err = lr_query_step(q)) == LR_END)
		f->n += lr_store_changes(f->store);
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

/* Nothing of it is left on the disk. */
static enum lr_err
forget_learned(struct lr_store *st, int64_t *n)
{
	struct forgetting f = { st, 0 };
	enum lr_err err = lr_store_steps(
	    st, sizeof(learned) / sizeof(learned[0]), forget_table, &f);

	*n = f.n;
	return err == LR_OK ? lr_store_checkpoint(st) : err;
}

int
unlearn(struct lr_cli *cli, struct job *job)
{
	struct lr_store *st = NULL;
	const char *why;
	int64_t n = 0;
	enum lr_err err;

	if (cli->at < cli->argc)
		lr_cli_usage(cli,
		    "--unlearn forgets all that was learned: to take single "
		    "networks off the list, use --remove");
	lr_cli_open(cli);
	job->dir = lr_cli_state(cli, job->dir, false);
	err = lr_store_open(
	    &st, &lr_blacklist_store, job->dir, LR_STORE_CHANGE, &why);
	if (err == LR_OK && !job->dry &&
	    (err = forget_learned(st, &n)) != LR_OK)
		why = lr_store_why(st);
	if (err != LR_OK && err != LR_END)
		job_die(cli, err, why);
	if (cli->verbose > 0)
		lr_cli_warn(cli, "%lld forgotten", (long long)n);
	lr_store_close(st);
	cli->verbose = 0; /* no records were read */
	return lr_cli_end(cli);
}
