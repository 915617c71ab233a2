/* What each site is to have: state/sites/SITE.json, looked at in every
 * request. The last right one is kept beside, in state/good, for processes
 * that begin when the file is wrong. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "web.h"

/* ---- files */

bool
stamp_of(const char *path, struct stamp *s)
{
	struct stat st;

	*s = (struct stamp){ .inode = 0 };
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*s = (struct stamp){ .device = (uint64_t)st.st_dev,
		.inode = (uint64_t)st.st_ino,
		.size = (uint64_t)st.st_size,
		.mtime = st.st_mtim.tv_sec,
		.mtime_ns = st.st_mtim.tv_nsec,
		.ctime = st.st_ctim.tv_sec,
		.ctime_ns = st.st_ctim.tv_nsec };
	return true;
}

bool
stamp_same(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->size == b->size && a->mtime == b->mtime &&
	    a->mtime_ns == b->mtime_ns && a->ctime == b->ctime &&
	    a->ctime_ns == b->ctime_ns;
}

const char *
path_of(
    struct web *w, const char *folder, struct lr_span name, const char *ending)
{
	lr_buf_clear(&w->path);
	lr_buf_puts(&w->path, w->state);
	lr_buf_putc(&w->path, '/');
	lr_buf_puts(&w->path, folder);
	if (name.n > 0) {
		lr_buf_putc(&w->path, '/');
		lr_buf_put(&w->path, name);
		lr_buf_puts(&w->path, ending);
	}
	return lr_buf_str(&w->path);
}

/* Keep a right one for later processes, of the same time and size; that it
 * fails is no fault of the request's. */
static void
keep_good(struct web *w, const struct site *s, struct lr_span text)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
		{ .tv_sec = (time_t)s->stamp.mtime,
		    .tv_nsec = (long)s->stamp.mtime_ns } };
	struct lr_newfile f;
	struct stamp good;
	const char *path;

	path = path_of(w, "good", lr_span_str(s->name), ".json");
	if (stamp_of(path, &good) && good.size == s->stamp.size &&
	    good.mtime == s->stamp.mtime && good.mtime_ns == s->stamp.mtime_ns)
		return;
	path = path_of(w, "good", (struct lr_span){ NULL, 0 }, "");
	(void)mkdir(path, 0700);
	path = path_of(w, "good", lr_span_str(s->name), ".json");
	if (lr_newfile_open(&f, path, 0600) == LR_OK &&
	    lr_file_write(f.fd, text.p, text.n) == LR_OK &&
	    futimens(f.fd, times) == 0)
		(void)lr_newfile_commit(&f);
	lr_newfile_abort(&f);
}

/* ---- reading */

/* What is in a file. */
struct conf {
	bool right;    /* wholly: conf and id can be used */
	bool tried;    /* and its databases could be opened, now or before */
	bool readable; /* conf can be used, its databases cannot */
	struct lr_buf text;
	struct lr_siteconf conf;
	struct lr_identify *id;
	struct stamp *stamps; /* of its databases */
	char why[LR_MESSAGE_MAX];
};

static void
conf_free(struct conf *c)
{
	if (c->id != NULL)
		lr_identify_free(c->id);
	free(c->id);
	free(c->stamps);
	lr_siteconf_free(&c->conf);
	lr_buf_free(&c->text);
	*c = (struct conf){ .right = false };
}

/* A file whose databases cannot be opened is as wrong as any. Who has only one
 * request, and not a hit, does not open them for that. */
static void
conf_read(struct web *w, const char *path, struct conf *c)
{
	struct lr_span why;
	enum lr_err err;

	*c = (struct conf){ .right = false };
	lr_buf_init(&c->text, LR_SITECONF_BYTES);
	if ((err = lr_file_read(path, &c->text)) != LR_OK) {
		why = lr_span_str(
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
	} else if ((err = lr_siteconf_parse(&c->conf, lr_buf_span(&c->text))) !=
	    LR_OK) {
		why = lr_span_str(
		    err == LR_EBAD ? c->conf.why : lr_err_text(err));
	} else {
		c->readable = true;
		c->stamps = databases_stamps(&c->conf);
		c->right = !lr_cgi_is_fast(w->cgi) && !w->is_hit;
		c->tried = !c->right &&
		    memory_opens(w, lr_buf_span(&c->text), &c->conf);
		c->right |= c->tried;
		if (!c->right) {
			c->id = databases_open(w, &c->conf, &why);
			c->right = c->tried = c->id != NULL;
			if (c->right)
				memory_opened(w);
		}
	}
	if (!c->right)
		snprintf(c->why, sizeof(c->why), "%s%.*s",
		    c->readable ? "databases: " : "", (int)why.n, why.p);
}

/* From now on it is the site's. */
static void
conf_use(struct site *s, struct conf *c)
{
	databases_close(s);
	if (s->usable)
		lr_siteconf_free(&s->conf);
	s->conf = c->conf;
	s->usable = true;
	s->id = c->id;
	s->unopened = c->right && c->id == NULL;
	s->stamps = c->stamps;
	c->conf = (struct lr_siteconf){ .hosts = 0 };
	c->id = NULL;
	c->stamps = NULL;
}

/* The site's file is another one than was read last. Where it is wrong the last
 * right one stays, or what another process has kept of it. */
static void
read_site(struct web *w, struct site *s, const char *path)
{
	struct conf new, good = { .right = false };

	conf_read(w, path, &new);
	if (!new.right && !s->usable)
		conf_read(w, path_of(w, "good", lr_span_str(s->name), ".json"),
		    &good);
	if (!new.right)
		lr_cli_warn(w->cli, "%s: %s: %s",
		    path_of(w, "sites", lr_span_str(s->name), ".json"), new.why,
		    s->usable || good.right ? "going on as it was before"
			: new.readable ? "no visitor is taken for a company"
				       : "there is no other one");
	if (new.right) {
		conf_use(s, &new);
		if (new.tried)
			keep_good(w, s, lr_buf_span(&new.text));
	} else if (good.right) {
		conf_use(s, &good);
	} else if (new.readable && !s->usable) {
		conf_use(s, &new);
	}
	conf_free(&new);
	conf_free(&good);
}

static struct site *
new_site(struct web *w, struct lr_span name)
{
	struct site *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	memcpy(s->name, name.p, name.n);
	s->next = w->sites;
	w->sites = s;
	return s;
}

static void
site_free(struct site *s)
{
	databases_close(s);
	spool_close(s);
	if (s->usable)
		lr_siteconf_free(&s->conf);
	free(s);
}

/* Is the folder there, so that what is not in it is not there? */
static bool
has_sites(struct web *w)
{
	const char *path = path_of(w, "sites", (struct lr_span){ NULL, 0 }, "");

	if (access(path, X_OK) == 0)
		return true;
	lr_cli_warn(w->cli, "%s: %s", path, strerror(errno));
	return false;
}

struct site *
site_find(struct web *w, struct lr_span name, unsigned *status)
{
	const char *path = path_of(w, "sites", name, ".json");
	struct site **at = &w->sites, *s;
	struct stamp now;
	bool there = stamp_of(path, &now);

	while (*at != NULL && !lr_span_eq(lr_span_str((*at)->name), name))
		at = &(*at)->next;
	s = *at;
	*status = 503;
	if (!there) {
		if (has_sites(w))
			*status = 404;
		if (s != NULL && *status == 404) {
			*at = s->next;
			site_free(s);
		}
		return NULL;
	}
	if (s == NULL && (s = new_site(w, name)) == NULL)
		return NULL;
	if (!stamp_same(&s->stamp, &now)) {
		s->stamp = now;
		read_site(w, s, path_of(w, "sites", name, ".json"));
	}
	return s->usable ? s : NULL;
}

void
sites_free(struct web *w)
{
	struct site *s;

	while ((s = w->sites) != NULL) {
		w->sites = s->next;
		site_free(s);
	}
}
