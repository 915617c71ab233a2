#include "../tap.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../fail.h"
#include "clock.h"
#include "dnsudp.h"

enum { MESSAGE = 16, TAG = 12, CROWD = 150 };

/* A message is a number, a header and its tag; a reply repeats the tag. */
static int fd;
static struct lr_dnsaddr where;
static struct lr_dnsudp *udp;
static struct {
	unsigned replies, timeouts, killed, last;
	bool send_again;
} seen;

static struct got {
	unsigned char p[MESSAGE];
	struct sockaddr_in from;
} got[CROWD];

static bool
ours(void *arg, void *message, const unsigned char *p, size_t n)
{
	return n > TAG && p[TAG] == *(unsigned char *)message;
}

static void
send_tag(unsigned char *tag)
{
	unsigned char p[MESSAGE] = { 0 };

	p[TAG] = *tag;
	lr_dnsudp_send(udp, 0, p, sizeof(p), tag);
}

static void
heard(void *arg, void *message, enum lr_dns_end end, const unsigned char *p,
    size_t n)
{
	seen.replies += end == LR_DNS_REPLY;
	seen.timeouts += end == LR_DNS_TIMEOUT;
	seen.killed += end == LR_DNS_KILLED;
	seen.last = *(unsigned char *)message;
	if (seen.send_again && end != LR_DNS_KILLED)
		send_tag(message);
}

static enum lr_err
start(const struct lr_dnsaddr *addr)
{
	struct lr_dns_spec spec = { .servers = addr,
		.n_servers = 1,
		.timeout = 1000,
		.ours = ours,
		.heard = heard };

	memset(&seen, 0, sizeof(seen));
	return lr_dnsudp_open(&udp, &spec);
}

static bool
readable(int s)
{
	struct pollfd p = { .fd = s, .events = POLLIN };

	return poll(&p, 1, 10000) == 1;
}

/* What the server gets of n. */
static unsigned
take(unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		socklen_t len = sizeof(got[i].from);

		if (!readable(fd) ||
		    recvfrom(fd, got[i].p, MESSAGE, MSG_DONTWAIT,
			(struct sockaddr *)&got[i].from, &len) != MESSAGE)
			break;
	}
	return i;
}

static void
reply(unsigned i, size_t n)
{
	sendto(fd, got[i].p, n, 0, (struct sockaddr *)&got[i].from,
	    sizeof(got[i].from));
}

/* n datagrams, replies or not. */
static bool
receive(unsigned n, bool patient)
{
	int s[2];
	unsigned had = 0;

	while (had < n && lr_dnsudp_sockets(udp, s) > 0 && readable(s[0]))
		had += lr_dnsudp_receive(udp, patient);
	return had == n;
}

static void
matching(void)
{
	static unsigned char a = 'a', b = 'b';

	start(&where);
	send_tag(&a);
	send_tag(&b);
	lr_dnsudp_flush(udp);
	ok(lr_dnsudp_flying(udp) == 2 && take(2) == 2, "two messages");
	ok(memcmp(got[0].p, got[1].p, 2) != 0, "with numbers of their own");
	reply(1, MESSAGE);
	ok(receive(1, false) && seen.replies == 1 && seen.last == 'b',
	    "in whatever order replies come");
	reply(1, MESSAGE);
	ok(receive(1, false) && seen.replies == 1, "each once");
	got[0].p[0] ^= 1;
	reply(0, MESSAGE);
	got[0].p[0] ^= 1;
	got[0].p[TAG] ^= 1;
	reply(0, MESSAGE);
	got[0].p[TAG] ^= 1;
	reply(0, 11);
	reply(0, 0);
	ok(receive(4, false) && seen.replies == 1 && lr_dnsudp_flying(udp) == 1,
	    "what is no reply of ours is passed over");
	reply(0, MESSAGE);
	ok(receive(1, false) && seen.last == 'a' && lr_dnsudp_flying(udp) == 0,
	    "the real one still counts");
	lr_dnsudp_close(udp);
}

static void
endings(void)
{
	static unsigned char a = 'a';
	struct lr_dnsaddr closed = where;
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	int other = socket(AF_INET, SOCK_DGRAM, 0), i;

	start(&where);
	send_tag(&a);
	lr_dnsudp_flush(udp);
	take(1);
	lr_dnsudp_expire(udp, lr_clock_ticks());
	ok(seen.timeouts == 0, "in time");
	lr_dnsudp_expire(udp, lr_clock_ticks() + 1000);
	ok(seen.timeouts == 1 && lr_dnsudp_flying(udp) == 0, "over time");
	send_tag(&a);
	lr_dnsudp_close(udp);
	ok(seen.killed == 1, "closed before it was sent");

	/* a port where nobody listens */
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bind(other, (struct sockaddr *)&addr, len);
	getsockname(other, (struct sockaddr *)&addr, &len);
	close(other);
	closed.port = ntohs(addr.sin_port);
	start(&closed);
	for (i = 0; i < 3; i++)
		send_tag(&a);
	lr_dnsudp_flush(udp);
	for (i = 0; i < 100 && seen.killed == 0; i++) {
		poll(NULL, 0, i);
		lr_dnsudp_receive(udp, false);
		lr_dnsudp_expire(udp, lr_clock_ticks());
	}
	ok(seen.killed == 3, "nobody listens: all come back");
	lr_dnsudp_close(udp);
	lr_dnsudp_close(NULL);
}

/* All tags there and back. The port that they came from, 0: not all came. */
static in_port_t
round_trip(unsigned char tag[CROWD])
{
	unsigned i, n;

	for (i = 0; i < CROWD; i++)
		send_tag(&tag[i]);
	lr_dnsudp_flush(udp);
	n = take(CROWD);
	for (i = 0; i < n; i++)
		reply(i, MESSAGE);
	seen.replies = 0;
	(void)receive(n, true);
	return seen.replies == CROWD ? got[CROWD - 1].from.sin_port : 0;
}

static void
crowds(void)
{
	static unsigned char tag[CROWD];
	in_port_t port, last;
	unsigned ports = 1, i;

	for (i = 0; i < CROWD; i++)
		tag[i] = (unsigned char)i;
	start(&where);
	last = round_trip(tag);
	ok(last != 0, "more than one system call takes");
	for (i = 0; i < 300; i++) {
		if ((port = round_trip(tag)) == 0)
			break;
		ports += port != last;
		last = port;
	}
	ok(i == 300 && ports == 3, "45000 messages, none lost, of 3 ports");

	seen.send_again = true;
	round_trip(tag);
	seen.send_again = false;
	ok(lr_dnsudp_flying(udp) == CROWD, "sent from within");
	lr_dnsudp_expire(udp, lr_clock_ticks() + 1000);
	ok(seen.timeouts == CROWD && lr_dnsudp_flying(udp) == 0, "and lost");
	lr_dnsudp_close(udp);
}

static void
no_memory(void)
{
	static unsigned char a = 'a';
	unsigned long i, used;
	enum lr_err err;

	for (i = 1; i < 20; i++) {
		fail_from(FAIL_ALLOC, i);
		err = start(&where);
		if (err == LR_OK)
			send_tag(&a);
		used = fail_from(FAIL_ALLOC, 0);
		if (err == LR_OK && used >= i &&
		    (seen.killed != 1 || lr_dnsudp_flying(udp) != 0))
			break;
		lr_dnsudp_close(udp);
		if (used < i)
			break;
	}
	ok(i > 2 && used < i, "no memory: it comes back");
}

int
main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int size = 1 << 20;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		return 1;
	where.ip = lr_ip_from4(INADDR_LOOPBACK);
	where.port = ntohs(a.sin_port);
	matching();
	endings();
	crowds();
	no_memory();
	return done();
}
