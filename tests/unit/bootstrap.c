#include "../fail.h"
#include "../tap.h"

#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap.h"

enum { NOW = 1795341600, DAY = 86400 };

static const char list[] =
    "{\"services\":[[[\"41.0.0.0/8\"],[\"https://a.example/\"]]]}";

static char dir[] = "/tmp/lr-boot-XXXXXX", kept[64];
static struct lr_bootstrap *b;

static void
open_at(const char *file, const char *in, int64_t now)
{
	const char *why = "";

	lr_bootstrap_close(b);
	if (lr_bootstrap_open(&b, file, in, now, &why) != LR_OK)
		abort();
}

static struct lr_ip
ip(const char *text)
{
	struct lr_ip a;

	if (!lr_ip_parse(lr_span_str(text), &a))
		abort();
	return a;
}

static void
finds(const char *text, const char *want)
{
	struct lr_ip a = ip(text);
	const char *got = lr_bootstrap_find(b, &a);

	got = got == NULL ? "none" : got;
	is(got, strlen(got), want, text);
}

static const char *
due(const char *text, int64_t now)
{
	struct lr_ip a = ip(text);

	return lr_bootstrap_due(b, &a, now);
}

static void
write_kept(const char *text)
{
	FILE *f = fopen(kept, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void
built_in(void)
{
	unsigned i, n = 0;

	open_at(NULL, NULL, NOW);
	finds("41.0.0.1", "https://rdap.afrinic.net/rdap/");
	finds("58.0.0.1", "https://rdap.apnic.net/");
	finds("61.255.255.255", "https://rdap.apnic.net/");
	finds("8.8.8.8", "https://rdap.arin.net/registry/");
	finds("193.0.0.1", "https://rdap.db.ripe.net/");
	finds("200.0.0.1", "https://rdap.lacnic.net/rdap/");
	finds("10.0.0.1", "none");
	finds("127.0.0.1", "none");
	finds("255.0.0.1", "none");
	finds("2a10::1", "https://rdap.db.ripe.net/");
	finds("2600::1", "https://rdap.arin.net/registry/");
	finds("2410::1", "https://rdap.apnic.net/");
	finds("fe80::1", "none");
	for (i = 0; lr_bootstrap_url(b, i) != NULL; i++)
		n += strcmp(lr_bootstrap_url(b, i),
			 "https://rdap.registro.br/") == 0;
	ok(n == 1 && i >= 10, "all servers: %u", i);
	ok(due("41.0.0.1", NOW) == NULL, "without a folder nothing is due");
}

static void
fetched(void)
{
	const char *name;
	struct stat st;

	open_at(NULL, dir, NOW);
	name = due("41.0.0.1", NOW);
	ok(name != NULL && strcmp(name, "ipv4.json") == 0, "a list is due");
	ok(due("41.0.0.1", NOW) == NULL, "once");
	name = due("2c00::1", NOW);
	ok(name != NULL && strcmp(name, "ipv6.json") == 0, "so is the other");
	lr_bootstrap_missed(b, "ipv6.json", NOW);
	ok(due("2c00::1", NOW + 3599) == NULL, "not at once after a failure");
	ok(due("2c00::1", NOW + 3600) != NULL, "but an hour later");
	ok(lr_bootstrap_got(b, "ipv4.json", LR_SPAN("<html>"), -1, NOW) ==
		LR_EBAD,
	    "no list");
	finds("58.0.0.1", "https://rdap.apnic.net/");
	ok(lr_bootstrap_got(b, "ipv4.json", lr_span_str(list), 5, NOW) == LR_OK,
	    "a list");
	finds("41.0.0.1", "https://a.example/");
	finds("58.0.0.1", "none");
	finds("2c00::1", "https://rdap.afrinic.net/rdap/");
	ok(due("41.0.0.1", NOW + DAY - 1) == NULL, "is kept for a day");
	ok(due("41.0.0.1", NOW + DAY) != NULL, "and not longer");
	ok(stat(kept, &st) == 0 && (st.st_mode & 0777) == 0600, "mode 600");
}

static void
again(void)
{
	open_at(NULL, dir, NOW + 10);
	finds("41.0.0.1", "https://a.example/");
	ok(due("41.0.0.1", NOW + 10) == NULL, "the next run fetches nothing");
	open_at(NULL, dir, NOW - 10);
	finds("41.0.0.1", "https://a.example/");
	ok(due("41.0.0.1", NOW - 10) != NULL, "a clock that went back");
	open_at(NULL, dir, NOW + 2 * DAY);
	ok(due("41.0.0.1", NOW + 2 * DAY) != NULL, "an old list is due");
	lr_bootstrap_missed(b, "ipv4.json", NOW + 2 * DAY);
	finds("41.0.0.1", "https://a.example/");
	ok(lr_bootstrap_got(
	       b, "ipv4.json", lr_span_str(list), INT64_MAX, NOW) == LR_OK &&
		due("41.0.0.1", NOW + 30 * DAY - 1) == NULL &&
		due("41.0.0.1", NOW + 30 * DAY) != NULL,
	    "none is kept for more than 30 days");
}

static void
broken(void)
{
	static const char *const texts[] = { "", "x", "1 2", "1 2\n", "1 2\n{}",
		"1 2\n<html>", "99999999999999999999 1\n{}",
		"{\"services\":[]}" };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_kept(texts[i]);
		open_at(NULL, dir, NOW);
		finds("58.0.0.1", "https://rdap.apnic.net/");
		ok(due("58.0.0.1", NOW) != NULL, "a broken copy: due");
	}
	write_kept("0 99999999999\n{\"services\":[[[\"41.0.0.0/8\"],"
		   "[\"https://a.example/\"]]]}");
	open_at(NULL, dir, NOW);
	ok(due("58.0.0.1", NOW) != NULL, "a time that is not ours: due");
	unlink(kept);
	open_at(NULL, "/nonexistent/x", NOW);
	ok(lr_bootstrap_got(b, "ipv4.json", lr_span_str(list), 5, NOW) ==
		LR_EIO,
	    "a folder that is not there");
	finds("41.0.0.1", "https://a.example/");
}

static void
users(void)
{
	const char *why = "";
	struct lr_bootstrap *none;

	write_kept("{\"services\":[[[\"41.0.0.0/8\",\"2c00::/12\"],"
		   "[\"https://a.example/\"]]]}");
	open_at(kept, dir, NOW);
	finds("41.0.0.1", "https://a.example/");
	finds("2c00::1", "https://a.example/");
	finds("58.0.0.1", "none");
	ok(due("41.0.0.1", NOW) == NULL, "nothing is due");
	ok(lr_bootstrap_url(b, 0) != NULL && lr_bootstrap_url(b, 1) == NULL,
	    "one server");
	ok(lr_bootstrap_open(&none, "/nonexistent/x", dir, NOW, &why) ==
		    LR_EIO &&
		none == NULL,
	    "no file: %s", why);
	write_kept("{}");
	ok(lr_bootstrap_open(&none, kept, dir, NOW, &why) == LR_EBAD,
	    "no list: %s", why);
	unlink(kept);
}

static void
no_memory(void)
{
	struct lr_bootstrap *x = NULL;
	enum lr_err err = LR_EBAD;
	const char *why;
	unsigned long n;

	for (n = 1; n < 200 && err != LR_OK; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_bootstrap_open(&x, NULL, NULL, NOW, &why);
	}
	fail_from(FAIL_ALLOC, 0);
	ok(err == LR_OK && n > 5, "no memory, %lu times", n - 1);
	lr_bootstrap_close(x);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(kept, sizeof(kept), "%s/rdap-ipv4", dir);
	built_in();
	fetched();
	again();
	broken();
	users();
	no_memory();
	lr_bootstrap_close(b);
	ok(rmdir(dir) == 0, "no other file was made");
	return done();
}
