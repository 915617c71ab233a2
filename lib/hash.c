#define XXH_INLINE_ALL
#include "hash.h"

#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <xxhash.h>

uint64_t
lr_hash_seed(void)
{
	static uint64_t seed;
	struct timespec now;

	if (seed != 0)
		return seed;
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed)) {
		/* an old kernel: hard to guess from outside all the same */
		clock_gettime(CLOCK_REALTIME, &now);
		seed = (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec ^
		    (uint64_t)getpid() << 16;
	}
	return seed |= 1;
}

uint64_t
lr_hash(struct lr_span s, uint64_t seed)
{
	return XXH3_64bits_withSeed(s.p, s.n, seed);
}

/* The product of both has 128 bits: its halves, one upon the other. */
static inline uint64_t
folded(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ unsigned __int128 p = a;

	p *= b;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
#else
	uint64_t al = (uint32_t)a, ah = a >> 32;
	uint64_t bl = (uint32_t)b, bh = b >> 32;
	uint64_t mid = ah * bl + (al * bl >> 32);
	uint64_t high =
	    ah * bh + (mid >> 32) + (((uint32_t)mid + al * bh) >> 32);

	return a * b ^ high;
#endif
}

/* 16 bytes go into a sum. */
static inline uint64_t
take(const char *p, uint64_t key, uint64_t sum)
{
	uint64_t x, y;

	memcpy(&x, p, 8);
	memcpy(&y, p + 8, 8);
	return folded(x ^ key, y ^ sum);
}

uint64_t
lr_hash_long(struct lr_span s, uint64_t seed)
{
	/* four sums: a multiplication takes a while, but many go at once */
	uint64_t k1 = lr_hash_with(seed, 1), k2 = lr_hash_with(seed, 2);
	uint64_t k3 = lr_hash_with(seed, 3), k4 = lr_hash_with(seed, 4);
	uint64_t a = k2, b = k3, c = k4, d = k1;

	for (; s.n >= 64; s.p += 64, s.n -= 64) {
		a = take(s.p, k1, a);
		b = take(s.p + 16, k2, b);
		c = take(s.p + 32, k3, c);
		d = take(s.p + 48, k4, d);
	}
	/* what is left, on top of them */
	return lr_hash(s, a ^ b ^ c ^ d);
}
