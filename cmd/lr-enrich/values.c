#include "enrich.h"

#include "json.h"
#include "num.h"

void
seen_find(const struct lr_record *rec, struct seen *s)
{
	unsigned i;
	enum field f;

	s->present = s->usable = 0;
	for (i = 0; i < rec->n; i++) {
		const struct lr_field *field = &rec->field[i];

		/* keys with escapes are not ours: found by name, rarely */
		f = field->key_escaped ? FIELDS : field_named(field->key);
		if (f != FIELDS) {
			s->present |= BIT(f);
			s->at[f] = field;
		} else if (field->key_escaped) {
			for (f = 0; f < FIELDS; f++)
				if (lr_record_find(rec, fields[f].name) ==
				    field) {
					s->present |= BIT(f);
					s->at[f] = field;
				}
		}
	}
}

/* A field that says nothing, or is of a wrong type, is as good as absent. */
static bool
usable(struct lr_record *rec, enum field f, const struct lr_field *at,
    struct value *v)
{
	struct lr_span name = fields[f].name;

	switch (fields[f].type) {
	case NUMBER:
		return lr_record_u64(rec, name, &v->u);
	case FLAG:
		v->u = lr_record_true(rec, name);
		return v->u == 1 || at->type == LR_JSON_FALSE ||
		    at->type == LR_JSON_STRING;
	case TEXT:
		break;
	}
	v->text = lr_record_str(rec, name);
	return v->text.n > 0 && !lr_span_eq(v->text, LR_SPAN("-"));
}

void
seen_read(struct lr_record *rec, struct seen *s, bool again)
{
	const uint64_t verdict =
	    BIT(F_KIND) | BIT(F_RULE) | BIT(F_CONFIDENCE) | BIT(F_WHY);
	unsigned f;

	for (f = 0; f < FIELDS; f++) {
		s->v[f] = (struct value){ .known = false };
		if ((s->present & BIT(f)) == 0 || (verdict & BIT(f)) != 0 ||
		    (again && fields[f].own) ||
		    !usable(rec, (enum field)f, s->at[f], &s->v[f]))
			continue;
		s->v[f].known = true;
		s->usable |= BIT(f);
	}
}

static bool
flag(const struct values *all, enum field f)
{
	return all->v[f].known && all->v[f].u == 1;
}

static struct lr_evidence
evidence_of(
    const struct values *all, const struct lr_ip *ip, const struct found *found)
{
	const struct value *a = all->v;

	return (struct lr_evidence){
		.ip = ip,
		.asn = a[F_ASN].u,
		.ptr = a[F_PTR].text,
		.ptr_verified = flag(all, F_PTR_VERIFIED),
		.bot = a[F_BOT].text,
		.as_name = a[F_AS_NAME].text,
		.as_domain = all->as_domain,
		.isp = a[F_ISP].text,
		.organization = a[F_ORGANIZATION].text,
		.connection_type = a[F_CONNECTION_TYPE].text,
		.domain = a[F_DOMAIN].text,
		.netname = a[F_NETNAME].text,
		.holder = a[F_HOLDER].text,
		.holder_country = a[F_HOLDER_COUNTRY].text,
		.holder_status = a[F_HOLDER_STATUS].text,
		.network = a[F_NETWORK].text,
		.country = a[F_COUNTRY].text,
		.table_kind = all->table_kind,
		.vpn = flag(all, F_VPN),
		.hosting = flag(all, F_HOSTING),
		.tor = flag(all, F_TOR),
		.proxy = flag(all, F_PROXY),
		.relay = flag(all, F_RELAY),
		.gateway = (found->lists & LIST_BIT(LIST_GATEWAY)) != 0,
		.crawler = (found->lists & LIST_BIT(LIST_CRAWLERS)) != 0,
	};
}

/* The flags that lists set. */
static void
fill_flags(const struct found *found, struct values *all)
{
	static const struct {
		enum list list;
		enum field field;
	} sets[] = { { LIST_HOSTING, F_HOSTING }, { LIST_VPN, F_VPN },
		{ LIST_RELAY, F_RELAY } };
	size_t i;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		if ((found->lists & LIST_BIT(sets[i].list)) != 0 &&
		    !all->v[sets[i].field].known)
			all->v[sets[i].field] =
			    (struct value){ .known = true, .u = 1 };
}

void
values_gather(struct lr_cli *cli, const struct job *job, const struct seen *s,
    const struct found *found, struct values *all)
{
	unsigned f;

	*all = (struct values){ .as_domain = { NULL, 0 } };
	/* the record first, or with --again the tables */
	for (f = 0; f < FIELDS; f++)
		if (!job->again || !fields[f].table)
			all->v[f] = s->v[f];
	tables_fill(cli, &job->tables, found, all);
	fill_flags(found, all);
}

/* ,"name":value */
static void
put(struct lr_buf *b, enum field f, const struct value *v)
{
	lr_buf_puts(b, ",\"");
	lr_buf_put(b, fields[f].name);
	lr_buf_puts(b, "\":");
	switch (fields[f].type) {
	case NUMBER:
		lr_buf_putu(b, v->u);
		return;
	case FLAG:
		lr_buf_puts(b, "true");
		return;
	case TEXT:
		break;
	}
	lr_buf_putc(b, '"');
	lr_json_escape(b, v->text);
	lr_buf_putc(b, '"');
}

/* What the verdict says, as fields. */
static void
set_verdict(struct values *all, const struct lr_verdict *v)
{
	struct value *a = all->v;

	a[F_KIND] =
	    (struct value){ true, lr_span_str(lr_kind_name(v->kind)), 0 };
	a[F_RULE] = (struct value){ true, lr_span_str(v->rule), 0 };
	a[F_CONFIDENCE] = (struct value){ .known = true, .u = v->confidence };
	if (v->company_n > 0)
		a[F_COMPANY] = (struct value){ true,
			lr_span(v->company, v->company_n), 0 };
	if (v->isp_n > 0 && !a[F_ISP].known)
		a[F_ISP] = (struct value){ true, lr_span(v->isp, v->isp_n), 0 };
	if (v->domain_n > 0)
		a[F_DOMAIN] =
		    (struct value){ true, lr_span(v->domain, v->domain_n), 0 };
}

struct lr_evidence
values_judge(struct lr_cli *cli, const struct job *job, const struct seen *s,
    const struct lr_ip *ip, const struct found *found, struct values *all,
    struct lr_verdict *verdict)
{
	struct lr_evidence ev = evidence_of(all, ip, found);

	lr_verdict(job->judge, &ev, verdict);
	set_verdict(all, verdict);
	company_fill(cli, job, s, verdict, all);
	return ev;
}

/* Which rules fit; the store's stands before them. */
static struct lr_span
explain(struct job *job, const struct values *all, const struct lr_evidence *ev)
{
	lr_buf_clear(&job->why);
	if (company_rule_says(all->v[F_RULE].text) != NULL) {
		lr_buf_put(&job->why, all->v[F_RULE].text);
		lr_buf_puts(&job->why, "; ");
	}
	lr_verdict_why(job->judge, ev, &job->why);
	return lr_buf_span(&job->why);
}

void
answer_make(struct lr_cli *cli, struct job *job, const struct seen *s,
    const struct lr_ip *ip, const struct found *found, struct answer *a)
{
	struct values all;
	struct lr_evidence ev;
	struct lr_verdict verdict;
	uint64_t keep = s->usable;
	unsigned f;

	values_gather(cli, job, s, found, &all);
	for (f = 0; job->again && f < FIELDS; f++)
		if (fields[f].table && all.v[f].known)
			keep &= ~BIT(f);
		else if (fields[f].table)
			all.v[f] = s->v[f];
	ev = values_judge(cli, job, s, ip, found, &all, &verdict);
	if (job->explain)
		all.v[F_WHY] =
		    (struct value){ true, explain(job, &all, &ev), 0 };
	lr_buf_clear(&job->text);
	a->sets = 0;
	a->kind = verdict.kind;
	for (f = F_ASN; f < FIELDS; f++)
		if (all.v[f].known && (keep & BIT(f)) == 0) {
			put(&job->text, (enum field)f, &all.v[f]);
			a->sets |= BIT(f);
		}
	a->text = lr_buf_span(&job->text);
}
