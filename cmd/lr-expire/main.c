/* lr-expire: delete what is over age, from stores, folders or a stream. */
#include <errno.h>
#include <sys/stat.h>

#include "clock.h"
#include "json.h"
#include "lr-expire.h"

enum {
	OPT_BACKUP = LR_OPT,
	OPT_CHECK,
	OPT_DRY_RUN,
	OPT_KEEP,
	OPT_NOW,
	OPT_RECORDINGS,
	OPT_SPOOL,
	OPT_STATE
};

static const struct lr_opt opts[] = {
	{ OPT_BACKUP, "backup", "DIR", "then copy the stores there" },
	{ OPT_CHECK, "check", NULL,
	    "count only; exit with 1 when anything is over age" },
	{ OPT_DRY_RUN, "dry-run", NULL, "count only, delete nothing" },
	{ OPT_KEEP, "keep", "PERIOD",
	    "be a filter: pass records younger than 90d, 3mo, ..." },
	{ OPT_NOW, "now", "TIME", "take this for the present time" },
	{ OPT_RECORDINGS, "recordings", "DIR",
	    "files over 14 days old go; repeatable" },
	{ OPT_SPOOL, "spool", "DIR",
	    "hits over 7 days old go from its files; repeatable" },
	{ OPT_STATE, "state", "DIR", "folder of the stores" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "delete what is over age",
	.operands = "[--keep PERIOD [file ...]]",
	.opts = opts,
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
};

struct filter {
	struct lr_cutoff cutoff;
	unsigned long dropped;
};

void
give_up(struct lr_cli *cli, enum lr_err err, const char *why)
{
	lr_cli_warn(cli, "%s", why);
	if (err != LR_EAGAIN)
		cli->rc = LR_EXIT_FAILED;
	else if (cli->rc != LR_EXIT_FAILED)
		cli->rc = LR_EXIT_LATER;
}

void
tell(struct lr_cli *cli, struct job *job, const char *place, const char *name,
    const char *what, struct lr_period keep, const struct lr_expired *done)
{
	struct lr_buf b;

	lr_buf_init(&b, LR_LINE_MAX);
	lr_buf_printf(&b, "{\"%s\":\"", place);
	lr_json_escape(&b, lr_span_str(name));
	lr_buf_printf(&b,
	    "\",\"what\":\"%s\",\"before\":%lld,\"expired\":%lld,"
	    "\"after\":%lld",
	    what, (long long)done->before, (long long)done->over,
	    (long long)(done->before - done->over));
	if (keep.months != 0)
		lr_buf_printf(&b, ",\"keep\":\"%dmo\"", keep.months);
	else
		lr_buf_printf(&b, ",\"keep\":\"%lldd\"",
		    (long long)(keep.seconds / LR_DAY));
	lr_buf_puts(&b, job->dry ? ",\"dry_run\":true}\n" : "}\n");
	if (b.err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	lr_out_put(&cli->out, lr_buf_span(&b));
	lr_buf_free(&b);
	job->over = job->over || done->over > 0;
}

/* A folder of lr-cgi's beside the stores, unless it was named already. */
static void
own_folder(
    struct lr_cli *cli, struct job *job, const char *name, enum sort sort)
{
	struct folder f = { .sort = sort };
	struct stat own, st;
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, LR_LINE_MAX);
	lr_buf_printf(&b, "%s/%s", job->dir, name);
	f.path = lr_buf_str(&b);
	if (stat(f.path, &own) == 0 && S_ISDIR(own.st_mode)) {
		for (i = 0; i < job->folders; i++)
			if (stat(job->folder[i].path, &st) == 0 &&
			    st.st_dev == own.st_dev && st.st_ino == own.st_ino)
				break;
		if (i == job->folders)
			expire_folder(cli, job, &f);
	}
	lr_buf_free(&b);
}

/* Where nothing has been stored yet nothing is over age. But a folder that is
 * named wrong would be in order for ever. */
static void
look_for_folder(struct lr_cli *cli, const struct job *job, bool named)
{
	struct stat st;

	if ((!named && !job->check) || job->folders > 0 ||
	    stat(job->dir, &st) == 0 || errno != ENOENT)
		return;
	lr_cli_warn(cli, "%s: no such folder: nothing was looked at", job->dir);
	cli->rc = LR_EXIT_FAILED;
}

static int
expire(struct lr_cli *cli, struct job *job)
{
	bool named = job->dir != NULL;
	size_t i;

	if (cli->at < cli->argc)
		lr_cli_usage(cli, "files are read with --keep only");
	if (job->backup != NULL && job->dry)
		lr_cli_usage(cli,
		    "--backup expires, then copies: not with "
		    "--dry-run or --check");
	job->dir = lr_cli_state(cli, job->dir, false);
	lr_cli_open(cli);
	look_for_folder(cli, job, named);
	expire_stores(cli, job);
	for (i = 0; i < job->folders; i++)
		expire_folder(cli, job, &job->folder[i]);
	own_folder(cli, job, "recordings", RECORDINGS);
	own_folder(cli, job, "rec", KEYS);
	own_folder(cli, job, "spool", HITS);
	if (job->backup != NULL)
		back_up_stores(cli, job);
	if (job->check && job->over && cli->rc == LR_EXIT_OK)
		cli->rc = LR_EXIT_REFUSED;
	cli->verbose = 0; /* no records were read */
	return lr_cli_end(cli);
}

static enum lr_err
one(struct lr_cli *cli, void *arg, struct lr_record *rec)
{
	struct filter *f = arg;
	struct lr_span text = lr_record_str(rec, LR_SPAN("time"));
	int64_t t;

	if (!lr_time_parse(text, &t)) {
		rec->why = text.n == 0 ? "no time: its age cannot be told"
				       : "time is no time of RFC 3339";
		return LR_EBAD;
	}
	if (lr_cutoff_over(&f->cutoff, t))
		f->dropped++;
	else
		lr_cli_put(cli, rec);
	return LR_OK;
}

static int
filter(struct lr_cli *cli, const struct job *job, struct lr_period keep)
{
	struct filter f = { .cutoff = lr_cutoff(job->now, keep) };
	int rc;

	if (job->dry || job->dir != NULL || job->folders > 0 ||
	    job->backup != NULL)
		lr_cli_usage(cli,
		    "--keep is a filter: it goes without --backup, --check, "
		    "--dry-run, --recordings, --spool, --state");
	rc = lr_cli_run(cli, one, &f);
	if (cli->verbose > 0)
		lr_cli_warn(cli,
		    "%lu in = %lu passed + %lu over age + %lu refused",
		    cli->read, cli->written, f.dropped, cli->refused);
	return rc;
}

static void
period(struct lr_cli *cli, struct lr_period *p, const char *arg)
{
	if (!lr_time_span(lr_span_str(arg), &p->seconds, &p->months))
		lr_cli_usage(cli,
		    "--keep: '%s' is no period like 90d, 12h, 2w or 3mo", arg);
}

static void
folder(struct lr_cli *cli, struct job *job, const char *path, enum sort sort)
{
	if (*path == '\0')
		lr_cli_usage(cli, "a folder without a name");
	if (job->folders == FOLDERS_MAX)
		lr_cli_usage(cli, "at most %u folders", FOLDERS_MAX);
	job->folder[job->folders++] = (struct folder){ path, sort };
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* big */
	struct job job = { .now = lr_clock_now() };
	struct lr_period keep = { 0, 0 };
	bool filters = false;
	const char *arg;
	int key;

	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		switch (key) {
		case OPT_BACKUP:
			job.backup = arg;
			break;
		case OPT_CHECK:
			job.check = job.dry = true;
			break;
		case OPT_DRY_RUN:
			job.dry = true;
			break;
		case OPT_KEEP:
			period(&cli, &keep, arg);
			filters = true;
			break;
		case OPT_NOW:
			job.now = lr_cli_time(&cli, "now", arg);
			break;
		case OPT_RECORDINGS:
		case OPT_SPOOL:
			folder(&cli, &job, arg,
			    key == OPT_SPOOL ? HITS : RECORDINGS);
			break;
		case OPT_STATE:
			job.dir = arg;
			break;
		}
	return filters ? filter(&cli, &job, keep) : expire(&cli, &job);
}
