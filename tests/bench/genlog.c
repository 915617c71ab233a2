/*
 * genlog: made-up input for the benchmark, the same bytes for the same words.
 *
 *	genlog log BYTES	an access log, combined format
 *	genlog ndjson BYTES	the same requests as records
 *	genlog networks ROWS	who holds which range: first, last, asn,
 *				country, as_name, separated by tabs
 *	genlog visits BYTES	an access log of companies only
 *	genlog leads BYTES	the same requests as lr-enrich writes them, as
 *				many as that log has
 *
 * Clients come in sessions of 1 to 8 requests and are as unevenly busy as in
 * life: rank r turns up about as often as 1/r.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIENTS 400000.0

static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t
next(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * UINT64_C(0x2545f4914f6cdd1d);
}

static unsigned
below(unsigned n)
{
	return (unsigned)(next() >> 33) % n;
}

static const char *const pages[] = { "/", "/products/", "/products/pumps",
	"/products/pumps/p-200?utm_source=mail&utm_campaign=autumn&id=4711",
	"/prices", "/about/team", "/contact", "/blog/2026/why-pumps-fail/",
	"/static/site.css", "/static/app.min.js?v=3.1.4", "/images/logo.png",
	"/images/products/p-200-exploded-view-large.jpg", "/favicon.ico",
	"/search?q=centrifugal+pump+stainless&page=2", "/downloads/p-200.pdf",
	"/robots.txt" };

static const char *const referrers[] = { "-", "-", "https://search.example/",
	"https://www.example.com/products/pumps",
	"https://www.example.com/blog/2026/why-pumps-fail/?utm_source=mail",
	"https://trade-fair.example/exhibitors?hall=7&stand=b12" };

static const char *const agents[] = {
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
	"like Gecko) Chrome/142.0.0.0 Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 "
	"Firefox/140.0",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
	"(KHTML, like Gecko) Version/18.6 Safari/605.1.15",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) "
	"AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
	"Mobile/15E148 Safari/604.1",
	"Mozilla/5.0 (compatible; Googlebot/2.1; "
	"+http://www.google.com/bot.html)",
	"curl/8.5.0"
};

#define COUNT(a) ((unsigned)(sizeof(a) / sizeof((a)[0])))

/* A client drawn by rank, and its address, which the rank alone decides. */
static void
client(char *out, size_t size)
{
	double u = (double)(next() >> 11) / 9007199254740992.0;
	uint64_t h = (uint64_t)exp(u * log(CLIENTS));

	h = h * UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	if (h % 20 == 0)
		snprintf(out, size, "2600:%x:%x::%x",
		    (unsigned)(h >> 40) & 0xfff, (unsigned)(h >> 24) & 0xffff,
		    (unsigned)(h >> 8) & 0xfff);
	else
		snprintf(out, size, "%u.%u.%u.%u",
		    11 + (unsigned)(h >> 8) % 100, (unsigned)(h >> 16) & 255,
		    (unsigned)(h >> 24) & 255, (unsigned)(h >> 32) & 255);
}

static int
request(int records, const char *ip, unsigned t, const char *agent)
{
	const char *page = pages[below(COUNT(pages))];
	const char *from = referrers[below(COUNT(referrers))];
	unsigned status = below(12) == 0 ? 404 : below(9) == 0 ? 304 : 200;
	unsigned bytes = below(60000), day = t / 86400 % 30 + 1;
	unsigned h = t / 3600 % 24, m = t / 60 % 60, s = t % 60;

	if (!records)
		return printf("%s - - [%02u/Nov/2026:%02u:%02u:%02u +0000] "
			      "\"GET %s HTTP/1.1\" %u %u \"%s\" \"%s\"\n",
		    ip, day, h, m, s, page, status, bytes, from, agent);
	return printf("{\"time\":\"2026-11-%02uT%02u:%02u:%02uZ\","
		      "\"ip\":\"%s\",\"method\":\"GET\",\"path\":\"%s\","
		      "\"protocol\":\"HTTP/1.1\",\"status\":%u,\"bytes\":%u,"
		      "\"referrer\":\"%s\",\"agent\":\"%s\"}\n",
	    day, h, m, s, ip, page, status, bytes, from, agent);
}

static void
requests(int records, uint64_t bytes)
{
	uint64_t done = 0;
	unsigned t = 0;
	char ip[64];

	while (done < bytes) {
		const char *agent = agents[below(COUNT(agents))];
		unsigned n = 1 + below(8);

		client(ip, sizeof(ip));
		for (; n > 0 && done < bytes; n--) {
			int wrote = request(records, ip, t, agent);

			if (wrote < 0)
				return;
			done += (uint64_t)wrote;
			t += below(3) == 0;
		}
	}
}

static void
networks(uint64_t rows)
{
	static const char *const what[] = { "Telecom", "Broadband", "Hosting",
		"Steel", "Instruments", "University", "Logistics", "Bank" };
	static const char *const where[] = { "DE", "FR", "GB", "NL", "US", "ES",
		"IT", "PL", "BR", "JP" };
	uint64_t at = UINT64_C(11) << 24, end = UINT64_C(111) << 24;

	for (; rows > 0 && at < end; rows--) {
		uint64_t left = (end - at) / rows;
		uint64_t size = UINT64_C(64) << below(left > 4096 ? 8 : 6);
		unsigned as = (unsigned)exp(
		    (double)(next() >> 11) / 9007199254740992.0 * log(60000.0));
		uint64_t last = at + size - 1;

		printf("%u.%u.%u.%u\t%u.%u.%u.%u\t%u\t%s\tEXAMPLE-%u Example "
		       "%s %u\n",
		    (unsigned)(at >> 24), (unsigned)(at >> 16) & 255,
		    (unsigned)(at >> 8) & 255, (unsigned)at & 255,
		    (unsigned)(last >> 24), (unsigned)(last >> 16) & 255,
		    (unsigned)(last >> 8) & 255, (unsigned)last & 255, as,
		    where[as % COUNT(where)], as, what[as % COUNT(what)], as);
		at += size + (below(8) == 0 ? 64 * below(16) : 0);
	}
}

/* ---- companies */

#define COMPANIES 50000.0
#define SESSIONS 64u /* at a time */
#define PAGES 3000.0

struct session {
	char ip[16], company[640]; /* fields of lr-resolve and lr-enrich */
	char page[96], from[128];
	const char *agent;
	unsigned left;
};

static unsigned
rank(double n)
{
	return (unsigned)exp(
	    (double)(next() >> 11) / 9007199254740992.0 * log(n));
}

static void
company(struct session *s, unsigned r)
{
	static const char *const trade[] = { "Pumpen", "Steel", "Logistics",
		"Instruments", "Maschinenbau", "Bank", "Foods", "Software" };
	static const char *const form[] = { "GmbH", "Ltd", "AG", "S.p.A." };
	static const char *const town[] = { "Hamburg", "Graz", "Basel", "Lyon",
		"Leeds", "Torino", "Utrecht" };
	static const char *const land[] = { "DE", "AT", "CH", "FR", "GB", "IT",
		"NL" };
	unsigned h = r * 2654435761u, a = 11 + r % 97, b = r / 97 % 256;
	unsigned c = h >> 24, d = h >> 8 & 240, t = h >> 13;
	const char *trades = trade[t % COUNT(trade)];

	snprintf(s->ip, sizeof(s->ip), "%u.%u.%u.%u", a, b, c,
	    d + 1 + below(1 + h % 4));
	snprintf(s->company, sizeof(s->company),
	    ",\"network\":\"%u.%u.%u.%u/28\",\"netname\":\"EX-%u-NET\","
	    "\"holder\":\"Example %s %u %s\",\"holder_country\":\"%s\","
	    "\"resolved_by\":\"registry\",\"asn\":%u,"
	    "\"as_name\":\"EXTEL-%u Example Telecom\",\"kind\":\"company\","
	    "\"rule\":\"holder-company\",\"confidence\":%u,"
	    "\"company\":\"Example %s %u %s\","
	    "\"domain\":\"example-%s-%u.example\",\"industry\":\"%s\","
	    "\"employees\":\"51-200\",\"postcode\":\"%05u\",\"city\":\"%s\","
	    "\"country\":\"%s\"",
	    a, b, c, d, r, trades, r, form[t % COUNT(form)],
	    land[t % COUNT(land)], 64500 + t % 30, t % 30, 50 + t % 50, trades,
	    r, form[t % COUNT(form)], trades, r, trades, t % 99999,
	    town[t % COUNT(town)], land[t % COUNT(land)]);
}

static void
begin(struct session *s)
{
	static const char *const from[] = { "-", "-", "https://www.google.com/",
		"https://www.google.de/", "https://www.bing.com/",
		"https://www.linkedin.com/", "https://duckduckgo.com/",
		"https://chatgpt.com/", "https://trade-fair.example/list" };
	unsigned i = below(COUNT(from) + 3);

	company(s, rank(COMPANIES));
	s->agent = agents[below(3)];
	s->left = 1 + below(8);
	if (i < COUNT(from))
		snprintf(s->from, sizeof(s->from), "%s", from[i]);
	else /* one of many that link here */
		snprintf(s->from, sizeof(s->from),
		    "https://magazine-%u.example/articles/%u", rank(200),
		    below(8));
}

static void
turn(struct session *s)
{
	static const char *const fixed[] = { "/", "/products/", "/prices",
		"/about/team", "/contact", "/jobs" };
	unsigned i = below(12), r;

	if (i < COUNT(fixed)) {
		snprintf(s->page, sizeof(s->page), "%s", fixed[i]);
		return;
	}
	r = rank(PAGES);
	snprintf(s->page, sizeof(s->page), "/%s/%s-%u%s",
	    r % 3 == 0 ? "blog" : "products/pumps",
	    r % 3 == 0 ? "why-pumps-fail" : "p", r, r % 5 == 0 ? "/data" : "");
}

/* What both lines of a request have; as a log or as a record. */
static int
line(int record, const struct session *s, unsigned t, unsigned bytes,
    const char *query)
{
	unsigned day = t / 86400 % 30 + 1, h = t / 3600 % 24;
	unsigned m = t / 60 % 60, sec = t % 60;
	int wrote;
	char log[512];

	wrote = snprintf(log, sizeof(log),
	    "%s - - [%02u/Nov/2026:%02u:%02u:%02u +0000] \"GET %s%s%s "
	    "HTTP/1.1\" 200 %u \"%s\" \"%s\"\n",
	    s->ip, day, h, m, sec, s->page, *query == '\0' ? "" : "?", query,
	    bytes, s->from, s->agent);
	if (!record)
		return fputs(log, stdout) < 0 ? -1 : wrote;
	printf("{\"time\":\"2026-11-%02uT%02u:%02u:%02uZ\",\"ip\":\"%s\","
	       "\"method\":\"GET\",\"path\":\"%s\"",
	    day, h, m, sec, s->ip, s->page);
	if (*query != '\0')
		printf(",\"query\":\"%s\"", query);
	printf(",\"protocol\":\"HTTP/1.1\",\"status\":200,\"bytes\":%u", bytes);
	if (strcmp(s->from, "-") != 0)
		printf(",\"referrer\":\"%s\"", s->from);
	return printf(",\"agent\":\"%s\"%s}\n", s->agent, s->company) < 0
	    ? -1
	    : wrote;
}

static void
visits(int records, uint64_t bytes)
{
	static struct session open[SESSIONS];
	char last[sizeof(open[0].from)];
	unsigned t = 0, fresh;
	uint64_t done = 0;
	int wrote;

	while (done < bytes) {
		struct session *s = &open[below(SESSIONS)];

		fresh = s->left == 0;
		if (fresh)
			begin(s);
		turn(s);
		wrote = line(records, s, t, below(60000),
		    fresh && below(10) == 0
			? "utm_source=mail&utm_campaign=autumn"
			: "");
		if (wrote < 0)
			return;
		done += (uint64_t)wrote;
		s->left--;
		snprintf(
		    last, sizeof(last), "https://www.example.com%s", s->page);
		memcpy(s->from, last, sizeof(last));
		t += below(3) == 0;
	}
}

int
main(int argc, char *argv[])
{
	uint64_t n = 0;
	const char *p;

	for (p = argc == 3 ? argv[2] : ""; *p >= '0' && *p <= '9'; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	if (n == 0 || *p != '\0') {
		fprintf(stderr,
		    "usage: genlog log|ndjson|networks|visits|leads N\n");
		return 2;
	}
	if (strcmp(argv[1], "networks") == 0)
		networks(n);
	else if (strcmp(argv[1], "visits") == 0 ||
	    strcmp(argv[1], "leads") == 0)
		visits(argv[1][0] == 'l', n);
	else
		requests(strcmp(argv[1], "ndjson") == 0, n);
	return fflush(stdout) == 0 ? 0 : 3;
}
