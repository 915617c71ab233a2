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

enum {
	TICK = 20, /* ms between looks at the clock */
	SOCKETS_MAX = 2 * LR_SERVERS_MAX,
	REPLY_MIN = 12
};

/* TCP of one server. They are apart because c-ares gives up all that is on its
 * way to a server when a connection to it ends. */
struct channel {
	struct lr_dns *dns;
	struct lr_dnsaddr addr;
	ares_channel ares; /* NULL: not needed yet */
	unsigned open;	   /* messages on their way */
};

struct letter {
	struct letter *next; /* free */
	struct channel *channel;
	void *message;
};

struct lr_dns {
	struct lr_dns_spec spec;
	struct lr_dnsaddr addr[LR_SERVERS_MAX];
	struct lr_dnsudp *udp;
	struct channel tcp[LR_SERVERS_MAX];
	unsigned tcp_open; /* messages on their way */
	struct letter *free_letters;
	/* sockets of c-ares */
	struct pollfd fd[SOCKETS_MAX];
	struct channel *owner[SOCKETS_MAX];
	unsigned n_fds;
	int64_t looked; /* at the clock */
	bool library;
};

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
	d->tcp_open--;
	l->next = d->free_letters;
	d->free_letters = l;
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
open_channel(struct lr_dns *d, struct channel *c)
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
		.udp_port = c->addr.port,
		.tcp_port = c->addr.port,
	};

	if (c->ares != NULL)
		return true;
	if (ares_init_options(&c->ares, &o,
		ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		    ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB) !=
	    ARES_SUCCESS) {
		c->ares = NULL;
		return false;
	}
	if (lr_ip_is4(&c->addr.ip)) {
		node.family = AF_INET;
		memcpy(&node.addr, c->addr.ip.b + 12, 4);
	} else {
		memcpy(&node.addr, c->addr.ip.b, 16);
	}
	return ares_set_servers_ports(c->ares, &node) == ARES_SUCCESS;
}

static void
send_tcp(struct lr_dns *d, struct channel *c, const unsigned char *p, size_t n,
    void *message)
{
	unsigned char text[LR_DNSMSG_QUESTION];
	struct letter *l = d->free_letters;

	if (l != NULL)
		d->free_letters = l->next;
	else
		l = malloc(sizeof(*l));
	if (l == NULL || n > sizeof(text) || !open_channel(d, c)) {
		free(l);
		d->spec.heard(d->spec.arg, message, LR_DNS_KILLED, NULL, 0);
		return;
	}
	*l = (struct letter){ .channel = c, .message = message };
	memcpy(text, p, n);
	while (getrandom(text, 2, 0) < 0)
		;
	c->open++;
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
	if (tcp)
		send_tcp(d, &d->tcp[i], p, n, message);
	else
		lr_dnsudp_send(d->udp, i, p, n, message);
}

void
lr_dns_flush(struct lr_dns *d)
{
	lr_dnsudp_flush(d->udp);
}

/* What is too late. c-ares looks at the clock only when it is called. */
static void
look_at_clock(struct lr_dns *d)
{
	int64_t now = lr_clock_ticks();
	unsigned i;

	if (now - d->looked < TICK)
		return;
	d->looked = now;
	lr_dnsudp_expire(d->udp, now);
	for (i = 0; i < d->spec.n_servers; i++)
		if (d->tcp[i].open > 0)
			ares_process_fd(
			    d->tcp[i].ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

/* Wait until there is something to read. */
static bool
wait(struct lr_dns *d, int fd, int ms, bool *ready)
{
	struct pollfd set[SOCKETS_MAX + 2 * LR_SERVERS_MAX + 1];
	int udp[2 * LR_SERVERS_MAX], got;
	unsigned n = d->n_fds, n_udp = lr_dnsudp_sockets(d->udp, udp), i;

	memcpy(set, d->fd, n * sizeof(set[0]));
	for (i = 0; i < n_udp; i++)
		set[n++] = (struct pollfd){ udp[i], POLLIN, 0 };
	set[n] = (struct pollfd){ fd, POLLIN, 0 };
	got = poll(set, n + (fd >= 0), ms);
	if (got < 0)
		return errno == EINTR;
	if (got > 0) {
		*ready = fd >= 0 && set[n].revents != 0;
		serve_tcp(d, set, n - n_udp);
	}
	return true;
}

enum lr_err
lr_dns_work(struct lr_dns *d, int fd, int ms, bool *ready)
{
	unsigned got;

	*ready = false;
	lr_dns_flush(d);
	got = lr_dnsudp_receive(d->udp, ms != 0);
	if (got > 0)
		ms = 0;
	else if (d->tcp_open + lr_dnsudp_flying(d->udp) > 0 &&
	    (ms < 0 || ms > TICK))
		ms = TICK;
	if (ms != 0 || fd >= 0 || d->n_fds > 0) {
		if (!wait(d, fd, ms, ready))
			return LR_EIO;
		if (got == 0)
			lr_dnsudp_receive(d->udp, false);
	}
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
	for (a = list; a != NULL && d->spec.n_servers < LR_SERVERS_MAX;
	     a = a->next) {
		addr = &d->addr[d->spec.n_servers++];
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
	return d->spec.n_servers > 0;
}

enum lr_err
lr_dns_open(
    struct lr_dns **out, const struct lr_dns_spec *spec, const char **why)
{
	struct lr_dns *d = calloc(1, sizeof(*d));
	unsigned i;
	bool ok;

	*out = NULL;
	*why = lr_err_text(LR_ENOMEM);
	if (d == NULL)
		return LR_ENOMEM;
	d->spec = *spec;
	d->spec.servers = d->addr;
	for (i = 0; i < spec->n_servers; i++)
		d->addr[i] = spec->servers[i];
	d->library = ok = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
	if (ok && spec->n_servers == 0)
		ok = find_system(d);
	for (i = 0; i < d->spec.n_servers; i++)
		d->tcp[i] = (struct channel){ .dns = d, .addr = d->addr[i] };
	if (!ok || lr_dnsudp_open(&d->udp, &d->spec) != LR_OK) {
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
	lr_dnsudp_close(d->udp);
	for (i = 0; i < d->spec.n_servers; i++)
		if (d->tcp[i].ares != NULL)
			ares_destroy(d->tcp[i].ares);
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
	return d->spec.n_servers;
}

const struct lr_dnsaddr *
lr_dns_server(const struct lr_dns *d, unsigned i)
{
	return &d->addr[i];
}
