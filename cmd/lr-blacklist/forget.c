/*
 * An address that turned out to be no company's must not stay in the cache of
 * lr-resolve: reverse names of private lines spell the address. lr-resolve is
 * often upstream and writes its cache a little later than its records, so
 * nothing is forgotten at once, and the last ones when it has ended.
 */
#include <stdlib.h>

#include "clock.h"
#include "lr-blacklist.h"
#include "ptrcache.h"

#define FORGET_MAX (1u << 20)
#define DELAY_MS 5000
#define BATCH 4096u /* deletions of one transaction */

struct forget {
	unsigned char (*hash)[LR_KEYHASH];
	size_t n, cap;
	size_t old;    /* of them were there at the time of last */
	int64_t last;  /* ticks */
	int64_t found; /* deleted from the cache */
};

struct forget *
forget_new(void)
{
	struct forget *f = calloc(1, sizeof(*f));

	if (f != NULL)
		f->last = lr_clock_ticks();
	return f;
}

static enum lr_err
delete_some(struct lr_ptrcache *c, struct forget *f, size_t from, size_t to)
{
	enum lr_err err = lr_store_begin(lr_ptrcache_store(c));

	if (err != LR_OK)
		return err;
	for (; from < to && err == LR_OK; from++) {
		err = lr_ptrcache_forget(c, f->hash[from]);
		if (err == LR_OK)
			f->found += lr_store_changes(lr_ptrcache_store(c));
	}
	if (err == LR_OK)
		return lr_store_commit(lr_ptrcache_store(c));
	lr_store_rollback(lr_ptrcache_store(c));
	return err;
}

/* The cache may come into being while we run, so it is opened each time. */
static void
forget_first(
    struct lr_cli *cli, struct job *job, struct forget *f, size_t n, bool wipe)
{
	struct lr_ptrcache *c;
	const char *why;
	enum lr_err err;
	size_t i;

	if (n == 0)
		return;
	err = lr_ptrcache_open(&c, job->dir, LR_STORE_CHANGE, &why);
	if (err != LR_OK && err != LR_END)
		job_die(cli, err, why);
	if (err == LR_OK) {
		for (i = 0; i < n && err == LR_OK; i += BATCH)
			err =
			    delete_some(c, f, i, i + BATCH < n ? i + BATCH : n);
		if (err == LR_OK && wipe && f->found > 0)
			err = lr_store_checkpoint(lr_ptrcache_store(c));
		if (err != LR_OK)
			job_die(cli, err, lr_ptrcache_why(c));
		lr_ptrcache_close(c);
	}
	memmove(f->hash, f->hash + n, (f->n - n) * sizeof(f->hash[0]));
	f->n -= n;
}

void
forget_add(struct lr_cli *cli, struct job *job, struct forget *f,
    const unsigned char hash[LR_KEYHASH])
{
	void *p;

	if (f->n == FORGET_MAX) {
		forget_first(cli, job, f, f->n / 2, false);
		f->old = 0;
	}
	if (f->n == f->cap) {
		f->cap = f->cap == 0 ? 1024 : f->cap * 2;
		p = realloc(f->hash, f->cap * sizeof(f->hash[0]));
		if (p == NULL)
			job_die(cli, LR_ENOMEM, "out of memory");
		f->hash = p;
	}
	memcpy(f->hash[f->n++], hash, LR_KEYHASH);
}

void
forget_wait(struct lr_cli *cli, struct job *job, struct forget *f)
{
	int64_t now = lr_clock_ticks();

	if (now - f->last < DELAY_MS)
		return;
	forget_first(cli, job, f, f->old, false);
	f->old = f->n;
	f->last = now;
}

void
forget_end(struct lr_cli *cli, struct job *job, struct forget *f)
{
	forget_first(cli, job, f, f->n, true);
	free(f->hash);
	free(f);
}
