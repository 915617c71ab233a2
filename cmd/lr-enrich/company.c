#include "enrich.h"

const struct company_rule company_rules[] = {
	{ "sole-trader",
	    "the company's name is that of one person in business" },
	{ "min-employees",
	    "the company has fewer employees than --min-employees asks for" },
	{ NULL, NULL },
};

const char *
company_rule_says(struct lr_span id)
{
	const struct company_rule *r;

	for (r = company_rules; r->id != NULL; r++)
		if (lr_span_eq(id, lr_span_str(r->id)))
			return r->sentence;
	return NULL;
}

void
company_open(struct lr_cli *cli, struct job *job, const char **adds)
{
	const char *why = "";
	unsigned f;

	if (job->companies_path == NULL)
		return;
	while (*adds != NULL)
		adds++;
	for (f = F_INDUSTRY; f < FIELDS; f++)
		*adds++ = fields[f].name.p;
	if (lr_companies_open(&job->companies, job->companies_path, &why) !=
	    LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: cannot use as a store of companies: %s",
		    job->companies_path, why);
}

/* The store's row of the company that the verdict found. */
static bool
find(struct lr_cli *cli, const struct job *job,
    const struct lr_verdict *verdict, const struct value *v,
    struct lr_company *row)
{
	/* where the holder is registered says more than where the network is */
	struct lr_span country = v[F_HOLDER_COUNTRY].known
	    ? v[F_HOLDER_COUNTRY].text
	    : v[F_COUNTRY].text;
	enum lr_err err = LR_END;

	/* the verdict's own: a database may have named the provider's */
	if (verdict->domain_n > 0)
		err = lr_companies_by_domain(job->companies,
		    lr_span(verdict->domain, verdict->domain_n), row);
	if (err == LR_END && v[F_COMPANY].known)
		err = lr_companies_by_name(
		    job->companies, v[F_COMPANY].text, country, row);
	if (err != LR_OK && err != LR_END) {
		cli->file = NULL;
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: the store of companies is corrupt",
		    job->companies_path);
	}
	return err == LR_OK;
}

/* Why it is no lead: NULL, or the name of a rule. What the operator's file of
 * overrides says stands. */
static const char *
guard(const struct job *job, const struct lr_verdict *verdict,
    const struct lr_company *row, const struct value *v)
{
	if (lr_span_starts(lr_span_str(verdict->rule), LR_SPAN("override")))
		return NULL;
	if (row != NULL && lr_company_person(row))
		return company_rules[0].id;
	if (job->min_employees > 0 && v[F_EMPLOYEES].known &&
	    lr_company_most(v[F_EMPLOYEES].text) < job->min_employees)
		return company_rules[1].id;
	return NULL;
}

void
company_fill(struct lr_cli *cli, const struct job *job, const struct seen *s,
    struct lr_verdict *verdict, struct values *all)
{
	static const enum field to[LR_COMPANY_FIELDS] = {
		[LR_COMPANY_NAME] = F_COMPANY,
		[LR_COMPANY_DOMAIN] = F_DOMAIN,
		[LR_COMPANY_INDUSTRY] = F_INDUSTRY,
		[LR_COMPANY_EMPLOYEES] = F_EMPLOYEES,
		[LR_COMPANY_FOUNDED] = F_FOUNDED,
		[LR_COMPANY_STREET] = F_STREET,
		[LR_COMPANY_POSTCODE] = F_POSTCODE,
		[LR_COMPANY_CITY] = F_CITY,
		[LR_COMPANY_REGION] = F_REGION,
		[LR_COMPANY_COUNTRY] = F_COUNTRY,
		[LR_COMPANY_PHONE] = F_PHONE,
		[LR_COMPANY_WEBSITE] = F_WEBSITE,
		[LR_COMPANY_LINKEDIN] = F_LINKEDIN,
		[LR_COMPANY_XING] = F_XING,
	};
	struct value *v = all->v, before[FIELDS];
	struct lr_company row;
	const char *rule;
	bool known;
	unsigned f;

	if (!lr_kind_is_lead(verdict->kind))
		return;
	memcpy(before, v, sizeof(before));
	known = job->companies != NULL && find(cli, job, verdict, v, &row);
	if (known) {
		/* nor does such a domain stand in the way of the store's */
		if (verdict->domain_n == 0 && (s->usable & BIT(F_DOMAIN)) == 0)
			v[F_DOMAIN].known = false;
		for (f = 0; f < LR_COMPANY_FIELDS; f++)
			if (row.field[f].n > 0 && !v[to[f]].known)
				v[to[f]] =
				    (struct value){ true, row.field[f], 0 };
	}
	if ((rule = guard(job, verdict, known ? &row : NULL, v)) == NULL)
		return;
	/* who is no lead has no name */
	memcpy(v, before, sizeof(before));
	v[F_COMPANY].known = v[F_DOMAIN].known = false;
	verdict->kind = LR_KIND_UNKNOWN;
	v[F_KIND].text = lr_span_str(lr_kind_name(LR_KIND_UNKNOWN));
	v[F_RULE].text = lr_span_str(rule);
}
