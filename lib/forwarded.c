#include "forwarded.h"

#include "ascii.h"

bool
lr_proxy_is(const struct lr_proxies *p, const struct lr_ip *ip)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (lr_range_holds(&p->range[i], ip))
			return true;
	return p->n == 0 && lr_ip_reserved(ip) != NULL;
}

/* The address in one element of a list, also for="[...]:port". */
static bool
element(struct lr_span s, struct lr_ip *ip)
{
	size_t at;

	s = lr_span_trim(s);
	at = lr_ascii_find(s, LR_SPAN("for="));
	if (at < s.n)
		s = lr_span_sub(s, at + 4, s.n);
	s = lr_span_sub(s, 0, lr_span_find(s, ';'));
	while (s.n > 0 && (s.p[0] == '"' || s.p[0] == '['))
		s = lr_span_sub(s, 1, s.n);
	s = lr_span_sub(s, 0, lr_span_find(s, '"'));
	s = lr_span_sub(s, 0, lr_span_find(s, ']'));
	if (lr_ip_parse(s, ip))
		return true;
	return lr_ip_parse(lr_span_sub(s, 0, lr_span_find(s, ':')), ip);
}

struct lr_ip
lr_forwarded(
    const struct lr_proxies *p, const struct lr_ip *peer, struct lr_span list)
{
	struct lr_ip ip = *peer, next;
	size_t from;

	while (list.n > 0 && lr_proxy_is(p, &ip)) {
		for (from = list.n; from > 0 && list.p[from - 1] != ','; from--)
			;
		if (!element(lr_span_sub(list, from, list.n), &next))
			break;
		/* never a private address for one that is somebody's */
		if (lr_ip_reserved(&next) != NULL &&
		    lr_ip_reserved(&ip) == NULL)
			break;
		ip = next;
		list = lr_span_sub(list, 0, from == 0 ? 0 : from - 1);
	}
	return ip;
}
