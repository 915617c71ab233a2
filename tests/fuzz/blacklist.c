/* A store of anybody's making: opening, loading, checking, learning, listing
 * and expiring never crash, and what is found is what was listed. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "blacklist.h"
#include "retention.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1795000000)

static char dir[] = "/dev/shm/lr-fuzz-XXXXXX";

static void
wipe(void)
{
	static const char *const names[] = { "blacklist.db", "blacklist.db-wal",
		"blacklist.db-shm", "blacklist.db-journal", "hash.key" };
	char path[64];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
}

static void
gone(void)
{
	wipe();
	rmdir(dir);
}

static void
put_file(const char *name, const void *p, size_t n)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, p, n) != (ssize_t)n || close(fd) != 0)
		_exit(1);
}

struct seen {
	const struct lr_blacklist *list;
	bool loaded;
};

static void
each(void *arg, const struct lr_blacklist_entry *e)
{
	const struct seen *s = arg;

	if (e->count == 0 && lr_ip_cmp(&e->range.first, &e->range.last) > 0)
		abort();
	/* the operator's own networks count always */
	if (s->loaded && e->count == 0 && e->own &&
	    (lr_blacklist_find(s->list, &e->range.first) != LR_LISTED_NETWORK ||
		lr_blacklist_find(s->list, &e->range.last) !=
		    LR_LISTED_NETWORK))
		abort();
}

static void
use(struct lr_blacklist *b)
{
	static const char *const some[] = { "192.0.2.1", "2001:db8::1",
		"::", "255.255.255.255" };
	struct lr_range r;
	struct seen seen = { b, false };
	int64_t n;
	size_t i;

	seen.loaded = lr_blacklist_load(b, NOW, false, &n) == LR_OK;
	for (i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		lr_range_parse(lr_span_str(some[i]), &r);
		(void)lr_blacklist_find(b, &r.first);
		if (lr_blacklist_learn(b, &r, LR_SPAN("isp"), LR_SPAN("")) !=
		    LR_OK)
			abort();
	}
	(void)lr_blacklist_list(b, each, &seen);
	(void)lr_blacklist_why(b);
	if (lr_blacklist_save(b, NOW) == LR_OK &&
	    lr_blacklist_load(b, NOW, false, &n) == LR_OK &&
	    lr_blacklist_find(b, &r.first) == LR_LISTED_NOT)
		abort();
	lr_range_parse(LR_SPAN("0.0.0.0/0"), &r);
	if (lr_blacklist_begin(b) == LR_OK &&
	    lr_blacklist_remove(b, &r, &n) == LR_OK)
		(void)lr_blacklist_commit(b);
}

static void
expire(void)
{
	static const struct lr_retention rule = { &lr_blacklist_store, "x",
		{ .months = 3 },
		LR_RETENTION_SQL("address", "hash", "own = 0") };
	struct lr_expired done;
	struct lr_store *st;
	const char *why;

	if (lr_store_open(
		&st, &lr_blacklist_store, dir, LR_STORE_CHANGE, &why) != LR_OK)
		return;
	(void)lr_retention_apply(st, &rule, NOW, false, &done);
	(void)lr_store_checkpoint(st);
	lr_store_close(st);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char key[32] = { 1 };
	static bool ready;
	struct lr_blacklist *b;
	const char *why = NULL;
	enum lr_err err;

	if (!ready) {
		if (mkdtemp(dir) == NULL)
			_exit(1);
		atexit(gone);
		ready = true;
	}
	wipe();
	put_file("hash.key", key, sizeof(key));
	put_file("blacklist.db", data, size);
	err = lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why);
	if (err != LR_OK && (why == NULL || *why == '\0'))
		abort();
	if (err == LR_OK) {
		use(b);
		lr_blacklist_close(b);
	}
	expire();
	return 0;
}
