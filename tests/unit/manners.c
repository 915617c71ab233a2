#include "../tap.h"

#include <unistd.h>

#include "../fail.h"
#include "../folder.h"
#include "clock.h"
#include "manners.h"
#include "resolvestore.h"

static struct lr_manners *
open_it(const char *where, const char *rate)
{
	struct lr_manners *m;
	const char *why = "";

	ok(lr_manners_open(&m, where, &why) == LR_OK, "opens %s", why);
	if (rate != NULL)
		ok(lr_manners_rate(m, lr_span_str(rate)) == LR_OK, "%s", rate);
	return m;
}

static int64_t
ask(struct lr_manners *m, const char *server, int64_t now)
{
	return lr_manners_ask(m, lr_span_str(server), LR_ASKED_ADDRESS, now);
}

/* Questions that go out at once. */
static unsigned
burst(struct lr_manners *m, const char *server, int64_t now)
{
	unsigned n = 0;

	while (n < 1000 && ask(m, server, now) == 0) {
		lr_manners_done(
		    m, lr_span_str(server), LR_MANNERS_ANSWERED, now);
		n++;
	}
	return n;
}

static void
rates(void)
{
	static const char *const bad[] = { "", "=1/s", "x", "x=", "x=a",
		"x=1/d", "x=-1", "x=1.55", "x=1.", "x=1/s/s", "x=99999999" };
	struct lr_manners *m = open_it(NULL, "WHOIS.example.net=5/s");
	int64_t now = lr_clock_ticks(), wait;
	unsigned n;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(lr_manners_rate(m, lr_span_str(bad[i])) == LR_EBAD,
		    "no rate: '%s'", bad[i]);
	ok(lr_manners_rate(m, LR_SPAN("quick.example.net=0")) == LR_OK,
	    "a limit lifted");
	ok(lr_manners_rate(m, LR_SPAN("slow.example.net=1/h")) == LR_OK,
	    "one an hour");
	n = burst(m, "whois.example.net", now);
	ok(n >= 5 && n < 20, "a burst of 5: %u", n);
	wait = ask(m, "whois.example.net:43", now);
	ok(wait == 0, "the port makes it another server, of the same rate");
	wait = ask(m, "whois.example.net", now);
	ok(wait > 0 && wait <= 201, "then a fifth of a second: %ld",
	    (long)wait);
	ok(burst(m, "quick.example.net", now) == 1000, "no limit");
	ok(burst(m, "slow.example.net", now) == 1, "one");
	wait = ask(m, "slow.example.net", now);
	ok(wait > 3500 && wait <= 60001, "the next after a while: %ld",
	    (long)wait);
	lr_manners_close(m);
}

static void
servers_table(void)
{
	struct lr_manners *m = open_it(NULL, NULL);
	int64_t now = lr_clock_ticks();
	unsigned n, i;

	ok(burst(m, "127.0.0.1:4343", now) == 1000, "loopback has no limit");
	ok(burst(m, "[::1]:4343", now) == 1000, "nor has its IPv6");
	ok(burst(m, "localhost", now) == 1000, "nor localhost");
	n = burst(m, "rdap.lacnic.net", now);
	ok(n >= 3 && n <= 4, "LACNIC: %u", n);
	n = burst(m, "RDAP.ARIN.NET", now);
	ok(n >= 20 && n < 30, "ARIN, whatever the case: %u", n);
	n = burst(m, "127.0.0.1.example.net", now);
	ok(n >= 5 && n < 8, "a stranger: %u", n);
	for (i = 0; ask(m, "127.0.0.1:1", now) == 0; i++)
		;
	ok(i == 64, "64 connections at once: %u", i);
	lr_manners_done(m, LR_SPAN("127.0.0.1:1"), LR_MANNERS_CANCELLED, now);
	ok(ask(m, "127.0.0.1:1", now) == 0, "and one more when one has ended");
	lr_manners_close(m);
}

static void
trouble(void)
{
	struct lr_manners *m = open_it(NULL, NULL);
	int64_t now = lr_clock_ticks(), wait, longest = 0;
	unsigned i;

	for (i = 0; i < 12; i++) {
		ok(ask(m, "127.0.0.1:1", now) == 0, "asked again");
		lr_manners_done(
		    m, LR_SPAN("127.0.0.1:1"), LR_MANNERS_FAILED, now);
		wait = ask(m, "127.0.0.1:1", now);
		ok(wait >= 250 && wait <= 64000, "after a failure: %ld ms",
		    (long)wait);
		if (wait > longest)
			longest = wait;
		now += wait;
	}
	ok(longest >= 32000, "longer and longer: %ld", (long)longest);
	ok(ask(m, "127.0.0.1:1", now) == 0, "asked once more");
	lr_manners_done(m, LR_SPAN("127.0.0.1:1"), LR_MANNERS_ANSWERED, now);
	ok(ask(m, "127.0.0.1:1", now) == 0, "an answer ends the pause");
	ok(ask(m, "127.0.0.1:1", now) == 0, "two at once");
	lr_manners_done(m, LR_SPAN("127.0.0.1:1"), LR_MANNERS_FAILED, now);
	lr_manners_done(m, LR_SPAN("127.0.0.1:1"), LR_MANNERS_FAILED, now);
	wait = ask(m, "127.0.0.1:1", now);
	ok(wait <= 500, "two failures of one burst count once: %ld",
	    (long)wait);
	lr_manners_close(m);
}

/* Two processes, and runs to come. */
static void
together(void)
{
	struct lr_manners *a = open_it(dir, "127.0.0.1:1=30/m");
	struct lr_manners *b = open_it(dir, "127.0.0.1:1=30/m");
	int64_t now = lr_clock_ticks(), wait;

	ok(burst(a, "127.0.0.1:1", now) == 1, "one asks");
	ok(burst(b, "127.0.0.1:1", now) == 0, "the other waits");
	lr_manners_leave(a, LR_SPAN("127.0.0.1:1"), 3600, now);
	wait = ask(a, "127.0.0.1:1", now);
	ok(wait > 3590000 && wait <= 3600000, "to be left alone: %ld",
	    (long)wait);
	wait = ask(b, "127.0.0.1:1", now);
	ok(wait > 3590000 && wait <= 3600000, "by the other as well: %ld",
	    (long)wait);
	lr_manners_close(a);
	a = open_it(dir, NULL);
	wait = ask(a, "127.0.0.1:1", now);
	ok(wait > 3590000, "a server without limits, too: %ld", (long)wait);
	lr_manners_close(a);
	a = open_it(dir, "127.0.0.1:1=1000/s");
	wait = ask(a, "127.0.0.1:1", now);
	ok(wait > 3590000, "later runs know: %ld", (long)wait);
	lr_manners_leave(a, LR_SPAN("127.0.0.1:1"), UINT32_MAX, now);
	wait = ask(a, "127.0.0.1:1", now);
	ok(wait > 0 && wait <= 367LL * 86400000, "a year at most");
	lr_manners_close(a);
	lr_manners_close(b);
}

/* A store that is locked costs its patience once, not for each question. */
static void
locked(void)
{
	struct lr_manners *m = open_it(dir, "127.0.0.1:7=6000/s");
	int64_t now = lr_clock_ticks();
	struct lr_store *st;
	const char *why;
	unsigned n;

	ok(lr_store_open(&st, &lr_resolve_store, dir, LR_STORE_WRITE, &why) ==
		    LR_OK &&
		lr_store_begin(st) == LR_OK,
	    "another process has the store");
	lr_manners_leave(m, LR_SPAN("127.0.0.1:8"), 1, now);
	n = burst(m, "127.0.0.1:7", now);
	ok(n >= 100, "asked all the same: %u", n);
	now = lr_clock_ticks() - now;
	ok(now < 60000, "without waiting for it each time: %ld ms", (long)now);
	lr_store_rollback(st);
	lr_store_close(st);
	lr_manners_close(m);
}

static void
ledger(void)
{
	struct lr_manners *m = open_it(NULL, NULL);
	int64_t now = lr_clock_ticks();
	struct lr_manners_server s;
	char name[40];
	unsigned i;

	ok(!lr_manners_server(m, 0, &s), "nobody was asked");
	ask(m, "127.0.0.1:1", now);
	lr_manners_ask(m, LR_SPAN("127.0.0.1:2"), LR_ASKED_HANDLE, now);
	lr_manners_ask(m, LR_SPAN("127.0.0.1:2"), LR_ASKED_HANDLE, now);
	lr_manners_done(m, LR_SPAN("127.0.0.1:2"), LR_MANNERS_FAILED, now);
	lr_manners_done(m, LR_SPAN("127.0.0.1:2"), LR_MANNERS_ANSWERED, now);
	ok(lr_manners_server(m, 1, &s) && s.asked[LR_ASKED_HANDLE] == 2 &&
		s.asked[LR_ASKED_ADDRESS] == 0 && s.answered == 1 &&
		s.failed == 1,
	    "who was asked what");
	is(s.name.p, s.name.n, "127.0.0.1:2", "by its name");
	ok(!lr_manners_server(m, 2, &s), "no more");
	for (i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "127.0.0.1:%u", i);
		lr_manners_ask(m, lr_span_str(name), LR_ASKED_ADDRESS, now);
	}
	for (i = 0; lr_manners_server(m, i, &s); i++)
		;
	ok(i == 1025, "a thousand servers are told apart: %u", i);
	lr_manners_close(m);
}

static void
no_memory(void)
{
	struct lr_manners *m;
	const char *why;

	fail_from(FAIL_ALLOC, 1);
	ok(lr_manners_open(&m, NULL, &why) == LR_ENOMEM && m == NULL,
	    "no memory to open");
	fail_from(FAIL_ALLOC, 0);
	m = open_it(NULL, NULL);
	fail_from(FAIL_ALLOC, 1);
	ok(ask(m, "127.0.0.1:1", 0) > 0, "no memory to ask: not now");
	ok(lr_manners_rate(m, LR_SPAN("x=1")) == LR_ENOMEM, "nor for a rate");
	fail_from(FAIL_ALLOC, 0);
	lr_manners_close(m);
}

int
main(void)
{
	folder_new();
	rates();
	servers_table();
	trouble();
	together();
	locked();
	ledger();
	no_memory();
	unlink_store("resolve.db");
	ok(rmdir(dir) == 0, "nothing else is left behind");
	return done();
}
