#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "enrich.h"

static void
written(struct lr_cli *cli)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		lr_cli_die(
		    cli, LR_EXIT_FAILED, "cannot write: %s", strerror(errno));
}

static void
say_rules(
    const struct lr_judge *j, const struct lr_evidence *ev, struct lr_buf *b)
{
	struct lr_fired fired[LR_RULES_MAX];
	unsigned i, n = lr_verdict_fired(j, ev, fired, LR_RULES_MAX);
	struct lr_rule_info rule;
	size_t before;

	for (i = 0; i < n; i++) {
		lr_rule(fired[i].rule, &rule);
		lr_buf_printf(b, "%s  %s: %s\n",
		    i == 0	 ? "it was decided by\n"
			: i == 1 ? "these would have fitted too\n"
				 : "",
		    rule.id, rule.sentence);
		lr_buf_puts(b, "      ");
		before = b->n;
		lr_fired_say(&fired[i], ev, "\n      ", b);
		if (b->n == before && b->n > 6)
			b->n -= 6;
		else
			lr_buf_putc(b, '\n');
	}
}

/* What a lead gets. */
static void
say_company(const struct lr_facts *all, struct lr_buf *b)
{
	unsigned f;

	if (!lr_kind_is_lead(lr_kind_parse(all->v[LR_FACT_KIND].text)))
		return;
	for (f = LR_FACT_COMPANY; f < LR_FACTS; f++)
		if (all->v[f].known) {
			lr_buf_put(b, lr_fact_infos[f].name);
			lr_buf_puts(b, ": ");
			lr_buf_put(b, all->v[f].text);
			lr_buf_putc(b, '\n');
		}
}

void
why_address(
    struct lr_cli *cli, struct job *job, const char *address, const char *ptr)
{
	struct seen s = { .present = 0 };
	struct lr_verdict v;
	const char *says;
	struct lr_evidence ev;
	struct lr_places found;
	struct lr_facts all;
	struct lr_ip ip;

	if (!lr_ip_parse(lr_span_str(address), &ip))
		lr_cli_usage(cli, "--why: %s is no address", address);
	if (ptr != NULL) {
		s.v[LR_FACT_PTR] =
		    (struct lr_fact){ true, lr_span_str(ptr), 0 };
		s.v[LR_FACT_PTR_VERIFIED] =
		    (struct lr_fact){ .known = true, .u = 1 };
	}
	values_find(cli, job, &ip, &found);
	ev = values_judge(cli, job, &s, &ip, &found, &all, &v);
	lr_buf_clear(&job->text);
	lr_buf_printf(&job->text, "%s is %s, confidence %u\n", address,
	    lr_kind_name(v.kind), v.confidence);
	say_company(&all, &job->text);
	if ((says = lr_company_rule_says(all.v[LR_FACT_RULE].text)) != NULL) {
		lr_buf_put(&job->text, all.v[LR_FACT_RULE].text);
		lr_buf_printf(&job->text, ": %s\nwithout that ", says);
	}
	say_rules(job->id.judge, &ev, &job->text);
	lr_buf_puts(&job->text, "known of it\n      ");
	lr_evidence_say(&ev, UINT32_MAX, "\n      ", &job->text);
	lr_buf_putc(&job->text, '\n');
	if (job->text.err != LR_OK)
		lr_cli_die(
		    cli, LR_EXIT_FAILED, "%s", lr_err_text(job->text.err));
	(void)fwrite(job->text.p, 1, job->text.n, stdout);
	written(cli);
}

_Noreturn void
why_rules(struct lr_cli *cli)
{
	struct lr_rule_info r;
	unsigned i;

	for (i = 0; lr_rule(i, &r); i++)
		printf("%s\t%s\t%s\n", r.id,
		    r.kind == LR_KINDS ? "-" : lr_kind_name(r.kind),
		    r.sentence);
	for (i = 0; lr_company_rules[i].id != NULL; i++)
		printf("%s\t%s\t%s\n", lr_company_rules[i].id,
		    lr_kind_name(LR_KIND_UNKNOWN),
		    lr_company_rules[i].sentence);
	written(cli);
	exit(LR_EXIT_OK);
}
