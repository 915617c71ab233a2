/* --learn: leads pass, everything else is remembered and dropped. */
#include <stdlib.h>

#include "ascii.h"
#include "lr-blacklist.h"
#include "registration.h"

/* of the memo: what was done about an address */
enum {
	SEEN = 1,
	OWN_NETWORK = 2,
	OWN_ADDRESS = 4,
	LEARNED = 8,
	FORGOTTEN = 16
};
#define OWN (OWN_NETWORK | OWN_ADDRESS)

enum fate { LEAD, REMEMBER, DROP, UNKNOWN_WORD };

static const struct kind {
	const char *name;
	enum fate fate;
} kinds[] = {
	{ "company", LEAD },
	{ "education", LEAD },
	{ "government", LEAD },
	{ "isp", REMEMBER },
	{ "mobile", REMEMBER },
	{ "hosting", REMEMBER },
	{ "vpn", REMEMBER },
	{ "relay", REMEMBER },
	{ "gateway", REMEMBER },
	{ "crawler", REMEMBER },
	{ "unknown", REMEMBER },
	/* addresses of nobody, or everybody: inside a company, too */
	{ "reserved", DROP },
};

struct learner {
	struct lr_cli *cli;
	struct job *job;
	struct lr_blacklist *list;
	struct memo *memo;
	struct forget *forget;
	unsigned long passed, own, learned, dropped;
};

static void
save(struct learner *l)
{
	enum lr_err err;

	if (l->job->dry)
		return;
	err = lr_blacklist_save(l->list, job_now(l->job));
	if (err != LR_OK)
		job_die(l->cli, err, lr_blacklist_why(l->list));
}

/* Both are names of the same firm, but for case and punctuation. */
static bool
same_name(struct lr_span a, struct lr_span b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.n && !lr_is_alnum(a.p[i]) && a.p[i] > 0)
			i++;
		while (k < b.n && !lr_is_alnum(b.p[k]) && b.p[k] > 0)
			k++;
		if (i == a.n || k == b.n)
			break;
		if (lr_lower(a.p[i++]) != lr_lower(b.p[k++]))
			return false;
	}
	return i == a.n && k == b.n && a.n > 0 && b.n > 0;
}

/* The registered range that the address lies in, when its holder is the
 * provider itself: then all of it is the provider's customers. A customer's
 * own range is not, nor one that holds customers' ranges or is a block of
 * nobody, and a range of half the internet is a mistake. */
static bool
provider_network(
    struct lr_record *rec, const struct lr_ip *ip, struct lr_range *r)
{
	struct lr_span text = lr_record_str(rec, LR_SPAN("network"));
	struct lr_span holder = lr_record_str(rec, LR_SPAN("holder"));
	struct lr_span status = lr_record_str(rec, LR_SPAN("holder_status"));

	if (text.n == 0 || holder.n == 0 || !lr_range_parse(text, r) ||
	    !lr_range_holds(r, ip) || lr_ip_is4(&r->first) != lr_ip_is4(ip) ||
	    memcmp(r->first.b, r->last.b, lr_ip_is4(ip) ? 13 : 2) != 0 ||
	    lr_registration_allocated(status) ||
	    lr_ascii_eq(status, LR_SPAN("reserved")))
		return false;
	return same_name(holder, lr_record_str(rec, LR_SPAN("isp"))) ||
	    same_name(holder, lr_record_str(rec, LR_SPAN("as_name"))) ||
	    lr_span_eq(lr_record_str(rec, LR_SPAN("rule")),
		LR_SPAN("holder-provider"));
}

/* Anybody can call his browser a crawler: that says nothing of the address. */
static bool
only_agent(struct lr_record *rec)
{
	struct lr_span rule = lr_record_str(rec, LR_SPAN("rule"));

	if (rule.n > 0)
		return lr_span_eq(rule, LR_SPAN("agent-bot"));
	return lr_record_str(rec, LR_SPAN("bot")).n > 0;
}

/* What stands for the address on the list. */
static struct lr_range
range_of(struct lr_record *rec, const struct lr_ip *ip, struct lr_span kind)
{
	struct lr_range r;

	if (lr_span_eq(kind, LR_SPAN("unknown")) ||
	    lr_span_eq(kind, LR_SPAN("gateway")) ||
	    lr_span_eq(kind, LR_SPAN("crawler")) ||
	    !provider_network(rec, ip, &r))
		r = (struct lr_range){ *ip, *ip };
	return r;
}

/* A question about it got no answer: the next run may know better. A provider's
 * network is one, whatever the answer would have been. */
static bool
too_early(struct lr_record *rec, const struct lr_ip *ip, struct lr_span kind)
{
	struct lr_range r;

	if (!lr_record_true(rec, LR_SPAN("unanswered")))
		return false;
	r = range_of(rec, ip, kind);
	return lr_ip_cmp(&r.first, &r.last) == 0;
}

static void
remember(struct learner *l, struct lr_record *rec, const struct lr_ip *ip,
    struct lr_span kind)
{
	struct lr_range r = range_of(rec, ip, kind);
	struct lr_span holder = { NULL, 0 };
	enum lr_err err;
	int again;

	if (lr_ip_cmp(&r.first, &r.last) != 0)
		holder = lr_record_str(rec, LR_SPAN("holder"));
	if (l->job->suppress != NULL &&
	    lr_suppress_has_name(l->job->suppress, holder))
		holder = lr_span(NULL, 0);
	for (again = 0; again < 2; again++) {
		err = lr_blacklist_learn(l->list, &r, kind, holder);
		if (err != LR_ENOMEM)
			return;
		save(l);
	}
	job_die(l->cli, err, "out of memory");
}

static enum fate
fate_of(struct lr_span kind)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (lr_span_eq(kind, lr_span_str(kinds[i].name)))
			return kinds[i].fate;
	return UNKNOWN_WORD;
}

/* What this record's address needs to have done, and was not done lately. */
static void
drop(struct learner *l, struct lr_record *rec, const struct lr_ip *ip,
    struct lr_span kind, bool learns, unsigned char *state)
{
	unsigned char hash[LR_KEYHASH];

	if (l->job->dry)
		return;
	if (learns && !(*state & LEARNED)) {
		remember(l, rec, ip, kind);
		*state |= LEARNED;
	}
	if (!(*state & FORGOTTEN) && lr_blacklist_hash(l->list, ip, hash)) {
		forget_add(l->cli, l->job, l->forget, hash);
		*state |= FORGOTTEN;
	}
}

/* Is the address on the operator's own list? Looked up once. */
static bool
own(const struct learner *l, const struct lr_ip *ip, unsigned char *state)
{
	enum lr_listed listed = LR_LISTED_NOT;

	if (!(*state & SEEN) && l->list != NULL)
		listed = lr_blacklist_find(l->list, ip);
	if (listed == LR_LISTED_NETWORK)
		*state |= OWN_NETWORK;
	else if (listed == LR_LISTED_ADDRESS)
		*state |= OWN_ADDRESS;
	*state |= SEEN;
	return *state & OWN;
}

/* No lead: what becomes of its address, then of the record. */
static void
sort_out(struct learner *l, struct lr_record *rec, const struct lr_ip *ip,
    enum fate fate, struct lr_span kind, unsigned char *state)
{
	bool learns = fate == REMEMBER && !(*state & OWN) &&
	    !(lr_span_eq(kind, LR_SPAN("crawler")) && only_agent(rec)) &&
	    !too_early(rec, ip, kind);

	if (*state & OWN)
		l->own++;
	else if (learns)
		l->learned++;
	else
		l->dropped++;
	drop(l, rec, ip, kind, learns, state);
	drop_record(l->cli, l->job, rec,
	    *state & OWN_NETWORK       ? LR_SPAN("network")
		: *state & OWN_ADDRESS ? LR_SPAN("address")
				       : LR_SPAN("kind"));
}

static enum lr_err
one(struct learner *l, struct lr_record *rec)
{
	struct lr_span text, kind;
	unsigned char *state;
	struct lr_ip ip;
	enum fate fate;

	if (!record_ip(rec, &text))
		return LR_EBAD;
	if ((state = memo_slot(l->memo, text)) == NULL ||
	    !lr_ip_parse(text, &ip)) {
		rec->why = "ip is no address";
		return LR_EBAD;
	}
	kind = lr_record_str(rec, LR_SPAN("kind"));
	fate = fate_of(kind);
	if (fate == UNKNOWN_WORD) {
		rec->why = kind.n == 0
		    ? "no kind: --learn comes after lr-enrich"
		    : "kind is none of lr-record(5)";
		return LR_EBAD;
	}
	if (own(l, &ip, state) || fate != LEAD) {
		sort_out(l, rec, &ip, fate, kind, state);
	} else if (suppress_drop(l->cli, l->job, rec)) {
		drop(l, rec, &ip, kind, false, state);
	} else {
		l->passed++;
		lr_cli_put(l->cli, rec);
	}
	return LR_OK;
}

/* Somebody may look at the store while we wait. */
static void
before_wait(void *arg)
{
	struct learner *l = arg;

	lr_out_flush(&l->cli->out);
	save(l);
	forget_wait(l->cli, l->job, l->forget);
}

static void
begin(struct learner *l)
{
	int64_t keyless;
	enum lr_err err;

	l->memo = memo_new();
	l->forget = forget_new();
	if (l->memo == NULL || l->forget == NULL)
		job_die(l->cli, LR_ENOMEM, "out of memory");
	l->list = job_open(
	    l->cli, l->job, l->job->dry ? LR_STORE_READ : LR_STORE_WRITE);
	if (l->list == NULL)
		return;
	err = lr_blacklist_load(l->list, job_now(l->job), true, &keyless);
	if (err != LR_OK)
		job_die(l->cli, err, lr_blacklist_why(l->list));
}

int
learn(struct lr_cli *cli, struct job *job)
{
	struct learner l = { .cli = cli, .job = job };

	begin(&l);
	suppress_open(cli, job);
	cli->wait = before_wait;
	cli->wait_arg = &l;
	lr_cli_open(cli);
	while (lr_cli_next_record(cli) == LR_OK)
		if (one(&l, &cli->rec) != LR_OK)
			lr_cli_refuse(cli, cli->rec.why);
	cli->file = NULL;
	save(&l);
	forget_end(cli, job, l.forget);
	if (cli->verbose > 0)
		lr_cli_warn(cli,
		    "%lu in = %lu passed + %lu learned + %lu on the "
		    "operator's list + %lu dropped unlearned + %lu suppressed "
		    "+ %lu marked before + %lu refused",
		    cli->read, l.passed, l.learned, l.own, l.dropped,
		    job->suppressed, job->before, cli->refused);
	lr_suppress_close(job->suppress);
	lr_blacklist_close(l.list);
	free(l.memo);
	return lr_cli_end(cli);
}
