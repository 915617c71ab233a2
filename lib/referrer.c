#include "referrer.h"

#include "ascii.h"
#include "ip.h"
#include "url.h"

#define OWN_BYTES (1u << 20)

void
lr_referrer_init(struct lr_referrer *r)
{
	lr_map_init(&r->own, OWN_BYTES);
}

void
lr_referrer_free(struct lr_referrer *r)
{
	lr_map_free(&r->own);
}

static struct lr_span
without_www(struct lr_span host)
{
	return lr_span_starts(host, LR_SPAN("www."))
	    ? lr_span_sub(host, 4, host.n)
	    : host;
}

/* A host as it is compared; one that is too long is like no other. */
static struct lr_span
bare(struct lr_span host, char *out)
{
	size_t n = lr_span_find(host, ':'), i;

	if (n > LR_NAME_MAX)
		return (struct lr_span){ NULL, 0 };
	for (i = 0; i < n; i++)
		out[i] = lr_lower(host.p[i]);
	return without_www(lr_span(out, n));
}

enum lr_err
lr_referrer_own(struct lr_referrer *r, struct lr_span host)
{
	char low[LR_NAME_MAX];
	uint32_t id;

	return lr_map_add(&r->own, bare(host, low), &id, NULL);
}

static bool
is_host(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && memchr("-._", s.p[i], 3) == NULL)
			return false;
	return s.n > 0 && s.n <= LR_NAME_MAX;
}

struct lr_span
lr_referrer_host(const struct lr_referrer *r, struct lr_span url,
    struct lr_span site, char *out)
{
	static const struct lr_span none = { "", 0 };
	struct lr_span host = lr_url_host(url), name;
	char low[LR_NAME_MAX];
	struct lr_ip ip;
	size_t i;

	if (!is_host(host) || lr_ip_parse(host, &ip))
		return none;
	for (i = 0; i < host.n; i++)
		out[i] = lr_lower(host.p[i]);
	host = lr_span(out, host.n);
	name = without_www(host);
	if (lr_span_eq(name, bare(site, low)) ||
	    lr_map_find(&r->own, name) != LR_MAP_NONE)
		return none;
	return host;
}
