#include "../tap.h"

#include "hash.h"

/* ---- lr_hash_long, as it is written down */

static uint64_t
number(const char *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return v;
}

/* By school: four products of 32 bits each. */
static uint64_t
folded(uint64_t a, uint64_t b)
{
	uint64_t part[4] = { 0 }, x[2] = { a & UINT32_MAX, a >> 32 };
	uint64_t y[2] = { b & UINT32_MAX, b >> 32 };
	int i, k;

	for (i = 0; i < 2; i++)
		for (k = 0; k < 2; k++) {
			part[i + k] += (x[i] * y[k]) & UINT32_MAX;
			part[i + k + 1] += x[i] * y[k] >> 32;
		}
	for (i = 0; i < 3; i++) {
		part[i + 1] += part[i] >> 32;
		part[i] &= UINT32_MAX;
	}
	return (part[0] | part[1] << 32) ^ (part[2] | part[3] << 32);
}

static uint64_t
plain(struct lr_span s, uint64_t seed)
{
	uint64_t sum[4];
	size_t i, n = s.n / 64 * 4;

	for (i = 0; i < 4; i++)
		sum[i] = lr_hash_with(seed, 1 + (i + 1) % 4);
	for (i = 0; i < n; i++)
		sum[i % 4] =
		    folded(number(s.p + 16 * i) ^ lr_hash_with(seed, 1 + i % 4),
			number(s.p + 16 * i + 8) ^ sum[i % 4]);
	return lr_hash(
	    lr_span_sub(s, 16 * n, s.n), sum[0] ^ sum[1] ^ sum[2] ^ sum[3]);
}

static void
test_long(uint64_t seed)
{
	static uint64_t h[8 * 300];
	uint64_t same = 0, twice = 0;
	char text[300];
	size_t i, k;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)(lr_hash_with(seed, i) >> 56);
	for (i = 0; i <= sizeof(text); i++)
		same += lr_hash_long(lr_span(text, i), seed) ==
		    plain(lr_span(text, i), seed);
	ok(same == sizeof(text) + 1, "long texts, as it is written down");
	/* any bit tells */
	for (i = 0; i < 8 * sizeof(text); i++) {
		text[i / 8] ^= (char)(1 << i % 8);
		h[i] = lr_hash_long(lr_span(text, sizeof(text)), seed);
		text[i / 8] ^= (char)(1 << i % 8);
		for (k = 0; k < i; k++)
			twice += h[k] == h[i];
	}
	ok(twice == 0, "all 2,400 bits tell");
}

int
main(void)
{
	uint64_t seed = lr_hash_seed(), h[1000];
	char text[1000] = { 0 };
	bool distinct = true;
	size_t i, k;

	ok(seed != 0 && lr_hash_seed() == seed, "one seed for the process");
	ok(lr_hash(LR_SPAN("a"), seed) == lr_hash(LR_SPAN("a"), seed),
	    "the same again");
	ok(lr_hash(LR_SPAN("a"), 1) != lr_hash(LR_SPAN("a"), 2),
	    "another seed, another hash");
	for (i = 0; i < 1000; i++) {
		h[i] = lr_hash(lr_span(text, i), seed);
		for (k = 0; k < i; k++)
			distinct = distinct && h[k] != h[i];
	}
	ok(distinct, "0 to 999 NUL bytes: all differ");
	ok(lr_hash(lr_span(NULL, 0), seed) == h[0], "nothing is as empty");
	test_long(seed);
	return done();
}
