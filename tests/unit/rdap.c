#include "../fail.h"
#include "../tap.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "../help/spawn.h"
#include "clock.h"
#include "rdap.h"

enum { IDS = 4096, MS = 20000 };

static const char data[] =
    "203.0.113.0/28\tnet\tSMALL-NET\tSmall GmbH\tDE\n"
    "198.51.100.0/32\tperson\tJo Doe\n"
    "198.51.100.1/32\thtml\n"
    "198.51.100.2/32\tcut\n"
    "198.51.100.3/32\tdeep\n"
    "198.51.100.4/32\tendless\n"
    "198.51.100.5/32\treset\n"
    "198.51.100.6/32\tsilent\n"
    "198.51.100.7/32\tbig\t10000000\n"
    "198.51.100.8/32\tdrip\t200\n"
    "198.51.100.9/32\tstatus\t500\n"
    "198.51.100.10/32\tstatus\t404\n"
    "198.51.100.11/32\tlimit\t429\t1\t1\n"
    "198.51.100.12/32\tlimit\t503\t1\t1\n"
    "198.51.100.13/32\tlimit\t429\t3600\t9\n"
    "198.51.100.14/32\tcircle\n"
    "198.51.100.15/32\tchain\t5\n"
    "198.51.100.16/32\tchain\t6\n"
    "198.51.100.17/32\tredirect\thttp://192.0.2.1\n"
    "198.51.100.18/32\tredirect\thttps://rdap.example.net\n"
    "198.51.100.19/32\tredirect\tfile://\n"
    "198.51.100.20/32\tstatus\t503\n"
    "198.51.100.21/32\tstatus\t400\n"
    "198.51.100.22/32\traw\tHTTP/1.1 302 Found\\r\\nContent-Length: 0\\r\\n"
    "\\r\\n\n"
    "198.51.100.23/32\traw\tnonsense\\r\\n\\r\\n\n"
    "198.51.100.24/32\tlimit\t429\t-\t9\n"
    "198.51.100.25/32\tlimit\t429\tThu, 01 Jan 1970 00:00:00 GMT\t1\n"
    "198.51.100.26/32\tstatus\t403\n"
    "/rdap/ipv4.json\traw\tHTTP/1.1 200 OK\\r\\nContent-Length: 74\\r\\n"
    "Cache-Control: max-age=5\\r\\n\\r\\n{\"services\":[[[\"203.0.113.0/24\"],"
    "[\"http://192.0.2.1/never/asked/here/\"]]]}\n"
    "/rdap/ipv6.json\tstatus\t500\n";

static struct {
	enum lr_found found;
	bool told;
	struct lr_registration reg;
	char why[80];
	int64_t at;
} result[IDS];

static struct lr_rdap *rdap;
static struct lr_manners *manners;
static const char *me;
static char dir[] = "/tmp/lr-rdap-XXXXXX";

static void
on_done(void *arg, uint32_t id, enum lr_found found,
    const struct lr_registration *reg, const char *why)
{
	if (id >= IDS || result[id].told)
		abort();
	result[id].told = true;
	result[id].found = found;
	result[id].at = lr_clock_ticks();
	snprintf(result[id].why, sizeof(result[id].why), "%s", why);
	if (found == LR_FOUND)
		result[id].reg = *reg;
}

static void
open_with(struct lr_rdap_spec spec)
{
	const char *why = "";

	if (lr_manners_open(&manners, NULL, &why) != LR_OK)
		abort();
	spec.manners = manners;
	spec.done = on_done;
	spec.window = 64;
	memset(result, 0, sizeof(result));
	ok(lr_rdap_open(&rdap, &spec, &why) == LR_OK, "open %s", why);
}

static void
close_all(void)
{
	lr_rdap_close(rdap);
	lr_manners_close(manners);
	rdap = NULL;
	manners = NULL;
}

static void
work(void)
{
	struct pollfd fd = { .fd = lr_rdap_fd(rdap), .events = POLLIN };
	int64_t wait = lr_rdap_due(rdap) - lr_clock_ticks();

	poll(&fd, 1, wait < 0 ? 0 : wait > 100000 ? 100000 : (int)wait);
	if (lr_rdap_work(rdap) != LR_OK)
		abort();
}

static void
ask(const char *text, uint32_t id, unsigned ms)
{
	struct lr_ip ip;

	if (!lr_ip_parse(lr_span_str(text), &ip) ||
	    lr_rdap_ask(rdap, &ip, ms, id) != LR_OK)
		abort();
}

static void
wait_all(void)
{
	while (lr_rdap_flying(rdap) > 0)
		work();
}

static void
says(uint32_t id, enum lr_found found, const char *why, const char *what)
{
	ok(result[id].told && result[id].found == found, "%s: %d %s", what,
	    result[id].found, result[id].why);
	if (why != NULL)
		is(result[id].why, strlen(result[id].why), why, "the reason");
}

static const char *
base_of(const struct spawned *s)
{
	static char base[64];

	snprintf(base, sizeof(base), "http://127.0.0.1:%u", s->port);
	return base;
}

static void
one(const char *ip, enum lr_found found, const char *why, const char *what)
{
	result[0].told = false;
	ask(ip, 0, MS);
	wait_all();
	says(0, found, why, what);
}

static void
answers(void)
{
	struct lr_registration *reg = &result[0].reg;
	char text[LR_RANGE_TEXT];

	one("203.0.113.9", LR_FOUND, "", "a network");
	is(text, lr_range_put(&reg->range, text), "203.0.113.0/28", "range");
	is(reg->holder, reg->n_holder, "Small GmbH", "holder");
	one("2001:db8:1:2:3:4:5:6", LR_FOUND, "", "IPv6");
	is(reg->holder, reg->n_holder, "Example 2001:db8:1::", "holder");
	one("198.51.100.0", LR_FOUND, "", "a person");
	is(reg->holder, reg->n_holder, "", "without a name");
	one("198.51.100.1", LR_FOUND_UNABLE, "no JSON", "HTML");
	one("198.51.100.2", LR_FOUND_FAILED, NULL, "a body cut short");
	one("198.51.100.3", LR_FOUND_UNABLE, "JSON that is nested too deep",
	    "a deep body");
	one("198.51.100.4", LR_FOUND_UNABLE, "the answer is too long",
	    "an endless body");
	one("198.51.100.5", LR_FOUND_FAILED, NULL, "a reset");
	one("198.51.100.7", LR_FOUND_UNABLE, "the answer is too long",
	    "ten megabytes");
	one("198.51.100.9", LR_FOUND_FAILED, "the server has a fault", "500");
	one("198.51.100.10", LR_FOUND_NOTHING, "not registered", "404");
	one("198.51.100.21", LR_FOUND_UNABLE, "the server cannot tell", "400");
	one("198.51.100.26", LR_FOUND_FAILED, "the server refuses", "403");
	one("198.51.100.23", LR_FOUND_FAILED, NULL, "no HTTP");
}

static void
redirects(void)
{
	one("198.51.100.15", LR_FOUND, "", "five redirects");
	one("198.51.100.16", LR_FOUND_UNABLE, "sent on too often", "six");
	one("198.51.100.14", LR_FOUND_UNABLE, "sent on in a circle",
	    "a circle");
	one("198.51.100.17", LR_FOUND_UNABLE,
	    "sent on to a server that is not known", "a strange server");
	one("198.51.100.18", LR_FOUND_UNABLE,
	    "sent on to a server that is not known", "another");
	one("198.51.100.19", LR_FOUND_UNABLE, "sent on to nowhere", "a file");
	one("198.51.100.22", LR_FOUND_UNABLE, "sent on to nowhere",
	    "no Location");
}

static void
limits(void)
{
	int64_t t = lr_clock_ticks();

	one("198.51.100.11", LR_FOUND, "", "429, asked again");
	ok(lr_clock_ticks() - t >= 990, "not before it may");
	t = lr_clock_ticks();
	one("198.51.100.12", LR_FOUND, "", "503, asked again");
	ok(lr_clock_ticks() - t >= 990, "not before it may");
	one("198.51.100.25", LR_FOUND, "", "429 with a date");
	memset(result, 0, sizeof(result));
	t = lr_clock_ticks();
	ask("198.51.100.13", 0, MS);
	wait_all();
	says(0, LR_FOUND_FAILED, "the server is to be left alone",
	    "429 for an hour");
	ok(lr_clock_ticks() - t < MS, "is not waited for");
	ask("203.0.113.9", 1, MS);
	wait_all();
	says(1, LR_FOUND_FAILED, "the server is to be left alone",
	    "nor is it asked again");
}

/* Both end in time, whatever else goes on. */
static void
deadlines(void)
{
	int64_t t = lr_clock_ticks();

	memset(result, 0, sizeof(result));
	ask("198.51.100.6", 0, 300);
	ask("198.51.100.8", 1, 500);
	ask("203.0.113.9", 2, MS);
	wait_all();
	says(0, LR_FOUND_FAILED, "timed out", "silence");
	says(1, LR_FOUND_FAILED, "timed out", "a byte now and then");
	says(2, LR_FOUND, "", "another one meanwhile");
	ok(result[0].at - t >= 300 && result[1].at - t >= 500 &&
		result[0].at <= result[1].at,
	    "after %d and %d ms", (int)(result[0].at - t),
	    (int)(result[1].at - t));
}

static void
many(void)
{
	uint32_t next = 0, n = 0, i;
	char text[32];

	memset(result, 0, sizeof(result));
	while (next < IDS || lr_rdap_flying(rdap) > 0) {
		while (next < IDS && lr_rdap_room(rdap)) {
			snprintf(text, sizeof(text), "100.%u.%u.1", next >> 8,
			    next & 255);
			ask(text, next++, 20000);
		}
		work();
	}
	for (i = 0; i < IDS; i++)
		n += result[i].told && result[i].found == LR_FOUND &&
		    result[i].reg.n_holder > 0;
	ok(n == IDS, "%u of %u", n, (unsigned)IDS);
}

static void
write_text(const char *name, const char *text, char *path)
{
	FILE *f;

	snprintf(path, 128, "%s/%s", dir, name);
	if ((f = fopen(path, "w")) == NULL || fputs(text, f) < 0 ||
	    fclose(f) != 0)
		abort();
}

static void
bootstrap(const struct spawned *s)
{
	char text[256], path[128];
	struct lr_span name;

	snprintf(text, sizeof(text),
	    "{\"services\":[[[\"203.0.113.0/24\"],[\"%s/x\"]],"
	    "[[\"192.0.2.0/24\"],[\"http://127.0.0.1:1/\"]]]}",
	    base_of(s));
	write_text("boot.json", text, path);
	open_with((struct lr_rdap_spec){ .bootstrap = path });
	one("203.0.113.9", LR_FOUND, "", "a file of the user's");
	one("203.0.112.9", LR_FOUND_UNABLE, "no server for this address",
	    "an address that it does not have");
	one("192.0.2.1", LR_FOUND_FAILED, NULL, "a server that is not there");
	snprintf(text, sizeof(text), "127.0.0.1:%u", s->port);
	ok(lr_rdap_server(rdap, 0, &name), "servers");
	is(name.p, name.n, text, "the first");
	ok(lr_rdap_server(rdap, 1, &name), "and");
	is(name.p, name.n, "127.0.0.1:1", "the second");
	ok(!lr_rdap_server(rdap, 2, &name), "and no more");
	close_all();
}

/* IANA's list is fetched once, though asked for twice, and counts. No address
 * is asked about that a server of the built-in list has. */
static void
lists(const struct spawned *s)
{
	char iana[128], kept[128];
	struct lr_span name;
	unsigned i, n = 0;

	snprintf(iana, sizeof(iana), "%s/rdap", base_of(s));
	snprintf(kept, sizeof(kept), "%s/rdap-ipv4", dir);
	open_with((struct lr_rdap_spec){ .iana = iana, .dir = dir });
	for (i = 0; lr_rdap_server(rdap, i, &name); i++)
		n += lr_span_eq(name, LR_SPAN("rdap.db.ripe.net")) ||
		    lr_span_eq(name, LR_SPAN("rdap.registro.br")) ||
		    lr_span_starts(name, LR_SPAN("127.0.0.1:"));
	ok(n == 3 && i > 8, "servers that could be asked: %u", i);
	one("240.0.0.1", LR_FOUND_UNABLE, "no server for this address",
	    "an address that nobody has");
	while (access(kept, R_OK) != 0 && lr_rdap_due(rdap) != INT64_MAX)
		work();
	/* the list has http alone */
	one("203.0.113.9", LR_FOUND_UNABLE, "no server for this address",
	    "no https");
	one("2001::1", LR_FOUND_UNABLE, NULL, "the other list");
	while (lr_rdap_due(rdap) != INT64_MAX)
		work();
	close_all();
	open_with((struct lr_rdap_spec){ .iana = iana, .dir = dir });
	one("203.0.113.9", LR_FOUND_UNABLE, "no server for this address",
	    "the list that was kept");
	close_all();
}

static void
refused_specs(void)
{
	struct lr_rdap_spec spec = { .base = "ftp://127.0.0.1/" };
	const char *why = "";

	ok(lr_rdap_open(&rdap, &spec, &why) == LR_EBAD, "no such base: %s",
	    why);
	spec.base = "http://u:p@127.0.0.1/";
	ok(lr_rdap_open(&rdap, &spec, &why) == LR_EBAD, "a base with a user");
	spec.base = NULL;
	spec.bootstrap = "/nonexistent/x";
	ok(lr_rdap_open(&rdap, &spec, &why) == LR_EIO, "no such file: %s", why);
	spec.bootstrap = me;
	ok(lr_rdap_open(&rdap, &spec, &why) != LR_OK, "no list: %s", why);
}

/* What is on its way is forgotten; memory that is missing is told. */
static void
ends(const struct spawned *s)
{
	struct lr_rdap_spec spec = { .base = base_of(s), .window = 1 };
	enum lr_err err = LR_ENOMEM;
	struct lr_ip ip = lr_ip_from4(0xcb007109);
	const char *why = "";
	unsigned long n;
	int i;

	open_with((struct lr_rdap_spec){ .base = base_of(s) });
	memset(result, 0, sizeof(result));
	for (i = 0; i < 30; i++)
		ask("198.51.100.6", (uint32_t)i, MS);
	for (i = 0; i < 5; i++)
		lr_rdap_work(rdap);
	ok(lr_rdap_flying(rdap) == 30 && lr_rdap_room(rdap), "on their way");
	close_all();
	ok(!result[0].told, "and forgotten");
	for (n = 1; n < 1000 && err != LR_OK; n++) {
		fail_from(FAIL_ALLOC, n);
		err = lr_rdap_open(&rdap, &spec, &why);
		if (err == LR_OK)
			err = lr_rdap_ask(rdap, &ip, MS, 0);
		fail_from(FAIL_ALLOC, 0);
		lr_rdap_close(rdap);
	}
	ok(err == LR_OK && n > 10, "no memory, %lu times", n - 1);
}

static void
tidy(void)
{
	static const char *const files[] = { "data", "boot.json", "rdap-ipv4" };
	char path[128];
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		unlink(path);
	}
	ok(rmdir(dir) == 0, "no other file was made");
}

int
main(int argc, char *argv[])
{
	char path[128];
	static char told[1 << 20];
	struct spawned s;

	me = argv[0];
	if (mkdtemp(dir) == NULL)
		return 1;
	write_text("data", data, path);
	s = spawn(me, "rdapd", path);
	refused_specs();
	open_with((struct lr_rdap_spec){ .base = base_of(&s) });
	answers();
	redirects();
	deadlines();
	many();
	limits();
	close_all();
	bootstrap(&s);
	lists(&s);
	ends(&s);
	spawn_end(&s, told, sizeof(told));
	ok(strstr(told, "203.0.113.0/28\t") != NULL, "counts");
	ok(strstr(told, "/rdap/ipv4.json\t1\n") != NULL &&
		strstr(told, "/rdap/ipv6.json\t1\n") != NULL,
	    "each list is fetched once");
	tidy();
	return done();
}
