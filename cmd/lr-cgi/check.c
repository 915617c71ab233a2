/* --check-config: are the sites' files right, and what they name too? */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "file.h"
#include "web.h"

/* Who is asked before what is on. */
static void
tell(struct web *w, const char *path, const struct lr_siteconf *c)
{
	static const char *const when[] = { "at once", "after consent" };
	struct lr_buf *b = &w->line;

	lr_buf_clear(b);
	lr_buf_printf(b, "%s: page views: %s; recordings: %s\n", path,
	    when[c->consent],
	    c->module2 ? when[c->consent || c->consent2] : "off");
	lr_out_put(&w->cli->out, lr_buf_span(b));
}

/* One file; false: it is wrong, and that was said. */
static bool
check_file(struct web *w, const char *path)
{
	struct lr_siteconf conf = { .hosts = 0 };
	struct lr_identify *id = NULL;
	struct lr_span why;
	struct lr_buf b;
	enum lr_err err;

	lr_buf_init(&b, LR_SITECONF_BYTES);
	if ((err = lr_file_read(path, &b)) != LR_OK)
		lr_cli_warn(w->cli, "%s: %s", path,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
	else if ((err = lr_siteconf_parse(&conf, lr_buf_span(&b))) != LR_OK)
		lr_cli_warn(w->cli, "%s: %s", path,
		    err == LR_EBAD ? conf.why : lr_err_text(err));
	else if ((id = databases_open(w, &conf, &why)) == NULL)
		lr_cli_warn(
		    w->cli, "%s: databases: %.*s", path, (int)why.n, why.p);
	if (id != NULL) {
		tell(w, path, &conf);
		if (conf.mmdb.n == 0 && conf.overrides == NULL)
			lr_cli_warn(w->cli,
			    "%s: warning: no databases: next to nobody is "
			    "known, and all others are written with their "
			    "addresses",
			    path);
		lr_identify_free(id);
	}
	free(id);
	lr_siteconf_free(&conf);
	lr_buf_free(&b);
	return id != NULL;
}

static bool
check_name(struct web *w, struct lr_span name)
{
	struct lr_span site = lr_span_sub(name, 0, name.n - 5);

	if (name.n > 5 && lr_span_ends(name, LR_SPAN(".json")) &&
	    lr_beacon_is_site(site))
		return check_file(w, path_of(w, "sites", site, ".json"));
	lr_cli_warn(w->cli,
	    "sites/%.*s: no name of a site and .json: letters, digits, dots, "
	    "- and _, %u at most",
	    (int)name.n, name.p, LR_BEACON_SITE);
	return false;
}

/* Every file of the folder. */
static void
check_all(struct web *w, unsigned long *sites, unsigned long *wrong)
{
	const char *path = path_of(w, "sites", (struct lr_span){ NULL, 0 }, "");
	DIR *dir = opendir(path);
	struct dirent *e;

	if (dir == NULL)
		lr_cli_die(
		    w->cli, LR_EXIT_FAILED, "%s: %s", path, strerror(errno));
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		*sites += 1;
		*wrong += !check_name(w, lr_span_str(e->d_name));
	}
	closedir(dir);
}

int
check_config(struct web *w)
{
	unsigned long sites = 0, wrong = 0;

	lr_cli_open(w->cli);
	if (w->cli->at == w->cli->argc)
		check_all(w, &sites, &wrong);
	for (; w->cli->at < w->cli->argc; w->cli->at++) {
		sites++;
		wrong += !check_file(w, w->cli->argv[w->cli->at]);
	}
	if (w->cli->verbose > 0 || sites == 0)
		lr_cli_warn(w->cli, "%lu sites, %lu are wrong", sites, wrong);
	w->cli->verbose = 0; /* no records were read */
	w->cli->rc = wrong == 0 ? LR_EXIT_OK : LR_EXIT_FAILED;
	return lr_cli_end(w->cli);
}
