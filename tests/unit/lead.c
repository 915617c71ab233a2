#include "lead.h"

#include "../fail.h"
#include "../tap.h"

#define T0 INT64_C(1763805600) /* 2025-11-22T10:00:00Z */

/* A view of example.com at T0 + seconds. */
static struct lr_lead_view
view(int64_t seconds, const char *address, const char *path)
{
	struct lr_lead_view v = { .time = T0 + seconds, .confidence = 80 };

	v.about[LR_LEAD_COMPANY] = LR_SPAN("Example AG");
	v.about[LR_LEAD_DOMAIN] = LR_SPAN("example.com");
	v.about[LR_LEAD_KIND] = LR_SPAN("company");
	v.address = lr_span_str(address);
	v.path = lr_span_str(path);
	return v;
}

static void
add(struct lr_leads *l, struct lr_lead_view v)
{
	if (lr_lead_add(l, &v) != LR_OK)
		ok(false, "a view is taken");
}

static void
at(struct lr_leads *l, int64_t seconds, const char *address)
{
	add(l, view(seconds, address, "/"));
}

/* End all visits of the first company: how many were there? */
static unsigned
visits(struct lr_leads *l)
{
	unsigned n;

	lr_lead_finish(l);
	n = l->n == 0 ? 0 : (unsigned)l->lead[0].visits;
	lr_lead_free(l);
	return n;
}

static void
test_gap(void)
{
	struct lr_leads l;

	lr_lead_init(&l);
	at(&l, 0, "192.0.2.1");
	at(&l, 1799, "192.0.2.1");
	ok(visits(&l) == 1, "29:59 without a view is one visit");
	at(&l, 0, "192.0.2.1");
	at(&l, 1800, "192.0.2.1");
	ok(visits(&l) == 2, "30:00 is two");
	at(&l, 1800, "192.0.2.1");
	at(&l, 0, "192.0.2.1");
	ok(visits(&l) == 2, "also backwards");
	at(&l, 3598, "192.0.2.1");
	at(&l, 0, "192.0.2.1");
	at(&l, 1799, "192.0.2.1");
	ok(visits(&l) == 1, "a late view joins two visits");
	at(&l, 5000, "192.0.2.1");
	at(&l, 0, "192.0.2.1");
	at(&l, 9000, "192.0.2.1");
	at(&l, 2500, "192.0.2.1");
	ok(visits(&l) == 4, "or stands between them");
	at(&l, 0, "192.0.2.1");
	at(&l, 0, "2001:db8::1");
	ok(visits(&l) == 2, "two addresses are two visits");
	at(&l, 0, "");
	at(&l, 60, "");
	ok(visits(&l) == 1, "views without an address go together");
}

static void
test_streams(void)
{
	struct lr_lead_view v = view(0, "192.0.2.1", "/");
	struct lr_leads l;

	lr_lead_init(&l);
	v.site = LR_SPAN("a.example");
	add(&l, v);
	v.site = LR_SPAN("b.example");
	add(&l, v);
	ok(lr_lead_finish(&l) == LR_OK && l.n == 1 && l.lead[0].pages.n == 2 &&
		l.lead[0].visits == 2,
	    "the same path of two sites, each has visits of its own");
	lr_lead_free(&l);
	v.site = LR_SPAN("A.example");
	v.session = LR_SPAN("s1");
	add(&l, v);
	v.address = LR_SPAN("192.0.2.2");
	v.site = LR_SPAN("a.example");
	add(&l, v);
	v.session = LR_SPAN("s2");
	add(&l, v);
	ok(visits(&l) == 2, "sessions are visits, whatever the address");
	v.session = LR_SPAN("192.0.2.2");
	add(&l, v);
	v.session.n = 0;
	add(&l, v);
	ok(visits(&l) == 2, "a session is no address");
}

/* Short texts that differ in few bits, on sites that follow one another. */
static void
test_alike(void)
{
	static const char *const sites[] = { "a", "b", "c", "d", "" };
	char session[16], name[16];
	struct lr_leads l;
	unsigned i, k;

	lr_lead_init(&l);
	for (i = 0; i < 200; i++)
		for (k = 0; k < 5; k++) {
			struct lr_lead_view v = view(0, "192.0.2.1", "/");

			snprintf(session, sizeof(session), "%u", i);
			v.session = lr_span_str(session);
			v.site = lr_span_str(sites[k]);
			add(&l, v);
			v.session.n = 0;
			v.address = lr_span_str(session);
			add(&l, v);
		}
	ok(visits(&l) == 2000, "sessions, addresses and sites are apart");
	for (i = 0; i < 100; i++)
		for (k = 0; k < 100; k++) {
			struct lr_lead_view v = view(0, "192.0.2.1", "/");

			snprintf(name, sizeof(name), "%u", i);
			v.about[LR_LEAD_DOMAIN].n = 0;
			v.about[LR_LEAD_COMPANY] = lr_span_str(name);
			v.confidence = k;
			add(&l, v);
		}
	ok(l.n == 100 && lr_lead_finish(&l) == LR_OK && l.lead[1].visits == 1 &&
		l.lead[99].views == 100,
	    "names and confidences");
	lr_lead_free(&l);
}

static void
test_companies(void)
{
	struct lr_lead_view v = view(0, "192.0.2.1", "/");
	struct lr_leads l;

	lr_lead_init(&l);
	add(&l, v);
	v.about[LR_LEAD_DOMAIN] = LR_SPAN("EXAMPLE.com");
	v.about[LR_LEAD_COMPANY] = LR_SPAN("Another name");
	v.confidence = 20;
	add(&l, v);
	ok(l.n == 1 && l.views == 2, "a domain is a company");
	is(lr_lead_about(&l.lead[0], LR_LEAD_COMPANY).p,
	    lr_lead_about(&l.lead[0], LR_LEAD_COMPANY).n, "Example AG",
	    "the surer name stays");
	v.confidence = 90;
	add(&l, v);
	is(lr_lead_about(&l.lead[0], LR_LEAD_COMPANY).p,
	    lr_lead_about(&l.lead[0], LR_LEAD_COMPANY).n, "Another name",
	    "or comes");
	v.about[LR_LEAD_CITY] = LR_SPAN("Berlin");
	add(&l, v);
	is(lr_lead_about(&l.lead[0], LR_LEAD_CITY).p,
	    lr_lead_about(&l.lead[0], LR_LEAD_CITY).n, "Berlin",
	    "more is better");
	v.about[LR_LEAD_DOMAIN].n = 0;
	add(&l, v);
	v.about[LR_LEAD_COMPANY] = LR_SPAN("ANOTHER NAME");
	add(&l, v);
	v.about[LR_LEAD_COMPANY] = LR_SPAN("example.com");
	add(&l, v);
	ok(l.n == 3 && l.views == 7, "without a domain the name is it");
	v.about[LR_LEAD_COMPANY].n = 0;
	ok(lr_lead_add(&l, &v) == LR_EBAD && l.n == 3 && l.views == 7,
	    "nameless is none");
	ok(lr_lead_kind(LR_SPAN("education")) &&
		!lr_lead_kind(LR_SPAN("isp")) && !lr_lead_kind(LR_SPAN("")) &&
		!lr_lead_kind(LR_SPAN("Company")),
	    "kinds that are leads");
	lr_lead_free(&l);
}

/* The source of one view of site, with own as a host of one's own. */
static void
from(const char *site, const char *url, const char *query, const char *want)
{
	struct lr_lead_view v = view(0, "192.0.2.1", "/");
	struct lr_source source;
	struct lr_leads l;
	struct lr_buf b;

	lr_lead_init(&l);
	lr_buf_init(&b, 2000);
	ok(lr_lead_own(&l, LR_SPAN("www.Own.example:8080")) == LR_OK, "own");
	v.site = lr_span_str(site);
	v.referrer = lr_span_str(url);
	v.query = lr_span_str(query);
	add(&l, v);
	lr_lead_finish(&l);
	if (lr_source_parse(l.sources.map.key[l.lead[0].source], &source))
		lr_source_text(&source, &b);
	is(b.p, b.n, want, url);
	lr_buf_free(&b);
	lr_lead_free(&l);
}

static void
test_sources(void)
{
	from("", "https://www.Search.example/?q=secret", "",
	    "search: search.example");
	from("www.shop.example", "https://shop.example/a", "", "internal");
	from("shop.example", "https://blog.shop.example/", "",
	    "referral: blog.shop.example");
	from("", "https://own.example/", "", "internal");
	from("", "http://192.0.2.7:81/", "", "referral");
	from("", "-", "", "direct");
	from("", "https://www.google.com/", "gclid=x", "campaign: Google Ads");
}

static void
test_first(void)
{
	struct lr_lead_view v;
	struct lr_leads l;
	struct lr_span s;

	lr_lead_init(&l);
	v = view(9000, "192.0.2.1", "/late");
	v.referrer = LR_SPAN("https://z.example/");
	add(&l, v);
	v = view(100, "192.0.2.1", "/b");
	v.referrer = LR_SPAN("https://inner.example/");
	add(&l, v);
	v = view(0, "192.0.2.1", "/z");
	add(&l, v);
	v = view(0, "192.0.2.1", "/a");
	add(&l, v);
	lr_lead_finish(&l);
	s = l.pages.page[l.lead[0].entry].path;
	is(s.p, s.n, "/a", "of one second the smaller path is the entry");
	s = l.pages.page[l.lead[0].exit].path;
	is(s.p, s.n, "/late", "the last page");
	s = l.sources.map.key[l.lead[0].source];
	is(s.p + 1, 9, "z.example", "only a visit's first view has a source");
	ok(l.lead[0].first == T0 && l.lead[0].last == T0 + 9000,
	    "first and last view");
	ok(l.lead[0].pages.n == 4 && l.lead[0].views == 4, "pages");
	lr_lead_free(&l);
}

/* What strangers choose does not grow without end. */
static void
test_ceilings(void)
{
	static char big[20000];
	struct lr_lead_view v;
	struct lr_leads l;
	char path[16];
	int i;

	lr_lead_init(&l);
	l.max_pages = 10;
	for (i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "/%d", i % 500);
		v = view(i, "192.0.2.1", path);
		add(&l, v);
	}
	ok(l.lead[0].pages.n == 10 && l.pages.n == 10 && l.views == 1000 &&
		l.mixed == 0,
	    "pages per company");
	memset(big, 'x', sizeof(big));
	memcpy(big + LR_LEAD_TEXT - 1, "\xc3\xa9", 2);
	v.about[LR_LEAD_COMPANY] = lr_span(big, sizeof(big));
	v.about[LR_LEAD_DOMAIN] = lr_span(big, sizeof(big));
	v.about[LR_LEAD_KIND] = lr_span(big, sizeof(big));
	v.path = v.referrer = v.site = lr_span(big, sizeof(big));
	add(&l, v);
	ok(l.n == 2 &&
		lr_lead_about(&l.lead[1], LR_LEAD_KIND).n == LR_LEAD_TEXT - 1,
	    "texts are cut, characters are not");
	ok(lr_lead_finish(&l) == LR_OK &&
		l.pages.page[l.lead[1].entry].path.n == LR_LEAD_TEXT - 1,
	    "so are paths");
	lr_lead_free(&l);
}

/* In order, ending visits early changes nothing and bounds what is held. */
static void
test_sweep(void)
{
	unsigned n[2], i, k, most = 0;
	char address[32];
	struct lr_leads l;

	for (k = 0; k < 2; k++) {
		lr_lead_init(&l);
		if (k == 1)
			l.visits.limit = 100;
		for (i = 0; i < 20000; i++) {
			snprintf(address, sizeof(address), "192.0.2.%u",
			    i * 7919 % 251);
			at(&l, (int64_t)i * 1000, address);
			if (k == 1 && l.visits.open > most)
				most = l.visits.open;
		}
		n[k] = visits(&l);
	}
	ok(n[0] == n[1] && n[0] > 15000, "%u visits, %u with a limit", n[0],
	    n[1]);
	ok(most < 2000, "at most %u were open", most);
}

static enum lr_err
fill(struct lr_leads *l)
{
	struct lr_lead_view v;
	char address[32], path[32];
	enum lr_err err = LR_OK;
	int i;

	lr_lead_init(l);
	l->visits.limit = 50;
	for (i = 0; i < 200 && err == LR_OK; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		snprintf(path, sizeof(path), "/%d", i);
		v = view(i * INT64_C(5000), address, path);
		v.about[LR_LEAD_DOMAIN] = lr_span_str(path);
		if (i % 2)
			v.about[LR_LEAD_DOMAIN] = LR_SPAN("one.example");
		v.referrer = LR_SPAN("https://search.example/");
		err = lr_lead_add(l, &v);
	}
	return err == LR_OK ? lr_lead_finish(l) : err;
}

static void
test_memory(void)
{
	unsigned long n, i;
	struct lr_leads l;
	bool good = true;

	fail_from(FAIL_ALLOC, 0);
	ok(fill(&l) == LR_OK && l.n == 101 && l.lead[1].visits == 100,
	    "a hundred companies");
	lr_lead_free(&l);
	n = fail_from(FAIL_ALLOC, 0);
	for (i = 1; i <= n; i++) {
		fail_from(FAIL_ALLOC, i);
		good &= fill(&l) == LR_ENOMEM;
		lr_lead_free(&l);
	}
	fail_from(FAIL_ALLOC, 0);
	ok(good && n > 100, "each of %lu allocations may fail", n);
}

int
main(void)
{
	test_gap();
	test_streams();
	test_alike();
	test_companies();
	test_sources();
	test_first();
	test_ceilings();
	test_sweep();
	test_memory();
	return done();
}
