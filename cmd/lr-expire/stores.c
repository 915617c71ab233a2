/* The stores, which rows of them are kept how long, and copies of them. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blacklist.h"
#include "clock.h"
#include "file.h"
#include "json.h"
#include "lr-expire.h"
#include "netcache.h"
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
	{ &lr_resolve_store, "registrations", { .months = LR_NETCACHE_MONTHS },
	    LR_RETENTION_SQL("network", "prefix", "found <> 0") },
	{ &lr_resolve_store, "missing registrations",
	    { .seconds = LR_NETCACHE_NONE_DAYS * LR_DAY },
	    LR_RETENTION_SQL("network", "prefix", "found = 0") },
};
#define N_RULES (sizeof(rules) / sizeof(rules[0]))

/* Entries that a clock made which was wrong are kept too long, and are told.
 * Two days are for --now, and for what others write meanwhile. */
static void
look_ahead(struct lr_cli *cli, struct job *job, struct lr_store *st,
    const struct lr_retention *r)
{
	int64_t t,
	    last = r->keep.months != 0
	    ? lr_time_add_months(job->now, r->keep.months)
	    : job->now + r->keep.seconds;
	char text[LR_TIME_TEXT];

	if (lr_retention_last(st, r, &t) != LR_OK || t <= last + 2 * LR_DAY)
		return;
	lr_time_put(t, text);
	lr_cli_warn(cli,
	    "%s/%s: %s of a time to come (was the clock wrong?) stay until "
	    "%.*s: %s",
	    job->dir, r->store->file, r->what, LR_TIME_TEXT, text,
	    r->store == &lr_blacklist_store ? "use lr-blacklist --unlearn"
					    : "delete the file");
	job->over = true;
}

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
		else
			look_ahead(cli, job, st, &rules[i]);
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

/* ---- copies */

/* What a copy of that name may have left beside it belongs to it no more. */
static bool
make_way(const char *path)
{
	static const char *const ends[] = { "-wal", "-shm", "-journal" };
	char name[4096];
	size_t i;
	int n;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		if (n < 0 || (size_t)n >= sizeof(name) ||
		    (unlink(name) != 0 && errno != ENOENT))
			return false;
	}
	return true;
}

/* As of one moment, and whole or not there. */
static enum lr_err
copy(struct lr_store *st, const char *path, const char **why)
{
	struct lr_newfile f;
	/* what a run that was killed has left is not left for good */
	enum lr_err err = lr_newfile_again(&f, path, 0600);

	*why = NULL;
	if (err == LR_EBAD) {
		errno = EEXIST; /* no regular file */
		err = LR_EIO;
	}
	if (err == LR_OK && !make_way(f.temporary))
		err = LR_EIO;
	if (err == LR_OK && (err = lr_store_copy(st, f.temporary)) != LR_OK)
		*why = lr_store_why(st);
	if (err == LR_OK)
		err = make_way(path) ? lr_newfile_commit(&f) : LR_EIO;
	if (err != LR_OK && *why == NULL)
		*why = err == LR_EIO ? strerror(errno) : lr_err_text(err);
	lr_newfile_abort(&f);
	return err;
}

/* The copy, and when the last of what expires in it will have. */
static void
tell_copy(struct lr_cli *cli, struct lr_store *st, size_t i, const char *path)
{
	const struct lr_store_spec *spec = rules[i].store;
	int64_t t, last = INT64_MIN;
	char text[LR_TIME_TEXT];
	struct lr_buf b;

	for (; i < N_RULES && rules[i].store == spec; i++)
		if (lr_retention_last(st, &rules[i], &t) == LR_OK && t > last)
			last = t;
	lr_buf_init(&b, LR_LINE_MAX);
	lr_buf_printf(&b, "{\"store\":\"%s\",\"backup\":\"", spec->file);
	lr_json_escape(&b, lr_span_str(path));
	lr_buf_putc(&b, '"');
	if (last != INT64_MIN) {
		lr_time_put(last, text);
		lr_buf_puts(&b, ",\"expires\":\"");
		lr_buf_put(&b, lr_span(text, sizeof(text)));
		lr_buf_putc(&b, '"');
	}
	lr_buf_puts(&b, "}\n");
	if (b.err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	lr_out_put(&cli->out, lr_buf_span(&b));
	lr_buf_free(&b);
}

static void
back_up(struct lr_cli *cli, struct job *job, size_t i)
{
	const struct lr_store_spec *spec = rules[i].store;
	char path[4096], message[LR_MESSAGE_MAX];
	struct lr_store *st;
	const char *why;
	enum lr_err err;
	int n;

	err = lr_store_open(&st, spec, job->dir, LR_STORE_CHANGE, &why);
	if (err == LR_END)
		return;
	if (err != LR_OK) {
		give_up(cli, err, why);
		return;
	}
	n = snprintf(path, sizeof(path), "%s/%s", job->backup, spec->file);
	if (n < 0 || (size_t)n >= sizeof(path))
		err = LR_ETOOLONG, why = lr_err_text(err);
	else
		err = copy(st, path, &why);
	if (err == LR_OK) {
		tell_copy(cli, st, i, path);
	} else {
		snprintf(message, sizeof(message), "%s/%s: no copy made: %s",
		    job->backup, spec->file, why);
		give_up(cli, err, message);
	}
	lr_store_close(st);
}

void
back_up_stores(struct lr_cli *cli, struct job *job)
{
	struct stat a, b;
	size_t i;

	if (cli->rc != LR_EXIT_OK) {
		lr_cli_warn(cli, "%s: no copies made", job->backup);
		return;
	}
	if (mkdir(job->backup, 0700) != 0 && errno != EEXIST)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s: cannot be made: %s",
		    job->backup, strerror(errno));
	if (stat(job->dir, &a) == 0 && stat(job->backup, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: is the folder of the stores itself", job->backup);
	for (i = 0; i < N_RULES; i++)
		if (i == 0 || rules[i].store != rules[i - 1].store)
			back_up(cli, job, i);
}
