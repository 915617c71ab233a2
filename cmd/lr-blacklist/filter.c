/* The plain filter: what is on the list is dropped. */
#include <stdlib.h>

#include "lr-blacklist.h"

enum { NEW, PASSES, IN_NETWORK, IS_LISTED, STATES };

static const struct lr_span why[] = {
	[IN_NETWORK] = { "network", 7 },
	[IS_LISTED] = { "address", 7 },
};

struct filter {
	struct job *job;
	struct lr_blacklist *list; /* NULL: nothing is on it */
	struct memo *memo;
	unsigned long count[STATES];
};

static unsigned char
look_up(const struct filter *f, const struct lr_ip *ip)
{
	static const unsigned char state[] = {
		[LR_LISTED_NOT] = PASSES,
		[LR_LISTED_NETWORK] = IN_NETWORK,
		[LR_LISTED_ADDRESS] = IS_LISTED,
	};

	return f->list == NULL ? PASSES : state[lr_blacklist_find(f->list, ip)];
}

static enum lr_err
one(struct lr_cli *cli, void *arg, struct lr_record *rec)
{
	struct filter *f = arg;
	unsigned char *state;
	struct lr_span text;
	struct lr_ip ip;

	if (!record_ip(rec, &text))
		return LR_EBAD;
	state = memo_slot(f->memo, text);
	if (state == NULL || *state == NEW) {
		if (state == NULL || !lr_ip_parse(text, &ip)) {
			rec->why = "ip is no address";
			return LR_EBAD;
		}
		*state = look_up(f, &ip);
	}
	if (*state != PASSES)
		drop_record(cli, f->job, rec, why[*state]);
	else if (suppress_drop(cli, f->job, rec))
		return LR_OK;
	else
		lr_cli_put(cli, rec);
	f->count[*state]++;
	return LR_OK;
}

int
filter(struct lr_cli *cli, struct job *job)
{
	struct filter f = { .job = job, .memo = memo_new() };
	int64_t keyless = 0;
	enum lr_err err;

	if (f.memo == NULL)
		job_die(cli, LR_ENOMEM, "out of memory");
	f.list = job_open(cli, job, LR_STORE_READ);
	if (f.list != NULL) {
		err = lr_blacklist_load(f.list, job_now(job), false, &keyless);
		if (err != LR_OK)
			job_die(cli, err, lr_blacklist_why(f.list));
	}
	if (keyless > 0)
		lr_cli_warn(cli,
		    "%s/hash.key is missing: %lld single addresses on the list "
		    "cannot be told any more",
		    job->dir, (long long)keyless);
	suppress_open(cli, job);
	lr_cli_open(cli);
	while (lr_cli_next_record(cli) == LR_OK)
		if (one(cli, &f, &cli->rec) != LR_OK)
			lr_cli_refuse(cli, cli->rec.why);
	cli->file = NULL;
	if (cli->verbose > 0)
		lr_cli_warn(cli,
		    "%lu in = %lu passed + %lu in a listed network + %lu "
		    "listed addresses + %lu suppressed + %lu marked before + "
		    "%lu refused",
		    cli->read, f.count[PASSES], f.count[IN_NETWORK],
		    f.count[IS_LISTED], job->suppressed, job->before,
		    cli->refused);
	lr_suppress_close(job->suppress);
	lr_blacklist_close(f.list);
	free(f.memo);
	return lr_cli_end(cli);
}
