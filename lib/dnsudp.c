#define _GNU_SOURCE /* sendmmsg, recvmmsg: Linux and BSD have them */
#include "dnsudp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "dnsmsg.h"
#include "limits.h"

enum {
	BUFFER = 4 << 20, /* of a socket; the system gives what it likes */
	ROOM = 20,	  /* ms to wait until the system takes more */
	REPLY_MIN = 12,
	DATAGRAM = 512, /* the most that a server sends over UDP */
	BATCH = 64,	/* messages of one system call */
	FLOOD = 1024,	/* messages of a server before we look elsewhere */
	BUCKETS = 4096,
	RANDOM = 128,
	ROTATE = 20000, /* messages from one port */
	CROWD = 64,	/* messages on their way that may be napped on */
	NAP_STEP = 10,	/* microseconds */
	NAP_MAX = 250
};

/* A port of ours, connected to a server. */
struct port {
	int fd;
	bool broken;   /* nobody listens there, or no way to it */
	unsigned open; /* messages on their way */
	unsigned long sent;
	struct letter *first, *last;	/* in the order they were sent */
	struct letter *bucket[BUCKETS]; /* by number */
};

struct letter {
	struct letter *next, *prev; /* of the port; free */
	struct letter *same;	    /* of the bucket */
	struct port *port;
	void *message;
	int64_t sent;
	uint16_t id;
};

/* The port before is used up, but read. */
struct server {
	struct lr_dnsaddr addr;
	struct port *now, *before;
};

/* Messages that wait to be sent together. */
struct outbox {
	struct port *to;
	unsigned n;
	struct mmsghdr head[BATCH];
	struct iovec iov[BATCH];
	unsigned char text[BATCH][LR_DNSMSG_QUESTION];
};

struct inbox {
	struct mmsghdr head[BATCH];
	struct iovec iov[BATCH];
	unsigned char text[BATCH][DATAGRAM];
};

struct lr_dnsudp {
	struct lr_dns_spec spec;
	struct server server[LR_SERVERS_MAX];
	unsigned open; /* messages on their way */
	struct letter *free_letters;
	struct outbox out;
	struct inbox in;
	uint16_t random[RANDOM];
	unsigned n_random;
	unsigned nap; /* microseconds that answers are let come together */
	bool busy;    /* with the ports, which must stay */
	int64_t now;
};

/* ---- letters */

static struct letter *
new_letter(struct lr_dnsudp *d)
{
	struct letter *l = d->free_letters;

	if (l != NULL)
		d->free_letters = l->next;
	else
		l = malloc(sizeof(*l));
	return l;
}

static void
free_letter(struct lr_dnsudp *d, struct letter *l)
{
	l->next = d->free_letters;
	d->free_letters = l;
}

static uint16_t
random16(struct lr_dnsudp *d)
{
	if (d->n_random == 0) {
		/* up to 256 bytes come whole or, before the system has any
		 * randomness, not at all */
		while (getrandom(d->random, sizeof(d->random), 0) < 0)
			;
		d->n_random = RANDOM;
	}
	return d->random[--d->n_random];
}

static struct letter **
find(struct port *u, uint16_t id)
{
	struct letter **p = &u->bucket[id % BUCKETS];

	while (*p != NULL && (*p)->id != id)
		p = &(*p)->same;
	return p;
}

/* Into the port's list, with a number that no other there has. */
static void
post(struct lr_dnsudp *d, struct port *u, struct letter *l)
{
	struct letter **place;

	do {
		l->id = random16(d);
	} while (*(place = find(u, l->id)) != NULL);
	*place = l;
	l->same = NULL;
	l->next = NULL;
	l->prev = u->last;
	if (u->last != NULL)
		u->last->next = l;
	else
		u->first = l;
	u->last = l;
	u->open++;
	d->open++;
}

static void
take_out(struct lr_dnsudp *d, struct letter *l)
{
	struct port *u = l->port;

	*find(u, l->id) = l->same;
	if (l->prev != NULL)
		l->prev->next = l->next;
	else
		u->first = l->next;
	if (l->next != NULL)
		l->next->prev = l->prev;
	else
		u->last = l->prev;
	u->open--;
	d->open--;
}

/* The letter comes back without a reply. */
static void
lose(struct lr_dnsudp *d, struct letter *l, enum lr_dns_end end)
{
	void *message = l->message;

	take_out(d, l);
	free_letter(d, l);
	d->spec.heard(d->spec.arg, message, end, NULL, 0);
}

/* ---- ports */

/* A port that the system chooses at random. */
static struct port *
open_port(const struct lr_dnsaddr *addr)
{
	struct sockaddr_in a4 = { .sin_family = AF_INET };
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6 };
	struct sockaddr *a = (struct sockaddr *)&a6;
	socklen_t n = sizeof(a6);
	struct port *u = calloc(1, sizeof(*u));
	int size = BUFFER;

	if (u == NULL)
		return NULL;
	if (lr_ip_is4(&addr->ip)) {
		memcpy(&a4.sin_addr, addr->ip.b + 12, 4);
		a4.sin_port = htons(addr->port);
		a = (struct sockaddr *)&a4;
		n = sizeof(a4);
	} else {
		memcpy(&a6.sin6_addr, addr->ip.b, 16);
		a6.sin6_port = htons(addr->port);
	}
	u->fd =
	    socket(a->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (u->fd >= 0 && connect(u->fd, a, n) == 0) {
		setsockopt(u->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
		setsockopt(u->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
		return u;
	}
	if (u->fd >= 0)
		close(u->fd);
	free(u);
	return NULL;
}

static void
close_port(struct port *u)
{
	if (u == NULL)
		return;
	close(u->fd);
	free(u);
}

/* The port to send from. It changes now and then, when nothing is expected at
 * the one before. NULL: there is no way to the server. */
static struct port *
port(struct lr_dnsudp *d, struct server *s)
{
	struct port *new;

	if (s->now != NULL &&
	    (d->busy || s->now->sent < ROTATE ||
		(s->before != NULL && s->before->open > 0)))
		return s->now;
	if ((new = open_port(&s->addr)) == NULL)
		return s->now;
	if (d->out.to == s->before)
		d->out.to = NULL;
	close_port(s->before);
	s->before = s->now;
	s->now = new;
	return new;
}

/* Nothing comes of it. */
static void
kill_message(struct lr_dnsudp *d, void *message)
{
	d->spec.heard(d->spec.arg, message, LR_DNS_KILLED, NULL, 0);
}

void
lr_dnsudp_send(struct lr_dnsudp *d, unsigned i, const unsigned char *p,
    size_t n, void *message)
{
	struct port *u = port(d, &d->server[i]);
	struct outbox *o = &d->out;
	struct letter *l;
	unsigned char *text;

	if (u == NULL || n > LR_DNSMSG_QUESTION ||
	    (l = new_letter(d)) == NULL) {
		kill_message(d, message);
		return;
	}
	if (o->to != u || o->n == BATCH)
		lr_dnsudp_flush(d);
	if (o->n == 0)
		d->now = lr_clock_ticks();
	o->to = u;
	*l = (struct letter){ .port = u, .message = message, .sent = d->now };
	post(d, u, l);
	u->sent++;
	text = o->text[o->n];
	memcpy(text, p, n);
	text[0] = (unsigned char)(l->id >> 8);
	text[1] = (unsigned char)l->id;
	o->iov[o->n].iov_len = n;
	o->n++;
}

/* What the system does not take now is as good as lost on the way. */
void
lr_dnsudp_flush(struct lr_dnsudp *d)
{
	struct outbox *o = &d->out;
	struct pollfd room = { .events = POLLOUT };
	unsigned sent = 0;
	int got;

	while (sent < o->n) {
		got = sendmmsg(o->to->fd, o->head + sent, o->n - sent, 0);
		if (got > 0) {
			sent += (unsigned)got;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != ENOBUFS) {
			o->to->broken = true;
			break;
		}
		room.fd = o->to->fd;
		if (poll(&room, 1, ROOM) <= 0)
			break;
	}
	o->n = 0;
}

/* Everything on its way there is lost. */
static void
mend(struct lr_dnsudp *d, struct port *u)
{
	unsigned n = u->open; /* not those that are sent meanwhile */

	if (!u->broken)
		return;
	u->broken = false;
	for (; n > 0 && u->first != NULL; n--)
		lose(d, u->first, LR_DNS_KILLED);
}

/* A reply that nobody waits for, or to another question, is passed over. */
static void
deliver(struct lr_dnsudp *d, struct port *u, const unsigned char *p, size_t n)
{
	struct letter *l;
	void *message;

	if (n < REPLY_MIN)
		return;
	l = *find(u, (uint16_t)(p[0] << 8 | p[1]));
	if (l == NULL || !d->spec.ours(d->spec.arg, l->message, p, n))
		return;
	message = l->message;
	take_out(d, l);
	free_letter(d, l);
	d->spec.heard(d->spec.arg, message, LR_DNS_REPLY, p, n);
}

/* What has come to a port, but no flood for ever. Returns how much. */
static unsigned
receive(struct lr_dnsudp *d, struct port *u)
{
	struct inbox *in = &d->in;
	unsigned total = 0;
	int got = BATCH, i;

	while (got == BATCH && total < FLOOD) {
		got = recvmmsg(u->fd, in->head, BATCH, 0, NULL);
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			u->broken = true;
		for (i = 0; i < got; i++)
			deliver(d, u, in->text[i], in->head[i].msg_len);
		total += got > 0 ? (unsigned)got : 0;
	}
	return total;
}

static unsigned
receive_all(struct lr_dnsudp *d)
{
	unsigned total = 0, i;

	d->busy = true;
	for (i = 0; i < d->spec.n_servers; i++) {
		struct server *s = &d->server[i];

		if (s->before != NULL && s->before->open > 0)
			total += receive(d, s->before);
		if (s->now != NULL)
			total += receive(d, s->now);
	}
	d->busy = false;
	return total;
}

/* Many answers that are read together cost less than one by one, and so do the
 * questions that follow them. As long as there are plenty on their way we
 * sleep a little before reading, but never until most of them are here. */
static void
nap(struct lr_dnsudp *d)
{
	struct timespec t = { .tv_nsec = d->nap * 1000L };

	if (d->nap > 0)
		nanosleep(&t, NULL);
}

static void
adjust_nap(struct lr_dnsudp *d, unsigned got, unsigned open)
{
	if (got * 2 > open)
		d->nap /= 2;
	else if (got < BATCH / 4 && d->nap < NAP_MAX)
		d->nap += NAP_STEP;
}

unsigned
lr_dnsudp_receive(struct lr_dnsudp *d, bool patient)
{
	unsigned open = d->open, got;

	if (open == 0)
		return 0;
	patient = patient && open >= CROWD;
	if (patient)
		nap(d);
	got = receive_all(d);
	if (patient)
		adjust_nap(d, got, open);
	return got;
}

static void
expire(struct lr_dnsudp *d, struct port *u)
{
	if (u == NULL)
		return;
	mend(d, u);
	while (u->first != NULL &&
	    d->now - u->first->sent >= (int64_t)d->spec.timeout)
		lose(d, u->first, LR_DNS_TIMEOUT);
}

void
lr_dnsudp_expire(struct lr_dnsudp *d, int64_t now)
{
	unsigned i;

	d->now = now;
	d->busy = true;
	for (i = 0; i < d->spec.n_servers; i++) {
		expire(d, d->server[i].before);
		expire(d, d->server[i].now);
	}
	d->busy = false;
}

unsigned
lr_dnsudp_sockets(const struct lr_dnsudp *d, int *fd)
{
	unsigned n = 0, i;

	for (i = 0; i < d->spec.n_servers; i++) {
		const struct server *s = &d->server[i];

		if (s->now != NULL)
			fd[n++] = s->now->fd;
		if (s->before != NULL && s->before->open > 0)
			fd[n++] = s->before->fd;
	}
	return n;
}

unsigned
lr_dnsudp_flying(const struct lr_dnsudp *d)
{
	return d->open;
}

/* ---- open and close */

static void
make_boxes(struct lr_dnsudp *d)
{
	unsigned i;

	for (i = 0; i < BATCH; i++) {
		d->out.iov[i].iov_base = d->out.text[i];
		d->out.head[i].msg_hdr.msg_iov = &d->out.iov[i];
		d->out.head[i].msg_hdr.msg_iovlen = 1;
		d->in.iov[i] =
		    (struct iovec){ d->in.text[i], sizeof(d->in.text[i]) };
		d->in.head[i].msg_hdr.msg_iov = &d->in.iov[i];
		d->in.head[i].msg_hdr.msg_iovlen = 1;
	}
}

enum lr_err
lr_dnsudp_open(struct lr_dnsudp **out, const struct lr_dns_spec *spec)
{
	struct lr_dnsudp *d = calloc(1, sizeof(*d));
	unsigned i;

	*out = d;
	if (d == NULL)
		return LR_ENOMEM;
	d->spec = *spec;
	d->spec.servers = NULL;
	for (i = 0; i < spec->n_servers; i++)
		d->server[i].addr = spec->servers[i];
	make_boxes(d);
	return LR_OK;
}

static void
close_server(struct lr_dnsudp *d, struct server *s)
{
	struct port *u[] = { s->before, s->now };
	unsigned i;

	for (i = 0; i < 2; i++) {
		while (u[i] != NULL && u[i]->first != NULL)
			lose(d, u[i]->first, LR_DNS_KILLED);
		close_port(u[i]);
	}
}

void
lr_dnsudp_close(struct lr_dnsudp *d)
{
	struct letter *l;
	unsigned i;

	if (d == NULL)
		return;
	for (i = 0; i < d->spec.n_servers; i++)
		close_server(d, &d->server[i]);
	while ((l = d->free_letters) != NULL) {
		d->free_letters = l->next;
		free(l);
	}
	free(d);
}
