#include "../tap.h"

#include "num.h"

static bool
u64(const char *s, uint64_t max, uint64_t *v)
{
	return lr_num_u64(lr_span_str(s), max, v);
}

static bool
i64(const char *s, int64_t *v)
{
	return lr_num_i64(lr_span_str(s), INT64_MIN, INT64_MAX, v);
}

static void
whole(void)
{
	static const char *const none[] = { "", "-", "-1", "+1", " 1", "1 ",
		"1.", "0x1", "1e3", "a", "1\n", "18446744073709551616",
		"99999999999999999999", "184467440737095516150" };
	uint64_t v = 7;
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ok(!u64(none[i], UINT64_MAX, &v) && v == 7, "'%s' is none",
		    none[i]);
	ok(!lr_num_u64(lr_span(NULL, 0), 9, &v) && v == 7, "nor is nothing");
	ok(u64("0", 0, &v) && v == 0, "0");
	ok(u64("18446744073709551615", UINT64_MAX, &v) && v == UINT64_MAX,
	    "the greatest");
	ok(u64("255", 255, &v) && v == 255 && !u64("256", 255, &v) && v == 255,
	    "up to a maximum, which is within");
	ok(u64("007", 7, &v) && v == 7, "zeros in front");
	ok(u64("00000000000000000000000000000042", 42, &v) && v == 42,
	    "many zeros in front are digits too");
	ok(!lr_num_u64(lr_span("1\0", 2), 9, &v), "NUL is no digit");
}

static void
with_sign(void)
{
	int64_t v = 7;

	ok(i64("-9223372036854775808", &v) && v == INT64_MIN, "the least");
	ok(i64("9223372036854775807", &v) && v == INT64_MAX, "the greatest");
	v = 7;
	ok(!i64("-9223372036854775809", &v) && !i64("9223372036854775808", &v),
	    "one beyond either");
	ok(!i64("--1", &v) && !i64("-", &v) && !i64("+1", &v) && !i64("", &v) &&
		v == 7,
	    "signs that are none");
	ok(i64("-0", &v) && v == 0, "-0 is 0");
	ok(lr_num_i64(LR_SPAN("-5"), -5, 5, &v) && v == -5 &&
		!lr_num_i64(LR_SPAN("-6"), -5, 5, &v) &&
		!lr_num_i64(LR_SPAN("6"), -5, 5, &v) && v == -5,
	    "from min to max");
}

static void
put(void)
{
	static const uint64_t v[] = { 0, 1, 9, 10, 99, 100, 12345,
		UINT64_C(999999999999), UINT64_MAX };
	char out[LR_NUM_TEXT + 1], want[32];
	size_t i, n;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		snprintf(want, sizeof(want), "%llu", (unsigned long long)v[i]);
		out[LR_NUM_TEXT] = '#';
		n = lr_num_put(v[i], out);
		is(out, n, want, want);
	}
	ok(out[LR_NUM_TEXT] == '#', "20 bytes hold the greatest");
}

int
main(void)
{
	whole();
	with_sign();
	put();
	return done();
}
