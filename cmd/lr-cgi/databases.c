/* The databases of a site: opened with its configuration, and anew when one of
 * them is another file. */
#include <stdlib.h>

#include "mapguard.h"
#include "web.h"

_Static_assert((int)LR_SITECONF_LISTS == (int)LR_LISTS &&
	(int)LR_SITECONF_HOSTING == (int)LR_LIST_HOSTING &&
	(int)LR_SITECONF_VPN == (int)LR_LIST_VPN &&
	(int)LR_SITECONF_RELAY == (int)LR_LIST_RELAY &&
	(int)LR_SITECONF_GATEWAY == (int)LR_LIST_GATEWAY &&
	(int)LR_SITECONF_CRAWLERS == (int)LR_LIST_CRAWLERS,
    "the lists of a site are those of identify");

enum lr_err
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

/* Opening, and what is done when a file is cut meanwhile. */
struct opening {
	const struct lr_siteconf *conf;
	struct lr_identify *id;
	const char *path; /* of the file that is at fault */
	enum lr_err err;
};

static void
open_all(void *arg)
{
	struct opening *o = arg;

	o->err = all_files(o->conf, open_file, o->id, &o->path);
	if (o->err == LR_OK)
		o->err = lr_identify_ready(o->id);
}

struct lr_identify *
databases_open(
    struct web *w, const struct lr_siteconf *conf, struct lr_span *why)
{
	struct lr_identify *id = calloc(1, sizeof(*id));
	struct opening o = { .conf = conf, .id = id };

	*why = LR_SPAN("out of memory");
	if (id == NULL)
		return NULL;
	o.err = lr_identify_init(id);
	id->min_employees = conf->min_employees;
	id->once = w->cgi == NULL || !lr_cgi_is_fast(w->cgi);
	if (o.err == LR_OK && !lr_mapguard_run(open_all, &o)) {
		o.err = LR_EBAD;
		id->why = "is being written";
	}
	if (o.err == LR_OK)
		return id;
	if (o.path != NULL) {
		lr_buf_clear(&w->line);
		lr_buf_printf(&w->line, "%s: ", o.path);
		if (id->line > 0)
			lr_buf_printf(&w->line, "line %lu: ", id->line);
		lr_buf_puts(&w->line, id->why);
		*why = lr_buf_span(&w->line);
	}
	lr_identify_free(id);
	free(id);
	return NULL;
}

struct looking {
	struct stamp *stamps;
	unsigned n, max;
	bool same;
	bool rewritten; /* the file that is open was written to */
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
	if (!stamp_same(&l->stamps[l->n], &now)) {
		l->same = false;
		l->rewritten |= l->stamps[l->n].inode == now.inode &&
		    l->stamps[l->n].device == now.device;
	}
	l->stamps[l->n++] = now;
	return LR_OK;
}

#define FILES_MAX ((LR_LISTS + 1) * LR_SITECONF_FILES + 2)

void
databases_drop(struct site *s)
{
	if (s->id != NULL)
		lr_identify_free(s->id);
	free(s->id);
	s->id = NULL;
	memory_clear(s);
}

void
databases_close(struct site *s)
{
	databases_drop(s);
	free(s->stamps);
	s->stamps = NULL;
}

struct stamp *
databases_stamps(const struct lr_siteconf *conf)
{
	struct looking l = { .max = FILES_MAX };
	const char *path;

	l.stamps = calloc(FILES_MAX, sizeof(*l.stamps));
	if (l.stamps != NULL)
		(void)all_files(conf, look_at, &l, &path);
	return l.stamps;
}

/* Those that were there before are as good as ever, unless somebody writes into
 * them. */
struct lr_identify *
databases_now(struct web *w, struct site *s)
{
	struct looking l = { .max = FILES_MAX, .same = true };
	struct lr_identify *id;
	struct lr_span why;
	const char *path;

	if ((l.stamps = s->stamps) == NULL)
		return NULL;
	(void)all_files(&s->conf, look_at, &l, &path);
	if (l.same && !s->unopened)
		return s->id;
	s->unopened = false;
	if (l.rewritten)
		databases_drop(s);
	if ((id = databases_open(w, &s->conf, &why)) == NULL) {
		lr_cli_warn(w->cli, "%s: %.*s: %s", s->name, (int)why.n, why.p,
		    s->id != NULL ? "going on with those from before"
				  : "no visitor is taken for a company");
		return s->id;
	}
	databases_drop(s);
	s->id = id;
	return id;
}
