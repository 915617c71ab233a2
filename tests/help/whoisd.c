/*
 * whoisd FILE: a small whois server on 127.0.0.1. Prints its port, and at
 * SIGTERM what it was asked: count<TAB>question, IPv4 addresses as their /24.
 *
 * FILE has answers, each below a line "@ KEY<TAB>MODE<TAB>N". The last word of
 * KEY is a prefix, a range or a handle; words before it, if any, are those of
 * the question before its address. The first answer that fits is given. In it
 * {ip} is the address, {net} the /24 or /48 around it. Modes:
 *
 *	drip	byte by byte, N ms apart
 *	half	half of it, then a reset
 *	reset close silent endless
 *	first	N times; then the next answer that fits
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ascii.h"
#include "buf.h"
#include "clock.h"
#include "map.h"
#include "num.h"
#include "prefix.h"

enum { FDS = 4096, EVENTS = 256, LINE = 512 };

struct answer {
	struct lr_span form, key, mode, text;
	struct lr_range range;
	bool is_range;
	unsigned n;
};

struct conn {
	bool open, asked;
	size_t n, sent;
	const struct answer *a;
	int64_t next; /* drip */
	char line[LINE];
	struct lr_buf out;
};

static struct answer answers[1024], none;
static unsigned n_answers;
static struct conn conns[FDS];
static struct lr_map asked;
static unsigned long *times;
static uint32_t times_cap;
static int epoll;
static volatile sig_atomic_t over;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
on_term(int sig)
{
	over = sig;
}

/* ---- the file */

static struct lr_buf file;

static void
read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n;
	char *p;

	lr_buf_init(&file, 64u << 20);
	if (f == NULL)
		die(path);
	do {
		if ((p = lr_buf_room(&file, 65536)) == NULL)
			die("no memory");
		n = fread(p, 1, 65536, f);
		file.n += n;
	} while (n > 0);
	fclose(f);
}

static void
header(struct answer *a, struct lr_span s)
{
	struct lr_span key = lr_span_cut(&s, '\t');
	uint64_t n = 0;
	size_t i;

	for (i = key.n; i > 0 && key.p[i - 1] != ' '; i--)
		;
	a->key = lr_span_sub(key, i, key.n);
	a->form = lr_span_trim(lr_span_sub(key, 0, i));
	a->is_range = lr_range_parse(a->key, &a->range);
	a->mode = lr_span_cut(&s, '\t');
	lr_num_u64(s, 1000000, &n);
	a->n = (unsigned)n;
}

static void
parse(void)
{
	struct lr_span rest = lr_buf_span(&file), line;
	struct answer *a = NULL;

	while (rest.p != NULL) {
		line = lr_span_cut(&rest, '\n');
		if (lr_span_starts(line, LR_SPAN("@ "))) {
			if (n_answers == sizeof(answers) / sizeof(answers[0]))
				die("too many answers");
			a = &answers[n_answers++];
			header(a, lr_span_sub(line, 2, line.n));
			a->text = lr_span(rest.p, 0);
		} else if (a != NULL && rest.p != NULL) {
			a->text.n = (size_t)(rest.p - a->text.p);
		}
	}
}

/* ---- questions */

static void
count(struct lr_span form, struct lr_span what)
{
	char key[LINE + 64];
	uint32_t id;
	bool added;
	int n;

	n = snprintf(key, sizeof(key), "%.*s%s%.*s", (int)form.n,
	    form.n > 0 ? form.p : "", form.n > 0 ? " " : "", (int)what.n,
	    what.p);
	if (lr_map_add(&asked, lr_span(key, (size_t)n), &id, &added) != LR_OK)
		die("count");
	if (id >= times_cap) {
		times_cap = times_cap == 0 ? 1024 : times_cap * 2;
		times = realloc(times, times_cap * sizeof(*times));
		if (times == NULL)
			die("count");
	}
	if (added)
		times[id] = 0;
	times[id]++;
}

static bool
fits(struct answer *a, struct lr_span form, struct lr_span what,
    const struct lr_ip *ip)
{
	if (a->form.n > 0 && !lr_span_eq(a->form, form))
		return false;
	if (ip != NULL ? !a->is_range || !lr_range_holds(&a->range, ip)
		       : !lr_ascii_eq(a->key, what))
		return false;
	if (lr_span_eq(a->mode, LR_SPAN("first"))) {
		if (a->n == 0)
			return false;
		a->n--;
	}
	return true;
}

static void
fill_in(struct lr_buf *out, struct lr_span text, struct lr_span ip_text,
    struct lr_span net)
{
	size_t i;

	while (text.n > 0) {
		i = lr_span_find(text, '{');
		lr_buf_put(out, lr_span_sub(text, 0, i));
		text = lr_span_sub(text, i, text.n);
		if (lr_span_starts(text, LR_SPAN("{ip}"))) {
			lr_buf_put(out, ip_text);
			text = lr_span_sub(text, 4, text.n);
		} else if (lr_span_starts(text, LR_SPAN("{net}"))) {
			lr_buf_put(out, net);
			text = lr_span_sub(text, 5, text.n);
		} else if (text.n > 0) {
			lr_buf_putc(out, *text.p);
			text = lr_span_sub(text, 1, text.n);
		}
	}
}

static void
answer(struct conn *c, struct lr_span line)
{
	char net[LR_RANGE_TEXT];
	struct lr_span form, what;
	struct lr_range range;
	struct lr_ip ip;
	bool is_ip;
	unsigned k;
	size_t i;

	for (i = line.n; i > 0 && line.p[i - 1] != ' '; i--)
		;
	form = lr_span_trim(lr_span_sub(line, 0, i));
	what = lr_span_sub(line, i, line.n);
	if (lr_span_ends(what, LR_SPAN("/e")))
		what.n -= 2;
	c->a = &none;
	is_ip = lr_ip_parse(what, &ip);
	for (k = 0; k < n_answers && c->a == &none; k++)
		if (fits(&answers[k], form, what, is_ip ? &ip : NULL))
			c->a = &answers[k];
	i = 0;
	if (is_ip) {
		range = lr_range_around(&ip, lr_ip_is4(&ip) ? 24 : 48);
		i = lr_range_put(&range, net);
	}
	count(form, is_ip && lr_ip_is4(&ip) ? lr_span(net, i) : what);
	fill_in(&c->out, c->a->text, what, lr_span(net, i));
}

/* ---- connections */

static bool
is(const struct conn *c, const char *mode)
{
	return lr_span_eq(c->a->mode, lr_span_str(mode));
}

static void
hang_up(int fd, bool reset)
{
	struct linger l = { .l_onoff = 1 };

	if (reset)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	close(fd);
	conns[fd].open = false;
	if (conns[fd].out.cap > 65536)
		lr_buf_free(&conns[fd].out);
}

static void
say(int fd)
{
	struct conn *c = &conns[fd];
	struct lr_span s = lr_buf_span(&c->out);
	size_t end = is(c, "half") ? s.n / 2 : s.n;
	int64_t now;
	ssize_t n;

	if (is(c, "silent"))
		return;
	if (is(c, "reset") || is(c, "close")) {
		hang_up(fd, is(c, "reset"));
		return;
	}
	if (is(c, "drip")) {
		if ((now = lr_clock_ticks()) < c->next)
			return;
		c->next = now + c->a->n;
		end = c->sent < s.n ? c->sent + 1 : s.n;
	}
	while (c->sent < end) {
		n = send(fd, s.p + c->sent, end - c->sent, MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0) {
			hang_up(fd, true);
			return;
		}
		c->sent += (size_t)n;
		if (is(c, "endless") && c->sent == end)
			c->sent = 0;
	}
	if (c->sent == s.n || is(c, "half"))
		hang_up(fd, is(c, "half"));
}

static void
hear(int fd)
{
	struct conn *c = &conns[fd];
	ssize_t n;
	char *end;

	while (!c->asked) {
		n = recv(fd, c->line + c->n, sizeof(c->line) - c->n, 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			hang_up(fd, false);
			return;
		}
		c->n += (size_t)n;
		end = memchr(c->line, '\n', c->n);
		if (end == NULL && c->n < sizeof(c->line))
			continue;
		n = end == NULL ? (ssize_t)c->n : end - c->line;
		while (n > 0 && c->line[n - 1] == '\r')
			n--;
		answer(c, lr_span(c->line, (size_t)n));
		c->asked = true;
	}
	say(fd);
}

static void
take(int listener)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
	struct conn *c;
	int fd;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		if (fd >= FDS) {
			close(fd);
			continue;
		}
		fcntl(fd, F_SETFL, O_NONBLOCK);
		c = &conns[fd];
		if (c->out.max == 0)
			lr_buf_init(&c->out, 16u << 20);
		lr_buf_clear(&c->out);
		c->open = true;
		c->asked = false;
		c->n = c->sent = 0;
		c->next = 0;
		e.data.fd = fd;
		epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
	}
}

static int
listen_here(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event e = { .events = EPOLLIN };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 1024) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		die("listen");
	e.data.fd = fd;
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
	printf("%u\n", (unsigned)ntohs(a.sin_port));
	fflush(stdout);
	return fd;
}

/* Of those that drip; ms until the next byte. */
static int
drip(void)
{
	int fd, ms = -1;

	for (fd = 0; fd < FDS; fd++)
		if (conns[fd].open && conns[fd].asked &&
		    is(&conns[fd], "drip")) {
			say(fd);
			ms = 1;
		}
	return ms;
}

int
main(int argc, char *argv[])
{
	struct epoll_event e[EVENTS];
	int listener, i, n;
	uint32_t k;

	if (argc != 2)
		return 2;
	read_file(argv[1]);
	parse();
	none.text = LR_SPAN("% no match\r\n");
	lr_map_init(&asked, 64u << 20);
	signal(SIGTERM, on_term);
	epoll = epoll_create1(0);
	listener = listen_here();
	while (!over) {
		n = epoll_wait(epoll, e, EVENTS, drip());
		for (i = 0; i < n; i++) {
			if (e[i].data.fd == listener)
				take(listener);
			else if (!conns[e[i].data.fd].open)
				continue;
			else if (conns[e[i].data.fd].asked)
				say(e[i].data.fd);
			else
				hear(e[i].data.fd);
		}
	}
	for (k = 0; k < asked.n; k++)
		printf("%lu\t%.*s\n", times[k], (int)asked.key[k].n,
		    asked.key[k].p);
	lr_map_free(&asked);
	lr_buf_free(&file);
	return 0;
}
