/* A store of companies: what its columns mean, and its rows. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "file.h"
#include "mkcompanies.h"
#include "mkdb.h"

/* The file grows while rows are read; without this a run that ends early
 * would leave it behind. */
static struct lr_newfile file = { .fd = -1 };
static struct lr_mkcompanies *store;
static unsigned long passed_over; /* cells that say nothing usable */

static void
forget(void)
{
	lr_newfile_abort(&file);
}

/* ---- columns */

/* The field that --map says the column is: THEIRS=OURS, '-' for none. */
static bool
mapped(const struct mkdb *job, struct lr_span name, enum lr_company_field *f)
{
	char one[LR_COMPANY_TEXT], two[LR_COMPANY_TEXT];
	struct lr_span list, ours, theirs, want;
	unsigned i;

	want = lr_span(one, lr_company_fold(name, one));
	for (i = 0; i < job->maps; i++)
		for (list = lr_span_str(job->map[i]); list.p != NULL;) {
			ours = lr_span_cut(&list, ',');
			theirs = lr_span_cut(&ours, '=');
			theirs = lr_span(two, lr_company_fold(theirs, two));
			if (!lr_span_eq(theirs, want))
				continue;
			*f = lr_company_column(ours);
			return true;
		}
	return false;
}

static void
check_maps(struct mkdb *job)
{
	struct lr_span list, ours, theirs;
	unsigned i;

	for (i = 0; i < job->maps; i++)
		for (list = lr_span_str(job->map[i]); list.p != NULL;) {
			ours = lr_span_cut(&list, ',');
			theirs = lr_span_cut(&ours, '=');
			if (theirs.n == 0 ||
			    (!lr_span_eq(ours, LR_SPAN("-")) &&
				lr_company_column(ours) == LR_COMPANY_FIELDS))
				lr_cli_usage(job->cli,
				    "--map: '%s': not THEIRS=OURS with a field "
				    "of companies",
				    job->map[i]);
		}
}

static enum lr_company_field
field_of(const struct mkdb *job, struct lr_span name)
{
	enum lr_company_field f;

	return mapped(job, name, &f) ? f : lr_company_column(name);
}

static enum lr_err
describe(struct mkdb *job, struct column *c)
{
	enum lr_company_field f = field_of(job, c->name);

	c->kind = f == LR_COMPANY_FIELDS ? IGNORED : TEXT;
	c->key = f;
	if (job->table.key < 0 &&
	    (f == LR_COMPANY_DOMAIN || f == LR_COMPANY_NAME ||
		f == LR_COMPANY_WEBSITE))
		job->table.key = (int)(c - job->table.column);
	return LR_OK;
}

static bool
wanted(const struct mkdb *job, struct lr_span name)
{
	return field_of(job, name) != LR_COMPANY_FIELDS;
}

static bool
complete(const struct table *t)
{
	return t->key >= 0;
}

/* ---- rows */

/* "Potsdam, Brandenburg, Germany", as some tables write the city. */
static struct lr_span
city(struct lr_span s, struct lr_company *row, char *text)
{
	struct lr_span rest = s, region;
	struct lr_span *to = &row->field[LR_COMPANY_REGION];

	s = lr_span_cut(&rest, ',');
	if (rest.p != NULL && to->n == 0) {
		region = lr_span_cut(&rest, ',');
		if (rest.p != NULL)
			*to = lr_span(text,
			    lr_company_clean(LR_COMPANY_REGION, region, text));
	}
	return s;
}

static enum lr_err
enter(struct mkdb *job)
{
	static char text[LR_COMPANY_FIELDS + 1][LR_COMPANY_TEXT];
	struct table *t = &job->table;
	struct lr_company row = { .field = { { NULL, 0 } } };
	enum lr_company_field f;
	enum lr_err err;
	struct lr_span s;
	unsigned i;

	for (i = 0; i < t->n; i++) {
		f = (enum lr_company_field)t->column[i].key;
		if (t->column[i].kind == IGNORED || row.field[f].n > 0)
			continue;
		s = lr_span_trim(t->cell[i]);
		if (s.n == 0)
			s = t->column[i].set;
		if (s.n == 0)
			continue;
		if (f == LR_COMPANY_CITY)
			s = city(s, &row, text[LR_COMPANY_FIELDS]);
		row.field[f] =
		    lr_span(text[f], lr_company_clean(f, s, text[f]));
		passed_over += row.field[f].n == 0;
	}
	s = row.field[LR_COMPANY_WEBSITE];
	if (row.field[LR_COMPANY_DOMAIN].n == 0 && s.n > 0)
		row.field[LR_COMPANY_DOMAIN] = lr_span(text[LR_COMPANY_DOMAIN],
		    lr_company_clean(
			LR_COMPANY_DOMAIN, s, text[LR_COMPANY_DOMAIN]));
	err = lr_mkcompanies_add(store, &row);
	if (err == LR_EBAD)
		return columns_bad(
		    t, LR_SPAN(""), "neither a domain nor a name");
	if (err != LR_OK && err != LR_ENOMEM)
		mkdb_failed(job, err, "over the 512 GiB of the format");
	return err;
}

/* ---- the file */

static void
begin(struct mkdb *job)
{
	enum lr_err err = LR_OK;

	if (job->spec.type != NULL || job->spec.description != NULL)
		lr_cli_usage(
		    job->cli, "--type and --description are for networks");
	check_maps(job);
	atexit(forget);
	if (!job->dry_run)
		err = lr_newfile_open(&file, job->output, 0);
	if (err == LR_OK)
		err = lr_mkcompanies_new(&store, file.fd);
	if (err != LR_OK)
		mkdb_failed(job, err, "");
}

static void
write_file(struct mkdb *job)
{
	struct lr_mkcompanies_sum sum;
	enum lr_err err = lr_mkcompanies_end(store, &sum);

	if (err == LR_OK && !job->dry_run)
		err = lr_newfile_commit(&file);
	if (err != LR_OK)
		mkdb_failed(job, err, "");
	lr_mkcompanies_free(store);
	if (job->cli->verbose > 0)
		lr_cli_warn(job->cli,
		    "%s: %" PRIu64 " domains, %" PRIu64 " names; rows replaced "
		    "by later ones: %" PRIu64 ", names of several companies: "
		    "%" PRIu64 ", cells left out: %lu; %" PRIu64 " bytes",
		    job->dry_run ? "nothing written" : job->output, sum.domains,
		    sum.names, sum.replaced, sum.doubtful, passed_over,
		    sum.bytes);
}

const struct maker mkdb_companies = {
	.name = "companies",
	.rows = "companies",
	.missing = "neither domain nor name",
	.any_columns = true,
	.begin = begin,
	.read = mkdb_read,
	.describe = describe,
	.wanted = wanted,
	.complete = complete,
	.enter = enter,
	.write = write_file,
};
