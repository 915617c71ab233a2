#include "prefix.h"

#include "num.h"

/* Set all bits from bit `len` (of 128) on. */
static struct lr_ip
filled(struct lr_ip ip, unsigned len)
{
	unsigned i = len / 8;

	if (len % 8 != 0)
		ip.b[i++] |= (unsigned char)(0xffu >> len % 8);
	memset(ip.b + i, 0xff, 16 - i);
	return ip;
}

static struct lr_ip
cleared(struct lr_ip ip, unsigned len)
{
	unsigned i = len / 8;

	if (len % 8 != 0)
		ip.b[i++] &= (unsigned char)~(0xffu >> len % 8);
	memset(ip.b + i, 0, 16 - i);
	return ip;
}

struct lr_range
lr_range_around(const struct lr_ip *ip, unsigned len)
{
	if (lr_ip_is4(ip))
		len += 96;
	return (struct lr_range){ cleared(*ip, len), filled(*ip, len) };
}

bool
lr_range_parse(struct lr_span s, struct lr_range *r)
{
	size_t slash = lr_span_find(s, '/'), dash = lr_span_find(s, '-');
	uint64_t len;

	if (slash < s.n) {
		if (!lr_ip_parse(lr_span_sub(s, 0, slash), &r->first) ||
		    !lr_num_u64(lr_span_sub(s, slash + 1, s.n),
			lr_ip_is4(&r->first) ? 32 : 128, &len))
			return false;
		if (lr_ip_is4(&r->first))
			len += 96;
		r->last = filled(r->first, (unsigned)len);
		s = lr_span((const char *)r->first.b, 16);
		return lr_span_eq(s,
		    lr_span(
			(const char *)cleared(r->first, (unsigned)len).b, 16));
	}
	if (dash == s.n) {
		if (!lr_ip_parse(s, &r->first))
			return false;
		r->last = r->first;
		return true;
	}
	return lr_ip_parse(lr_span_trim(lr_span_sub(s, 0, dash)), &r->first) &&
	    lr_ip_parse(
		lr_span_trim(lr_span_sub(s, dash + 1, s.n)), &r->last) &&
	    lr_ip_is4(&r->first) == lr_ip_is4(&r->last) &&
	    lr_ip_cmp(&r->first, &r->last) <= 0;
}

unsigned
lr_range_split(struct lr_range *r, struct lr_ip *prefix)
{
	unsigned lowest = lr_ip_is4(&r->first) ? 96 : 0, len = 128;
	struct lr_ip end = r->first, wider;

	if (lr_ip_cmp(&r->first, &r->last) > 0)
		return 129;
	*prefix = r->first;
	while (len > lowest &&
	    (r->first.b[(len - 1) / 8] & 0x80u >> (len - 1) % 8) == 0) {
		wider = filled(r->first, len - 1);
		if (lr_ip_cmp(&wider, &r->last) > 0)
			break;
		end = wider;
		len--;
	}
	if (lr_ip_cmp(&end, &r->last) == 0) {
		/* used up: first > last, whatever the last address is */
		memset(&r->first, 0xff, sizeof(r->first));
		memset(&r->last, 0, sizeof(r->last));
	} else {
		r->first = lr_ip_next(end);
	}
	return len - lowest;
}

size_t
lr_range_put(const struct lr_range *r, char *out)
{
	struct lr_range rest = *r;
	struct lr_ip prefix;
	unsigned len = lr_range_split(&rest, &prefix);
	size_t n = lr_ip_put(&r->first, out);

	if (lr_ip_cmp(&rest.first, &rest.last) > 0) {
		out[n++] = '/';
		return n + lr_num_put(len, out + n);
	}
	out[n++] = '-';
	return n + lr_ip_put(&r->last, out + n);
}

bool
lr_range_holds(const struct lr_range *r, const struct lr_ip *ip)
{
	/* ::/0 goes across the mapped addresses, but is no IPv4 range */
	return lr_ip_cmp(&r->first, ip) <= 0 && lr_ip_cmp(ip, &r->last) <= 0 &&
	    lr_ip_is4(&r->first) == lr_ip_is4(ip);
}

/* IANA IPv4 and IPv6 Special-Purpose Address Registries, and multicast (RFC
 * 5771, RFC 4291 2.7). The more specific ones come first. Anycast services
 * that are globally reachable (192.31.196.0/24 and kin) are left out. */
static const struct special {
	const char *prefix, *name;
} special[] = {
	{ "10.0.0.0/8", "private" },
	{ "172.16.0.0/12", "private" },
	{ "192.168.0.0/16", "private" },
	{ "127.0.0.0/8", "loopback" },
	{ "100.64.0.0/10", "shared" },
	{ "169.254.0.0/16", "link-local" },
	{ "192.0.2.0/24", "documentation" },
	{ "198.51.100.0/24", "documentation" },
	{ "203.0.113.0/24", "documentation" },
	{ "198.18.0.0/15", "benchmarking" },
	{ "192.0.0.0/24", "protocol" },
	{ "192.88.99.0/24", "protocol" },
	{ "0.0.0.0/8", "unspecified" },
	{ "224.0.0.0/4", "multicast" },
	{ "240.0.0.0/4", "future" },
	{ "::/128", "unspecified" },
	{ "::1/128", "loopback" },
	{ "::/96", "protocol" },
	{ "64:ff9b:1::/48", "protocol" },
	{ "100::/64", "discard" },
	{ "2001:db8::/32", "documentation" },
	{ "3fff::/20", "documentation" },
	{ "2001:2::/48", "benchmarking" },
	{ "2001::/32", "teredo" },
	{ "2001:10::/28", "protocol" },
	{ "2002::/16", "6to4" },
	{ "5f00::/16", "protocol" },
	{ "fc00::/7", "private" },
	{ "fe80::/10", "link-local" },
	{ "fec0::/10", "private" },
	{ "ff00::/8", "multicast" },
};
#define N_SPECIAL (sizeof(special) / sizeof(special[0]))

/* Their ranges, and the first bytes of the addresses in them, of IPv6 and of
 * IPv4: most addresses are done with these. */
static struct lr_range range[N_SPECIAL];
static bool begins[2][256];

static void
make_ready(void)
{
	unsigned i, b, at;
	bool four;

	for (i = 0; i < N_SPECIAL; i++) {
		lr_range_parse(lr_span_str(special[i].prefix), &range[i]);
		four = lr_ip_is4(&range[i].first);
		at = four ? 12 : 0;
		for (b = range[i].first.b[at]; b <= range[i].last.b[at]; b++)
			begins[four][b] = true;
	}
}

const char *
lr_ip_reserved(const struct lr_ip *ip)
{
	static bool ready;
	bool four = lr_ip_is4(ip);
	size_t i;

	if (!ready) {
		make_ready();
		ready = true;
	}
	if (!begins[four][ip->b[four ? 12 : 0]])
		return NULL;
	for (i = 0; i < N_SPECIAL; i++)
		if (lr_ip_is4(&range[i].first) == four &&
		    lr_range_holds(&range[i], ip))
			return special[i].name;
	return NULL;
}
