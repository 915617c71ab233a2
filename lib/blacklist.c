#include "blacklist.h"

#include <stdio.h>
#include <stdlib.h>

#include "hashset.h"
#include "ipset.h"
#include "retention.h"

#define ADDRESSES_MAX 65536u /* of one transaction */
#define NETWORKS_MAX 1024u
#define KIND_MAX 15u

/* Rows come sorted by their primary keys. Of "suppressed" knows suppress. */
static const char *const schema[] = {
	"CREATE TABLE network("
	"first BLOB NOT NULL CHECK(length(first) = 16),"
	"last BLOB NOT NULL CHECK(length(last) = 16),"
	"own INTEGER NOT NULL,"
	"time INTEGER NOT NULL,"
	"kind BLOB,"
	"reason BLOB,"
	"PRIMARY KEY(first, last, own)) WITHOUT ROWID;"
	"CREATE TABLE address("
	"hash BLOB PRIMARY KEY NOT NULL CHECK(length(hash) = 16),"
	"own INTEGER NOT NULL,"
	"time INTEGER NOT NULL,"
	"kind BLOB) WITHOUT ROWID",
	"CREATE TABLE suppressed(key BLOB PRIMARY KEY NOT NULL,"
	"text BLOB NOT NULL, time INTEGER NOT NULL, reason BLOB) WITHOUT ROWID",
	"CREATE INDEX network_alike ON network(" LR_BLACKLIST_ALIKE ", first)",
};

const struct lr_store_spec lr_blacklist_store = {
	.file = "blacklist.db",
	.schema = schema,
	.version = sizeof(schema) / sizeof(schema[0]),
};

struct address {
	unsigned char hash[LR_KEYHASH];
	unsigned char kind_n;
	char kind[KIND_MAX];
};

struct network {
	struct lr_range range;
	unsigned char kind_n, reason_n;
	char kind[KIND_MAX], reason[LR_BLACKLIST_REASON];
};

struct lr_blacklist {
	struct lr_store *store;
	struct lr_keyhash key, old; /* old: the one before it */
	bool keyed, has_old, removed;
	const char *why; /* when it is not the store's */

	struct lr_ipset networks;

	struct lr_hashset hashes;

	/* learned, not saved */
	struct address *address;
	struct network *network;
	size_t n_address, cap_address, n_network, cap_network;
};

/* ---- opening */

static enum lr_err
open_key(struct lr_blacklist *b, const char *dir, bool make, const char **why)
{
	static char message[512];
	enum lr_err err = lr_keyhash_open(&b->key, dir, make, why);

	b->keyed = err == LR_OK;
	if (err == LR_OK) {
		err = lr_keyhash_open_old(&b->old, dir, why);
		b->has_old = err == LR_OK;
	}
	if (err == LR_OK || err == LR_END)
		return LR_OK;
	snprintf(message, sizeof(message), "%s/hash.key%s: %s", dir,
	    b->keyed ? ".old" : "", *why);
	*why = message;
	return err;
}

enum lr_err
lr_blacklist_open(struct lr_blacklist **out, const char *dir,
    enum lr_store_mode mode, const char **why)
{
	struct lr_blacklist *b = calloc(1, sizeof(*b));
	enum lr_err err = LR_OK;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (b == NULL)
		return LR_ENOMEM;
	/* where there is a list, there is a key: it is made first, and looked
	 * for last */
	if (mode == LR_STORE_WRITE)
		err = open_key(b, dir, true, why);
	if (err == LR_OK)
		err = lr_store_open(
		    &b->store, &lr_blacklist_store, dir, mode, why);
	if (err == LR_OK && mode != LR_STORE_WRITE)
		err = open_key(b, dir, false, why);
	if (err == LR_OK)
		*out = b;
	else
		lr_blacklist_close(b);
	return err;
}

static void
unload(struct lr_blacklist *b)
{
	lr_ipset_free(&b->networks);
	lr_hashset_free(&b->hashes);
}

void
lr_blacklist_close(struct lr_blacklist *b)
{
	if (b == NULL)
		return;
	unload(b);
	free(b->address);
	free(b->network);
	lr_keyhash_close(&b->key);
	lr_keyhash_close(&b->old);
	lr_store_close(b->store);
	free(b);
}

const char *
lr_blacklist_why(const struct lr_blacklist *b)
{
	return b->why != NULL ? b->why : lr_store_why(b->store);
}

/* ---- loading */

static enum lr_err
fail(struct lr_blacklist *b, enum lr_err err, const char *why)
{
	b->why = why;
	return err;
}

static enum lr_err
no_memory(struct lr_blacklist *b)
{
	return fail(b, LR_ENOMEM, "out of memory");
}

/* Columns 0 and 1 of a row as a range. */
static bool
get_range(struct lr_query *q, struct lr_range *r)
{
	struct lr_span a = lr_query_get_span(q, 0), z;

	if (a.n != sizeof(r->first.b))
		return false;
	memcpy(r->first.b, a.p, a.n);
	z = lr_query_get_span(q, 1);
	if (z.n != sizeof(r->last.b))
		return false;
	memcpy(r->last.b, z.p, z.n);
	return lr_ip_cmp(&r->first, &r->last) <= 0 &&
	    lr_ip_is4(&r->first) == lr_ip_is4(&r->last);
}

static enum lr_err
corrupt(struct lr_blacklist *b)
{
	return fail(b, LR_EBAD,
	    "blacklist.db: an entry is not as it should be: restore a copy, "
	    "or move it away to start with an empty list");
}

static enum lr_err
load_networks(struct lr_blacklist *b, const struct lr_cutoff *c, bool own)
{
	struct lr_range r;
	struct lr_query *q;
	enum lr_err err;

	err = lr_query_new(&q, b->store,
	    "SELECT first, last, own, time FROM network ORDER BY first, last");
	if (err != LR_OK)
		return err;
	while ((err = lr_query_step(q)) == LR_OK) {
		bool mine = lr_query_get_int(q, 2) != 0;

		if (!get_range(q, &r)) {
			err = corrupt(b);
			break;
		}
		if (!mine && (own || lr_cutoff_over(c, lr_query_get_int(q, 3))))
			continue;
		if ((err = lr_ipset_add(&b->networks, &r)) != LR_OK) {
			err = err == LR_EBAD ? corrupt(b) : no_memory(b);
			break;
		}
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

static enum lr_err
load_addresses(struct lr_blacklist *b, const struct lr_cutoff *c, bool own)
{
	unsigned char hash[LR_KEYHASH];
	struct lr_query *q;
	struct lr_span h;
	enum lr_err err;

	err = lr_query_new(&q, b->store,
	    own ? "SELECT hash, own, time FROM address WHERE own <> 0 "
		  "ORDER BY hash"
		: "SELECT hash, own, time FROM address ORDER BY hash");
	if (err != LR_OK)
		return err;
	while ((err = lr_query_step(q)) == LR_OK) {
		h = lr_query_get_span(q, 0);
		if (h.n != LR_KEYHASH) {
			err = corrupt(b);
			break;
		}
		if (lr_query_get_int(q, 1) == 0 &&
		    lr_cutoff_over(c, lr_query_get_int(q, 2)))
			continue;
		memcpy(hash, h.p, LR_KEYHASH);
		if ((err = lr_hashset_add(&b->hashes, hash)) != LR_OK) {
			err = err == LR_EBAD ? corrupt(b) : no_memory(b);
			break;
		}
	}
	lr_query_free(q);
	if (err != LR_END)
		return err;
	return lr_hashset_ready(&b->hashes) == LR_OK ? LR_OK : no_memory(b);
}

enum lr_err
lr_blacklist_load(
    struct lr_blacklist *b, int64_t now, bool own, int64_t *keyless)
{
	struct lr_period keep = { .months = LR_BLACKLIST_MONTHS };
	struct lr_cutoff c = lr_cutoff(now, keep);
	enum lr_err err;

	unload(b);
	b->why = NULL;
	*keyless = 0;
	if ((err = load_networks(b, &c, own)) == LR_OK)
		err = load_addresses(b, &c, own);
	if (err != LR_OK)
		unload(b);
	if (err == LR_OK && !b->keyed) {
		*keyless = (int64_t)b->hashes.n;
		lr_hashset_free(&b->hashes);
	}
	return err;
}

/* ---- looking up */

static bool
in_addresses(const struct lr_blacklist *b, const struct lr_ip *ip)
{
	unsigned char hash[LR_KEYHASH];

	if (b->hashes.n == 0)
		return false;
	lr_keyhash(&b->key, ip, hash);
	if (lr_hashset_has(&b->hashes, hash))
		return true;
	if (!b->has_old)
		return false;
	lr_keyhash(&b->old, ip, hash);
	return lr_hashset_has(&b->hashes, hash);
}

enum lr_listed
lr_blacklist_find(const struct lr_blacklist *b, const struct lr_ip *ip)
{
	if (lr_ipset_has(&b->networks, ip))
		return LR_LISTED_NETWORK;
	return in_addresses(b, ip) ? LR_LISTED_ADDRESS : LR_LISTED_NOT;
}

bool
lr_blacklist_hash(const struct lr_blacklist *b, const struct lr_ip *ip,
    unsigned char hash[LR_KEYHASH])
{
	if (b->keyed)
		lr_keyhash(&b->key, ip, hash);
	return b->keyed;
}

/* ---- learning */

static struct lr_span
bytes(const unsigned char *p, size_t n)
{
	return lr_span((const char *)p, n);
}

/* At most max bytes, cut between characters of UTF-8. */
static unsigned char
keep(char *out, size_t max, struct lr_span s)
{
	size_t n = s.n < max ? s.n : max;

	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	if (n > 0)
		memcpy(out, s.p, n);
	return (unsigned char)n;
}

static bool
single(const struct lr_range *r)
{
	return lr_ip_cmp(&r->first, &r->last) == 0;
}

/* Room for one more in a batch; NULL: it is full, or there is no memory. */
static void *
more(void *p, size_t n, size_t *cap, size_t max, size_t size)
{
	size_t next = *cap == 0 ? 64 : *cap * 2;

	if (n < *cap)
		return p;
	if (next > max || (p = realloc(p, next * size)) == NULL)
		return NULL;
	*cap = next;
	return p;
}

enum lr_err
lr_blacklist_learn(struct lr_blacklist *b, const struct lr_range *r,
    struct lr_span kind, struct lr_span reason)
{
	struct address *a;
	struct network *n;

	if (single(r)) {
		a = more(b->address, b->n_address, &b->cap_address,
		    ADDRESSES_MAX, sizeof(*a));
		if (a == NULL)
			return LR_ENOMEM;
		b->address = a;
		a += b->n_address++;
		lr_keyhash(&b->key, &r->first, a->hash);
		a->kind_n = keep(a->kind, sizeof(a->kind), kind);
		return LR_OK;
	}
	n = more(b->network, b->n_network, &b->cap_network, NETWORKS_MAX,
	    sizeof(*n));
	if (n == NULL)
		return LR_ENOMEM;
	b->network = n;
	n += b->n_network++;
	n->range = *r;
	n->kind_n = keep(n->kind, sizeof(n->kind), kind);
	n->reason_n = keep(n->reason, sizeof(n->reason), reason);
	return LR_OK;
}

/* What is known and not over age keeps its time. */
#define RENEW                                                        \
	" DO UPDATE SET time = excluded.time, kind = excluded.kind " \
	"WHERE own = 0 AND " LR_CUTOFF_SQL

static const char save_address[] =
    "INSERT INTO address(hash, own, time, kind) VALUES (?4, 0, ?5, ?6) "
    "ON CONFLICT(hash)" RENEW;
static const char save_network[] =
    "INSERT INTO network(first, last, own, time, kind, reason) "
    "VALUES (?4, ?7, 0, ?5, ?6, ?8) ON CONFLICT(first, last, own)" RENEW;

/* Neighbours in the table go together. */
static int
by_hash(const void *x, const void *y)
{
	const struct address *a = x, *b = y;

	return memcmp(a->hash, b->hash, LR_KEYHASH);
}

static enum lr_err
write_addresses(struct lr_blacklist *b, const struct lr_cutoff *c, int64_t now)
{
	struct lr_query *q;
	enum lr_err err = lr_query_new(&q, b->store, save_address);
	size_t i;

	if (err != LR_OK)
		return err;
	for (i = 0, err = LR_END; i < b->n_address && err == LR_END; i++) {
		const struct address *a = &b->address[i];

		lr_cutoff_bind(q, c);
		lr_query_span(q, 4, bytes(a->hash, LR_KEYHASH));
		lr_query_int(q, 5, now);
		lr_query_span(q, 6, lr_span(a->kind, a->kind_n));
		err = lr_query_step(q);
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

static enum lr_err
write_networks(struct lr_blacklist *b, const struct lr_cutoff *c, int64_t now)
{
	struct lr_query *q;
	enum lr_err err = lr_query_new(&q, b->store, save_network);
	size_t i;

	if (err != LR_OK)
		return err;
	for (i = 0, err = LR_END; i < b->n_network && err == LR_END; i++) {
		const struct network *n = &b->network[i];

		lr_cutoff_bind(q, c);
		lr_query_span(q, 4, bytes(n->range.first.b, 16));
		lr_query_int(q, 5, now);
		lr_query_span(q, 6, lr_span(n->kind, n->kind_n));
		lr_query_span(q, 7, bytes(n->range.last.b, 16));
		if (n->reason_n > 0)
			lr_query_span(q, 8, lr_span(n->reason, n->reason_n));
		err = lr_query_step(q);
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

static enum lr_err
write_batch(struct lr_blacklist *b, int64_t now)
{
	struct lr_period three = { .months = LR_BLACKLIST_MONTHS };
	struct lr_cutoff c = lr_cutoff(now, three);
	enum lr_err err = write_addresses(b, &c, now);

	return err == LR_OK ? write_networks(b, &c, now) : err;
}

enum lr_err
lr_blacklist_save(struct lr_blacklist *b, int64_t now)
{
	enum lr_err err;

	b->why = NULL;
	if (b->n_address == 0 && b->n_network == 0)
		return LR_OK;
	if (b->n_address > 0)
		qsort(b->address, b->n_address, sizeof(b->address[0]), by_hash);
	if ((err = lr_store_begin(b->store)) != LR_OK)
		return err;
	if ((err = write_batch(b, now)) == LR_OK)
		err = lr_store_commit(b->store);
	else
		lr_store_rollback(b->store);
	if (err == LR_OK)
		b->n_address = b->n_network = 0;
	return err;
}

/* ---- the operator's own */

enum lr_err
lr_blacklist_begin(struct lr_blacklist *b)
{
	b->why = NULL;
	b->removed = false;
	return lr_store_begin(b->store);
}

/* How many addresses a range has; LR_BLACKLIST_SINGLES + 1: too many. */
static size_t
size_of(const struct lr_range *r)
{
	uint64_t first = 0, last = 0;
	size_t i;

	if (memcmp(r->first.b, r->last.b, 8) != 0)
		return LR_BLACKLIST_SINGLES + 1;
	for (i = 8; i < 16; i++) {
		first = first << 8 | r->first.b[i];
		last = last << 8 | r->last.b[i];
	}
	if (last - first >= LR_BLACKLIST_SINGLES)
		return LR_BLACKLIST_SINGLES + 1;
	return (size_t)(last - first) + 1;
}

/* Those of a range that are hashed with that key. */
static enum lr_err
remove_hashes(struct lr_blacklist *b, const struct lr_keyhash *key,
    const struct lr_range *r, int64_t *removed)
{
	size_t n = size_of(r), i;
	unsigned char hash[LR_KEYHASH];
	struct lr_ip ip = r->first;
	struct lr_query *q;
	enum lr_err err;

	if (n > LR_BLACKLIST_SINGLES)
		return LR_OK;
	err = lr_query_new(&q, b->store, "DELETE FROM address WHERE hash = ?1");
	if (err != LR_OK)
		return err;
	for (i = 0, err = LR_END; i < n && err == LR_END; i++) {
		lr_keyhash(key, &ip, hash);
		lr_query_span(q, 1, bytes(hash, LR_KEYHASH));
		if ((err = lr_query_step(q)) == LR_END)
			*removed += lr_store_changes(b->store);
		ip = lr_ip_next(ip);
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

enum lr_err
lr_blacklist_add(struct lr_blacklist *b, const struct lr_range *r,
    struct lr_span reason, int64_t now)
{
	unsigned char hash[LR_KEYHASH];
	int64_t gone = 0;
	struct lr_query *q;
	enum lr_err err;

	if (reason.n > LR_BLACKLIST_REASON)
		return fail(b, LR_ETOOLONG, "the reason is too long");
	/* what is added again is hashed anew */
	if (single(r) && b->has_old &&
	    (err = remove_hashes(b, &b->old, r, &gone)) != LR_OK)
		return err;
	err = lr_query_new(&q, b->store,
	    single(r) ? "INSERT INTO address(hash, own, time) "
			"VALUES (?1, 1, ?2) ON CONFLICT(hash) DO UPDATE SET "
			"own = 1, time = excluded.time, kind = NULL "
			"WHERE own = 0"
		      : "INSERT INTO network(first, last, own, time, reason) "
			"VALUES (?1, ?3, 1, ?2, ?4) "
			"ON CONFLICT(first, last, own) DO UPDATE SET "
			"reason = coalesce(excluded.reason, reason)");
	if (err != LR_OK)
		return err;
	lr_query_int(q, 2, now);
	if (single(r)) {
		lr_keyhash(&b->key, &r->first, hash);
		lr_query_span(q, 1, bytes(hash, LR_KEYHASH));
	} else {
		lr_query_span(q, 1, bytes(r->first.b, 16));
		lr_query_span(q, 3, bytes(r->last.b, 16));
		lr_query_span(
		    q, 4, lr_span(reason.n == 0 ? NULL : reason.p, reason.n));
	}
	err = lr_query_step(q);
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}

static enum lr_err
remove_addresses(
    struct lr_blacklist *b, const struct lr_range *r, int64_t *removed)
{
	enum lr_err err = LR_OK;

	if (b->keyed)
		err = remove_hashes(b, &b->key, r, removed);
	if (err == LR_OK && b->has_old)
		err = remove_hashes(b, &b->old, r, removed);
	return err;
}

enum lr_err
lr_blacklist_remove(
    struct lr_blacklist *b, const struct lr_range *r, int64_t *removed)
{
	struct lr_query *q;
	enum lr_err err;

	*removed = 0;
	/* a range of IPv6 may lie around what stands for IPv4 */
	err = lr_query_new(&q, b->store,
	    "DELETE FROM network WHERE first >= ?1 AND last <= ?2 AND ?3 = "
	    "(substr(first, 1, 12) = x'00000000000000000000ffff')");
	if (err != LR_OK)
		return err;
	lr_query_span(q, 1, bytes(r->first.b, 16));
	lr_query_span(q, 2, bytes(r->last.b, 16));
	lr_query_int(q, 3, lr_ip_is4(&r->first));
	if ((err = lr_query_step(q)) == LR_END)
		*removed += lr_store_changes(b->store);
	lr_query_free(q);
	if (err != LR_END)
		return err;
	err = remove_addresses(b, r, removed);
	b->removed = b->removed || *removed > 0;
	return err;
}

enum lr_err
lr_blacklist_commit(struct lr_blacklist *b)
{
	enum lr_err err = lr_store_commit(b->store);

	if (err == LR_OK && b->removed)
		err = lr_store_checkpoint(b->store);
	return err;
}

enum lr_err
lr_blacklist_old(struct lr_blacklist *b, int64_t rotated, int64_t *own)
{
	struct lr_query *q;
	enum lr_err err;

	b->why = NULL;
	err = lr_query_new(&q, b->store,
	    "SELECT count(*) FROM address WHERE own <> 0 AND time <= ?1");
	if (err != LR_OK)
		return err;
	lr_query_int(q, 1, rotated);
	if ((err = lr_query_step(q)) == LR_OK)
		*own = lr_query_get_int(q, 0);
	lr_query_free(q);
	return err;
}

/* ---- the list */

static enum lr_err
list_networks(struct lr_blacklist *b, lr_blacklist_each *each, void *arg)
{
	struct lr_query *q;
	enum lr_err err;

	err = lr_query_new(&q, b->store,
	    "SELECT first, last, own, time, kind, reason FROM network "
	    "ORDER BY first, last, own");
	if (err != LR_OK)
		return err;
	while ((err = lr_query_step(q)) == LR_OK) {
		struct lr_blacklist_entry e = {
			.own = lr_query_get_int(q, 2) != 0,
			.time = lr_query_get_int(q, 3),
		};

		if (!get_range(q, &e.range)) {
			err = corrupt(b);
			break;
		}
		e.kind = lr_query_get_span(q, 4);
		e.reason = lr_query_get_span(q, 5);
		each(arg, &e);
	}
	lr_query_free(q);
	return err;
}

enum lr_err
lr_blacklist_list(struct lr_blacklist *b, lr_blacklist_each *each, void *arg)
{
	struct lr_query *q;
	enum lr_err err;

	b->why = NULL;
	if ((err = list_networks(b, each, arg)) != LR_END)
		return err;
	err = lr_query_new(&q, b->store,
	    "SELECT own, kind, count(*), min(time) FROM address "
	    "GROUP BY own, kind ORDER BY own DESC, kind");
	if (err != LR_OK)
		return err;
	while ((err = lr_query_step(q)) == LR_OK) {
		struct lr_blacklist_entry e = {
			.own = lr_query_get_int(q, 0) != 0,
			.count = lr_query_get_int(q, 2),
			.time = lr_query_get_int(q, 3),
		};

		e.kind = lr_query_get_span(q, 1);
		each(arg, &e);
	}
	lr_query_free(q);
	return err == LR_END ? LR_OK : err;
}
