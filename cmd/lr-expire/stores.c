/* The stores, and which rows of them are kept how long. */
#include "blacklist.h"
#include "clock.h"
#include "lr-expire.h"
#include "ptrcache.h"

/* Rows of one store stand together. */
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

/* The rules from i on that are of the same store; the next one's number. */
static size_t
expire_store(struct lr_cli *cli, struct job *job, size_t i)
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
			tell(cli, job, "store", spec->file, rules[i].what,
			    rules[i].keep, &done);
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

/* The key before the present one, when no entry needs it any more. After the
 * stores: with one that could not be done, it stays. */
static void
expire_key(struct lr_cli *cli, struct job *job)
{
	struct lr_period keep = { .months = LR_BLACKLIST_MONTHS };
	struct lr_cutoff c = lr_cutoff(job->now, keep);
	struct lr_expired done = { .before = 1 };
	struct lr_blacklist *b;
	const char *why;
	int64_t t, own = 0;
	enum lr_err err;

	if (cli->rc != LR_EXIT_OK || lr_keyhash_rotated(job->dir, &t) != LR_OK)
		return;
	err = lr_blacklist_open(&b, job->dir, LR_STORE_READ, &why);
	if (err == LR_OK && (err = lr_blacklist_old(b, t, &own)) != LR_OK)
		why = "blacklist.db: cannot be read";
	if (err != LR_OK && err != LR_END)
		give_up(cli, err, why);
	done.over = lr_cutoff_over(&c, t) && own == 0 &&
	    (err == LR_OK || err == LR_END);
	if (done.over > 0 && !job->dry &&
	    lr_keyhash_forget_old(job->dir) != LR_OK) {
		give_up(cli, LR_EIO, "hash.key.old: cannot be deleted");
		done.over = 0;
	}
	tell(cli, job, "store", "hash.key.old", "keys", keep, &done);
	lr_blacklist_close(b);
}

void
expire_stores(struct lr_cli *cli, struct job *job)
{
	size_t i = 0;

	while (i < N_RULES)
		i = expire_store(cli, job, i);
	expire_key(cli, job);
}
