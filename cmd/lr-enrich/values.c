#include "enrich.h"

#include "json.h"
#include "num.h"

void
seen_find(const struct lr_record *rec, struct seen *s)
{
	unsigned i;
	enum lr_fact_id f;

	s->present = s->usable = 0;
	for (i = 0; i < rec->n; i++) {
		const struct lr_field *field = &rec->field[i];

		/* keys with escapes are not ours: found by name, rarely */
		f = field->key_escaped ? LR_FACTS : field_named(field->key);
		if (f != LR_FACTS) {
			s->present |= LR_FACT_BIT(f);
			s->at[f] = field;
		} else if (field->key_escaped) {
			for (f = 0; f < LR_FACTS; f++)
				if (lr_record_find(
					rec, lr_fact_infos[f].name) == field) {
					s->present |= LR_FACT_BIT(f);
					s->at[f] = field;
				}
		}
	}
}

/* A field that says nothing, or is of a wrong type, is as good as absent. */
static bool
usable(struct lr_record *rec, enum lr_fact_id f, const struct lr_field *at,
    struct lr_fact *v)
{
	struct lr_span name = lr_fact_infos[f].name;

	switch (lr_fact_infos[f].type) {
	case LR_FACT_NUMBER:
		return lr_record_u64(rec, name, &v->u);
	case LR_FACT_FLAG:
		v->u = lr_record_true(rec, name);
		return v->u == 1 || at->type == LR_JSON_FALSE ||
		    at->type == LR_JSON_STRING;
	case LR_FACT_TEXT:
		break;
	}
	v->text = lr_record_str(rec, name);
	return v->text.n > 0 && !lr_span_eq(v->text, LR_SPAN("-"));
}

void
seen_read(struct lr_record *rec, struct seen *s, bool again)
{
	const uint64_t verdict = LR_FACT_BIT(LR_FACT_KIND) |
	    LR_FACT_BIT(LR_FACT_RULE) | LR_FACT_BIT(LR_FACT_CONFIDENCE) |
	    LR_FACT_BIT(LR_FACT_WHY);
	unsigned f;

	for (f = 0; f < LR_FACTS; f++) {
		s->v[f] = (struct lr_fact){ .known = false };
		if ((s->present & LR_FACT_BIT(f)) == 0 ||
		    (verdict & LR_FACT_BIT(f)) != 0 ||
		    (again && lr_fact_infos[f].own) ||
		    !usable(rec, (enum lr_fact_id)f, s->at[f], &s->v[f]))
			continue;
		s->v[f].known = true;
		s->usable |= LR_FACT_BIT(f);
	}
}

/* ,"name":value */
static void
put(struct lr_buf *b, enum lr_fact_id f, const struct lr_fact *v)
{
	lr_buf_puts(b, ",\"");
	lr_buf_put(b, lr_fact_infos[f].name);
	lr_buf_puts(b, "\":");
	switch (lr_fact_infos[f].type) {
	case LR_FACT_NUMBER:
		lr_buf_putu(b, v->u);
		return;
	case LR_FACT_FLAG:
		lr_buf_puts(b, "true");
		return;
	case LR_FACT_TEXT:
		break;
	}
	lr_buf_putc(b, '"');
	lr_json_escape(b, v->text);
	lr_buf_putc(b, '"');
}

static _Noreturn void
corrupt(struct lr_cli *cli, const struct job *job)
{
	cli->file = NULL;
	lr_cli_die(cli, LR_EXIT_FAILED, "%s: %s", job->id.path, job->id.why);
}

void
values_find(struct lr_cli *cli, struct job *job, const struct lr_ip *ip,
    struct lr_places *found)
{
	if (lr_identify_find(&job->id, ip, found) != LR_OK)
		corrupt(cli, job);
}

struct lr_evidence
values_judge(struct lr_cli *cli, struct job *job, const struct seen *s,
    const struct lr_ip *ip, const struct lr_places *found, struct lr_facts *all,
    struct lr_verdict *verdict)
{
	struct lr_evidence ev;
	unsigned f;

	*all = (struct lr_facts){ .as_domain = { NULL, 0 } };
	/* the record first, or with --again the tables */
	for (f = 0; f < LR_FACTS; f++)
		if (!job->again || !lr_fact_infos[f].table)
			all->v[f] = s->v[f];
	if (lr_identify(&job->id, ip, found, job->again ? s->v : NULL,
		s->usable, all, verdict, &ev) != LR_OK)
		corrupt(cli, job);
	return ev;
}

/* Which rules fit; the store's stands before them. */
static struct lr_span
explain(
    struct job *job, const struct lr_facts *all, const struct lr_evidence *ev)
{
	lr_buf_clear(&job->why);
	if (lr_company_rule_says(all->v[LR_FACT_RULE].text) != NULL) {
		lr_buf_put(&job->why, all->v[LR_FACT_RULE].text);
		lr_buf_puts(&job->why, "; ");
	}
	lr_verdict_why(job->id.judge, ev, &job->why);
	return lr_buf_span(&job->why);
}

void
answer_make(struct lr_cli *cli, struct job *job, const struct seen *s,
    const struct lr_ip *ip, const struct lr_places *found, struct answer *a)
{
	struct lr_facts all;
	struct lr_evidence ev;
	struct lr_verdict verdict;
	uint64_t keep;
	unsigned f;

	ev = values_judge(cli, job, s, ip, found, &all, &verdict);
	keep = s->usable & ~all.tables;
	if (job->explain)
		all.v[LR_FACT_WHY] =
		    (struct lr_fact){ true, explain(job, &all, &ev), 0 };
	lr_buf_clear(&job->text);
	a->sets = 0;
	a->kind = verdict.kind;
	for (f = LR_FACT_ASN; f < LR_FACTS; f++)
		if (all.v[f].known && (keep & LR_FACT_BIT(f)) == 0) {
			put(&job->text, (enum lr_fact_id)f, &all.v[f]);
			a->sets |= LR_FACT_BIT(f);
		}
	a->text = lr_buf_span(&job->text);
}
