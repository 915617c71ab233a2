#include "mmdbset.h"

#include "ascii.h"
#include "num.h"

/* Where a field stands in the files of the known makers, best first: MaxMind
 * (Enterprise below traits), DB-IP, IPinfo, and our own (by our own names). */
static const struct path {
	enum lr_fact_id field;
	const char *const keys[3];
} paths[] = {
	{ LR_FACT_ASN, { "autonomous_system_number" } },
	{ LR_FACT_ASN, { "traits", "autonomous_system_number" } },
	{ LR_FACT_ASN, { "asn" } },
	{ LR_FACT_AS_NAME, { "autonomous_system_organization" } },
	{ LR_FACT_AS_NAME, { "traits", "autonomous_system_organization" } },
	{ LR_FACT_AS_NAME, { "as_name" } },
	{ LR_FACT_COUNTRY, { "country", "iso_code" } },
	{ LR_FACT_COUNTRY, { "country_code" } },
	{ LR_FACT_COUNTRY, { "country" } },
	{ LR_FACT_COUNTRY, { "registered_country", "iso_code" } },
	{ LR_FACT_NETNAME, { "netname" } },
	{ LR_FACT_HOLDER, { "holder" } },
	{ LR_FACT_HOLDER_COUNTRY, { "holder_country" } },
	{ LR_FACT_HOLDER_STATUS, { "holder_status" } },
	{ LR_FACT_ISP, { "isp" } },
	{ LR_FACT_ISP, { "traits", "isp" } },
	{ LR_FACT_ORGANIZATION, { "organization" } },
	{ LR_FACT_ORGANIZATION, { "traits", "organization" } },
	{ LR_FACT_CONNECTION_TYPE, { "connection_type" } },
	{ LR_FACT_CONNECTION_TYPE, { "traits", "connection_type" } },
	{ LR_FACT_VPN, { "is_anonymous_vpn" } },
	{ LR_FACT_VPN, { "traits", "is_anonymous_vpn" } },
	{ LR_FACT_VPN, { "vpn" } },
	{ LR_FACT_HOSTING, { "is_hosting_provider" } },
	{ LR_FACT_HOSTING, { "traits", "is_hosting_provider" } },
	{ LR_FACT_HOSTING, { "hosting" } },
	{ LR_FACT_TOR, { "is_tor_exit_node" } },
	{ LR_FACT_TOR, { "traits", "is_tor_exit_node" } },
	{ LR_FACT_TOR, { "tor" } },
	{ LR_FACT_PROXY, { "is_public_proxy" } },
	{ LR_FACT_PROXY, { "traits", "is_public_proxy" } },
	{ LR_FACT_PROXY, { "proxy" } },
	{ LR_FACT_RELAY, { "relay" } },
	{ LR_FACT_DOMAIN, { "domain" } },
	{ LR_FACT_DOMAIN, { "traits", "domain" } },
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

/* Of a corrupt table nothing; t->corrupt tells. */
static struct lr_mmdb_value
get(struct lr_mmdbset *t, unsigned i, uint32_t found, const char *const *keys)
{
	struct lr_mmdb_value v = { .type = LR_MMDB_NONE };

	if (lr_mmdb_get(t->db[i], found, keys, &v) != LR_OK)
		t->corrupt = t->path[i];
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
is_ipinfo(
    struct lr_mmdbset *t, unsigned i, uint32_t found, struct lr_facts *all)
{
	static const char *const asn[] = { "asn", NULL };
	static const char *const domain[] = { "domain", NULL };
	static const char *const as_domain[] = { "as_domain", NULL };
	static const char *const name[] = { "name", NULL };
	struct lr_mmdb_value v = get(t, i, found, asn);

	if (v.type != LR_MMDB_TEXT)
		return false;
	v = get(t, i, found, as_domain);
	if (v.type != LR_MMDB_TEXT)
		v = get(t, i, found, domain);
	if (v.type == LR_MMDB_TEXT && all->as_domain.n == 0)
		all->as_domain = v.text;
	v = get(t, i, found, name);
	if (!all->v[LR_FACT_AS_NAME].known)
		all->v[LR_FACT_AS_NAME].known =
		    convert(LR_FACT_AS_NAME, &v, &all->v[LR_FACT_AS_NAME]);
	return true;
}

static void
fill_from(
    struct lr_mmdbset *t, unsigned i, uint32_t found, struct lr_facts *all)
{
	static const char *const kind[] = { "kind", NULL };
	bool ipinfo = is_ipinfo(t, i, found, all);
	struct lr_mmdb_value v;
	size_t k;

	for (k = 0; k < sizeof(paths) / sizeof(paths[0]); k++) {
		struct lr_fact *to = &all->v[paths[k].field];
		const char *const keys[] = { paths[k].keys[0], paths[k].keys[1],
			NULL };

		if (to->known || (ipinfo && paths[k].field == LR_FACT_DOMAIN))
			continue;
		v = get(t, i, found, keys);
		to->known = convert(paths[k].field, &v, to);
	}
	v = get(t, i, found, kind);
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
