#include "whoistalk.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	NEXT = 250, /* ms until the next address is tried as well */
	READ = 16384
};

void
lr_whoistalk_init(struct lr_whoistalk *t)
{
	memset(t, 0, sizeof(*t));
	lr_buf_init(&t->in, LR_WHOIS_ANSWER_MAX);
}

void
lr_whoistalk_free(struct lr_whoistalk *t)
{
	lr_whoistalk_end(t);
	lr_buf_free(&t->in);
}

static void
hang_up(struct lr_whoistalk *t, unsigned i)
{
	if (t->fd[i] >= 0)
		close(t->fd[i]);
	t->fd[i] = -1;
}

void
lr_whoistalk_end(struct lr_whoistalk *t)
{
	unsigned i;

	for (i = 0; i < t->tried; i++)
		hang_up(t, i);
	t->tried = t->n = 0;
}

static enum lr_whoistalk_end
broken(struct lr_whoistalk *t, const char *why)
{
	t->why = why;
	lr_whoistalk_end(t);
	return LR_WHOISTALK_BROKEN;
}

/* ---- connecting */

static bool
connect_to(int fd, const struct lr_ip *ip, unsigned port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	int result;

	if (lr_ip_is4(ip)) {
		v4.sin_port = htons((uint16_t)port);
		v4.sin_addr.s_addr = htonl(lr_ip_v4(ip));
		result = connect(fd, (struct sockaddr *)&v4, sizeof(v4));
	} else {
		v6.sin6_port = htons((uint16_t)port);
		memcpy(&v6.sin6_addr, ip->b, 16);
		result = connect(fd, (struct sockaddr *)&v6, sizeof(v6));
	}
	return result == 0 || errno == EINPROGRESS;
}

/* Call the next address. */
static void
call(struct lr_whoistalk *t, int64_t now)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET,
		.data.u64 = t->tag };
	unsigned i = t->tried++;

	t->next = now + NEXT;
	t->fd[i] = socket(lr_ip_is4(&t->ip[i]) ? AF_INET : AF_INET6,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (t->fd[i] < 0)
		return;
	if (!connect_to(t->fd[i], &t->ip[i], t->port) ||
	    epoll_ctl(t->epoll, EPOLL_CTL_ADD, t->fd[i], &e) != 0)
		hang_up(t, i);
}

/* 1: connected, 0: not yet, -1: no. */
static int
is_connected(int fd)
{
	struct sockaddr_storage peer;
	socklen_t n = sizeof(int), len = sizeof(peer);
	int e = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) != 0 || e != 0)
		return -1;
	return getpeername(fd, (struct sockaddr *)&peer, &len) == 0;
}

static void
look_for_winner(struct lr_whoistalk *t)
{
	unsigned i, k;
	int is;

	for (i = 0; i < t->tried && !t->connected; i++) {
		if (t->fd[i] < 0 || (is = is_connected(t->fd[i])) == 0)
			continue;
		if (is < 0) {
			hang_up(t, i);
			continue;
		}
		t->connected = true;
		t->won = i;
		for (k = 0; k < t->tried; k++)
			if (k != i)
				hang_up(t, k);
	}
}

static bool
is_calling(const struct lr_whoistalk *t)
{
	unsigned i;

	for (i = 0; i < t->tried; i++)
		if (t->fd[i] >= 0)
			return true;
	return false;
}

static enum lr_whoistalk_end
connecting(struct lr_whoistalk *t, int64_t now)
{
	look_for_winner(t);
	while (!t->connected && t->tried < t->n &&
	    (now >= t->next || !is_calling(t)))
		call(t, now);
	if (t->connected || is_calling(t))
		return LR_WHOISTALK_ON;
	return broken(t, "no connection");
}

/* ---- talking */

static bool
is_over(const struct lr_whoistalk *t)
{
	/* those that keep the connection for another question */
	return t->rwhois &&
	    (lr_span_ends(lr_buf_span(&t->in), LR_SPAN("\n%ok\r\n")) ||
		lr_span_ends(lr_buf_span(&t->in), LR_SPAN("\n%ok\n")));
}

static enum lr_whoistalk_end
receive(struct lr_whoistalk *t, int fd)
{
	ssize_t n;
	char *p;

	for (;;) {
		p = lr_buf_room(&t->in, READ);
		if (p == NULL)
			return broken(t,
			    t->in.err == LR_ETOOLONG ? "an answer without end"
						     : "no memory");
		n = recv(fd, p, READ, 0);
		if (n > 0)
			t->in.n += (size_t)n;
		if (n == 0 || (n > 0 && is_over(t)))
			return LR_WHOISTALK_ANSWER;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK
			    ? LR_WHOISTALK_ON
			    : broken(t, "connection reset");
	}
}

static enum lr_whoistalk_end
talking(struct lr_whoistalk *t)
{
	int fd = t->fd[t->won];
	ssize_t n;

	while (t->sent < t->n_ask) {
		n = send(
		    fd, t->ask + t->sent, t->n_ask - t->sent, MSG_NOSIGNAL);
		if (n >= 0) {
			t->sent += (size_t)n;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return LR_WHOISTALK_ON;
		/* it may have said why before it closed */
		break;
	}
	return receive(t, fd);
}

enum lr_whoistalk_end
lr_whoistalk_begin(struct lr_whoistalk *t, int epoll, uint64_t tag,
    const struct lr_ip *ip, unsigned n, unsigned port, struct lr_span ask,
    int64_t now)
{
	lr_buf_clear(&t->in);
	t->why = NULL;
	t->epoll = epoll;
	t->tag = tag;
	t->n = n;
	memcpy(t->ip, ip, n * sizeof(*ip));
	t->port = port;
	t->tried = t->won = 0;
	t->connected = false;
	t->due = now + LR_WHOIS_CONNECT;
	t->over = now + LR_WHOIS_TALK;
	t->sent = 0;
	t->n_ask = ask.n;
	memcpy(t->ask, ask.p, ask.n);
	t->next = now;
	return connecting(t, now);
}

enum lr_whoistalk_end
lr_whoistalk_work(struct lr_whoistalk *t, int64_t now)
{
	enum lr_whoistalk_end end;

	if (!t->connected) {
		if ((end = connecting(t, now)) != LR_WHOISTALK_ON)
			return end;
		if (!t->connected)
			return now >= t->due ? broken(t, "no connection")
					     : LR_WHOISTALK_ON;
		t->due = t->over;
	}
	end = talking(t);
	if (end == LR_WHOISTALK_ON && now >= t->due)
		return broken(t, "no answer in time");
	return end;
}

int64_t
lr_whoistalk_due(const struct lr_whoistalk *t)
{
	return !t->connected && t->tried < t->n && t->next < t->due ? t->next
								    : t->due;
}

const struct lr_ip *
lr_whoistalk_peer(const struct lr_whoistalk *t)
{
	return &t->ip[t->won];
}
