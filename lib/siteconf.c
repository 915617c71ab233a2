#include "siteconf.h"

#include <stdarg.h>
#include <stdio.h>

#include "ascii.h"
#include "tree.h"

enum { TEXTS_MAX = 1 << 20, DAYS_MAX = 3650, URL_MAX = 1024, MB_MAX = 1 << 20 };

#define LIMIT_MAX INT64_C(1000000000)

struct reader {
	struct lr_siteconf *c;
	const char *in; /* the object that is read: "", "databases." */
};

static enum lr_err __attribute__((format(printf, 2, 3)))
bad(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->c->why, sizeof(r->c->why), fmt, ap);
	va_end(ap);
	return LR_EBAD;
}

static enum lr_err
wrong(struct reader *r, const char *key, const char *wanted)
{
	return bad(r, "%s%s: %s", r->in, key, wanted);
}

/* ---- values */

static enum lr_err
number(struct reader *r, const struct lr_node *n, const char *key, int64_t min,
    int64_t max, int64_t *v)
{
	if (lr_tree_str(n).p == NULL && lr_tree_i64(n, v) && *v >= min &&
	    *v <= max)
		return LR_OK;
	return bad(r, "%s%s: a number from %lld to %lld is wanted", r->in, key,
	    (long long)min, (long long)max);
}

/* One of two words; *second: it is the other one. */
static enum lr_err
either(struct reader *r, const struct lr_node *n, const char *key,
    const char *first, const char *second, bool *is_second)
{
	struct lr_span s = lr_tree_str(n);

	*is_second = s.p != NULL && lr_span_eq(s, lr_span_str(second));
	if (*is_second || (s.p != NULL && lr_span_eq(s, lr_span_str(first))))
		return LR_OK;
	return bad(
	    r, "%s%s: \"%s\" or \"%s\" is wanted", r->in, key, first, second);
}

/* Text without control characters, kept, lower case where asked for. */
static enum lr_err
text(struct reader *r, const struct lr_node *n, const char *key, size_t max,
    struct lr_span *out)
{
	struct lr_span s = lr_tree_str(n);
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			break;
	if (s.n == 0 || i < s.n || s.n > max)
		return wrong(r, key, "a text is wanted");
	*out = lr_arena_dup(&r->c->arena, s);
	return out->p == NULL ? LR_ENOMEM : LR_OK;
}

/* Where the program is run is nobody's to know: from the root. */
static enum lr_err
path(struct reader *r, const struct lr_node *n, const char *key,
    const char **out)
{
	struct lr_span s;
	enum lr_err err = text(r, n, key, 4096, &s);

	if (err != LR_OK)
		return err;
	if (s.p[0] != '/')
		return wrong(r, key, "the whole name of a file, from /");
	*out = s.p;
	return LR_OK;
}

static enum lr_err
paths(struct reader *r, const struct lr_node *n, const char *key,
    struct lr_siteconf_files *f)
{
	size_t i, count = lr_tree_count(n);
	enum lr_err err;

	if (lr_tree_str(n).p != NULL)
		return path(r, n, key, &f->path[f->n++]);
	if (!lr_tree_array(n) || count > LR_SITECONF_FILES)
		return wrong(r, key, "a file or a list of up to 16 is wanted");
	for (i = 0; i < count; i++)
		if ((err = path(r, lr_tree_at(n, i), key, &f->path[f->n++])) !=
		    LR_OK)
			return err;
	return LR_OK;
}

/* ---- keys, each with a reader of its own */

/* An address of IPv6, or labels with a dot between two. */
static bool
is_name(struct lr_span s)
{
	struct lr_ip ip;
	bool dot = true;
	size_t i;

	if (lr_span_find(s, ':') < s.n)
		return lr_ip_parse(s, &ip);
	for (i = 0; i < s.n; i++) {
		if (!lr_is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_' &&
		    (s.p[i] != '.' || dot))
			return false;
		dot = s.p[i] == '.';
	}
	return !dot && s.n <= LR_NAME_MAX;
}

/* A name, an address, or *. and a name below which not everybody has one. */
static enum lr_err
host(struct reader *r, const struct lr_node *n, const char *key,
    struct lr_span *out)
{
	struct lr_span s = lr_tree_str(n), name;
	bool below = lr_span_starts(s, LR_SPAN("*."));
	size_t i;
	char *p;

	name = lr_span_sub(s, below ? 2 : 0, s.n);
	if (!is_name(name) || (below && lr_span_find(name, '.') == name.n))
		return wrong(r, key,
		    "names like www.example.com or *.example.com are wanted, "
		    "without scheme, port and path");
	if ((p = lr_arena_alloc(&r->c->arena, s.n + 1)) == NULL)
		return LR_ENOMEM;
	for (i = 0; i < s.n; i++)
		p[i] = lr_lower(s.p[i]);
	p[i] = '\0';
	*out = lr_span(p, s.n);
	return LR_OK;
}

static enum lr_err
hosts(struct reader *r, const struct lr_node *n)
{
	struct lr_siteconf *c = r->c;
	size_t i, count = lr_tree_count(n);
	enum lr_err err;

	if (!lr_tree_array(n) || count == 0 || count > LR_SITECONF_HOSTS)
		return wrong(r, "hosts", "a list of 1 to 64 names is wanted");
	for (i = 0; i < count; i++)
		if ((err = host(r, lr_tree_at(n, i), "hosts",
			 &c->host[c->hosts++])) != LR_OK)
			return err;
	return LR_OK;
}

static enum lr_err
consent(struct reader *r, const struct lr_node *n)
{
	const struct lr_node *v;
	struct lr_span key;
	enum lr_err err = LR_OK;
	size_t i;

	if (!lr_tree_object(n))
		return wrong(r, "consent",
		    "an object like {\"module1\": \"free\"} is wanted");
	r->in = "consent.";
	for (i = 0; err == LR_OK && (v = lr_tree_member(n, i, &key)) != NULL;
	     i++)
		if (lr_span_eq(key, LR_SPAN("module1")))
			err = either(r, v, "module1", "free", "required",
			    &r->c->consent);
		else if (lr_span_eq(key, LR_SPAN("module2")))
			err = either(r, v, "module2", "free", "required",
			    &r->c->consent2);
		else
			err = wrong(r, "?", "module1 and module2 are known");
	r->in = "";
	return err;
}

/* It is there for who looks for it: the other modules rest on it. */
static enum lr_err
module1(struct reader *r, const struct lr_node *n)
{
	bool off;
	enum lr_err err = either(r, n, "module1", "on", "off", &off);

	if (err != LR_OK || !off)
		return err;
	return wrong(r, "module1",
	    "is never off: modules 2 and 3 need it, and without all of them "
	    "no page needs the script");
}

static enum lr_err
module2(struct reader *r, const struct lr_node *n)
{
	return either(r, n, "module2", "off", "on", &r->c->module2);
}

static enum lr_err
signals(struct reader *r, const struct lr_node *n)
{
	return either(r, n, "signals", "storage", "all", &r->c->signals_all);
}

static enum lr_err
beacon(struct reader *r, const struct lr_node *n)
{
	bool pixel;

	/* "pixel" tells where the image is */
	return either(r, n, "beacon", "fetch", "pixel", &pixel);
}

static enum lr_err
pixel(struct reader *r, const struct lr_node *n)
{
	enum lr_err err = text(r, n, "pixel", URL_MAX, &r->c->pixel);
	struct lr_span s = r->c->pixel;
	size_t i;

	if (err != LR_OK)
		return err;
	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' ||
		    strchr("\"'<>\\?#", s.p[i]) != NULL)
			break;
	if (i < s.n ||
	    (s.p[0] != '/' && !lr_span_starts(s, LR_SPAN("https://")) &&
		!lr_span_starts(s, LR_SPAN("http://"))))
		return wrong(r, "pixel",
		    "the URL of an image is wanted, "
		    "without a query");
	return LR_OK;
}

/* Half of all addresses is no network of proxies. */
static bool
is_everybody(const struct lr_range *r)
{
	size_t i = lr_ip_is4(&r->first) ? 12 : 0;

	return r->last.b[i] - r->first.b[i] >= 0x7f;
}

static enum lr_err
proxies(struct reader *r, const struct lr_node *n)
{
	struct lr_siteconf *c = r->c;
	size_t i, count = lr_tree_count(n);

	if (!lr_tree_array(n) || count > LR_SITECONF_PROXIES)
		return wrong(r, "trusted_proxies", "a list is wanted");
	for (i = 0; i < count; i++) {
		struct lr_range *p = &c->proxy[c->proxies++];

		if (!lr_range_parse(lr_tree_str(lr_tree_at(n, i)), p))
			return wrong(r, "trusted_proxies",
			    "networks like 192.0.2.0/24 are wanted");
		if (is_everybody(p))
			return wrong(r, "trusted_proxies",
			    "that is everybody: whoever is trusted may name "
			    "any address as the client's");
	}
	return LR_OK;
}

static enum lr_err
spool_days(struct reader *r, const struct lr_node *n)
{
	int64_t v = 0;
	enum lr_err err = number(r, n, "spool_days", 1, LR_SITECONF_DAYS, &v);

	r->c->spool_days = (unsigned)v;
	return err;
}

static enum lr_err
cookie_days(struct reader *r, const struct lr_node *n)
{
	int64_t v = 0;
	enum lr_err err = number(r, n, "cookie_days", 1, DAYS_MAX, &v);

	r->c->cookie_days = (unsigned)v;
	return err;
}

static enum lr_err
cookie_domain(struct reader *r, const struct lr_node *n)
{
	enum lr_err err = host(r, n, "cookie_domain", &r->c->cookie_domain);

	if (err == LR_OK &&
	    (r->c->cookie_domain.p[0] == '*' ||
		lr_span_find(r->c->cookie_domain, '.') ==
		    r->c->cookie_domain.n ||
		lr_span_find(r->c->cookie_domain, ':') < r->c->cookie_domain.n))
		return wrong(
		    r, "cookie_domain", "a domain like example.com is wanted");
	return err;
}

/* Is one of the hosts that domain, or below it? Browsers keep no cookies of a
 * domain for pages elsewhere. */
static bool
has_below(const struct lr_siteconf *c, struct lr_span domain)
{
	struct lr_span h;
	unsigned i;

	for (i = 0; i < c->hosts; i++) {
		h = c->host[i];
		if (lr_span_ends(h, domain) &&
		    (h.n == domain.n || h.p[h.n - domain.n - 1] == '.'))
			return true;
	}
	return false;
}

static enum lr_err
sort_out(struct reader *r, const struct lr_node *n)
{
	return either(r, n, "sort_out", "verdict", "certain", &r->c->certain);
}

static enum lr_err
limits(struct reader *r, const struct lr_node *n)
{
	const struct lr_node *v;
	struct lr_span key;
	enum lr_err err = LR_OK;
	int64_t most = 0;
	size_t i;

	if (!lr_tree_object(n))
		return wrong(r, "limits", "an object is wanted");
	r->in = "limits.";
	for (i = 0; err == LR_OK && (v = lr_tree_member(n, i, &key)) != NULL;
	     i++)
		if (lr_span_eq(key, LR_SPAN("address"))) {
			err = number(r, v, "address", 1, LIMIT_MAX, &most);
			r->c->limit_address = (uint64_t)most;
		} else if (lr_span_eq(key, LR_SPAN("site"))) {
			err = number(r, v, "site", 1, LIMIT_MAX, &most);
			r->c->limit_site = (uint64_t)most;
		} else if (lr_span_eq(key, LR_SPAN("recordings_mb"))) {
			err = number(r, v, "recordings_mb", 1, MB_MAX, &most);
			r->c->recordings = (uint64_t)most << 20;
		} else {
			err = wrong(r, "?",
			    "address, site and recordings_mb are known");
		}
	r->in = "";
	return err;
}

static enum lr_err
database(struct reader *r, const struct lr_node *v, struct lr_span key)
{
	static const char *const lists[LR_SITECONF_LISTS] = { "hosting", "vpn",
		"relay", "gateway", "crawlers" };
	struct lr_siteconf *c = r->c;
	int64_t most = 0;
	enum lr_err err;
	unsigned i;

	if (lr_span_eq(key, LR_SPAN("mmdb")))
		return paths(r, v, "mmdb", &c->mmdb);
	if (lr_span_eq(key, LR_SPAN("overrides")))
		return path(r, v, "overrides", &c->overrides);
	if (lr_span_eq(key, LR_SPAN("companies")))
		return path(r, v, "companies", &c->companies);
	if (lr_span_eq(key, LR_SPAN("min_employees"))) {
		err = number(r, v, "min_employees", 1, UINT32_MAX, &most);
		c->min_employees = (uint64_t)most;
		return err;
	}
	for (i = 0; i < LR_SITECONF_LISTS; i++)
		if (lr_span_eq(key, lr_span_str(lists[i])))
			return paths(r, v, lists[i], &c->list[i]);
	return wrong(r, "?",
	    "known are mmdb, companies, overrides, min_employees, hosting, "
	    "vpn, relay, gateway and crawlers");
}

static enum lr_err
databases(struct reader *r, const struct lr_node *n)
{
	const struct lr_node *v;
	struct lr_span key;
	enum lr_err err = LR_OK;
	size_t i;

	if (!lr_tree_object(n))
		return wrong(r, "databases", "an object is wanted");
	r->in = "databases.";
	for (i = 0; err == LR_OK && (v = lr_tree_member(n, i, &key)) != NULL;
	     i++)
		err = database(r, v, key);
	r->in = "";
	return err;
}

static const struct {
	const char *key;
	enum lr_err (*read)(struct reader *r, const struct lr_node *n);
} keys[] = {
	{ "beacon", beacon },
	{ "consent", consent },
	{ "cookie_days", cookie_days },
	{ "cookie_domain", cookie_domain },
	{ "databases", databases },
	{ "hosts", hosts },
	{ "limits", limits },
	{ "module1", module1 },
	{ "module2", module2 },
	{ "pixel", pixel },
	{ "signals", signals },
	{ "sort_out", sort_out },
	{ "spool_days", spool_days },
	{ "trusted_proxies", proxies },
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

/* ---- the whole */

static enum lr_err
member(struct reader *r, struct lr_span key, const struct lr_node *v)
{
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (lr_span_eq(key, lr_span_str(keys[i].key)))
			return keys[i].read(r, v);
	return bad(r, "%.*s: no such key, see lr-cgi(1)",
	    (int)(key.n < 60 ? key.n : 60), key.p);
}

/* What keys say of each other. */
static enum lr_err
together(struct reader *r, const struct lr_node *root)
{
	bool pixel = lr_span_eq(
	    lr_tree_str(lr_tree_get(root, "beacon")), LR_SPAN("pixel"));

	if (r->c->hosts == 0)
		return bad(r, "hosts: missing: the names of the website");
	if (r->c->cookie_domain.n > 0 && !has_below(r->c, r->c->cookie_domain))
		return bad(r, "cookie_domain: none of the hosts is in it");
	if (pixel && r->c->pixel.p == NULL)
		return bad(r, "pixel: missing: the URL of the image");
	if (!pixel)
		r->c->pixel = (struct lr_span){ NULL, 0 };
	return LR_OK;
}

enum lr_err
lr_siteconf_parse(struct lr_siteconf *c, struct lr_span s)
{
	struct reader r = { c, "" };
	const struct lr_node *root, *v;
	struct lr_tree *tree;
	const char *why = "";
	struct lr_span key;
	unsigned line;
	enum lr_err err;
	size_t i;

	*c = (struct lr_siteconf){ .spool_days = LR_SITECONF_DAYS,
		.cookie_days = 365,
		.module2 = true,
		.consent2 = true,
		.limit_address = 300,
		.limit_site = 60000,
		.recordings = 100 << 20 };
	lr_arena_init(&c->arena, TEXTS_MAX);
	if (s.n > LR_SITECONF_BYTES)
		return bad(&r, "over %u bytes", LR_SITECONF_BYTES);
	err = lr_tree_parse_strict(&tree, s, &why, &line);
	if (err == LR_ENOMEM)
		return err;
	if (err != LR_OK && line > 0)
		return bad(&r, "line %u: %s", line, why);
	if (err != LR_OK)
		return bad(&r, "%s", why);
	root = lr_tree_root(tree);
	if (!lr_tree_object(root))
		err = bad(&r, "not a JSON object");
	for (i = 0; err == LR_OK && (v = lr_tree_member(root, i, &key)) != NULL;
	     i++)
		err = member(&r, key, v);
	if (err == LR_OK)
		err = together(&r, root);
	lr_tree_free(tree);
	return err;
}

void
lr_siteconf_free(struct lr_siteconf *c)
{
	lr_arena_free(&c->arena);
	*c = (struct lr_siteconf){ .hosts = 0 };
}

bool
lr_siteconf_host(const struct lr_siteconf *c, struct lr_span host_)
{
	struct lr_span own, end;
	unsigned i;

	if (host_.n > LR_NAME_MAX)
		return false;
	for (i = 0; i < c->hosts; i++) {
		own = c->host[i];
		if (lr_ascii_eq(own, host_))
			return true;
		/* "*.example.com": what ends in the rest of it */
		end = lr_span_sub(own, 1, own.n);
		if (own.p[0] == '*' && host_.n > end.n &&
		    lr_ascii_eq(
			lr_span_sub(host_, host_.n - end.n, host_.n), end))
			return true;
	}
	return false;
}
