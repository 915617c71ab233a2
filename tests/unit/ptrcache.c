#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "../folder.h"
#include "clock.h"
#include "ptrcache.h"

static const unsigned char *
key(unsigned i)
{
	static unsigned char h[LR_KEYHASH];

	memset(h, 0xab, sizeof(h));
	memcpy(h, &i, sizeof(i));
	return h;
}

static struct lr_ptrcache *
open_it(enum lr_store_mode mode)
{
	struct lr_ptrcache *c;
	const char *why;

	if (lr_ptrcache_open(&c, dir, mode, &why) != LR_OK)
		printf("# %s\n", why);
	return c;
}

static enum lr_err
put(struct lr_ptrcache *c, unsigned i, const char *name, int64_t now)
{
	struct lr_ptr ptr = { .n = (unsigned char)strlen(name),
		.verified = name[0] == 'v' };

	memcpy(ptr.name, name, ptr.n);
	return lr_ptrcache_put(c, key(i), now, &ptr);
}

static const char *
get(struct lr_ptrcache *c, unsigned i, int64_t now)
{
	static char text[300];
	struct lr_ptr ptr;
	enum lr_err err = lr_ptrcache_get(c, key(i), now, &ptr);

	if (err != LR_OK)
		return err == LR_END ? "(unknown)" : lr_err_text(err);
	if (ptr.n == 0)
		return ptr.verified ? "(none, verified)" : "(none)";
	snprintf(text, sizeof(text), "%.*s%s", (int)ptr.n, ptr.name,
	    ptr.verified ? " verified" : "");
	return text;
}

#define IS(got, want, what) is(got, strlen(got), want, what)

static void
no_memory(int64_t now)
{
	struct lr_ptrcache *c;
	unsigned long i, used;
	const char *why;

	for (i = 1; i < 100; i++) {
		fail_from(FAIL_ALLOC, i);
		if (lr_ptrcache_open(&c, dir, LR_STORE_WRITE, &why) == LR_OK) {
			put(c, 7, "b.example", now);
			lr_ptrcache_commit(c);
		}
		used = fail_from(FAIL_ALLOC, 0);
		lr_ptrcache_close(c);
		if (used < i)
			break;
	}
	ok(i < 100, "no allocation that fails does harm");
}

/* All of the n that there are. */
static void
clear(int64_t now, unsigned n)
{
	struct lr_ptrcache *c = open_it(LR_STORE_CHANGE);
	int64_t gone;

	ok(lr_ptrcache_clear(c, &gone) == LR_OK && gone == n, "all go");
	ok(lr_ptrcache_clear(c, &gone) == LR_OK && gone == 0, "once");
	IS(get(c, 1, now), "(unknown)", "nothing is left");
	lr_ptrcache_close(c);
}

/* How many have expired, and go but for dry. */
static int64_t
expire(struct lr_ptrcache *c, int64_t now, bool dry)
{
	struct lr_expired done;
	int64_t n = 0;
	unsigned i;

	for (i = 0; i < LR_PTRCACHE_KINDS; i++) {
		if (lr_retention_apply(lr_ptrcache_store(c),
			&lr_ptrcache_kept[i], now, dry, &done) != LR_OK)
			return -1;
		n += done.over;
	}
	return n;
}

int
main(void)
{
	struct lr_ptrcache *c, *other;
	const char *why;
	int64_t now, later;
	unsigned i;

	folder_new();
	lr_time_parse(LR_SPAN("2026-01-31T12:00:00Z"), &now);
	lr_time_parse(LR_SPAN("2026-04-30T12:00:00Z"), &later);
	ok(lr_ptrcache_open(&c, dir, LR_STORE_READ, &why) == LR_END &&
		c == NULL,
	    "none to read yet");
	if ((c = open_it(LR_STORE_WRITE)) == NULL)
		return 1;
	IS(get(c, 1, now), "(unknown)", "empty");
	put(c, 1, "v.example.com", now);
	put(c, 2, "", now);
	put(c, 3, "other.example.com", now);
	ok(lr_ptrcache_waiting(c) == 3, "answers wait");
	other = open_it(LR_STORE_WRITE);
	IS(get(other, 1, now), "(unknown)", "until commit");
	ok(lr_ptrcache_commit(c) == LR_OK && lr_ptrcache_waiting(c) == 0,
	    "commit");
	IS(get(other, 1, now), "v.example.com verified",
	    "then others see them");
	IS(get(other, 2, now), "(none)", "no name");
	IS(get(other, 3, now), "other.example.com", "not verified");
	IS(get(c, 1, later - 1), "v.example.com verified", "for 3 months");
	IS(get(c, 1, later), "(unknown)", "not longer");
	IS(get(c, 2, now + 7 * LR_DAY - 1), "(none)", "for 7 days");
	IS(get(c, 2, now + 7 * LR_DAY), "(unknown)", "not longer");

	ok(lr_store_begin(lr_ptrcache_store(other)) == LR_OK, "another's lock");
	ok(lr_ptrcache_forget(other, key(3)) == LR_OK, "forget");
	ok(lr_store_commit(lr_ptrcache_store(other)) == LR_OK, "at once");
	IS(get(c, 3, now), "(unknown)", "is forgotten");
	ok(lr_ptrcache_forget(other, key(99)) == LR_OK, "forget what is not");

	ok(expire(c, later - 1, true) == 1, "an absence has expired");
	ok(expire(c, later, true) == 2, "and a name, later");
	ok(expire(c, later, false) == 2 && expire(c, later, true) == 0,
	    "both go");
	put(c, 4, "<b>.example.com", now);
	lr_ptrcache_commit(c);
	ok(strstr(get(c, 4, now), "<b>.example.com") != NULL,
	    "texts come back as they were put");

	for (i = 0; i < 100000 && put(c, i, "a.example", now) == LR_OK; i++)
		;
	ok(i < 100000 && i >= 4096, "a batch has a limit");
	ok(lr_ptrcache_commit(c) == LR_OK, "many at once");
	IS(get(other, i - 1, now), "a.example", "are there");
	lr_ptrcache_close(other);
	lr_ptrcache_close(c);

	c = open_it(LR_STORE_READ);
	IS(get(c, 1, now), "a.example", "reading only");
	lr_ptrcache_close(c);
	clear(now, i);
	lr_ptrcache_close(NULL);

	no_memory(now);
	unlink_store("resolve.db");
	ok(rmdir(dir) == 0, "nothing else is left behind");
	return done();
}
