/* A MaxMind DB of address ranges: what its columns mean, and its rows. */
#include <inttypes.h>

#include "ascii.h"
#include "mkdb.h"
#include "num.h"

/* Fields that other MaxMind DB readers know go by the names that they know
 * them by; `key` is taken as a column's name as well. All else is text under
 * its own name. */
static const struct known {
	const char *name, *key, *outer;
	enum kind kind;
} known[] = {
	{ "network", NULL, NULL, NETWORK },
	{ "first", NULL, NULL, FIRST },
	{ "last", NULL, NULL, LAST },
	{ "-", NULL, NULL, IGNORED },
	{ "asn", "autonomous_system_number", NULL, ASN },
	{ "as_name", "autonomous_system_organization", NULL, AS_NAME },
	{ "country", "iso_code", "country", COUNTRY },
	{ "vpn", "is_anonymous_vpn", NULL, FLAG },
	{ "hosting", "is_hosting_provider", NULL, FLAG },
	{ "tor", "is_tor_exit_node", NULL, FLAG },
	{ "proxy", "is_public_proxy", NULL, FLAG },
	{ "relay", "relay", NULL, FLAG },
};
#define N_KNOWN (sizeof(known) / sizeof(known[0]))

static const struct known *
find_known(struct lr_span name)
{
	size_t i;

	for (i = 0; i < N_KNOWN; i++)
		if (lr_span_eq(name, lr_span_str(known[i].name)) ||
		    (known[i].key != NULL && known[i].outer == NULL &&
			lr_span_eq(name, lr_span_str(known[i].key))))
			return &known[i];
	return NULL;
}

static enum lr_err
describe(struct mkdb *job, struct column *c)
{
	const struct known *k = find_known(c->name);
	struct table *t = &job->table;
	struct lr_span key = c->name;
	enum lr_err err;
	unsigned i;

	c->kind = k != NULL			      ? k->kind
	    : lr_span_starts(c->name, LR_SPAN("is_")) ? FLAG
						      : TEXT;
	if (c->kind == NETWORK)
		t->network = (int)(c - t->column);
	if (c->kind == FIRST)
		t->first = (int)(c - t->column);
	if (c->kind == LAST)
		t->last = (int)(c - t->column);
	t->key = t->network >= 0 ? t->network : t->first;
	if (c->kind < TEXT || c->kind == IGNORED)
		return LR_OK;
	if (k != NULL)
		key = lr_span_str(k->key);
	if ((err = lr_mkmmdb_key(job->db, key, &c->key)) != LR_OK)
		return err == LR_EBAD
		    ? columns_bad(t, LR_SPAN(""), "a name that is not UTF-8")
		    : err;
	c->nested = k != NULL && k->outer != NULL;
	if (c->nested &&
	    (err = lr_mkmmdb_key(job->db, lr_span_str(k->outer), &c->outer)) !=
		LR_OK)
		return err;
	for (i = 0; i < t->n; i++)
		if (&t->column[i] != c && t->column[i].kind >= TEXT &&
		    t->column[i].kind != IGNORED &&
		    t->column[i].nested == c->nested &&
		    t->column[i].key == c->key)
			return columns_bad(
			    t, c->name, "two columns of one field");
	return LR_OK;
}

/* ---- rows */

static enum lr_err
addresses(struct table *t, struct lr_range *r)
{
	struct lr_span first, last, net = { NULL, 0 };

	if (t->network >= 0)
		net = lr_span_trim(t->cell[t->network]);
	if (net.n > 0 || t->first < 0 || t->last < 0) {
		if (!lr_range_parse(net, r))
			return columns_bad(t, LR_SPAN("network"),
			    "not a prefix, range or address");
		return LR_OK;
	}
	first = lr_span_trim(t->cell[t->first]);
	last = lr_span_trim(t->cell[t->last]);
	if (!lr_ip_parse(first, &r->first))
		return columns_bad(t, LR_SPAN("first"), "not an address");
	if (!lr_ip_parse(last, &r->last))
		return columns_bad(t, LR_SPAN("last"), "not an address");
	if (lr_ip_is4(&r->first) != lr_ip_is4(&r->last))
		return columns_bad(
		    t, LR_SPAN("last"), "of another family than first");
	if (lr_ip_cmp(&r->first, &r->last) > 0)
		return columns_bad(t, LR_SPAN("last"), "before first");
	return LR_OK;
}

/* What tables write where they know nothing. */
static bool
unknown(struct lr_span s)
{
	return s.n == 0 || (s.n == 1 && s.p[0] == '-');
}

static enum lr_err
put_asn(struct mkdb *job, const struct column *c, struct lr_span s)
{
	uint64_t v;

	if (s.n > 2 && lr_ascii_eq(lr_span_sub(s, 0, 2), LR_SPAN("as")))
		s = lr_span_sub(s, 2, s.n);
	if (!lr_num_u64(s, UINT32_MAX, &v))
		return columns_bad(
		    &job->table, c->name, "not a number up to 4294967295");
	if (v != 0)
		lr_mkmmdb_uint(job->db, c->key, (uint32_t)v);
	return LR_OK;
}

static enum lr_err
put_country(struct mkdb *job, const struct column *c, struct lr_span s)
{
	char code[2];

	if (lr_ascii_eq(s, LR_SPAN("none")) ||
	    lr_ascii_eq(s, LR_SPAN("unknown")) || lr_ascii_eq(s, LR_SPAN("zz")))
		return LR_OK;
	if (s.n != 2 || !lr_is_alpha(s.p[0]) || !lr_is_alpha(s.p[1]))
		return columns_bad(
		    &job->table, c->name, "not a code of two letters");
	code[0] = lr_upper(s.p[0]);
	code[1] = lr_upper(s.p[1]);
	lr_mkmmdb_text(job->db, c->key, lr_span(code, 2));
	return LR_OK;
}

static enum lr_err
put_flag(struct mkdb *job, const struct column *c, struct lr_span s)
{
	static const char *const yes[] = { "1", "true", "yes", "y", "t" };
	static const char *const no[] = { "0", "false", "no", "n", "f" };
	size_t i;

	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (lr_ascii_eq(s, lr_span_str(no[i])))
			return LR_OK;
		if (lr_ascii_eq(s, lr_span_str(yes[i]))) {
			lr_mkmmdb_true(job->db, c->key);
			return LR_OK;
		}
	}
	return columns_bad(&job->table, c->name, "neither true nor false");
}

static enum lr_err
put(struct mkdb *job, const struct column *c, struct lr_span s)
{
	enum lr_err err = LR_OK;

	if (c->nested)
		lr_mkmmdb_map(job->db, c->outer);
	switch (c->kind) {
	case ASN:
		err = put_asn(job, c, s);
		break;
	case COUNTRY:
		err = put_country(job, c, s);
		break;
	case FLAG:
		err = put_flag(job, c, s);
		break;
	default:
		lr_mkmmdb_text(job->db, c->key, s);
	}
	if (c->nested)
		lr_mkmmdb_up(job->db);
	return err;
}

/* A number of the AS that is there but empty or 0: nobody routes the range,
 * whatever the table writes as the name. */
static bool
unrouted(const struct table *t)
{
	struct lr_span s;
	uint64_t v;
	unsigned i;

	for (i = 0; i < t->n; i++) {
		if (t->column[i].kind != ASN || t->cell[i].p == NULL)
			continue;
		s = lr_span_trim(t->cell[i]);
		return unknown(s) || (lr_num_u64(s, UINT64_MAX, &v) && v == 0);
	}
	return false;
}

static enum lr_err
enter(struct mkdb *job)
{
	struct table *t = &job->table;
	bool nameless = unrouted(t);
	const struct column *c;
	struct lr_range r;
	struct lr_span s;
	enum lr_err err;
	uint32_t id;
	unsigned i;

	if ((err = addresses(t, &r)) != LR_OK)
		return err;
	lr_mkmmdb_begin(job->db);
	for (i = 0; i < t->n && err == LR_OK; i++) {
		c = &t->column[i];
		if (c->kind < TEXT || c->kind == IGNORED ||
		    (nameless && c->kind == AS_NAME))
			continue;
		s = lr_span_trim(t->cell[i]);
		if (unknown(s))
			s = c->set;
		if (!unknown(s))
			err = put(job, c, s);
	}
	if (err != LR_OK)
		return err;
	if ((err = lr_mkmmdb_record(job->db, &id)) != LR_OK)
		return err == LR_EBAD ? columns_bad(t, LR_SPAN(""), "not UTF-8")
				      : err;
	err = lr_mkmmdb_add(job->db, &r, id);
	return err == LR_EBAD
	    ? columns_bad(t, LR_SPAN("network"), "within ::/96, kept for IPv4")
	    : err;
}

static bool
complete(const struct table *t)
{
	return t->network >= 0 || (t->first >= 0 && t->last >= 0);
}

static bool
wanted(const struct mkdb *job, struct lr_span name)
{
	return true;
}

/* ---- the file */

static void
begin(struct mkdb *job)
{
	if (job->maps > 0)
		lr_cli_usage(job->cli, "--map is for companies");
	if (job->spec.type == NULL)
		job->spec.type = "lr-Networks";
	if (job->spec.description == NULL)
		job->spec.description = "Networks, made by lr-mkdb";
	if (lr_mkmmdb_new(&job->db) != LR_OK)
		lr_cli_die(job->cli, LR_EXIT_FAILED, "out of memory");
}

static struct lr_mkmmdb_sum sum;

static enum lr_err
make(struct mkdb *job, int fd)
{
	return lr_mkmmdb_write(job->db, &job->spec, fd, &sum);
}

static void
write_file(struct mkdb *job)
{
	mkdb_replace(job, make);
	if (job->cli->verbose > 0)
		lr_cli_warn(job->cli,
		    "%s: %" PRIu32 " different records, %" PRIu32
		    " nodes of %u bits, %" PRIu64 " bytes",
		    job->dry_run ? "nothing written" : job->output, sum.records,
		    sum.nodes, sum.bits, sum.bytes);
	lr_mkmmdb_free(job->db);
}

const struct maker mkdb_networks = {
	.name = "networks",
	.rows = "ranges",
	.missing = "neither network nor first and last",
	.begin = begin,
	.read = mkdb_read,
	.describe = describe,
	.wanted = wanted,
	.complete = complete,
	.enter = enter,
	.write = write_file,
};
