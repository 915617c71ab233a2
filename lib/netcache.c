#include "netcache.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "query.h"
#include "retention.h"

enum {
	KEYS_MAX = 1 << 30, /* bytes of the keys of one purge */
	BATCH_MAX = 8192,   /* answers in memory while the store is locked */
	PREFIX = 17,	    /* bytes: address, length */
	IPV4 = 96,	    /* bits before those of an IPv4 address */
	SHORT = 8,	    /* no longer ranges than those of this prefix */
};

struct answer {
	int64_t time;
	enum lr_found found;
	struct lr_registration reg;
};

struct lr_netcache {
	struct lr_store *store;
	struct lr_query *get, *put;
	struct answer *batch;
	size_t n, cap;
};

static bool
get_ip(struct lr_span s, struct lr_ip *ip)
{
	if (s.n != sizeof(ip->b))
		return false;
	memcpy(ip->b, s.p, s.n);
	return true;
}

/* The row of a query for ROW, of a file that anybody may have written. */
#define ROW "first, last, netname, holder, country, status"
static bool
read_row(struct lr_query *q, struct lr_registration *reg)
{
	lr_registration_clear(reg);
	if (!get_ip(lr_query_get_span(q, 0), &reg->range.first) ||
	    !get_ip(lr_query_get_span(q, 1), &reg->range.last) ||
	    lr_ip_is4(&reg->range.first) != lr_ip_is4(&reg->range.last))
		return false;
	lr_registration_netname(reg, lr_query_get_span(q, 2));
	lr_registration_holder(reg, lr_query_get_span(q, 3));
	lr_registration_country(reg, lr_query_get_span(q, 4));
	lr_registration_status(reg, lr_query_get_span(q, 5));
	return true;
}

/* Two ranges may share a prefix where one lies within the other: the smaller
 * one has the row, unless it is about to expire. */
static const char put_sql[] =
    "INSERT INTO network VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
    " ON CONFLICT (prefix) DO UPDATE SET"
    " first = ?2, last = ?3, time = ?4, found = ?5,"
    " netname = ?6, holder = ?7, country = ?8, status = ?9"
    " WHERE first < ?2 OR last > ?3 OR (first = ?2 AND last = ?3)"
    " OR found = 0 OR time < ?4 - 88 * 86400";

enum lr_err
lr_netcache_open(
    struct lr_netcache **out, struct lr_store *st, enum lr_store_mode mode)
{
	struct lr_netcache *c = calloc(1, sizeof(*c));
	enum lr_err err;

	*out = NULL;
	if (c == NULL)
		return LR_ENOMEM;
	c->store = st;
	err = lr_query_new(&c->get, st,
	    "SELECT " ROW ", time, found, prefix FROM network"
	    " WHERE prefix <= ?1 ORDER BY prefix DESC LIMIT 1");
	if (err == LR_OK && mode != LR_STORE_READ)
		err = lr_query_new(&c->put, st, put_sql);
	if (err == LR_OK)
		*out = c;
	else
		lr_netcache_close(c);
	return err;
}

void
lr_netcache_close(struct lr_netcache *c)
{
	if (c == NULL)
		return;
	lr_query_free(c->get);
	lr_query_free(c->put);
	free(c->batch);
	free(c);
}

/* ---- rows */

static struct lr_span
bytes(const struct lr_ip *ip)
{
	return lr_span((const char *)ip->b, sizeof(ip->b));
}

/* The key of the prefix of len bits, of 128, that holds ip. */
static void
key_put(unsigned char *key, const struct lr_ip *ip, unsigned len)
{
	memcpy(key, ip->b, 16);
	if (len % 8 != 0)
		key[len / 8] &= (unsigned char)(0xff00 >> len % 8);
	if (len < 128)
		memset(key + (len + 7) / 8, 0, 16 - (len + 7) / 8);
	key[16] = (unsigned char)len;
}

static bool
expired(int64_t time, enum lr_found found, int64_t now)
{
	struct lr_period keep = { .months = LR_NETCACHE_MONTHS };
	struct lr_cutoff c;

	if (found != LR_FOUND)
		keep = (struct lr_period){ .seconds =
					       LR_NETCACHE_NONE_DAYS * 86400 };
	c = lr_cutoff(now, keep);
	return lr_cutoff_over(&c, time);
}

/* How many bits two addresses begin with in common. */
static unsigned
common(const unsigned char *a, const unsigned char *b)
{
	unsigned n = 0, x;

	while (n < 128 && a[n / 8] == b[n / 8])
		n += 8;
	if (n == 128)
		return n;
	for (x = a[n / 8] ^ b[n / 8]; !(x & 0x80); x <<= 1)
		n++;
	return n;
}

/* What is known of ip in the row that the query is at: how many bits of ip a
 * prefix that holds it can have yet, 0: this is the one. */
static unsigned
look_at(struct lr_netcache *c, const struct lr_ip *ip, int64_t now,
    enum lr_found *found, struct lr_registration *reg)
{
	struct lr_span key = lr_query_get_span(c->get, 8);
	unsigned len, same;

	if (key.n != PREFIX)
		return 1;
	len = (unsigned char)key.p[16];
	same = common((const unsigned char *)key.p, ip->b);
	if (same < len)
		return same + 1;
	*found = lr_query_get_int(c->get, 7) != 0 ? LR_FOUND : LR_FOUND_NOTHING;
	if (read_row(c->get, reg) && lr_range_holds(&reg->range, ip) &&
	    !expired(lr_query_get_int(c->get, 6), *found, now))
		return 0;
	return len > 0 ? len : 1;
}

/* The last prefix that does not come after ip either holds it or shows by
 * where it differs how short one must be that does: all those in between
 * would hold it as well. */
enum lr_err
lr_netcache_get(struct lr_netcache *c, const struct lr_ip *ip, int64_t now,
    enum lr_found *found, struct lr_registration *reg)
{
	unsigned least = SHORT + (lr_ip_is4(ip) ? IPV4 : 0), len = 128, next;
	unsigned char key[PREFIX];
	enum lr_err err;

	while (len >= least) {
		key_put(key, ip, len);
		lr_query_span(
		    c->get, 1, lr_span((const char *)key, sizeof(key)));
		if ((err = lr_query_step(c->get)) != LR_OK)
			return err;
		next = look_at(c, ip, now, found, reg);
		lr_query_reset(c->get);
		if (next == 0)
			return LR_OK;
		/* a row of a hostile file may say anything */
		len = next - 1 < len ? next - 1 : len - 1;
	}
	return LR_END;
}

/* ---- answers */

/* Could it be one visitor? An IPv6 connection has a /64. */
static bool
is_single(const struct lr_range *r)
{
	size_t n = lr_ip_is4(&r->first) ? 16 : 8;

	return memcmp(r->first.b, r->last.b, n) == 0;
}

enum lr_err
lr_netcache_put(struct lr_netcache *c, const struct lr_ip *ip, int64_t now,
    enum lr_found found, const struct lr_registration *reg)
{
	size_t cap = c->cap == 0 ? 16 : c->cap * 2;
	struct answer *a;

	if (found == LR_FOUND && is_single(&reg->range))
		return LR_OK;
	if (c->n == c->cap) {
		if (cap > BATCH_MAX ||
		    (a = realloc(c->batch, cap * sizeof(*a))) == NULL)
			return LR_ENOMEM;
		c->batch = a;
		c->cap = cap;
	}
	a = &c->batch[c->n++];
	a->time = now;
	a->found = found;
	if (found == LR_FOUND) {
		a->reg = *reg;
		return LR_OK;
	}
	lr_registration_clear(&a->reg);
	a->reg.range = lr_range_around(ip, lr_ip_is4(ip) ? 24 : 48);
	return LR_OK;
}

size_t
lr_netcache_waiting(const struct lr_netcache *c)
{
	return c->n;
}

static struct lr_span
text(struct lr_span s)
{
	return s.n == 0 ? lr_span(NULL, 0) : s;
}

static enum lr_err
write_one(void *arg, size_t i)
{
	struct lr_netcache *c = arg;
	const struct answer *a = &c->batch[i];
	const struct lr_registration *reg = &a->reg;
	struct lr_range rest = reg->range;
	unsigned base = lr_ip_is4(&rest.first) ? IPV4 : 0, len;
	unsigned char key[PREFIX];
	struct lr_ip prefix;
	enum lr_err err = LR_END;

	while (err == LR_END && (len = lr_range_split(&rest, &prefix)) <= 128) {
		key_put(key, &prefix, base + len);
		lr_query_span(
		    c->put, 1, lr_span((const char *)key, sizeof(key)));
		lr_query_span(c->put, 2, bytes(&reg->range.first));
		lr_query_span(c->put, 3, bytes(&reg->range.last));
		lr_query_int(c->put, 4, a->time);
		lr_query_int(c->put, 5, a->found == LR_FOUND);
		lr_query_span(
		    c->put, 6, text(lr_registration_has_netname(reg)));
		lr_query_span(c->put, 7, text(lr_registration_has_holder(reg)));
		lr_query_span(c->put, 8,
		    text(lr_span(reg->country, strnlen(reg->country, 2))));
		lr_query_span(c->put, 9, text(lr_registration_has_status(reg)));
		err = lr_query_step(c->put);
	}
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_netcache_commit(struct lr_netcache *c)
{
	enum lr_err err;

	if (c->n == 0)
		return LR_OK;
	if ((err = lr_store_steps(c->store, c->n, write_one, c)) == LR_OK)
		c->n = 0;
	return err;
}

/* The keys of all rows to be dropped, one after the other. */
static enum lr_err
choose(struct lr_netcache *c, lr_netcache_drop *drop, void *arg,
    struct lr_buf *keys)
{
	struct lr_registration reg;
	struct lr_query *q;
	struct lr_span key;
	enum lr_err err;

	err = lr_query_new(&q, c->store, "SELECT " ROW ", prefix FROM network");
	if (err != LR_OK)
		return err;
	while ((err = lr_query_step(q)) == LR_OK) {
		key = lr_query_get_span(q, 6);
		if (key.n == PREFIX && read_row(q, &reg) && drop(arg, &reg))
			lr_buf_put(keys, key);
	}
	lr_query_free(q);
	return err == LR_END ? keys->err : err;
}

static enum lr_err
drop_keys(struct lr_netcache *c, struct lr_span keys)
{
	struct lr_query *q;
	enum lr_err err;
	size_t at;

	err =
	    lr_query_new(&q, c->store, "DELETE FROM network WHERE prefix = ?1");
	if (err != LR_OK)
		return err;
	for (at = 0, err = LR_END; at < keys.n && err == LR_END; at += PREFIX) {
		lr_query_span(q, 1, lr_span_sub(keys, at, at + PREFIX));
		err = lr_query_step(q);
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_netcache_purge(
    struct lr_netcache *c, lr_netcache_drop *drop, void *arg, int64_t *n)
{
	struct lr_buf keys;
	enum lr_err err;

	*n = 0;
	lr_buf_init(&keys, KEYS_MAX);
	if ((err = lr_store_begin(c->store)) != LR_OK)
		return err;
	if ((err = choose(c, drop, arg, &keys)) == LR_OK)
		err = drop_keys(c, lr_buf_span(&keys));
	if (err == LR_OK)
		err = lr_store_commit(c->store);
	if (err != LR_OK)
		lr_store_rollback(c->store);
	else if (keys.n > 0)
		err = lr_store_checkpoint(c->store);
	*n = (int64_t)(keys.n / PREFIX);
	lr_buf_free(&keys);
	return err;
}
