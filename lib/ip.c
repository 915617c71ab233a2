#include "ip.h"

#include "ascii.h"

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

bool
lr_ip_is4(const struct lr_ip *ip)
{
	return memcmp(ip->b, mapped, 12) == 0;
}

uint32_t
lr_ip_v4(const struct lr_ip *ip)
{
	return (uint32_t)ip->b[12] << 24 | (uint32_t)ip->b[13] << 16 |
	    (uint32_t)ip->b[14] << 8 | ip->b[15];
}

struct lr_ip
lr_ip_from4(uint32_t v4)
{
	struct lr_ip ip;

	memcpy(ip.b, mapped, 12);
	ip.b[12] = (unsigned char)(v4 >> 24);
	ip.b[13] = (unsigned char)(v4 >> 16);
	ip.b[14] = (unsigned char)(v4 >> 8);
	ip.b[15] = (unsigned char)v4;
	return ip;
}

int
lr_ip_cmp(const struct lr_ip *a, const struct lr_ip *b)
{
	return memcmp(a->b, b->b, 16);
}

/* One part of a dotted quad at *at, which moves behind it. */
static inline bool
octet(const char **at, const char *end, uint32_t *ip)
{
	const char *p = *at;
	unsigned v, d;

	if (p == end || (v = (unsigned char)(*p++ - '0')) > 9)
		return false;
	if (p < end && (d = (unsigned char)(*p - '0')) <= 9) {
		if (v == 0)
			return false;
		v = v * 10 + d;
		if (++p < end && (d = (unsigned char)(*p - '0')) <= 9) {
			v = v * 10 + d;
			p++;
		}
	}
	*at = p;
	*ip = *ip << 8 | v;
	return v <= 255;
}

static inline bool
dot(const char **at, const char *end)
{
	return *at < end && *(*at)++ == '.';
}

static bool
parse4(struct lr_span s, uint32_t *out)
{
	const char *p = s.p, *end;
	uint32_t ip = 0;

	if (s.n < 7 || s.n > 15)
		return false;
	end = p + s.n;
	if (!octet(&p, end, &ip) || !dot(&p, end) || !octet(&p, end, &ip) ||
	    !dot(&p, end) || !octet(&p, end, &ip) || !dot(&p, end) ||
	    !octet(&p, end, &ip))
		return false;
	*out = ip;
	return p == end;
}

/* One group of up to four hex digits at s.p[*i]. */
static bool
group(struct lr_span s, size_t *i, unsigned *v)
{
	size_t from = *i;

	for (*v = 0; *i < s.n && lr_hex(s.p[*i]) >= 0; ++*i)
		if (*i - from == 4)
			return false;
		else
			*v = *v << 4 | (unsigned)lr_hex(s.p[*i]);
	return *i > from;
}

static bool
parse6(struct lr_span s, struct lr_ip *ip)
{
	unsigned v, n = 0, gap = 9;
	size_t i = 0, from;
	uint32_t v4;

	memset(ip, 0, sizeof(*ip));
	if (s.n >= 2 && s.p[0] == ':' && s.p[1] == ':') {
		gap = 0;
		i = 2;
	}
	while (i < s.n) {
		from = i;
		if (n == 8 || !group(s, &i, &v))
			return false;
		if (i < s.n && s.p[i] == '.') {
			if (n > 6 || !parse4(lr_span_sub(s, from, s.n), &v4))
				return false;
			ip->b[2 * n] = (unsigned char)(v4 >> 24);
			ip->b[2 * n + 1] = (unsigned char)(v4 >> 16);
			ip->b[2 * n + 2] = (unsigned char)(v4 >> 8);
			ip->b[2 * n + 3] = (unsigned char)v4;
			n += 2;
			break;
		}
		ip->b[2 * n] = (unsigned char)(v >> 8);
		ip->b[2 * n + 1] = (unsigned char)v;
		n++;
		if (i == s.n)
			break;
		if (s.p[i++] != ':' || i == s.n)
			return false;
		if (s.p[i] == ':') {
			if (gap != 9)
				return false;
			gap = n;
			i++;
		}
	}
	if (gap == 9)
		return n == 8;
	if (n == 8)
		return false;
	memmove(ip->b + 16 - 2 * (n - gap), ip->b + 2 * gap, 2 * (n - gap));
	memset(ip->b + 2 * gap, 0, 2 * (8 - n));
	return true;
}

bool
lr_ip_parse(struct lr_span s, struct lr_ip *ip)
{
	uint32_t v4;

	if (parse4(s, &v4)) {
		*ip = lr_ip_from4(v4);
		return true;
	}
	return s.n >= 2 && s.n <= 45 && parse6(s, ip);
}

static size_t
put4(const struct lr_ip *ip, char *out)
{
	size_t n = 0, i;

	for (i = 12; i < 16; i++) {
		unsigned v = ip->b[i];

		if (v >= 100)
			out[n++] = (char)('0' + v / 100);
		if (v >= 10)
			out[n++] = (char)('0' + v / 10 % 10);
		out[n++] = (char)('0' + v % 10);
		if (i < 15)
			out[n++] = '.';
	}
	return n;
}

/* RFC 5952 4.2: the longest run of two or more zero groups, the first of
 * equal ones, becomes "::". */
static void
zero_run(const unsigned *g, unsigned *from, unsigned *len)
{
	unsigned i, k;

	*from = 8;
	*len = 0;
	for (i = 0; i < 8; i = k + 1) {
		for (k = i; k < 8 && g[k] == 0; k++)
			;
		if (k - i > *len && k - i >= 2) {
			*from = i;
			*len = k - i;
		}
	}
}

size_t
lr_ip_put(const struct lr_ip *ip, char *out)
{
	static const char hex[] = "0123456789abcdef";
	unsigned g[8], i, from, len;
	size_t n = 0;
	int shift;

	if (lr_ip_is4(ip))
		return put4(ip, out);
	for (i = 0; i < 8; i++)
		g[i] = (unsigned)ip->b[2 * i] << 8 | ip->b[2 * i + 1];
	zero_run(g, &from, &len);
	for (i = 0; i < 8; i++) {
		if (i == from) {
			out[n++] = ':';
			if (i == 0)
				out[n++] = ':';
			i += len - 1;
			continue;
		}
		for (shift = 12; shift > 0 && g[i] >> shift == 0; shift -= 4)
			;
		for (; shift >= 0; shift -= 4)
			out[n++] = hex[g[i] >> shift & 15];
		if (i < 7)
			out[n++] = ':';
	}
	return n;
}

struct lr_ip
lr_ip_next(struct lr_ip ip)
{
	int i;

	for (i = 15; i >= 0; i--)
		if (++ip.b[i] != 0)
			break;
	return ip;
}

struct lr_ip
lr_ip_prev(struct lr_ip ip)
{
	int i;

	for (i = 15; i >= 0; i--)
		if (ip.b[i]-- != 0)
			break;
	return ip;
}
