#include "siphash.h"

#include <stdint.h>

static uint64_t
word(const unsigned char *p)
{
	uint64_t v = 0;
	int i;

	for (i = 7; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

static inline uint64_t
turn(uint64_t v, int n)
{
	return v << n | v >> (64 - n);
}

static void
rounds(uint64_t *v, int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[1] = turn(v[1], 13) ^ v[0];
		v[0] = turn(v[0], 32);
		v[2] += v[3];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = turn(v[1], 17) ^ v[2];
		v[2] = turn(v[2], 32);
	}
}

static void
take(uint64_t *v, uint64_t m)
{
	v[3] ^= m;
	rounds(v, 2);
	v[0] ^= m;
}

static void
put(const uint64_t *v, unsigned char *out)
{
	uint64_t r = v[0] ^ v[1] ^ v[2] ^ v[3];
	int i;

	for (i = 0; i < 8; i++)
		out[i] = (unsigned char)(r >> (8 * i));
}

void
lr_siphash(const unsigned char *key, struct lr_span s, unsigned char *out)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint64_t k0 = word(key), k1 = word(key + 8);
	uint64_t v[4] = { k0 ^ UINT64_C(0x736f6d6570736575),
		k1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
		k0 ^ UINT64_C(0x6c7967656e657261),
		k1 ^ UINT64_C(0x7465646279746573) };
	unsigned char last[8] = { 0 };
	size_t n = s.n;

	for (; n >= 8; p += 8, n -= 8)
		take(v, word(p));
	if (n > 0)
		memcpy(last, p, n);
	last[7] = (unsigned char)s.n;
	take(v, word(last));
	v[2] ^= 0xee;
	rounds(v, 4);
	put(v, out);
	v[1] ^= 0xdd;
	rounds(v, 4);
	put(v, out + 8);
}
