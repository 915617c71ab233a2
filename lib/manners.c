#include "manners.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ascii.h"
#include "hash.h"
#include "num.h"
#include "peer.h"
#include "query.h"
#include "resolvestore.h"

enum {
	SERVERS_MAX = 1024, /* the rest share one entry */
	TOKEN = 1000,	    /* tokens are counted in thousandths */
	BUSY = 20,	    /* ms until a connection may have ended */
	BACKOFF_MIN = 500,  /* ms, of the first failure */
	BACKOFF_MAX = 64000,
	LOCAL_CONNECTIONS = 64,
	LEAVE_MAX = 366 * 86400, /* seconds */
	LOCKED = 60000 /* ms that a store is let be which was locked */
};

struct server {
	char *name;
	struct lr_manners_server told;
	int64_t per_minute; /* tokens; 0: no limit */
	int64_t burst;
	unsigned connections, flying, failures;
	int64_t tokens, filled; /* thousandths; wall clock, ms */
	int64_t left;  /* wants to be left alone until then, the same */
	int64_t later; /* ticks; not to be asked by us before */
};

struct rate {
	char *name;
	int64_t per_minute;
};

struct lr_manners {
	struct lr_store *store; /* NULL: nothing is shared */
	struct lr_query *get, *put;
	int64_t locked; /* ticks: the store is let be until then */
	struct server *server;
	struct rate *rate;
	unsigned n, cap, n_rates;
	uint64_t random;
};

static const struct {
	const char *host, *per_minute, *burst, *connections;
} table[] = {
#include "servers.inc"
};

/* ---- times: tokens are shared with processes that have other ticks */

static int64_t
wall(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- servers */

/* Without the port. */
static struct lr_span
host_of(struct lr_span name)
{
	size_t i = name.n;

	if (name.n > 0 && name.p[0] == '[')
		return lr_span_sub(name, 1, lr_span_find(name, ']'));
	while (i > 0 && lr_is_digit(name.p[i - 1]))
		i--;
	if (i == 0 || i == name.n || name.p[i - 1] != ':')
		return name;
	/* an IPv6 address without brackets has no port */
	if (lr_span_find(name, ':') != i - 1)
		return name;
	return lr_span_sub(name, 0, i - 1);
}

static bool
fits(struct lr_span host, struct lr_span row)
{
	if (lr_span_eq(row, LR_SPAN("*")) || lr_ascii_eq(host, row))
		return true;
	return host.n > row.n && host.p[host.n - row.n - 1] == '.' &&
	    lr_ascii_eq(lr_span_sub(host, host.n - row.n, host.n), row);
}

static int64_t
cell(const char *s)
{
	uint64_t v = 0;

	lr_num_u64(lr_span_str(s), 1000000, &v);
	return (int64_t)v;
}

static void
set_rate(struct server *s, int64_t per_minute)
{
	s->per_minute = per_minute;
	/* one second's worth, but at least one question */
	s->burst = (per_minute + 59) / 60;
	s->connections = LOCAL_CONNECTIONS;
}

static void
defaults(const struct lr_manners *m, struct server *s)
{
	struct lr_span name = lr_span_str(s->name), host = host_of(name);
	size_t i;
	unsigned r;

	if (lr_peer_loopback(name)) {
		set_rate(s, 0);
	} else {
		for (i = 0; !fits(host, lr_span_str(table[i].host)); i++)
			;
		s->per_minute = cell(table[i].per_minute);
		s->burst = cell(table[i].burst);
		s->connections = (unsigned)cell(table[i].connections);
	}
	for (r = 0; r < m->n_rates; r++)
		if (lr_ascii_eq(name, lr_span_str(m->rate[r].name)) ||
		    lr_ascii_eq(host, lr_span_str(m->rate[r].name)))
			set_rate(s, m->rate[r].per_minute);
	s->tokens = s->burst * TOKEN;
	s->filled = wall();
}

static char *
copy(struct lr_span s)
{
	char *p = malloc(s.n + 1);
	size_t i;

	if (p == NULL)
		return NULL;
	for (i = 0; i < s.n; i++)
		p[i] = lr_lower(s.p[i]);
	p[i] = '\0';
	return p;
}

/* ---- what is shared: a row a server, under the store's write lock */

static void
fill(struct server *s, int64_t now)
{
	int64_t gap = now - s->filled, full = s->burst * TOKEN;

	/* a clock that was set back, or a long time: over a minute is full */
	if (gap < 0 || gap > 3600000)
		gap = 3600000;
	s->tokens += gap * s->per_minute * TOKEN / 60000;
	if (s->tokens > full)
		s->tokens = full;
	s->filled = now;
}

static enum lr_err
read_row(struct lr_manners *m, struct server *s, int64_t now)
{
	int64_t left;
	enum lr_err err;

	lr_query_span(m->get, 1, s->told.name);
	if ((err = lr_query_step(m->get)) != LR_OK)
		return err == LR_END ? LR_OK : err;
	s->tokens = lr_query_get_int(m->get, 0);
	s->filled = lr_query_get_int(m->get, 1);
	left = lr_query_get_int(m->get, 2);
	lr_query_reset(m->get);
	if (s->tokens < 0)
		s->tokens = 0;
	/* the clock may have been wrong then */
	if (left > s->left && left - now <= LEAVE_MAX * INT64_C(1000))
		s->left = left;
	return LR_OK;
}

static enum lr_err
write_row(struct lr_manners *m, const struct server *s)
{
	enum lr_err err;

	lr_query_span(m->put, 1, s->told.name);
	lr_query_int(m->put, 2, s->tokens);
	lr_query_int(m->put, 3, s->filled);
	lr_query_int(m->put, 4, s->left);
	err = lr_query_step(m->put);
	return err == LR_END ? LR_OK : err;
}

/* What it is in our own ticks. */
static void
obey(struct server *s, int64_t now, int64_t ticks)
{
	if (s->left > now && s->later < ticks + (s->left - now))
		s->later = ticks + (s->left - now);
}

/* Run change on the server's row as nobody else can at that moment. Without
 * the store, or when it cannot be had, what this process knows must do: each
 * look at a store that is locked takes seconds, in which nothing else goes on.
 */
static void
shared(struct lr_manners *m, struct server *s, int64_t ticks,
    void (*change)(struct server *s, int64_t now))
{
	bool may = m->store != NULL && ticks >= m->locked;
	enum lr_err err = LR_EAGAIN;
	int64_t now = wall();

	if (may && (err = lr_store_begin(m->store)) == LR_OK)
		err = read_row(m, s, now);
	change(s, now);
	if (err == LR_OK)
		err = write_row(m, s);
	if (err == LR_OK)
		err = lr_store_commit(m->store);
	if (may && err != LR_OK)
		lr_store_rollback(m->store);
	if (may && err == LR_EAGAIN)
		m->locked = ticks + LOCKED;
	obey(s, now, ticks);
}

static void
take_token(struct server *s, int64_t now)
{
	fill(s, now);
	if (s->left > now || s->tokens < TOKEN)
		return;
	s->tokens -= TOKEN;
	s->flying++;
}

/* NULL: no memory. */
static struct server *
find(struct lr_manners *m, struct lr_span name, int64_t ticks)
{
	struct server *s;
	unsigned i, cap;

	if (name.n > 300)
		name.n = 300;
	for (i = 0; i < m->n; i++)
		if (lr_ascii_eq(lr_span_str(m->server[i].name), name))
			return &m->server[i];
	if (m->n >= SERVERS_MAX && !lr_span_eq(name, LR_SPAN("others")))
		return find(m, LR_SPAN("others"), ticks);
	if (m->n == m->cap) {
		cap = m->cap == 0 ? 16 : m->cap * 2;
		s = realloc(m->server, cap * sizeof(*s));
		if (s == NULL)
			return NULL;
		m->server = s;
		m->cap = cap;
	}
	s = &m->server[m->n];
	memset(s, 0, sizeof(*s));
	if ((s->name = copy(name)) == NULL)
		return NULL;
	s->told.name = lr_span_str(s->name);
	defaults(m, s);
	m->n++;
	if (m->store != NULL && read_row(m, s, wall()) == LR_OK)
		obey(s, wall(), ticks);
	return s;
}

/* ---- */

enum lr_err
lr_manners_open(struct lr_manners **out, const char *dir, const char **why)
{
	struct lr_manners *m = calloc(1, sizeof(*m));
	enum lr_err err = LR_OK;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (m == NULL)
		return LR_ENOMEM;
	m->random = lr_hash_seed();
	if (dir != NULL)
		err = lr_store_open(
		    &m->store, &lr_resolve_store, dir, LR_STORE_WRITE, why);
	if (err == LR_OK && dir != NULL) {
		*why = "resolve.db: its table of servers is not as expected";
		err = lr_query_new(&m->get, m->store,
		    "SELECT tokens, time, later FROM server WHERE name = ?1");
	}
	if (err == LR_OK && dir != NULL)
		err = lr_query_new(&m->put, m->store,
		    "INSERT OR REPLACE INTO server VALUES (?1, ?2, ?3, ?4)");
	if (err == LR_OK)
		*out = m;
	else
		lr_manners_close(m);
	return err;
}

void
lr_manners_close(struct lr_manners *m)
{
	unsigned i;

	if (m == NULL)
		return;
	lr_query_free(m->get);
	lr_query_free(m->put);
	lr_store_close(m->store);
	for (i = 0; i < m->n; i++)
		free(m->server[i].name);
	for (i = 0; i < m->n_rates; i++)
		free(m->rate[i].name);
	free(m->server);
	free(m->rate);
	free(m);
}

/* "5", "5/s", "0.5/s", "10/m", "100/h" in tokens a minute. */
static bool
parse_rate(struct lr_span s, int64_t *per_minute)
{
	struct lr_span number = lr_span_cut(&s, '/'), whole;
	uint64_t v = 0, tenths = 0;

	whole = lr_span_cut(&number, '.');
	if (!lr_num_u64(whole, 1000000, &v) ||
	    (number.p != NULL &&
		(number.n != 1 || !lr_num_u64(number, 9, &tenths))))
		return false;
	v = v * 10 + tenths;
	if (s.p == NULL || lr_span_eq(s, LR_SPAN("s")))
		*per_minute = (int64_t)v * 6;
	else if (lr_span_eq(s, LR_SPAN("m")))
		*per_minute = (int64_t)v / 10;
	else if (lr_span_eq(s, LR_SPAN("h")))
		*per_minute = (int64_t)v / 600;
	else
		return false;
	/* what is not nothing must not become "no limit" */
	if (v > 0 && *per_minute == 0)
		*per_minute = 1;
	return true;
}

enum lr_err
lr_manners_rate(struct lr_manners *m, struct lr_span rate)
{
	struct lr_span name = lr_span_cut(&rate, '=');
	struct rate *r;
	int64_t per_minute;

	if (name.n == 0 || rate.p == NULL || !parse_rate(rate, &per_minute))
		return LR_EBAD;
	r = realloc(m->rate, (m->n_rates + 1) * sizeof(*r));
	if (r == NULL)
		return LR_ENOMEM;
	m->rate = r;
	r += m->n_rates;
	if ((r->name = copy(name)) == NULL)
		return LR_ENOMEM;
	r->per_minute = per_minute;
	m->n_rates++;
	return LR_OK;
}

int64_t
lr_manners_ask(struct lr_manners *m, struct lr_span server,
    enum lr_asked_for what, int64_t now)
{
	struct server *s = find(m, server, now);
	unsigned flying;

	if (s == NULL)
		return BUSY;
	flying = s->flying;
	if (s->later <= now && flying < s->connections) {
		if (s->per_minute == 0)
			s->flying++;
		else
			shared(m, s, now, take_token);
	}
	if (s->flying > flying) {
		s->told.asked[what]++;
		return 0;
	}
	if (s->later > now)
		return s->later - now;
	if (flying >= s->connections)
		return BUSY;
	return (TOKEN - s->tokens) * 60 / s->per_minute + 1;
}

/* Twice as long from failure to failure, half of it by chance. */
static int64_t
backoff(struct lr_manners *m, unsigned failures)
{
	int64_t ms = BACKOFF_MIN;

	while (--failures > 0 && ms < BACKOFF_MAX)
		ms *= 2;
	m->random = m->random * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return ms / 2 + (int64_t)((m->random >> 33) % (uint64_t)(ms / 2 + 1));
}

void
lr_manners_done(struct lr_manners *m, struct lr_span server,
    enum lr_manners_end end, int64_t now)
{
	struct server *s = find(m, server, now);

	if (s == NULL)
		return;
	if (s->flying > 0)
		s->flying--;
	if (end == LR_MANNERS_ANSWERED) {
		s->told.answered++;
		s->failures = 0;
	} else if (end == LR_MANNERS_FAILED) {
		s->told.failed++;
		/* those of one burst count once */
		if (s->later <= now)
			s->later = now + backoff(m, ++s->failures);
	}
}

void
lr_manners_leave(
    struct lr_manners *m, struct lr_span server, unsigned seconds, int64_t now)
{
	struct server *s = find(m, server, now);

	if (s == NULL)
		return;
	if (seconds > LEAVE_MAX)
		seconds = LEAVE_MAX;
	if (s->left < wall() + (int64_t)seconds * 1000)
		s->left = wall() + (int64_t)seconds * 1000;
	s->failures = 0;
	shared(m, s, now, fill);
}

bool
lr_manners_server(
    const struct lr_manners *m, unsigned i, struct lr_manners_server *s)
{
	if (i >= m->n)
		return false;
	*s = m->server[i].told;
	s->left_alone = m->server[i].later;
	return true;
}
