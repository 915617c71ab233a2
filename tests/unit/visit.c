#include "visit.h"

#include "../fail.h"
#include "../tap.h"

static struct lr_pages pages;
static struct lr_visits v;
static unsigned ended;
static struct lr_visit last;

static enum lr_err
end(void *arg, const struct lr_visit *x)
{
	(void)arg;
	ended++;
	last = *x;
	return LR_OK;
}

static void
begin(void)
{
	lr_visits_init(&v, &pages);
	v.end = end;
	ended = 0;
}

/* A view of stream key of company 0. */
static enum lr_visit_place
at(uint64_t key, int64_t time, uint32_t page)
{
	struct lr_visit_view view = {
		.time = time, .page = page, .goals = 1u << page
	};
	enum lr_visit_place place = LR_VISIT_LATER;
	struct lr_visit *x;
	uint32_t s;

	if (lr_visits_room(&v, time) != LR_OK)
		return place;
	s = lr_visits_find(&v, key, key | 4);
	if (s == LR_VISIT_NONE)
		s = lr_visits_stream(&v, key, key | 4, 0);
	if (lr_visits_add(&v, s, &view, &place, &x) != LR_OK)
		ok(false, "a view is taken");
	return place;
}

static void
test_places(void)
{
	begin();
	ok(at(8, 100, 0) == LR_VISIT_BEGINS &&
		at(8, 200, 1) == LR_VISIT_LATER &&
		at(8, 100, 1) == LR_VISIT_BESIDE &&
		at(8, 50, 2) == LR_VISIT_BEGINS,
	    "places of views");
	ok(lr_visits_finish(&v) == LR_OK && ended == 1 && v.open == 0 &&
		last.views == 4 && last.first == 50 && last.last == 200 &&
		last.entry == 2 && last.exit == 1 && last.goals == 7,
	    "sums of a visit");
	lr_visits_free(&v);
}

static void
test_streams(void)
{
	uint32_t a, b;

	begin();
	ok(lr_visits_place(&v, 1) == NULL, "nothing yet");
	at(8, 0, 0);
	at(8, LR_VISIT_GAP, 0);
	at(9, 0, 0);
	a = lr_visits_stream(&v, 8, 5 << 2, 1);
	b = lr_visits_stream(&v, 8, 7 << 2 | 3, 0);
	ok(a != b && lr_visits_company(&v, a) == 1 &&
		lr_visits_company(&v, b) == 0 &&
		lr_visits_find(&v, 8, 7 << 2) == b &&
		lr_visits_marks(&v, b) == 3 &&
		lr_visits_find(&v, 8, 9 << 2) == LR_VISIT_NONE,
	    "one key, two companies");
	ok(lr_visits_finish(&v) == LR_OK && ended == 3, "three visits");
	lr_visits_free(&v);
}

static void
test_steps(void)
{
	uint32_t i, n = 0;
	int64_t sum = 0;

	begin();
	v.keep = true;
	at(8, 3000, 0);
	at(8, 0, 1);
	at(8, 1500, 2); /* joins both */
	ok(lr_visits_finish(&v) == LR_OK && ended == 1, "one visit");
	for (i = last.step; i != LR_VISIT_NONE; i = v.step[i].next, n++)
		sum += v.step[i].time;
	ok(n == 3 && sum == 4500, "has all its steps");
	lr_visits_free(&v);
}

static void
test_memory(void)
{
	unsigned long i, n;
	bool good = true;
	int k;

	fail_from(FAIL_ALLOC, 0);
	begin();
	for (k = 0; k < 200; k++)
		at((uint64_t)k, k, 0);
	lr_visits_free(&v);
	n = fail_from(FAIL_ALLOC, 0);
	for (i = 1; i <= n; i++) {
		uint32_t s = 0;
		struct lr_visit_view view = { 0 };
		enum lr_visit_place place;
		struct lr_visit *x;
		enum lr_err err = LR_OK;

		begin();
		fail_from(FAIL_ALLOC, i);
		for (k = 0; k < 200 && err == LR_OK; k++) {
			err = lr_visits_room(&v, k);
			if (err != LR_OK)
				break;
			s = lr_visits_stream(&v, (uint64_t)k, 1, 0);
			view.time = k;
			err = lr_visits_add(&v, s, &view, &place, &x);
		}
		good &= err == LR_ENOMEM;
		lr_visits_free(&v);
	}
	fail_from(FAIL_ALLOC, 0);
	ok(good && n > 4, "each of %lu allocations may fail", n);
}

int
main(void)
{
	static const char *const paths[] = { "/a", "/b", "/c" };
	uint32_t id, i;

	lr_pages_init(&pages);
	for (i = 0; i < 3; i++)
		(void)lr_pages_add(&pages, 0, lr_span_str(paths[i]),
		    lr_pages_hash(&pages, 0, lr_span_str(paths[i])), &id);
	test_places();
	test_streams();
	test_steps();
	test_memory();
	lr_pages_free(&pages);
	return done();
}
