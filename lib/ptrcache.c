#include "ptrcache.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

#define BATCH_MAX 8192 /* answers in memory while the store is locked */

const struct lr_retention lr_ptrcache_kept[LR_PTRCACHE_KINDS] = {
	{ &lr_resolve_store, "reverse names of addresses",
	    { .months = LR_PTRCACHE_MONTHS },
	    LR_RETENTION_SQL("ptr", "hash", "name IS NOT NULL") },
	{ &lr_resolve_store, "addresses without a reverse name",
	    { .seconds = LR_PTRCACHE_NONE_DAYS * LR_DAY },
	    LR_RETENTION_SQL("ptr", "hash", "name IS NULL") },
};

struct answer {
	unsigned char hash[LR_KEYHASH];
	int64_t time;
	struct lr_ptr ptr;
};

struct lr_ptrcache {
	struct lr_store *store;
	struct lr_query *get, *put, *forget;
	struct answer *batch;
	size_t n, cap;
};

static char open_why[512];

enum lr_err
lr_ptrcache_open(struct lr_ptrcache **out, const char *dir,
    enum lr_store_mode mode, const char **why)
{
	struct lr_ptrcache *c = calloc(1, sizeof(*c));
	enum lr_err err;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (c == NULL)
		return LR_ENOMEM;
	err = lr_store_open(&c->store, &lr_resolve_store, dir, mode, why);
	if (err != LR_OK) {
		free(c);
		return err;
	}
	err = lr_query_new(&c->get, c->store,
	    "SELECT time, name, verified FROM ptr WHERE hash = ?1");
	if (err == LR_OK && mode != LR_STORE_READ)
		err = lr_query_new(&c->put, c->store,
		    "INSERT OR REPLACE INTO ptr VALUES (?1, ?2, ?3, ?4)");
	if (err == LR_OK && mode != LR_STORE_READ)
		err = lr_query_new(
		    &c->forget, c->store, "DELETE FROM ptr WHERE hash = ?1");
	if (err != LR_OK) {
		snprintf(
		    open_why, sizeof(open_why), "%s", lr_store_why(c->store));
		*why = open_why;
		lr_ptrcache_close(c);
		return err;
	}
	*out = c;
	return LR_OK;
}

void
lr_ptrcache_close(struct lr_ptrcache *c)
{
	if (c == NULL)
		return;
	lr_query_free(c->get);
	lr_query_free(c->put);
	lr_query_free(c->forget);
	lr_store_close(c->store);
	free(c->batch);
	free(c);
}

const char *
lr_ptrcache_why(const struct lr_ptrcache *c)
{
	return lr_store_why(c->store);
}

struct lr_store *
lr_ptrcache_store(struct lr_ptrcache *c)
{
	return c->store;
}

static bool
expired(int64_t time, bool none, int64_t now)
{
	struct lr_cutoff c = lr_cutoff(now, lr_ptrcache_kept[none].keep);

	return lr_cutoff_over(&c, time);
}

static struct lr_span
hash_span(const unsigned char *hash)
{
	return lr_span((const char *)hash, LR_KEYHASH);
}

enum lr_err
lr_ptrcache_get(struct lr_ptrcache *c, const unsigned char hash[LR_KEYHASH],
    int64_t now, struct lr_ptr *ptr)
{
	struct lr_span name;
	enum lr_err err;
	int64_t time;

	lr_query_span(c->get, 1, hash_span(hash));
	if ((err = lr_query_step(c->get)) != LR_OK)
		return err;
	time = lr_query_get_int(c->get, 0);
	name = lr_query_get_span(c->get, 1);
	if (name.n > LR_NAME_MAX || expired(time, name.n == 0, now)) {
		err = LR_END;
	} else {
		ptr->n = (unsigned char)name.n;
		if (name.n > 0)
			memcpy(ptr->name, name.p, name.n);
		ptr->verified = name.n > 0 && lr_query_get_int(c->get, 2) != 0;
	}
	lr_query_reset(c->get);
	return err;
}

enum lr_err
lr_ptrcache_put(struct lr_ptrcache *c, const unsigned char hash[LR_KEYHASH],
    int64_t now, const struct lr_ptr *ptr)
{
	size_t cap = c->cap == 0 ? 64 : c->cap * 2;
	struct answer *a;

	if (c->n == c->cap) {
		if (cap > BATCH_MAX ||
		    (a = realloc(c->batch, cap * sizeof(*a))) == NULL)
			return LR_ENOMEM;
		c->batch = a;
		c->cap = cap;
	}
	a = &c->batch[c->n++];
	memcpy(a->hash, hash, LR_KEYHASH);
	a->time = now;
	a->ptr = *ptr;
	return LR_OK;
}

size_t
lr_ptrcache_waiting(const struct lr_ptrcache *c)
{
	return c->n;
}

static enum lr_err
write_one(void *arg, size_t i)
{
	struct lr_ptrcache *c = arg;
	const struct answer *a = &c->batch[i];
	enum lr_err err;

	lr_query_span(c->put, 1, hash_span(a->hash));
	lr_query_int(c->put, 2, a->time);
	lr_query_span(
	    c->put, 3, lr_span(a->ptr.n == 0 ? NULL : a->ptr.name, a->ptr.n));
	lr_query_int(c->put, 4, a->ptr.verified);
	err = lr_query_step(c->put);
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_ptrcache_commit(struct lr_ptrcache *c)
{
	enum lr_err err;

	if (c->n == 0)
		return LR_OK;
	if ((err = lr_store_steps(c->store, c->n, write_one, c)) == LR_OK)
		c->n = 0;
	return err;
}

enum lr_err
lr_ptrcache_forget(struct lr_ptrcache *c, const unsigned char hash[LR_KEYHASH])
{
	enum lr_err err;

	lr_query_span(c->forget, 1, hash_span(hash));
	err = lr_query_step(c->forget);
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_ptrcache_clear(struct lr_ptrcache *c, int64_t *n)
{
	struct lr_query *q;
	enum lr_err err;

	*n = 0;
	/* WHERE: SQLite tells how many went, and overwrites row by row */
	err = lr_query_new(&q, c->store, "DELETE FROM ptr WHERE 1");
	if (err != LR_OK)
		return err;
	if ((err = lr_store_begin(c->store)) == LR_OK) {
		if ((err = lr_query_step(q)) == LR_END)
			*n = lr_store_changes(c->store);
		if (err == LR_END)
			err = lr_store_commit(c->store);
		else
			lr_store_rollback(c->store);
	}
	lr_query_free(q);
	return err == LR_OK ? lr_store_checkpoint(c->store) : err;
}
