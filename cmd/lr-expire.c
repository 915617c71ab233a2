/* lr-expire: delete what is over age, from the stores or from a stream. */
#include "blacklist.h"
#include "cli.h"
#include "clock.h"
#include "ptrcache.h"
#include "retention.h"

enum { OPT_DRY_RUN = LR_OPT, OPT_KEEP, OPT_NOW, OPT_STATE };

static const struct lr_opt opts[] = {
	{ OPT_DRY_RUN, "dry-run", NULL, "count only, delete nothing" },
	{ OPT_KEEP, "keep", "PERIOD",
	    "be a filter: pass records younger than 90d, 3mo, ..." },
	{ OPT_NOW, "now", "TIME", "take this for the present time" },
	{ OPT_STATE, "state", "DIR", "folder of the stores" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "delete what is over age",
	.operands = "[--keep PERIOD [file ...]]",
	.opts = opts,
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
};

/* Everything that expires; rows of one store stand together. */
static const struct lr_retention rules[] = {
	{ &lr_blacklist_store, "hashes", { .months = LR_BLACKLIST_MONTHS },
	    LR_RETENTION_SQL("address", "hash", "own = 0") },
	{ &lr_blacklist_store, "networks", { .months = LR_BLACKLIST_MONTHS },
	    LR_RETENTION_SQL("network", "first, last, own", "own = 0") },
	{ &lr_resolve_store, "names", { .months = LR_PTRCACHE_MONTHS },
	    LR_RETENTION_SQL("ptr", "hash", "name IS NOT NULL") },
	{ &lr_resolve_store, "missing names",
	    { .seconds = LR_PTRCACHE_NONE_DAYS * LR_DAY },
	    LR_RETENTION_SQL("ptr", "hash", "name IS NULL") },
};
#define N_RULES (sizeof(rules) / sizeof(rules[0]))

struct job {
	const char *dir;
	int64_t now;
	bool dry;
	struct lr_cutoff cutoff; /* of --keep */
	unsigned long dropped;
};

/* This store cannot be done; the others can. The worst code stays. */
static void
give_up(struct lr_cli *cli, enum lr_err err, const char *why)
{
	lr_cli_warn(cli, "%s", why);
	if (err != LR_EAGAIN)
		cli->rc = LR_EXIT_FAILED;
	else if (cli->rc != LR_EXIT_FAILED)
		cli->rc = LR_EXIT_LATER;
}

static void
tell(struct lr_cli *cli, const struct job *job, const struct lr_retention *r,
    const struct lr_expired *done)
{
	char store[512];
	struct lr_buf b = {
		.p = store, .cap = sizeof(store), .max = sizeof(store)
	};

	lr_buf_printf(&b,
	    "{\"store\":\"%s\",\"what\":\"%s\",\"before\":%lld,"
	    "\"expired\":%lld,\"after\":%lld",
	    r->store->file, r->what, (long long)done->before,
	    (long long)done->over, (long long)(done->before - done->over));
	if (r->keep.months != 0)
		lr_buf_printf(&b, ",\"keep\":\"%dmo\"", r->keep.months);
	else
		lr_buf_printf(&b, ",\"keep\":\"%lldd\"",
		    (long long)(r->keep.seconds / LR_DAY));
	lr_buf_puts(&b, job->dry ? ",\"dry_run\":true}\n" : "}\n");
	lr_out_put(&cli->out, lr_buf_span(&b));
}

/* The rules from i on that are of the same store; the next one's number. */
static size_t
expire_store(struct lr_cli *cli, const struct job *job, size_t i)
{
	const struct lr_store_spec *spec = rules[i].store;
	struct lr_expired done;
	struct lr_store *st;
	const char *why;
	enum lr_err err;

	err = lr_store_open(&st, spec, job->dir,
	    job->dry ? LR_STORE_READ : LR_STORE_CHANGE, &why);
	if (err != LR_OK && err != LR_END)
		give_up(cli, err, why);
	for (; i < N_RULES && rules[i].store == spec; i++) {
		if (err != LR_OK)
			continue;
		err = lr_retention_apply(
		    st, &rules[i], job->now, job->dry, &done);
		if (err == LR_OK || done.over > 0)
			tell(cli, job, &rules[i], &done);
		if (err != LR_OK)
			give_up(cli, err, lr_store_why(st));
	}
	/* also where nothing was over age: others delete, too */
	if (err == LR_OK && !job->dry &&
	    (err = lr_store_checkpoint(st)) != LR_OK)
		give_up(cli, err, lr_store_why(st));
	lr_store_close(st);
	return i;
}

static int
expire_stores(struct lr_cli *cli, struct job *job)
{
	size_t i = 0;

	if (cli->at < cli->argc)
		lr_cli_usage(cli, "files are read with --keep only");
	job->dir = lr_cli_state(cli, job->dir, false);
	lr_cli_open(cli);
	while (i < N_RULES)
		i = expire_store(cli, job, i);
	cli->verbose = 0; /* no records were read */
	return lr_cli_end(cli);
}

static enum lr_err
one(struct lr_cli *cli, void *arg, struct lr_record *rec)
{
	struct job *job = arg;
	struct lr_span text = lr_record_str(rec, LR_SPAN("time"));
	int64_t t;

	if (!lr_time_parse(text, &t)) {
		rec->why = text.n == 0 ? "no time: its age cannot be told"
				       : "time is no time of RFC 3339";
		return LR_EBAD;
	}
	if (lr_cutoff_over(&job->cutoff, t))
		job->dropped++;
	else
		lr_cli_put(cli, rec);
	return LR_OK;
}

static void
keep(struct lr_cli *cli, struct lr_period *p, const char *arg)
{
	if (!lr_time_span(lr_span_str(arg), &p->seconds, &p->months))
		lr_cli_usage(cli,
		    "--keep: '%s' is no period like 90d, 12h, 2w or 3mo", arg);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* big */
	struct job job = { .now = lr_clock_now() };
	struct lr_period period = { 0, 0 };
	bool filter = false;
	const char *arg;
	int key;

	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		switch (key) {
		case OPT_DRY_RUN:
			job.dry = true;
			break;
		case OPT_KEEP:
			keep(&cli, &period, arg);
			filter = true;
			break;
		case OPT_NOW:
			job.now = lr_cli_time(&cli, "now", arg);
			break;
		case OPT_STATE:
			job.dir = arg;
			break;
		}
	if (!filter)
		return expire_stores(&cli, &job);
	if (job.dry || job.dir != NULL)
		lr_cli_usage(&cli, "--keep goes without --%s",
		    job.dry ? "dry-run" : "state");
	job.cutoff = lr_cutoff(job.now, period);
	key = lr_cli_run(&cli, one, &job);
	if (cli.verbose > 0)
		lr_cli_warn(&cli,
		    "%lu in = %lu passed + %lu over age + %lu refused",
		    cli.read, cli.written, job.dropped, cli.refused);
	return key;
}
