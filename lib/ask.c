#include "ask.h"

#include <stdlib.h>

#include "clock.h"
#include "dns.h"
#include "limits.h"
#include "pace.h"

enum {
	PAUSE = 250,  /* ms before asking again where no time went by */
	KILLS = 8,    /* tries that broke and do not count */
	PATROL = 100, /* ms between looks for what is past its deadline */
	EARLIES = 5,  /* tries that are repeated before their time is over */
	WAIT = 20     /* ms that anything of this may come too late */
};

/* One message to one server. The question may be done with before it. */
struct
try {
	struct question *question; /* NULL: nobody waits for it */
	struct server *server;
	struct try *next; /* of the question; free */
	struct try *early_next, **early_prev;
	int64_t sent;
	unsigned char nth; /* of the question's tries, from 0 */
	bool flying;	   /* counts in the server's window */
	bool tcp;
};

struct question {
	struct question *next; /* in a queue; free */
	struct question *all;  /* the next of all there are */
	bool busy;
	struct try *tries;
	struct lr_dnsname name;
	enum lr_dns_type type;
	struct lr_ip ip;
	unsigned sent, refused, killed; /* tries */
	uint32_t tried;			/* servers, one bit each */
	struct server *lost_by;		/* the last try that was overdue */
	int64_t lost_at;		/* when that was sent */
	int64_t *deadline, due;
	const struct lr_asker *asker;
	void *arg;
};

struct queue {
	struct question *head, **tail;
};

struct server {
	unsigned index;
	struct lr_pace pace;
	/* tries that are repeated when overdue, by nth, oldest first */
	struct early {
		struct try *head, **tail;
	} early[EARLIES];
};

struct lr_ask {
	struct lr_ask_spec spec;
	struct lr_dns *dns;
	struct server server[LR_SERVERS_MAX];
	unsigned n_servers, flying;
	unsigned long finished;
	int64_t now, patrolled;
	struct queue begun, fresh, later; /* to be asked, in this order */
	struct question *free_questions, *all_questions;
	struct try *free_tries;
	bool closing;
};

/* ---- queues */

static void
put_last(struct queue *list, struct question *q)
{
	q->next = NULL;
	*list->tail = q;
	list->tail = &q->next;
}

static struct question *
take_first(struct queue *list)
{
	struct question *q = list->head;

	if (q != NULL && (list->head = q->next) == NULL)
		list->tail = &list->head;
	return q;
}

static bool
take_out(struct queue *list, const struct question *q)
{
	struct question **p;

	for (p = &list->head; *p != NULL; p = &(*p)->next)
		if (*p == q) {
			*p = q->next;
			if (*p == NULL)
				list->tail = p;
			return true;
		}
	return false;
}

static void
early_add(struct server *s, struct try *t)
{
	struct early *list = &s->early[t->nth];

	t->early_next = NULL;
	t->early_prev = list->tail;
	*list->tail = t;
	list->tail = &t->early_next;
}

static void
early_remove(struct try *t)
{
	if (t->early_prev == NULL)
		return;
	*t->early_prev = t->early_next;
	if (t->early_next != NULL)
		t->early_next->early_prev = t->early_prev;
	else
		t->server->early[t->nth].tail = t->early_prev;
	t->early_prev = NULL;
}

/* ---- questions */

/* Nobody waits for the tries of this question any more. */
static void
leave_tries(struct question *q)
{
	struct try *t;

	for (t = q->tries; t != NULL; t = t->next)
		t->question = NULL;
	q->tries = NULL;
}

static bool
flies(const struct question *q)
{
	const struct try *t;

	for (t = q->tries; t != NULL; t = t->next)
		if (t->flying)
			return true;
	return false;
}

/* A question whose tries are all overdue waits in a queue to be asked again,
 * when their answer comes after all, or its deadline. */
static void
unqueue(struct lr_ask *a, struct question *q)
{
	if (!take_out(&a->begun, q) && !take_out(&a->fresh, q))
		take_out(&a->later, q);
}

static void
finish(struct lr_ask *a, struct question *q, const struct lr_dnsanswer *answer)
{
	leave_tries(q);
	q->busy = false;
	a->flying--;
	a->finished++;
	q->next = a->free_questions;
	a->free_questions = q;
	q->asker->done(q->asker->arg, q->arg, answer);
}

static void
failed(struct lr_ask *a, struct question *q)
{
	static const struct lr_dnsanswer broken = { .class = LR_DNS_BROKEN };

	finish(a, q, &broken);
}

/* Another try, at another server first. Where all have been tried and no time
 * went by, after a pause. */
static void
again(struct lr_ask *a, struct question *q, bool waited)
{
	uint32_t all = (UINT32_C(1) << a->n_servers) - 1;

	if (q->sent >= a->spec.tries) {
		failed(a, q);
	} else if (!waited && q->tried == all) {
		q->due = a->now + PAUSE;
		put_last(&a->later, q);
	} else {
		put_last(&a->begun, q);
	}
}

/* The server, or the way to it, broke. It may be a moment's matter. */
static void
killed(struct lr_ask *a, struct question *q)
{
	if (q->killed++ < KILLS)
		q->sent--;
	again(a, q, false);
}

/* A server says that it cannot tell. Each is heard once, a lone one twice. */
static void
refused(struct lr_ask *a, struct question *q)
{
	unsigned limit = a->n_servers < 2 ? 2 : a->n_servers;

	leave_tries(q);
	if (++q->refused >= limit)
		failed(a, q);
	else
		again(a, q, false);
}

/* ---- messages */

static enum lr_err
send_to(struct lr_ask *a, struct server *s, struct question *q, bool tcp)
{
	unsigned char text[LR_DNSMSG_QUESTION];
	struct try *t = a->free_tries;
	size_t n;

	if (t != NULL)
		a->free_tries = t->next;
	else if ((t = malloc(sizeof(*t))) == NULL)
		return LR_ENOMEM;
	*t = (struct try){ .question = q,
		.server = s,
		.next = q->tries,
		.sent = a->now,
		.nth = (unsigned char)q->sent,
		.flying = true,
		.tcp = tcp };
	q->tries = t;
	if (*q->deadline == 0)
		*q->deadline = a->now + a->spec.deadline;
	q->tried |= UINT32_C(1) << s->index;
	if (!tcp && q->sent < EARLIES && q->sent + 1 < a->spec.tries)
		early_add(s, t);
	q->sent += !tcp;
	lr_pace_asked(&s->pace, a->now);
	n = lr_dnsmsg_put(text, 0, &q->name, q->type);
	lr_dns_send(a->dns, s->index, tcp, text, n, t);
	return LR_OK;
}

static void
answered(struct lr_ask *a, struct question *q, struct server *s, bool tcp,
    const unsigned char *p, size_t n)
{
	static struct lr_dnsanswer answer; /* big */

	if (!tcp && lr_dnsmsg_cut(p, n)) {
		leave_tries(q);
		if (send_to(a, s, q, true) != LR_OK)
			failed(a, q);
		return;
	}
	lr_dnsmsg_read(&answer, p, n, &q->name, q->type, &q->ip);
	if (answer.class == LR_DNS_BROKEN)
		refused(a, q);
	else
		finish(a, q, &answer);
}

/* Take the try from its question; NULL when nobody waits for it. */
static struct question *
unlink_try(struct try *t)
{
	struct try **p;

	if (t->question == NULL)
		return NULL;
	for (p = &t->question->tries; *p != t; p = &(*p)->next)
		;
	*p = t->next;
	return t->question;
}

/* Nothing came to a try, or nothing yet. */
static void
lost(struct lr_ask *a, struct try *t)
{
	if (t->question != NULL) {
		t->question->lost_by = t->server;
		t->question->lost_at = t->sent;
	}
	lr_pace_lost(&t->server->pace, t->sent, t->nth > 0);
}

static void
heard(void *arg, void *message, enum lr_dns_end end, const unsigned char *p,
    size_t n)
{
	struct lr_ask *a = arg;
	struct try *t = message;
	struct server *s = t->server;
	struct question *q = unlink_try(t);
	bool flying = t->flying, tcp = t->tcp;

	early_remove(t);
	if (end == LR_DNS_REPLY) {
		lr_pace_answered(&s->pace, t->sent, a->now, flying);
		/* it knew the answer, and had not got the question */
		if (flying && t->nth > 0 && q != NULL && q->lost_by == s)
			lr_pace_dropped(&s->pace, q->lost_at, a->now);
	} else if (flying) {
		lost(a, t);
	}
	t->next = a->free_tries;
	a->free_tries = t;
	if (q == NULL || a->closing)
		return;
	if (end == LR_DNS_REPLY) {
		if (!flying && !flies(q))
			unqueue(a, q);
		answered(a, q, s, tcp, p, n);
	} else if (flying && end == LR_DNS_TIMEOUT) {
		again(a, q, true);
	} else if (flying) {
		killed(a, q);
	}
}

static bool
ours(void *arg, void *message, const unsigned char *p, size_t n)
{
	const struct try *t = message;
	const struct question *q = t->question;

	return q == NULL || lr_dnsmsg_ours(p, n, &q->name, q->type);
}

/* ---- whom to ask when */

static bool
is_down(const struct lr_ask *a, const struct server *s)
{
	return lr_pace_suspect(&s->pace) &&
	    a->now - s->pace.since >= (int64_t)a->spec.deadline;
}

/* The best server that has room: one that this question has not been put to,
 * else one that is well, else the first. */
static struct server *
pick(struct lr_ask *a, const struct question *q, bool *all_down)
{
	struct server *s, *best = NULL;
	unsigned rank, best_rank = UINT32_MAX;

	*all_down = true;
	for (s = a->server; s < a->server + a->n_servers; s++) {
		if (!is_down(a, s))
			*all_down = false;
		if (!lr_pace_room(&s->pace, a->now))
			continue;
		rank = (q->tried >> s->index & 1) * 2 +
		    (lr_pace_suspect(&s->pace) && s->index > 0);
		if (rank < best_rank) {
			best = s;
			best_rank = rank;
		}
	}
	return best;
}

/* The first of a queue. False: it has to wait for room, and so have all
 * behind it. */
static bool
send_one(struct lr_ask *a, struct queue *list, enum lr_err *err)
{
	struct question *q = list->head;
	struct server *s;
	bool all_down;

	s = pick(a, q, &all_down);
	if (*q->deadline != 0 && a->now >= *q->deadline)
		s = NULL;
	else if (s == NULL && !all_down)
		return false;
	take_first(list);
	if (s == NULL)
		failed(a, q);
	else
		*err = send_to(a, s, q, false);
	return true;
}

static enum lr_err
send_all(struct lr_ask *a)
{
	enum lr_err err = LR_OK;
	struct queue *list;

	while (a->later.head != NULL && a->later.head->due <= a->now)
		put_last(&a->begun, take_first(&a->later));
	while (err == LR_OK) {
		list = a->begun.head != NULL ? &a->begun : &a->fresh;
		if (list->head == NULL || !send_one(a, list, &err))
			break;
	}
	return err;
}

/* Tries that are overdue are repeated, each after twice the time of the one
 * before; their answer is still welcome. */
static void
repeat(struct lr_ask *a, struct server *s)
{
	unsigned nth;
	struct try *t;

	for (nth = 0; nth < EARLIES; nth++)
		while ((t = s->early[nth].head) != NULL &&
		    a->now - t->sent >= (int64_t)lr_pace_overdue(&s->pace)
			    << nth) {
			early_remove(t);
			t->flying = false;
			lost(a, t);
			if (t->question != NULL)
				again(a, t->question, true);
		}
}

/* What is past its deadline has no answer. */
static void
patrol(struct lr_ask *a)
{
	struct question *q;

	if (a->now - a->patrolled < PATROL)
		return;
	a->patrolled = a->now;
	for (q = a->all_questions; q != NULL; q = q->all) {
		if (!q->busy || *q->deadline == 0 || a->now < *q->deadline)
			continue;
		if (!flies(q))
			unqueue(a, q);
		failed(a, q);
	}
}

enum lr_err
lr_ask_work(struct lr_ask *a, int fd, int ms, bool *ready)
{
	unsigned long finished = a->finished;
	enum lr_err err;
	unsigned i;

	*ready = false;
	a->now = lr_clock_ticks();
	if ((err = send_all(a)) != LR_OK)
		return err;
	if (a->finished != finished)
		ms = 0; /* there is news already */
	else if (a->flying > 0 && (ms < 0 || ms > WAIT))
		ms = WAIT;
	if ((err = lr_dns_work(a->dns, fd, ms, ready)) != LR_OK)
		return err;
	a->now = lr_clock_ticks();
	for (i = 0; i < a->n_servers; i++)
		repeat(a, &a->server[i]);
	patrol(a);
	err = send_all(a);
	lr_dns_flush(a->dns);
	return err;
}

enum lr_err
lr_ask(struct lr_ask *a, const struct lr_asker *asker,
    const struct lr_dnsname *name, enum lr_dns_type type,
    const struct lr_ip *ip, int64_t *deadline, void *arg)
{
	struct question *q = a->free_questions;

	if (q != NULL) {
		a->free_questions = q->next;
	} else {
		if ((q = malloc(sizeof(*q))) == NULL)
			return LR_ENOMEM;
		q->all = a->all_questions;
		a->all_questions = q;
	}
	q->busy = true;
	q->tries = NULL;
	q->name = *name;
	q->type = type;
	q->ip = ip == NULL ? (struct lr_ip){ { 0 } } : *ip;
	q->sent = q->refused = q->killed = 0;
	q->tried = 0;
	q->lost_by = NULL;
	q->deadline = deadline;
	q->asker = asker;
	q->arg = arg;
	a->flying++;
	put_last(*deadline == 0 ? &a->fresh : &a->begun, q);
	return LR_OK;
}

/* ---- open and close */

static void
open_server(struct lr_ask *a, unsigned i)
{
	struct server *s = &a->server[i];
	unsigned nth;

	*s = (struct server){ .index = i };
	for (nth = 0; nth < EARLIES; nth++)
		s->early[nth].tail = &s->early[nth].head;
	lr_pace_init(&s->pace, a->spec.window, a->spec.timeout);
}

enum lr_err
lr_ask_open(
    struct lr_ask **out, const struct lr_ask_spec *spec, const char **why)
{
	struct lr_ask *a = calloc(1, sizeof(*a));
	struct lr_dns_spec dns;
	enum lr_err err;
	unsigned i;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (a == NULL)
		return LR_ENOMEM;
	a->spec = *spec;
	a->spec.servers = NULL;
	if (a->spec.timeout > a->spec.deadline)
		a->spec.timeout = a->spec.deadline;
	a->begun.tail = &a->begun.head;
	a->fresh.tail = &a->fresh.head;
	a->later.tail = &a->later.head;
	dns = (struct lr_dns_spec){ .servers = spec->servers,
		.n_servers = spec->n_servers,
		.timeout = a->spec.timeout,
		.ours = ours,
		.heard = heard,
		.arg = a };
	err = lr_dns_open(&a->dns, &dns, why);
	if (err != LR_OK) {
		free(a);
		return err;
	}
	a->n_servers = lr_dns_servers(a->dns);
	for (i = 0; i < a->n_servers; i++)
		open_server(a, i);
	*out = a;
	return LR_OK;
}

void
lr_ask_close(struct lr_ask *a)
{
	struct question *q;
	struct try *t;

	if (a == NULL)
		return;
	a->closing = true;
	lr_dns_close(a->dns);
	while ((q = a->all_questions) != NULL) {
		a->all_questions = q->all;
		free(q);
	}
	while ((t = a->free_tries) != NULL) {
		a->free_tries = t->next;
		free(t);
	}
	free(a);
}

bool
lr_ask_stats(const struct lr_ask *a, unsigned i, struct lr_ask_stats *stats)
{
	const struct server *s = &a->server[i];

	if (i >= a->n_servers)
		return false;
	stats->server = *lr_dns_server(a->dns, i);
	stats->asked = s->pace.asked;
	stats->answered = s->pace.answered;
	stats->overdue = s->pace.given_up;
	return true;
}
