#define _GNU_SOURCE /* sendmmsg, recvmmsg: Linux and BSD have them */
#include "dns.h"

#include <sys/select.h> /* ares.h wants fd_set */

#include <ares.h>
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
	TICK = 20,	  /* ms between looks at the clock */
	BUFFER = 4 << 20, /* of a socket; the system gives what it likes */
	SOCKETS_MAX = 6 * LR_SERVERS_MAX,
	REPLY_MIN = 12,
	DATAGRAM = 512, /* the most that a server sends over UDP */
	BATCH = 64,	/* messages of one system call */
	BUCKETS = 4096,
	RANDOM = 128,
	ROTATE = 20000, /* messages from one port */
	CROWD = 64,	/* messages on their way that may be napped on */
	NAP_STEP = 10,	/* microseconds */
	NAP_MAX = 250
};

/* A port of ours, connected to a server. */
struct udp {
	int fd;
	bool broken;   /* nobody listens there, or no way to it */
	unsigned open; /* messages on their way */
	unsigned long sent;
	struct letter *first, *last;	/* in the order they were sent */
	struct letter *bucket[BUCKETS]; /* by number */
};

/* TCP of one server. They are apart because c-ares gives up all that is on its
 * way to a server when a connection to it ends. */
struct channel {
	struct lr_dns *dns;
	ares_channel ares; /* NULL: not needed yet */
	unsigned open;	   /* messages on their way */
};

struct server {
	struct lr_dnsaddr addr;
	struct udp *now, *before; /* the port before is used up, and read */
	struct channel tcp;
};

struct letter {
	struct letter *next, *prev; /* of the port; free */
	struct letter *same;	    /* of the bucket */
	struct udp *udp;	    /* NULL: TCP */
	struct channel *channel;
	void *message;
	int64_t sent;
	uint16_t id;
};

/* Messages that wait to be sent together. */
struct outbox {
	struct udp *to;
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

struct lr_dns {
	struct lr_dns_spec spec;
	struct server server[LR_SERVERS_MAX];
	unsigned n_servers;
	unsigned open, tcp_open; /* messages on their way */
	struct letter *free_letters;
	struct outbox out;
	struct inbox in;
	uint16_t random[RANDOM];
	unsigned n_random;
	unsigned nap; /* microseconds that answers are let come together */
	/* sockets of c-ares */
	struct pollfd fd[SOCKETS_MAX];
	struct channel *owner[SOCKETS_MAX];
	unsigned n_fds;
	int64_t now, looked; /* at the clock */
	bool library;
};

/* ---- letters */

static struct letter *
new_letter(struct lr_dns *d)
{
	struct letter *l = d->free_letters;

	if (l != NULL)
		d->free_letters = l->next;
	else
		l = malloc(sizeof(*l));
	return l;
}

static void
free_letter(struct lr_dns *d, struct letter *l)
{
	l->next = d->free_letters;
	d->free_letters = l;
}

static uint16_t
random16(struct lr_dns *d)
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
find(struct udp *u, uint16_t id)
{
	struct letter **p = &u->bucket[id % BUCKETS];

	while (*p != NULL && (*p)->id != id)
		p = &(*p)->same;
	return p;
}

/* Into the port's list, with a number that no other there has. */
static void
post(struct lr_dns *d, struct udp *u, struct letter *l)
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
take_out(struct lr_dns *d, struct letter *l)
{
	struct udp *u = l->udp;

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
lose(struct lr_dns *d, struct letter *l, enum lr_dns_end end)
{
	void *message = l->message;

	take_out(d, l);
	free_letter(d, l);
	d->spec.heard(d->spec.arg, message, end, NULL, 0);
}

/* ---- UDP */

/* A port that the system chooses at random. */
static struct udp *
open_udp(const struct lr_dnsaddr *addr)
{
	struct sockaddr_in a4 = { .sin_family = AF_INET };
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6 };
	struct sockaddr *a = (struct sockaddr *)&a6;
	socklen_t n = sizeof(a6);
	struct udp *u = calloc(1, sizeof(*u));
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
close_udp(struct udp *u)
{
	if (u == NULL)
		return;
	close(u->fd);
	free(u);
}

/* The port to send from. It changes now and then, when nothing is expected at
 * the one before. NULL: there is no way to the server. */
static struct udp *
port(struct lr_dns *d, struct server *s)
{
	struct udp *new;

	if (s->now != NULL &&
	    (s->now->sent < ROTATE ||
		(s->before != NULL && s->before->open > 0)))
		return s->now;
	if ((new = open_udp(&s->addr)) == NULL)
		return s->now;
	if (d->out.to == s->before)
		d->out.to = NULL;
	close_udp(s->before);
	s->before = s->now;
	s->now = new;
	return new;
}

static void
send_udp(struct lr_dns *d, struct server *s, struct letter *l,
    const unsigned char *p, size_t n)
{
	struct udp *u = port(d, s);
	struct outbox *o = &d->out;
	unsigned char *text;

	if (u == NULL || n > LR_DNSMSG_QUESTION) {
		void *message = l->message;

		free_letter(d, l);
		d->spec.heard(d->spec.arg, message, LR_DNS_KILLED, NULL, 0);
		return;
	}
	if (o->to != u || o->n == BATCH)
		lr_dns_flush(d);
	if (o->n == 0)
		d->now = lr_clock_ticks();
	o->to = u;
	l->udp = u;
	l->sent = d->now;
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
lr_dns_flush(struct lr_dns *d)
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
		if (poll(&room, 1, TICK) <= 0)
			break;
	}
	o->n = 0;
}

/* Everything on its way there is lost. */
static void
mend(struct lr_dns *d, struct udp *u)
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
deliver(struct lr_dns *d, struct udp *u, const unsigned char *p, size_t n)
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

/* Everything that has come to a port. Returns how much. */
static unsigned
receive(struct lr_dns *d, struct udp *u)
{
	struct inbox *in = &d->in;
	unsigned total = 0;
	int got = BATCH, i;

	while (got == BATCH) {
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
receive_all(struct lr_dns *d)
{
	unsigned total = 0, i;

	for (i = 0; i < d->n_servers; i++) {
		struct server *s = &d->server[i];

		/* ports do not change while there are messages at both */
		if (s->before != NULL && s->before->open > 0)
			total += receive(d, s->before);
		if (s->now != NULL)
			total += receive(d, s->now);
	}
	return total;
}

static void
mend_all(struct lr_dns *d)
{
	unsigned i;

	for (i = 0; i < d->n_servers; i++) {
		if (d->server[i].before != NULL)
			mend(d, d->server[i].before);
		if (d->server[i].now != NULL)
			mend(d, d->server[i].now);
	}
}

/* ---- TCP */

static void
ended(void *arg, int status, int timeouts, unsigned char *p, int n)
{
	struct letter *l = arg;
	struct lr_dns *d = l->channel->dns;
	enum lr_dns_end end = LR_DNS_KILLED;
	void *message = l->message;

	if (status == ARES_SUCCESS && n >= REPLY_MIN)
		end = LR_DNS_REPLY;
	else if (status == ARES_ETIMEOUT)
		end = LR_DNS_TIMEOUT;
	l->channel->open--;
	d->open--;
	d->tcp_open--;
	free_letter(d, l);
	d->spec.heard(d->spec.arg, message, end, p, n > 0 ? (size_t)n : 0);
}

/* c-ares tells which sockets it has, and for what. */
static void
watch(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct channel *c = arg;
	struct lr_dns *d = c->dns;
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
	if (i == SOCKETS_MAX) /* never: c-ares has two of a channel */
		return;
	if (i == d->n_fds)
		d->n_fds++;
	d->owner[i] = c;
	d->fd[i] = (struct pollfd){ .fd = fd };
	d->fd[i].events =
	    (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
}

static bool
open_channel(struct lr_dns *d, struct channel *c, const struct lr_dnsaddr *addr)
{
	char lookups[] = "b"; /* no files */
	struct ares_options o = {
		/* answers are judged by us, whatever they say */
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH |
		    ARES_FLAG_USEVC,
		.timeout = (int)d->spec.timeout,
		.tries = 1,
		.lookups = lookups,
		.sock_state_cb = watch,
		.sock_state_cb_data = c,
	};
	struct ares_addr_port_node node = {
		.family = AF_INET6,
		.udp_port = addr->port,
		.tcp_port = addr->port,
	};

	if (c->ares != NULL)
		return true;
	c->dns = d;
	if (ares_init_options(&c->ares, &o,
		ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		    ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB) !=
	    ARES_SUCCESS) {
		c->ares = NULL;
		return false;
	}
	if (lr_ip_is4(&addr->ip)) {
		node.family = AF_INET;
		memcpy(&node.addr, addr->ip.b + 12, 4);
	} else {
		memcpy(&node.addr, addr->ip.b, 16);
	}
	return ares_set_servers_ports(c->ares, &node) == ARES_SUCCESS;
}

static void
send_tcp(struct lr_dns *d, struct server *s, struct letter *l,
    const unsigned char *p, size_t n)
{
	unsigned char text[LR_DNSMSG_QUESTION];
	struct channel *c = &s->tcp;

	if (n > sizeof(text) || !open_channel(d, c, &s->addr)) {
		void *message = l->message;

		free_letter(d, l);
		d->spec.heard(d->spec.arg, message, LR_DNS_KILLED, NULL, 0);
		return;
	}
	memcpy(text, p, n);
	l->id = random16(d);
	text[0] = (unsigned char)(l->id >> 8);
	text[1] = (unsigned char)l->id;
	l->udp = NULL;
	l->channel = c;
	c->open++;
	d->open++;
	d->tcp_open++;
	ares_send(c->ares, text, (int)n, ended, l);
}

/* Hand sockets to c-ares, which may close and open some meanwhile. */
static void
serve_tcp(struct lr_dns *d, const struct pollfd *fd, unsigned n)
{
	unsigned i, j;

	for (i = 0; i < n; i++) {
		if (fd[i].revents == 0)
			continue;
		for (j = 0; j < d->n_fds && d->fd[j].fd != fd[i].fd; j++)
			;
		if (j == d->n_fds)
			continue;
		ares_process_fd(d->owner[j]->ares,
		    fd[i].revents & ~POLLOUT ? fd[i].fd : ARES_SOCKET_BAD,
		    fd[i].revents & POLLOUT ? fd[i].fd : ARES_SOCKET_BAD);
	}
}

/* ---- the loop */

void
lr_dns_send(struct lr_dns *d, unsigned i, bool tcp, const unsigned char *p,
    size_t n, void *message)
{
	struct letter *l = new_letter(d);

	if (l == NULL) {
		d->spec.heard(d->spec.arg, message, LR_DNS_KILLED, NULL, 0);
		return;
	}
	*l = (struct letter){ .message = message };
	if (tcp)
		send_tcp(d, &d->server[i], l, p, n);
	else
		send_udp(d, &d->server[i], l, p, n);
}

static void
expire(struct lr_dns *d, struct udp *u)
{
	while (u != NULL && u->first != NULL &&
	    d->now - u->first->sent >= (int64_t)d->spec.timeout)
		lose(d, u->first, LR_DNS_TIMEOUT);
}

/* What is too late. c-ares looks at the clock only when it is called. */
static void
look_at_clock(struct lr_dns *d)
{
	struct server *s;

	d->now = lr_clock_ticks();
	if (d->now - d->looked < TICK)
		return;
	d->looked = d->now;
	for (s = d->server; s < d->server + d->n_servers; s++) {
		expire(d, s->before);
		expire(d, s->now);
		if (s->tcp.open > 0)
			ares_process_fd(
			    s->tcp.ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	}
}

/* Many answers that are read together cost less than one by one, and so do the
 * questions that follow them. As long as there are plenty on their way we
 * sleep a little before reading, but never until most of them are here. */
static void
nap(struct lr_dns *d)
{
	struct timespec t = { .tv_nsec = d->nap * 1000L };

	if (d->nap > 0)
		nanosleep(&t, NULL);
}

static void
adjust_nap(struct lr_dns *d, unsigned got, unsigned open)
{
	if (got * 2 > open)
		d->nap /= 2;
	else if (got < BATCH / 4 && d->nap < NAP_MAX)
		d->nap += NAP_STEP;
}

/* Wait until there is something to read. */
static bool
wait(struct lr_dns *d, int fd, int ms, bool *ready)
{
	struct pollfd set[SOCKETS_MAX + 2 * LR_SERVERS_MAX + 1];
	unsigned n = d->n_fds, i;
	int got;

	memcpy(set, d->fd, n * sizeof(set[0]));
	for (i = 0; i < d->n_servers; i++) {
		struct server *s = &d->server[i];

		if (s->now != NULL)
			set[n++] = (struct pollfd){ s->now->fd, POLLIN, 0 };
		if (s->before != NULL && s->before->open > 0)
			set[n++] = (struct pollfd){ s->before->fd, POLLIN, 0 };
	}
	set[n] = (struct pollfd){ fd, POLLIN, 0 };
	got = poll(set, n + (fd >= 0), ms);
	if (got < 0)
		return errno == EINTR;
	if (got > 0) {
		*ready = fd >= 0 && set[n].revents != 0;
		serve_tcp(d, set, d->n_fds);
	}
	return true;
}

enum lr_err
lr_dns_work(struct lr_dns *d, int fd, int ms, bool *ready)
{
	unsigned open = d->open, got = 0;

	*ready = false;
	lr_dns_flush(d);
	if (ms != 0 && open >= CROWD)
		nap(d);
	if (open > 0)
		got = receive_all(d);
	if (ms != 0 && open >= CROWD)
		adjust_nap(d, got, open);
	if (got > 0)
		ms = 0;
	else if (d->open > 0 && (ms < 0 || ms > TICK))
		ms = TICK;
	if (ms != 0 || fd >= 0 || d->n_fds > 0) {
		if (!wait(d, fd, ms, ready))
			return LR_EIO;
		if (got == 0)
			receive_all(d);
	}
	mend_all(d);
	look_at_clock(d);
	return LR_OK;
}

/* ---- open and close */

/* The servers of resolv.conf, as c-ares reads it. */
static bool
find_system(struct lr_dns *d)
{
	struct ares_addr_port_node *list = NULL, *a;
	struct lr_dnsaddr *addr;
	ares_channel channel;
	uint32_t v4;

	if (ares_init(&channel) != ARES_SUCCESS)
		return false;
	if (ares_get_servers_ports(channel, &list) != ARES_SUCCESS)
		list = NULL;
	for (a = list; a != NULL && d->n_servers < LR_SERVERS_MAX;
	     a = a->next) {
		addr = &d->server[d->n_servers++].addr;
		if (a->family == AF_INET) {
			memcpy(&v4, &a->addr, 4);
			addr->ip = lr_ip_from4(ntohl(v4));
		} else {
			memcpy(addr->ip.b, &a->addr, 16);
		}
		addr->port = a->udp_port > 0 ? (uint16_t)a->udp_port : 53;
	}
	ares_free_data(list);
	ares_destroy(channel);
	return d->n_servers > 0;
}

static void
make_boxes(struct lr_dns *d)
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
lr_dns_open(
    struct lr_dns **out, const struct lr_dns_spec *spec, const char **why)
{
	struct lr_dns *d = calloc(1, sizeof(*d));
	bool ok;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (d == NULL)
		return LR_ENOMEM;
	d->spec = *spec;
	d->spec.servers = NULL;
	make_boxes(d);
	d->library = ok = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
	if (ok && spec->n_servers == 0)
		ok = find_system(d);
	for (; ok && d->n_servers < spec->n_servers; d->n_servers++)
		d->server[d->n_servers].addr = spec->servers[d->n_servers];
	if (!ok) {
		lr_dns_close(d);
		return LR_ENOMEM; /* c-ares fails for no other reason */
	}
	*out = d;
	return LR_OK;
}

static void
close_server(struct lr_dns *d, struct server *s)
{
	struct udp *u[] = { s->before, s->now };
	unsigned i;

	for (i = 0; i < 2; i++) {
		while (u[i] != NULL && u[i]->first != NULL)
			lose(d, u[i]->first, LR_DNS_KILLED);
		close_udp(u[i]);
	}
	if (s->tcp.ares != NULL)
		ares_destroy(s->tcp.ares);
}

/* Nothing may be sent meanwhile. */
void
lr_dns_close(struct lr_dns *d)
{
	struct letter *l;
	unsigned i;

	if (d == NULL)
		return;
	for (i = 0; i < d->n_servers; i++)
		close_server(d, &d->server[i]);
	if (d->library)
		ares_library_cleanup();
	while ((l = d->free_letters) != NULL) {
		d->free_letters = l->next;
		free(l);
	}
	free(d);
}

unsigned
lr_dns_servers(const struct lr_dns *d)
{
	return d->n_servers;
}

const struct lr_dnsaddr *
lr_dns_server(const struct lr_dns *d, unsigned i)
{
	return &d->server[i].addr;
}
