/* Companies that asked not to be listed, and what is dropped for it. */
#include "lr-blacklist.h"
#include "netcache.h"
#include "ptrcache.h"

struct purge {
	struct lr_cli *cli;
	struct lr_suppress *suppress; /* NULL: none */
};

/* ---- the filters' part */

void
suppress_open(struct lr_cli *cli, struct job *job)
{
	const char *why;
	enum lr_err err;

	job->dir = lr_cli_state(cli, job->dir, false);
	err = lr_suppress_open(&job->suppress, job->dir, LR_STORE_READ, &why);
	if (err != LR_OK && err != LR_END)
		job_die(cli, err, why);
	if (err == LR_OK && !lr_suppress_any(job->suppress)) {
		lr_suppress_close(job->suppress);
		job->suppress = NULL;
	}
}

void
drop_record(struct lr_cli *cli, const struct job *job, struct lr_record *rec,
    struct lr_span why)
{
	if (!job->mark)
		return;
	if (why.n > 0) {
		lr_record_set_true(rec, LR_SPAN("blacklisted"));
		lr_record_set_str(rec, LR_SPAN("blacklisted_by"), why);
	}
	lr_cli_put(cli, rec);
}

/* By its domain, else the reverse name; by its company, else the holder. */
static bool
suppressed(const struct lr_suppress *s, struct lr_record *rec)
{
	struct lr_span domain = lr_record_str(rec, LR_SPAN("domain"));
	struct lr_span name = lr_record_str(rec, LR_SPAN("company"));

	if (domain.n == 0)
		domain = lr_record_str(rec, LR_SPAN("ptr"));
	if (lr_suppress_has_domain(s, domain))
		return true;
	if (name.n > 0)
		return lr_suppress_has_name(s, name);
	return lr_suppress_has_name(s, lr_record_str(rec, LR_SPAN("holder"))) ||
	    lr_suppress_has_name(
		s, lr_record_str(rec, LR_SPAN("organization")));
}

bool
suppress_drop(struct lr_cli *cli, struct job *job, struct lr_record *rec)
{
	if (job->suppress != NULL && suppressed(job->suppress, rec)) {
		job->suppressed++;
		drop_record(cli, job, rec, LR_SPAN("suppressed"));
		return true;
	}
	if (lr_record_true(rec, LR_SPAN("blacklisted"))) {
		job->before++;
		drop_record(cli, job, rec, lr_span(NULL, 0));
		return true;
	}
	return false;
}

/* ---- the operator's part */

/* Something like an address that is none must not be taken for a name. */
static bool
looks_like_network(const char *s)
{
	size_t signs = strcspn(s, ".:/");

	return s[signs] != '\0' && !lr_suppress_is_domain(lr_span_str(s)) &&
	    strpbrk(s, "0123456789") != NULL &&
	    strspn(s, "0123456789abcdefABCDEF.:/- ") == strlen(s);
}

void
clear_names(struct lr_cli *cli, struct job *job)
{
	struct lr_ptrcache *c;
	const char *why;
	int64_t n;
	enum lr_err err;

	err = lr_ptrcache_open(&c, job->dir, LR_STORE_CHANGE, &why);
	if (err == LR_END)
		return;
	if (err != LR_OK)
		job_die(cli, err, why);
	if ((err = lr_ptrcache_clear(c, &n)) != LR_OK)
		job_die(cli, err, lr_ptrcache_why(c));
	lr_ptrcache_close(c);
	if (cli->verbose > 0)
		lr_cli_warn(
		    cli, "%lld cached reverse names deleted", (long long)n);
}

/* A network that the registries say is held by a suppressed company, or that
 * shares addresses with one of the operands. */
static bool
is_theirs(void *arg, const struct lr_registration *reg)
{
	const struct purge *p = arg;
	struct lr_range r;
	int i;

	if (p->suppress != NULL &&
	    lr_suppress_has_name(p->suppress, lr_registration_has_holder(reg)))
		return true;
	for (i = p->cli->at; i < p->cli->argc; i++)
		if (lr_range_parse(lr_span_str(p->cli->argv[i]), &r) &&
		    lr_ip_cmp(&reg->range.first, &r.last) <= 0 &&
		    lr_ip_cmp(&r.first, &reg->range.last) <= 0)
			return true;
	return false;
}

static void
clear_networks(struct lr_cli *cli, struct job *job)
{
	struct purge p = { .cli = cli, .suppress = NULL };
	struct lr_netcache *nets = NULL;
	struct lr_store *st;
	const char *why;
	int64_t n = 0;
	enum lr_err err;

	err = lr_store_open(
	    &st, &lr_resolve_store, job->dir, LR_STORE_CHANGE, &why);
	if (err == LR_END)
		return;
	if (err == LR_OK)
		err = lr_suppress_open(
		    &p.suppress, job->dir, LR_STORE_READ, &why);
	if (err != LR_OK && err != LR_END)
		job_die(cli, err, why);
	err = lr_netcache_open(&nets, st, LR_STORE_CHANGE);
	if (err == LR_OK)
		err = lr_netcache_purge(nets, is_theirs, &p, &n);
	if (err != LR_OK)
		job_die(cli, err, lr_store_why(st));
	lr_netcache_close(nets);
	lr_suppress_close(p.suppress);
	lr_store_close(st);
	if (cli->verbose > 0)
		lr_cli_warn(cli, "%lld cached networks deleted", (long long)n);
}

static void
change(struct lr_cli *cli, struct job *job, bool add, const char *text)
{
	struct lr_suppress *s = job->suppress;
	int64_t n = 1;
	enum lr_err err;

	if (add)
		err = lr_suppress_add(s, lr_span_str(text),
		    lr_span_str(job->reason), job_now(job));
	else
		err = lr_suppress_remove(s, lr_span_str(text), &n);
	if (err == LR_EBAD || err == LR_ETOOLONG) {
		lr_cli_warn(cli, "%s: %s", text, lr_suppress_why(s));
		cli->rc = LR_EXIT_REFUSED;
	} else if (err != LR_OK) {
		job_die(cli, err, lr_suppress_why(s));
	} else if (n == 0) {
		lr_cli_warn(cli, "%s: is not suppressed", text);
		cli->rc = LR_EXIT_REFUSED;
	}
}

/* Domains and names; what is left of the operands is networks. */
static int
companies(struct lr_cli *cli, struct job *job, bool add)
{
	struct lr_blacklist *list;
	struct lr_range r;
	const char *why;
	int i, networks = cli->at;
	int64_t n;
	enum lr_err err = LR_END;

	/* the key is made with the list */
	list = job_open(cli, job, add ? LR_STORE_WRITE : LR_STORE_CHANGE);
	if (list != NULL)
		err = lr_suppress_open(
		    &job->suppress, job->dir, LR_STORE_CHANGE, &why);
	if (err != LR_OK && err != LR_END)
		job_die(cli, err, why);
	for (i = cli->at; i < cli->argc; i++)
		if (lr_range_parse(lr_span_str(cli->argv[i]), &r)) {
			cli->argv[networks++] = cli->argv[i];
		} else if (list != NULL) {
			change(cli, job, add, cli->argv[i]);
		} else {
			lr_cli_warn(cli, "%s: is not suppressed", cli->argv[i]);
			cli->rc = LR_EXIT_REFUSED;
		}
	if (add && (err = lr_suppress_blank(job->suppress, &n)) != LR_OK)
		job_die(cli, err, lr_suppress_why(job->suppress));
	lr_suppress_close(job->suppress);
	lr_blacklist_close(list);
	return networks;
}

int
suppress(struct lr_cli *cli, struct job *job, bool add)
{
	struct lr_range r;
	enum lr_exit rc;
	int i;

	if (cli->at == cli->argc)
		lr_cli_usage(cli, "name domains, companies or networks");
	if (job->reason != NULL && strlen(job->reason) > LR_BLACKLIST_REASON)
		lr_cli_usage(
		    cli, "--reason: at most %u bytes", LR_BLACKLIST_REASON);
	for (i = cli->at; i < cli->argc; i++)
		if (looks_like_network(cli->argv[i]) &&
		    !lr_range_parse(lr_span_str(cli->argv[i]), &r))
			lr_cli_usage(cli,
			    "'%s' is no network (192.0.2.0/24), range "
			    "(192.0.2.0-192.0.2.9) or address",
			    cli->argv[i]);
	if (job->dry) {
		lr_cli_open(cli);
		cli->verbose = 0;
		return lr_cli_end(cli);
	}
	cli->argc = companies(cli, job, add);
	if (add) {
		clear_names(cli, job);
		clear_networks(cli, job);
	}
	if (cli->at < cli->argc) {
		if (add && job->reason == NULL)
			job->reason = "suppressed";
		return edit(cli, job, add);
	}
	lr_cli_open(cli);
	rc = cli->rc;
	cli->verbose = 0; /* no records were read */
	lr_cli_end(cli);
	return (int)rc;
}
