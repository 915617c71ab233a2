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

static size_t
waiting(const struct resolve *r)
{
	return lr_ptrcache_waiting(r->cache) + lr_netcache_waiting(r->netcache);
}

static void
close_all(struct resolve *r)
{
	lr_netcache_close(r->netcache);
	lr_ptrcache_close(r->cache);
	r->netcache = NULL;
	r->cache = NULL;
}

void
cache_open(struct resolve *r)
{
	enum lr_store_mode mode = r->offline ? LR_STORE_READ : LR_STORE_WRITE;
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
	err = lr_ptrcache_open(&r->cache, dir, mode, &why);
	if (err == LR_OK) {
		err = lr_netcache_open(
		    &r->netcache, lr_ptrcache_store(r->cache), mode);
		why = lr_ptrcache_why(r->cache);
	}
	if (err != LR_OK && err != LR_END)
		give_up(r, err, why);
	if (err != LR_OK)
		close_all(r);
	if (r->netcache != NULL && !r->offline &&
	    lr_claims_open(&r->claims, dir) != LR_OK)
		lr_cli_die(r->cli, LR_EXIT_FAILED,
		    "%s/resolve.claims: %s (--no-cache does without)", dir,
		    strerror(errno));
}

/* A failure in the middle: what is there comes out, without the cache. */
static void
broken(struct resolve *r, enum lr_err err)
{
	resolve_warn(
	    r, "going on without the cache: %s", lr_ptrcache_why(r->cache));
	if (err != LR_EAGAIN)
		r->cli->rc = LR_EXIT_FAILED;
	r->count.unwritten += waiting(r);
	close_all(r);
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

/* An answer was put: it is to be written before long. */
static void
was_put(struct resolve *r, enum lr_err err)
{
	if (err != LR_OK)
		r->count.unwritten++;
	else if (r->write_at == 0)
		r->write_at = lr_clock_ticks() + DELAY;
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
	was_put(r, lr_ptrcache_put(r->cache, hash, r->now, &ptr));
}

uint32_t
cache_get_network(struct resolve *r, const struct lr_ip *ip)
{
	struct lr_registration reg;
	enum lr_found found;
	enum lr_err err;
	uint32_t text;

	if (r->netcache == NULL || r->refresh)
		return 0;
	err = lr_netcache_get(r->netcache, ip, r->now, &found, &reg);
	if (err != LR_OK && err != LR_END)
		broken(r, err);
	if (err != LR_OK)
		return 0;
	text = nets_text(&r->nets, NETS_CACHE, found == LR_FOUND ? &reg : NULL);
	if (text == 0 || nets_add(&r->nets, &reg.range, text) != LR_OK)
		resolve_die(r, LR_ENOMEM, NULL);
	return text;
}

void
cache_put_network(struct resolve *r, const struct lr_ip *ip,
    enum lr_found found, const struct lr_registration *reg)
{
	if (r->netcache != NULL)
		was_put(
		    r, lr_netcache_put(r->netcache, ip, r->now, found, reg));
}

bool
cache_write(struct resolve *r, bool now)
{
	enum lr_err err;
	int64_t left;

	if (r->write_at == 0 || r->cache == NULL)
		return true;
	left = r->write_at - lr_clock_ticks();
	/* over DELAY: it was locked just now */
	if (left > DELAY || (left > 0 && !now && waiting(r) < BATCH))
		return false;
	r->write_at = 0;
	if ((err = lr_ptrcache_commit(r->cache)) == LR_OK)
		err = lr_netcache_commit(r->netcache);
	if (err == LR_OK)
		return true;
	if (err == LR_EAGAIN)
		r->write_at = lr_clock_ticks() + LOCKED;
	else
		broken(r, err);
	return false;
}

void
cache_close(struct resolve *r)
{
	if (r->write_at != 0)
		r->write_at = lr_clock_ticks();
	cache_write(r, true);
	if (r->cache != NULL)
		r->count.unwritten += waiting(r);
	if (r->count.unwritten > 0)
		resolve_warn(r, "%lu answers were not put into the cache%s%s",
		    r->count.unwritten, r->cache == NULL ? "" : ": ",
		    r->cache == NULL ? "" : lr_ptrcache_why(r->cache));
	close_all(r);
	lr_claims_close(r->claims);
	r->claims = NULL;
	lr_keyhash_close(&r->key);
}
