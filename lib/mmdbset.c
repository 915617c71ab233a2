#include "mmdbset.h"

#include "ascii.h"
#include "num.h"

/* The fields of tables that are looked at. */
#define FIELDS                            \
	X(autonomous_system_number)       \
	X(autonomous_system_organization) \
	X(traits)                         \
	X(asn)                            \
	X(as_name)                        \
	X(as_domain)                      \
	X(name)                           \
	X(country)                        \
	X(country_code)                   \
	X(registered_country)             \
	X(netname)                        \
	X(holder)                         \
	X(holder_country)                 \
	X(holder_status)                  \
	X(isp)                            \
	X(organization)                   \
	X(connection_type)                \
	X(is_anonymous_vpn)               \
	X(vpn)                            \
	X(is_hosting_provider)            \
	X(hosting)                        \
	X(is_tor_exit_node)               \
	X(tor)                            \
	X(is_public_proxy)                \
	X(proxy)                          \
	X(relay)                          \
	X(domain)                         \
	X(kind)

#define X(n) NAME_##n,
enum name { FIELDS NAMES };
#undef X

static const struct lr_span names[NAMES] = {
#define X(n) [NAME_##n] = { #n, sizeof(#n) - 1 },
	FIELDS
#undef X
};

/* Where a fact stands in the files of the known makers, best first: MaxMind
 * (Enterprise below traits), DB-IP, IPinfo, and our own (by our own names). */
static const struct path {
	enum lr_fact_id fact;
	enum name name;
	const char *below; /* in the map of that name; or NULL */
} paths[] = {
	{ LR_FACT_ASN, NAME_autonomous_system_number, NULL },
	{ LR_FACT_ASN, NAME_traits, "autonomous_system_number" },
	{ LR_FACT_ASN, NAME_asn, NULL },
	{ LR_FACT_AS_NAME, NAME_autonomous_system_organization, NULL },
	{ LR_FACT_AS_NAME, NAME_traits, "autonomous_system_organization" },
	{ LR_FACT_AS_NAME, NAME_as_name, NULL },
	{ LR_FACT_COUNTRY, NAME_country, "iso_code" },
	{ LR_FACT_COUNTRY, NAME_country_code, NULL },
	{ LR_FACT_COUNTRY, NAME_country, NULL },
	{ LR_FACT_COUNTRY, NAME_registered_country, "iso_code" },
	{ LR_FACT_NETNAME, NAME_netname, NULL },
	{ LR_FACT_HOLDER, NAME_holder, NULL },
	{ LR_FACT_HOLDER_COUNTRY, NAME_holder_country, NULL },
	{ LR_FACT_HOLDER_STATUS, NAME_holder_status, NULL },
	{ LR_FACT_ISP, NAME_isp, NULL },
	{ LR_FACT_ISP, NAME_traits, "isp" },
	{ LR_FACT_ORGANIZATION, NAME_organization, NULL },
	{ LR_FACT_ORGANIZATION, NAME_traits, "organization" },
	{ LR_FACT_CONNECTION_TYPE, NAME_connection_type, NULL },
	{ LR_FACT_CONNECTION_TYPE, NAME_traits, "connection_type" },
	{ LR_FACT_VPN, NAME_is_anonymous_vpn, NULL },
	{ LR_FACT_VPN, NAME_traits, "is_anonymous_vpn" },
	{ LR_FACT_VPN, NAME_vpn, NULL },
	{ LR_FACT_HOSTING, NAME_is_hosting_provider, NULL },
	{ LR_FACT_HOSTING, NAME_traits, "is_hosting_provider" },
	{ LR_FACT_HOSTING, NAME_hosting, NULL },
	{ LR_FACT_TOR, NAME_is_tor_exit_node, NULL },
	{ LR_FACT_TOR, NAME_traits, "is_tor_exit_node" },
	{ LR_FACT_TOR, NAME_tor, NULL },
	{ LR_FACT_PROXY, NAME_is_public_proxy, NULL },
	{ LR_FACT_PROXY, NAME_traits, "is_public_proxy" },
	{ LR_FACT_PROXY, NAME_proxy, NULL },
	{ LR_FACT_RELAY, NAME_relay, NULL },
	{ LR_FACT_DOMAIN, NAME_domain, NULL },
	{ LR_FACT_DOMAIN, NAME_traits, "domain" },
};

enum lr_err
lr_mmdbset_open(struct lr_mmdbset *t, const char *path, const char **why)
{
	enum lr_err err;

	if (t->n == LR_TABLES_MAX)
		return LR_ETOOLONG;
	err = lr_mmdb_open(&t->db[t->n], path, why);
	if (err == LR_OK)
		t->path[t->n++] = path;
	return err;
}

void
lr_mmdbset_close(struct lr_mmdbset *t)
{
	while (t->n > 0)
		lr_mmdb_close(t->db[--t->n]);
}

void
lr_mmdbset_quicken(struct lr_mmdbset *t)
{
	unsigned i;

	for (i = 0; i < t->n; i++)
		lr_mmdb_quicken(t->db[i]);
}

enum lr_err
lr_mmdbset_find(
    struct lr_mmdbset *t, const struct lr_ip *ip, uint32_t found[LR_TABLES_MAX])
{
	unsigned i;

	for (i = 0; i < t->n; i++) {
		found[i] = ip == NULL ? 0 : lr_mmdb_find(t->db[i], ip);
		if (found[i] == LR_MMDB_CORRUPT) {
			t->corrupt = t->path[i];
			return LR_EBAD;
		}
	}
	return LR_OK;
}

/* What a table says of an address: the fields that are looked at, the first of
 * each name. Of a corrupt one nothing; t->corrupt tells. */
struct seen {
	struct lr_mmdbset *t;
	unsigned table;
	uint32_t found;
	uint32_t has; /* names, a bit each */
	struct lr_mmdb_walk at[NAMES];
};
_Static_assert(NAMES <= 32, "a bit each");

static void
corrupt(struct seen *s)
{
	s->t->corrupt = s->t->path[s->table];
}

static void
look(struct seen *s, struct lr_mmdbset *t, unsigned table, uint32_t found)
{
	struct lr_mmdb_walk w;
	struct lr_span name;
	enum lr_err err;
	unsigned i;

	s->t = t;
	s->table = table;
	s->found = found;
	s->has = 0;
	lr_mmdb_walk(t->db[table], found, &w);
	while ((err = lr_mmdb_next(t->db[table], &w, &name)) == LR_OK) {
		for (i = 0; i < NAMES && !lr_span_eq(names[i], name); i++)
			;
		if (i == NAMES || (s->has & UINT32_C(1) << i) != 0)
			continue;
		s->has |= UINT32_C(1) << i;
		s->at[i] = w;
	}
	if (err == LR_EBAD)
		corrupt(s);
}

static struct lr_mmdb_value
get(struct seen *s, enum name name, const char *below)
{
	const struct lr_mmdb *db = s->t->db[s->table];
	const char *const path[] = { names[name].p, below, NULL };
	struct lr_mmdb_value v = { .type = LR_MMDB_NONE };
	enum lr_err err;

	if ((s->has & UINT32_C(1) << name) == 0)
		return v;
	err = below == NULL ? lr_mmdb_value(db, &s->at[name], &v)
			    : lr_mmdb_get(db, s->found, path, &v);
	if (err != LR_OK)
		corrupt(s);
	return v;
}

/* "AS15169", as IPinfo writes numbers. */
static bool
as_number(struct lr_span s, uint64_t *u)
{
	if (s.n > 2 && lr_lower(s.p[0]) == 'a' && lr_lower(s.p[1]) == 's')
		s = lr_span_sub(s, 2, s.n);
	return lr_num_u64(s, UINT32_MAX, u);
}

static bool
true_text(struct lr_span s)
{
	return lr_span_eq(s, LR_SPAN("true")) || lr_span_eq(s, LR_SPAN("1"));
}

/* A value of a table as one of ours; false: it says nothing. */
static bool
convert(enum lr_fact_id f, const struct lr_mmdb_value *v, struct lr_fact *out)
{
	bool text = v->type == LR_MMDB_TEXT;

	switch (lr_fact_infos[f].type) {
	case LR_FACT_NUMBER:
		out->u = v->u;
		return (v->type == LR_MMDB_UINT && v->u > 0) ||
		    (text && as_number(v->text, &out->u) && out->u > 0);
	case LR_FACT_FLAG:
		out->u = 1;
		return (v->type == LR_MMDB_BOOL && v->u == 1) ||
		    (text && true_text(v->text));
	case LR_FACT_TEXT:
		break;
	}
	out->text = v->text;
	if (f == LR_FACT_COUNTRY && v->text.n != 2)
		return false;
	return text && v->text.n > 0 && v->text.n <= 4096;
}

/* IPinfo's domain and name are those of the AS. */
static bool
is_ipinfo(struct seen *s, struct lr_facts *all)
{
	struct lr_mmdb_value v = get(s, NAME_asn, NULL);

	if (v.type != LR_MMDB_TEXT)
		return false;
	v = get(s, NAME_as_domain, NULL);
	if (v.type != LR_MMDB_TEXT)
		v = get(s, NAME_domain, NULL);
	if (v.type == LR_MMDB_TEXT && all->as_domain.n == 0)
		all->as_domain = v.text;
	v = get(s, NAME_name, NULL);
	if (!all->v[LR_FACT_AS_NAME].known)
		all->v[LR_FACT_AS_NAME].known =
		    convert(LR_FACT_AS_NAME, &v, &all->v[LR_FACT_AS_NAME]);
	return true;
}

static void
fill_from(
    struct lr_mmdbset *t, unsigned i, uint32_t found, struct lr_facts *all)
{
	struct lr_mmdb_value v;
	struct lr_fact *to;
	struct seen s;
	bool ipinfo;
	size_t k;

	look(&s, t, i, found);
	ipinfo = is_ipinfo(&s, all);
	for (k = 0; k < sizeof(paths) / sizeof(paths[0]); k++) {
		to = &all->v[paths[k].fact];
		if ((s.has & UINT32_C(1) << paths[k].name) == 0 || to->known ||
		    (ipinfo && paths[k].fact == LR_FACT_DOMAIN))
			continue;
		v = get(&s, paths[k].name, paths[k].below);
		to->known = convert(paths[k].fact, &v, to);
	}
	v = get(&s, NAME_kind, NULL);
	if (v.type == LR_MMDB_TEXT && all->table_kind.n == 0)
		all->table_kind = v.text;
}

enum lr_err
lr_mmdbset_fill(struct lr_mmdbset *t, const uint32_t found[LR_TABLES_MAX],
    struct lr_facts *all)
{
	unsigned i;

	t->corrupt = NULL;
	for (i = 0; i < t->n && t->corrupt == NULL; i++)
		if (found[i] != 0)
			fill_from(t, i, found[i], all);
	return t->corrupt == NULL ? LR_OK : LR_EBAD;
}
