#include "verdict.h"

#include <stdlib.h>

#include "rules.h"

struct lr_judge {
	struct lr_hostnames *hosts;
	struct lr_orgnames *names;
	const struct lr_overrides *overrides; /* or NULL */
};

enum lr_err
lr_judge_new(struct lr_judge **j)
{
	struct lr_judge *new = calloc(1, sizeof(*new));
	enum lr_err err;

	if (new == NULL)
		return LR_ENOMEM;
	if ((err = lr_hostnames_new(&new->hosts)) == LR_OK)
		err = lr_orgnames_new(&new->names);
	if (err != LR_OK) {
		lr_judge_free(new);
		return err;
	}
	*j = new;
	return LR_OK;
}

void
lr_judge_free(struct lr_judge *j)
{
	if (j == NULL)
		return;
	lr_hostnames_free(j->hosts);
	lr_orgnames_free(j->names);
	free(j);
}

void
lr_judge_override(struct lr_judge *j, const struct lr_overrides *o)
{
	j->overrides = o;
}

bool
lr_rule(unsigned i, struct lr_rule_info *r)
{
	if (i >= lr_rules_n)
		return false;
	*r = (struct lr_rule_info){ lr_rules[i].id, lr_rules[i].kind,
		lr_rules[i].sentence };
	return true;
}

static bool
fires(const struct lr_rule_row *r, struct lr_look *l)
{
	l->kind = r->kind;
	l->company = NULL;
	l->line = NULL;
	l->name = lr_no_text;
	l->own = lr_no_text;
	return r->fires(l);
}

void
lr_verdict(const struct lr_judge *j, const struct lr_evidence *ev,
    struct lr_verdict *v)
{
	const struct lr_rule_row *r =
	    &lr_rules[j->overrides == NULL ? LR_RULES_OVERRIDE : 0];
	struct lr_look l;

	l.overrides = j->overrides;
	lr_look_at(j->hosts, j->names, ev, &l);
	while (!fires(r, &l))
		r++;
	v->kind = l.kind == LR_KINDS ? LR_KIND_UNKNOWN : l.kind;
	v->rule = r->id;
	v->confidence = r->confidence;
	v->company_n = v->domain_n = v->isp_n = 0;
	if (!lr_kind_is_lead(v->kind))
		return;
	if (l.name.n > 0) {
		v->company_n = l.name.n;
		memcpy(v->company, l.name.p, l.name.n);
	} else if (l.company != NULL && l.company->n > 0) {
		v->company_n = l.company->n;
		memcpy(v->company, l.company->name, l.company->n);
	}
	if (l.company != &l.as && lr_look_provider(l.as.marks) != LR_KINDS) {
		v->isp_n = l.as.n;
		memcpy(v->isp, l.as.name, l.as.n);
	}
	v->domain_n = l.own.n;
	if (l.own.n > 0)
		memcpy(v->domain, l.own.p, l.own.n);
}

unsigned
lr_verdict_fired(const struct lr_judge *j, const struct lr_evidence *ev,
    struct lr_fired *fired, unsigned max)
{
	struct lr_look l;
	unsigned i, n = 0;

	l.overrides = j->overrides;
	lr_look_at(j->hosts, j->names, ev, &l);
	for (i = 0; i < lr_rules_n && n < max; i++) {
		/* "nothing speaks for it" says nothing beside others */
		if ((i + 1 == lr_rules_n && n > 0) || !fires(&lr_rules[i], &l))
			continue;
		fired[n].rule = i;
		fired[n++].line = l.line;
	}
	return n;
}

void
lr_fired_say(const struct lr_fired *f, const struct lr_evidence *ev,
    const char *between, struct lr_buf *b)
{
	size_t from = b->n;

	lr_evidence_say(ev, lr_rules[f->rule].evidence, between, b);
	if (f->line == NULL)
		return;
	lr_buf_puts(b, b->n > from ? between : "");
	lr_buf_printf(b, "line %lu: ", f->line->number);
	lr_buf_put(b, f->line->pattern);
}

void
lr_verdict_why(
    const struct lr_judge *j, const struct lr_evidence *ev, struct lr_buf *b)
{
	struct lr_fired fired[LR_RULES_MAX];
	unsigned i, n = lr_verdict_fired(j, ev, fired, LR_RULES_MAX);
	size_t from = b->n, before, say;

	for (i = 0; i < n; i++) {
		before = b->n;
		lr_buf_puts(b, i > 0 ? "; " : "");
		lr_buf_puts(b, lr_rules[fired[i].rule].id);
		lr_buf_puts(b, ": ");
		say = b->n;
		lr_fired_say(&fired[i], ev, ", ", b);
		if (b->n == say && b->n > 2)
			b->n -= 2;
		if (b->n - from > LR_WHY_MAX - 5 && i > 0) {
			b->n = before;
			lr_buf_puts(b, "; ...");
			return;
		}
	}
}
