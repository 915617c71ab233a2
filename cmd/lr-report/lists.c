/* Lists of options. */
#include "lists.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "ascii.h"
#include "company.h"
#include "domain.h"
#include "file.h"
#include "limits.h"
#include "url.h"
#include "utf8.h"

enum lr_err
list_wrong(const char **why, const char *fmt, ...)
{
	static char message[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	*why = message;
	return LR_EBAD;
}

/* ---- patterns */

/* Add one, in lower case where asked for; it lives as long as the report. */
static enum lr_err
add(struct report *r, struct globs *g, struct lr_span s, bool low)
{
	struct lr_span *p = realloc(g->p, (g->n + 1) * sizeof(*p));
	char *copy = lr_arena_alloc(&r->texts, s.n + 1);

	if (p != NULL)
		g->p = p;
	if (p == NULL || copy == NULL)
		return LR_ENOMEM;
	if (low)
		(void)lr_utf8_fold(s, copy);
	else if (s.n > 0)
		memcpy(copy, s.p, s.n);
	p[g->n++] = lr_span(copy, s.n);
	return LR_OK;
}

enum lr_err
list_industries(
    struct report *r, struct globs *g, const char *arg, const char **why)
{
	struct lr_span rest = lr_span_str(arg), one;
	enum lr_err err;

	while (rest.p != NULL) {
		one = lr_span_trim(lr_span_cut(&rest, ','));
		if (one.n == 0)
			return list_wrong(why, "'%s' is no list of names", arg);
		if ((err = add(r, g, one, true)) != LR_OK)
			return err;
	}
	return LR_OK;
}

/* What stands before the first wildcard. */
static struct lr_span
head(struct lr_span glob)
{
	size_t star = lr_span_find(glob, '*'), any = lr_span_find(glob, '?');

	return lr_span_sub(glob, 0, star < any ? star : any);
}

enum lr_err
list_countries(
    struct report *r, struct globs *g, const char *arg, const char **why)
{
	struct lr_span rest = lr_span_str(arg), one;
	enum lr_err err = LR_OK;
	char code[2];

	while (rest.p != NULL && err == LR_OK) {
		one = lr_span_trim(lr_span_cut(&rest, ','));
		if (one.n > 0 && head(one).n < one.n)
			err = add(r, g, one, true);
		else if (lr_company_country(one, code))
			err = add(r, g, lr_span(code, 2), true);
		else
			err = list_wrong(why,
			    "no country '%.*s': two letters, like DE, or a "
			    "name",
			    (int)(one.n < 200 ? one.n : 200), one.p);
	}
	return err;
}

enum lr_err
list_kinds(struct report *r, struct globs *g, const char *arg, const char **why)
{
	size_t i = g->n;
	enum lr_err err = list_industries(r, g, arg, why);

	for (; err == LR_OK && i < g->n; i++)
		if (!lr_lead_kind(g->p[i]))
			return list_wrong(why,
			    "no kind '%.*s': it is company, education or "
			    "government",
			    (int)(g->p[i].n < 200 ? g->p[i].n : 200),
			    g->p[i].p);
	return err;
}

/* "search", "search: google", "sea*", "*google*" */
static bool
may_be_source(struct lr_span glob)
{
	struct lr_span fixed = head(glob), name;
	char text[32];
	unsigned m;

	for (m = 0; m < LR_MEDIA; m++) {
		snprintf(text, sizeof(text),
		    "%s: ", lr_medium_name((enum lr_medium)m));
		name = lr_span_str(text);
		if (lr_span_starts(fixed, name) ||
		    (fixed.n < glob.n ? lr_span_starts(name, fixed)
				      : fixed.n + 2 == name.n &&
				lr_span_starts(name, fixed)))
			return true;
	}
	return false;
}

enum lr_err
list_sources(
    struct report *r, struct globs *g, const char *arg, const char **why)
{
	size_t i = g->n;
	enum lr_err err = list_industries(r, g, arg, why);

	for (; err == LR_OK && i < g->n; i++)
		if (!may_be_source(g->p[i]))
			return list_wrong(why,
			    "no source '%.*s': it is direct, internal, search, "
			    "social, ai-assistant, mail, campaign or referral, "
			    "or one of them and a name, like 'search: Google'",
			    (int)(g->p[i].n < 200 ? g->p[i].n : 200),
			    g->p[i].p);
	return err;
}

bool
list_may_be_path(const char *glob)
{
	return glob[0] == '/' || glob[0] == '*' || glob[0] == '?';
}

enum lr_err
list_page(struct report *r, struct globs *g, const char *arg, const char **why)
{
	/* or with its site in front */
	if (!list_may_be_path(arg) && strchr(arg, '/') == NULL)
		return list_wrong(why,
		    "'%.200s' fits no page: a path begins with / (or *)", arg);
	return add(r, g, lr_span_str(arg), false);
}

/* ---- companies to leave out */

#define FILE_BYTES (64u << 20)

struct reader {
	struct feed *f;
	const char *path;
	unsigned long line;
	struct lr_domains *domains;
	struct lr_buf low;
};

static enum lr_err
leave_out(struct reader *x, struct lr_span s)
{
	uint32_t id;
	char *low;

	lr_buf_clear(&x->low);
	if ((low = lr_buf_room(&x->low, s.n)) == NULL)
		return x->low.err;
	return lr_map_add(&x->f->exclude, lr_utf8_fold(s, low), &id, NULL);
}

size_t
list_host(struct lr_span s, char *host)
{
	char text[LR_COMPANY_TEXT];
	size_t n = s.n > LR_COMPANY_TEXT
	    ? 0
	    : lr_company_clean(LR_COMPANY_DOMAIN, s, text);

	return lr_domain_host(lr_span(text, n), host);
}

/* The domain that a host, or the host of a URL, stands for; empty: none. */
static struct lr_span
domain(struct reader *x, struct lr_span s, char *host)
{
	struct lr_span d = lr_url_host(s);
	size_t n, at = lr_span_find(s, '@');

	if (d.n == 0) {
		d = lr_span_sub(s, at < s.n ? at + 1 : 0, s.n);
		d = lr_span_sub(d, 0, lr_span_find(d, '/'));
		d = lr_span_sub(d, 0, lr_span_find(d, ':'));
	}
	n = list_host(d, host);
	if (n == 0)
		return (struct lr_span){ NULL, 0 };
	d = lr_domain_registrable(x->domains, lr_span(host, n));
	return d.n > 0 ? d : lr_span(host, n);
}

static enum lr_err
line(struct reader *x, struct lr_span s, const char **why)
{
	char host[LR_NAME_MAX + 1];
	bool url = lr_ascii_find(s, LR_SPAN("://")) < s.n;
	struct lr_span d;
	enum lr_err err;

	if (lr_span_find(s, '*') < s.n)
		return list_wrong(why,
		    "%s:%lu: a domain or a whole name, no pattern", x->path,
		    x->line);
	d = domain(x, s, host);
	if (url && d.n == 0)
		return list_wrong(
		    why, "%s:%lu: a URL without a host name", x->path, x->line);
	err = d.n > 0 ? leave_out(x, d) : LR_OK;
	/* a name may look like a host */
	return err == LR_OK && !url ? leave_out(x, s) : err;
}

static enum lr_err
lines(struct reader *x, struct lr_span rest, const char **why)
{
	enum lr_err err = LR_OK;
	struct lr_span s;

	rest = lr_utf8_unmark(rest);
	for (x->line = 1; err == LR_OK && rest.n > 0; x->line++) {
		s = lr_span_trim(lr_span_line(&rest));
		if (s.n > 0 && s.p[0] != '#')
			err = line(x, s, why);
	}
	return err;
}

enum lr_err
list_exclude(struct feed *f, const char *path, const char **why)
{
	struct reader x = { .f = f, .path = path };
	enum lr_err err;
	struct lr_buf b;

	f->excludes = true;
	lr_buf_init(&b, FILE_BYTES);
	lr_buf_init(&x.low, FILE_BYTES);
	if ((err = lr_file_read(path, &b)) != LR_OK && err != LR_ENOMEM) {
		(void)list_wrong(why, "%s: cannot read: %s", path,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
		err = LR_EIO;
	}
	if (err == LR_OK)
		err = lr_domains_new(&x.domains);
	if (err == LR_OK)
		err = lines(&x, lr_buf_span(&b), why);
	lr_domains_free(x.domains);
	lr_buf_free(&b);
	lr_buf_free(&x.low);
	return err;
}
