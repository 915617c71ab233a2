#include "whois.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "charset.h"
#include "clock.h"
#include "utf8.h"
#include "whoisjob.h"
#include "whoisorgs.h"

enum {
	TRIES = 3, /* of one question, when the server breaks off */
	EVENTS = 64,
	KEPT = 64 << 10, /* bytes of memory kept for answers */
};

#define NEVER INT64_MAX

struct lr_whois {
	struct lr_manners *manners;
	lr_registration_done *done;
	void *arg;
	int epoll;
	struct lr_whoisservers servers;
	struct lr_whoistable *table;
	struct lr_charset *western, *japanese;
	struct lr_buf text;	      /* an answer as UTF-8 */
	struct lr_whoisserver *fixed; /* spec.server */
	struct lr_whoisjob *job, *free;
	unsigned window, flying;
	struct lr_whoisorgs orgs;
};

/* ---- the end of a question */

static void
tell(struct lr_whois *w, struct lr_whoisjob *j, enum lr_found found,
    const char *why)
{
	struct lr_registration reg = j->reg;
	uint32_t id = j->id;

	if (j->talk.in.cap > KEPT) {
		lr_whoistalk_free(&j->talk);
		lr_whoistalk_init(&j->talk);
	}
	j->state = LR_WHOISJOB_FREE;
	j->next = w->free;
	w->free = j;
	w->flying--;
	w->done(w->arg, id, found, &reg, why);
}

static void org_failed(struct lr_whois *w, struct lr_whoisjob *j);

/* No further answer: what is known must do. */
static void
give_up(struct lr_whois *w, struct lr_whoisjob *j, enum lr_found found,
    const char *why)
{
	if (j->what == LR_WHOIS_ORG)
		org_failed(w, j);
	if (j->has_reg)
		tell(w, j, LR_FOUND, NULL);
	else
		tell(w, j, found, why);
}

/* ---- the next question */

static void
ask(struct lr_whoisjob *j, enum lr_whois_further what, enum lr_asked_for kind)
{
	j->what = what;
	j->kind = kind;
	j->tries = 0;
	j->why = NULL;
	j->server->fresh = true;
	/* whose time runs goes first */
	lr_whoisjob_queue(j, j->deadline != NEVER);
}

/* Ask another server for the address. */
static bool
ask_server(struct lr_whois *w, struct lr_whoisjob *j, struct lr_span host,
    unsigned port, bool rwhois)
{
	struct lr_whoisserver *s;
	unsigned i;

	if (w->fixed != NULL || j->n_asked > LR_WHOIS_REFERRALS_MAX ||
	    (s = lr_whoisservers_get(&w->servers, host, port, rwhois)) == NULL)
		return false;
	for (i = 0; i < j->n_asked; i++)
		if (j->asked[i] == s)
			return false;
	s->named = lr_span_eq(lr_span_str(s->row->host), LR_SPAN("*"));
	j->server = j->asked[j->n_asked++] = s;
	ask(j, LR_WHOIS_ENOUGH, LR_ASKED_ADDRESS);
	return true;
}

/* ---- organisations */

static void
org_use(struct lr_whois *w, struct lr_whoisjob *j)
{
	lr_whoisorgs_use(&w->orgs, j->org, &j->reg);
	tell(w, j, LR_FOUND, NULL);
}

static void
ask_org(struct lr_whois *w, struct lr_whoisjob *j)
{
	struct lr_whoisorg *o = &w->orgs.org[j->org];

	if (o->state == LR_WHOISORG_KNOWN) {
		org_use(w, j);
	} else if (o->state == LR_WHOISORG_ASKED) {
		j->state = LR_WHOISJOB_AWAITING;
	} else {
		o->state = LR_WHOISORG_ASKED;
		ask(j, LR_WHOIS_ORG, LR_ASKED_HANDLE);
	}
}

/* The name of the organisation of j->reg. */
static void
begin_org(struct lr_whois *w, struct lr_whoisjob *j, const char *handle)
{
	/* without a name of its own it is worth another try later */
	j->has_reg = j->reg.n_holder > 0;
	snprintf(j->handle, sizeof(j->handle), "%s", handle);
	if (lr_whoisorgs_get(&w->orgs, lr_span_str(j->server->name),
		lr_span_str(handle), &j->org) == LR_OK)
		ask_org(w, j);
	else
		tell(w, j, LR_FOUND, NULL);
}

static void
wake(struct lr_whois *w, uint32_t org)
{
	unsigned i;

	for (i = 0; i < w->window; i++)
		if (w->job[i].state == LR_WHOISJOB_AWAITING &&
		    w->job[i].org == org)
			ask_org(w, &w->job[i]);
}

/* The next one who wants to know may ask. */
static void
org_failed(struct lr_whois *w, struct lr_whoisjob *j)
{
	w->orgs.org[j->org].state = LR_WHOISORG_UNKNOWN;
	j->what = LR_WHOIS_ENOUGH;
	wake(w, j->org);
}

static void
org_answer(struct lr_whois *w, struct lr_whoisjob *j, struct lr_span text)
{
	uint32_t org = j->org;
	struct lr_registration reg;

	lr_registration_clear(&reg);
	lr_whoistext_org(&reg, text, lr_span_str(j->handle));
	lr_whoisorgs_know(&w->orgs, org, &reg);
	org_use(w, j);
	wake(w, org);
}

/* ---- answers */

static bool
again(struct lr_whoisjob *j, const char *why)
{
	j->why = why;
	if (++j->tries >= TRIES)
		return false;
	lr_whoisjob_queue(j, true);
	return true;
}

/* A registration; what would tell more of it? */
static void
registered(
    struct lr_whois *w, struct lr_whoisjob *j, const struct lr_whoistext *t)
{
	struct lr_span name = lr_span_str(t->name);

	/* a referral's answer that says less than who referred to it */
	if (j->has_reg &&
	    (!lr_range_holds(&j->reg.range, &t->reg.range.first) ||
		!lr_range_holds(&j->reg.range, &t->reg.range.last))) {
		tell(w, j, LR_FOUND, NULL);
		return;
	}
	j->reg = t->reg;
	j->has_reg = true;
	switch (t->further) {
	case LR_WHOIS_SERVER:
	case LR_WHOIS_RWHOIS:
		if (ask_server(
			w, j, name, t->port, t->further == LR_WHOIS_RWHOIS))
			return;
		break;
	case LR_WHOIS_NET:
		if (j->what == LR_WHOIS_NET)
			break;
		snprintf(j->handle, sizeof(j->handle), "%s", t->name);
		ask(j, LR_WHOIS_NET, LR_ASKED_HANDLE);
		return;
	case LR_WHOIS_ORG:
		begin_org(w, j, t->name);
		return;
	case LR_WHOIS_ENOUGH:
		break;
	}
	tell(w, j, LR_FOUND, NULL);
}

/* It has nothing, or what it says is no answer: may another one know? */
static void
nothing(struct lr_whois *w, struct lr_whoisjob *j, enum lr_found found,
    const char *why)
{
	struct lr_span next = lr_span_str(j->server->row->next);

	if (lr_span_eq(next, LR_SPAN("-")) || !ask_server(w, j, next, 0, false))
		give_up(w, j, found, why);
}

static void
elsewhere(
    struct lr_whois *w, struct lr_whoisjob *j, const struct lr_whoistext *t)
{
	if (t->further == LR_WHOIS_SERVER || t->further == LR_WHOIS_RWHOIS) {
		if (ask_server(w, j, lr_span_str(t->name), t->port,
			t->further == LR_WHOIS_RWHOIS))
			return;
	} else if (ask_server(w, j, LR_SPAN("whois.iana.org"), 0, false))
		return;
	give_up(w, j, LR_FOUND_UNABLE, t->why);
}

static void
understand(
    struct lr_whois *w, struct lr_whoisjob *j, struct lr_span text, int64_t now)
{
	struct lr_whoistext t;

	lr_whoistext_read(&t, text, &j->ip, lr_clock_now());
	if (t.leave > 0)
		lr_manners_leave(
		    w->manners, lr_span_str(j->server->name), t.leave, now);
	if (j->what == LR_WHOIS_ORG && t.said != LR_WHOIS_REFUSED) {
		org_answer(w, j, text);
		return;
	}
	switch (t.said) {
	case LR_WHOIS_REGISTERED:
		registered(w, j, &t);
		break;
	case LR_WHOIS_ELSEWHERE:
		elsewhere(w, j, &t);
		break;
	case LR_WHOIS_NOTHING:
		nothing(w, j, LR_FOUND_NOTHING, t.why);
		break;
	case LR_WHOIS_MUTE:
		nothing(w, j, LR_FOUND_FAILED, t.why);
		break;
	case LR_WHOIS_CUT:
		if (again(j, t.why))
			break;
		/* fallthrough */
	case LR_WHOIS_WRONG:
	case LR_WHOIS_REFUSED:
		give_up(w, j, LR_FOUND_FAILED, t.why);
		break;
	}
}

/* The answer as UTF-8. */
static struct lr_span
decoded(struct lr_whois *w, const struct lr_whoisjob *j)
{
	struct lr_span s = lr_buf_span(&j->talk.in);
	struct lr_charset *from = w->japanese;

	if (j->server->row->charset[0] == '-') {
		/* what an unknown server writes, its bytes tell */
		if (lr_span_find(s, '\033') < s.n)
			from = w->japanese;
		else if (lr_utf8_valid(s))
			return s;
		else
			from = w->western;
	}
	lr_buf_clear(&w->text);
	lr_charset_put(from, s, true, &w->text);
	return lr_buf_span(&w->text);
}

/* A connection has come to its end. */
static void
ended(struct lr_whois *w, struct lr_whoisjob *j, enum lr_whoistalk_end end,
    int64_t now)
{
	struct lr_whoisserver *s = j->server;
	struct lr_span name = lr_span_str(s->name);

	if (end == LR_WHOISTALK_ANSWER && j->talk.in.n == 0) {
		/* ARIN under load */
		end = LR_WHOISTALK_BROKEN;
		j->talk.why = "empty answer";
	}
	if (end == LR_WHOISTALK_ANSWER)
		lr_whoisservers_good(
		    &w->servers, s, lr_whoistalk_peer(&j->talk));
	lr_whoistalk_end(&j->talk);
	lr_manners_done(w->manners, name,
	    end == LR_WHOISTALK_ANSWER ? LR_MANNERS_ANSWERED
				       : LR_MANNERS_FAILED,
	    now);
	/* there may be room for the next */
	s->when = s->resolving ? NEVER : now;
	if (end == LR_WHOISTALK_ANSWER)
		understand(w, j, decoded(w, j), now);
	else if (now >= j->deadline || !again(j, j->talk.why))
		give_up(w, j, LR_FOUND_FAILED, j->talk.why);
}

/* ---- going out */

/* All that wait for a server that will not be asked. */
static void
drop_queue(struct lr_whois *w, struct lr_whoisserver *s, const char *why)
{
	struct lr_whoisjob *j = s->head, *next;

	s->head = s->tail = NULL;
	for (; j != NULL; j = next) {
		next = j->next;
		give_up(w, j, LR_FOUND_FAILED, why);
	}
}

/* The server wants us to wait for ms. */
static void
wait_for(struct lr_whois *w, struct lr_whoisserver *s, int64_t ms, int64_t now)
{
	struct lr_whoisjob *j = s->head, *next;

	s->when = now + ms;
	s->fresh = false;
	s->head = s->tail = NULL;
	for (; j != NULL; j = next) {
		next = j->next;
		if (j->deadline == NEVER ? ms <= j->ms : s->when < j->deadline)
			lr_whoisjob_queue(j, false);
		else
			give_up(w, j, LR_FOUND_FAILED,
			    j->why != NULL ? j->why
					   : "the server is to be left alone");
	}
}

static void
resolve(struct lr_whoisserver *s, int64_t now)
{
	struct lr_whoisjob *j;

	s->resolving = true;
	s->fresh = false;
	s->when = NEVER;
	for (j = s->head; j != NULL; j = j->next)
		if (j->deadline == NEVER)
			j->deadline = now + j->ms;
}

static void
start(struct lr_whois *w, struct lr_whoisjob *j, const struct lr_ip *ip,
    unsigned n, unsigned port, int64_t now)
{
	char text[LR_WHOIS_ASK_MAX];
	size_t len = lr_whoisjob_question(j, text);
	enum lr_whoistalk_end end;

	j->state = LR_WHOISJOB_TALKING;
	j->talk.rwhois = j->server->rwhois;
	if (j->deadline == NEVER)
		j->deadline = now + j->ms;
	end = lr_whoistalk_begin(&j->talk, w->epoll, (uint64_t)(j - w->job) + 1,
	    ip, n, port, lr_span(text, len), now);
	if (end != LR_WHOISTALK_ON)
		ended(w, j, end, now);
}

static void
pump(struct lr_whois *w, struct lr_whoisserver *s, int64_t now)
{
	struct lr_ip ip[LR_HOSTADDR_MAX];
	const char *why;
	enum lr_err err;
	unsigned n, port;
	int64_t ms;

	if (s->head != NULL && s->when > now && s->fresh) {
		if (s->resolving)
			resolve(s, now);
		else
			wait_for(w, s, s->when - now, now);
	}
	while (s->head != NULL && s->when <= now) {
		err = lr_whoisservers_where(
		    &w->servers, s, now, ip, &n, &port, &why);
		if (err == LR_EAGAIN) {
			resolve(s, now);
			return;
		}
		if (err != LR_OK) {
			drop_queue(w, s, why);
			return;
		}
		ms = lr_manners_ask(
		    w->manners, lr_span_str(s->name), s->head->kind, now);
		if (ms > 0) {
			wait_for(w, s, ms, now);
			return;
		}
		start(w, lr_whoisjob_take(s), ip, n, port, now);
	}
}

/* ---- time */

static int64_t
due_of(const struct lr_whoisjob *j)
{
	int64_t due = j->state == LR_WHOISJOB_FREE ? NEVER : j->deadline;

	if (j->state == LR_WHOISJOB_TALKING && lr_whoistalk_due(&j->talk) < due)
		due = lr_whoistalk_due(&j->talk);
	return due;
}

static void
late(struct lr_whois *w, struct lr_whoisjob *j, int64_t now)
{
	enum lr_whoistalk_end end;

	if (j->state == LR_WHOISJOB_TALKING) {
		end = lr_whoistalk_work(&j->talk, now);
		if (end == LR_WHOISTALK_ON && now >= j->deadline) {
			j->talk.why = "no answer in time";
			end = LR_WHOISTALK_BROKEN;
		}
		if (end != LR_WHOISTALK_ON)
			ended(w, j, end, now);
		return;
	}
	if (j->state == LR_WHOISJOB_QUEUED)
		lr_whoisjob_leave(j);
	give_up(w, j, LR_FOUND_FAILED, "no answer in time");
}

/* ---- */

static enum lr_err
events(struct lr_whois *w, int64_t now)
{
	struct epoll_event e[EVENTS];
	enum lr_whoistalk_end end;
	struct lr_whoisjob *j;
	unsigned k;
	int i, n;

	do {
		n = epoll_wait(w->epoll, e, EVENTS, 0);
		for (i = 0; i < n; i++) {
			if (e[i].data.u64 == 0) {
				lr_hostaddr_heard(w->servers.hosts);
				for (k = 0; k < w->servers.n; k++)
					if (w->servers.server[k]->resolving) {
						w->servers.server[k]
						    ->resolving = false;
						w->servers.server[k]->when =
						    now;
					}
				continue;
			}
			j = &w->job[e[i].data.u64 - 1];
			if (j->state != LR_WHOISJOB_TALKING)
				continue;
			end = lr_whoistalk_work(&j->talk, now);
			if (end != LR_WHOISTALK_ON)
				ended(w, j, end, now);
		}
	} while (n == EVENTS);
	return n < 0 && errno != EINTR ? LR_EIO : LR_OK;
}

enum lr_err
lr_whois_work(struct lr_whois *w)
{
	int64_t now = lr_clock_ticks();
	enum lr_err err;
	unsigned i;

	if ((err = events(w, now)) != LR_OK)
		return err;
	for (i = 0; i < w->window; i++)
		if (due_of(&w->job[i]) <= now)
			late(w, &w->job[i], now);
	for (i = 0; i < w->servers.n; i++)
		pump(w, w->servers.server[i], now);
	return LR_OK;
}

int64_t
lr_whois_due(const struct lr_whois *w)
{
	const struct lr_whoisserver *s;
	int64_t due = NEVER, t;
	unsigned i;

	for (i = 0; i < w->servers.n; i++) {
		s = w->servers.server[i];
		if (s->head != NULL && (t = s->fresh ? 0 : s->when) < due)
			due = t;
	}
	for (i = 0; i < w->window; i++)
		if ((t = due_of(&w->job[i])) < due)
			due = t;
	return due;
}

int
lr_whois_fd(const struct lr_whois *w)
{
	return w->epoll;
}

bool
lr_whois_room(const struct lr_whois *w)
{
	return w->free != NULL;
}

unsigned
lr_whois_flying(const struct lr_whois *w)
{
	return w->flying;
}

enum lr_err
lr_whois_ask(
    struct lr_whois *w, const struct lr_ip *ip, unsigned ms, uint32_t id)
{
	const struct lr_whoisrow *row = lr_whoistable_for(w->table, ip);
	struct lr_whoisserver *s = w->fixed;
	struct lr_whoisjob *j = w->free;

	if (s == NULL)
		s = lr_whoisservers_get(
		    &w->servers, lr_span_str(row->host), 0, false);
	if (s == NULL || j == NULL)
		return LR_ENOMEM;
	w->free = j->next;
	w->flying++;
	j->id = id;
	j->ip = *ip;
	j->ms = ms;
	j->deadline = NEVER;
	j->has_reg = false;
	lr_registration_clear(&j->reg);
	j->server = j->asked[0] = s;
	j->n_asked = 1;
	ask(j, LR_WHOIS_ENOUGH, LR_ASKED_ADDRESS);
	return LR_OK;
}

bool
lr_whois_server(const struct lr_whois *w, unsigned i, struct lr_span *name)
{
	const struct lr_whoisrow *row;

	if (w->fixed != NULL) {
		*name = lr_span_str(w->fixed->name);
		return i == 0;
	}
	if ((row = lr_whoistable_at(i)) == NULL)
		return false;
	*name = lr_span_str(row->host);
	return true;
}

static enum lr_err
open_parts(struct lr_whois *w)
{
	struct epoll_event e = { .events = EPOLLIN };
	enum lr_err err;

	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (w->epoll < 0)
		return LR_EIO;
	if ((err = lr_whoistable_new(&w->table)) != LR_OK ||
	    (err = lr_charset_open(&w->western, "WINDOWS-1252")) != LR_OK ||
	    (err = lr_charset_open(&w->japanese, "ISO-2022-JP")) != LR_OK)
		return err;
	if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, lr_hostaddr_fd(w->servers.hosts),
		&e) != 0)
		return LR_EIO;
	return LR_OK;
}

enum lr_err
lr_whois_open(
    struct lr_whois **out, const struct lr_whois_spec *spec, const char **why)
{
	struct lr_whois *w = calloc(1, sizeof(*w));
	enum lr_err err = LR_ENOMEM;
	unsigned i;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (w == NULL)
		return LR_ENOMEM;
	w->epoll = -1;
	w->manners = spec->manners;
	w->done = spec->done;
	w->arg = spec->arg;
	lr_buf_init(&w->text, 8 * LR_WHOIS_ANSWER_MAX);
	lr_whoisorgs_init(&w->orgs);
	w->job = calloc(spec->window > 0 ? spec->window : 1, sizeof(*w->job));
	if (w->job != NULL) {
		w->window = spec->window > 0 ? spec->window : 1;
		err = lr_whoisservers_open(&w->servers, spec->detour);
	}
	for (i = w->window; i-- > 0;) {
		lr_whoistalk_init(&w->job[i].talk);
		w->job[i].next = w->free;
		w->free = &w->job[i];
	}
	if (err == LR_OK && spec->server != NULL)
		err =
		    lr_whoisservers_given(&w->servers, spec->server, &w->fixed);
	*why = err == LR_EBAD ? "not a HOST:PORT of a whois server"
			      : lr_err_text(err);
	if (err == LR_OK && (err = open_parts(w)) != LR_OK)
		*why = lr_err_text(err);
	if (err == LR_OK)
		*out = w;
	else
		lr_whois_close(w);
	return err;
}

void
lr_whois_close(struct lr_whois *w)
{
	int64_t now = lr_clock_ticks();
	struct lr_whoisjob *j;
	unsigned i;

	if (w == NULL)
		return;
	for (i = 0; i < w->window; i++) {
		j = &w->job[i];
		if (j->state == LR_WHOISJOB_TALKING)
			lr_manners_done(w->manners,
			    lr_span_str(j->server->name), LR_MANNERS_CANCELLED,
			    now);
		lr_whoistalk_free(&j->talk);
	}
	lr_whoisservers_close(&w->servers);
	lr_charset_close(w->western);
	lr_charset_close(w->japanese);
	lr_whoistable_free(w->table);
	lr_whoisorgs_free(&w->orgs);
	lr_buf_free(&w->text);
	if (w->epoll >= 0)
		close(w->epoll);
	free(w->job);
	free(w);
}
