/* lr-mkdb: make databases that the other commands look things up in. */
#include <stdlib.h>

#include "clock.h"
#include "mkdb.h"
#include "num.h"
#include "utf8.h"

enum {
	OPT_COLUMNS = LR_OPT,
	OPT_DESCRIPTION,
	OPT_DRY_RUN,
	OPT_MAP,
	OPT_NOW,
	OPT_REJECTS,
	OPT_SET,
	OPT_STRICT,
	OPT_TYPE
};

static const struct lr_opt opts[] = {
	{ OPT_COLUMNS, "columns", "LIST",
	    "names of the columns, where no header has them" },
	{ OPT_DESCRIPTION, "description", "TEXT",
	    "description in the database" },
	{ OPT_DRY_RUN, "dry-run", NULL, "read all, write nothing" },
	{ OPT_MAP, "map", "LIST",
	    "columns of companies by other names: THEIRS=OURS,..." },
	{ OPT_NOW, "now", "TIME", "time of making in the database" },
	{ 'o', "output", "FILE", "the database to write; required" },
	{ OPT_REJECTS, "rejects", "FILE", "keep refused input in FILE" },
	{ OPT_SET, "set", "NAME=VALUE", "a column that every row has" },
	{ OPT_STRICT, "strict", NULL, "write nothing when a row was refused" },
	{ OPT_TYPE, "type", "NAME", "database type (default: lr-Networks)" },
	{ 0 },
};

static const struct lr_cmd cmd = {
	.about = "make lookup databases",
	.operands = "networks|companies|registry [file ...]",
	.opts = opts,
};

/* The first operand: what to make. */
static const struct maker *
what_to_make(struct lr_cli *cli)
{
	static const struct maker *const makers[] = { &mkdb_networks,
		&mkdb_companies, &mkdb_registry };
	const char *name;
	size_t i;

	if (cli->at >= cli->argc)
		lr_cli_usage(
		    cli, "say what to make: networks, companies, registry");
	name = cli->argv[cli->at++];
	for (i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (strcmp(name, makers[i]->name) == 0)
			return makers[i];
	lr_cli_usage(cli,
	    "cannot make '%s': it is networks, companies or registry", name);
}

/* The time of making: --now, or as reproducible builds have it, or now. */
static uint64_t
epoch(struct lr_cli *cli)
{
	const char *s = getenv("SOURCE_DATE_EPOCH");
	uint64_t t;

	if (s == NULL || *s == '\0')
		return (uint64_t)lr_clock_now();
	if (!lr_num_u64(lr_span_str(s), INT64_MAX, &t))
		lr_cli_usage(
		    cli, "SOURCE_DATE_EPOCH: '%s' is no number of seconds", s);
	return t;
}

static const char *
text(struct lr_cli *cli, const char *name, const char *arg)
{
	if (*arg == '\0' || strlen(arg) > 1000 ||
	    !lr_utf8_valid(lr_span_str(arg)))
		lr_cli_usage(
		    cli, "--%s: a text of UTF-8, up to 1000 bytes", name);
	return arg;
}

static void
option(struct mkdb *job, int key, const char *arg)
{
	struct lr_cli *cli = job->cli;
	int64_t t;

	switch (key) {
	case OPT_COLUMNS:
		job->columns = arg;
		break;
	case OPT_DESCRIPTION:
		job->spec.description = text(cli, "description", arg);
		break;
	case OPT_DRY_RUN:
		job->dry_run = true;
		break;
	case OPT_MAP:
		if (job->maps == MAPS_MAX)
			lr_cli_usage(cli, "--map: at most %d", MAPS_MAX);
		job->map[job->maps++] = arg;
		break;
	case OPT_NOW:
		if ((t = lr_cli_time(cli, "now", arg)) < 0)
			lr_cli_usage(cli, "--now: not before 1970");
		job->spec.epoch = (uint64_t)t;
		break;
	case 'o':
		job->output = arg;
		break;
	case OPT_REJECTS:
		job->rejects = arg;
		break;
	case OPT_SET:
		if (strchr(arg, '=') == NULL)
			lr_cli_usage(cli, "--set: '%s' is no NAME=VALUE", arg);
		if (job->sets == SETS_MAX)
			lr_cli_usage(cli, "--set: at most %d", SETS_MAX);
		job->set[job->sets++] = text(cli, "set", arg);
		break;
	case OPT_STRICT:
		job->strict = true;
		break;
	case OPT_TYPE:
		job->spec.type = text(cli, "type", arg);
		break;
	}
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* both are big */
	static struct mkdb job;
	const char *arg;
	int key;

	job.cli = &cli;
	lr_cli_init(&cli, &cmd, argc, argv);
	job.spec.epoch = epoch(&cli);
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		option(&job, key, arg);
	job.maker = what_to_make(&cli);
	if (job.output == NULL && !job.dry_run)
		lr_cli_usage(&cli, "which file to write? -o FILE");
	mkdb_begin(&job);
	job.maker->read(&job);
	return mkdb_end(&job);
}
