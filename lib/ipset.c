#include "ipset.h"

#include <stdlib.h>

#define RANGES_MAX (SIZE_MAX / 64)

void
lr_ipset_init(struct lr_ipset *s)
{
	*s = (struct lr_ipset){ 0 };
}

void
lr_ipset_free(struct lr_ipset *s)
{
	free(s->v4);
	free(s->v6);
	lr_ipset_init(s);
}

/* Room for one more. NULL: no memory. */
static void *
room(void *p, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? 64 : *cap * 2;

	if (n < *cap)
		return p;
	if (more > RANGES_MAX || (p = realloc(p, more * size)) == NULL)
		return NULL;
	*cap = more;
	return p;
}

static enum lr_err
add4(struct lr_ipset *s, uint32_t first, uint32_t last)
{
	struct lr_ipset4 *before = s->n4 == 0 ? NULL : &s->v4[s->n4 - 1], *p;

	if (before != NULL && first < before->first)
		return LR_EBAD;
	if (before != NULL && first <= before->last) {
		if (last > before->last)
			before->last = last;
		return LR_OK;
	}
	if ((p = room(s->v4, s->n4, &s->cap4, sizeof(*p))) == NULL)
		return LR_ENOMEM;
	s->v4 = p;
	s->v4[s->n4++] = (struct lr_ipset4){ first, last };
	return LR_OK;
}

static enum lr_err
add6(struct lr_ipset *s, const struct lr_range *r)
{
	struct lr_range *before = s->n6 == 0 ? NULL : &s->v6[s->n6 - 1], *p;

	if (before != NULL && lr_ip_cmp(&r->first, &before->first) < 0)
		return LR_EBAD;
	if (before != NULL && lr_ip_cmp(&r->first, &before->last) <= 0) {
		if (lr_ip_cmp(&r->last, &before->last) > 0)
			before->last = r->last;
		return LR_OK;
	}
	if ((p = room(s->v6, s->n6, &s->cap6, sizeof(*p))) == NULL)
		return LR_ENOMEM;
	s->v6 = p;
	s->v6[s->n6++] = *r;
	return LR_OK;
}

enum lr_err
lr_ipset_add(struct lr_ipset *s, const struct lr_range *r)
{
	bool four = lr_ip_is4(&r->first);

	if (four != lr_ip_is4(&r->last) || lr_ip_cmp(&r->first, &r->last) > 0)
		return LR_EBAD;
	return four ? add4(s, lr_ip_v4(&r->first), lr_ip_v4(&r->last))
		    : add6(s, r);
}

bool
lr_ipset_has(const struct lr_ipset *s, const struct lr_ip *ip)
{
	size_t from = 0, to, mid;
	uint32_t v4;

	if (!lr_ip_is4(ip)) {
		for (to = s->n6; from < to;) {
			mid = from + (to - from) / 2;
			if (lr_ip_cmp(&s->v6[mid].last, ip) < 0)
				from = mid + 1;
			else
				to = mid;
		}
		return from < s->n6 && lr_ip_cmp(&s->v6[from].first, ip) <= 0;
	}
	v4 = lr_ip_v4(ip);
	for (to = s->n4; from < to;) {
		mid = from + (to - from) / 2;
		if (s->v4[mid].last < v4)
			from = mid + 1;
		else
			to = mid;
	}
	return from < s->n4 && s->v4[from].first <= v4;
}
