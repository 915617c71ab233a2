#include <errno.h>

#include "clock.h"
#include "dnsmsg.h"
#include "resolve.h"

enum {
	BATCH = 4096,  /* answers written at once */
	DELAY = 1000,  /* ms that an answer waits at most */
	LOCKED = 10000 /* ms until the next try when the store is locked */
};

/* The store cannot be used. Locks pass; what else is wrong does not. */
static void
give_up(struct resolve *r, enum lr_err err, const char *why)
{
	if (err == LR_EAGAIN) {
		resolve_warn(r, "going on without the cache: %s", why);
		return;
	}
	lr_cli_die(r->cli, LR_EXIT_FAILED, "%s (--no-cache does without)", why);
}

void
cache_open(struct resolve *r)
{
	const char *dir, *why = NULL;
	enum lr_err err;

	if (r->no_cache)
		return;
	dir = lr_cli_state(r->cli, r->state, !r->offline);
	err = lr_keyhash_open(&r->key, dir, !r->offline, &why);
	if (err == LR_END) /* --offline, and nothing was ever asked */
		return;
	if (err != LR_OK)
		lr_cli_die(r->cli, LR_EXIT_FAILED,
		    "%s/hash.key: %s (--no-cache does without)", dir, why);
	err = lr_ptrcache_open(
	    &r->cache, dir, r->offline ? LR_STORE_READ : LR_STORE_WRITE, &why);
	if (err != LR_OK && err != LR_END)
		give_up(r, err, why);
}

/* A failure in the middle: what is there comes out, without the cache. */
static void
broken(struct resolve *r, enum lr_err err)
{
	resolve_warn(
	    r, "going on without the cache: %s", lr_ptrcache_why(r->cache));
	if (err != LR_EAGAIN)
		r->cli->rc = LR_EXIT_FAILED;
	r->unwritten += lr_ptrcache_waiting(r->cache);
	lr_ptrcache_close(r->cache);
	r->cache = NULL;
}

bool
cache_get(struct resolve *r, const struct lr_ip *ip, struct lr_ptr *ptr)
{
	unsigned char hash[LR_KEYHASH];
	enum lr_err err;

	if (r->cache == NULL || r->refresh)
		return false;
	lr_keyhash(&r->key, ip, hash);
	err = lr_ptrcache_get(r->cache, hash, r->now, ptr);
	if (err != LR_OK && err != LR_END)
		broken(r, err);
	if (err != LR_OK || ptr->n == 0)
		return err == LR_OK;
	lr_keyhash_mask(&r->key, ip, ptr->name, ptr->n);
	/* what is no name was changed by somebody else */
	return lr_dns_host(lr_span(ptr->name, ptr->n));
}

void
cache_put(struct resolve *r, const struct lr_ip *ip,
    const struct lr_reverse_result *result)
{
	struct lr_ptr ptr = { .n = (unsigned char)result->name.n,
		.verified = result->verified };
	unsigned char hash[LR_KEYHASH];

	if (r->cache == NULL)
		return;
	if (ptr.n > 0)
		memcpy(ptr.name, result->name.p, ptr.n);
	lr_keyhash_mask(&r->key, ip, ptr.name, ptr.n);
	lr_keyhash(&r->key, ip, hash);
	if (lr_ptrcache_put(r->cache, hash, r->now, &ptr) != LR_OK)
		r->unwritten++;
	else if (r->write_at == 0)
		r->write_at = lr_clock_ticks() + DELAY;
}

void
cache_write(struct resolve *r, bool now)
{
	enum lr_err err;
	int64_t left;

	if (r->write_at == 0 || r->cache == NULL)
		return;
	left = r->write_at - lr_clock_ticks();
	/* over DELAY: it was locked just now */
	if (left > DELAY ||
	    (left > 0 && !now && lr_ptrcache_waiting(r->cache) < BATCH))
		return;
	r->write_at = 0;
	if ((err = lr_ptrcache_commit(r->cache)) == LR_OK)
		return;
	if (err == LR_EAGAIN)
		r->write_at = lr_clock_ticks() + LOCKED;
	else
		broken(r, err);
}

void
cache_close(struct resolve *r)
{
	if (r->write_at != 0)
		r->write_at = lr_clock_ticks();
	cache_write(r, true);
	if (r->cache != NULL)
		r->unwritten += lr_ptrcache_waiting(r->cache);
	if (r->unwritten > 0)
		resolve_warn(r, "%lu answers were not put into the cache%s%s",
		    r->unwritten, r->cache == NULL ? "" : ": ",
		    r->cache == NULL ? "" : lr_ptrcache_why(r->cache));
	lr_ptrcache_close(r->cache);
	r->cache = NULL;
	lr_keyhash_close(&r->key);
}
