/* --rotate: a new key. A hash cannot be turned into that of another key, so
 * the old one stays until nothing is left that needs it. */
#include "clock.h"
#include "lr-blacklist.h"

/* Why the key before is still there; false: nothing needs it any more. */
static bool
needed(struct lr_cli *cli, struct job *job, struct lr_blacklist *b)
{
	char text[LR_TIME_TEXT];
	int64_t t, end, own;
	enum lr_err err;

	if (lr_keyhash_rotated(job->dir, &t) != LR_OK)
		return false;
	if ((err = lr_blacklist_old(b, t, &own)) != LR_OK)
		job_die(cli, err, lr_blacklist_why(b));
	end = lr_time_add_months(t, LR_BLACKLIST_MONTHS);
	lr_time_put(end, text);
	if (end > job_now(job))
		lr_cli_warn(cli,
		    "%s/hash.key.old: the key before is needed until %.*s",
		    job->dir, LR_TIME_TEXT, text);
	else if (own > 0)
		lr_cli_warn(cli,
		    "%s/hash.key.old: the key before is needed for %lld "
		    "addresses of yours: remove them, or add them again",
		    job->dir, (long long)own);
	return end > job_now(job) || own > 0;
}

int
rotate(struct lr_cli *cli, struct job *job)
{
	struct lr_blacklist *b;
	const char *why;
	enum lr_exit rc = LR_EXIT_OK;
	enum lr_err err = LR_OK;

	if (cli->at < cli->argc)
		lr_cli_usage(cli, "--rotate reads no files");
	lr_cli_open(cli);
	b = job_open(cli, job, LR_STORE_CHANGE);
	if (b == NULL) {
		lr_cli_warn(cli, "there is no list yet, and no key");
		rc = LR_EXIT_REFUSED;
	} else if (needed(cli, job, b)) {
		rc = LR_EXIT_LATER;
	} else if (!job->dry) {
		/* a link to the key itself may be there: killed half way */
		err = lr_keyhash_forget_old(job->dir);
		why = "hash.key.old: cannot be deleted";
		if (err == LR_OK)
			err = lr_keyhash_rotate(job->dir, job_now(job), &why);
		if (err != LR_OK)
			job_die(cli, err, why);
		clear_names(cli, job);
	}
	lr_blacklist_close(b);
	cli->verbose = 0; /* no records were read */
	lr_cli_end(cli);
	return (int)rc;
}
