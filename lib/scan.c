#include "scan.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#define HAVE_AVX2 1
#ifdef __has_include
#if __has_include(<sys/platform/x86.h>)
/* The C library knows the processor. Compilers ask it anew at each start of a
 * program, which takes virtual machines longer than a whole page view. */
#include <sys/platform/x86.h>
#define HAS_AVX2 CPU_FEATURE_ACTIVE(AVX2)
#endif
#endif
#ifndef HAS_AVX2
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#endif
#endif

const char *
lr_scan_plain_string(const char *p, unsigned *high)
{
	for (;; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\' || c < 0x20)
			return p;
		*high |= c & 0x80u;
	}
}

const char *
lr_scan_plain_byte(const char *p, char c)
{
	while (*p != c && (unsigned char)*p >= 0x20)
		p++;
	return p;
}

#ifdef HAVE_AVX2
__attribute__((target("avx2"))) static const char *
string_avx2(const char *p, unsigned *high)
{
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i back = _mm256_set1_epi8('\\');
	const __m256i low = _mm256_set1_epi8(0x1f);

	for (;; p += 32) {
		__m256i x =
		    _mm256_loadu_si256((const __m256i *)(const void *)p);
		__m256i hit =
		    _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(x, quote),
					_mm256_cmpeq_epi8(x, back)),
			_mm256_cmpeq_epi8(_mm256_min_epu8(x, low), x));
		unsigned m = (unsigned)_mm256_movemask_epi8(hit);

		*high |= (unsigned)_mm256_movemask_epi8(x);
		if (m != 0)
			return p + __builtin_ctz(m);
	}
}
#endif

#ifdef LR_SCAN_STEP
/* The inline step again and again. */
static const char *
string_base(const char *p, unsigned *high)
{
#ifdef __SSE2__
	for (;; p += LR_SCAN_STEP) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i hit = _mm_or_si128(
		    _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
			_mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))),
		    _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x));
		unsigned m = (unsigned)_mm_movemask_epi8(hit);

		*high |= (unsigned)_mm_movemask_epi8(x);
		if (m != 0)
			return p + __builtin_ctz(m);
	}
#else
	for (;; p += LR_SCAN_STEP) {
		uint8x16_t x = vld1q_u8((const uint8_t *)p);
		uint8x16_t hit = vorrq_u8(vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')),
					      vceqq_u8(x, vdupq_n_u8('\\'))),
		    vcltq_u8(x, vdupq_n_u8(0x20)));

		if (vmaxvq_u8(hit) != 0)
			return lr_scan_plain_string(p, high);
		*high |= vmaxvq_u8(x) & 0x80u;
	}
#endif
}
#endif

static const struct kernel {
	const char *name;
	const char *(*string)(const char *p, unsigned *high);
} kernels[] = {
#ifdef HAVE_AVX2
	{ "avx2", string_avx2 },
#endif
#if defined(__SSE2__)
	{ "sse2", string_base },
#elif defined(LR_SCAN_STEP)
	{ "neon", string_base },
#endif
	{ "plain", lr_scan_plain_string },
};
#define N_KERNELS (sizeof(kernels) / sizeof(kernels[0]))

static const char *first_use(const char *p, unsigned *high);

const char *(*lr_scan_long_string)(const char *p, unsigned *high) = first_use;

static bool
runs_here(const struct kernel *k)
{
#ifdef HAVE_AVX2
	if (k->string == string_avx2)
		return HAS_AVX2;
#endif
	return true;
}

static const struct kernel *
best(void)
{
	size_t i = 0;

	while (!runs_here(&kernels[i]))
		i++;
	return &kernels[i];
}

static const char *
first_use(const char *p, unsigned *high)
{
	lr_scan_long_string = best()->string;
	return lr_scan_long_string(p, high);
}

const char *
lr_scan_kernel(void)
{
	size_t i;

	for (i = 0; i < N_KERNELS; i++)
		if (kernels[i].string == lr_scan_long_string)
			return kernels[i].name;
	return best()->name;
}

bool
lr_scan_use(const char *name)
{
	size_t i;

	for (i = 0; i < N_KERNELS; i++)
		if (strcmp(kernels[i].name, name) == 0 &&
		    runs_here(&kernels[i])) {
			lr_scan_long_string = kernels[i].string;
			return true;
		}
	return false;
}
