#include "../fail.h"
#include "../help/spawn.h"
#include "../tap.h"

#include <poll.h>

#include "clock.h"
#include "whois.h"
#include "whoistable.h"

/* What whoisd says; with a detour it stands for all servers. */
static const char data[] =
    "@ n + 23.5.6.0/24\n"
    "NetRange: 23.5.0.0 - 23.5.255.255\nNetName: CARRIER\n"
    "ReferralServer: rwhois://rwhois.carrier.example:4321\n\n"
    "OrgName: Example Carrier LLC\nCountry: US\n"
    "@ 23.5.6.0/24\n"
    "%rwhois V-1.5 carrier\nnetwork:IP-Network:23.5.6.0/24\n"
    "network:Org-Name:Example Works, Inc.\n\n%ok\n"
    /* its referral is refused, its own data serve */
    "@ n + 23.5.7.0/24\n"
    "NetRange: 23.5.0.0 - 23.5.255.255\nNetName: CARRIER\n"
    "ReferralServer: rwhois://127.0.0.1:4321\n\n"
    "OrgName: Example Carrier LLC\nCountry: US\n"
    /* ARIN, RIPE, ARIN, ... */
    "@ n + 23.5.8.0/24\n"
    "NetRange: 23.5.8.0 - 23.5.8.255\nNetType: Allocated to RIPE NCC\n"
    "ReferralServer: whois://whois.ripe.net\n"
    "@ --charset UTF-8 -r 23.5.8.0/24\n"
    "inetnum: 0.0.0.0 - 255.255.255.255\nnetname: IANA-BLK\n"
    "@ 23.5.8.0/24\n"
    "% IANA WHOIS server\n\nrefer: whois.arin.net\n"
    /* ARIN's list */
    "@ n + 23.5.9.0/24\n"
    "Example Carrier LLC CARRIER (NET-23-5-0-0-1) 23.5.0.0 - 23.5.255.255\n"
    "Works WORKS (NET-23-5-9-0-1) 23.5.9.0 - 23.5.9.255\n"
    "@ n + NET-23-5-9-0-1\n"
    "NetRange: 23.5.9.0 - 23.5.9.255\nNetName: WORKS\n\n"
    "CustName: Example Works, Inc.\nCountry: US\n"
    /* RIPE's organisations */
    "@ --charset UTF-8 -r 62.5.0.0/16\n"
    "inetnum: {net}\nnetname: EX\ndescr: Werk 2\ncountry: DE\norg: ORG-BM1-"
    "RIPE\n"
    "@ --charset UTF-8 -r -T organisation ORG-BM1-RIPE\n"
    "organisation: ORG-BM1-RIPE\norg-name: Beispiel Maschinenbau GmbH\n"
    "@ --charset UTF-8 -r 62.6.0.0/16\n"
    "inetnum: {net}\nnetname: EX\ndescr: Werk 2\norg: ORG-NO1-RIPE\n"
    /* asked again */
    "@ -r 1.5.6.0/24\tfirst\t2\n"
    "% [whois.apnic.net]\n\ninetnum: 1.5.0.0 - 1.5.255.255\n"
    "@ -r 1.5.6.0/24\n"
    "% [whois.apnic.net]\n\ninetnum: {net}\ndescr: Example Pty Ltd\n\n"
    "% This query was served by the APNIC Whois Service\n"
    "@ -r 1.5.7.0/24\n"
    "% [whois.apnic.net]\n\ninetnum: 1.5.0.0 - 1.5.255.255\n"
    /* charsets */
    "@ 133.5.6.0/24\n"
    "a. [Network Number] 133.5.6.0/24\n"
    "g. [Organization]   \033$B3t<02q<R\033(B Example\n"
    "@ 200.57.128.0/19\n"
    "inetnum: 200.57.128/19\nowner: Ejemplo M\xe9xico S.A.\ncountry: MX\n"
    /* a national registry that has nothing */
    "@ -r 61.112.0.0/16\n"
    "inetnum: {net}\ndescr: Example K.K.\n"
    "@ 61.112.0.0/16\nNo match!!\n"
    /* IPv6, and nobody's block of the table */
    "@ --charset UTF-8 -r 2a00:1:2:3::/64\n"
    "inet6num: 2a00:1:2::/48\ndescr: Example AS\n"
    "@ --charset UTF-8 -r 2d00::/32\n"
    "inet6num: 2d00::/32\ndescr: Example AS\n"
    "@ 2d00::/32\n% IANA WHOIS server\n\nrefer: whois.ripe.net\n"
    /* bad servers, by spec.server */
    "@ 5.0.0.0/24\treset\n@ 5.0.1.0/24\tclose\n@ 5.0.2.0/24\tsilent\n"
    "@ 5.0.3.0/24\tendless\ninetnum: 5.0.3.0 - 5.0.3.255\nremarks: more\n"
    "@ 5.0.4.0/24\tdrip\t2\ninetnum: {net}\ndescr: Slow AS\n"
    "@ 5.0.5.0/24\thalf\ninetnum: {net}\ndescr: Half AS\n"
    "@ 5.0.6.0/24\ninetnum: 5.0.7.0 - 5.0.7.255\ndescr: Other AS\n"
    "@ 5.0.8.0/24\n<html>no</html>\n"
    "@ 5.0.9.0/24\n% [whois.apnic.net]\n\n%ERROR:101: no entries found\n"
    "@ 5.0.10.0/24\nNetRange: {net}\nReferralServer: whois://127.0.0.1:1\n\n"
    "OrgName: Example LLC\n"
    "@ 5.0.11.0/24\tdrip\t600\ninetnum: {net}\ndescr: Very Slow AS\n"
    "@ 5.1.0.0/24\n%ERROR:201: access denied for 1.2.3.4\n%\n% permanently\n"
    "@ 5.2.0.0/16\ninetnum: {net}\ndescr: Example Company {net}\n";

static char path[] = "/tmp/lr-whois-XXXXXX";

struct heard {
	unsigned n;
	enum lr_found found;
	struct lr_registration reg;
	char why[100];
};

static struct heard heard[5000];

static void
done_(void *arg, uint32_t id, enum lr_found found,
    const struct lr_registration *reg, const char *why)
{
	struct heard *h = &heard[id];

	h->n++;
	h->found = found;
	h->reg = *reg;
	snprintf(h->why, sizeof(h->why), "%s", why == NULL ? "" : why);
}

static struct lr_ip
ip_of(const char *text)
{
	struct lr_ip ip = { { 0 } };

	if (!lr_ip_parse(lr_span_str(text), &ip))
		ok(false, "an address: %s", text);
	return ip;
}

static struct lr_whois *
client(struct lr_manners *m, const char *server, const char *detour)
{
	struct lr_whois_spec spec = { .server = server,
		.detour = detour,
		.manners = m,
		.window = 64,
		.done = done_ };
	struct lr_whois *w;
	const char *why;

	if (lr_whois_open(&w, &spec, &why) != LR_OK) {
		printf("Bail out! %s\n", why);
		exit(1);
	}
	return w;
}

static void
work(struct lr_whois *w)
{
	struct pollfd p = { .fd = lr_whois_fd(w), .events = POLLIN };
	int64_t ms = lr_whois_due(w);

	ms = ms == INT64_MAX ? 60000 : ms - lr_clock_ticks();
	if (ms > 0)
		poll(&p, 1, ms > 60000 ? 60000 : (int)ms);
	if (lr_whois_work(w) != LR_OK)
		ok(false, "work");
}

static struct heard *
ask(struct lr_whois *w, const char *text, unsigned ms)
{
	struct lr_ip ip = ip_of(text);

	memset(heard, 0, sizeof(heard[0]));
	if (lr_whois_ask(w, &ip, ms, 0) != LR_OK)
		ok(false, "ask");
	while (heard[0].n == 0)
		work(w);
	return &heard[0];
}

static void
finds(struct lr_whois *w, const char *ip, const char *range, const char *name)
{
	const struct heard *h = ask(w, ip, 30000);
	char text[LR_RANGE_TEXT];

	if (!ok(h->found == LR_FOUND && h->n == 1, "%s is found", ip))
		printf("# %d: %s\n", h->found, h->why);
	is(text, lr_range_put(&h->reg.range, text), range, ip);
	is(h->reg.holder, h->reg.n_holder, name, ip);
}

static void
ends(struct lr_whois *w, const char *ip, unsigned ms, enum lr_found found,
    const char *why)
{
	const struct heard *h = ask(w, ip, ms);

	if (!ok(h->found == found && strcmp(h->why, why) == 0, "%s: %s", ip,
		why))
		printf("# %d: %s\n", h->found, h->why);
}

static struct lr_manners *
no_limits(void)
{
	const struct lr_whoisrow *row;
	struct lr_manners *m;
	const char *why;
	char rate[300];
	unsigned i;

	if (lr_manners_open(&m, NULL, &why) != LR_OK)
		exit(1);
	for (i = 0; (row = lr_whoistable_at(i)) != NULL; i++) {
		snprintf(rate, sizeof(rate), "%s=0", row->host);
		lr_manners_rate(m, lr_span_str(rate));
	}
	lr_manners_rate(m, LR_SPAN("rwhois.carrier.example=0"));
	return m;
}

static void
world(const char *detour)
{
	struct lr_manners *m = no_limits();
	struct lr_whois *w = client(m, NULL, detour);

	finds(w, "23.5.6.7", "23.5.6.0/24", "Example Works, Inc.");
	finds(w, "23.5.7.7", "23.5.0.0/16", "Example Carrier LLC");
	ends(w, "23.5.8.7", 30000, LR_FOUND_UNABLE,
	    "an address of another registry");
	finds(w, "23.5.9.7", "23.5.9.0/24", "Example Works, Inc.");
	finds(w, "62.5.6.7", "62.5.6.0/24", "Beispiel Maschinenbau GmbH");
	finds(w, "62.5.7.7", "62.5.7.0/24", "Beispiel Maschinenbau GmbH");
	finds(w, "62.6.7.7", "62.6.7.0/24", "Werk 2");
	finds(w, "1.5.6.7", "1.5.6.0/24", "Example Pty Ltd");
	ends(w, "1.5.7.7", 30000, LR_FOUND_FAILED, "the answer was cut short");
	finds(
	    w, "133.5.6.7", "133.5.6.0/24", "\u682a\u5f0f\u4f1a\u793e Example");
	finds(w, "200.57.141.1", "200.57.128.0/19", "Ejemplo M\u00e9xico S.A.");
	finds(w, "61.112.1.1", "61.112.1.0/24", "Example K.K.");
	finds(w, "2a00:1:2:3:4:5:6:7", "2a00:1:2::/48", "Example AS");
	finds(w, "2d00::1", "2d00::/32", "Example AS");
	lr_whois_close(w);
	lr_manners_close(m);
}

/* One question to a server that has not failed yet. */
static void
fresh(const char *server, const char *ip, unsigned ms, enum lr_found found,
    const char *why)
{
	struct lr_manners *m = no_limits();
	struct lr_whois *w = client(m, server, NULL);

	ends(w, ip, ms, found, why);
	lr_whois_close(w);
	lr_manners_close(m);
}

static void
bad(const char *server)
{
	struct lr_manners *m = no_limits();
	struct lr_whois *w = client(m, server, NULL);
	struct lr_span name;
	int64_t before;

	ok(lr_whois_server(w, 0, &name) && !lr_whois_server(w, 1, &name),
	    "one server is known");
	fresh(server, "5.0.0.7", 30000, LR_FOUND_FAILED, "connection reset");
	fresh(server, "5.0.1.7", 30000, LR_FOUND_FAILED, "empty answer");
	fresh(server, "5.0.2.7", 300, LR_FOUND_FAILED, "no answer in time");
	fresh(
	    server, "5.0.3.7", 30000, LR_FOUND_FAILED, "an answer without end");
	finds(w, "5.0.4.7", "5.0.4.0/24", "Slow AS");
	fresh(server, "5.0.5.7", 30000, LR_FOUND_FAILED, "connection reset");
	ends(w, "5.0.6.7", 30000, LR_FOUND_FAILED, "wrong network");
	ends(w, "5.0.8.7", 30000, LR_FOUND_FAILED, "an answer that is none");
	ends(w, "5.0.9.7", 30000, LR_FOUND_NOTHING, "no such object");
	finds(w, "5.0.10.7", "5.0.10.0/24", "Example LLC");
	fresh(server, "5.0.11.7", 500, LR_FOUND_FAILED, "no answer in time");
	ends(w, "5.1.0.7", 30000, LR_FOUND_FAILED,
	    "the server refuses to answer");
	before = lr_clock_ticks();
	ends(w, "5.2.0.7", 30000, LR_FOUND_FAILED,
	    "the server is to be left alone");
	ok(lr_clock_ticks() - before < 10000, "at once");
	lr_whois_close(w);
	lr_manners_close(m);
	fresh(
	    "127.0.0.1:1", "5.2.0.7", 30000, LR_FOUND_FAILED, "no connection");
	/* a label too long for DNS: nobody is asked for it */
	fresh("none-none-none-none-none-none-none-none-none-none-none-none-"
	      "none-none-none.invalid:43",
	    "5.2.0.7", 30000, LR_FOUND_FAILED,
	    "no address of the server's name");
}

/* A name with addresses of both families, perhaps, but the server has one. */
static void
by_name(const char *server)
{
	struct lr_manners *m = no_limits();
	struct lr_whois *w = client(m, server, NULL);

	finds(w, "5.2.1.7", "5.2.1.0/24", "Example Company 5.2.1.0/24");
	finds(w, "5.2.2.7", "5.2.2.0/24", "Example Company 5.2.2.0/24");
	lr_whois_close(w);
	lr_manners_close(m);
}

/* Many at once, all of them answered, each once; then some left behind. */
static void
many(const char *server)
{
	struct lr_manners *m = no_limits();
	struct lr_whois *w = client(m, server, NULL);
	unsigned i, n = 0, right = 0;
	char text[40];

	memset(heard, 0, sizeof(heard));
	for (i = 0; i < 2000 || lr_whois_flying(w) > 0;) {
		while (i < 2000 && lr_whois_room(w)) {
			struct lr_ip ip =
			    lr_ip_from4(0x05020000 + (i << 5) % 65536);
			if (lr_whois_ask(w, &ip, 60000, i++) != LR_OK)
				ok(false, "ask");
		}
		work(w);
	}
	for (i = 0; i < 2000; i++) {
		n += heard[i].n;
		snprintf(
		    text, sizeof(text), "Example Company 5.2.%u.0/24", i >> 3);
		right += heard[i].found == LR_FOUND &&
		    lr_span_eq(lr_registration_has_holder(&heard[i].reg),
			lr_span_str(text));
	}
	ok(n == 2000 && right == 2000, "2000 questions, %u, %u", n, right);
	for (i = 0; i < 50; i++) {
		struct lr_ip ip = lr_ip_from4(0x05000201);

		if (lr_whois_ask(w, &ip, 60000, i) != LR_OK)
			ok(false, "ask");
	}
	lr_whois_work(w);
	lr_whois_close(w);
	lr_manners_close(m);
}

/* Nobody there: those that have not been asked end at once. */
static void
dead(void)
{
	struct lr_manners *m = no_limits();
	struct lr_whois *w = client(m, "127.0.0.1:1", NULL);
	int64_t before = lr_clock_ticks();
	struct lr_ip ip = ip_of("5.2.0.7");
	unsigned i, n = 0;

	memset(heard, 0, sizeof(heard));
	for (i = 0; i < 1000 || lr_whois_flying(w) > 0;) {
		while (i < 1000 && lr_whois_room(w))
			if (lr_whois_ask(w, &ip, 300, i++) != LR_OK)
				ok(false, "ask");
		work(w);
	}
	for (i = 0; i < 1000; i++)
		n += heard[i].n == 1 && heard[i].found == LR_FOUND_FAILED;
	ok(n == 1000 && lr_clock_ticks() - before < 30000,
	    "1000 questions to nobody: %u fail", n);
	lr_whois_close(w);
	lr_manners_close(m);
}

static void
refused(void)
{
	static const char *const bad_servers[] = { "", ":43", "a:0", "a:x",
		"[::1", "[::1]x", "a:65536" };
	struct lr_whois_spec spec = { .window = 4, .done = done_ };
	struct lr_whois *w;
	const char *why;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < sizeof(bad_servers) / sizeof(bad_servers[0]); i++) {
		spec.server = bad_servers[i];
		ok(lr_whois_open(&w, &spec, &why) == LR_EBAD && w == NULL,
		    "no server: '%s'", bad_servers[i]);
	}
	spec.server = "[::1]:4343";
	do {
		fail_from(FAIL_ALLOC, ++n);
	} while (lr_whois_open(&w, &spec, &why) == LR_ENOMEM && w == NULL);
	fail_from(FAIL_ALLOC, 0);
	ok(w != NULL && n > 5, "open without memory, %u times", n);
	lr_whois_close(w);
}

int
main(int argc, char *argv[])
{
	char server[40], told[20000];
	struct spawned s;
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, data, sizeof(data) - 1) < 0)
		return 1;
	close(fd);
	s = spawn(argv[0], "whoisd", path);
	snprintf(server, sizeof(server), "127.0.0.1:%u", s.port);
	world(server);
	bad(server);
	snprintf(server, sizeof(server), "localhost:%u", s.port);
	by_name(server);
	many(server);
	dead();
	refused();
	spawn_end(&s, told, sizeof(told));
	unlink(path);
	ok(strstr(told,
	       "1\t--charset UTF-8 -r -T organisation ORG-BM1-RIPE\n") != NULL,
	    "an organisation is asked for once");
	ok(strstr(told, "1\tn + NET-23-5-9-0-1\n") != NULL &&
		strstr(told, "1\tn + 23.5.6.0/24\n1\t23.5.6.0/24\n") != NULL,
	    "what was asked");
	ok(strstr(told, "1\t--charset UTF-8 -r 2a00:1:2:3::\n") != NULL,
	    "of IPv6 the /64 is asked for");
	return done();
}
