/* Is it a company's address? By what this machine knows now, and within the
 * time that a page can wait: nobody is asked. */
#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "mapguard.h"
#include "web.h"

enum { TIME = 50 }; /* ms: what is slower counts as not known */

static void
set_text(struct lr_facts *all, enum lr_fact_id f, struct lr_span s)
{
	if (s.n > 0)
		all->v[f] = (struct lr_fact){ true, s, 0 };
}

struct resolved {
	struct lr_ptr ptr;
	struct lr_registration reg;
	char network[LR_RANGE_TEXT];
};

/* What lr-resolve found out about it and may still know. */
static enum lr_err
from_caches(struct web *w, const struct lr_ip *ip, int64_t now,
    struct resolved *r, struct lr_facts *all)
{
	struct stores *st = &w->stores;
	unsigned char hash[LR_KEYHASH];
	enum lr_found found;
	const char *why;
	enum lr_err err;
	size_t n;

	if (st->ptr == NULL)
		return LR_OK;
	why = lr_store_why(lr_ptrcache_store(st->ptr));
	lr_keyhash(&st->key, ip, hash);
	err = lr_ptrcache_get(st->ptr, hash, now, &r->ptr);
	if (err == LR_OK && r->ptr.n > 0) {
		lr_keyhash_mask(&st->key, ip, r->ptr.name, r->ptr.n);
		set_text(all, LR_FACT_PTR, lr_span(r->ptr.name, r->ptr.n));
		all->v[LR_FACT_PTR_VERIFIED] =
		    (struct lr_fact){ .known = r->ptr.verified,
			    .u = r->ptr.verified };
	}
	if ((err = stores_heard(w, err, why)) != LR_OK || st->net == NULL)
		return err;
	err = lr_netcache_get(st->net, ip, now, &found, &r->reg);
	if (err != LR_OK || found != LR_FOUND)
		return stores_heard(w, err, why);
	n = lr_range_put(&r->reg.range, r->network);
	set_text(all, LR_FACT_NETWORK, lr_span(r->network, n));
	set_text(all, LR_FACT_NETNAME, lr_registration_has_netname(&r->reg));
	set_text(all, LR_FACT_HOLDER, lr_registration_has_holder(&r->reg));
	set_text(
	    all, LR_FACT_HOLDER_STATUS, lr_registration_has_status(&r->reg));
	if (r->reg.country[0] != '\0')
		set_text(
		    all, LR_FACT_HOLDER_COUNTRY, lr_span(r->reg.country, 2));
	return LR_OK;
}

/* Some rules look at a provider alone: who of his customers it is they cannot
 * tell, and a registry asked later might. */
static bool
is_certain(const struct lr_verdict *v)
{
	struct lr_span rule = lr_span_str(v->rule);

	return !lr_span_starts(rule, LR_SPAN("as-")) &&
	    !lr_span_starts(rule, LR_SPAN("holder-provider")) &&
	    !lr_span_starts(rule, LR_SPAN("organization-provider")) &&
	    !lr_span_starts(rule, LR_SPAN("connection-line"));
}

struct asking {
	struct lr_identify *id;
	const struct lr_ip *ip;
	struct lr_facts *all;
	struct lr_verdict verdict;
	enum lr_err err;
};

static void
ask(void *arg)
{
	struct asking *a = arg;
	struct lr_places places;
	struct lr_evidence ev;

	a->err = lr_identify_find(a->id, a->ip, &places);
	if (a->err == LR_OK)
		a->err = lr_identify(
		    a->id, a->ip, &places, NULL, 0, a->all, &a->verdict, &ev);
}

static enum says
judge(struct web *w, struct site *s, struct lr_identify *id,
    const struct lr_ip *ip, struct lr_span bot)
{
	static struct lr_facts all; /* big */
	static struct resolved resolved;
	int64_t now = lr_clock_now();
	struct asking asking = { .id = id, .ip = ip, .all = &all };
	struct lr_verdict *v = &asking.verdict;
	enum lr_listed listed;
	enum lr_err err;

	if (w->stores.list != NULL) {
		err = lr_asklist(w->stores.list, ip, now, &listed);
		if (stores_heard(w, err, lr_asklist_why(w->stores.list)) !=
		    LR_OK)
			return SAYS_FAILED;
		if (listed != LR_LISTED_NOT)
			return SAYS_NONE;
	}
	all = (struct lr_facts){ .tables = 0 };
	set_text(&all, LR_FACT_BOT, bot);
	if (from_caches(w, ip, now, &resolved, &all) != LR_OK)
		return SAYS_FAILED;
	if (!lr_mapguard_run(ask, &asking)) {
		lr_cli_warn(w->cli,
		    "%s: a database was cut: replace them by mv", s->name);
		databases_drop(s);
		return SAYS_FAILED;
	}
	if (asking.err != LR_OK) {
		lr_cli_warn(w->cli, "%s: %s", id->path, id->why);
		return SAYS_FAILED;
	}
	if (v->kind == LR_KIND_COMPANY)
		return SAYS_COMPANY;
	if (v->kind == LR_KIND_UNKNOWN || lr_kind_is_lead(v->kind))
		return SAYS_NOTHING;
	return s->conf.certain && !is_certain(v) ? SAYS_NOTHING : SAYS_NONE;
}

enum says
says_who(
    struct web *w, struct site *s, const struct lr_ip *ip, struct lr_span bot)
{
	int64_t ticks = lr_clock_ticks();
	struct lr_identify *id;
	enum says says;

	/* who says that he is a program is none, whatever his address */
	if (bot.n > 0)
		return SAYS_NONE;
	if (memory_has(w, s, ip, &says))
		return says;
	stores_look(w);
	id = databases_now(w, s);
	if (id == NULL || w->stores.broken)
		return SAYS_FAILED;
	says = judge(w, s, id, ip, bot);
	if (says == SAYS_COMPANY && lr_clock_ticks() - ticks > TIME)
		return SAYS_NOTHING;
	if (says != SAYS_FAILED)
		memory_keep(w, s, ip, says);
	return says;
}
