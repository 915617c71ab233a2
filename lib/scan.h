/*
 * scan: search for the few bytes that end a text, many bytes at a time.
 *
 * Reads ahead: LR_PAD bytes after the place where a search ends must be
 * readable (their values do not matter). A search does not know an end of its
 * own: each stops at any control byte, so a text has to be followed by one.
 * Lines from `line` keep both promises.
 *
 * The first step is inline, with the vectors that every machine of the
 * architecture has (SSE2, NEON), since most texts are short; long ones go on
 * in the widest kernel of this very machine (AVX2), chosen at the first use.
 * lr_scan_plain_* are the readable twins that the tests hold them against.
 */
#ifndef LR_SCAN_H
#define LR_SCAN_H

#include <stdint.h>

#include "span.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#define LR_SCAN_STEP 16
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#define LR_SCAN_STEP 16
#endif

/* From p to the first '"', '\\' or byte below 0x20. *high becomes not 0 when
 * a byte above 0x7f was seen, perhaps one after that place. */
const char *lr_scan_plain_string(const char *p, unsigned *high);

/* The same without an inline step: the kernel of this machine. */
extern const char *(*lr_scan_long_string)(const char *p, unsigned *high);

/* From p to the first byte c or byte below 0x20. */
const char *lr_scan_plain_byte(const char *p, char c);

/* Name of the kernel in use: "avx2", "sse2", "neon" or "plain". */
const char *lr_scan_kernel(void);

/* For tests: use the kernel of that name, false when this machine lacks it. */
bool lr_scan_use(const char *name);

/* From p to the first byte that is no digit. */
static inline const char *
lr_scan_digits(const char *p)
{
#if defined(__SSE2__)
	const __m128i zero = _mm_set1_epi8('0'), nine = _mm_set1_epi8(9);

	for (;; p += LR_SCAN_STEP) {
		__m128i x = _mm_sub_epi8(
		    _mm_loadu_si128((const __m128i *)(const void *)p), zero);
		unsigned m = (unsigned)_mm_movemask_epi8(
		    _mm_cmpeq_epi8(_mm_min_epu8(x, nine), x));

		if (m != 0xffff)
			return p + __builtin_ctz(~m);
	}
#else
	while ((unsigned char)(*p - '0') < 10)
		p++;
	return p;
#endif
}

static inline const char *
lr_scan_string(const char *p, unsigned *high)
{
#if defined(__SSE2__)
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i hit =
	    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
			     _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))),
		_mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x));
	unsigned m = (unsigned)_mm_movemask_epi8(hit), more = 0;

	*high |= (unsigned)_mm_movemask_epi8(x);
	if (m != 0)
		return p + __builtin_ctz(m);
	/* the caller's variable may be in a register */
	p = lr_scan_long_string(p + LR_SCAN_STEP, &more);
	*high |= more;
	return p;
#elif defined(LR_SCAN_STEP)
	uint8x16_t x = vld1q_u8((const uint8_t *)p);
	uint8x16_t hit = vorrq_u8(vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')),
				      vceqq_u8(x, vdupq_n_u8('\\'))),
	    vcltq_u8(x, vdupq_n_u8(0x20)));
	uint64_t m = vget_lane_u64(
	    vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hit), 4)), 0);

	*high |= vmaxvq_u8(x) & 0x80u;
	if (m != 0)
		return p + (__builtin_ctzll(m) >> 2);
	return lr_scan_long_string(p + LR_SCAN_STEP, high);
#else
	return lr_scan_plain_string(p, high);
#endif
}

static inline const char *
lr_scan_byte(const char *p, char c)
{
#if defined(__SSE2__)
	const __m128i want = _mm_set1_epi8(c), low = _mm_set1_epi8(0x1f);

	for (;; p += LR_SCAN_STEP) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned m = (unsigned)_mm_movemask_epi8(
		    _mm_or_si128(_mm_cmpeq_epi8(x, want),
			_mm_cmpeq_epi8(_mm_min_epu8(x, low), x)));

		if (m != 0)
			return p + __builtin_ctz(m);
	}
#else
	return lr_scan_plain_byte(p, c);
#endif
}

#endif
