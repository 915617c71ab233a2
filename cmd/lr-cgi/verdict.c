/* Is it a company's address? By what this machine knows now, and within the
 * time that a page can wait: nobody is asked. */
#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "web.h"

enum { TIME = 50 }; /* ms: what is slower counts as not known */

/* ---- a site's databases */

_Static_assert((int)LR_SITECONF_LISTS == (int)LR_LISTS &&
	(int)LR_SITECONF_HOSTING == (int)LR_LIST_HOSTING &&
	(int)LR_SITECONF_VPN == (int)LR_LIST_VPN &&
	(int)LR_SITECONF_RELAY == (int)LR_LIST_RELAY &&
	(int)LR_SITECONF_GATEWAY == (int)LR_LIST_GATEWAY &&
	(int)LR_SITECONF_CRAWLERS == (int)LR_LIST_CRAWLERS,
    "the lists of a site are those of identify");

/* All files in their order, in calls of each(); the first failure ends it,
 * and *path is the file. */
typedef enum lr_err each_file(void *arg, int kind, const char *path);
enum { FILE_MMDB = -1, FILE_OVERRIDES = -2, FILE_COMPANIES = -3 };

static enum lr_err
all_files(
    const struct lr_siteconf *c, each_file *each, void *arg, const char **path)
{
	enum lr_err err = LR_OK;
	unsigned i;
	int l;

	for (i = 0; err == LR_OK && i < c->mmdb.n; i++)
		err = each(arg, FILE_MMDB, *path = c->mmdb.path[i]);
	for (l = 0; l < LR_LISTS; l++)
		for (i = 0; err == LR_OK && i < c->list[l].n; i++)
			err = each(arg, l, *path = c->list[l].path[i]);
	if (err == LR_OK && c->overrides != NULL)
		err = each(arg, FILE_OVERRIDES, *path = c->overrides);
	if (err == LR_OK && c->companies != NULL)
		err = each(arg, FILE_COMPANIES, *path = c->companies);
	return err;
}

static enum lr_err
open_file(void *arg, int kind, const char *path)
{
	struct lr_identify *id = arg;

	switch (kind) {
	case FILE_MMDB:
		return lr_identify_table(id, path);
	case FILE_OVERRIDES:
		return lr_identify_overrides(id, path);
	case FILE_COMPANIES:
		return lr_identify_companies(id, path);
	default:
		return lr_identify_list(id, (enum lr_list)kind, path);
	}
}

struct lr_identify *
databases_open(
    struct web *w, const struct lr_siteconf *conf, struct lr_span *why)
{
	struct lr_identify *id = calloc(1, sizeof(*id));
	const char *path = NULL;
	enum lr_err err;

	*why = LR_SPAN("out of memory");
	if (id == NULL)
		return NULL;
	err = lr_identify_init(id);
	id->min_employees = conf->min_employees;
	id->once = w->cgi == NULL || !lr_cgi_is_fast(w->cgi);
	if (err == LR_OK)
		err = all_files(conf, open_file, id, &path);
	if (err == LR_OK)
		err = lr_identify_ready(id);
	if (err == LR_OK)
		return id;
	if (path != NULL) {
		lr_buf_clear(&w->line);
		lr_buf_printf(&w->line, "%s: ", path);
		if (id->line > 0)
			lr_buf_printf(&w->line, "line %lu: ", id->line);
		lr_buf_puts(&w->line, id->why);
		*why = lr_buf_span(&w->line);
	}
	lr_identify_free(id);
	free(id);
	return NULL;
}

static void
forget(struct site *s)
{
	free(s->memo);
	s->memo = NULL;
}

void
databases_close(struct site *s)
{
	if (s->id != NULL)
		lr_identify_free(s->id);
	free(s->id);
	free(s->stamps);
	s->id = NULL;
	s->stamps = NULL;
	forget(s);
}

struct looking {
	struct stamp *stamps;
	unsigned n, max;
	bool same;
};

/* Compare with the stamp that was noted, and note it. */
static enum lr_err
look_at(void *arg, int kind, const char *path)
{
	struct looking *l = arg;
	struct stamp now;

	(void)stamp_of(path, &now);
	if (l->n == l->max)
		return LR_ETOOLONG;
	l->same &= stamp_same(&l->stamps[l->n], &now);
	l->stamps[l->n++] = now;
	return LR_OK;
}

#define FILES_MAX ((LR_LISTS + 1) * LR_SITECONF_FILES + 2)

/* The databases, opened anew where one of the files is another one. */
static struct lr_identify *
databases(struct web *w, struct site *s)
{
	struct looking l = { .max = FILES_MAX, .same = true };
	struct lr_identify *id;
	struct lr_span why;
	const char *path;

	if (s->stamps == NULL) {
		l.same = false;
		s->stamps = calloc(FILES_MAX, sizeof(*s->stamps));
	}
	if ((l.stamps = s->stamps) == NULL)
		return NULL;
	(void)all_files(&s->conf, look_at, &l, &path);
	if (l.same)
		return s->id;
	if ((id = databases_open(w, &s->conf, &why)) == NULL) {
		lr_cli_warn(w->cli, "%s: %.*s%s", s->name, (int)why.n, why.p,
		    s->id != NULL ? ": going on with those from before" : "");
		return s->id;
	}
	if (s->id != NULL)
		lr_identify_free(s->id);
	free(s->id);
	s->id = id;
	forget(s);
	return id;
}

/* ---- one address */

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

static enum says
judge(struct web *w, struct site *s, struct lr_identify *id,
    const struct lr_ip *ip, struct lr_span bot)
{
	static struct lr_facts all; /* big */
	static struct resolved resolved;
	int64_t now = lr_clock_now();
	struct lr_verdict v;
	struct lr_evidence ev;
	struct lr_places places;
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
	if (lr_identify_find(id, ip, &places) != LR_OK ||
	    lr_identify(id, ip, &places, NULL, 0, &all, &v, &ev) != LR_OK) {
		lr_cli_warn(w->cli, "%s: %s", id->path, id->why);
		return SAYS_FAILED;
	}
	if (v.kind == LR_KIND_COMPANY)
		return SAYS_COMPANY;
	if (v.kind == LR_KIND_UNKNOWN || lr_kind_is_lead(v.kind))
		return SAYS_NOTHING;
	return s->conf.certain && !is_certain(&v) ? SAYS_NOTHING : SAYS_NONE;
}

/* Its place in the memory of FastCGI, or NULL. */
static struct memo *
memo_of(struct web *w, struct site *s, const struct lr_ip *ip)
{
	uint32_t h = 2166136261u;
	unsigned i;

	if (s->memo == NULL && lr_cgi_is_fast(w->cgi))
		s->memo = calloc(MEMO, sizeof(*s->memo));
	if (s->memo == NULL)
		return NULL;

	for (i = 0; i < sizeof(ip->b); i++)
		h = (h ^ ip->b[i]) * 16777619u;
	return &s->memo[h % MEMO];
}

enum says
says_who(
    struct web *w, struct site *s, const struct lr_ip *ip, struct lr_span bot)
{
	int64_t ticks = lr_clock_ticks();
	struct memo *m = memo_of(w, s, ip);
	struct lr_identify *id;
	enum says says;

	/* who says that he is a program is none, whatever his address */
	if (bot.n > 0)
		return SAYS_NONE;
	if (m != NULL && m->until > ticks && lr_ip_cmp(&m->ip, ip) == 0)
		return m->says;
	stores_look(w);
	id = databases(w, s);
	if (id == NULL || w->stores.broken)
		return SAYS_FAILED;
	says = judge(w, s, id, ip, bot);
	if (says == SAYS_COMPANY && lr_clock_ticks() - ticks > TIME)
		return SAYS_NOTHING;
	/* opening the databases has forgotten all */
	if (says != SAYS_FAILED && (m = memo_of(w, s, ip)) != NULL)
		*m = (struct memo){ *ip, ticks + MEMO_MS, says };
	return says;
}
