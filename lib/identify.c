#include "identify.h"

#include <errno.h>

#include "company.h"
#include "file.h"

/* ---- files */

const char *const lr_list_name[LR_LISTS] = { "hosting", "vpn", "relay",
	"gateway", "crawlers" };

enum lr_err
lr_identify_init(struct lr_identify *id)
{
	unsigned i;

	for (i = 0; i < LR_LISTS; i++)
		lr_ipset_init(&id->list[i]);
	id->why = lr_err_text(LR_ENOMEM);
	return lr_judge_new(&id->judge);
}

void
lr_identify_free(struct lr_identify *id)
{
	unsigned i;

	for (i = 0; i < LR_LISTS; i++) {
		lr_netlist_free(&id->read[i]);
		lr_ipset_free(&id->list[i]);
	}
	lr_mmdbset_close(&id->tables);
	lr_judge_free(id->judge);
	lr_overrides_free(id->overrides);
	lr_companies_close(id->companies);
	*id = (struct lr_identify){ .judge = NULL };
}

static enum lr_err
wrong(struct lr_identify *id, enum lr_err err, unsigned long line,
    const char *why)
{
	id->line = line;
	id->why = why;
	return err;
}

enum lr_err
lr_identify_table(struct lr_identify *id, const char *path)
{
	enum lr_err err = lr_mmdbset_open(&id->tables, path, &id->why);

	return err == LR_ETOOLONG ? wrong(id, err, 0, "too many of them") : err;
}

static enum lr_err
read_file(struct lr_identify *id, const char *path, struct lr_buf *b)
{
	enum lr_err err = lr_file_read(path, b);

	if (err == LR_OK)
		return LR_OK;
	return wrong(
	    id, err, 0, err == LR_EIO ? strerror(errno) : lr_err_text(err));
}

enum lr_err
lr_identify_list(struct lr_identify *id, enum lr_list which, const char *path)
{
	unsigned long line;
	struct lr_buf b;
	enum lr_err err;

	lr_buf_init(&b, LR_NETLIST_BYTES);
	if ((err = read_file(id, path, &b)) == LR_OK) {
		err = lr_netlist_add(&id->read[which], lr_buf_span(&b), &line);
		if (err == LR_EBAD)
			wrong(id, err, line,
			    "no network: an address, first-last, or a prefix "
			    "whose host bits are 0 is wanted");
		else if (err != LR_OK)
			wrong(id, err, 0, lr_err_text(err));
	}
	lr_buf_free(&b);
	return err;
}

enum lr_err
lr_identify_overrides(struct lr_identify *id, const char *path)
{
	const char *why = "";
	unsigned long line;
	struct lr_buf b;
	enum lr_err err;

	lr_buf_init(&b, LR_OVERRIDES_BYTES);
	if ((err = read_file(id, path, &b)) == LR_OK) {
		err = lr_overrides_new(
		    &id->overrides, lr_buf_span(&b), &line, &why);
		if (err == LR_EBAD)
			wrong(id, err, line, why);
		else if (err != LR_OK)
			wrong(id, err, 0, lr_err_text(err));
	}
	lr_buf_free(&b);
	return err;
}

enum lr_err
lr_identify_companies(struct lr_identify *id, const char *path)
{
	enum lr_err err = lr_companies_open(&id->companies, path, &id->why);

	if (err == LR_OK)
		id->companies_path = path;
	return err;
}

enum lr_err
lr_identify_ready(struct lr_identify *id)
{
	unsigned i;

	for (i = 0; i < LR_LISTS; i++) {
		if (id->read[i].n > 0)
			id->lists |= UINT32_C(1) << i;
		if (lr_netlist_set(&id->read[i], &id->list[i]) != LR_OK)
			return LR_ENOMEM;
		lr_netlist_free(&id->read[i]);
	}
	if (!id->once)
		lr_mmdbset_quicken(&id->tables);
	lr_judge_override(id->judge, id->overrides);
	return LR_OK;
}

/* ---- one address */

static enum lr_err
corrupt_table(struct lr_identify *id)
{
	id->path = id->tables.corrupt;
	return wrong(id, LR_EBAD, 0, "the MaxMind DB is corrupt");
}

enum lr_err
lr_identify_find(
    struct lr_identify *id, const struct lr_ip *ip, struct lr_places *found)
{
	uint32_t left;
	unsigned i;

	if (lr_mmdbset_find(&id->tables, ip, found->table) != LR_OK)
		return corrupt_table(id);
	found->network = LR_OVERRIDE_NONE;
	found->lists = 0;
	if (ip == NULL)
		return LR_OK;
	if (id->overrides != NULL)
		found->network = lr_override_network(id->overrides, ip);
	for (left = id->lists, i = 0; left != 0; left >>= 1, i++)
		if ((left & 1) != 0 && lr_ipset_has(&id->list[i], ip))
			found->lists |= UINT32_C(1) << i;
	return LR_OK;
}

static bool
listed(const struct lr_places *found, enum lr_list list)
{
	return (found->lists & (UINT32_C(1) << list)) != 0;
}

/* The flags that lists set. */
static void
fill_flags(const struct lr_places *found, struct lr_facts *all)
{
	static const struct {
		enum lr_list list;
		enum lr_fact_id fact;
	} sets[] = { { LR_LIST_HOSTING, LR_FACT_HOSTING },
		{ LR_LIST_VPN, LR_FACT_VPN },
		{ LR_LIST_RELAY, LR_FACT_RELAY } };
	size_t i;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if (listed(found, sets[i].list) && !all->v[sets[i].fact].known)
			all->v[sets[i].fact] =
			    (struct lr_fact){ .known = true, .u = 1 };
}

static uint64_t
known(const struct lr_facts *all)
{
	uint64_t bits = 0;
	unsigned f;

	for (f = 0; f < LR_FACTS; f++)
		if (all->v[f].known)
			bits |= LR_FACT_BIT(f);
	return bits;
}

static struct lr_fact
text(const char *p, size_t n)
{
	return (struct lr_fact){ true, lr_span(p, n), 0 };
}

/* What the verdict says, as facts. */
static void
set_verdict(struct lr_facts *all, const struct lr_verdict *v)
{
	const char *kind = lr_kind_name(v->kind);
	struct lr_fact *a = all->v;

	a[LR_FACT_KIND] = text(kind, strlen(kind));
	a[LR_FACT_RULE] = text(v->rule, strlen(v->rule));
	a[LR_FACT_CONFIDENCE] =
	    (struct lr_fact){ .known = true, .u = v->confidence };
	if (v->company_n > 0)
		a[LR_FACT_COMPANY] = text(v->company, v->company_n);
	if (v->isp_n > 0 && !a[LR_FACT_ISP].known)
		a[LR_FACT_ISP] = text(v->isp, v->isp_n);
	if (v->domain_n > 0)
		a[LR_FACT_DOMAIN] = text(v->domain, v->domain_n);
}

/* ---- the store of companies */

const struct lr_company_rule lr_company_rules[] = {
	{ "sole-trader",
	    "the company's name is that of one person in business" },
	{ "min-employees",
	    "the company has fewer employees than --min-employees asks for" },
	{ NULL, NULL },
};

const char *
lr_company_rule_says(struct lr_span id)
{
	const struct lr_company_rule *r;

	for (r = lr_company_rules; r->id != NULL; r++)
		if (lr_span_eq(id, lr_span_str(r->id)))
			return r->sentence;
	return NULL;
}

/* The store's row of the company that the verdict found. */
static enum lr_err
find(struct lr_identify *id, const struct lr_verdict *verdict,
    const struct lr_fact *v, struct lr_company *row)
{
	/* where the holder is registered says more than where the network is */
	struct lr_span country = v[LR_FACT_HOLDER_COUNTRY].known
	    ? v[LR_FACT_HOLDER_COUNTRY].text
	    : v[LR_FACT_COUNTRY].text;
	enum lr_err err = LR_END;

	/* the verdict's own: a database may have named the provider's */
	if (verdict->domain_n > 0)
		err = lr_companies_by_domain(id->companies,
		    lr_span(verdict->domain, verdict->domain_n), row);
	if (err == LR_END && v[LR_FACT_COMPANY].known)
		err = lr_companies_by_name(
		    id->companies, v[LR_FACT_COMPANY].text, country, row);
	if (err != LR_OK && err != LR_END) {
		id->path = id->companies_path;
		return wrong(
		    id, LR_EBAD, 0, "the store of companies is corrupt");
	}
	return err;
}

/* Why it is no lead: NULL, or the name of a rule. What the operator's file of
 * overrides says stands. */
static const char *
guard(const struct lr_identify *id, const struct lr_verdict *verdict,
    const struct lr_company *row, const struct lr_fact *v)
{
	if (lr_span_starts(lr_span_str(verdict->rule), LR_SPAN("override")))
		return NULL;
	if (row != NULL && lr_company_person(row))
		return lr_company_rules[0].id;
	if (id->min_employees > 0 && v[LR_FACT_EMPLOYEES].known &&
	    lr_company_most(v[LR_FACT_EMPLOYEES].text) < id->min_employees)
		return lr_company_rules[1].id;
	return NULL;
}

static const enum lr_fact_id facts_of[LR_COMPANY_FIELDS] = {
	[LR_COMPANY_NAME] = LR_FACT_COMPANY,
	[LR_COMPANY_DOMAIN] = LR_FACT_DOMAIN,
	[LR_COMPANY_INDUSTRY] = LR_FACT_INDUSTRY,
	[LR_COMPANY_EMPLOYEES] = LR_FACT_EMPLOYEES,
	[LR_COMPANY_FOUNDED] = LR_FACT_FOUNDED,
	[LR_COMPANY_STREET] = LR_FACT_STREET,
	[LR_COMPANY_POSTCODE] = LR_FACT_POSTCODE,
	[LR_COMPANY_CITY] = LR_FACT_CITY,
	[LR_COMPANY_REGION] = LR_FACT_REGION,
	[LR_COMPANY_COUNTRY] = LR_FACT_COUNTRY,
	[LR_COMPANY_PHONE] = LR_FACT_PHONE,
	[LR_COMPANY_WEBSITE] = LR_FACT_WEBSITE,
	[LR_COMPANY_LINKEDIN] = LR_FACT_LINKEDIN,
	[LR_COMPANY_XING] = LR_FACT_XING,
};

/* What is not known yet. */
static void
fill_company(struct lr_fact *v, const struct lr_company *row)
{
	unsigned f;

	for (f = 0; f < LR_COMPANY_FIELDS; f++)
		if (row->field[f].n > 0 && !v[facts_of[f]].known)
			v[facts_of[f]] =
			    (struct lr_fact){ true, row->field[f], 0 };
}

static bool
all_known(const struct lr_fact *v)
{
	unsigned f;

	for (f = 0; f < LR_COMPANY_FIELDS; f++)
		if (!v[facts_of[f]].known)
			return false;
	return true;
}

/* Fill in from the store, then by asking: for companies alone, and only those
 * whose domain the verdict or the store found. The result is guard's. */
static const char *
fill_lead(struct lr_identify *id, const struct lr_verdict *verdict,
    const struct lr_company *row, struct lr_fact *v)
{
	struct lr_span domain = lr_span(verdict->domain, verdict->domain_n);
	struct lr_company asked;
	const char *rule;

	if (row != NULL)
		fill_company(v, row);
	if ((rule = guard(id, verdict, row, v)) != NULL || id->ask == NULL)
		return rule;
	if (domain.n == 0 && row != NULL)
		domain = row->field[LR_COMPANY_DOMAIN];
	if (verdict->kind != LR_KIND_COMPANY || domain.n == 0 || all_known(v) ||
	    !id->ask(id->ask_arg, domain, &asked))
		return NULL;
	fill_company(v, &asked);
	return guard(id, verdict, &asked, v);
}

/* Add what the store says of a lead's company and is not known yet; a lead
 * that is one person or too small becomes none. */
static enum lr_err
add_company(struct lr_identify *id, uint64_t given, struct lr_verdict *verdict,
    struct lr_facts *all)
{
	struct lr_fact *v = all->v, before[LR_FACTS];
	struct lr_company row;
	enum lr_err err = LR_END;
	const char *rule;

	if (!lr_kind_is_lead(verdict->kind))
		return LR_OK;
	memcpy(before, v, sizeof(before));
	if (id->companies != NULL)
		err = find(id, verdict, v, &row);
	if (err != LR_OK && err != LR_END)
		return LR_EBAD;
	/* nor does such a domain stand in the way of the store's */
	if (err == LR_OK && verdict->domain_n == 0 &&
	    (given & LR_FACT_BIT(LR_FACT_DOMAIN)) == 0)
		v[LR_FACT_DOMAIN].known = false;
	rule = fill_lead(id, verdict, err == LR_OK ? &row : NULL, v);
	if (rule == NULL)
		return LR_OK;
	/* who is no lead has no name */
	memcpy(v, before, sizeof(before));
	v[LR_FACT_COMPANY].known = v[LR_FACT_DOMAIN].known = false;
	verdict->kind = LR_KIND_UNKNOWN;
	v[LR_FACT_KIND].text = lr_span_str(lr_kind_name(LR_KIND_UNKNOWN));
	v[LR_FACT_RULE].text = lr_span_str(rule);
	return LR_OK;
}

enum lr_err
lr_identify(struct lr_identify *id, const struct lr_ip *ip,
    const struct lr_places *found, const struct lr_fact *otherwise,
    uint64_t given, struct lr_facts *all, struct lr_verdict *verdict,
    struct lr_evidence *ev)
{
	uint64_t before = known(all);
	unsigned f;

	if (lr_mmdbset_fill(&id->tables, found->table, all) != LR_OK)
		return corrupt_table(id);
	fill_flags(found, all);
	all->tables = known(all) & ~before;
	for (f = 0; otherwise != NULL && f < LR_FACTS; f++)
		if (!all->v[f].known)
			all->v[f] = otherwise[f];
	*ev = lr_facts_evidence(all, ip);
	ev->gateway = listed(found, LR_LIST_GATEWAY);
	ev->crawler = listed(found, LR_LIST_CRAWLERS);
	lr_verdict(id->judge, ev, verdict);
	set_verdict(all, verdict);
	return add_company(id, given, verdict, all);
}
