/* Who is asked, and how fast. */
#include <stdio.h>

#include "ascii.h"
#include "employees.h"
#include "num.h"

#define SECOND INT64_C(1000)
#define MINUTE INT64_C(60000)

/* Not on this machine: then a key needs TLS. */
static bool
loopback(struct lr_span host)
{
	size_t at;

	if (lr_span_starts(host, LR_SPAN("[::1]")))
		return true;
	at = lr_span_find(host, ':');
	host = lr_span_sub(host, 0, at);
	return lr_span_starts(host, LR_SPAN("127.")) ||
	    lr_span_eq(host, LR_SPAN("localhost"));
}

static void
base(struct employees *e, struct source *s)
{
	struct lr_span url =
			   lr_span_str(s->base != NULL ? s->base : s->p->base),
		       copy;
	char host[LR_HTTP_HOST];
	bool https;
	size_t n;

	while (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	copy = lr_vault_dup(&e->secrets, url);
	if (copy.p == NULL)
		lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
	n = lr_http_host(copy.p, host, &https);
	if (n == 0 || lr_span_find(url, '?') < url.n)
		lr_cli_usage(e->cli,
		    "--%s-base: '%s' is no URL like https://example.com/v2",
		    s->p->name, s->base);
	if (!https && s->p->header != NULL && !loopback(lr_span(host, n)))
		lr_cli_usage(e->cli,
		    "--%s-base: without https the key could be read: only to "
		    "this machine",
		    s->p->name);
	s->use.base = copy.p;
}

static bool
complete(const struct source *s, const struct lr_provider *p)
{
	unsigned k;

	for (k = 0; k < LR_PROVIDER_KEYS; k++)
		if (p->keys[k] != NULL && s->use.key[k] == NULL)
			return false;
	return p->base != NULL || s->base != NULL;
}

static void
enlist(struct employees *e, unsigned i)
{
	struct source *s = &e->source[i];
	const char *key;
	size_t n;

	if (s->p != NULL)
		lr_cli_usage(
		    e->cli, "--providers: %s twice", lr_provider_at(i)->name);
	s->p = lr_provider_at(i);
	s->use.number = i;
	s->window = 1;
	s->over = LR_SAID_MORE;
	base(e, s);
	key = s->use.key[0];
	if (s->p->header != NULL && key != NULL) {
		n = strlen(s->p->header) + strlen(key) + 3;
		if ((s->header = lr_vault_alloc(&e->secrets, n)) == NULL)
			lr_cli_die(e->cli, LR_EXIT_FAILED, "out of memory");
		snprintf(s->header, n, "%s: %s", s->p->header, key);
	}
	e->order[e->n_sources++] = i;
}

/* What a provider lacks, for a message. */
static void
lacks(struct employees *e, unsigned i)
{
	const struct lr_provider *p = lr_provider_at(i);

	if (p->keys[0] == NULL)
		lr_cli_usage(e->cli, "%s: where it is, --%s-base has to say",
		    p->name, p->name);
	lr_cli_usage(e->cli, "%s: no key: set %s%s%s, or see --key-file",
	    p->name, p->keys[0], p->keys[1] == NULL ? "" : " and ",
	    p->keys[1] == NULL ? "" : p->keys[1]);
}

void
sources_open(struct employees *e)
{
	struct lr_span list = lr_span_str(e->providers), name;
	unsigned i;

	for (i = 0; i < LR_PROVIDERS; i++)
		if (list.p == NULL &&
		    complete(&e->source[i], lr_provider_at(i)))
			enlist(e, i);
	while (list.p != NULL) {
		name = lr_span_trim(lr_span_cut(&list, ','));
		if (lr_provider_named(name, &i) == NULL)
			lr_cli_usage(e->cli,
			    "--providers: no provider '%.*s': there are "
			    "hunter, google, searxng, brave",
			    (int)name.n, name.p);
		if (!complete(&e->source[i], lr_provider_at(i)))
			lacks(e, i);
		enlist(e, i);
	}
	if (e->n_sources == 0)
		lr_cli_usage(e->cli,
		    "nobody to ask: set LR_HUNTER_KEY, or LR_GOOGLE_KEY and "
		    "LR_GOOGLE_CX, or LR_BRAVE_KEY, or name a SearXNG with "
		    "--searxng-base");
}

void
source_rate(struct employees *e, const char *arg)
{
	struct lr_span rate = lr_span_str(arg), name;
	struct source *s;
	uint64_t v;
	unsigned i;

	name = lr_span_cut(&rate, '=');
	if (lr_provider_named(name, &i) == NULL)
		lr_cli_usage(
		    e->cli, "--rate: no provider '%.*s'", (int)name.n, name.p);
	s = &e->source[i];
	if (lr_span_eq(rate, LR_SPAN("0"))) {
		s->second = s->minute = 0;
		return;
	}
	if (rate.n > 2 &&
	    lr_num_u64(lr_span_sub(rate, 0, rate.n - 2), RATE_MAX, &v) &&
	    v > 0) {
		s->second = s->minute = 0;
		if (lr_span_ends(rate, LR_SPAN("/s"))) {
			s->second = (unsigned)v;
			return;
		}
		if (lr_span_ends(rate, LR_SPAN("/m"))) {
			s->minute = (unsigned)v;
			return;
		}
	}
	lr_cli_usage(e->cli,
	    "--rate: '%s' is no rate like hunter=5/s, hunter=100/m or "
	    "hunter=0",
	    arg);
}

/* When one more may follow the last n within span milliseconds. */
static int64_t
after(const struct source *s, unsigned n, int64_t span)
{
	if (n == 0 || s->n_sent < n)
		return 0;
	return s->sent[(s->n_sent - n) % RATE_MAX] + span;
}

int64_t
source_room(const struct source *s, int64_t now)
{
	int64_t t = now, a;

	if (s->over != LR_SAID_MORE || s->flying >= s->window)
		return INT64_MAX;
	if (t < s->pause)
		t = s->pause;
	if ((a = after(s, s->second, SECOND)) > t)
		t = a;
	if ((a = after(s, s->minute, MINUTE)) > t)
		t = a;
	return t;
}

void
source_sent(struct source *s, int64_t now)
{
	s->sent[s->n_sent++ % RATE_MAX] = now;
	s->requests++;
	s->flying++;
}

/* A good answer; several of them make room for one more at once. It begins
 * with one, so that a provider that has nothing left is asked once. */
void
source_answered(struct source *s, unsigned at_once)
{
	s->lost = 0;
	if (++s->good < 4 * s->window || s->window >= at_once)
		return;
	s->good = 0;
	s->window++;
}

void
source_trouble(struct source *s, int64_t pause)
{
	s->good = 0;
	if (s->window > 1)
		s->window /= 2;
	if (s->pause < pause)
		s->pause = pause;
}
