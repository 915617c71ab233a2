/*
 * What the objects of registries mean, in the layouts of RIPE, APNIC, AFRINIC
 * and LACNIC. The attributes that are of use are listed; all others, and all
 * other objects, are passed over unread.
 */
#include "holder.h"
#include "mkdb.h"

struct reader {
	struct dumps *d;
	struct object *o;
	struct lr_span s; /* the attribute's text */
};

static void
keep(char *to, size_t *n, struct lr_span s)
{
	*n = s.n < LR_RANGE_TEXT ? s.n : LR_RANGE_TEXT;
	memcpy(to, s.p, *n);
}

/* What a name says of the whole object; true: it may be a holder's. */
static bool
judge(struct reader *a)
{
	enum lr_descr_says says = lr_descr_name(a->s);

	a->o->stub |= says == LR_DESCR_STUB;
	a->o->person |= says == LR_DESCR_PRIVATE;
	return says == LR_DESCR_NAME && !lr_holder_handle(a->s);
}

static void
netname(struct reader *a)
{
	if (a->o->reg.n_netname > 0)
		return;
	lr_registration_netname(&a->o->reg, a->s);
	a->o->stub |= lr_descr_name(a->s) == LR_DESCR_STUB;
}

/* Of the lines of a description the first that may be a name. */
static void
descr(struct reader *a)
{
	enum lr_descr_says says = lr_descr_line(a->s);

	a->o->stub |= says == LR_DESCR_STUB;
	a->o->person |= says == LR_DESCR_PRIVATE;
	if (says == LR_DESCR_NAME && a->o->reg.n_holder == 0 &&
	    !lr_holder_handle(a->s))
		lr_registration_holder(&a->o->reg, a->s);
}

static void
name(struct reader *a)
{
	if (a->o->named)
		return;
	a->o->named = true;
	a->o->reg.n_holder = 0;
	if (judge(a))
		lr_registration_holder(&a->o->reg, a->s);
}

/* LACNIC: a Brazilian tax number of a person, "012.345.678-90". */
static void
owner_id(struct reader *a)
{
	static const char shape[] = "ddd.ddd.ddd-dd";
	size_t i;

	if (a->s.n != sizeof(shape) - 1)
		return;
	for (i = 0; i < a->s.n; i++)
		if (shape[i] == 'd' ? !lr_is_digit(a->s.p[i])
				    : a->s.p[i] != shape[i])
			return;
	a->o->person = true;
}

static void
country(struct reader *a)
{
	if (a->o->reg.country[0] == '\0')
		lr_registration_country(&a->o->reg, a->s);
}

static void
status(struct reader *a)
{
	if (a->o->reg.n_status == 0)
		lr_registration_status(&a->o->reg, a->s);
}

static void
org(struct reader *a)
{
	if (a->o->org_n == 0)
		keep(a->o->org, &a->o->org_n, a->s);
}

static void
maintainer(struct reader *a)
{
	a->o->stub |= lr_descr_name(a->s) == LR_DESCR_STUB;
}

static void
changed(struct reader *a, unsigned rank)
{
	int64_t t;

	if (rank < a->o->changed_by || !lr_rpsl_time(a->s, &t) ||
	    (rank == a->o->changed_by && t <= a->o->changed))
		return;
	a->o->changed = t;
	a->o->changed_by = rank;
}

static void
created(struct reader *a)
{
	changed(a, 1);
}

static void
changed_by(struct reader *a)
{
	changed(a, 2);
}

static void
last_modified(struct reader *a)
{
	changed(a, 3);
}

static const struct use {
	struct lr_span name;
	enum object_class class;
	void (*take)(struct reader *a);
} uses[] = {
	{ { "netname", 7 }, OBJECT_NETWORK, netname },
	{ { "descr", 5 }, OBJECT_NETWORK, descr },
	{ { "country", 7 }, OBJECT_NETWORK, country },
	{ { "org", 3 }, OBJECT_NETWORK, org },
	{ { "status", 6 }, OBJECT_NETWORK, status },
	{ { "mnt-by", 6 }, OBJECT_NETWORK, maintainer },
	{ { "owner", 5 }, OBJECT_NETWORK, name },
	{ { "ownerid", 7 }, OBJECT_NETWORK, owner_id },
	{ { "last-modified", 13 }, OBJECT_NETWORK, last_modified },
	{ { "changed", 7 }, OBJECT_NETWORK, changed_by },
	{ { "created", 7 }, OBJECT_NETWORK, created },
	{ { "org-name", 8 }, OBJECT_ORG, name },
	{ { "country", 7 }, OBJECT_ORG, country },
	{ { "last-modified", 13 }, OBJECT_ORG, last_modified },
	{ { "changed", 7 }, OBJECT_ORG, changed_by },
	{ { "created", 7 }, OBJECT_ORG, created },
};

static void
begin(struct object *o, const struct lr_rpsl *r)
{
	*o = (struct object){ .class = OBJECT_OTHER };
	if (lr_rpsl_is(r, LR_SPAN("inetnum")) ||
	    lr_rpsl_is(r, LR_SPAN("inet6num")))
		o->class = OBJECT_NETWORK;
	else if (lr_rpsl_is(r, LR_SPAN("organisation")))
		o->class = OBJECT_ORG;
	else
		return;
	o->key_n = lr_rpsl_text(r->raw, o->key, sizeof(o->key));
}

void
object_attribute(struct dumps *d, const struct lr_rpsl *r)
{
	struct object *o = &d->now;
	struct reader a = { .d = d, .o = o };
	char text[LR_HOLDER_MAX];
	size_t i;

	if (o->class == OBJECT_NONE) {
		begin(o, r);
		return;
	}
	if (o->class == OBJECT_OTHER)
		return;
	for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		if (uses[i].class != o->class || !lr_rpsl_is(r, uses[i].name))
			continue;
		a.s = lr_span(text, lr_rpsl_text(r->raw, text, sizeof(text)));
		if (a.s.n > 0)
			uses[i].take(&a);
		return;
	}
}

static enum lr_err
network(struct dumps *d, const char **why, bool *taken)
{
	struct object *o = &d->now;
	enum lr_err err;

	if (!lr_rpsl_range(lr_span(o->key, o->key_n), &o->reg.range)) {
		*why = "not a range of addresses";
		return LR_EBAD;
	}
	if (o->stub || lr_holder_stub(&o->reg)) {
		d->stubs++;
		return LR_OK;
	}
	if (o->person) {
		d->persons++;
		o->reg.n_holder = 0;
		o->org_n = 0;
	}
	err = lr_mkregistry_network(
	    d->made, &o->reg, lr_span(o->org, o->org_n), o->changed);
	*taken = err == LR_OK;
	if (err == LR_EBAD)
		*why = "within ::/96, kept for IPv4";
	return err;
}

static enum lr_err
organisation(struct dumps *d, const char **why)
{
	struct object *o = &d->now;
	struct lr_span holder = lr_registration_has_holder(&o->reg);

	if (o->key_n == 0 || !o->named) {
		*why = "an organisation without a handle or a name";
		return LR_EBAD;
	}
	if (o->person || o->stub)
		holder.n = 0;
	else if (holder.n == 0)
		return LR_OK; /* says nothing: the description counts */
	d->orgs++;
	return lr_mkregistry_organisation(d->made, lr_span(o->key, o->key_n),
	    holder, lr_span(o->reg.country, o->reg.country[0] == '\0' ? 0 : 2),
	    o->changed);
}

enum lr_err
object_end(
    struct dumps *d, const struct lr_rpsl *r, const char **why, bool *taken)
{
	enum object_class class = d->now.class;
	enum lr_err err = LR_OK;

	*taken = false;
	if (class == OBJECT_NETWORK || class == OBJECT_ORG) {
		*why = "longer than an object may be";
		if (r->cut)
			err = LR_EBAD;
		else if (class == OBJECT_NETWORK)
			err = network(d, why, taken);
		else
			err = organisation(d, why);
	} else {
		d->others++;
	}
	d->now.class = OBJECT_NONE;
	return err;
}
