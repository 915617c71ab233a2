/* Sums for other runs, and those of other runs: there what became of the
 * records has names. */
#include "report.h"

void
partial_init(struct report *r)
{
	static struct lr_partial_count counts[2 + LR_KINDS + OUTS + 1];
	struct lr_partial_count *c = counts;
	unsigned i;

	*c++ = (struct lr_partial_count){ "matched", &r->matched };
	*c++ = (struct lr_partial_count){ "soft", &r->soft };
	for (i = 0; i < LR_KINDS; i++)
		*c++ = (struct lr_partial_count){ lr_kind_name((enum lr_kind)i),
			&r->kind[i] };
	for (i = 0; i < OUTS; i++)
		*c++ = (struct lr_partial_count){ out_names[i], &r->out[i] };
	lr_partial_init(&r->sums, &r->leads, counts);
}

enum lr_err
partial_write(struct report *r, struct lr_out *out)
{
	struct lr_partial *p = &r->sums;

	p->has_since = r->has_since;
	p->has_until = r->has_until;
	p->since = r->since;
	p->until = r->until;
	p->sure = (unsigned)r->sure;
	return lr_partial_write(p, out);
}

enum lr_err
merge_add(struct lr_cli *cli, struct report *r)
{
	const struct lr_partial *p = &r->sums;
	enum lr_err err = lr_partial_add(&r->sums, &cli->rec);

	if (err == LR_END)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", cli->rec.why);
	if (p->again)
		lr_cli_warn(cli,
		    "a part like this was added before: if it is the same, it "
		    "counts twice");
	r->has_since = p->has_since;
	r->has_until = p->has_until;
	r->since = p->since;
	r->until = p->until;
	return err;
}

void
merge_done(struct lr_cli *cli, const struct report *r)
{
	const char *why;
	unsigned i;

	if (lr_partial_done(&r->sums, &why) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "%s", why);
	cli->file = NULL;
	for (i = 0; i < r->feeds; i++)
		if (r->feed[i].new_only && !r->has_since)
			lr_cli_die(cli, LR_EXIT_USAGE,
			    "--new-only needs the beginning of a period, and "
			    "these sums have none: give --since to --partial");
}
