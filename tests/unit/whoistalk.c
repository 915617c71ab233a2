#include "../fail.h"
#include "../tap.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "whoistalk.h"

static int epoll;

/* A listener at 127.0.0.x, of any port when *port is 0. */
static int
listener(unsigned x, unsigned *port, int backlog)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	a.sin_port = htons((uint16_t)*port);
	a.sin_addr.s_addr = htonl(0x7f000000 | x);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 ||
	    listen(fd, backlog) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) != 0) {
		printf("Bail out! listen\n");
		exit(1);
	}
	*port = ntohs(a.sin_port);
	return fd;
}

/* Connections until the next one has to wait: from now on it is silent. */
static void
fill(unsigned x, unsigned port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	struct pollfd p = { .events = POLLOUT };
	int i;

	a.sin_port = htons((uint16_t)port);
	a.sin_addr.s_addr = htonl(0x7f000000 | x);
	for (i = 0; i < 16; i++) {
		p.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (connect(p.fd, (struct sockaddr *)&a, sizeof(a)) != 0 &&
		    poll(&p, 1, 200) == 0)
			return;
	}
}

static enum lr_whoistalk_end
begin(struct lr_whoistalk *t, const struct lr_ip *ip, unsigned n, unsigned port)
{
	return lr_whoistalk_begin(t, epoll, 1, ip, n, port,
	    LR_SPAN("192.0.2.1\r\n"), lr_clock_ticks());
}

/* Until it ends; who connects to fd gets text when he has asked. */
static enum lr_whoistalk_end
run(struct lr_whoistalk *t, enum lr_whoistalk_end end, int fd, const char *text)
{
	struct pollfd p = { .fd = epoll, .events = POLLIN };
	struct epoll_event e[8];
	char line[64];
	int64_t ms;
	int peer = -1;

	while (end == LR_WHOISTALK_ON) {
		if (peer < 0)
			peer = accept(fd, NULL, NULL);
		if (peer >= 0 && text != NULL && t->connected &&
		    read(peer, line, sizeof(line)) == 11) {
			if (write(peer, text, strlen(text)) < 0)
				ok(false, "write");
			close(peer);
			text = NULL;
		}
		ms = lr_whoistalk_due(t) - lr_clock_ticks();
		poll(&p, 1, ms < 0 ? 0 : ms > 10 ? 10 : (int)ms);
		while (epoll_wait(epoll, e, 8, 0) > 0)
			;
		end = lr_whoistalk_work(t, lr_clock_ticks());
	}
	return end;
}

int
main(void)
{
	struct lr_ip ip[3] = { lr_ip_from4(0x7f000002), lr_ip_from4(0x7f000003),
		lr_ip_from4(0x7f000001) };
	unsigned port = 0;
	struct lr_whoistalk t;
	int good = listener(1, &port, 8), silent = listener(2, &port, 0);
	enum lr_whoistalk_end end;

	epoll = epoll_create1(0);
	lr_whoistalk_init(&t);
	fill(2, port);
	end = run(&t, begin(&t, ip, 3, port), good, "an answer\r\n");
	ok(end == LR_WHOISTALK_ANSWER,
	    "one silent, one closed, one that answers");
	is(t.in.p, t.in.n, "an answer\r\n", "its answer");
	ok(lr_ip_cmp(lr_whoistalk_peer(&t), &ip[2]) == 0, "it was the third");
	lr_whoistalk_end(&t);

	end = run(&t, begin(&t, ip + 1, 1, port), good, NULL);
	ok(end == LR_WHOISTALK_BROKEN && strcmp(t.why, "no connection") == 0,
	    "nobody there");
	end = begin(&t, ip, 1, port);
	ok(end == LR_WHOISTALK_ON &&
		lr_whoistalk_work(&t, lr_clock_ticks() + LR_WHOIS_CONNECT) ==
		    LR_WHOISTALK_BROKEN,
	    "no connection in time");
	end = begin(&t, ip + 2, 1, port);
	lr_whoistalk_end(&t);
	ok(end == LR_WHOISTALK_ON, "hung up");

	end = begin(&t, ip + 2, 1, port);
	while (end == LR_WHOISTALK_ON && !t.connected)
		end = lr_whoistalk_work(&t, lr_clock_ticks());
	end = lr_whoistalk_work(&t, lr_clock_ticks() + LR_WHOIS_TALK);
	ok(end == LR_WHOISTALK_BROKEN &&
		strcmp(t.why, "no answer in time") == 0,
	    "no answer in time");
	lr_whoistalk_free(&t);
	close(silent);
	close(good);
	return done();
}
