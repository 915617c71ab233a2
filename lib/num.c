#include "num.h"

#include "ascii.h"

bool
lr_num_u64(struct lr_span s, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;
	size_t i;

	if (s.n == 0)
		return false;
	for (i = 0; i < s.n; i++) {
		unsigned d = (unsigned char)(s.p[i] - '0');

		if (d > 9 || v > (UINT64_MAX - d) / 10)
			return false;
		v = v * 10 + d;
	}
	if (v > max)
		return false;
	*out = v;
	return true;
}

bool
lr_num_i64(struct lr_span s, int64_t min, int64_t max, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	uint64_t v, most = (uint64_t)INT64_MAX + minus;
	int64_t r;

	if (minus)
		s = lr_span_sub(s, 1, s.n);
	if (!lr_num_u64(s, most, &v))
		return false;
	/* in two steps: the least number has no positive twin */
	r = minus && v > 0 ? -(int64_t)(v - 1) - 1 : (int64_t)v;
	if (r < min || r > max)
		return false;
	*out = r;
	return true;
}

size_t
lr_num_put(uint64_t v, char *out)
{
	char tmp[LR_NUM_TEXT];
	size_t n = 0, i;

	if (v < 10) {
		*out = (char)('0' + v);
		return 1;
	}
	do
		tmp[n++] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	for (i = 0; i < n; i++)
		out[i] = tmp[n - 1 - i];
	return n;
}
