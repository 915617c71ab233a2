#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "../folder.h"
#include "clock.h"
#include "netcache.h"

static struct lr_store *store;
static struct lr_netcache *cache;

static void
open_it(enum lr_store_mode mode)
{
	const char *why = "";

	ok(lr_store_open(&store, &lr_resolve_store, dir, mode, &why) == LR_OK &&
		lr_netcache_open(&cache, store, mode) == LR_OK,
	    "opens %s", why);
}

static void
close_it(void)
{
	lr_netcache_close(cache);
	lr_store_close(store);
}

static struct lr_ip
ip(const char *s)
{
	struct lr_ip v;

	if (!lr_ip_parse(lr_span_str(s), &v))
		abort();
	return v;
}

static void
put(const char *range, const char *holder, int64_t now)
{
	struct lr_registration reg;

	lr_registration_clear(&reg);
	if (!lr_range_parse(lr_span_str(range), &reg.range))
		abort();
	lr_registration_holder(&reg, lr_span_str(holder));
	lr_registration_netname(&reg, LR_SPAN("NET"));
	lr_registration_country(&reg, LR_SPAN("DE"));
	lr_registration_status(&reg, LR_SPAN("ASSIGNED PA"));
	ok(lr_netcache_put(cache, &reg.range.first, now, LR_FOUND, &reg) ==
		LR_OK,
	    "put %s", range);
}

static void
put_none(const char *address, int64_t now)
{
	struct lr_ip v = ip(address);

	ok(lr_netcache_put(cache, &v, now, LR_FOUND_NOTHING, NULL) == LR_OK,
	    "put none for %s", address);
}

static void
get(const char *address, int64_t now, const char *want)
{
	static char text[400];
	struct lr_ip v = ip(address);
	struct lr_registration reg;
	enum lr_found found;
	enum lr_err err = lr_netcache_get(cache, &v, now, &found, &reg);
	char range[LR_RANGE_TEXT];
	size_t n;

	if (err != LR_OK) {
		snprintf(text, sizeof(text), "%s",
		    err == LR_END ? "unknown" : lr_err_text(err));
	} else {
		n = lr_range_put(&reg.range, range);
		snprintf(text, sizeof(text), "%.*s %.*s%s", (int)n, range,
		    (int)reg.n_holder, reg.holder,
		    found == LR_FOUND ? "" : "none");
	}
	is(text, strlen(text), want, address);
}

static void
commit(void)
{
	ok(lr_netcache_commit(cache) == LR_OK &&
		lr_netcache_waiting(cache) == 0,
	    "commit");
}

static void
specific(int64_t now)
{
	put("62.0.0.0/8", "Eight", now);
	put("62.1.0.0/16", "Sixteen", now);
	put("62.1.2.0-62.1.4.255", "Range", now);
	put("62.1.4.0/24", "Twenty-four", now);
	put("2a01:4f8::/32", "Thirty-two", now);
	put("2a01:4f8:1:2::/63", "Sixty-three", now);
	get("62.1.2.3", now, "unknown");
	commit();
	get("62.200.2.3", now, "62.0.0.0/8 Eight");
	get("62.1.1.255", now, "62.1.0.0/16 Sixteen");
	get("62.1.2.0", now, "62.1.2.0-62.1.4.255 Range");
	get("62.1.3.255", now, "62.1.2.0-62.1.4.255 Range");
	get("62.1.4.1", now, "62.1.4.0/24 Twenty-four");
	get("62.1.5.0", now, "62.1.0.0/16 Sixteen");
	get("63.0.0.0", now, "unknown");
	get("2a01:4f8:1:2::1", now, "2a01:4f8:1:2::/63 Sixty-three");
	get("2a01:4f8:1:4::1", now, "2a01:4f8::/32 Thirty-two");
	get("2a01:4f9::", now, "unknown");
	/* the other way round */
	put("62.1.2.0-62.1.4.255", "Again", now);
	commit();
	get("62.1.4.1", now, "62.1.4.0/24 Twenty-four");
	get("62.1.2.1", now, "62.1.2.0-62.1.4.255 Again");
}

static void
ages(int64_t now)
{
	int64_t end = lr_time_add_months(now, LR_NETCACHE_MONTHS);

	put_none("91.0.0.77", now);
	put_none("2a02:1:2:3::4", now);
	commit();
	get("91.0.0.1", now, "91.0.0.0/24 none");
	get("91.0.1.1", now, "unknown");
	get("2a02:1:2:ffff::4", now, "2a02:1:2::/48 none");
	get("91.0.0.77", now + 7 * LR_DAY - 1, "91.0.0.0/24 none");
	get("91.0.0.77", now + 7 * LR_DAY, "unknown");
	get("62.1.4.1", end - 1, "62.1.4.0/24 Twenty-four");
	get("62.1.4.1", end, "unknown");
	/* what is over age gives way */
	put("62.1.2.0-62.1.4.255", "New", end);
	commit();
	get("62.1.4.1", end, "62.1.2.0-62.1.4.255 New");
}

static void
single(int64_t now)
{
	put("93.0.0.1/32", "One", now);
	put("2a03::1/128", "One", now);
	put("2a03:1:2:3::/64", "A household", now);
	put("2a03:1:2:3::7-2a03:1:2:3::9", "Three", now);
	ok(lr_netcache_waiting(cache) == 0, "single addresses are not kept");
	put("93.0.1.0/31", "Two", now);
	put("2a03:1:2:4::/63", "Two", now);
	ok(lr_netcache_waiting(cache) == 2, "two are");
	commit();
	get("93.0.0.1", now, "unknown");
}

/* Many prefixes within each other, against looking at all of them. */
static void
many(int64_t now)
{
	static struct lr_range all[400];
	struct lr_registration reg;
	enum lr_found found;
	unsigned i, j, best, wrong = 0;
	uint32_t x = 1;
	struct lr_ip a;
	enum lr_err err;

	for (i = 0; i < 400; i++) {
		x = x * 1664525 + 1013904223;
		a = lr_ip_from4(0x29000000 | (x >> 8 & 0x1fff) << 4);
		lr_registration_clear(&reg);
		all[i] = lr_range_around(&a, 8 + (x >> 24) % 24);
		reg.range = all[i];
		lr_netcache_put(cache, &a, now, LR_FOUND, &reg);
	}
	commit();
	for (i = 0; i < 4000; i++) {
		x = x * 1664525 + 1013904223;
		a = lr_ip_from4(0x29000000 | (x >> 8 & 0x3ffff));
		for (best = 400, j = 0; j < 400; j++)
			if (lr_range_holds(&all[j], &a) &&
			    (best == 400 ||
				(lr_range_holds(&all[best], &all[j].first) &&
				    lr_range_holds(&all[best], &all[j].last))))
				best = j;
		err = lr_netcache_get(cache, &a, now, &found, &reg);
		if (best == 400 ? err != LR_END
				: err != LR_OK ||
			    lr_ip_cmp(&reg.range.first, &all[best].first) ||
			    lr_ip_cmp(&reg.range.last, &all[best].last))
			wrong++;
	}
	ok(wrong == 0, "the most specific of many: %u wrong", wrong);
}

static bool
of_thirty(void *arg, const struct lr_registration *reg)
{
	++*(int *)arg;
	return lr_span_starts(
	    lr_registration_has_holder(reg), LR_SPAN("Thirty"));
}

static void
purge(int64_t now)
{
	int64_t n;
	int seen = 0;

	ok(lr_netcache_purge(cache, of_thirty, &seen, &n) == LR_OK, "purge");
	ok(n == 1 && seen > 1, "one of them: %ld of %d", (long)n, seen);
	get("2a01:4f8::1", now, "unknown");
	get("2a01:4f8:1:2::1", now, "2a01:4f8:1:2::/63 Sixty-three");
}

static void
no_memory(int64_t now)
{
	struct lr_registration reg;
	struct lr_netcache *c;

	lr_registration_clear(&reg);
	lr_range_parse(LR_SPAN("62.0.0.0/8"), &reg.range);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_netcache_open(&c, store, LR_STORE_WRITE) == LR_ENOMEM &&
		c == NULL,
	    "no memory to open");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_netcache_open(&c, store, LR_STORE_WRITE) == LR_OK, "opens again");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_netcache_put(c, &reg.range.first, now, LR_FOUND, &reg) ==
		LR_ENOMEM,
	    "no memory to put");
	fail_from(FAIL_ALLOC, 0);
	lr_netcache_close(c);
}

int
main(void)
{
	int64_t now;

	lr_time_parse(LR_SPAN("2026-01-31T10:00:00Z"), &now);
	folder_new();
	open_it(LR_STORE_WRITE);
	specific(now);
	close_it();
	open_it(LR_STORE_READ);
	get("62.1.4.1", now, "62.1.4.0/24 Twenty-four");
	close_it();
	open_it(LR_STORE_WRITE);
	ages(now);
	single(now);
	many(now);
	purge(now);
	no_memory(now);
	close_it();
	unlink_store("resolve.db");
	ok(rmdir(dir) == 0, "nothing else is left behind");
	return done();
}
