#include "dnsaddr.h"

#include "num.h"

bool
lr_dnsaddr_parse(struct lr_span s, struct lr_dnsaddr *addr)
{
	struct lr_span host = s, port = { NULL, 0 };
	uint64_t v = 53;
	size_t i;

	if (s.n > 0 && s.p[0] == '[') {
		i = lr_span_find(s, ']');
		if (i == s.n || (i + 1 < s.n && s.p[i + 1] != ':'))
			return false;
		host = lr_span_sub(s, 1, i);
		if (i + 1 < s.n)
			port = lr_span_sub(s, i + 2, s.n);
		if (lr_span_find(host, ':') == host.n)
			return false;
	} else if (!lr_ip_parse(s, &addr->ip)) {
		host = lr_span_cut(&s, ':');
		port = s;
	}
	if (port.p != NULL && (!lr_num_u64(port, UINT16_MAX, &v) || v == 0))
		return false;
	addr->port = (uint16_t)v;
	return lr_ip_parse(host, &addr->ip);
}

size_t
lr_dnsaddr_put(const struct lr_dnsaddr *addr, char *out)
{
	bool four = lr_ip_is4(&addr->ip);
	size_t n = 0;

	if (!four)
		out[n++] = '[';
	n += lr_ip_put(&addr->ip, out + n);
	if (!four)
		out[n++] = ']';
	out[n++] = ':';
	return n + lr_num_put(addr->port, out + n);
}
