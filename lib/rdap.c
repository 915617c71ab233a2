#include "rdap.h"

#include <stdio.h>
#include <stdlib.h>

#include "bootstrap.h"
#include "clock.h"
#include "hash.h"
#include "http.h"
#include "peer.h"
#include "rdapjson.h"

enum {
	REDIRECTS = 5,
	BODY_MAX = 1 << 20,
	CONNECT = 10000,     /* ms, as everything below */
	LIST_TIME = 15000,   /* for one of IANA's lists */
	LIMITED = 300,	     /* seconds; LACNIC blocks for about five minutes */
	LIMITED_UNSAID = 60, /* seconds; 429 that does not say how long */
	LEAVE_MAX = 86400    /* seconds that we let ourselves be sent away */
};

#define IANA "https://data.iana.org/rdap/"
#define AGENT "lr/" LR_VERSION

/* A server that was asked or is to be. */
struct server {
	struct server *next;
	int64_t at; /* ticks: not before that */
	bool users; /* named by the user */
	bool known; /* a question may be sent on to it */
	bool list;  /* IANA's */
	size_t n;
	char name[LR_HTTP_HOST]; /* as manners.h has it */
};

enum state { WAITS, FLIES, UNFOUND };

struct question {
	struct question *next, *prev;
	struct lr_rdap *r;
	struct lr_ip ip;
	uint32_t id;
	enum state state;
	bool fresh; /* its server has not been looked at */
	unsigned ms;
	int64_t deadline; /* ticks; 0: nothing has been sent yet */
	struct server *server;
	bool https, near; /* near: it began at a server at loopback */
	unsigned redirects;
	uint64_t seen[REDIRECTS + 1]; /* of the URLs so far */
	char url[LR_HTTP_URL + 1];
};

/* One of IANA's lists on its way. */
struct list {
	const char *name; /* NULL: none */
	struct server *server;
	bool flies;
};

struct lr_rdap {
	struct lr_http *http;
	struct lr_manners *manners;
	struct lr_bootstrap *bootstrap;
	lr_registration_done *done;
	void *arg;
	char *base, *iana; /* ending in '/'; base: NULL, by the bootstrap */
	bool users;	   /* base or bootstrap are what the user said */
	unsigned window, flying;
	struct question *first, *last;
	struct server *servers, **last_server;
	struct list list;
	enum lr_err err; /* of a callback; sticks */
};

/* ---- servers */

static struct lr_span
name_of(const struct server *s)
{
	return lr_span(s->name, s->n);
}

static struct server *
find_server(const struct lr_rdap *r, struct lr_span name)
{
	struct server *s = r->servers;

	while (s != NULL && !lr_span_eq(name, lr_span(s->name, s->n)))
		s = s->next;
	return s;
}

/* The server of a URL; NULL: no memory, or no URL. */
static struct server *
server_of(struct lr_rdap *r, const char *url, bool *https)
{
	char host[LR_HTTP_HOST];
	size_t n = lr_http_host(url, host, https);
	struct server *s = n == 0 ? NULL : find_server(r, lr_span(host, n));

	if (n == 0 || s != NULL || (s = calloc(1, sizeof(*s))) == NULL)
		return s;
	memcpy(s->name, host, n);
	s->n = n;
	*r->last_server = s;
	r->last_server = &s->next;
	return s;
}

static enum lr_err
make_known(struct lr_rdap *r, const char *url, bool users)
{
	struct server *s = server_of(r, url, NULL);

	if (s == NULL)
		return LR_ENOMEM;
	s->known = true;
	s->users |= users;
	return LR_OK;
}

/* All that can be told beforehand; again when a list has come. */
static enum lr_err
know(struct lr_rdap *r)
{
	enum lr_err err = LR_OK;
	const char *url;
	unsigned i;

	if (r->base != NULL) {
		err = make_known(r, r->base, true);
		if (err != LR_OK || lr_peer_loopback(name_of(r->servers)))
			return err;
	}
	for (i = 0;
	     err == LR_OK && (url = lr_bootstrap_url(r->bootstrap, i)) != NULL;
	     i++)
		err = make_known(r, url, r->users && r->base == NULL);
	return err;
}

/* ---- questions */

static void
end(struct question *q, enum lr_found found, const struct lr_registration *reg,
    const char *why)
{
	struct lr_rdap *r = q->r;

	if (q->prev != NULL)
		q->prev->next = q->next;
	else
		r->first = q->next;
	if (q->next != NULL)
		q->next->prev = q->prev;
	else
		r->last = q->prev;
	r->flying--;
	r->done(r->arg, q->id, found, reg, why);
	free(q);
}

/* To that URL next, its server's manners permitting. It is one, and not too
 * long. */
static enum lr_err
go_to(struct question *q, const char *url)
{
	if ((q->server = server_of(q->r, url, &q->https)) == NULL)
		return LR_ENOMEM;
	memmove(q->url, url, strlen(url) + 1);
	q->seen[q->redirects] = lr_hash(lr_span_str(url), 0);
	q->state = WAITS;
	q->fresh = true;
	return LR_OK;
}

static enum lr_err
send_question(struct question *q, int64_t now)
{
	struct lr_rdap *r = q->r;
	unsigned left;

	if (q->deadline == 0)
		q->deadline = now + q->ms;
	left = q->deadline > now ? (unsigned)(q->deadline - now) : 1;
	q->state = FLIES;
	return lr_http_send(r->http,
	    &(struct lr_http_request){
		.url = q->url,
		.headers = { "Accept: application/rdap+json, "
			     "application/json" },
		.max = BODY_MAX,
		.connect = left < CONNECT ? left : CONNECT,
		.total = left,
		.public_only = !q->near && !q->server->users,
	    },
	    q);
}

/* A question that waits: sent, or not yet, or given up. */
static void
attempt(struct question *q, int64_t now)
{
	struct lr_rdap *r = q->r;
	struct server *s = q->server;
	int64_t wait = s->at - now;
	enum lr_err err;

	q->fresh = false;
	if (q->deadline != 0 && now >= q->deadline) {
		end(q, LR_FOUND_FAILED, NULL, "timed out");
		return;
	}
	if (wait <= 0) {
		wait = lr_manners_ask(
		    r->manners, name_of(s), LR_ASKED_ADDRESS, now);
		s->at = wait > 0 ? now + wait : 0;
	}
	if (wait <= 0) {
		err = send_question(q, now);
		if (err == LR_OK)
			return;
		lr_manners_done(
		    r->manners, name_of(s), LR_MANNERS_CANCELLED, now);
		if (err == LR_EBAD)
			end(q, LR_FOUND_UNABLE, NULL, "no such URL");
		else
			r->err = err;
	} else if (q->deadline == 0 ? wait > q->ms
				    : now + wait >= q->deadline) {
		end(q, LR_FOUND_FAILED, NULL, "the server is to be left alone");
	}
}

/* ---- answers */

static void
leave(struct question *q, int64_t seconds, int64_t now)
{
	if (seconds < 1)
		seconds = 1;
	if (seconds > LEAVE_MAX)
		seconds = LEAVE_MAX;
	lr_manners_leave(
	    q->r->manners, name_of(q->server), (unsigned)seconds, now);
	q->server->at = now + seconds * 1000;
	q->state = WAITS; /* attempt() gives up where that is too long */
}

static void
redirected(struct question *q, struct lr_span location)
{
	const char *why = NULL;
	char host[LR_HTTP_HOST];
	bool https;
	size_t n = location.n == 0 ? 0 : lr_http_host(location.p, host, &https);
	const struct server *s = find_server(q->r, lr_span(host, n));
	bool near = q->near && lr_peer_loopback(lr_span(host, n));
	uint64_t seen = lr_hash(location, 0);
	unsigned i;

	if (n == 0 || location.n > LR_HTTP_URL)
		why = "sent on to nowhere";
	else if (q->redirects == REDIRECTS)
		why = "sent on too often";
	else if (q->https && !https && !near)
		why = "sent on from https to http";
	else if (!near && (s == NULL || !s->known))
		why = "sent on to a server that is not known";
	for (i = 0; why == NULL && i <= q->redirects; i++)
		if (q->seen[i] == seen)
			why = "sent on in a circle";
	if (why == NULL) {
		q->redirects++;
		if (go_to(q, location.p) == LR_OK)
			return;
		why = lr_err_text(LR_ENOMEM);
	}
	end(q, LR_FOUND_UNABLE, NULL, why);
}

static void
read_body(struct question *q, const struct lr_http_answer *a, int64_t now)
{
	struct lr_registration reg;
	enum lr_rdap_says says;
	const char *why = "";
	enum lr_err err = lr_rdapjson(a->body, &q->ip, &says, &reg, &why);

	if (err != LR_OK) {
		q->r->err = err;
		end(q, LR_FOUND_FAILED, NULL, lr_err_text(err));
	} else if (says == LR_RDAP_LIMIT) {
		leave(q, a->retry_after >= 0 ? a->retry_after : LIMITED, now);
	} else if (a->status == 404 || says == LR_RDAP_NOTHING) {
		end(q, LR_FOUND_NOTHING, NULL, "not registered");
	} else if (a->status == 403) {
		end(q, LR_FOUND_FAILED, NULL, "the server refuses");
	} else if (a->status != 200) {
		end(q, LR_FOUND_UNABLE, NULL, "the server cannot tell");
	} else if (says == LR_RDAP_NETWORK) {
		end(q, LR_FOUND, &reg, "");
	} else {
		end(q, LR_FOUND_UNABLE, NULL, why);
	}
}

/* Whether an answer speaks for a server that works. */
static bool
well(const struct lr_http_answer *a)
{
	return a->end == LR_HTTP_TOO_LONG ||
	    (a->end == LR_HTTP_ANSWER && a->status < 500 && a->status != 403);
}

static void
answered(struct question *q, const struct lr_http_answer *a)
{
	int64_t now = lr_clock_ticks();

	q->server->at = 0; /* a connection has become free */
	lr_manners_done(q->r->manners, name_of(q->server),
	    well(a) ? LR_MANNERS_ANSWERED : LR_MANNERS_FAILED, now);
	if (a->end == LR_HTTP_TOO_LONG)
		end(q, LR_FOUND_UNABLE, NULL, a->why);
	else if (a->end != LR_HTTP_ANSWER)
		end(q, LR_FOUND_FAILED, NULL, a->why);
	else if (a->status == 429)
		leave(q, a->retry_after >= 0 ? a->retry_after : LIMITED_UNSAID,
		    now);
	else if (a->status == 503 && a->retry_after >= 0)
		leave(q, a->retry_after, now);
	else if (a->status >= 500)
		end(q, LR_FOUND_FAILED, NULL, "the server has a fault");
	else if (a->status >= 300 && a->status < 400)
		redirected(q, a->location);
	else
		read_body(q, a, now);
}

/* ---- IANA's lists */

static void
list_failed(struct lr_rdap *r)
{
	lr_bootstrap_missed(r->bootstrap, r->list.name, lr_clock_now());
	r->list.name = NULL;
}

static void
fetch(struct lr_rdap *r, int64_t now)
{
	struct list *l = &r->list;
	char url[LR_HTTP_URL];
	int n;

	if (l->name == NULL || l->flies)
		return;
	if (lr_manners_ask(
		r->manners, name_of(l->server), LR_ASKED_NOTHING, now) > 0) {
		/* so many lists are not needed that we would wait for one */
		list_failed(r);
		return;
	}
	n = snprintf(url, sizeof(url), "%s%s", r->iana, l->name);
	l->flies = n > 0 && (size_t)n < sizeof(url) &&
	    lr_http_send(r->http,
		&(struct lr_http_request){
		    .url = url,
		    .max = LR_BOOTSTRAP_MAX,
		    .connect = CONNECT,
		    .total = LIST_TIME,
		    .public_only = !lr_peer_loopback(name_of(l->server)),
		},
		l) == LR_OK;
	if (!l->flies) {
		lr_manners_done(
		    r->manners, name_of(l->server), LR_MANNERS_CANCELLED, now);
		list_failed(r);
	}
}

static void
list_came(struct lr_rdap *r, const struct lr_http_answer *a)
{
	struct list *l = &r->list;

	lr_manners_done(r->manners, name_of(l->server),
	    well(a) ? LR_MANNERS_ANSWERED : LR_MANNERS_FAILED,
	    lr_clock_ticks());
	l->flies = false;
	if (a->end != LR_HTTP_ANSWER || a->status != 200) {
		list_failed(r);
		return;
	}
	/* a folder that cannot be written to costs a fetch, no answers */
	(void)lr_bootstrap_got(
	    r->bootstrap, l->name, a->body, a->max_age, lr_clock_now());
	l->name = NULL;
	if (know(r) != LR_OK)
		r->err = LR_ENOMEM;
}

static void
want_list(struct lr_rdap *r, const struct lr_ip *ip)
{
	if (r->list.server == NULL || r->list.name != NULL)
		return;
	r->list.name = lr_bootstrap_due(r->bootstrap, ip, lr_clock_now());
}

static void
heard(void *arg, void *request, const struct lr_http_answer *a)
{
	struct lr_rdap *r = arg;

	if (request == &r->list)
		list_came(r, a);
	else
		answered(request, a);
}

/* ---- interface */

static void
append(struct lr_rdap *r, struct question *q)
{
	q->prev = r->last;
	if (r->last != NULL)
		r->last->next = q;
	else
		r->first = q;
	r->last = q;
	r->flying++;
}

/* Where the first question goes. LR_EBAD: nowhere. */
static enum lr_err
begin(struct question *q)
{
	struct lr_rdap *r = q->r;
	struct lr_ip ip =
	    lr_ip_is4(&q->ip) ? q->ip : lr_range_around(&q->ip, 64).first;
	const char *base =
	    r->base != NULL ? r->base : lr_bootstrap_find(r->bootstrap, &q->ip);
	char url[LR_HTTP_URL + 1], text[LR_IP_TEXT], host[LR_HTTP_HOST];
	size_t n;
	int len;

	if (base == NULL)
		return LR_EBAD;
	len = snprintf(url, sizeof(url), "%sip/%.*s", base,
	    (int)lr_ip_put(&ip, text), text);
	if (len < 0 || (size_t)len >= sizeof(url) ||
	    (n = lr_http_host(url, host, &q->https)) == 0 ||
	    (!q->https && !r->users))
		return LR_EBAD;
	q->near = r->users && lr_peer_loopback(lr_span(host, n));
	return go_to(q, url);
}

enum lr_err
lr_rdap_ask(struct lr_rdap *r, const struct lr_ip *ip, unsigned ms, uint32_t id)
{
	struct question *q = calloc(1, sizeof(*q));
	enum lr_err err;

	if (q == NULL)
		return LR_ENOMEM;
	q->r = r;
	q->ip = *ip;
	q->id = id;
	q->ms = ms;
	want_list(r, ip);
	if ((err = begin(q)) == LR_ENOMEM) {
		free(q);
		return err;
	}
	if (err != LR_OK)
		q->state = UNFOUND;
	append(r, q);
	return LR_OK;
}

enum lr_err
lr_rdap_work(struct lr_rdap *r)
{
	struct question *q, *next;
	enum lr_err err = lr_http_work(r->http);
	int64_t now = lr_clock_ticks();

	fetch(r, now);
	for (q = r->first; q != NULL; q = next) {
		next = q->next;
		if (q->state == UNFOUND)
			end(q, LR_FOUND_UNABLE, NULL,
			    "no server for this address");
		else if (q->state == WAITS)
			attempt(q, now);
	}
	return err != LR_OK ? err : r->err;
}

int64_t
lr_rdap_due(const struct lr_rdap *r)
{
	int64_t due = lr_http_due(r->http), at;
	const struct question *q;

	if (r->list.name != NULL && !r->list.flies)
		return 0;
	for (q = r->first; q != NULL; q = q->next) {
		if (q->state == UNFOUND || (q->state == WAITS && q->fresh))
			return 0;
		at = q->state == FLIES ? INT64_MAX : q->server->at;
		if (q->state == WAITS && q->deadline != 0 && q->deadline < at)
			at = q->deadline;
		if (at < due)
			due = at;
	}
	return due;
}

int
lr_rdap_fd(const struct lr_rdap *r)
{
	return lr_http_fd(r->http);
}

bool
lr_rdap_room(const struct lr_rdap *r)
{
	return r->flying < r->window;
}

unsigned
lr_rdap_flying(const struct lr_rdap *r)
{
	return r->flying;
}

bool
lr_rdap_server(const struct lr_rdap *r, unsigned i, struct lr_span *name)
{
	const struct server *s;

	for (s = r->servers; s != NULL; s = s->next)
		if ((s->known || s->list) && i-- == 0) {
			*name = name_of(s);
			return true;
		}
	return false;
}

/* A copy that ends in '/'; NULL: no memory. */
static char *
folder(const char *url)
{
	size_t n = strlen(url);
	char *p = malloc(n + 2);

	if (p == NULL)
		return NULL;
	memcpy(p, url, n + 1);
	if (n > 0 && p[n - 1] != '/')
		memcpy(p + n, "/", 2);
	return p;
}

static enum lr_err
open_parts(struct lr_rdap *r, const struct lr_rdap_spec *spec, const char **why)
{
	char host[LR_HTTP_HOST];
	enum lr_err err;

	r->last_server = &r->servers;
	if (spec->base != NULL && (r->base = folder(spec->base)) == NULL)
		return LR_ENOMEM;
	r->iana = folder(spec->iana == NULL ? IANA : spec->iana);
	if (r->iana == NULL)
		return LR_ENOMEM;
	if (r->base != NULL &&
	    (strpbrk(r->base, "?#") != NULL ||
		lr_http_host(r->base, host, NULL) == 0)) {
		*why = "not an http or https URL";
		return LR_EBAD;
	}
	err = lr_bootstrap_open(&r->bootstrap, spec->bootstrap,
	    r->base != NULL ? NULL : spec->dir, lr_clock_now(), why);
	if (err != LR_OK)
		return err;
	*why = lr_err_text(LR_ENOMEM);
	if ((err = know(r)) != LR_OK)
		return err;
	if (!r->users && spec->dir != NULL) {
		if ((r->list.server = server_of(r, r->iana, NULL)) == NULL)
			return LR_ENOMEM;
		r->list.server->list = true;
	}
	if ((err = lr_http_open(&r->http, AGENT, heard, r)) != LR_OK)
		*why = lr_err_text(err);
	else if (spec->trust != NULL)
		err = lr_http_trust(r->http, spec->trust);
	return err;
}

enum lr_err
lr_rdap_open(
    struct lr_rdap **out, const struct lr_rdap_spec *spec, const char **why)
{
	struct lr_rdap *r = calloc(1, sizeof(*r));
	enum lr_err err = LR_ENOMEM;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (r == NULL)
		return LR_ENOMEM;
	r->manners = spec->manners;
	r->done = spec->done;
	r->arg = spec->arg;
	r->window = spec->window > 0 ? spec->window : 1;
	r->users = spec->base != NULL || spec->bootstrap != NULL;
	if ((err = open_parts(r, spec, why)) != LR_OK) {
		lr_rdap_close(r);
		return err;
	}
	*out = r;
	return LR_OK;
}

void
lr_rdap_close(struct lr_rdap *r)
{
	struct question *q;
	struct server *s;

	if (r == NULL)
		return;
	if (r->list.flies)
		lr_manners_done(r->manners, name_of(r->list.server),
		    LR_MANNERS_CANCELLED, lr_clock_ticks());
	lr_http_close(r->http);
	while ((q = r->first) != NULL) {
		r->first = q->next;
		if (q->state == FLIES)
			lr_manners_done(r->manners, name_of(q->server),
			    LR_MANNERS_CANCELLED, lr_clock_ticks());
		free(q);
	}
	while ((s = r->servers) != NULL) {
		r->servers = s->next;
		free(s);
	}
	lr_bootstrap_close(r->bootstrap);
	free(r->base);
	free(r->iana);
	free(r);
}
