#include "beacon.h"

#include "ascii.h"
#include "pairs.h"
#include "url.h"
#include "utf8.h"

enum { TEXT_MAX = 64 << 10 };

void
lr_beacon_init(struct lr_beacon *b)
{
	*b = (struct lr_beacon){ .why = "" };
	lr_buf_init(&b->text, TEXT_MAX);
}

void
lr_beacon_free(struct lr_beacon *b)
{
	lr_buf_free(&b->text);
}

/* ---- parts */

static enum lr_err
bad(struct lr_beacon *b, const char *why)
{
	b->why = why;
	return LR_EBAD;
}

/* Letters, digits, - and _, and where they are given the extra ones. */
static bool
is_word(struct lr_span s, size_t min, size_t max, char extra)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_' &&
		    s.p[i] != extra)
			return false;
	return s.n >= min && s.n <= max;
}

bool
lr_beacon_is_site(struct lr_span s)
{
	return is_word(s, 1, LR_BEACON_SITE, '.') && s.p[0] != '.' &&
	    s.p[s.n - 1] != '.';
}

/* Printable ASCII without blanks, quotes and angle brackets: what a browser
 * makes of any URL. */
static bool
is_url(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '"' ||
		    s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '\\')
			return false;
	return s.n <= LR_BEACON_URL &&
	    (lr_span_starts(s, LR_SPAN("https://")) ||
		lr_span_starts(s, LR_SPAN("http://")));
}

/* What is appended from here on. */
static struct lr_span
since(const struct lr_buf *t, size_t from)
{
	return lr_span_sub(lr_buf_span(t), from, t->n);
}

static enum lr_err
take_url(struct lr_beacon *b, struct lr_span url)
{
	struct lr_span host = lr_url_host(url), query;
	struct lr_buf *t = &b->text;
	size_t at = t->n, i;

	if (!is_url(url) || host.n == 0)
		return bad(b, "url: no URL of a page");
	for (i = 0; i < host.n; i++)
		lr_buf_putc(t, lr_lower(host.p[i]));
	b->host = since(t, at);
	url = lr_span_sub(url, 0, lr_span_find(url, '#'));
	lr_url_target(url, &b->path, &query);
	/* behind the host */
	i = (size_t)(host.p - url.p);
	b->path = lr_span_sub(b->path, i, b->path.n);
	b->path = lr_span_sub(b->path, lr_span_find(b->path, '/'), b->path.n);
	if (b->path.n == 0)
		b->path = LR_SPAN("/");
	at = t->n;
	lr_url_campaign(t, query);
	b->query = since(t, at);
	return LR_OK;
}

/* A name and a password in a URL are somebody's. */
static struct lr_span
without_user(struct lr_buf *t, struct lr_span url)
{
	size_t scheme = lr_span_starts(url, LR_SPAN("https://")) ? 8 : 7;
	size_t i, user = scheme, at = t->n;

	for (i = scheme; i < url.n && url.p[i] != '/'; i++)
		if (url.p[i] == '@')
			user = i + 1;
	if (user == scheme)
		return url;
	lr_buf_put(t, lr_span_sub(url, 0, scheme));
	lr_buf_put(t, lr_span_sub(url, user, url.n));
	return since(t, at);
}

static enum lr_err
take_referrer(struct lr_beacon *b, struct lr_span url)
{
	size_t n;

	b->referrer = (struct lr_span){ NULL, 0 };
	if (url.n == 0)
		return LR_OK;
	/* apps are known by other schemes: they say nothing to us */
	if (!is_url(url))
		return url.n > LR_BEACON_URL ? bad(b, "referrer: too long")
					     : LR_OK;
	n = lr_span_find(url, '?');
	if (lr_span_find(url, '#') < n)
		n = lr_span_find(url, '#');
	b->referrer = without_user(&b->text, lr_span_sub(url, 0, n));
	return LR_OK;
}

/* Clean UTF-8 for one line: what cannot be shown becomes a blank. */
static void
take_title(struct lr_beacon *b, struct lr_span s)
{
	struct lr_buf *t = &b->text;
	const char *p = s.p, *end = lr_span_end(s);
	size_t from = t->n;
	unsigned len;

	for (; p < end && t->err == LR_OK; p += len) {
		if ((len = lr_utf8_len(p, end)) == 0 ||
		    lr_utf8_unsafe(lr_utf8_get(p, len))) {
			lr_buf_putc(t, ' ');
			len = len == 0 ? 1 : len;
			continue;
		}
		if (t->n - from + len > LR_BEACON_TITLE)
			break;
		lr_buf_put(t, lr_span(p, len));
	}
	b->title = lr_span_trim(since(t, from));
}

static void
begin(struct lr_beacon *b)
{
	struct lr_buf t = b->text;

	lr_buf_clear(&t);
	*b = (struct lr_beacon){ .why = "", .text = t };
	/* what was handed out does not move */
	(void)lr_buf_room(&b->text, TEXT_MAX / 2);
}

static enum lr_err
end(struct lr_beacon *b, enum lr_err err)
{
	if (b->text.err == LR_ENOMEM)
		return LR_ENOMEM;
	return b->text.err != LR_OK ? bad(b, "too long") : err;
}

/* ---- a body */

enum key { URL, REFERRER, TITLE, SESSION, VISITOR, KEYS };

static const char *const keys[KEYS] = { "url", "referrer", "title", "session",
	"visitor" };

static enum key
key_of(struct lr_span s)
{
	unsigned k;

	for (k = 0; k < KEYS; k++)
		if (lr_span_eq(s, lr_span_str(keys[k])))
			break;
	return (enum key)k;
}

static enum lr_err
read_values(struct lr_beacon *b, struct lr_record *rec, struct lr_span v[KEYS])
{
	const struct lr_field *f;
	unsigned i, seen = 0;
	enum key k;

	for (i = 0; i < rec->n; i++) {
		f = &rec->field[i];
		k = f->key_escaped ? KEYS : key_of(f->key);
		if (k == KEYS || f->type != LR_JSON_STRING ||
		    (seen >> k & 1) != 0)
			return bad(b, "body: another key, or no string");
		seen |= 1u << k;
		v[k] = lr_record_str(rec, f->key);
	}
	return LR_OK;
}

enum lr_err
lr_beacon_json(struct lr_beacon *b, struct lr_record *rec, struct lr_span body)
{
	struct lr_span v[KEYS] = { { NULL, 0 } };
	enum lr_err err;

	begin(b);
	if ((err = lr_record_parse(rec, body)) != LR_OK)
		return err == LR_ENOMEM ? err : bad(b, "body: no JSON object");
	if ((err = read_values(b, rec, v)) != LR_OK)
		return err;
	if (!is_word(v[SESSION], 8, LR_BEACON_SESSION, '-'))
		return bad(b, "session: not as the script makes it");
	if (!lr_span_eq(v[VISITOR], LR_SPAN("new")) &&
	    !lr_span_eq(v[VISITOR], LR_SPAN("returning")))
		return bad(b, "visitor: neither new nor returning");
	b->session = v[SESSION];
	b->visitor = v[VISITOR];
	if ((err = take_url(b, v[URL])) == LR_OK)
		err = take_referrer(b, v[REFERRER]);
	if (err == LR_OK)
		take_title(b, v[TITLE]);
	return end(b, err);
}

/* ---- a query */

/* A value of it, undone. */
static enum lr_err
decoded(struct lr_beacon *b, struct lr_span query, const char *name,
    struct lr_span *v)
{
	size_t at = b->text.n;
	struct lr_span raw = lr_query_value(query, lr_span_str(name));

	*v = (struct lr_span){ NULL, 0 };
	if (raw.n > 3 * LR_BEACON_URL || !lr_query_decode(&b->text, raw))
		return bad(b, "query: not as the script writes it");
	if (raw.p != NULL)
		*v = since(&b->text, at);
	return LR_OK;
}

enum lr_err
lr_beacon_query(struct lr_beacon *b, struct lr_span query)
{
	struct lr_span url, referrer, title;
	enum lr_err err;

	begin(b);
	if ((err = decoded(b, query, "s", &b->site)) != LR_OK ||
	    (err = decoded(b, query, "u", &url)) != LR_OK ||
	    (err = decoded(b, query, "r", &referrer)) != LR_OK ||
	    (err = decoded(b, query, "t", &title)) != LR_OK)
		return err;
	if (!lr_beacon_is_site(b->site))
		return bad(b, "query: no name of a site");
	if ((err = take_url(b, url)) == LR_OK)
		err = take_referrer(b, referrer);
	if (err == LR_OK)
		take_title(b, title);
	return end(b, err);
}

/* ---- records */

void
lr_beacon_put(const struct lr_beacon *b, struct lr_buf *to)
{
	lr_json_member(to, "title", b->title);
	lr_json_member(to, "session", b->session);
	lr_json_member(to, "visitor", b->visitor);
}
