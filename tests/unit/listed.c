#include "listed.h"

#include <unistd.h>

#include "../fail.h"
#include "../folder.h"
#include "../tap.h"
#include "clock.h"

static const int64_t now = 1795341600;

static void
add(const char *range, bool own)
{
	struct lr_blacklist *b;
	struct lr_range r;
	const char *why;

	lr_range_parse(lr_span_str(range), &r);
	if (lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why) != LR_OK)
		exit(1);
	if (!own) {
		(void)lr_blacklist_learn(b, &r, LR_SPAN("isp"), LR_SPAN(""));
		(void)lr_blacklist_save(b, now);
	} else if (lr_blacklist_begin(b) == LR_OK) {
		(void)lr_blacklist_add(b, &r, LR_SPAN("test"), now);
		(void)lr_blacklist_commit(b);
	}
	lr_blacklist_close(b);
}

static unsigned
rnd(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static int
listed(struct lr_asklist *l, const char *address, int64_t at)
{
	enum lr_listed found;
	struct lr_ip ip;

	lr_ip_parse(lr_span_str(address), &ip);
	return lr_asklist(l, &ip, at, &found) == LR_OK ? (int)found : -1;
}

/* Of any networks it says what the list in memory says. */
static void
as_loaded(void)
{
	unsigned i, j, same = 0, on = 0, seed = 1;
	struct lr_blacklist *b;
	struct lr_asklist *l;
	enum lr_listed found;
	struct lr_range r;
	const char *why;
	struct lr_ip ip;
	int64_t keyless;
	char text[64];

	if (lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why) != LR_OK ||
	    lr_blacklist_begin(b) != LR_OK)
		return;
	for (i = 0; i < 3000; i++) {
		snprintf(text, sizeof(text), "70.%u.%u.%u", rnd(&seed) % 8,
		    rnd(&seed) % 256, rnd(&seed) % 256);
		lr_ip_parse(lr_span_str(text), &r.first);
		if (i % 3 == 0) /* the same as one of IPv6 */
			r.first.b[10] = r.first.b[11] = 1;
		r.last = r.first;
		for (j = i % 500 == 0 ? 14 : 15; j < 16; j++)
			r.last.b[j] |= (unsigned char)rnd(&seed);
		if (lr_ip_cmp(&r.first, &r.last) < 0)
			(void)lr_blacklist_add(b, &r, LR_SPAN(""), now);
	}
	(void)lr_blacklist_commit(b);
	(void)lr_blacklist_load(b, now, false, &keyless);
	(void)lr_asklist_open(&l, dir, &why);
	for (i = 0; i < 3000; i++) {
		snprintf(text, sizeof(text), "70.%u.%u.%u", rnd(&seed) % 9,
		    rnd(&seed) % 256, rnd(&seed) % 256);
		lr_ip_parse(lr_span_str(text), &ip);
		if (i % 3 == 0)
			ip.b[10] = ip.b[11] = 1;
		on += lr_blacklist_find(b, &ip) == LR_LISTED_NETWORK;
		same += lr_asklist(l, &ip, now, &found) == LR_OK &&
		    found == lr_blacklist_find(b, &ip);
	}
	ok(same == 3000 && on > 100 && on < 2900,
	    "%u of %u as in memory, %u on it", same, i, on);
	lr_asklist_close(l);
	lr_blacklist_close(b);
}

static void
no_memory(void)
{
	enum lr_err err = LR_ENOMEM;
	struct lr_asklist *l;
	const char *why;
	unsigned long n;

	for (n = 1; err != LR_OK && n < 10000; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_asklist_open(&l, dir, &why);
		fail_from(FAIL_ALLOC, 0);
		if (err == LR_OK)
			lr_asklist_close(l);
	}
	ok(err == LR_OK && n > 2, "survives %lu failed allocations", n - 2);
}

int
main(void)
{
	int64_t later = lr_time_add_months(now, LR_BLACKLIST_MONTHS);
	struct lr_asklist *l;
	const char *why = "";

	folder_new();
	ok(lr_asklist_open(&l, dir, &why) == LR_END, "no list yet");
	add("45.0.0.0/16", false);
	add("45.0.0.0-45.0.0.99", false);
	add("2001:db8::/32", true);
	add("46.0.0.7", false);
	add("46.0.0.8", true);
	ok(lr_asklist_open(&l, dir, &why) == LR_OK, "opens: %s", why);
	if (l == NULL)
		return 1;
	ok(listed(l, "45.0.200.1", now) == LR_LISTED_NETWORK,
	    "a network around a smaller one");
	ok(listed(l, "45.0.0.1", now) == LR_LISTED_NETWORK, "both");
	ok(listed(l, "45.1.0.0", now) == LR_LISTED_NOT, "not beyond");
	ok(listed(l, "44.255.255.255", now) == LR_LISTED_NOT, "nor before");
	ok(listed(l, "46.0.0.7", now) == LR_LISTED_ADDRESS, "an address");
	ok(listed(l, "46.0.0.9", now) == LR_LISTED_NOT, "not another");
	ok(listed(l, "2001:db8::1", now) == LR_LISTED_NETWORK, "IPv6");
	ok(listed(l, "2001:db9::1", now) == LR_LISTED_NOT, "and not");
	ok(listed(l, "46.0.0.7", later - 1) == LR_LISTED_ADDRESS,
	    "learned, nearly over age");
	ok(listed(l, "46.0.0.7", later) == LR_LISTED_NOT, "over age");
	ok(listed(l, "45.0.200.1", later) == LR_LISTED_NOT, "a network too");
	ok(listed(l, "46.0.0.8", later) == LR_LISTED_ADDRESS, "not one's own");
	ok(listed(l, "2001:db8::1", later) == LR_LISTED_NETWORK, "of either");
	add("46.0.0.9", false);
	ok(listed(l, "46.0.0.9", now) == LR_LISTED_ADDRESS,
	    "what is added later");
	lr_asklist_close(l);
	as_loaded();
	no_memory();
	unlink_store("blacklist.db");
	unlink(at("hash.key"));
	unlink(at("hash.key.lock"));
	ok(rmdir(dir) == 0, "nothing else is left behind");
	return done();
}
