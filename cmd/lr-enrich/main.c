/* lr-enrich: who is it? Adds what tables say of the address, and a verdict. */
#include "enrich.h"

#include "prefix.h"

enum {
	OPT_AGAIN = LR_OPT,
	OPT_COMPANIES,
	OPT_EXPLAIN,
	OPT_HUNTER_BASE,
	OPT_HUNTER_COMPANIES,
	OPT_LIST_EGRESS,
	OPT_LIST_RULES,
	OPT_MIN_EMPLOYEES,
	OPT_MMDB,
	OPT_OVERRIDES,
	OPT_PTR,
	OPT_WHY,
	OPT_LISTS, /* + enum lr_list */
};

static const struct lr_opt opts[] = {
	{ OPT_AGAIN, "again", NULL,
	    "do records anew that have a kind already" },
	{ OPT_COMPANIES, "companies", "FILE",
	    "store of companies to look leads up in" },
	{ OPT_LISTS + LR_LIST_CRAWLERS, "crawlers", "FILE",
	    "list of networks of crawlers" },
	{ OPT_EXPLAIN, "explain", NULL, "add why: the rules that fired" },
	{ OPT_LISTS + LR_LIST_GATEWAY, "gateway", "FILE",
	    "list of networks of security gateways" },
	{ OPT_LISTS + LR_LIST_HOSTING, "hosting", "FILE",
	    "list of networks of hosting companies" },
	{ OPT_HUNTER_BASE, "hunter-base", "URL",
	    "where Hunter is (https://api.hunter.io/v2)" },
	{ OPT_HUNTER_COMPANIES, "hunter-companies", NULL,
	    "ask Hunter about companies, by their domains" },
	{ OPT_LIST_EGRESS, "list-egress", NULL,
	    "say who would be asked, and exit" },
	{ OPT_LIST_RULES, "list-rules", NULL, "print the rules and exit" },
	{ OPT_MIN_EMPLOYEES, "min-employees", "N",
	    "a company known to be smaller is no lead" },
	{ OPT_MMDB, "mmdb", "FILE",
	    "MaxMind DB to look addresses up in; may be repeated" },
	{ OPT_OVERRIDES, "overrides", "FILE",
	    "verdicts of your own, which come before all rules" },
	{ OPT_PTR, "ptr", "NAME", "the reverse name, for --why" },
	{ OPT_LISTS + LR_LIST_RELAY, "relay", "FILE",
	    "list of networks of relays" },
	{ OPT_LISTS + LR_LIST_VPN, "vpn", "FILE",
	    "list of networks of VPN services" },
	{ OPT_WHY, "why", "ADDRESS",
	    "tell how the verdict on an address comes about, and exit" },
	{ 0 },
};

/* Those of companies and --explain come behind. */
static const char *adds[LR_FACTS] = { "asn", "as_name", "country", "netname",
	"holder", "holder_country", "holder_status", "isp", "organization",
	"connection_type", "vpn", "hosting", "tor", "proxy", "relay", "kind",
	"rule", "confidence", "company", "domain" };

static const struct lr_cmd cmd = {
	.about = "say who is behind an address, and which rule says so",
	.operands = "[file ...]",
	.opts = opts,
	.flags = LR_CLI_RECORDS | LR_CLI_WRITES,
	.adds = adds,
};

/* What is evidence beside the address. */
#define EVIDENCE (~LR_FACT_BIT(LR_FACT_IP) & (LR_FACT_BIT(LR_FACTS) - 1))

static void
put_key(struct lr_buf *b, const void *p, size_t n)
{
	lr_buf_put(b, lr_span(p, n));
}

/* All that the answer depends on, as bytes. */
static struct lr_span
key_of(struct job *job, const struct seen *s, const struct lr_ip *ip,
    const struct lr_places *found)
{
	struct lr_buf *b = &job->key;
	const char *block = ip == NULL ? NULL : lr_ip_reserved(ip);
	/* the verdict tells blocks for documentation from the others */
	char reserved = block == NULL ? 0 : block[0] == 'd' ? 'd' : 'r';
	unsigned f;

	lr_buf_clear(b);
	put_key(b, &reserved, 1);
	put_key(b, found->table, job->id.tables.n * sizeof(found->table[0]));
	if (job->id.lists != 0 || job->id.overrides != NULL) {
		put_key(b, &found->network, sizeof(found->network));
		put_key(b, &found->lists, sizeof(found->lists));
	}
	if ((s->usable & EVIDENCE) == 0)
		return lr_buf_span(b);
	put_key(b, &s->usable, sizeof(s->usable));
	if ((s->usable & LR_FACT_BIT(LR_FACT_PTR)) != 0 && ip != NULL)
		put_key(b, ip, sizeof(*ip));
	for (f = 0; f < LR_FACTS; f++) {
		if ((s->usable & EVIDENCE & LR_FACT_BIT(f)) == 0 ||
		    f == LR_FACT_BOT)
			continue; /* which bot it is does not matter */
		put_key(b, &s->v[f].u, sizeof(s->v[f].u));
		put_key(b, &s->v[f].text.n, sizeof(s->v[f].text.n));
		lr_buf_put(b, s->v[f].text);
	}
	return lr_buf_span(b);
}

/* Drop what the answer replaces, append it. */
static void
apply(struct job *job, struct lr_record *rec, const struct seen *s,
    const struct answer *a)
{
	uint64_t drop = s->present & a->sets;
	unsigned f;

	for (f = 0; f < LR_FACTS; f++) {
		if (job->again && lr_fact_infos[f].own)
			drop |= s->present & LR_FACT_BIT(f);
		if ((drop & LR_FACT_BIT(f)) != 0)
			lr_record_drop(rec, lr_fact_infos[f].name);
	}
	lr_record_append(rec, a->text);
	job->kinds[a->kind]++;
}

/* A record with evidence of its own, or an address not seen lately. */
static enum lr_err
look_up(
    struct lr_cli *cli, struct job *job, struct lr_record *rec, struct seen *s)
{
	struct lr_places found;
	uint32_t id;
	struct lr_ip ip, *p = NULL;
	struct answer fresh;
	struct lr_span key;
	enum lr_err err;

	seen_read(rec, s, job->again);
	if ((s->present & LR_FACT_BIT(LR_FACT_IP)) != 0) {
		if (!lr_ip_parse(s->v[LR_FACT_IP].text, &ip)) {
			rec->why = "ip is no address";
			return LR_EBAD;
		}
		p = &ip;
	}
	values_find(cli, job, p, &found);
	key = key_of(job, s, p, &found);
	if (key.n > 4096 || job->key.err != LR_OK) {
		answer_make(cli, job, s, p, &found, &fresh);
		apply(job, rec, s, &fresh);
		return job->text.err;
	}
	if ((err = memo_evidence(&job->memo, key, &id)) != LR_OK)
		return err;
	if (job->memo.answers[id].text.p == NULL) {
		answer_make(cli, job, s, p, &found, &fresh);
		if ((err = job->text.err) != LR_OK)
			return err;
		err = memo_keep(&job->memo, id, &fresh);
		if (err != LR_OK)
			return err;
	}
	if ((s->present & EVIDENCE) == (s->usable & LR_FACT_BIT(LR_FACT_BOT)) &&
	    p != NULL)
		memo_keep_address(&job->memo, s->v[LR_FACT_IP].text,
		    (s->usable & LR_FACT_BIT(LR_FACT_BOT)) != 0, id);
	apply(job, rec, s, &job->memo.answers[id]);
	return LR_OK;
}

static bool
has_kind(struct lr_record *rec, const struct seen *s)
{
	return (s->present & LR_FACT_BIT(LR_FACT_KIND)) != 0 &&
	    lr_record_str(rec, lr_fact_infos[LR_FACT_KIND].name).p != NULL;
}

/* The answer where there is only an address, or a bot's name beside it, and
 * it was seen lately. */
static const struct answer *
known(const struct job *job, const struct seen *s)
{
	const struct lr_field *ip = s->at[LR_FACT_IP],
			      *bot = s->at[LR_FACT_BOT];
	bool is_bot = (s->present & LR_FACT_BIT(LR_FACT_BOT)) != 0;

	if ((s->present | LR_FACT_BIT(LR_FACT_BOT)) !=
		(LR_FACT_BIT(LR_FACT_IP) | LR_FACT_BIT(LR_FACT_BOT)) ||
	    ip->type != LR_JSON_STRING)
		return NULL;
	/* "" and "-" are no names */
	if (is_bot && (bot->type != LR_JSON_STRING || bot->val.n < 4))
		return NULL;
	return memo_address(
	    &job->memo, lr_span_sub(ip->val, 1, ip->val.n - 1), is_bot);
}

static enum lr_err
one(struct lr_cli *cli, struct job *job, struct lr_record *rec)
{
	const struct answer *a;
	struct seen s;

	seen_find(rec, &s);
	if ((a = known(job, &s)) != NULL) {
		lr_record_append(rec, a->text);
		job->kinds[a->kind]++;
		return LR_OK;
	}
	if (!job->again && has_kind(rec, &s)) {
		job->before++;
		return LR_OK;
	}
	return look_up(cli, job, rec, &s);
}

static void
say_kinds(struct lr_cli *cli, const struct job *job)
{
	unsigned k;

	cli->file = NULL;
	for (k = 0; k < LR_KINDS; k++)
		if (job->kinds[k] > 0)
			lr_cli_warn(cli, "%s: %lu",
			    lr_kind_name((enum lr_kind)k), job->kinds[k]);
	if (job->before > 0)
		lr_cli_warn(cli, "had a kind already: %lu", job->before);
}

static void
begin(struct lr_cli *cli, struct job *job)
{
	const char **last = adds;

	if (memo_init(&job->memo) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	for (; job->explain && *last != NULL; last++)
		;
	if (job->explain)
		*last = lr_fact_infos[LR_FACT_WHY].name.p;
	if (job->companies != NULL || job->ask_hunter)
		files_columns(adds);
	if (job->companies != NULL)
		files_companies(cli, job);
	if (job->ask_hunter)
		hunter_open(cli, job, job->hunter_base);
	if (lr_identify_ready(&job->id) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	fields_init();
	lr_buf_init(&job->key, LR_LINE_MAX);
	lr_buf_init(&job->text, LR_LINE_MAX);
	lr_buf_init(&job->why, LR_LINE_MAX);
}

static int
run(struct lr_cli *cli, struct job *job)
{
	enum lr_err err;

	lr_cli_open(cli);
	while (lr_cli_next_record(cli) == LR_OK) {
		err = one(cli, job, &cli->rec);
		if (err == LR_OK)
			lr_cli_put(cli, &cli->rec);
		else if (err == LR_EBAD || err == LR_ETOOLONG)
			lr_cli_refuse(cli,
			    err == LR_EBAD && cli->rec.why ? cli->rec.why
							   : lr_err_text(err));
		else
			lr_cli_die(cli, LR_EXIT_FAILED, "%s", lr_err_text(err));
	}
	if (cli->verbose > 0)
		say_kinds(cli, job);
	hunter_tell(cli, job);
	return lr_cli_end(cli);
}

/* --list-egress */
static int
egress(struct lr_cli *cli, struct job *job)
{
	lr_cli_open(cli);
	hunter_egress(cli, job);
	cli->verbose = 0; /* no records were read */
	return lr_cli_end(cli);
}

static void
end(struct job *job)
{
	memo_free(&job->memo);
	lr_buf_free(&job->key);
	lr_buf_free(&job->text);
	lr_buf_free(&job->why);
	hunter_close(job);
	lr_identify_free(&job->id);
}

/* One option. */
static void
option(struct lr_cli *cli, struct job *job, int key, const char *arg)
{
	switch (key) {
	case OPT_AGAIN:
		job->again = true;
		break;
	case OPT_COMPANIES:
		job->companies = arg;
		break;
	case OPT_EXPLAIN:
		job->explain = true;
		break;
	case OPT_HUNTER_BASE:
		job->hunter_base = arg;
		break;
	case OPT_HUNTER_COMPANIES:
		job->ask_hunter = true;
		break;
	case OPT_LIST_EGRESS:
		job->list_egress = true;
		break;
	case OPT_LIST_RULES:
		why_rules(cli);
	case OPT_MIN_EMPLOYEES:
		job->id.min_employees =
		    lr_cli_number(cli, "min-employees", arg, 1, UINT32_MAX);
		break;
	case OPT_MMDB:
		files_table(cli, job, arg);
		break;
	case OPT_OVERRIDES:
		files_overrides(cli, job, arg);
		break;
	default:
		files_list(cli, job, (enum lr_list)(key - OPT_LISTS), arg);
	}
}

int
main(int argc, char *argv[])
{
	static struct lr_cli cli; /* big */
	static struct job job;
	const char *arg, *address = NULL, *ptr = NULL;
	int key, rc = LR_EXIT_OK;

	lr_cli_init(&cli, &cmd, argc, argv);
	if (lr_identify_init(&job.id) != LR_OK)
		lr_cli_die(&cli, LR_EXIT_FAILED, "out of memory");
	while ((key = lr_cli_next(&cli, &arg)) != 0)
		if (key == OPT_WHY)
			address = arg;
		else if (key == OPT_PTR)
			ptr = arg;
		else
			option(&cli, &job, key, arg);
	if (ptr != NULL && address == NULL)
		lr_cli_usage(&cli, "--ptr is for --why");
	if ((address != NULL || job.list_egress) && cli.at < argc)
		lr_cli_usage(&cli, "%s reads no files",
		    job.list_egress ? "--list-egress" : "--why");
	if (job.hunter_base != NULL && !job.ask_hunter)
		lr_cli_usage(&cli, "--hunter-base is for --hunter-companies");
	begin(&cli, &job);
	if (job.list_egress)
		rc = egress(&cli, &job);
	else if (address != NULL)
		why_address(&cli, &job, address, ptr);
	else
		rc = run(&cli, &job);
	end(&job);
	return rc;
}
