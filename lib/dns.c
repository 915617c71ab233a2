#include "dns.h"

#include <sys/select.h> /* ares.h wants fd_set */

#include <ares.h>
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "clock.h"
#include "dnsmsg.h"
#include "limits.h"
#include "num.h"
#include "pace.h"

enum {
	TICK = 20,	  /* ms between looks at the clock */
	PAUSE = 250,	  /* ms before asking a server again that refused */
	ALIASES_MAX = 4,  /* CNAMEs of one address that lead to a question */
	BUFFER = 4 << 20, /* of a socket; the system gives what it likes */
	SOCKETS_MAX = 4 * LR_SERVERS_MAX,
	RANDOM = 128,
	PATROL = 100 /* ms between looks for jobs past their deadline */
};

/* One message to one server. c-ares has it until it calls back; the job may
 * be done with before. */
struct
try {
	struct job *job; /* NULL: nobody waits for it */
	struct server *server;
	struct try *next; /* of the job */
	struct try *early_next, **early_prev;
	int64_t sent;
	bool flying;
};

struct job {
	struct job *next; /* in a queue, or free */
	struct job *all;  /* the next of all there are */
	bool busy;
	struct try *tries;
	struct lr_ip ip;
	uint32_t id;
	enum lr_dns_type type; /* of the question now asked */
	struct lr_dnsname ask;
	unsigned sent, refused; /* tries of it; of them without use */
	uint32_t tried;		/* servers, one bit each */
	unsigned aliases;
	bool unsure; /* a forward question was not answered */
	int64_t deadline, due;
	unsigned n, at; /* names, the one being confirmed */
	struct {
		unsigned char n;
		char text[LR_NAME_MAX];
	} name[LR_DNS_NAMES];
};

struct queue {
	struct job *head, **tail;
};

struct server {
	struct lr_dns *dns;
	unsigned index;
	struct lr_dns_addr addr;
	struct lr_pace pace;
	ares_channel channel;
	unsigned open; /* messages that c-ares has */
	/* first tries, oldest first, that are repeated when overdue */
	struct try *early, **early_tail;
};

struct lr_dns {
	struct lr_dns_spec spec;
	lr_dns_done *done;
	void *arg;
	struct server server[LR_SERVERS_MAX];
	unsigned n_servers, flying;
	int64_t now, patrolled;
	struct queue begun, fresh, later; /* to be asked, in this order */
	struct job *free_jobs, *all_jobs;
	struct try *free_tries;
	struct pollfd fd[SOCKETS_MAX + 1];
	struct server *owner[SOCKETS_MAX];
	unsigned n_fds;
	uint16_t ids[RANDOM];
	unsigned n_ids;
	bool library, closing;
};

/* ---- queues */

static void
put_last(struct queue *q, struct job *job)
{
	job->next = NULL;
	*q->tail = job;
	q->tail = &job->next;
}

static struct job *
take_first(struct queue *q)
{
	struct job *job = q->head;

	if (job != NULL && (q->head = job->next) == NULL)
		q->tail = &q->head;
	return job;
}

static void
early_add(struct server *s, struct try *t)
{
	t->early_next = NULL;
	t->early_prev = s->early_tail;
	*s->early_tail = t;
	s->early_tail = &t->early_next;
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
		t->server->early_tail = t->early_prev;
	t->early_prev = NULL;
}

/* ---- jobs */

/* Nobody waits for the tries of this question any more. */
static void
leave_tries(struct job *job)
{
	struct try *t;

	for (t = job->tries; t != NULL; t = t->next)
		t->job = NULL;
	job->tries = NULL;
}

static void
finish(struct lr_dns *d, struct job *job, const struct lr_dns_result *result)
{
	leave_tries(job);
	job->busy = false;
	d->flying--;
	job->next = d->free_jobs;
	d->free_jobs = job;
	d->done(d->arg, job->id, result);
}

static void
finish_name(struct lr_dns *d, struct job *job, unsigned i, bool verified)
{
	struct lr_dns_result result = {
		.name = lr_span(job->name[i].text, job->name[i].n),
		.verified = verified,
		.failed = !verified && job->unsure,
	};

	finish(d, job, &result);
}

static void
ask_now(struct lr_dns *d, struct job *job)
{
	leave_tries(job);
	job->sent = job->refused = 0;
	job->tried = 0;
	put_last(&d->begun, job);
}

/* Lead the next name back; after the last, the first one stands unconfirmed.
 */
static void
confirm(struct lr_dns *d, struct job *job)
{
	if (job->at == job->n) {
		finish_name(d, job, 0, false);
		return;
	}
	lr_dnsname_host(
	    &job->ask, lr_span(job->name[job->at].text, job->name[job->at].n));
	job->type = lr_ip_is4(&job->ip) ? LR_DNS_A : LR_DNS_AAAA;
	ask_now(d, job);
}

static void
failed(struct lr_dns *d, struct job *job)
{
	static const struct lr_dns_result nothing = { .failed = true };

	if (job->type == LR_DNS_PTR) {
		finish(d, job, &nothing);
		return;
	}
	job->unsure = true;
	job->at++;
	confirm(d, job);
}

/* The question has its last word: what follows? */
static void
answered(struct lr_dns *d, struct job *job, const struct lr_dnsanswer *a)
{
	static const struct lr_dns_result none = { .failed = false };
	unsigned i;

	if (a->class == LR_DNS_ALIAS && job->aliases < ALIASES_MAX) {
		job->aliases++;
		job->ask = a->alias;
		ask_now(d, job);
	} else if (job->type != LR_DNS_PTR) {
		if (a->holds) {
			finish_name(d, job, job->at, true);
			return;
		}
		job->at++;
		confirm(d, job);
	} else if (a->n == 0) {
		finish(d, job, &none);
	} else {
		job->n = a->n;
		for (i = 0; i < a->n; i++) {
			job->name[i].n = a->name[i].n;
			memcpy(
			    job->name[i].text, a->name[i].text, a->name[i].n);
		}
		confirm(d, job);
	}
}

/* Another try, at another server first. Where all have been tried and no time
 * went by, after a pause. */
static void
again(struct lr_dns *d, struct job *job, bool waited)
{
	uint32_t all = (UINT32_C(1) << d->n_servers) - 1;

	if (job->sent >= d->spec.tries) {
		failed(d, job);
	} else if (!waited && job->tried == all) {
		job->due = d->now + PAUSE;
		put_last(&d->later, job);
	} else {
		put_last(&d->begun, job);
	}
}

/* A server says that it cannot tell. Each is heard once, a lone one twice. */
static void
refused(struct lr_dns *d, struct job *job)
{
	unsigned limit = d->n_servers < 2 ? 2 : d->n_servers;

	leave_tries(job);
	if (++job->refused >= limit)
		failed(d, job);
	else
		again(d, job, false);
}

/* ---- messages */

static struct try *
new_try(struct lr_dns *d)
{
	struct try *t = d->free_tries;

	if (t == NULL)
		return malloc(sizeof(*t));
	d->free_tries = t->next;
	return t;
}

/* Take the try from its job; NULL when nobody waits for it. */
static struct job *
unlink_try(struct try *t)
{
	struct try **p;

	if (t->job == NULL)
		return NULL;
	for (p = &t->job->tries; *p != t; p = &(*p)->next)
		;
	*p = t->next;
	return t->job;
}

static bool
job_flies(const struct job *job)
{
	const struct try *t;

	for (t = job->tries; t != NULL; t = t->next)
		if (t->flying)
			return true;
	return false;
}

/* The answer may come while the job waits in a queue to be asked again. */
static void
unqueue(struct lr_dns *d, struct job *job)
{
	struct queue *queues[] = { &d->begun, &d->later };
	struct job **p;
	size_t i;

	for (i = 0; i < 2; i++)
		for (p = &queues[i]->head; *p != NULL; p = &(*p)->next)
			if (*p == job) {
				*p = job->next;
				if (*p == NULL)
					queues[i]->tail = p;
				return;
			}
}

static void
heard(struct lr_dns *d, struct job *job, bool flying, const unsigned char *p,
    size_t n)
{
	static struct lr_dnsanswer a;

	if (!flying && !job_flies(job))
		unqueue(d, job);
	lr_dnsmsg_read(&a, p, n, &job->ask, job->type, &job->ip);
	if (a.class == LR_DNS_BROKEN)
		refused(d, job);
	else
		answered(d, job, &a);
}

/* c-ares has an answer, or has given up. */
static void
ended(void *arg, int status, int timeouts, unsigned char *p, int n)
{
	struct try *t = arg;
	struct server *s = t->server;
	struct lr_dns *d = s->dns;
	struct job *job = unlink_try(t);
	bool flying = t->flying;

	early_remove(t);
	s->open--;
	if (status == ARES_SUCCESS)
		lr_pace_answered(&s->pace, t->sent, d->now, flying);
	else if (flying)
		lr_pace_lost(&s->pace, t->sent, d->now);
	t->next = d->free_tries;
	d->free_tries = t;
	if (job == NULL || d->closing)
		return;
	if (status == ARES_SUCCESS)
		heard(d, job, flying, p, (size_t)n);
	else if (flying)
		again(d, job, status == ARES_ETIMEOUT);
}

static uint16_t
new_id(struct lr_dns *d)
{
	if (d->n_ids == 0) {
		if (getrandom(d->ids, sizeof(d->ids), 0) !=
		    (ssize_t)sizeof(d->ids))
			return (uint16_t)d->now; /* never on Linux */
		d->n_ids = RANDOM;
	}
	return d->ids[--d->n_ids];
}

/* May call ended() at once. LR_ENOMEM: nothing happened. */
static enum lr_err
send_to(struct lr_dns *d, struct server *s, struct job *job)
{
	unsigned char question[LR_DNSMSG_QUESTION];
	struct try *t = new_try(d);
	size_t n;

	if (t == NULL)
		return LR_ENOMEM;
	n = lr_dnsmsg_put(question, new_id(d), &job->ask, job->type);
	*t = (struct try){ .job = job,
		.server = s,
		.next = job->tries,
		.sent = d->now,
		.flying = true };
	job->tries = t;
	if (job->deadline == 0)
		job->deadline = d->now + d->spec.deadline;
	job->tried |= UINT32_C(1) << s->index;
	if (job->sent++ == 0 && d->spec.tries > 1)
		early_add(s, t);
	s->open++;
	lr_pace_asked(&s->pace, d->now);
	ares_send(s->channel, question, (int)n, ended, t);
	return LR_OK;
}

/* ---- whom to ask when */

static bool
is_down(const struct lr_dns *d, const struct server *s)
{
	return lr_pace_suspect(&s->pace) &&
	    d->now - s->pace.since >= (int64_t)d->spec.deadline;
}

/* The best server that has room: one that this question has not been put to,
 * else one that is well, else the first. */
static struct server *
pick(struct lr_dns *d, const struct job *job, bool *all_down)
{
	struct server *s, *best = NULL;
	unsigned rank, best_rank = UINT32_MAX;

	*all_down = true;
	for (s = d->server; s < d->server + d->n_servers; s++) {
		if (!is_down(d, s))
			*all_down = false;
		if (!lr_pace_room(&s->pace, d->now))
			continue;
		rank = (job->tried >> s->index & 1) * 2 +
		    (lr_pace_suspect(&s->pace) && s->index > 0);
		if (rank < best_rank) {
			best = s;
			best_rank = rank;
		}
	}
	return best;
}

/* False: this job has to wait for room, and so have all behind it. */
static bool
send_one(struct lr_dns *d, struct job *job, struct queue *q, enum lr_err *err)
{
	struct server *s;
	bool all_down;

	s = pick(d, job, &all_down);
	if (s == NULL && !all_down)
		return false;
	take_first(q);
	if (s == NULL)
		failed(d, job);
	else
		*err = send_to(d, s, job);
	return true;
}

static enum lr_err
pump(struct lr_dns *d)
{
	enum lr_err err = LR_OK;
	struct queue *q;
	struct job *job;

	while ((job = d->later.head) != NULL && job->due <= d->now)
		put_last(&d->begun, take_first(&d->later));
	while (err == LR_OK) {
		q = d->begun.head != NULL ? &d->begun : &d->fresh;
		if ((job = q->head) == NULL || !send_one(d, job, q, &err))
			break;
	}
	return err;
}

/* First tries that are overdue are repeated; their answer is still welcome. */
static void
repeat(struct lr_dns *d, struct server *s)
{
	struct try *t;

	while ((t = s->early) != NULL &&
	    d->now - t->sent >= (int64_t)lr_pace_overdue(&s->pace)) {
		early_remove(t);
		t->flying = false;
		lr_pace_lost(&s->pace, t->sent, d->now);
		if (t->job != NULL)
			again(d, t->job, true);
	}
}

/* Whatever is still open about a job past its deadline stays so. */
static void
patrol(struct lr_dns *d)
{
	static const struct lr_dns_result nothing = { .failed = true };
	struct job *job;

	if (d->now - d->patrolled < PATROL)
		return;
	d->patrolled = d->now;
	for (job = d->all_jobs; job != NULL; job = job->all) {
		if (!job->busy || job->deadline == 0 || d->now < job->deadline)
			continue;
		if (!job_flies(job))
			unqueue(d, job);
		job->unsure = true;
		if (job->n == 0)
			finish(d, job, &nothing);
		else
			finish_name(d, job, 0, false);
	}
}

/* ---- the loop */

static void
watch(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct server *s = arg;
	struct lr_dns *d = s->dns;
	unsigned i;

	for (i = 0; i < d->n_fds && d->fd[i].fd != fd; i++)
		;
	if (!readable && !writable) {
		if (i < d->n_fds) {
			d->n_fds--;
			d->fd[i] = d->fd[d->n_fds];
			d->owner[i] = d->owner[d->n_fds];
		}
		return;
	}
	if (i == SOCKETS_MAX)
		return;
	if (i == d->n_fds)
		d->n_fds++;
	d->owner[i] = s;
	d->fd[i] = (struct pollfd){ .fd = fd };
	d->fd[i].events =
	    (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
}

/* Hand sockets to c-ares, which may close and open some meanwhile. */
static void
serve(struct lr_dns *d, const struct pollfd *fd, unsigned n)
{
	unsigned i, j;

	for (i = 0; i < n; i++) {
		if (fd[i].revents == 0)
			continue;
		for (j = 0; j < d->n_fds && d->fd[j].fd != fd[i].fd; j++)
			;
		if (j == d->n_fds)
			continue;
		ares_process_fd(d->owner[j]->channel,
		    fd[i].revents & ~POLLOUT ? fd[i].fd : ARES_SOCKET_BAD,
		    fd[i].revents & POLLOUT ? fd[i].fd : ARES_SOCKET_BAD);
	}
}

enum lr_err
lr_dns_work(struct lr_dns *d, int fd, int ms, bool *ready)
{
	struct pollfd set[SOCKETS_MAX + 1];
	unsigned n, i;
	enum lr_err err;
	int got;

	d->now = lr_clock_ticks();
	if ((err = pump(d)) != LR_OK)
		return err;
	n = d->n_fds;
	memcpy(set, d->fd, n * sizeof(set[0]));
	set[n] = (struct pollfd){ .fd = fd, .events = POLLIN };
	if (d->flying > 0 && (ms < 0 || ms > TICK))
		ms = TICK;
	got = poll(set, n + (fd >= 0), ms);
	if (got < 0 && errno != EINTR)
		return LR_EIO;
	*ready = got > 0 && fd >= 0 && set[n].revents != 0;
	d->now = lr_clock_ticks();
	if (got > 0)
		serve(d, set, n);
	for (i = 0; i < d->n_servers; i++) {
		/* c-ares looks at the clock only when it is called */
		if (got <= 0 && d->server[i].open > 0)
			ares_process_fd(d->server[i].channel, ARES_SOCKET_BAD,
			    ARES_SOCKET_BAD);
		repeat(d, &d->server[i]);
	}
	patrol(d);
	return pump(d);
}

enum lr_err
lr_dns_ask(struct lr_dns *d, const struct lr_ip *ip, uint32_t id)
{
	struct job *job = d->free_jobs;

	if (job != NULL) {
		d->free_jobs = job->next;
	} else {
		if ((job = malloc(sizeof(*job))) == NULL)
			return LR_ENOMEM;
		job->all = d->all_jobs;
		d->all_jobs = job;
	}
	job->busy = true;
	job->tries = NULL;
	job->ip = *ip;
	job->id = id;
	job->type = LR_DNS_PTR;
	lr_dnsname_reverse(&job->ask, ip);
	job->sent = job->refused = job->aliases = job->n = job->at = 0;
	job->tried = 0;
	job->unsure = false;
	job->deadline = job->due = 0;
	d->flying++;
	put_last(&d->fresh, job);
	return LR_OK;
}

bool
lr_dns_room(const struct lr_dns *d)
{
	return d->flying < d->spec.jobs;
}

unsigned
lr_dns_flying(const struct lr_dns *d)
{
	return d->flying;
}

/* ---- open and close */

bool
lr_dns_server(struct lr_span s, struct lr_dns_addr *addr)
{
	struct lr_span host = s, port = { NULL, 0 };
	uint64_t v;
	size_t i;

	addr->port = 53;
	if (s.n > 0 && s.p[0] == '[') {
		i = lr_span_find(s, ']');
		host = lr_span_sub(s, 1, i);
		if (i == s.n)
			return false;
		s = lr_span_sub(s, i + 1, s.n);
		if (s.n > 0 && s.p[0] != ':')
			return false;
		port = lr_span_sub(s, 1, s.n);
		if (s.n == 0)
			port.p = NULL;
	} else if (!lr_ip_parse(s, &addr->ip)) {
		host = lr_span_cut(&s, ':');
		port = s;
	}
	if (port.p != NULL) {
		if (!lr_num_u64(port, 65535, &v) || v == 0)
			return false;
		addr->port = (uint16_t)v;
	}
	return lr_ip_parse(host, &addr->ip);
}

static bool
open_server(struct lr_dns *d, const struct lr_dns_addr *addr)
{
	struct server *s = &d->server[d->n_servers];
	char lookups[] = "b";
	struct ares_options o = {
		/* answers are judged by us, whatever they say */
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH |
		    ARES_FLAG_NOALIASES,
		.timeout = (int)d->spec.timeout,
		.tries = 1,
		.socket_receive_buffer_size = BUFFER,
		.lookups = lookups,
		.sock_state_cb = watch,
		.sock_state_cb_data = s,
	};
	struct ares_addr_port_node node = { .udp_port = addr->port,
		.tcp_port = addr->port };

	*s = (struct server){ .dns = d, .index = d->n_servers, .addr = *addr };
	s->early_tail = &s->early;
	lr_pace_init(&s->pace, d->spec.jobs, d->spec.timeout);
	if (ares_init_options(&s->channel, &o,
		ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		    ARES_OPT_SOCK_RCVBUF | ARES_OPT_LOOKUPS |
		    ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS)
		return false;
	d->n_servers++;
	if (lr_ip_is4(&addr->ip)) {
		node.family = AF_INET;
		memcpy(&node.addr, addr->ip.b + 12, 4);
	} else {
		node.family = AF_INET6;
		memcpy(&node.addr, addr->ip.b, 16);
	}
	return ares_set_servers_ports(s->channel, &node) == ARES_SUCCESS;
}

/* The servers of resolv.conf, as c-ares reads it. */
static bool
open_system(struct lr_dns *d)
{
	struct ares_addr_port_node *list = NULL, *a;
	struct lr_dns_addr addr;
	ares_channel channel;
	uint32_t v4;
	bool ok = true;

	if (ares_init(&channel) != ARES_SUCCESS)
		return false;
	if (ares_get_servers_ports(channel, &list) != ARES_SUCCESS)
		list = NULL;
	for (a = list; a != NULL && ok && d->n_servers < LR_SERVERS_MAX;
	     a = a->next) {
		if (a->family == AF_INET) {
			memcpy(&v4, &a->addr, 4);
			addr.ip = lr_ip_from4(ntohl(v4));
		} else {
			memcpy(addr.ip.b, &a->addr, 16);
		}
		addr.port = a->udp_port > 0 ? (uint16_t)a->udp_port : 53;
		ok = open_server(d, &addr);
	}
	ares_free_data(list);
	ares_destroy(channel);
	return ok && d->n_servers > 0;
}

enum lr_err
lr_dns_open(struct lr_dns **out, const struct lr_dns_spec *spec,
    lr_dns_done *done, void *arg, const char **why)
{
	struct lr_dns *d = calloc(1, sizeof(*d));
	unsigned i;
	bool ok;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (d == NULL)
		return LR_ENOMEM;
	d->spec = *spec;
	d->spec.servers = NULL;
	if (d->spec.timeout > d->spec.deadline)
		d->spec.timeout = d->spec.deadline;
	d->done = done;
	d->arg = arg;
	d->begun.tail = &d->begun.head;
	d->fresh.tail = &d->fresh.head;
	d->later.tail = &d->later.head;
	d->library = ok = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
	if (ok && spec->n_servers == 0)
		ok = open_system(d);
	for (i = 0; i < spec->n_servers && ok; i++)
		ok = open_server(d, &spec->servers[i]);
	if (!ok) {
		*why = "the DNS library cannot start";
		lr_dns_close(d);
		return LR_EIO;
	}
	*out = d;
	return LR_OK;
}

void
lr_dns_close(struct lr_dns *d)
{
	struct job *job;
	struct try *t;
	unsigned i;

	if (d == NULL)
		return;
	d->closing = true;
	for (i = 0; i < d->n_servers; i++)
		ares_destroy(d->server[i].channel);
	if (d->library)
		ares_library_cleanup();
	while ((job = d->all_jobs) != NULL) {
		d->all_jobs = job->all;
		free(job);
	}
	while ((t = d->free_tries) != NULL) {
		d->free_tries = t->next;
		free(t);
	}
	free(d);
}

bool
lr_dns_stats(const struct lr_dns *d, unsigned i, struct lr_dns_stats *stats)
{
	const struct server *s = &d->server[i];
	char *p = stats->server;
	bool four;

	if (i >= d->n_servers)
		return false;
	if (!(four = lr_ip_is4(&s->addr.ip)))
		*p++ = '[';
	p += lr_ip_put(&s->addr.ip, p);
	if (!four)
		*p++ = ']';
	*p++ = ':';
	p += lr_num_put(s->addr.port, p);
	*p = '\0';
	stats->asked = s->pace.asked;
	stats->answered = s->pace.answered;
	stats->lost = s->pace.given_up;
	return true;
}
