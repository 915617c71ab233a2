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
