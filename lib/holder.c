#include "holder.h"

#include "ascii.h"

enum {
	/* the shortest prefixes that one organisation may hold */
	WIDEST4 = 8,
	WIDEST6 = 16
};

static const struct {
	const char *where, *pattern;
} stubs[] = {
#include "stubs.inc"
};

static bool
matches(const char *where, struct lr_span s)
{
	char text[LR_HOLDER_MAX];
	size_t i;

	s = lr_span_sub(s, 0, sizeof(text));
	for (i = 0; i < s.n; i++)
		text[i] = lr_lower(s.p[i]);
	s = lr_span(text, s.n);
	for (i = 0; i < sizeof(stubs) / sizeof(stubs[0]); i++)
		if (stubs[i].where[0] == where[0] &&
		    strcmp(stubs[i].where, where) == 0 &&
		    lr_ascii_glob(lr_span_str(stubs[i].pattern), s))
			return true;
	return false;
}

/* Behind the last dash of a handle; LACNIC's begin with the country. */
static bool
registry_tail(struct lr_span tail)
{
	static const char *const tails[] = { "ripe", "afrinic", "arin", "apnic",
		"lacnic", "ap", "jp", "kr", "cn", "mnt", "irt" };
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (lr_ascii_eq(tail, lr_span_str(tails[i])))
			return true;
	return false;
}

bool
lr_holder_handle(struct lr_span s)
{
	struct lr_span rest = lr_span_trim(s), part = rest;
	bool digit = false, org, mnt;
	size_t i;

	for (i = 0; i < rest.n; i++) {
		if (!lr_is_alnum(rest.p[i]) && rest.p[i] != '-')
			return false;
		digit |= lr_is_digit(rest.p[i]);
	}
	if (lr_span_find(rest, '-') == rest.n)
		return false;
	org = lr_ascii_eq(lr_span_sub(rest, 0, 4), LR_SPAN("ORG-"));
	while (rest.p != NULL)
		part = lr_span_cut(&rest, '-');
	mnt = lr_ascii_eq(part, LR_SPAN("MNT")) ||
	    lr_ascii_eq(part, LR_SPAN("IRT"));
	return registry_tail(part) && (org || mnt || digit);
}

/* The first four bytes of an address within its family. */
static uint32_t
head(const struct lr_ip *ip)
{
	const unsigned char *p = ip->b + (lr_ip_is4(ip) ? 12 : 0);

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

bool
lr_holder_stub(const struct lr_registration *reg)
{
	const struct lr_range *r = &reg->range;
	unsigned len = lr_ip_is4(&r->first) ? WIDEST4 : WIDEST6;

	return head(&r->last) - head(&r->first) > UINT32_MAX >> len ||
	    matches("netname", lr_registration_has_netname(reg)) ||
	    matches("holder", lr_registration_has_holder(reg));
}
