#include "mkregistry.h"

#include <stdlib.h>

#include "ascii.h"
#include "map.h"
#include "registry.h"
#include "segment.h"

#define NONE UINT32_MAX
#define HANDLE_MAX 64u		 /* bytes of a handle; longer ones are cut */
#define HANDLES_BYTES (1u << 28) /* of all handles */

/* Texts by the numbers of mkmmdb. */
struct row {
	struct lr_range range;
	uint32_t netname, holder, status;
	uint32_t org;	  /* in orgs; of a delegation: its record */
	uint32_t changed; /* seconds since 1970 */
	char country[2];
};

struct rows {
	struct row *p;
	size_t n, cap;
};

struct org {
	uint32_t name; /* NONE: a person */
	uint32_t changed;
	char country[2];
	bool known;
};

enum { K_NETWORK, K_NETNAME, K_HOLDER, K_COUNTRY, K_STATUS, KEYS };

struct lr_mkregistry {
	struct lr_mkmmdb *db;
	uint32_t key[KEYS];
	struct rows networks, delegations;
	struct lr_map handles;
	struct org *orgs; /* by the number of the handle */
	uint32_t orgs_cap;
};

enum lr_err
lr_mkregistry_new(struct lr_mkregistry **out)
{
	static const char *const names[KEYS] = { "network", "netname", "holder",
		"holder_country", "holder_status" };
	struct lr_mkregistry *m = calloc(1, sizeof(*m));
	enum lr_err err = LR_ENOMEM;
	unsigned i;

	*out = NULL;
	if (m == NULL)
		return LR_ENOMEM;
	lr_map_init(&m->handles, HANDLES_BYTES);
	err = lr_mkmmdb_new(&m->db);
	for (i = 0; i < KEYS && err == LR_OK; i++)
		err = lr_mkmmdb_key(m->db, lr_span_str(names[i]), &m->key[i]);
	if (err != LR_OK) {
		lr_mkregistry_free(m);
		return err;
	}
	*out = m;
	return LR_OK;
}

static void
free_rows(struct rows *r)
{
	free(r->p);
	*r = (struct rows){ .p = NULL };
}

void
lr_mkregistry_free(struct lr_mkregistry *m)
{
	if (m == NULL)
		return;
	lr_mkmmdb_free(m->db);
	lr_map_free(&m->handles);
	free(m->orgs);
	free_rows(&m->networks);
	free_rows(&m->delegations);
	free(m);
}

/* ---- what comes in */

static uint32_t
seconds(int64_t t)
{
	return t < 0 ? 0 : t > UINT32_MAX ? UINT32_MAX : (uint32_t)t;
}

static enum lr_err
text(struct lr_mkregistry *m, struct lr_span s, uint32_t *id)
{
	*id = NONE;
	return s.n == 0 ? LR_OK : lr_mkmmdb_key(m->db, s, id);
}

/* The organisation of a handle, which need not have come yet. */
static enum lr_err
find_org(struct lr_mkregistry *m, struct lr_span handle, uint32_t *id)
{
	char upper[HANDLE_MAX];
	struct org *p;
	enum lr_err err;
	uint32_t cap;
	size_t i;

	handle = lr_span_sub(handle, 0, HANDLE_MAX);
	for (i = 0; i < handle.n; i++)
		upper[i] = lr_upper(handle.p[i]);
	if (m->handles.n == m->orgs_cap) {
		cap = m->orgs_cap == 0 ? 1024 : 2 * m->orgs_cap;
		if ((p = realloc(m->orgs, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		memset(p + m->orgs_cap, 0, (cap - m->orgs_cap) * sizeof(*p));
		m->orgs = p;
		m->orgs_cap = cap;
	}
	err = lr_map_add(&m->handles, lr_span(upper, handle.n), id, NULL);
	return err;
}

/* Total order of texts that does not depend on when they came. */
static int
compare(const struct lr_mkregistry *m, uint32_t a, uint32_t b)
{
	if (a == b || a == NONE || b == NONE)
		return a == b ? 0 : a == NONE ? -1 : 1;
	return lr_span_cmp(lr_mkmmdb_name(m->db, a), lr_mkmmdb_name(m->db, b));
}

static int
order(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

enum lr_err
lr_mkregistry_organisation(struct lr_mkregistry *m, struct lr_span handle,
    struct lr_span name, struct lr_span country, int64_t changed)
{
	struct org new = { .changed = seconds(changed), .known = true };
	struct org *old;
	enum lr_err err;
	uint32_t id;
	int c;

	if ((err = find_org(m, handle, &id)) != LR_OK ||
	    (err = text(m, name, &new.name)) != LR_OK)
		return err;
	if (country.n == 2)
		memcpy(new.country, country.p, 2);
	old = &m->orgs[id];
	c = old->known ? order(old->changed, new.changed) : -1;
	if (c == 0)
		c = compare(m, old->name, new.name);
	if (c == 0)
		c = memcmp(old->country, new.country, 2);
	if (c < 0)
		*old = new;
	return LR_OK;
}

static enum lr_err
add(struct rows *to, const struct row *row)
{
	/* wholly within ::/96; what goes beyond mkmmdb can take */
	static const struct lr_ip behind4 = { { [11] = 1 } };
	struct row *p;
	size_t cap;

	if (lr_ip_cmp(&row->range.last, &behind4) < 0)
		return LR_EBAD;
	if (to->n == to->cap) {
		if (to->n >= LR_SEGMENT_RANGES_MAX)
			return LR_ENOMEM;
		cap = to->cap == 0 ? 1024 : to->cap + to->cap / 2;
		if ((p = realloc(to->p, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		to->p = p;
		to->cap = cap;
	}
	to->p[to->n++] = *row;
	return LR_OK;
}

enum lr_err
lr_mkregistry_network(struct lr_mkregistry *m, const struct lr_registration *r,
    struct lr_span org, int64_t changed)
{
	struct row row = { .range = r->range, .org = NONE };
	enum lr_err err;

	row.changed = seconds(changed);
	memcpy(row.country, r->country, 2);
	if ((err = text(m, lr_registration_has_netname(r), &row.netname)) !=
		LR_OK ||
	    (err = text(m, lr_registration_has_holder(r), &row.holder)) !=
		LR_OK ||
	    (err = text(m, lr_registration_has_status(r), &row.status)) !=
		LR_OK ||
	    (org.n > 0 && (err = find_org(m, org, &row.org)) != LR_OK))
		return err;
	return add(&m->networks, &row);
}

enum lr_err
lr_mkregistry_delegation(
    struct lr_mkregistry *m, const struct lr_registration *r, int64_t changed)
{
	struct row row = { .range = r->range };
	enum lr_err err;

	row.netname = row.holder = row.org = NONE;
	row.changed = seconds(changed);
	memcpy(row.country, r->country, 2);
	err = text(m, lr_registration_has_status(r), &row.status);
	return err == LR_OK ? add(&m->delegations, &row) : err;
}

/* ---- what goes out */

static void
join(struct lr_mkregistry *m)
{
	struct row *row;
	const struct org *org;
	size_t i;

	for (i = 0; i < m->networks.n; i++) {
		row = &m->networks.p[i];
		if (row->org == NONE || !m->orgs[row->org].known)
			continue;
		org = &m->orgs[row->org];
		row->holder = org->name;
		if (row->country[0] == '\0')
			memcpy(row->country, org->country, 2);
	}
}

static int
by_range(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int c = lr_ip_cmp(&x->range.first, &y->range.first);

	return c != 0 ? c : lr_ip_cmp(&y->range.last, &x->range.last);
}

/* Is a better than b, both of one range? */
static bool
better(const struct lr_mkregistry *m, const struct row *a, const struct row *b)
{
	int c = (a->holder != NONE) - (b->holder != NONE);

	if (c == 0)
		c = order(a->changed, b->changed);
	if (c == 0)
		c = compare(m, a->holder, b->holder);
	if (c == 0)
		c = compare(m, a->netname, b->netname);
	if (c == 0)
		c = compare(m, a->status, b->status);
	if (c == 0)
		c = memcmp(a->country, b->country, 2);
	return c > 0;
}

/* Sorted, larger ranges before those within, each range once. */
static uint32_t
settle(struct lr_mkregistry *m, struct rows *r)
{
	size_t i, n = 0;

	if (r->n == 0)
		return 0;
	qsort(r->p, r->n, sizeof(*r->p), by_range);
	for (i = 1; i < r->n; i++) {
		if (by_range(&r->p[n], &r->p[i]) != 0)
			r->p[++n] = r->p[i];
		else if (better(m, &r->p[i], &r->p[n]))
			r->p[n] = r->p[i];
	}
	i = r->n - (n + 1);
	r->n = n + 1;
	return (uint32_t)i;
}

static enum lr_err
record(struct lr_mkregistry *m, const struct row *row, uint32_t *id)
{
	char range[LR_RANGE_TEXT];

	lr_mkmmdb_begin(m->db);
	lr_mkmmdb_own(m->db, m->key[K_NETWORK],
	    lr_span(range, lr_range_put(&row->range, range)));
	if (row->netname != NONE)
		lr_mkmmdb_named(m->db, m->key[K_NETNAME], row->netname);
	if (row->holder != NONE)
		lr_mkmmdb_named(m->db, m->key[K_HOLDER], row->holder);
	if (row->country[0] != '\0')
		lr_mkmmdb_text(
		    m->db, m->key[K_COUNTRY], lr_span(row->country, 2));
	if (row->status != NONE)
		lr_mkmmdb_named(m->db, m->key[K_STATUS], row->status);
	return lr_mkmmdb_record(m->db, id);
}

static enum lr_err
put_networks(struct lr_mkregistry *m, struct lr_mkregistry_sum *sum)
{
	const struct row *row;
	enum lr_err err;
	uint32_t id;
	size_t i;

	for (i = 0; i < m->networks.n; i++) {
		row = &m->networks.p[i];
		if ((err = record(m, row, &id)) != LR_OK ||
		    (err = lr_mkmmdb_add(m->db, &row->range, id)) != LR_OK)
			return err;
		sum->holders += row->holder != NONE;
		if (lr_ip_is4(&row->range.first))
			sum->networks4++;
		else
			sum->networks6++;
	}
	return LR_OK;
}

/* ---- delegations: where no network is */

/* All that the networks cover, in place: sorted, apart from each other. */
static void
unite(struct rows *r)
{
	struct lr_range *to, *from;
	struct lr_ip behind;
	size_t i, n = 0;

	for (i = 1; i < r->n; i++) {
		to = &r->p[n].range;
		from = &r->p[i].range;
		behind = lr_ip_next(to->last);
		if (lr_ip_is4(&to->first) != lr_ip_is4(&from->first) ||
		    lr_ip_cmp(&from->first, &behind) > 0)
			r->p[++n].range = *from;
		else if (lr_ip_cmp(&from->last, &to->last) > 0)
			to->last = from->last;
	}
	r->n = r->n == 0 ? 0 : n + 1;
}

static enum lr_err
put_piece(struct lr_mkregistry *m, const struct lr_ip *first,
    const struct lr_ip *last, struct row *row)
{
	struct lr_range piece = { *first, *last };
	enum lr_err err = LR_OK;

	if (row->org == NONE)
		err = record(m, row, &row->org);
	if (err == LR_OK)
		err = lr_mkmmdb_add(m->db, &piece, row->org);
	/* a rest within ::/96 is nothing */
	return err == LR_EBAD ? LR_OK : err;
}

/* The parts of s that are in none of the ranges from *at on, which moves on
 * behind those that end before s does. */
static enum lr_err
put_rest(
    struct lr_mkregistry *m, struct lr_range s, struct row *row, size_t *at)
{
	const struct rows *covered = &m->networks;
	const struct lr_range *c;
	struct lr_ip before;
	enum lr_err err;

	for (; *at < covered->n; ++*at) {
		c = &covered->p[*at].range;
		if (lr_ip_cmp(&c->first, &s.last) > 0)
			break;
		if (lr_ip_cmp(&c->last, &s.first) < 0)
			continue;
		before = lr_ip_prev(c->first);
		if (lr_ip_cmp(&c->first, &s.first) > 0 &&
		    (err = put_piece(m, &s.first, &before, row)) != LR_OK)
			return err;
		if (lr_ip_cmp(&c->last, &s.last) >= 0)
			return LR_OK;
		s.first = lr_ip_next(c->last);
	}
	return put_piece(m, &s.first, &s.last, row);
}

static enum lr_err
flatten(struct lr_mkregistry *m, struct lr_segments *s, bool four)
{
	struct lr_wide from = { 0, 0 };
	struct row *row;
	struct lr_range r;
	enum lr_err err;
	size_t i, at = 0;

	for (i = 0; i < m->delegations.n; i++) {
		row = &m->delegations.p[i];
		if (lr_ip_is4(&row->range.first) == four &&
		    (err = lr_segments_add(s, &row->range.first,
			 &row->range.last, (uint32_t)i)) != LR_OK)
			return err;
	}
	while (at < m->networks.n &&
	    lr_ip_is4(&m->networks.p[at].range.first) != four)
		at++;
	if (s->n == 0 || (err = lr_segments_start(s)) != LR_OK)
		return s->n == 0 ? LR_OK : err;
	for (;;) {
		r = (struct lr_range){ lr_wide_ip(from, four),
			lr_wide_ip(s->last, four) };
		if (s->id != LR_SEGMENT_NOTHING &&
		    (err = put_rest(m, r, &m->delegations.p[s->id], &at)) !=
			LR_OK)
			return err;
		if (lr_wide_cmp(s->last, s->end) == 0)
			return s->err;
		from = s->at;
		lr_segments_next(s);
	}
}

static enum lr_err
put_delegations(struct lr_mkregistry *m)
{
	struct lr_segments s;
	enum lr_err err = LR_OK;
	int four;

	unite(&m->networks);
	for (four = 0; four < 2 && err == LR_OK; four++) {
		lr_segments_init(&s, four == 1);
		err = flatten(m, &s, four == 1);
		lr_segments_free(&s);
	}
	return err;
}

enum lr_err
lr_mkregistry_write(struct lr_mkregistry *m, uint64_t epoch, int fd,
    struct lr_mkregistry_sum *sum)
{
	struct lr_mkmmdb_spec spec = { .type = LR_REGISTRY_TYPE,
		.description = "Networks and their holders, made by lr-mkdb",
		.epoch = epoch };
	enum lr_err err;

	*sum = (struct lr_mkregistry_sum){ 0 };
	join(m);
	lr_map_free(&m->handles);
	sum->repeated = settle(m, &m->networks);
	settle(m, &m->delegations);
	sum->delegations = (uint32_t)m->delegations.n;
	if ((err = put_networks(m, sum)) != LR_OK ||
	    (m->delegations.n > 0 && (err = put_delegations(m)) != LR_OK))
		return err;
	free_rows(&m->networks);
	free_rows(&m->delegations);
	return lr_mkmmdb_write(m->db, &spec, fd, &sum->file);
}
