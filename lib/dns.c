#include "dns.h"

#include <sys/select.h> /* ares.h wants fd_set */

#include <ares.h>
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "clock.h"
#include "limits.h"

enum {
	TICK = 20,	  /* ms between looks at the clock */
	BUFFER = 4 << 20, /* of a socket; the system gives what it likes */
	SOCKETS_MAX = 4 * LR_SERVERS_MAX,
	REPLY_MIN = 12
};

/* One protocol of one server. They are apart because c-ares gives up all that
 * is on its way to a server when a connection to it ends. */
struct channel {
	struct lr_dns *dns;
	ares_channel ares;
	unsigned open; /* messages on their way */
};

struct server {
	struct lr_dnsaddr addr;
	struct channel udp, tcp;
};

struct letter {
	struct letter *next; /* free */
	struct channel *channel;
	void *message;
};

struct lr_dns {
	lr_dns_heard *heard;
	void *arg;
	unsigned timeout;
	struct server server[LR_SERVERS_MAX];
	unsigned n_servers, open;
	struct letter *free_letters;
	struct pollfd fd[SOCKETS_MAX];
	struct channel *owner[SOCKETS_MAX];
	unsigned n_fds;
	int64_t looked; /* at the clock */
	bool library;
};

/* ---- messages */

static void
ended(void *arg, int status, int timeouts, unsigned char *p, int n)
{
	struct letter *l = arg;
	struct lr_dns *d = l->channel->dns;
	enum lr_dns_end end = LR_DNS_KILLED;

	if (status == ARES_SUCCESS && n >= REPLY_MIN)
		end = LR_DNS_REPLY;
	else if (status == ARES_ETIMEOUT)
		end = LR_DNS_TIMEOUT;
	l->channel->open--;
	d->open--;
	l->next = d->free_letters;
	d->free_letters = l;
	d->heard(d->arg, l->message, end, p, n > 0 ? (size_t)n : 0);
}

void
lr_dns_send(struct lr_dns *d, unsigned i, bool tcp, const unsigned char *p,
    size_t n, void *message)
{
	struct channel *c = tcp ? &d->server[i].tcp : &d->server[i].udp;
	struct letter *l = d->free_letters;

	if (l != NULL) {
		d->free_letters = l->next;
	} else if ((l = malloc(sizeof(*l))) == NULL) {
		d->heard(d->arg, message, LR_DNS_KILLED, NULL, 0);
		return;
	}
	*l = (struct letter){ .channel = c, .message = message };
	c->open++;
	d->open++;
	ares_send(c->ares, p, (int)n, ended, l);
}

/* ---- the loop */

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
		ares_process_fd(d->owner[j]->ares,
		    fd[i].revents & ~POLLOUT ? fd[i].fd : ARES_SOCKET_BAD,
		    fd[i].revents & POLLOUT ? fd[i].fd : ARES_SOCKET_BAD);
	}
}

/* c-ares looks at the clock only when it is called. */
static void
look_at_clock(struct lr_dns *d)
{
	int64_t now = lr_clock_ticks();
	struct server *s;

	if (now - d->looked < TICK)
		return;
	d->looked = now;
	for (s = d->server; s < d->server + d->n_servers; s++) {
		if (s->udp.open > 0)
			ares_process_fd(
			    s->udp.ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
		if (s->tcp.open > 0)
			ares_process_fd(
			    s->tcp.ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	}
}

enum lr_err
lr_dns_work(struct lr_dns *d, int fd, int ms, bool *ready)
{
	struct pollfd set[SOCKETS_MAX + 1];
	unsigned n = d->n_fds;
	int got;

	*ready = false;
	memcpy(set, d->fd, n * sizeof(set[0]));
	set[n] = (struct pollfd){ .fd = fd, .events = POLLIN };
	if (d->open > 0 && (ms < 0 || ms > TICK))
		ms = TICK;
	got = poll(set, n + (fd >= 0), ms);
	if (got < 0)
		return errno == EINTR ? LR_OK : LR_EIO;
	if (got > 0) {
		*ready = fd >= 0 && set[n].revents != 0;
		serve(d, set, n);
	}
	look_at_clock(d);
	return LR_OK;
}

/* ---- open and close */

static bool
open_channel(struct lr_dns *d, struct channel *c, const struct lr_dnsaddr *addr,
    int flag)
{
	char lookups[] = "b"; /* no files */
	struct ares_options o = {
		/* answers are judged by us, whatever they say */
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | flag,
		.timeout = (int)d->timeout,
		.tries = 1,
		.socket_send_buffer_size = BUFFER,
		.socket_receive_buffer_size = BUFFER,
		.lookups = lookups,
		.sock_state_cb = watch,
		.sock_state_cb_data = c,
	};
	struct ares_addr_port_node node = {
		.family = AF_INET6,
		.udp_port = addr->port,
		.tcp_port = addr->port,
	};

	c->dns = d;
	if (ares_init_options(&c->ares, &o,
		ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		    ARES_OPT_SOCK_SNDBUF | ARES_OPT_SOCK_RCVBUF |
		    ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS)
		return false;
	if (lr_ip_is4(&addr->ip)) {
		node.family = AF_INET;
		memcpy(&node.addr, addr->ip.b + 12, 4);
	} else {
		memcpy(&node.addr, addr->ip.b, 16);
	}
	return ares_set_servers_ports(c->ares, &node) == ARES_SUCCESS;
}

static bool
open_server(struct lr_dns *d, const struct lr_dnsaddr *addr)
{
	struct server *s = &d->server[d->n_servers++];

	s->addr = *addr;
	return open_channel(d, &s->udp, addr, ARES_FLAG_IGNTC) &&
	    open_channel(d, &s->tcp, addr, ARES_FLAG_USEVC);
}

/* The servers of resolv.conf, as c-ares reads it. */
static bool
open_system(struct lr_dns *d)
{
	struct ares_addr_port_node *list = NULL, *a;
	struct lr_dnsaddr addr;
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
lr_dns_open(struct lr_dns **out, const struct lr_dnsaddr *servers, unsigned n,
    unsigned timeout, lr_dns_heard *heard, void *arg, const char **why)
{
	struct lr_dns *d = calloc(1, sizeof(*d));
	unsigned i;
	bool ok;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (d == NULL)
		return LR_ENOMEM;
	d->timeout = timeout;
	d->heard = heard;
	d->arg = arg;
	d->library = ok = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
	if (ok && n == 0)
		ok = open_system(d);
	for (i = 0; i < n && ok; i++)
		ok = open_server(d, &servers[i]);
	if (!ok) {
		lr_dns_close(d);
		return LR_ENOMEM; /* c-ares fails for no other reason */
	}
	*out = d;
	return LR_OK;
}

void
lr_dns_close(struct lr_dns *d)
{
	struct letter *l;
	unsigned i;

	if (d == NULL)
		return;
	for (i = 0; i < d->n_servers; i++) {
		ares_destroy(d->server[i].udp.ares);
		ares_destroy(d->server[i].tcp.ares);
	}
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
