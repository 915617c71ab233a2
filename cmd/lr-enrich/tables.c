#include "enrich.h"

#include "ascii.h"
#include "num.h"

/* Where a field stands in the files of the known makers, best first: MaxMind
 * (Enterprise below traits), DB-IP, IPinfo, and our own (by our own names). */
static const struct path {
	enum field field;
	const char *const keys[3];
} paths[] = {
	{ F_ASN, { "autonomous_system_number" } },
	{ F_ASN, { "traits", "autonomous_system_number" } },
	{ F_ASN, { "asn" } },
	{ F_AS_NAME, { "autonomous_system_organization" } },
	{ F_AS_NAME, { "traits", "autonomous_system_organization" } },
	{ F_AS_NAME, { "as_name" } },
	{ F_COUNTRY, { "country", "iso_code" } },
	{ F_COUNTRY, { "country_code" } },
	{ F_COUNTRY, { "country" } },
	{ F_COUNTRY, { "registered_country", "iso_code" } },
	{ F_NETNAME, { "netname" } },
	{ F_HOLDER, { "holder" } },
	{ F_HOLDER_COUNTRY, { "holder_country" } },
	{ F_HOLDER_STATUS, { "holder_status" } },
	{ F_ISP, { "isp" } },
	{ F_ISP, { "traits", "isp" } },
	{ F_ORGANIZATION, { "organization" } },
	{ F_ORGANIZATION, { "traits", "organization" } },
	{ F_CONNECTION_TYPE, { "connection_type" } },
	{ F_CONNECTION_TYPE, { "traits", "connection_type" } },
	{ F_VPN, { "is_anonymous_vpn" } },
	{ F_VPN, { "traits", "is_anonymous_vpn" } },
	{ F_VPN, { "vpn" } },
	{ F_HOSTING, { "is_hosting_provider" } },
	{ F_HOSTING, { "traits", "is_hosting_provider" } },
	{ F_HOSTING, { "hosting" } },
	{ F_TOR, { "is_tor_exit_node" } },
	{ F_TOR, { "traits", "is_tor_exit_node" } },
	{ F_TOR, { "tor" } },
	{ F_PROXY, { "is_public_proxy" } },
	{ F_PROXY, { "traits", "is_public_proxy" } },
	{ F_PROXY, { "proxy" } },
	{ F_RELAY, { "relay" } },
	{ F_DOMAIN, { "domain" } },
	{ F_DOMAIN, { "traits", "domain" } },
};

void
tables_open(struct lr_cli *cli, struct tables *t, const char *path)
{
	const char *why = "";
	enum lr_err err;

	if (t->n == LR_TABLES_MAX)
		lr_cli_usage(
		    cli, "more than %u files of --mmdb", LR_TABLES_MAX);
	err = lr_mmdb_open(&t->db[t->n], path, &why);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: cannot use as a MaxMind "
		    "DB: %s",
		    path, why);
	t->path[t->n++] = path;
}

void
tables_close(struct tables *t)
{
	while (t->n > 0)
		lr_mmdb_close(t->db[--t->n]);
}

static _Noreturn void
corrupt(struct lr_cli *cli, const char *path)
{
	cli->file = NULL;
	lr_cli_die(cli, LR_EXIT_FAILED, "%s: the MaxMind DB is corrupt", path);
}

void
tables_find(struct lr_cli *cli, const struct tables *t, const struct lr_ip *ip,
    struct found *found)
{
	unsigned i;

	for (i = 0; i < t->n; i++) {
		found->table[i] = ip == NULL ? 0 : lr_mmdb_find(t->db[i], ip);
		if (found->table[i] == LR_MMDB_CORRUPT)
			corrupt(cli, t->path[i]);
	}
}

static struct lr_mmdb_value
get(struct lr_cli *cli, const struct tables *t, unsigned i, uint32_t found,
    const char *const *keys)
{
	struct lr_mmdb_value v = { .type = LR_MMDB_NONE };

	if (lr_mmdb_get(t->db[i], found, keys, &v) != LR_OK)
		corrupt(cli, t->path[i]);
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
convert(enum field f, const struct lr_mmdb_value *v, struct value *out)
{
	bool text = v->type == LR_MMDB_TEXT;

	switch (fields[f].type) {
	case NUMBER:
		out->u = v->u;
		return (v->type == LR_MMDB_UINT && v->u > 0) ||
		    (text && as_number(v->text, &out->u) && out->u > 0);
	case FLAG:
		out->u = 1;
		return (v->type == LR_MMDB_BOOL && v->u == 1) ||
		    (text && true_text(v->text));
	case TEXT:
		break;
	}
	out->text = v->text;
	if (f == F_COUNTRY && v->text.n != 2)
		return false;
	return text && v->text.n > 0 && v->text.n <= 4096;
}

/* IPinfo's domain and name are those of the AS. */
static bool
is_ipinfo(struct lr_cli *cli, const struct tables *t, unsigned i,
    uint32_t found, struct values *all)
{
	static const char *const asn[] = { "asn", NULL };
	static const char *const domain[] = { "domain", NULL };
	static const char *const as_domain[] = { "as_domain", NULL };
	static const char *const name[] = { "name", NULL };
	struct lr_mmdb_value v = get(cli, t, i, found, asn);

	if (v.type != LR_MMDB_TEXT)
		return false;
	v = get(cli, t, i, found, as_domain);
	if (v.type != LR_MMDB_TEXT)
		v = get(cli, t, i, found, domain);
	if (v.type == LR_MMDB_TEXT && all->as_domain.n == 0)
		all->as_domain = v.text;
	v = get(cli, t, i, found, name);
	if (!all->v[F_AS_NAME].known)
		all->v[F_AS_NAME].known =
		    convert(F_AS_NAME, &v, &all->v[F_AS_NAME]);
	return true;
}

static void
fill_from(struct lr_cli *cli, const struct tables *t, unsigned i,
    uint32_t found, struct values *all)
{
	static const char *const kind[] = { "kind", NULL };
	bool ipinfo = is_ipinfo(cli, t, i, found, all);
	struct lr_mmdb_value v;
	size_t k;

	for (k = 0; k < sizeof(paths) / sizeof(paths[0]); k++) {
		struct value *to = &all->v[paths[k].field];
		const char *const keys[] = { paths[k].keys[0], paths[k].keys[1],
			NULL };

		if (to->known || (ipinfo && paths[k].field == F_DOMAIN))
			continue;
		v = get(cli, t, i, found, keys);
		to->known = convert(paths[k].field, &v, to);
	}
	v = get(cli, t, i, found, kind);
	if (v.type == LR_MMDB_TEXT && all->table_kind.n == 0)
		all->table_kind = v.text;
}

void
tables_fill(struct lr_cli *cli, const struct tables *t,
    const struct found *found, struct values *all)
{
	unsigned i;

	for (i = 0; i < t->n; i++)
		if (found->table[i] != 0)
			fill_from(cli, t, i, found->table[i], all);
}
