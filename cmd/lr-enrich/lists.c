#include <errno.h>

#include "enrich.h"
#include "file.h"

static const char *const names[LISTS] = { "hosting", "vpn", "relay", "gateway",
	"crawlers" };

static _Noreturn void
wrong(struct lr_cli *cli, const char *option, const char *path,
    unsigned long line, const char *why)
{
	if (line == 0)
		lr_cli_die(
		    cli, LR_EXIT_FAILED, "--%s: %s: %s", option, path, why);
	lr_cli_die(
	    cli, LR_EXIT_FAILED, "--%s: %s:%lu: %s", option, path, line, why);
}

static void
read_file(
    struct lr_cli *cli, const char *option, const char *path, struct lr_buf *b)
{
	enum lr_err err = lr_file_read(path, b);

	if (err != LR_OK)
		wrong(cli, option, path, 0,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
}

void
lists_add(
    struct lr_cli *cli, struct lists *l, enum list which, const char *path)
{
	unsigned long line;
	struct lr_buf b;
	enum lr_err err;

	lr_buf_init(&b, LR_NETLIST_BYTES);
	read_file(cli, names[which], path, &b);
	err = lr_netlist_add(&l->read[which], lr_buf_span(&b), &line);
	if (err == LR_EBAD)
		wrong(cli, names[which], path, line,
		    "no network: an address, first-last, or a prefix whose "
		    "host bits are 0 is wanted");
	if (err != LR_OK)
		wrong(cli, names[which], path, 0, lr_err_text(err));
	lr_buf_free(&b);
}

void
lists_override(struct lr_cli *cli, struct lists *l, const char *path)
{
	const char *why = "";
	unsigned long line;
	struct lr_buf b;
	enum lr_err err;

	if (l->overrides != NULL)
		lr_cli_usage(cli, "--overrides is given twice");
	lr_buf_init(&b, LR_OVERRIDES_BYTES);
	read_file(cli, "overrides", path, &b);
	err = lr_overrides_new(&l->overrides, lr_buf_span(&b), &line, &why);
	if (err == LR_EBAD)
		wrong(cli, "overrides", path, line, why);
	if (err != LR_OK)
		wrong(cli, "overrides", path, 0, lr_err_text(err));
	lr_buf_free(&b);
}

void
lists_ready(struct lr_cli *cli, struct lists *l)
{
	unsigned i;

	for (i = 0; i < LISTS; i++) {
		lr_ipset_init(&l->set[i]);
		if (l->read[i].n > 0)
			l->used |= LIST_BIT(i);
		if (lr_netlist_set(&l->read[i], &l->set[i]) != LR_OK)
			lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
		lr_netlist_free(&l->read[i]);
	}
}

void
lists_free(struct lists *l)
{
	unsigned i;

	for (i = 0; i < LISTS; i++)
		lr_ipset_free(&l->set[i]);
	lr_overrides_free(l->overrides);
}

void
lists_find(const struct lists *l, const struct lr_ip *ip, struct found *found)
{
	uint32_t left;
	unsigned i;

	found->network = LR_OVERRIDE_NONE;
	found->lists = 0;
	if (ip == NULL)
		return;
	if (l->overrides != NULL)
		found->network = lr_override_network(l->overrides, ip);
	for (left = l->used, i = 0; left != 0; left >>= 1, i++)
		if ((left & 1) != 0 && lr_ipset_has(&l->set[i], ip))
			found->lists |= LIST_BIT(i);
}
