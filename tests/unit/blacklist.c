#include "../fail.h"
#include "../folder.h"
#include "../tap.h"

#include <unistd.h>

#include "blacklist.h"
#include "clock.h"

#define T0 INT64_C(1780000000)

static const char *why = "";

static void
clean(void)
{
	unlink_store("blacklist.db");
	unlink(at("hash.key"));
}

static struct lr_range
range(const char *s)
{
	struct lr_range r = { { { 0 } }, { { 0 } } };

	lr_range_parse(lr_span_str(s), &r);
	return r;
}

static enum lr_listed
find(const struct lr_blacklist *b, const char *s)
{
	struct lr_range r = range(s);

	return lr_blacklist_find(b, &r.first);
}

static enum lr_err
learn(struct lr_blacklist *b, const char *s, const char *kind)
{
	struct lr_range r = range(s);

	return lr_blacklist_learn(
	    b, &r, lr_span_str(kind), LR_SPAN("Example Net"));
}

static enum lr_err
load(struct lr_blacklist *b, int64_t now, bool own)
{
	int64_t keyless;

	return lr_blacklist_load(b, now, own, &keyless);
}

static enum lr_err
own(struct lr_blacklist *b, const char *s)
{
	struct lr_range r = range(s);

	return lr_blacklist_add(b, &r, LR_SPAN(""), T0);
}

static int64_t
gone(struct lr_blacklist *b, const char *s)
{
	struct lr_range r = range(s);
	int64_t n = -1;

	if (lr_blacklist_begin(b) != LR_OK ||
	    lr_blacklist_remove(b, &r, &n) != LR_OK ||
	    lr_blacklist_commit(b) != LR_OK)
		return -1;
	return n;
}

static void
learning(void)
{
	struct lr_blacklist *b;

	ok(lr_blacklist_open(&b, dir, LR_STORE_READ, &why) == LR_END,
	    "there is none yet");
	ok(lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why) == LR_OK, "made");
	ok(learn(b, "192.0.2.0/24", "isp") == LR_OK &&
		learn(b, "2001:db8::/32", "mobile") == LR_OK &&
		learn(b, "198.51.100.7", "unknown") == LR_OK &&
		learn(b, "2001:db9::7", "unknown") == LR_OK,
	    "learn");
	ok(load(b, T0, false) == LR_OK && find(b, "192.0.2.1") == LR_LISTED_NOT,
	    "nothing is saved yet");
	ok(lr_blacklist_save(b, T0) == LR_OK && load(b, T0, false) == LR_OK,
	    "save");
	ok(find(b, "192.0.2.1") == LR_LISTED_NETWORK &&
		find(b, "2001:db8::1") == LR_LISTED_NETWORK,
	    "networks");
	ok(find(b, "198.51.100.7") == LR_LISTED_ADDRESS &&
		find(b, "2001:db9::7") == LR_LISTED_ADDRESS,
	    "addresses");
	ok(find(b, "198.51.100.8") == LR_LISTED_NOT &&
		find(b, "2001:db9::8") == LR_LISTED_NOT &&
		find(b, "192.0.3.0") == LR_LISTED_NOT,
	    "and no others");
	ok(load(b, T0, true) == LR_OK && find(b, "192.0.2.1") == LR_LISTED_NOT,
	    "none of them is the operator's own");
	lr_blacklist_close(b);
	lr_blacklist_close(NULL);
}

static void
ages(void)
{
	int64_t end = lr_time_add_months(T0, LR_BLACKLIST_MONTHS);
	struct lr_blacklist *b;

	lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why);
	load(b, end - 1, false);
	ok(find(b, "192.0.2.1") == LR_LISTED_NETWORK &&
		find(b, "198.51.100.7") == LR_LISTED_ADDRESS,
	    "a second before three months");
	load(b, end, false);
	ok(find(b, "192.0.2.1") == LR_LISTED_NOT &&
		find(b, "198.51.100.7") == LR_LISTED_NOT,
	    "over age");
	learn(b, "198.51.100.7", "unknown");
	lr_blacklist_save(b, end - 1);
	load(b, end, false);
	ok(find(b, "198.51.100.7") == LR_LISTED_NOT,
	    "what is learned again keeps its first time");
	learn(b, "198.51.100.7", "unknown");
	learn(b, "192.0.2.0/24", "isp");
	lr_blacklist_save(b, end);
	load(b, end + 1, false);
	ok(find(b, "198.51.100.7") == LR_LISTED_ADDRESS &&
		find(b, "192.0.2.1") == LR_LISTED_NETWORK,
	    "unless it was over age");
	lr_blacklist_close(b);
}

static void
each(void *arg, const struct lr_blacklist_entry *e)
{
	int *n = arg;

	n[e->count != 0 ? 2 : e->own]++;
}

static void
operators(void)
{
	int64_t later = T0 + 3650 * LR_DAY;
	struct lr_blacklist *b;
	int n[3] = { 0 };

	lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why);
	ok(lr_blacklist_begin(b) == LR_OK &&
		own(b, "203.0.113.0/24") == LR_OK &&
		own(b, "203.0.113.0/24") == LR_OK &&
		own(b, "198.51.100.7") == LR_OK && own(b, "::/0") == LR_OK &&
		own(b, "233.252.0.1") == LR_OK &&
		lr_blacklist_commit(b) == LR_OK,
	    "add");
	ok(load(b, later, true) == LR_OK &&
		find(b, "203.0.113.9") == LR_LISTED_NETWORK &&
		find(b, "198.51.100.7") == LR_LISTED_ADDRESS &&
		find(b, "2001:db8::1") == LR_LISTED_NETWORK,
	    "after ten years");
	ok(find(b, "192.0.2.1") == LR_LISTED_NOT, "the others are not");
	learn(b, "198.51.100.7", "unknown");
	lr_blacklist_save(b, later);
	load(b, later, true);
	ok(find(b, "198.51.100.7") == LR_LISTED_ADDRESS,
	    "learning does not take it from the operator");
	ok(lr_blacklist_list(b, each, n) == LR_OK && n[0] == 2 && n[1] == 2 &&
		n[2] == 2,
	    "the list: %d learned, %d own, %d of addresses", n[0], n[1], n[2]);
	ok(gone(b, "::/0") == 2, "remove a network and what is in it");
	ok(gone(b, "203.0.113.0/25") == 0, "less than the network is nothing");
	ok(gone(b, "198.51.100.7") == 1 && gone(b, "198.51.100.7") == 0,
	    "remove an address, once");
	ok(gone(b, "233.252.0.0/20") == 1, "an address by its range");
	ok(gone(b, "0.0.0.0/0") == 2, "everything of IPv4");
	load(b, T0, false);
	ok(find(b, "203.0.113.9") == LR_LISTED_NOT, "gone");
	lr_blacklist_close(b);
}

/* Many addresses, in several batches, and a batch that is full. */
static void
many(void)
{
	char path[128];
	struct lr_blacklist *b;
	struct lr_range r;
	int64_t keyless;
	enum lr_err err;
	bool good = true;
	uint32_t i;
	int full = 0;

	lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why);
	for (i = 0; i < 70000; i++) {
		r.first = r.last = lr_ip_from4(i * 7919);
		err =
		    lr_blacklist_learn(b, &r, LR_SPAN("unknown"), LR_SPAN(""));
		if (err == LR_ENOMEM) {
			full++;
			good = good && lr_blacklist_save(b, T0) == LR_OK &&
			    lr_blacklist_learn(b, &r, LR_SPAN("unknown"),
				LR_SPAN("")) == LR_OK;
		}
	}
	good = good && lr_blacklist_save(b, T0) == LR_OK;
	ok(good && full == 1, "the batch was full %d times", full);
	load(b, T0, false);
	for (i = 0; i < 140000 && good; i++) {
		struct lr_ip ip = lr_ip_from4(i * 7919);

		good = (lr_blacklist_find(b, &ip) == LR_LISTED_ADDRESS) ==
		    (i < 70000);
	}
	ok(good, "all are found and no others");
	lr_blacklist_close(b);
	snprintf(path, sizeof(path), "%s/hash.key", dir);
	unlink(path);
	ok(lr_blacklist_open(&b, dir, LR_STORE_READ, &why) == LR_OK &&
		lr_blacklist_load(b, T0, false, &keyless) == LR_OK &&
		keyless == 70001,
	    "without the key nobody can tell");
	ok(find(b, "0.0.0.0") == LR_LISTED_NOT, "not we either");
	lr_blacklist_close(b);
}

static void
no_memory(void)
{
	struct lr_blacklist *b = NULL;
	struct lr_range r = range("192.0.2.0/24");
	unsigned long i;
	bool good = true;
	int64_t n;
	enum lr_err err;

	lr_blacklist_open(&b, dir, LR_STORE_WRITE, &why);
	learn(b, "192.0.2.0/24", "isp");
	lr_blacklist_save(b, T0);
	for (i = 1; i < 40; i++) {
		struct lr_blacklist *c;

		fail_from(FAIL_ALLOC, i);
		err = lr_blacklist_open(&c, dir, LR_STORE_WRITE, &why);
		if (err == LR_OK) {
			err = load(c, T0, false);
			if (err == LR_OK)
				err = learn(c, "192.0.2.1", "isp");
			if (err == LR_OK)
				err = lr_blacklist_save(c, T0);
			if (err == LR_OK)
				err = lr_blacklist_begin(c);
			if (err == LR_OK)
				err = lr_blacklist_remove(c, &r, &n);
			if (err == LR_OK)
				err = lr_blacklist_list(c, each, (int[3]){ 0 });
			lr_blacklist_close(c);
		}
		good = good && (err == LR_OK || err == LR_ENOMEM);
	}
	fail_from(FAIL_ALLOC, 0);
	ok(good && err == LR_OK, "no memory is LR_ENOMEM");
	load(b, T0, false);
	ok(find(b, "192.0.2.1") == LR_LISTED_NETWORK,
	    "what was begun and not committed did not happen");
	lr_blacklist_close(b);
}

int
main(void)
{
	folder_new();
	learning();
	ages();
	operators();
	many();
	no_memory();
	clean();
	ok(rmdir(dir) == 0, "nothing else is left behind");
	return done();
}
