#include "punycode.h"

#include "ascii.h"
#include "utf8.h"

/* Parameters of RFC 3492, section 5. */
enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, BIAS = 72 };
#define FIRST 0x80u
#define LABEL LR_PUNYCODE_LABEL /* more would be too long in any case */

static uint32_t
small(uint32_t c)
{
	if (c < 0x80)
		return (unsigned char)lr_lower((char)c);
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) ||
	    (c >= 0x391 && c <= 0x3ab && c != 0x3a2) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	/* Latin Extended-A: pairs, the small one behind, in two stretches
	 * at even places */
	if (c >= 0x100 && c <= 0x17f && c != 0x130 && c != 0x138 &&
	    c != 0x149 && c != 0x178 && c != 0x17f) {
		bool odd = (c >= 0x139 && c <= 0x148) || c >= 0x179;

		return c % 2 == (odd ? 1 : 0) ? c + 1 : c;
	}
	return c;
}

static unsigned
adapt(unsigned delta, unsigned points, bool first)
{
	unsigned k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static char
digit(unsigned d)
{
	return (char)(d < 26 ? 'a' + d : '0' + d - 26);
}

/* delta as digits; false: no room. */
static bool
put(unsigned delta, unsigned bias, char *out, size_t *n, size_t max)
{
	unsigned q = delta, k, t;

	for (k = BASE;; k += BASE) {
		t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (*n == max)
			return false;
		if (q < t)
			break;
		out[(*n)++] = digit(t + (q - t) % (BASE - t));
		q = (q - t) / (BASE - t);
	}
	out[(*n)++] = digit(q);
	return true;
}

/* One label of n characters. */
static size_t
encode(const uint32_t *c, unsigned n, char *out, size_t max)
{
	unsigned done = 0, plain, bias = BIAS, delta = 0, i;
	uint32_t next = FIRST, least;
	size_t at = 0;

	if (max < 5 + n)
		return 0;
	for (i = 0; i < n; i++)
		if (c[i] < FIRST)
			out[4 + at++] = (char)c[i];
	done = plain = (unsigned)at;
	if (plain == n) {
		memmove(out, out + 4, at);
		return at;
	}
	memcpy(out, "xn--", 4);
	at += 4;
	if (plain > 0)
		out[at++] = '-';
	while (done < n) {
		least = UINT32_MAX;
		for (i = 0; i < n; i++)
			if (c[i] >= next && c[i] < least)
				least = c[i];
		/* below 2^28: 64 characters of at most 21 bits */
		delta += (least - next) * (done + 1);
		next = least;
		for (i = 0; i < n; i++) {
			delta += c[i] < next;
			if (c[i] != next)
				continue;
			if (!put(delta, bias, out, &at, max))
				return 0;
			bias = adapt(delta, done + 1, done == plain);
			delta = 0;
			done++;
		}
		delta++;
		next++;
	}
	return at;
}

size_t
lr_punycode(struct lr_span host, char *out, size_t max)
{
	uint32_t label[LABEL];
	unsigned len, n = 0;
	size_t i, at = 0, k;

	for (i = 0; i <= host.n; i += len) {
		uint32_t c = '.';

		len = i < host.n ? lr_utf8_len(host.p + i, host.p + host.n) : 1;
		if (len == 0)
			return 0;
		if (i < host.n)
			c = small(lr_utf8_get(host.p + i, len));
		if (c != '.' && c != 0x3002) {
			if (n == LABEL)
				return 0;
			label[n++] = c;
			continue;
		}
		k = n == 0 ? 0 : encode(label, n, out + at, max - at);
		if ((n > 0 && k == 0) || at + k + 1 > max)
			return 0;
		at += k;
		if (i < host.n)
			out[at++] = '.';
		n = 0;
	}
	return at;
}

/* ---- and back */

static unsigned
value(char c)
{
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a');
	return c >= '0' && c <= '9' ? (unsigned)(c - '0') + 26 : BASE;
}

/* The digits of a delta, of which none is above 2^28. */
static bool
get(struct lr_span s, size_t *at, unsigned bias, uint32_t *delta)
{
	uint64_t sum = 0, weight = 1;
	unsigned k, t, d;

	for (k = BASE;; k += BASE) {
		if (*at == s.n || (d = value(s.p[(*at)++])) == BASE)
			return false;
		sum += d * weight;
		if (sum >= 1u << 28)
			return false;
		t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (d < t)
			break;
		weight *= BASE - t;
	}
	*delta = (uint32_t)sum;
	return true;
}

static unsigned
decode(struct lr_span s, uint32_t *c)
{
	uint32_t next = FIRST, i = 0, delta;
	unsigned n = 0, bias = BIAS, plain;
	size_t at = 0, k;

	for (k = s.n; k > 0 && s.p[k - 1] != '-'; k--)
		;
	if (k > LABEL)
		return 0;
	while (at + 1 < k)
		c[n++] = (unsigned char)s.p[at++];
	plain = n;
	for (at = k; at < s.n; i++, n++) {
		if (n == LABEL || !get(s, &at, bias, &delta))
			return 0;
		bias = adapt(delta, n + 1, n == plain);
		i += delta;
		next += i / (n + 1);
		i %= n + 1;
		if (next > 0x10ffff)
			return 0;
		memmove(c + i + 1, c + i, (n - i) * sizeof(*c));
		c[i] = next;
	}
	return n;
}

unsigned
lr_punycode_label(struct lr_span label, uint32_t *out)
{
	char text[LABEL * 4], again[LABEL + 1];
	unsigned n, i;
	size_t len = 0;

	if (label.n > LABEL || !lr_span_starts(label, LR_SPAN("xn--")))
		return 0;
	n = decode(lr_span_sub(label, 4, label.n), out);
	for (i = 0; i < n; i++)
		len += lr_utf8_put(out[i], text + len);
	/* what has two spellings has one too many */
	len = lr_punycode(lr_span(text, len), again, sizeof(again));
	return lr_span_eq(lr_span(again, len), label) ? n : 0;
}
