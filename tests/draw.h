/*
 * draw: numbers that look random and are the same every time, for tests.
 */
#ifndef DRAW_H
#define DRAW_H

#include <stdint.h>

/* xorshift64 (Marsaglia 2003): never 0 */
static inline uint64_t
draw64(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	return x ^= x << 17;
}

static inline uint32_t
draw(void)
{
	return (uint32_t)(draw64() >> 32);
}

/* 0 to n - 1. */
static inline uint32_t
dice(uint32_t n)
{
	return (uint32_t)(draw64() % n);
}

#endif
