#include "look.h"

#include "ascii.h"
#include "prefix.h"
#include "registration.h"

const struct lr_span lr_no_text = { NULL, 0 };

enum lr_kind
lr_look_provider(uint32_t marks)
{
	static const struct {
		uint32_t mark;
		enum lr_kind kind;
	} order[] = { { LR_MARK_GATEWAY, LR_KIND_GATEWAY },
		{ LR_MARK_RELAY, LR_KIND_RELAY }, { LR_MARK_VPN, LR_KIND_VPN },
		{ LR_MARK_MOBILE, LR_KIND_MOBILE },
		{ LR_MARK_HOSTING, LR_KIND_HOSTING },
		{ LR_MARK_ISP, LR_KIND_ISP } };
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if ((marks & order[i].mark) != 0)
			return order[i].kind;
	return LR_KINDS;
}

bool
lr_look_education(const struct lr_orgname *o)
{
	return o->n > 0 && lr_look_provider(o->marks) == LR_KINDS &&
	    ((o->marks | o->handle) & LR_MARK_EDUCATION) != 0;
}

bool
lr_look_government(const struct lr_orgname *o)
{
	if (o->n == 0 || o->handle_only ||
	    lr_look_provider(o->marks) != LR_KINDS ||
	    (o->marks & LR_MARK_LEGAL) != 0)
		return false;
	return (o->marks & LR_MARK_GOVERNMENT) != 0 ||
	    ((o->marks & LR_MARK_PUBLIC) != 0 &&
		(o->marks & (LR_MARK_HINT | LR_MARK_TRADE)) == 0);
}

/* A name that a person or nobody stands behind, or only a handle. */
static bool
is_weak(const struct lr_orgname *o)
{
	return o->n == 0 || o->handle_only ||
	    (o->marks &
		(LR_MARK_PROVIDER | LR_MARK_PERSON | LR_MARK_SOCIETY)) != 0;
}

bool
lr_look_trade(const struct lr_orgname *o)
{
	uint32_t line = LR_MARK_TRADE;

	if (is_weak(o) || lr_look_provider(o->handle) != LR_KINDS)
		return false;
	if ((o->marks & LR_MARK_LEGAL) == 0)
		return (o->marks & line) != 0 && (o->marks & LR_MARK_HINT) == 0;
	line |= LR_MARK_GOVERNMENT | LR_MARK_PUBLIC;
	return (o->marks & line) != 0;
}

bool
lr_look_legal(const struct lr_orgname *o)
{
	return !is_weak(o) && (o->marks & LR_MARK_LEGAL) != 0 &&
	    (o->marks & LR_MARK_HINT) == 0 &&
	    lr_look_provider(o->handle) == LR_KINDS;
}

bool
lr_look_plain(const struct lr_orgname *o)
{
	struct lr_span rest = lr_span(o->folded, o->folded_n);
	unsigned words = 0;

	while (rest.p != NULL)
		words += lr_span_cut(&rest, ' ').n > 0;
	if (words < 2 && (o->handle & LR_MARK_LEGAL) == 0)
		return false;
	return !is_weak(o) && (o->marks & LR_MARK_HINT) == 0 &&
	    lr_look_provider(o->handle) == LR_KINDS;
}

enum lr_kind
lr_look_lead(const struct lr_orgname *o)
{
	return lr_look_education(o)		   ? LR_KIND_EDUCATION
	    : lr_look_government(o)		   ? LR_KIND_GOVERNMENT
	    : lr_look_trade(o) || lr_look_legal(o) ? LR_KIND_COMPANY
						   : LR_KINDS;
}

bool
lr_look_passed_on(const struct lr_evidence *ev)
{
	struct lr_range r;

	if (lr_registration_allocated(ev->holder_status))
		return true;
	if (!lr_range_parse(ev->network, &r))
		return false;
	return lr_ip_is4(&r.first)
	    ? lr_ip_v4(&r.last) - lr_ip_v4(&r.first) >= 65536
	    : memcmp(r.first.b, r.last.b, 4) != 0;
}

bool
lr_look_alone(const struct lr_look *l)
{
	struct lr_range r;

	return l->holder.n > 0 && (l->holder.marks & LR_MARK_LEGAL) == 0 &&
	    lr_look_lead(&l->holder) == LR_KIND_COMPANY &&
	    lr_range_parse(l->ev->network, &r) &&
	    lr_ip_cmp(&r.first, &r.last) == 0;
}

enum lr_kind
lr_look_netname(const struct lr_look *l)
{
	if ((l->net_hosts & LR_HOST_MOBILE) != 0)
		return LR_KIND_MOBILE;
	if ((l->net_hosts & LR_HOST_DYNAMIC) != 0)
		return LR_KIND_ISP;
	if ((l->net_hosts & LR_HOST_HOSTING) != 0)
		return LR_KIND_HOSTING;
	return lr_look_provider(l->net_marks);
}

bool
lr_look_take(struct lr_look *l, enum lr_kind kind,
    const struct lr_orgname *company, struct lr_span own)
{
	if (kind == LR_KINDS)
		return false;
	l->kind = kind;
	l->company = company;
	l->own = own;
	return true;
}

struct lr_span
lr_look_domain(const struct lr_look *l, const struct lr_orgname *o)
{
	if (l->domain.own.n > 0 && lr_orgname_owns(o, l->domain.label))
		return l->domain.own;
	if (l->ptr.own.n > 0 && l->ev->ptr_verified && !l->ptr.private &&
	    lr_orgname_owns(o, l->ptr.label))
		return l->ptr.own;
	return lr_no_text;
}

const struct lr_orgname *
lr_look_owner(const struct lr_look *l)
{
	const struct lr_orgname *all[] = { &l->holder, &l->org, &l->as };
	size_t i;

	for (i = 0; i < 3; i++)
		if (all[i]->n > 0 &&
		    lr_look_provider(all[i]->marks) == LR_KINDS &&
		    lr_orgname_owns(all[i], l->ptr.label))
			return all[i];
	return NULL;
}

/* Words of lines and services in a handle like LOREM-DSL-POOL2. What is part
 * of the holder's name tells nothing of the range. */
static void
read_netname(struct lr_span netname, struct lr_look *l)
{
	struct lr_span rest = netname, part;
	size_t i;

	while (rest.n > 0) {
		for (i = 0; i < rest.n && strchr("-_. ", rest.p[i]) == NULL;)
			i++;
		part = lr_span_sub(rest, 0, i);
		rest = lr_span_sub(rest, i < rest.n ? i + 1 : i, rest.n);
		if (part.n < 3 || lr_ascii_eq(part, LR_SPAN("net")) ||
		    lr_orgname_owns(&l->holder, part))
			continue;
		l->net_hosts |= lr_hostname_words(part);
		l->net_marks |= lr_orgname_label(part);
	}
}

void
lr_look_at(const struct lr_hostnames *hosts, struct lr_orgnames *names,
    const struct lr_evidence *ev, struct lr_look *l)
{
	l->ev = ev;
	lr_hostname_read(hosts, ev->ptr, ev->ip, &l->ptr);
	lr_hostname_read(hosts, ev->domain.n > 0 ? ev->domain : ev->as_domain,
	    NULL, &l->domain);
	lr_orgnames_read(names, ev->as_name, ev->country, &l->as);
	lr_orgnames_read(names, ev->holder.n > 0 ? ev->holder : ev->netname,
	    ev->holder_country.n > 0 ? ev->holder_country : ev->country,
	    &l->holder);
	lr_orgnames_read(names, ev->organization, ev->country, &l->org);
	l->label = lr_orgname_label(l->ptr.label);
	l->net_hosts = l->net_marks = 0;
	if (ev->holder.n > 0 && ev->netname.n > 0)
		read_netname(ev->netname, l);
}
