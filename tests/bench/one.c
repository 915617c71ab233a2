/* one: add one field to every record, the least that a filter of lr does. */
#include "cli.h"

static const char *const adds[] = { "asn", NULL };
static const struct lr_cmd cmd = {
	.about = "add one field",
	.operands = "[file ...]",
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
	.adds = adds,
};

static enum lr_err
one(struct lr_cli *cli, void *arg, struct lr_record *rec)
{
	lr_record_set_u64(rec, LR_SPAN("asn"), 64500);
	lr_cli_put(cli, rec);
	return LR_OK;
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* big */
	const char *arg;

	lr_cli_init(&cli, &cmd, argc, argv);
	while (lr_cli_next(&cli, &arg) != 0)
		;
	return lr_cli_run(&cli, one, NULL);
}
