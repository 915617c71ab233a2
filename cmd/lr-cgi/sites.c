/* What each site is to have: state/sites/SITE.json, looked at in every
 * request. The last right one is kept beside, in state/good, for processes
 * that begin when the file is wrong. */
#include <errno.h>
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

/* Was it written after the file that is used? Then nothing is to be done. */
static bool
newer(const struct stamp *a, const struct stamp *b)
{
	return a->mtime != b->mtime ? a->mtime > b->mtime
				    : a->mtime_ns >= b->mtime_ns;
}

/* Keep a right one for later processes; that it fails is no fault of the
 * request's. */
static void
keep_good(struct web *w, const struct site *s, struct lr_span text)
{
	struct lr_newfile f;
	struct stamp good;
	const char *path;

	path = path_of(w, "good", lr_span_str(s->name), ".json");
	if (stamp_of(path, &good) && newer(&good, &s->stamp))
		return;
	path = path_of(w, "good", (struct lr_span){ NULL, 0 }, "");
	(void)mkdir(path, 0700);
	path = path_of(w, "good", lr_span_str(s->name), ".json");
	if (lr_newfile_open(&f, path, 0600) == LR_OK &&
	    lr_file_write(f.fd, text.p, text.n) == LR_OK)
		(void)lr_newfile_commit(&f);
	lr_newfile_abort(&f);
}

/* ---- reading */

static bool
read_conf(
    struct web *w, const char *path, struct lr_siteconf *conf, struct lr_buf *b)
{
	enum lr_err err;

	lr_buf_init(b, LR_SITECONF_BYTES);
	if ((err = lr_file_read(path, b)) != LR_OK) {
		lr_cli_warn(w->cli, "%s: %s", path,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
		return false;
	}
	if ((err = lr_siteconf_parse(conf, lr_buf_span(b))) == LR_OK)
		return true;
	lr_cli_warn(w->cli, "%s: %s", path,
	    err == LR_EBAD ? conf->why : lr_err_text(err));
	lr_siteconf_free(conf);
	return false;
}

/* The site's file is another one than was read last. */
static void
read_site(struct web *w, struct site *s, const char *path)
{
	struct lr_siteconf conf = { .hosts = 0 };
	struct lr_buf text;
	bool good = read_conf(w, path, &conf, &text);

	if (good) {
		keep_good(w, s, lr_buf_span(&text));
	} else if (s->usable) {
		lr_cli_warn(w->cli, "%s: going on as it was before", s->name);
	} else {
		lr_buf_free(&text);
		path = path_of(w, "good", lr_span_str(s->name), ".json");
		if (access(path, F_OK) != 0) {
			lr_buf_init(&text, 1);
		} else if ((good = read_conf(w, path, &conf, &text))) {
			lr_cli_warn(
			    w->cli, "%s: going on as it was before", s->name);
		}
	}
	lr_buf_free(&text);
	if (!good)
		return;
	databases_close(s);
	if (s->usable)
		lr_siteconf_free(&s->conf);
	s->conf = conf;
	s->usable = true;
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

struct site *
site_find(struct web *w, struct lr_span name)
{
	const char *path = path_of(w, "sites", name, ".json");
	struct site **at = &w->sites, *s;
	struct stamp now;
	bool there = stamp_of(path, &now);

	while (*at != NULL && !lr_span_eq(lr_span_str((*at)->name), name))
		at = &(*at)->next;
	s = *at;
	if (!there) {
		if (s != NULL) {
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
