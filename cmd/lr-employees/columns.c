/* What the columns of a list of companies mean. */
#include "ascii.h"
#include "clock.h"
#include "company.h"
#include "employees.h"
#include "num.h"
#include "utf8.h"

/* Dates of rows, as lr-report writes them and as people do; folded as
 * lr_company_fold does. */
static const struct {
	const char *heading;
	enum column column;
} dates[] = {
	{ "firstvisit", BEGINS },
	{ "ersterbesuch", BEGINS },
	{ "lastvisit", ENDS },
	{ "letzterbesuch", ENDS },
	{ "time", ENDS },
	{ "date", ENDS },
	{ "datum", ENDS },
	{ "zeit", ENDS },
	{ "zeitpunkt", ENDS },
};

static const char *const names[COLUMNS] = { "company", "domain", "first",
	"last" };

void
columns_asked(struct employees *e, struct columns *c)
{
	struct lr_span list = lr_span_str(e->columns), one, what;
	unsigned i;

	*c = (struct columns){ .at = { -1, -1, -1, -1 } };
	c->asked = e->columns != NULL;
	while (list.p != NULL) {
		one = lr_span_cut(&list, ',');
		what = lr_span_trim(lr_span_cut(&one, '='));
		one = lr_span_trim(one);
		for (i = 0; i < COLUMNS; i++)
			if (lr_span_eq(what, lr_span_str(names[i])))
				break;
		if (i == COLUMNS || one.n == 0 || c->name[i].p != NULL)
			lr_cli_usage(e->cli,
			    "--columns: '%s' is no list like "
			    "company=Kunde,domain=3",
			    e->columns);
		c->name[i] = one;
	}
	if (c->asked && c->name[COMPANY].p == NULL && c->name[DOMAIN].p == NULL)
		lr_cli_usage(
		    e->cli, "--columns: it names neither company nor domain");
}

enum column
columns_meaning(const struct columns *c, struct lr_span heading, unsigned *rank)
{
	char folded[LR_COMPANY_TEXT];
	struct lr_span f;
	unsigned i;

	*rank = 1;
	heading = lr_span_trim(heading);
	for (i = 0; i < COLUMNS; i++)
		if (c->name[i].p != NULL && lr_ascii_eq(heading, c->name[i])) {
			*rank = 9;
			return (enum column)i;
		}
	f = lr_span(folded, lr_company_fold(heading, folded));
	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		if (c->name[dates[i].column].p == NULL &&
		    lr_span_eq(f, lr_span_str(dates[i].heading)))
			return dates[i].column;
	if (c->asked)
		return COLUMNS;
	switch (lr_company_column(heading)) {
	case LR_COMPANY_NAME:
		/* "Name" may be a person's, where "Firma" stands beside it */
		*rank = lr_span_eq(f, LR_SPAN("name")) ? 1 : 2;
		return COMPANY;
	case LR_COMPANY_DOMAIN:
		*rank = 2;
		return DOMAIN;
	case LR_COMPANY_WEBSITE:
		return DOMAIN;
	default:
		return COLUMNS;
	}
}

/* A time of a row: RFC 3339, also without a zone. */
static bool
when(struct lr_span s, int64_t *t)
{
	char text[64];

	s = lr_span_trim(s);
	if (lr_time_parse(s, t))
		return true;
	if (s.n == 0 || s.n + 1 > sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = 'Z';
	return lr_time_parse(lr_span(text, s.n + 1), t);
}

/* Is the row within the period? */
static bool
in_period(struct employees *e, const struct lr_span cell[COLUMNS], bool *bad)
{
	int64_t first, last;
	bool has_first = when(cell[BEGINS], &first);
	bool has_last = when(cell[ENDS], &last);

	*bad = false;
	if (!e->has_since && !e->has_until)
		return true;
	*bad = !has_first && !has_last;
	if (*bad)
		return false;
	if (!has_first)
		first = last;
	if (!has_last)
		last = first;
	return (!e->has_since || last >= e->since) &&
	    (!e->has_until || first < e->until);
}

void
columns_row(struct employees *e, const struct lr_span cell[COLUMNS])
{
	char name[LR_COMPANY_TEXT], domain[LR_NAME_MAX + 1];
	size_t n, d;
	enum lr_err err;
	bool bad;

	e->cli->read++;
	e->all.rows++;
	n = lr_company_clean(LR_COMPANY_NAME, cell[COMPANY], name);
	d = companies_domain(e->psl, cell[DOMAIN], domain);
	if (n == 0 && d == 0) {
		lr_cli_refuse(e->cli,
		    cell[DOMAIN].n > 0 ? "no company, and no domain that is one"
				       : "no company");
		return;
	}
	if (!in_period(e, cell, &bad)) {
		if (bad)
			lr_cli_refuse(
			    e->cli, "no date, and a period was asked for");
		else
			e->all.beyond++;
		return;
	}
	err = companies_add(&e->all, lr_span(name, n), lr_span(domain, d));
	if (err != LR_OK)
		lr_cli_die(e->cli, LR_EXIT_FAILED,
		    e->all.n >= COMPANIES_MAX ? "more than a million companies"
					      : "out of memory");
}
