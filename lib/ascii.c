#include "ascii.h"

bool
lr_ascii_eq(struct lr_span a, struct lr_span b)
{
	size_t i;

	if (a.n != b.n)
		return false;
	for (i = 0; i < a.n; i++)
		if (lr_lower(a.p[i]) != lr_lower(b.p[i]))
			return false;
	return true;
}

size_t
lr_ascii_find(struct lr_span s, struct lr_span needle)
{
	size_t i, k;

	if (needle.n == 0)
		return 0;
	for (i = 0; i + needle.n <= s.n; i++) {
		for (k = 0; k < needle.n; k++)
			if (lr_lower(s.p[i + k]) != needle.p[k])
				break;
		if (k == needle.n)
			return i;
	}
	return s.n;
}

bool
lr_ascii_glob(struct lr_span pattern, struct lr_span s)
{
	size_t i = 0, k = 0, star = (size_t)-1, mark = 0;

	while (k < s.n) {
		if (i < pattern.n && pattern.p[i] == '*') {
			star = i++;
			mark = k;
		} else if (i < pattern.n &&
		    (pattern.p[i] == '?' || pattern.p[i] == s.p[k])) {
			i++;
			k++;
		} else if (star != (size_t)-1) {
			i = star + 1;
			k = ++mark;
		} else {
			return false;
		}
	}
	while (i < pattern.n && pattern.p[i] == '*')
		i++;
	return i == pattern.n;
}

struct lr_span
lr_ascii_fold(struct lr_span s, char *out)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		out[i] = lr_lower(s.p[i]);
	return lr_span(out, s.n);
}
