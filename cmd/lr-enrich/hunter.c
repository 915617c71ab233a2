/*
 * What Hunter says of companies by their domain, where the operator's store is
 * silent: each domain once a run, one after the other, slower than Hunter
 * allows. Whatever happens there, records go on: one domain has 20 seconds,
 * and after three failures in a row nobody is asked any more.
 */
#include <stdlib.h>

#include "clock.h"
#include "egress.h"
#include "enrich.h"
#include "hash.h"
#include "http.h"
#include "hunterfirm.h"
#include "peer.h"
#include "wipe.h"

enum {
	DEADLINE = 20000, /* ms, for one domain */
	ANSWER = 10000,	  /* for one request */
	BETWEEN = 120,	  /* between two: 500 a minute are allowed */
	BACKOFF = 1000,	  /* before the second try, then twice as long */
	LOCAL = 20,	  /* the same for a server of this machine */
	FAILURES = 3,
	KEY_MAX = 512,
	BODY_MAX = 1 << 20,
	DOMAINS = 64 << 20, /* bytes of all that are remembered */
	TEXTS = 256 << 20
};

#define BASE "https://api.hunter.io/v2"

struct hunter {
	struct lr_cli *cli;
	struct lr_http *http;
	struct lr_buf base, url;
	char header[KEY_MAX + 16];
	int64_t next; /* ticks: nobody is asked before */
	int64_t between, backoff;
	struct lr_map domains;
	struct lr_company *row; /* by the number of the domain */
	bool *found;
	uint32_t cap;
	struct lr_arena texts;
	/* the answer that just came */
	struct lr_span domain;
	enum lr_said said;
	struct lr_company answer;
	const char *why;
	enum lr_said over; /* why nobody is asked any more; MORE: they are */
	unsigned in_a_row;
	unsigned long asked, known, failed;
};

static void
heard(void *arg, void *request, const struct lr_http_answer *a)
{
	struct hunter *h = arg;

	h->said = LR_SAID_FAULT;
	if (a->end == LR_HTTP_ANSWER)
		h->said = lr_hunterfirm_read(
		    a->status, a->body, h->domain, &h->texts, &h->answer);
	else if (a->end == LR_HTTP_TOO_LONG)
		h->said = LR_SAID_NONSENSE;
}

static void
sleep_until(struct hunter *h, int64_t t)
{
	int64_t left;

	while ((left = t - lr_clock_ticks()) > 0)
		if (lr_http_wait(h->http, (int)left) != LR_OK)
			return;
}

/* One request, until it is answered or given up. */
static void
request(struct hunter *h, int64_t deadline)
{
	int64_t left = deadline - lr_clock_ticks();
	enum lr_err err;

	lr_buf_clear(&h->url);
	lr_hunterfirm_ask(&h->url, h->base.p, h->domain);
	h->said = LR_SAID_FAULT;
	if (left > ANSWER)
		left = ANSWER;
	err = lr_http_send(h->http,
	    &(struct lr_http_request){ .url = lr_buf_str(&h->url),
		.headers = { h->header, "Accept: application/json" },
		.max = BODY_MAX,
		.connect = (unsigned)left,
		.total = (unsigned)left,
		.secret = true },
	    h);
	while (err == LR_OK && lr_http_flying(h->http) > 0)
		err = lr_http_wait(h->http, -1);
	h->next = lr_clock_ticks() + h->between;
}

/* The same again, as long as it is too fast for Hunter or out of order. */
static void
ask(struct hunter *h)
{
	int64_t deadline = lr_clock_ticks() + DEADLINE, wait = h->backoff, t;

	for (;;) {
		sleep_until(h, h->next);
		request(h, deadline);
		if (h->said != LR_SAID_SLOW && h->said != LR_SAID_FAULT)
			return;
		t = lr_clock_ticks() + wait +
		    (int64_t)(lr_hash_seed() % (uint64_t)wait) / 2;
		if (t >= deadline || wait > 16 * h->backoff)
			return;
		sleep_until(h, t);
		wait *= 2;
	}
}

/* What an answer means for those to come. */
static void
judge(struct hunter *h)
{
	switch (h->said) {
	case LR_SAID_DONE:
	case LR_SAID_MORE:
		h->known++;
		/* FALLTHROUGH */
	case LR_SAID_REFUSED:
		h->in_a_row = 0;
		return;
	case LR_SAID_USED_UP:
	case LR_SAID_NO_KEY:
		h->over = h->said;
		break;
	case LR_SAID_SLOW:
	case LR_SAID_FAULT:
	case LR_SAID_NONSENSE:
	case LR_SAID_NO_MEMORY:
		if (++h->in_a_row == FAILURES)
			h->over = h->said;
		break;
	}
	h->failed++;
}

/* Room for the answer to one more domain. */
static bool
grow(struct hunter *h)
{
	uint32_t cap = h->cap == 0 ? 64 : h->cap * 2;
	struct lr_company *row;
	bool *found;

	if (h->domains.n < h->cap)
		return true;
	if ((row = realloc(h->row, cap * sizeof(*row))) == NULL)
		return false;
	h->row = row;
	if ((found = realloc(h->found, cap * sizeof(*found))) == NULL)
		return false;
	h->found = found;
	h->cap = cap;
	return true;
}

static bool
find(void *arg, struct lr_span domain, struct lr_company *row)
{
	struct hunter *h = arg;
	bool added = false;
	uint32_t id;

	id = lr_map_find(&h->domains, domain);
	if (id == LR_MAP_NONE) {
		if (h->over != LR_SAID_MORE || !grow(h) ||
		    lr_map_add(&h->domains, domain, &id, &added) != LR_OK)
			return false;
		/* what is ready does not wait for Hunter */
		(void)lr_out_flush(&h->cli->out);
		h->domain = domain;
		h->asked++;
		ask(h);
		judge(h);
		h->row[id] = h->answer;
		h->found[id] = h->said == LR_SAID_DONE;
	}
	*row = h->row[id];
	return h->found[id];
}

static void
take_key(struct lr_cli *cli, struct hunter *h)
{
	char *key = getenv("LR_HUNTER_KEY");
	size_t n = key == NULL ? 0 : strlen(key), i;

	if (n == 0)
		lr_cli_usage(cli, "--hunter-companies: set LR_HUNTER_KEY");
	for (i = 0; i < n; i++)
		if (key[i] <= ' ' || key[i] > '~' || n > KEY_MAX)
			lr_cli_usage(
			    cli, "LR_HUNTER_KEY: no key has such characters");
	memcpy(h->header, "X-API-KEY: ", 11);
	memcpy(h->header + 11, key, n + 1);
	lr_wipe(key, n);
}

static void
take_base(struct lr_cli *cli, struct hunter *h, const char *base)
{
	struct lr_span url = lr_span_str(base == NULL ? BASE : base);
	char host[LR_HTTP_HOST];
	bool https = false, here;
	size_t n;

	while (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	lr_buf_put(&h->base, url);
	n = lr_http_host(lr_buf_str(&h->base), host, &https);
	if (n == 0 || lr_span_find(url, '?') < url.n)
		lr_cli_usage(
		    cli, "--hunter-base: '%s' is no URL like " BASE, base);
	here = lr_peer_loopback(lr_span(host, n));
	if (!https && !here)
		lr_cli_usage(cli,
		    "--hunter-base: without https the key could be read: "
		    "only to this machine");
	h->between = here ? 0 : BETWEEN;
	h->backoff = here ? LOCAL : BACKOFF;
}

void
hunter_open(struct lr_cli *cli, struct job *job, const char *base)
{
	struct hunter *h = calloc(1, sizeof(*h));

	if (h == NULL)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	h->cli = cli;
	h->over = LR_SAID_MORE;
	lr_buf_init(&h->base, LR_HTTP_URL);
	lr_buf_init(&h->url, LR_HTTP_URL + 1);
	lr_map_init(&h->domains, DOMAINS);
	lr_arena_init(&h->texts, TEXTS);
	take_key(cli, h);
	take_base(cli, h, base);
	if (lr_http_open(&h->http, "lr/" LR_VERSION, heard, h) != LR_OK)
		lr_cli_die(cli, LR_EXIT_FAILED, "out of memory");
	job->hunter = h;
	job->id.ask = find;
	job->id.ask_arg = h;
}

void
hunter_egress(struct lr_cli *cli, const struct job *job)
{
	struct hunter *h = job->hunter;
	char host[LR_HTTP_HOST];
	bool https = false;
	size_t n;

	if (h == NULL)
		return;
	n = lr_http_host(lr_buf_str(&h->base), host, &https);
	if (!lr_peer_loopback(lr_span(host, n)))
		lr_egress_names(&cli->out, "visitors");
	lr_egress_put(&cli->out, "hunter", lr_span(host, n),
	    "domains of companies", https ? LR_EGRESS_TLS : LR_EGRESS_CLEAR);
}

void
hunter_tell(struct lr_cli *cli, struct job *job)
{
	const struct hunter *h = job->hunter;

	if (h == NULL)
		return;
	cli->file = NULL;
	if (cli->verbose > 0)
		lr_cli_warn(cli,
		    "hunter: asked about %lu domains: %lu known, %lu failed",
		    h->asked, h->known, h->failed);
	if (h->failed == 0)
		return;
	if (h->over == LR_SAID_MORE)
		lr_cli_warn(cli,
		    "hunter: no answer about %lu domains: try again later",
		    h->failed);
	else
		lr_cli_warn(cli, "hunter: %s: nobody was asked any more",
		    lr_said_text(h->over));
	if (cli->rc == LR_EXIT_OK || cli->rc == LR_EXIT_REFUSED)
		cli->rc = LR_EXIT_LATER;
}

void
hunter_close(struct job *job)
{
	struct hunter *h = job->hunter;

	if (h == NULL)
		return;
	lr_http_close(h->http);
	lr_buf_free(&h->base);
	lr_buf_free(&h->url);
	lr_map_free(&h->domains);
	lr_arena_free(&h->texts);
	free(h->row);
	free(h->found);
	lr_wipe(h, sizeof(*h));
	free(h);
	job->hunter = NULL;
}
