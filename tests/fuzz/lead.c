/*
 * Random page views against a naive count of visits: the same answer in any
 * order, and, for views in order, also when visits are ended early all the
 * time, and when two halves, split by stream, are joined. Three bytes are a
 * view: when, who and where, what.
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
static const char *const referrers[] = { "", "https://home.example/x",
	"http://192.0.2.9/", "https://search.example/?q=1",
	"https://Link.Example/", "https://blog.example:8443/a" };
/* of two in the same second the one with the lower rank is told; the last two
 * tell nothing */
static const unsigned rank[] = { 4, 5, 1, 0, 3, 2 };
static const char *const keys[] = { "csearch.example", "h", "hblog.example",
	"hlink.example", "a", "b" };
#define TELLS 4

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
		    distance(e[k].time, e[i].time) < LR_VISIT_GAP)
			return false;
	return true;
}

static bool
same(const char *want, struct lr_span got)
{
	return want == NULL ? got.p == NULL
			    : lr_span_eq(lr_span_str(want), got);
}

static bool
alike(const struct event *a, const struct event *b)
{
	return a->company == b->company && a->site == b->site &&
	    a->stream == b->stream;
}

/* What a visit is, found by looking at all views. */
struct naive {
	int64_t first, last;
	unsigned rank, entry, exit, goals, views;
};

static struct naive
visit_of(const struct event *e, size_t n, size_t first)
{
	struct naive v = { .first = e[first].time,
		.last = e[first].time,
		.rank = 99,
		.entry = 99,
		.exit = 99 };
	size_t i;

	for (i = first; i < n; i++) {
		if (!alike(&e[i], &e[first]))
			continue;
		if (e[i].time - v.last >= LR_VISIT_GAP)
			break;
		if (e[i].time == v.first && rank[e[i].from] < v.rank)
			v.rank = rank[e[i].from];
		if (e[i].time == v.first && e[i].path < v.entry)
			v.entry = e[i].path;
		if (e[i].time > v.last || e[i].path < v.exit)
			v.exit = e[i].path;
		v.last = e[i].time;
		v.goals |= e[i].path >= 1 && e[i].path <= 2 ? 1u : 0;
		v.views++;
	}
	return v;
}

static uint64_t
times(const struct lr_tally *t)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; t->n > 0 && i < (size_t)1 << t->bits; i++)
		if (t->item[i].number != UINT32_MAX)
			n += t->item[i].times;
	return n;
}

static bool
key_is(const struct lr_leads *l, uint32_t source, unsigned want)
{
	struct lr_span key = l->sources.map.key[source];

	return lr_span_eq(lr_span_sub(key, 0, lr_span_find(key, '\0')),
	    lr_span_str(keys[want]));
}

static void
compare(const struct lr_leads *l, const struct lr_lead *c,
    const struct event *e, size_t n, unsigned company)
{
	uint64_t visits = 0, views = 0, seen = 0, seconds = 0, goals = 0;
	int64_t first = INT64_MAX, last = INT64_MIN, told = 0;
	unsigned entry = 99, exit = 99, from = 99;
	struct naive v;
	size_t i;

	for (i = 0; i < n; i++) {
		if (e[i].company != company)
			continue;
		views++;
		seen |= UINT64_C(1) << (e[i].path * 2 + e[i].site);
		if (!begins(e, i))
			continue;
		v = visit_of(e, n, i);
		visits++;
		seconds += (uint64_t)(v.last - v.first);
		goals += v.goals;
		if (v.first < first || (v.first == first && v.entry < entry))
			entry = v.entry;
		first = v.first < first ? v.first : first;
		if (v.last > last || (v.last == last && v.exit < exit))
			exit = v.exit;
		last = v.last > last ? v.last : last;
		if (from == 99 || (v.rank < TELLS && from >= TELLS) ||
		    ((v.rank < TELLS) == (from < TELLS) &&
			(v.first < told ||
			    (v.first == told && v.rank < from)))) {
			from = v.rank;
			told = v.first;
		}
	}
	if (c->visits != visits || c->views != views || c->first != first ||
	    c->last != last || c->seconds != seconds ||
	    c->pages.n != (uint32_t)__builtin_popcountll(seen) ||
	    times(&c->pages) != views || times(&c->entries) != visits ||
	    times(&c->sources) != visits || times(&c->goals) != goals ||
	    !same(paths[entry], l->pages.page[c->entry].path) ||
	    !same(paths[exit], l->pages.page[c->exit].path) ||
	    !key_is(l, c->source, from))
		abort();
}

/* Visits that are kept: as many as are counted, their steps in order. */
static void
check_kept(const struct lr_leads *l)
{
	const struct lr_lead_visit *v;
	uint64_t n = 0;
	uint32_t i, k;

	for (i = 0; i < l->n; i++)
		n += l->lead[i].visits;
	if (n != l->visit_n)
		abort();
	for (i = 0; i < l->visit_n; i++) {
		v = &l->visit[i];
		if (i > 0 && v[-1].lead > v->lead)
			abort();
		for (k = 0; k < v->views; k++) {
			const struct lr_step *s = &l->visits.step[v->step + k];

			if (s->time < v->first || s->time > v->last ||
			    (k > 0 && s[-1].time > s->time))
				abort();
		}
	}
}

/* Those whose stream has one of the bits, or all. */
static void
fill(struct lr_leads *l, const struct event *given, size_t n, uint32_t limit,
    unsigned streams)
{
	struct lr_lead_view v = { .confidence = 50 };
	size_t i;

	lr_lead_init(l);
	l->visits.limit = limit;
	l->visits.keep = limit > 2;
	if (lr_lead_own(l, LR_SPAN("www.home.example:80")) != LR_OK ||
	    lr_pages_goal(&l->pages, LR_SPAN("g"), LR_SPAN("/a")) != LR_OK ||
	    lr_pages_goal(&l->pages, LR_SPAN("g"), LR_SPAN("/b")) != LR_OK)
		abort();
	for (i = 0; i < n; i++) {
		if ((streams >> given[i].stream & 1) == 0)
			continue;
		v.time = given[i].time;
		v.about[LR_LEAD_DOMAIN] = lr_span_str(names[given[i].company]);
		v.address = lr_span_str(addresses[given[i].stream & 3]);
		v.session = given[i].stream < 4 ? (struct lr_span){ NULL, 0 }
						: v.address;
		v.site = lr_span_str(sites[given[i].site]);
		v.path = lr_span_str(paths[given[i].path]);
		v.referrer = lr_span_str(referrers[given[i].from]);
		if (lr_lead_add(l, &v) != LR_OK)
			abort();
	}
	if (lr_lead_finish(l) != LR_OK || l->visits.open != 0)
		abort();
	if (l->visits.keep)
		check_kept(l);
}

static void
check(const struct lr_leads *l, const struct event *sorted, size_t n)
{
	unsigned k, found = 0;
	size_t i;

	if (l->views != n)
		abort();
	for (i = 0; i < l->n; i++)
		for (k = 0; k < COMPANIES; k++)
			if (same(names[k],
				lr_lead_about(&l->lead[i], LR_LEAD_DOMAIN))) {
				compare(l, &l->lead[i], sorted, n, k);
				found++;
			}
	if (found != l->n)
		abort();
}

static void
run(const struct event *given, const struct event *sorted, size_t n,
    uint32_t limit)
{
	struct lr_leads l;

	fill(&l, given, n, limit, 0xff);
	check(&l, sorted, n);
	lr_lead_free(&l);
}

static uint32_t
page_in(struct lr_leads *to, const struct lr_leads *from, uint32_t page)
{
	const struct lr_page *p = &from->pages.page[page];
	uint32_t id;

	if (lr_lead_page(to, from->pages.sites.key[p->site], p->path, &id) !=
	    LR_OK)
		abort();
	return id;
}

static uint32_t
source_in(struct lr_leads *to, const struct lr_leads *from, uint32_t source)
{
	struct lr_source s;
	uint32_t id;

	if (!lr_source_parse(from->sources.map.key[source], &s) ||
	    lr_lead_source(to, &s, &id) != LR_OK)
		abort();
	return id;
}

static void
add_tally(struct lr_leads *to, const struct lr_leads *from, struct lr_tally *t,
    const struct lr_tally *f,
    uint32_t (*number)(struct lr_leads *, const struct lr_leads *, uint32_t))
{
	uint32_t i, id;

	for (i = 0; f->n > 0 && i < 1u << f->bits; i++) {
		if (f->item[i].number == UINT32_MAX)
			continue;
		id = number == NULL ? f->item[i].number
				    : number(to, from, f->item[i].number);
		if (lr_tally_more(t, id, f->item[i].times, 1000) != LR_OK)
			abort();
	}
}

static void
join(struct lr_leads *to, const struct lr_leads *from)
{
	struct lr_span about[LR_LEAD_ABOUT];
	struct lr_lead sums;
	uint32_t i, k, id;

	for (i = 0; i < from->n; i++) {
		const struct lr_lead *c = &from->lead[i];

		sums = *c;
		for (k = 0; k < LR_LEAD_ABOUT; k++)
			about[k] = lr_lead_about(c, (enum lr_lead_about)k);
		sums.entry = page_in(to, from, c->entry);
		sums.exit = page_in(to, from, c->exit);
		sums.source = source_in(to, from, c->source);
		if (lr_lead_join(to, about, &sums, &id) != LR_OK)
			abort();
		add_tally(to, from, &to->lead[id].pages, &c->pages, page_in);
		add_tally(
		    to, from, &to->lead[id].entries, &c->entries, page_in);
		add_tally(
		    to, from, &to->lead[id].sources, &c->sources, source_in);
		add_tally(to, from, &to->lead[id].goals, &c->goals, NULL);
	}
}

/* The sums of both halves are the sums of the whole. */
static void
halves(const struct event *given, const struct event *sorted, size_t n,
    unsigned streams)
{
	struct lr_leads a, b;

	fill(&a, given, n, 2, streams);
	fill(&b, given, n, LR_VISIT_OPEN, ~streams & 0xff);
	join(&b, &a);
	check(&b, sorted, n);
	lr_lead_free(&a);
	lr_lead_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct event given[VIEWS], sorted[VIEWS];
	size_t n = decode(data, size, given);

	memcpy(sorted, given, n * sizeof(*given));
	qsort(sorted, n, sizeof(*sorted), by_time);
	run(given, sorted, n, LR_VISIT_OPEN);
	run(sorted, sorted, n, LR_VISIT_OPEN);
	run(sorted, sorted, n, 2);
	if (size > 0)
		halves(sorted, sorted, n, data[size - 1]);
	return 0;
}
