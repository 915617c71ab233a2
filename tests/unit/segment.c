#include "segment.h"

#include <string.h>

#include "../draw.h"
#include "../fail.h"
#include "../tap.h"

#define RANGES 40

struct given {
	unsigned first, last;
};

/* The small number as an address; of IPv6 the high bytes, so that the lower
 * half is crossed. */
static struct lr_ip
address(bool four, unsigned v, unsigned char rest)
{
	struct lr_ip ip = { { 0 } };

	if (four)
		return lr_ip_from4(v);
	ip.b[7] = (unsigned char)v;
	memset(ip.b + 8, rest, 8);
	return ip;
}

static uint32_t
wanted(const struct given *g, unsigned n, unsigned at)
{
	uint32_t best = LR_SEGMENT_NOTHING, i;

	for (i = 0; i < n; i++) {
		if (at < g[i].first || at > g[i].last)
			continue;
		if (best == LR_SEGMENT_NOTHING ||
		    g[i].last - g[i].first < g[best].last - g[best].first ||
		    (g[i].last - g[i].first == g[best].last - g[best].first &&
			g[i].first >= g[best].first))
			best = i;
	}
	return best;
}

static bool
sweep(struct lr_segments *s, bool four, const struct given *g, unsigned n)
{
	struct lr_wide from = { 0, 0 };
	unsigned at, segments = 0;
	struct lr_ip first, last;
	uint32_t i;

	for (i = 0; i < n; i++) {
		first = address(four, g[i].first, 0);
		last = address(four, g[i].last, 255);
		if (lr_segments_add(s, &first, &last, i) != LR_OK)
			return false;
	}
	if (lr_segments_start(s) != LR_OK)
		return false;
	for (;;) {
		at = (unsigned)(four ? from.lo : from.hi);
		if (++segments > 2 * n + 1 || lr_wide_cmp(s->last, from) < 0)
			return false;
		for (; at <= (four ? s->last.lo : s->last.hi) && at < 256; at++)
			if (s->id != wanted(g, n, at))
				return false;
		if (lr_wide_cmp(s->last, s->end) == 0)
			return true;
		from.lo = s->last.lo + 1;
		from.hi = s->last.hi + (from.lo == 0);
		if (lr_segments_next(s) != LR_OK)
			return false;
	}
}

static bool
random_ranges(bool four)
{
	struct given g[RANGES];
	struct lr_segments s;
	unsigned i, n = dice(RANGES + 1), a, b;
	bool good;

	for (i = 0; i < n; i++) {
		a = dice(256);
		b = dice(4) == 0 ? 255 : a + dice(1 + dice(256 - a));
		g[i] = (struct given){ a, b };
	}
	lr_segments_init(&s, four);
	good = sweep(&s, four, g, n);
	lr_segments_free(&s);
	return good;
}

static void
failures(void)
{
	struct lr_ip a = lr_ip_from4(1), b = lr_ip_from4(9);
	struct lr_segments s;

	lr_segments_init(&s, true);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_segments_add(&s, &a, &b, 0) == LR_ENOMEM, "no room for a range");
	fail_from(FAIL_ALLOC, 0);
	lr_segments_add(&s, &b, &b, 0);
	lr_segments_add(&s, &a, &b, 1);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_segments_start(&s) == LR_ENOMEM, "no room to sort");
	fail_from(FAIL_ALLOC, 2);
	ok(lr_segments_start(&s) == LR_OK && s.last.lo == 0 &&
		lr_segments_next(&s) == LR_ENOMEM && s.last.lo == s.end.lo &&
		s.id == LR_SEGMENT_NOTHING && lr_segments_next(&s) == LR_ENOMEM,
	    "no room to sweep: one segment to the end");
	fail_from(FAIL_ALLOC, 0);
	lr_segments_free(&s);
}

int
main(void)
{
	unsigned i;
	bool four = true, six = true;

	for (i = 0; i < 2000; i++) {
		four = four && random_ranges(true);
		six = six && random_ranges(false);
	}
	ok(four, "random ranges of IPv4");
	ok(six, "random ranges of IPv6");
	failures();
	return done();
}
