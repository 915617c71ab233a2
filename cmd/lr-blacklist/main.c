/* lr-blacklist: drop the records of addresses that are no company's. */
#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "lr-blacklist.h"

enum {
	OPT_ADD = LR_OPT,
	OPT_DRY_RUN,
	OPT_LEARN,
	OPT_LIST,
	OPT_MARK,
	OPT_NOW,
	OPT_REASON,
	OPT_REMOVE,
	OPT_ROTATE,
	OPT_STATE,
	OPT_SUPPRESS,
	OPT_UNLEARN,
	OPT_UNSUPPRESS
};

static const struct lr_opt opts[] = {
	{ OPT_ADD, "add", NULL, "put the networks or addresses on the list" },
	{ OPT_DRY_RUN, "dry-run", NULL, "change nothing in the store" },
	{ OPT_LEARN, "learn", NULL,
	    "pass leads only, and remember the other addresses" },
	{ OPT_LIST, "list", NULL, "print what is on the list" },
	{ OPT_MARK, "mark", NULL, "mark what would be dropped, pass it" },
	{ OPT_NOW, "now", "TIME", "take this for the present time" },
	{ OPT_REASON, "reason", "TEXT", "note this beside what is added" },
	{ OPT_REMOVE, "remove", NULL, "take them off the list" },
	{ OPT_ROTATE, "rotate", NULL, "make a new key for the hashes" },
	{ OPT_STATE, "state", "DIR", "folder of the stores" },
	{ OPT_SUPPRESS, "suppress", NULL,
	    "never list these domains, names or networks" },
	{ OPT_UNLEARN, "unlearn", NULL, "forget all that was learned" },
	{ OPT_UNSUPPRESS, "unsuppress", NULL, "list them again" },
	{ 0 },
};

static const char *const listed[] = { "network", "addresses", "source", "kind",
	"reason", "time", "since", "expires", "domain", "company", NULL };
static const char *const marks[] = { "blacklisted", "blacklisted_by", NULL };

/* --list and --mark add columns: not const. */
static struct lr_cmd cmd = {
	.about = "drop what is known to be no company",
	.operands = "[file ... | network ... | company ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
};

int64_t
job_now(const struct job *job)
{
	return job->now >= 0 ? job->now : lr_clock_now();
}

void
job_die(struct lr_cli *cli, enum lr_err err, const char *why)
{
	cli->file = NULL;
	lr_cli_die(
	    cli, err == LR_EAGAIN ? LR_EXIT_LATER : LR_EXIT_FAILED, "%s", why);
}

struct lr_blacklist *
job_open(struct lr_cli *cli, struct job *job, enum lr_store_mode mode)
{
	struct lr_blacklist *b;
	const char *why;
	enum lr_err err;

	job->dir = lr_cli_state(cli, job->dir, mode == LR_STORE_WRITE);
	err = lr_blacklist_open(&b, job->dir, mode, &why);
	if (err == LR_END)
		return NULL;
	if (err != LR_OK)
		job_die(cli, err, why);
	return b;
}

static int
mode(struct lr_cli *cli, int asked, int now)
{
	if (asked != 0 && asked != now)
		lr_cli_usage(cli,
		    "--add, --learn, --list, --remove, --rotate, "
		    "--suppress, --unlearn and --unsuppress exclude each "
		    "other");
	return now;
}

static int
work(struct lr_cli *cli, struct job *job, int what)
{
	if (job->reason != NULL && what != OPT_ADD && what != OPT_SUPPRESS)
		lr_cli_usage(cli, "--reason goes with --add and --suppress");
	if (job->mark && what != 0 && what != OPT_LEARN)
		lr_cli_usage(cli, "--mark is for filters: alone or --learn");
	switch (what) {
	case OPT_ADD:
	case OPT_REMOVE:
		return edit(cli, job, what == OPT_ADD);
	case OPT_LEARN:
		return learn(cli, job);
	case OPT_LIST:
		cmd.adds = listed;
		return list(cli, job);
	case OPT_ROTATE:
		return rotate(cli, job);
	case OPT_SUPPRESS:
	case OPT_UNSUPPRESS:
		return suppress(cli, job, what == OPT_SUPPRESS);
	case OPT_UNLEARN:
		return unlearn(cli, job);
	}
	return filter(cli, job);
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* big */
	struct job job = { .now = -1 };
	const char *arg;
	int key, what = 0;

	lr_cli_init(&cli, &cmd, argc, argv);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		switch (key) {
		case OPT_DRY_RUN:
			job.dry = true;
			break;
		case OPT_MARK:
			job.mark = true;
			cmd.adds = marks;
			break;
		case OPT_NOW:
			job.now = lr_cli_time(&cli, "now", arg);
			break;
		case OPT_REASON:
			job.reason = arg;
			break;
		case OPT_STATE:
			job.dir = arg;
			break;
		default:
			what = mode(&cli, what, key);
		}
	return work(&cli, &job, what);
}
