#include "enrich.h"

void
files_table(struct lr_cli *cli, struct job *job, const char *path)
{
	enum lr_err err = lr_identify_table(&job->id, path);

	if (err == LR_ETOOLONG)
		lr_cli_usage(
		    cli, "more than %u files of --mmdb", LR_TABLES_MAX);
	if (err != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: cannot use as a MaxMind DB: %s", path, job->id.why);
}

static _Noreturn void
wrong(struct lr_cli *cli, const struct job *job, const char *option,
    const char *path)
{
	if (job->id.line == 0)
		lr_cli_die(cli, LR_EXIT_FAILED, "--%s: %s: %s", option, path,
		    job->id.why);
	lr_cli_die(cli, LR_EXIT_FAILED, "--%s: %s:%lu: %s", option, path,
	    job->id.line, job->id.why);
}

void
files_list(
    struct lr_cli *cli, struct job *job, enum lr_list which, const char *path)
{
	size_t had = job->id.read[which].n;

	if (lr_identify_list(&job->id, which, path) != LR_OK)
		wrong(cli, job, lr_list_name[which], path);
	/* perhaps right, perhaps a download that failed */
	if (job->id.read[which].n == had)
		lr_cli_warn(cli, "--%s: %s: no networks are in it",
		    lr_list_name[which], path);
}

void
files_overrides(struct lr_cli *cli, struct job *job, const char *path)
{
	if (job->id.overrides != NULL)
		lr_cli_usage(cli, "--overrides is given twice");
	if (lr_identify_overrides(&job->id, path) != LR_OK)
		wrong(cli, job, "overrides", path);
}

void
files_columns(const char **last)
{
	unsigned f;

	while (*last != NULL)
		last++;
	for (f = LR_FACT_INDUSTRY; f < LR_FACTS; f++)
		*last++ = lr_fact_infos[f].name.p;
}

void
files_companies(struct lr_cli *cli, struct job *job)
{
	if (lr_identify_companies(&job->id, job->companies) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED,
		    "%s: cannot use as a store of companies: %s",
		    job->companies, job->id.why);
}
