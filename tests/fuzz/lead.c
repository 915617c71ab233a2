/*
 * Random page views against a naive count of visits: the same answer in any
 * order, and, for views in order, also when visits are ended early all the
 * time. Three bytes are a view: when, who and where, what.
 */
#include <stdint.h>
#include <stdlib.h>

#include "lead.h"

#define VIEWS 200
#define COMPANIES 4

struct event {
	int64_t time;
	unsigned company, stream, site, path, from;
};

static const char *const names[COMPANIES] = { "a.example", "b.example",
	"c.example", "d.example" };
static const char *const addresses[] = { "192.0.2.1", "192.0.2.2",
	"2001:db8::1", "192.0.2.4" };
static const char *const sites[] = { "one.example", "two.example" };
static const char *const paths[] = { "/", "/a", "/b", "/c/d" };
/* the first three are no news on either site */
static const char *const referrers[] = { "", "https://home.example/x",
	"http://192.0.2.9/", "https://search.example/?q=1",
	"https://Link.Example/", "https://blog.example:8443/a" };
static const char *const hosts[] = { NULL, NULL, NULL, "search.example",
	"link.example", "blog.example" };

static size_t
decode(const uint8_t *data, size_t size, struct event *e)
{
	static const int steps[] = { 0, 1, 900, 1799, 1800, 1801, 5000, 90000 };
	int64_t t = INT64_C(1700000000);
	size_t n = 0;

	for (; size >= 3 && n < VIEWS; data += 3, size -= 3, n++) {
		int step = steps[data[0] & 7] + (data[0] >> 4 & 7);

		t += data[0] & 8 ? -step : step;
		e[n] = (struct event){
			.time = t,
			.company = data[1] & 3,
			.stream = data[1] >> 2 & 7, /* 4 to 7: sessions */
			.site = data[1] >> 5 & 1,
			.path = data[2] & 3,
			.from = (data[2] >> 2 & 15u) % 6,
		};
	}
	return n;
}

static int
by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

static int64_t
distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* e is sorted; the first view of a visit is one that has no other of its
 * stream less than a gap before it, or none of its second before it here. */
static bool
begins(const struct event *e, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (e[k].company == e[i].company && e[k].site == e[i].site &&
		    e[k].stream == e[i].stream &&
		    distance(e[k].time, e[i].time) < LR_LEAD_GAP)
			return false;
	return true;
}

static bool
same(const char *want, struct lr_span got)
{
	return want == NULL ? got.p == NULL
			    : lr_span_eq(lr_span_str(want), got);
}

/* Where the views of the visit's first second came from. */
static const char *
came_from(const struct event *e, size_t n, size_t first)
{
	const char *best = NULL, *h;
	size_t i;

	for (i = first; i < n && e[i].time == e[first].time; i++) {
		h = hosts[e[i].from];
		if (e[i].company == e[first].company &&
		    e[i].site == e[first].site &&
		    e[i].stream == e[first].stream && h != NULL &&
		    (best == NULL || strcmp(h, best) < 0))
			best = h;
	}
	return best;
}

static void
compare(const struct lr_leads *l, const struct lr_lead *c,
    const struct event *e, size_t n, unsigned company)
{
	const char *entry = NULL, *from = NULL, *h;
	uint64_t visits = 0, views = 0, seen = 0;
	int64_t first = 0, last = 0, referred = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (e[i].company != company)
			continue;
		if (views++ == 0)
			first = e[i].time;
		last = e[i].time;
		seen |= UINT64_C(1) << (e[i].path * 2 + e[i].site);
		if (e[i].time == first &&
		    (entry == NULL || strcmp(paths[e[i].path], entry) < 0))
			entry = paths[e[i].path];
		if (!begins(e, i))
			continue;
		visits++;
		h = came_from(e, n, i);
		if (h != NULL &&
		    (from == NULL ||
			(e[i].time == referred && strcmp(h, from) < 0))) {
			from = h;
			referred = e[i].time;
		}
	}
	if (c->visits != visits || c->views != views || c->first != first ||
	    c->last != last ||
	    c->pages.n != (uint32_t)__builtin_popcountll(seen) ||
	    !same(entry, lr_lead_entry(c)) ||
	    !same(from, lr_lead_referrer(l, c)))
		abort();
}

static void
run(const struct event *given, const struct event *sorted, size_t n,
    uint32_t limit)
{
	struct lr_lead_view v = { .confidence = 50 };
	struct lr_leads l;
	unsigned k, found = 0;
	size_t i;

	lr_lead_init(&l);
	l.limit = limit;
	if (lr_lead_own(&l, LR_SPAN("www.home.example:80")) != LR_OK)
		abort();
	for (i = 0; i < n; i++) {
		v.time = given[i].time;
		v.about[LR_LEAD_DOMAIN] = lr_span_str(names[given[i].company]);
		v.address = lr_span_str(addresses[given[i].stream & 3]);
		v.session = given[i].stream < 4 ? (struct lr_span){ NULL, 0 }
						: v.address;
		v.site = lr_span_str(sites[given[i].site]);
		v.path = lr_span_str(paths[given[i].path]);
		v.referrer = lr_span_str(referrers[given[i].from]);
		if (lr_lead_add(&l, &v) != LR_OK)
			abort();
	}
	lr_lead_finish(&l);
	if (l.open != 0 || l.views != n)
		abort();
	for (i = 0; i < l.n; i++)
		for (k = 0; k < COMPANIES; k++)
			if (same(names[k],
				lr_lead_about(&l.lead[i], LR_LEAD_DOMAIN))) {
				compare(&l, &l.lead[i], sorted, n, k);
				found++;
			}
	if (found != l.n)
		abort();
	lr_lead_free(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct event given[VIEWS], sorted[VIEWS];
	size_t n = decode(data, size, given);

	memcpy(sorted, given, n * sizeof(*given));
	qsort(sorted, n, sizeof(*sorted), by_time);
	run(given, sorted, n, LR_LEAD_OPEN);
	run(sorted, sorted, n, LR_LEAD_OPEN);
	run(sorted, sorted, n, 2);
	return 0;
}
