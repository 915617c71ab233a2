/*
 * dnsbad [LOG]: a DNS server on 127.0.0.1 that misbehaves. Prints its port
 * and runs until it is killed; every question goes to LOG as a line. What it
 * does with a question for the address a.b.C.d depends on C, see below; the
 * good answer is the name hA-B-C-D.example.com, which leads back.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum mode {
	GOOD,
	SILENT,
	SERVFAIL,
	WRONG_ID,
	TRUNCATED, /* over UDP; all of it over TCP */
	GARBAGE,
	HALF, /* a message cut short */
	SLOW, /* 300 ms */
	LAME, /* a referral to somebody else */
	NXDOMAIN,
	REFUSED,
	TCP_RESET,   /* truncated, and over TCP half of it */
	TWICE,	     /* SERVFAIL, good the second time */
	OTHER,	     /* the answer to another question */
	OTHER_OWNER, /* the records of another name */
	ROUND,	     /* a name that is compressed for ever */
	CNAME_ROUND,
	LOSSY,	    /* one of a hundred is lost */
	NO_FORWARD, /* a name, but silence when it is led back */
	MANY,	    /* twenty names */
	NOT_BACK,   /* a name that leads elsewhere */
	NODATA,
	TCP_DRIP, /* truncated, and over TCP nothing ever */
};

enum { QR = 0x80, AA = 4, TC = 2, PTR = 12, A = 1, CNAME = 5, NS = 2, SOA = 6 };

struct msg {
	unsigned char p[4096];
	size_t n;
};

struct late {
	struct late *next;
	struct sockaddr_in to;
	struct msg m;
	int64_t due;
};

static struct late *late;
static FILE *log_file;

static int64_t
ticks(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
put(struct msg *m, const void *p, size_t n)
{
	if (m->n + n > sizeof(m->p))
		abort();
	memcpy(m->p + m->n, p, n);
	m->n += n;
}

static void
put16(struct msg *m, unsigned v)
{
	unsigned char b[2] = { (unsigned char)(v >> 8), (unsigned char)v };

	put(m, b, 2);
}

static void
put_name(struct msg *m, const char *name)
{
	unsigned char len;

	while (*name != '\0') {
		len = (unsigned char)strcspn(name, ".");
		put(m, &len, 1);
		put(m, name, len);
		name += len;
		name += *name == '.';
	}
	put(m, "", 1);
}

/* Owner: the question. */
static void
put_record(struct msg *m, unsigned type, const char *target)
{
	struct msg data = { .n = 0 };

	put_name(&data, target);
	put(m, "\xc0\x0c", 2);
	put16(m, type);
	put16(m, 1);
	put(m, "\0\0\0\x3c", 4);
	put16(m, (unsigned)data.n);
	put(m, data.p, data.n);
}

static void
put_address(struct msg *m, const unsigned char ip[4])
{
	put(m, "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4", 12);
	put(m, ip, 4);
}

/* The question as text, its type; false: none. */
static bool
question(const struct msg *q, char *name, unsigned *type, size_t *end)
{
	size_t at = 12, used = 0, len;

	while (at < q->n && (len = q->p[at]) != 0) {
		if (len > 63 || at + len >= q->n || used + len > 250)
			return false;
		memcpy(name + used, q->p + at + 1, len);
		used += len;
		name[used++] = '.';
		at += len + 1;
	}
	if (at + 5 > q->n || used == 0)
		return false;
	name[used - 1] = '\0';
	*type = (unsigned)q->p[at + 1] << 8 | q->p[at + 2];
	*end = at + 5;
	return true;
}

static bool
number(const char **s, unsigned char *v)
{
	unsigned n = 0;
	const char *p = *s;

	for (; *p >= '0' && *p <= '9' && n <= 255; p++)
		n = n * 10 + (unsigned)(*p - '0');
	if (p == *s || n > 255)
		return false;
	*v = (unsigned char)n;
	*s = *p == '\0' ? p : p + 1;
	return true;
}

static bool
four(const char *s, unsigned char v[4])
{
	int i;

	for (i = 0; i < 4; i++)
		if (!number(&s, &v[i]))
			return false;
	return true;
}

/* The address that a question is about: d.c.b.a.in-addr.arpa, or the good
 * name hA-B-C-D.example.com. */
static bool
about(const char *name, unsigned char ip[4])
{
	unsigned char r[4];

	if (name[0] == 'h')
		return four(name + 1, ip);
	if (!four(name, r))
		return false;
	ip[0] = r[3], ip[1] = r[2], ip[2] = r[1], ip[3] = r[0];
	return true;
}

static void
good(struct msg *m, unsigned type, const unsigned char ip[4])
{
	char name[64];

	m->p[7] = 1;
	if (type == A) {
		put_address(m, ip);
		return;
	}
	snprintf(name, sizeof(name), "h%u-%u-%u-%u.Example.COM", ip[0], ip[1],
	    ip[2], ip[3]);
	put_record(m, PTR, name);
}

static void
many(struct msg *m, const unsigned char ip[4])
{
	char name[64];
	int i;

	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "z%02d.example.net", i);
		put_record(m, PTR, name);
	}
	good(m, PTR, ip);
	m->p[7] = 21;
}

/* Modes that answer something wrong but well-formed. */
static void
odd(struct msg *m, enum mode mode, unsigned type, const unsigned char ip[4])
{
	static unsigned char seen[256];
	unsigned char elsewhere[4] = { 8, 8, 8, 9 };

	switch (mode) {
	case TWICE:
		if (type == PTR && seen[ip[3]]++ == 0)
			m->p[3] |= 2;
		else
			good(m, type, ip);
		break;
	case LAME:
		m->p[2] &= (unsigned char)~AA;
		put_record(m, NS, "ns.example.net");
		m->p[9] = 1;
		break;
	case CNAME_ROUND:
		put(m, "\xc0\x0c\0\5\0\1\0\0\0\x3c\0\2\xc0\x0c", 14);
		m->p[7] = 1;
		break;
	case ROUND: /* the name's pointer points at itself */
		put(m, "\xc0\x0c\0\x0c\0\1\0\0\0\x3c\0\4\1a", 14);
		put16(m, 0xc000 | (unsigned)(m->n - 2));
		m->p[7] = 1;
		break;
	case OTHER_OWNER:
		put_name(m, "1.2.3.4.in-addr.arpa");
		put(m, "\0\x0c\0\1\0\0\0\x3c\0\5\3bad\0", 15);
		m->p[7] = 1;
		break;
	case NOT_BACK:
		if (type == A) {
			put_address(m, elsewhere);
			m->p[7] = 1;
		} else {
			good(m, type, ip);
		}
		break;
	case MANY:
		if (type == A)
			good(m, A, ip);
		else
			many(m, ip);
		break;
	case NXDOMAIN:
		m->p[3] |= 3;
		break;
	case SERVFAIL:
	case REFUSED:
		m->p[3] |= mode == SERVFAIL ? 2 : 5;
		break;
	default: /* NODATA */
		break;
	}
}

/* The answer to q; false: there is none. */
static bool
answer(const struct msg *q, struct msg *m, bool tcp, int64_t *delay)
{
	static unsigned long lossy;
	unsigned char ip[4];
	char name[256];
	unsigned type;
	size_t end;
	enum mode mode;

	if (q->n < 12 || !question(q, name, &type, &end))
		return false;
	if (log_file != NULL) {
		fprintf(
		    log_file, "%s %u %s\n", name, type, tcp ? "tcp" : "udp");
		fflush(log_file);
	}
	memcpy(m->p, q->p, end);
	m->n = end;
	memcpy(m->p + 2, "\x84\0\0\1\0\0\0\0\0\0", 10);
	if (!about(name, ip)) { /* zNN.example.net and such */
		m->p[3] |= 3;
		return true;
	}
	mode = (enum mode)ip[2];
	switch (mode) {
	case SILENT:
		return false;
	case LOSSY:
		if (++lossy % 100 == 1)
			return false;
		break;
	case NO_FORWARD:
		if (type == A)
			return false;
		break;
	case SLOW:
		*delay = 300;
		break;
	case TRUNCATED:
	case TCP_RESET:
	case TCP_DRIP:
		if (!tcp) {
			m->p[2] |= TC;
			return true;
		}
		if (mode == TCP_DRIP)
			return false;
		break;
	case GOOD:
	case WRONG_ID:
	case GARBAGE:
	case HALF:
	case OTHER:
		break;
	default:
		odd(m, mode, type, ip);
		return true;
	}
	good(m, type, ip);
	if (mode == WRONG_ID)
		m->p[0] ^= 0x55;
	if (mode == OTHER)
		m->p[13] ^= 1;
	if (mode == GARBAGE)
		memset(m->p + 2, 0xc7, m->n - 2);
	if (mode == HALF || mode == TCP_RESET)
		m->n = m->n * 3 / 4;
	return true;
}

static void
serve_udp(int fd)
{
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	struct msg q, m;
	struct late *l;
	int64_t delay = 0;
	ssize_t n =
	    recvfrom(fd, q.p, sizeof(q.p), 0, (struct sockaddr *)&from, &len);

	if (n < 0)
		return;
	q.n = (size_t)n;
	if (!answer(&q, &m, false, &delay))
		return;
	if (delay == 0) {
		sendto(fd, m.p, m.n, 0, (struct sockaddr *)&from, len);
		return;
	}
	if ((l = malloc(sizeof(*l))) == NULL)
		return;
	*l = (struct late){ late, from, m, ticks() + delay };
	late = l;
}

static void
serve_late(int fd)
{
	struct late **p = &late, *l;

	while ((l = *p) != NULL) {
		if (ticks() < l->due) {
			p = &l->next;
			continue;
		}
		sendto(fd, l->m.p, l->m.n, 0, (struct sockaddr *)&l->to,
		    sizeof(l->to));
		*p = l->next;
		free(l);
	}
}

/* Questions of one connection until there is nothing more at once. */
static void
serve_tcp(int listener)
{
	const struct timeval patience = { .tv_usec = 200000 };
	unsigned char len[2];
	struct msg q, m, out;
	int64_t delay = 0;
	int fd = accept(listener, NULL, NULL);

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	while (recv(fd, len, 2, MSG_WAITALL) == 2) {
		q.n = (size_t)len[0] << 8 | len[1];
		if (q.n > sizeof(q.p) ||
		    recv(fd, q.p, q.n, MSG_WAITALL) != (ssize_t)q.n)
			break;
		if (!answer(&q, &m, true, &delay))
			continue;
		out.n = 0;
		put16(&out, (unsigned)m.n);
		put(&out, m.p, m.n);
		if (send(fd, out.p, out.n, MSG_NOSIGNAL) < 0)
			break;
	}
	close(fd);
}

/* Both on one port. */
static bool
listen_on(int *udp, int *tcp, uint16_t *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int i;

	for (i = 0; i < 100; i++) {
		a.sin_port = 0;
		a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		*udp = socket(AF_INET, SOCK_DGRAM, 0);
		*tcp = socket(AF_INET, SOCK_STREAM, 0);
		if (bind(*udp, (struct sockaddr *)&a, sizeof(a)) == 0 &&
		    getsockname(*udp, (struct sockaddr *)&a, &len) == 0 &&
		    bind(*tcp, (struct sockaddr *)&a, sizeof(a)) == 0 &&
		    listen(*tcp, 16) == 0) {
			*port = ntohs(a.sin_port);
			return true;
		}
		close(*udp);
		close(*tcp);
	}
	return false;
}

int
main(int argc, char *argv[])
{
	struct pollfd fd[2];
	uint16_t port;
	int udp, tcp;

	if (argc > 1 && (log_file = fopen(argv[1], "a")) == NULL)
		return 1;
	if (!listen_on(&udp, &tcp, &port))
		return 1;
	printf("%u\n", (unsigned)port);
	fflush(stdout);
	fd[0] = (struct pollfd){ .fd = udp, .events = POLLIN };
	fd[1] = (struct pollfd){ .fd = tcp, .events = POLLIN };
	for (;;) {
		if (poll(fd, 2, late == NULL ? -1 : 10) < 0)
			return 1;
		if (fd[0].revents != 0)
			serve_udp(udp);
		if (fd[1].revents != 0)
			serve_tcp(tcp);
		serve_late(udp);
	}
}
