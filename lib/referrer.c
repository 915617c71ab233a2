#include "referrer.h"

#include "ascii.h"
#include "ip.h"
#include "url.h"

#define OWN_BYTES (1u << 20)
#define LABELS 16 /* looked at, from the right */

static const char *const media[LR_MEDIA] = { "direct", "internal", "search",
	"social", "ai-assistant", "mail", "campaign", "referral" };

static const struct known {
	const char *host, *medium, *name;
} known[] = {
#include "referrers.inc"
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

static const struct word {
	const char *word, *where, *medium;
} words[] = {
#include "referrer-words.inc"
};

const char *
lr_medium_name(enum lr_medium m)
{
	return media[m];
}

enum lr_medium
lr_medium_parse(struct lr_span name)
{
	unsigned i = 0;

	while (i < LR_MEDIA && !lr_span_eq(name, lr_span_str(media[i])))
		i++;
	return (enum lr_medium)i;
}

void
lr_referrer_init(struct lr_referrer *r)
{
	lr_map_init(&r->own, OWN_BYTES);
	lr_map_init(&r->known, OWN_BYTES);
}

void
lr_referrer_free(struct lr_referrer *r)
{
	lr_map_free(&r->own);
	lr_map_free(&r->known);
}

/* ---- hosts */

static struct lr_span
without_www(struct lr_span host)
{
	return lr_span_starts(host, LR_SPAN("www."))
	    ? lr_span_sub(host, 4, host.n)
	    : host;
}

/* A host in lower case, without its port; one that is too long is like no
 * other. */
static struct lr_span
bare(struct lr_span host, char *out)
{
	size_t n = lr_span_find(host, ':');

	if (n > LR_NAME_MAX)
		return (struct lr_span){ NULL, 0 };
	return without_www(lr_ascii_fold(lr_span_sub(host, 0, n), out));
}

enum lr_err
lr_referrer_own(struct lr_referrer *r, struct lr_span host)
{
	char low[LR_NAME_MAX];
	uint32_t id;

	return lr_map_add(&r->own, bare(host, low), &id, NULL);
}

static bool
is_host(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && memchr("-._", s.p[i], 3) == NULL)
			return false;
	return s.n > 0 && s.n <= LR_NAME_MAX;
}

/* A host and its labels: from[i] is where label i begins, the last one being
 * 0; the domain's own is main, what is left of it has a lower number. */
struct labels {
	struct lr_span host;
	size_t from[LABELS + 1];
	unsigned n, main;
};

static struct lr_span
label(const struct labels *l, unsigned i)
{
	return lr_span_sub(
	    l->host, l->from[i], i + 1 < l->n ? l->from[i + 1] - 1 : l->host.n);
}

/* Of co.uk, com.br and the like the first label belongs to the suffix. (The
 * public suffix list knows better, and is not needed for this.) */
static bool
second_level(struct lr_span s)
{
	static const char *const names[] = { "ac", "biz", "co", "com", "edu",
		"gen", "go", "gob", "gouv", "gov", "info", "ltd", "me", "ne",
		"net", "nom", "or", "org", "plc", "web" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (lr_span_eq(s, lr_span_str(names[i])))
			return true;
	return false;
}

static void
split(struct labels *l, struct lr_span host)
{
	size_t at[LABELS + 1], i;
	unsigned n = 0, k;

	for (i = host.n; i > 0 && n < LABELS; i--)
		if (host.p[i - 1] == '.')
			at[n++] = i;
	if (i == 0 && n <= LABELS)
		at[n++] = 0;
	l->host = host;
	l->n = n;
	for (k = 0; k < n; k++)
		l->from[k] = at[n - 1 - k];
	l->main = n < 2 ? 0 : n - 2;
	if (n > 2 && label(l, n - 1).n == 2 && second_level(label(l, n - 2)))
		l->main--;
}

/* ---- the table */

/* Made ready at the first use. */
static enum lr_err
prepare(struct lr_referrer *r)
{
	enum lr_err err = LR_OK;
	uint32_t id;

	while (r->known.n < KNOWN && err == LR_OK)
		err = lr_map_add(
		    &r->known, lr_span_str(known[r->known.n].host), &id, NULL);
	return err;
}

static const struct known *
find(const struct lr_referrer *r, struct lr_span key)
{
	uint32_t id = lr_map_find(&r->known, key);

	return id == LR_MAP_NONE ? NULL : &known[id];
}

/* The row of the longest part of the host that has one: a name itself, or a
 * name under any suffix. */
static const struct known *
look_up(const struct lr_referrer *r, const struct labels *l)
{
	char any[LR_NAME_MAX + 2];
	size_t end = l->main + 1 < l->n ? l->from[l->main + 1] : 0;
	const struct known *k = NULL;
	unsigned i;

	memcpy(any, l->host.p, end);
	any[end] = '*';
	for (i = 0; i < l->n && k == NULL; i++) {
		k = find(r, lr_span_sub(l->host, l->from[i], l->host.n));
		if (k == NULL && i <= l->main && end > 0)
			k = find(
			    r, lr_span(any + l->from[i], end + 1 - l->from[i]));
	}
	return k;
}

/* "com.linkedin.android" is "android.linkedin.com" read backwards. */
static struct lr_span
backwards(const struct labels *l, char *out)
{
	size_t n = 0;
	unsigned i;

	for (i = l->n; i-- > 0;) {
		struct lr_span s = label(l, i);

		if (n > 0)
			out[n++] = '.';
		if (s.n > 0)
			memcpy(out + n, s.p, s.n);
		n += s.n;
	}
	return lr_span(out, n);
}

/* ---- what else tells */

static bool
fits(const struct word *w, struct lr_span s, const struct labels *l, unsigned i)
{
	struct lr_span word = lr_span_str(w->word);

	if (strcmp(w->where, "last") == 0)
		return i == l->n - 1 && lr_span_eq(s, word);
	if (i > l->main)
		return false;
	switch (w->where[0]) {
	case 'l': /* label */
		while (s.n > word.n && lr_is_digit(s.p[s.n - 1]))
			s.n--;
		return i < l->main && lr_span_eq(s, word);
	case 'b': /* begin */
		return lr_span_starts(s, word);
	case 'e': /* end */
		return lr_span_ends(s, word) &&
		    !lr_span_ends(s, LR_SPAN("research"));
	}
	return lr_ascii_find(s, word) < s.n; /* inside */
}

static enum lr_medium
by_words(const struct labels *l)
{
	unsigned i;
	size_t k;

	for (k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		for (i = 0; i < l->n && l->n > 1; i++)
			if (fits(&words[k], label(l, i), l, i))
				return lr_medium_parse(
				    lr_span_str(words[k].medium));
	return LR_REFERRAL;
}

static bool
has_letter(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (lr_is_alpha(s.p[i]) || (s.p[i] & 0x80) != 0)
			return true;
	return false;
}

/* Whether the address of the page holds what somebody searched for. Letters
 * only: p=123 is a page. */
static bool
has_term(struct lr_span url)
{
	static const char *const names[] = { "q", "query", "search", "keyword",
		"keywords", "kw", "wd", "words", "text", "searchfor",
		"searchterm", "search_query", "search_word", "searchtext",
		"qry", "qs", "qt", "qkw", "term", "suchbegriff", "begriff",
		"eingabe", "recherche", "mots", "what", "ask" };
	struct lr_span rest, one;
	size_t at, i;

	url = lr_span_sub(url, 0, lr_span_find(url, '#'));
	at = lr_span_find(url, '?');
	rest = lr_span_sub(url, at + 1, url.n);
	while (rest.n > 0) {
		one = lr_span_cut(&rest, '&');
		at = lr_span_find(one, '=');
		if (!has_letter(lr_span_sub(one, at + 1, one.n)))
			continue;
		one = lr_span_sub(one, 0, at);
		for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (lr_ascii_eq(one, lr_span_str(names[i])))
				return true;
	}
	return false;
}

/* "google.com.evil.example": what stands before somebody's own domain is the
 * name of a site that is known. */
static bool
imitates(const struct lr_referrer *r, const struct labels *l)
{
	char any[LR_NAME_MAX + 2];
	unsigned i, k;

	for (i = 0; i < l->main; i++)
		for (k = i; k < l->main; k++) {
			size_t n = l->from[k + 1] - 1 - l->from[i];
			struct lr_span s =
			    lr_span_sub(l->host, l->from[i], l->from[i] + n);

			if (n == 0)
				continue;
			memcpy(any, s.p, n);
			memcpy(any + n, ".*", 2);
			if (find(r, s) != NULL ||
			    find(r, lr_span(any, n + 2)) != NULL)
				return true;
		}
	return false;
}

/* ---- all together */

/* What the host alone tells. app: it is the name of one, in any case. */
static enum lr_err
by_host(struct lr_referrer *r, struct lr_span host, bool app,
    struct lr_referred *out)
{
	const struct known *k = NULL;
	char turned[LR_NAME_MAX];
	struct labels l, back;
	enum lr_err err;

	if ((err = prepare(r)) != LR_OK)
		return err;
	split(&l, host);
	if (app ||
	    (l.n > 2 && second_level(label(&l, 0)) && label(&l, 0).n == 3)) {
		split(&back, backwards(&l, turned));
		k = look_up(r, &back);
	}
	if (k == NULL && !app)
		k = look_up(r, &l);
	out->medium = k != NULL ? lr_medium_parse(lr_span_str(k->medium))
	    : app		? LR_REFERRAL
				: by_words(&l);
	out->name = k != NULL ? lr_span_str(k->name) : host;
	if (k == NULL && out->medium != LR_REFERRAL)
		out->name = lr_span_sub(host, l.from[l.main], host.n);
	return LR_OK;
}

enum lr_err
lr_referrer_host(
    struct lr_referrer *r, struct lr_span host, struct lr_referred *out)
{
	out->medium = LR_REFERRAL;
	out->name = (struct lr_span){ NULL, 0 };
	if (!is_host(host))
		return LR_OK;
	return by_host(r, bare(host, out->host), false, out);
}

/* Whether a site has that address for a name: "[2001:db8::7]:8080". */
static bool
is_address(struct lr_span site, const struct lr_ip *ip)
{
	struct lr_ip own;

	if (site.n > 0 && site.p[0] == '[')
		site = lr_span_sub(site, 1, lr_span_find(site, ']'));
	else if (lr_span_find(site, '.') < site.n)
		site = lr_span_sub(site, 0, lr_span_find(site, ':'));
	return lr_ip_parse(site, &own) && lr_ip_cmp(&own, ip) == 0;
}

enum lr_err
lr_referrer_read(struct lr_referrer *r, struct lr_span url, struct lr_span site,
    struct lr_referred *out)
{
	struct lr_span host = lr_url_host(url);
	char low[LR_NAME_MAX];
	struct labels l;
	struct lr_ip ip;
	enum lr_err err;
	bool app;

	*out = (struct lr_referred){ .medium = LR_DIRECT };
	if (lr_ip_parse(host, &ip)) {
		out->medium = is_address(site, &ip) ? LR_INTERNAL : LR_REFERRAL;
		return LR_OK;
	}
	if (!is_host(host))
		return LR_OK;
	host = bare(host, out->host);
	if (host.n > 0 &&
	    (lr_span_eq(host, bare(site, low)) ||
		lr_map_find(&r->own, host) != LR_MAP_NONE)) {
		out->medium = LR_INTERNAL;
		return LR_OK;
	}
	if (lr_ip_parse(host, &ip)) {
		out->medium = LR_REFERRAL;
		return LR_OK;
	}
	app = lr_span_starts(url, LR_SPAN("android-app:")) ||
	    lr_span_starts(url, LR_SPAN("ios-app:"));
	if ((err = by_host(r, host, app, out)) != LR_OK)
		return err;
	if (out->medium == LR_REFERRAL && !app && lr_span_eq(out->name, host) &&
	    has_term(url)) {
		split(&l, host);
		if (!imitates(r, &l))
			out->medium = LR_SEARCH;
	}
	return LR_OK;
}
