/*
 * Whose is an address? The files tell at once, the cache too. Who must be
 * asked for waits in a group of neighbours, all that could be in one network
 * with it: of each group one address at a time is asked about, as long as there
 * are answers, and what comes back answers the others as well. The group is
 * claimed, so that other processes wait for the answer instead of asking
 * themselves.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "groups.h"
#include "resolve.h"

enum {
	WINDOW = 256, /* questions at once, of all groups together */
	LIMIT = 64,   /* of one group, when it fails */
	RETRY = 25,   /* ms until a claim of another is tried again */
};

struct search {
	struct groups groups;
	struct group_list ready;   /* may ask */
	struct group_list blocked; /* claimed by another process */
	struct group_list done; /* to be unclaimed once the cache is written */
	unsigned asking;
	int64_t retry; /* ticks */
};

static struct group *
group_of(struct resolve *r, uint32_t id)
{
	struct group *g =
	    groups_of(&r->search->groups, &memo_at(&r->memo, id)->ip);

	if (g == NULL)
		resolve_die(r, LR_ENOMEM, NULL);
	return g;
}

/* ---- answers */

/* Not found: count why. Each reason is kept once, the last one stands for
 * whatever has no room. */
static void
count_reason(struct resolve *r, const char *why)
{
	unsigned i;

	for (i = 0; i < REASONS_MAX - 1; i++)
		if (r->reason[i].n == 0 ||
		    strncmp(r->reason[i].text, why,
			sizeof(r->reason[i].text) - 1) == 0)
			break;
	if (r->reason[i].n++ == 0)
		snprintf(r->reason[i].text, sizeof(r->reason[i].text), "%s",
		    i < REASONS_MAX - 1 ? why : "other reasons");
}

/* Nothing must not hide what a file knew a little of. */
static void
settle(struct resolve *r, struct memo_entry *e, uint32_t text)
{
	if (e->network == 0 || nets_get(&r->nets, text, NULL).n > 0)
		e->network = text;
}

static bool
claim(struct resolve *r, struct group *g)
{
	if (!g->claimed && r->claims != NULL && r->cache != NULL)
		g->claimed = lr_claims_take(r->claims, g->number);
	return g->claimed || r->claims == NULL || r->cache == NULL;
}

static void
ask(struct resolve *r, struct group *g, uint32_t id)
{
	const struct lr_ip *ip = &memo_at(&r->memo, id)->ip;
	enum lr_err err;

	if (r->rdap != NULL)
		err = lr_rdap_ask(r->rdap, ip, r->deadline, id);
	else
		err = lr_whois_ask(r->whois, ip, r->deadline, id);
	if (err != LR_OK)
		resolve_die(r, err, NULL);
	g->asking++;
	r->search->asking++;
}

/* What is known without asking, which is what settles it. */
static bool
known(struct resolve *r, uint32_t id)
{
	struct memo_entry *e = memo_at(&r->memo, id);
	uint32_t text = nets_find(&r->nets, &e->ip);

	if (text != 0)
		r->count.neighbours++;
	else if ((text = cache_get_network(r, &e->ip)) != 0)
		r->count.net_cached++;
	else
		return false;
	settle(r, e, text);
	return true;
}

/* Let the group go on: those that are answered leave it, the next is asked
 * about when nobody else is at it. */
static void
step(struct resolve *r, struct group *g)
{
	struct search *s = r->search;
	uint32_t id;

	while (g->head != NULL && g->asking < g->limit) {
		if (!claim(r, g)) {
			list_put(&s->blocked, g);
			return;
		}
		if (s->asking >= WINDOW) {
			list_put(&s->ready, g);
			return;
		}
		id = groups_take(&s->groups, g);
		if (known(r, id))
			resolve_part(r, id, MEMO_NETWORK);
		else
			ask(r, g, id);
	}
	if (g->head == NULL && g->asking == 0 && g->claimed)
		list_put(&s->done, g);
}

/* The question about an address has ended. Where nobody answers it makes no
 * sense to wait for him one by one. */
static void
answered(struct resolve *r, uint32_t id, bool failed)
{
	struct group *g = group_of(r, id);

	if (!failed)
		g->limit = 1;
	else if (g->limit < LIMIT)
		g->limit *= 2;
	g->asking--;
	r->search->asking--;
	resolve_part(r, id, MEMO_NETWORK);
	step(r, g);
	if (r->search->asking < WINDOW &&
	    (g = list_take(&r->search->ready)) != NULL)
		step(r, g);
}

static void
found_network(struct resolve *r, uint32_t id, enum nets_source source,
    enum lr_found found, const struct lr_registration *reg)
{
	struct memo_entry *e = memo_at(&r->memo, id);
	struct lr_range range;
	uint32_t text;

	if (found == LR_FOUND)
		range = reg->range;
	else
		range = lr_range_around(&e->ip, lr_ip_is4(&e->ip) ? 24 : 48);
	text = nets_text(&r->nets, source, found == LR_FOUND ? reg : NULL);
	if (text == 0 || nets_add(&r->nets, &range, text) != LR_OK)
		resolve_die(r, LR_ENOMEM, NULL);
	cache_put_network(r, &e->ip, found, reg);
	settle(r, e, text);
	if (found == LR_FOUND_NOTHING)
		r->count.nobody++;
	else if (source == NETS_RDAP)
		r->count.rdap++;
	else
		r->count.whois++;
}

static void
not_found(struct resolve *r, uint32_t id, enum lr_found found, const char *why)
{
	if (found == LR_FOUND_FAILED) {
		r->count.net_failed++;
		memo_at(&r->memo, id)->failed |= MEMO_NETWORK;
	} else {
		r->count.net_unknown++;
	}
	count_reason(r, why);
}

static void
whois_done(void *arg, uint32_t id, enum lr_found found,
    const struct lr_registration *reg, const char *why)
{
	struct resolve *r = arg;

	if (found == LR_FOUND || found == LR_FOUND_NOTHING)
		found_network(r, id, NETS_WHOIS, found, reg);
	else
		not_found(r, id, found, why);
	answered(r, id, found == LR_FOUND_FAILED);
}

static void
rdap_done(void *arg, uint32_t id, enum lr_found found,
    const struct lr_registration *reg, const char *why)
{
	struct resolve *r = arg;

	if (found == LR_FOUND || found == LR_FOUND_NOTHING) {
		found_network(r, id, NETS_RDAP, found, reg);
	} else if (r->whois != NULL) {
		if (lr_whois_ask(r->whois, &memo_at(&r->memo, id)->ip,
			r->deadline, id) != LR_OK)
			resolve_die(r, LR_ENOMEM, NULL);
		return;
	} else {
		not_found(r, id, found, why);
	}
	answered(r, id, found == LR_FOUND_FAILED);
}

/* ---- */

void
search_add(struct resolve *r, uint32_t id)
{
	struct memo_entry *e = memo_at(&r->memo, id);
	struct group *g;
	bool complete;

	e->network = files_find(r, &e->ip, &complete);
	if (e->network != 0 && complete) {
		r->count.registry++;
		return;
	}
	if (known(r, id))
		return;
	if (r->search == NULL) {
		r->count.registry += e->network != 0;
		return;
	}
	e->awaited |= MEMO_NETWORK;
	g = group_of(r, id);
	if (groups_put(&r->search->groups, g, id) != LR_OK)
		resolve_die(r, LR_ENOMEM, NULL);
	if (!g->listed || g->claimed)
		step(r, g);
}

/* What others wait for is in the cache now. */
static void
unclaim(struct resolve *r)
{
	struct group *g;

	if (r->search->done.head == NULL)
		return;
	if (r->cache != NULL && lr_netcache_waiting(r->netcache) > 0)
		return;
	while ((g = list_take(&r->search->done)) != NULL) {
		if (g->head != NULL) {
			step(r, g);
			continue;
		}
		lr_claims_drop(r->claims, g->number);
		g->claimed = false;
	}
}

void
search_work(struct resolve *r)
{
	struct search *s = r->search;
	int64_t now = lr_clock_ticks();
	struct group *g, *last;

	unclaim(r);
	if (s->blocked.head == NULL || now < s->retry)
		return;
	s->retry = now + RETRY;
	last = NULL;
	while ((g = s->blocked.head) != NULL && g != last) {
		list_take(&s->blocked);
		step(r, g);
		if (g->listed && !g->claimed && last == NULL)
			last = g; /* the first that goes on waiting */
	}
}

int64_t
search_due(const struct resolve *r)
{
	if (r->search == NULL || r->search->blocked.head == NULL)
		return INT64_MAX;
	return r->search->retry;
}

static void
open_clients(struct resolve *r, const char *dir)
{
	struct lr_rdap_spec rdap = { .base = r->rdap_base,
		.bootstrap = r->bootstrap,
		.dir = dir,
		.manners = r->manners,
		.window = WINDOW,
		.done = rdap_done,
		.arg = r };
	struct lr_whois_spec whois = { .server = r->whois_server,
		.manners = r->manners,
		.window = WINDOW,
		.done = whois_done,
		.arg = r };
	const char *why;
	enum lr_err err;

	if (!r->no_rdap &&
	    (err = lr_rdap_open(&r->rdap, &rdap, &why)) != LR_OK) {
		if (err == LR_ENOMEM || r->bootstrap == NULL)
			resolve_die(r, err, NULL);
		lr_cli_die(r->cli, LR_EXIT_FAILED, "--bootstrap %s: %s",
		    r->bootstrap, err == LR_EIO ? strerror(errno) : why);
	}
	if (r->no_whois)
		return;
	err = lr_whois_open(&r->whois, &whois, &why);
	if (err == LR_EBAD)
		lr_cli_usage(
		    r->cli, "--whois-server: '%s' is %s", r->whois_server, why);
	if (err != LR_OK)
		resolve_die(r, err, NULL);
}

/* The limits are shared by way of the cache's store. */
static void
open_manners(struct resolve *r, const char *dir)
{
	const char *why;
	enum lr_err err = lr_manners_open(&r->manners, dir, &why);
	unsigned i;

	if (err == LR_EAGAIN) {
		resolve_warn(r, "not sharing limits with others: %s", why);
		err = lr_manners_open(&r->manners, NULL, &why);
	}
	if (err != LR_OK)
		lr_cli_die(r->cli, LR_EXIT_FAILED,
		    "%s (--no-cache does without)", why);
	for (i = 0; i < r->n_rates; i++)
		if (lr_manners_rate(r->manners, lr_span_str(r->rate[i])) !=
		    LR_OK)
			lr_cli_usage(r->cli,
			    "--rate: '%s' is not like whois.example.net=2/s",
			    r->rate[i]);
}

void
search_open(struct resolve *r)
{
	const char *dir = NULL;
	struct search *s;

	if (r->offline || (r->no_rdap && r->no_whois))
		return;
	if (!r->no_cache)
		dir = lr_cli_state(r->cli, r->state, !r->list_egress);
	open_manners(r, r->list_egress ? NULL : dir);
	open_clients(r, dir);
	if ((s = calloc(1, sizeof(*s))) == NULL)
		resolve_die(r, LR_ENOMEM, NULL);
	groups_init(&s->groups);
	list_init(&s->ready);
	list_init(&s->blocked);
	list_init(&s->done);
	r->search = s;
}

void
search_close(struct resolve *r)
{
	struct search *s = r->search;

	lr_rdap_close(r->rdap);
	lr_whois_close(r->whois);
	lr_manners_close(r->manners);
	if (s == NULL)
		return;
	groups_free(&s->groups);
	free(s);
}
