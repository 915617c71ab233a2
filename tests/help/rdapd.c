/*
 * rdapd [FILE]: a small HTTP server on 127.0.0.1 that answers as RDAP servers
 * do, good and bad ones. Prints its port. GET /counts tells how often each
 * network was asked about, as it does on standard output at SIGTERM.
 *
 * FILE has lines of WHERE<TAB>MODE<TAB>ARGUMENT..., WHERE being a range or
 * prefix, or a path. The first that fits an address counts; an address of no
 * line lies in a /24 or /48 of "Example A.B.C". @ in an argument is the URL of
 * this server, without a last slash.
 *
 *	net NAME HOLDER COUNTRY	a network, of that organisation
 *	person NAME		a network, of that person
 *	limit CODE RETRY TIMES	so often CODE with "Retry-After: RETRY" ("-":
 *				without), then a network
 *	redirect URL		the rest of the path behind it
 *	chain N			N redirects, then a network
 *	circle html cut deep endless reset silent
 *	big BYTES		a body that long
 *	drip MS			a byte each MS milliseconds
 *	status CODE
 *	raw TEXT		as it is; \r \n \t \\ \xNN are known
 *	echo			the request
 *	with HEADER TEXT	TEXT as a body where the request has that
 *				line, else 401
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ascii.h"
#include "buf.h"
#include "clock.h"
#include "file.h"
#include "map.h"
#include "num.h"
#include "prefix.h"

enum { FDS = 4096, REQUEST = 8192, ARGS = 3, EVENTS = 256, AHEAD = 65536 };

struct row {
	struct lr_range range;
	struct lr_span path; /* instead of a range */
	struct lr_span mode;
	struct lr_span arg[ARGS];
	unsigned long done; /* answers that "limit" has given */
};

struct conn {
	bool open, close, endless, writing;
	unsigned drip; /* ms between bytes */
	int64_t next;
	size_t n, sent;
	char in[REQUEST];
	struct lr_buf out;
};

static struct conn *conns[FDS];
static struct row *rows;
static size_t n_rows;
static struct lr_map asked;
static unsigned long counts[1 << 20], total;
static char self[64];
static int epoll;
static volatile sig_atomic_t stop;

static void
die(const char *what)
{
	fprintf(stderr, "rdapd: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
on_term(int sig)
{
	stop = 1;
}

/* ---- what is said */

static void
say_counts(struct lr_buf *b)
{
	uint32_t i;

	lr_buf_printf(b, "total\t%lu\n", total);
	for (i = 0; i < asked.n; i++) {
		lr_buf_put(b, asked.key[i]);
		lr_buf_printf(b, "\t%lu\n", counts[i]);
	}
}

static void
answer(struct conn *c, unsigned code, const char *type, const char *more,
    struct lr_span body)
{
	lr_buf_printf(&c->out,
	    "HTTP/1.1 %u X\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s"
	    "\r\n",
	    code, type, body.n, more);
	lr_buf_put(&c->out, body);
}

static void
put_text(struct lr_buf *b, struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '@')
			lr_buf_puts(b, self);
		else
			lr_buf_putc(b, s.p[i]);
}

static void
put_network(struct lr_buf *b, const struct lr_range *r, struct lr_span name,
    struct lr_span kind, struct lr_span holder, struct lr_span country)
{
	char first[LR_IP_TEXT], last[LR_IP_TEXT];

	lr_buf_printf(b,
	    "{\"objectClassName\":\"ip network\",\"startAddress\":\"%.*s\","
	    "\"endAddress\":\"%.*s\",\"ipVersion\":\"%s\",\"name\":\"%.*s\","
	    "\"type\":\"ASSIGNED PA\",\"country\":\"%.*s\",\"entities\":[{"
	    "\"objectClassName\":\"entity\",\"handle\":\"H1\",\"roles\":["
	    "\"registrant\"],\"vcardArray\":[\"vcard\",[[\"version\",{},"
	    "\"text\",\"4.0\"],[\"fn\",{},\"text\",\"%.*s\"],[\"kind\",{},"
	    "\"text\",\"%.*s\"]]]}]}",
	    (int)lr_ip_put(&r->first, first), first,
	    (int)lr_ip_put(&r->last, last), last,
	    lr_ip_is4(&r->first) ? "v4" : "v6", (int)name.n, name.p,
	    (int)country.n, country.p, (int)holder.n, holder.p, (int)kind.n,
	    kind.p);
}

static void
network(struct conn *c, const struct row *row)
{
	struct lr_span name = row->arg[0], holder = row->arg[1];
	struct lr_span country = row->arg[2], kind = LR_SPAN("org");
	struct lr_buf body;

	lr_buf_init(&body, 1 << 16);
	if (lr_span_eq(row->mode, LR_SPAN("person"))) {
		holder = name;
		name = LR_SPAN("PERSON-NET");
		country = LR_SPAN("DE");
		kind = LR_SPAN("individual");
	} else if (!lr_span_eq(row->mode, LR_SPAN("net"))) {
		name = LR_SPAN("LATE-NET");
		holder = LR_SPAN("Late Example Ltd");
		country = LR_SPAN("GB");
	}
	put_network(&body, &row->range, name, kind, holder, country);
	answer(c, 200, "application/rdap+json", "", lr_buf_span(&body));
	lr_buf_free(&body);
}

static void
limit(struct conn *c, struct row *row)
{
	char more[128] = "";
	uint64_t code = 429, times = 0;

	lr_num_u64(row->arg[0], 599, &code);
	lr_num_u64(row->arg[2], 1 << 20, &times);
	if (row->done++ >= times) {
		network(c, row);
		return;
	}
	if (!lr_span_eq(row->arg[1], LR_SPAN("-")))
		snprintf(more, sizeof(more), "Retry-After: %.*s\r\n",
		    (int)row->arg[1].n, row->arg[1].p);
	answer(c, (unsigned)code, "text/html", more,
	    LR_SPAN("<html><h1>Slow down</h1></html>\n"));
}

static void
redirect(struct conn *c, struct lr_span to, struct lr_span rest)
{
	struct lr_buf more;

	lr_buf_init(&more, REQUEST * 2);
	lr_buf_puts(&more, "Location: ");
	put_text(&more, to);
	lr_buf_put(&more, rest);
	lr_buf_puts(&more, "\r\n");
	answer(c, 302, "text/plain", lr_buf_str(&more), LR_SPAN(""));
	lr_buf_free(&more);
}

/* "/hop/3/ip/192.0.2.1": how many hops were made. */
static void
chain(struct conn *c, struct row *row, struct lr_span path)
{
	struct lr_span part = LR_SPAN("/hop/"), rest = path;
	uint64_t made = 0, wanted = 0;
	char to[64];

	if (lr_span_starts(path, part)) {
		rest = lr_span_sub(path, part.n, path.n);
		lr_num_u64(lr_span_cut(&rest, '/'), 1000, &made);
		rest = lr_span(rest.p - 1, rest.n + 1);
	}
	lr_num_u64(row->arg[0], 1000, &wanted);
	snprintf(to, sizeof(to), "@/hop/%u", (unsigned)made + 1);
	if (made >= wanted)
		network(c, row);
	else
		redirect(c, lr_span_str(to), rest);
}

static void
raw(struct conn *c, struct lr_span s)
{
	struct lr_buf text;
	size_t i;

	lr_buf_init(&text, 1 << 24);
	put_text(&text, s);
	s = lr_buf_span(&text);
	for (i = 0; i < s.n; i++) {
		if (s.p[i] != '\\' || i + 1 == s.n) {
			lr_buf_putc(&c->out, s.p[i]);
			continue;
		}
		switch (s.p[++i]) {
		case 'r':
			lr_buf_putc(&c->out, '\r');
			break;
		case 'n':
			lr_buf_putc(&c->out, '\n');
			break;
		case 't':
			lr_buf_putc(&c->out, '\t');
			break;
		case 'x':
			if (i + 2 < s.n)
				lr_buf_putc(&c->out,
				    (char)(lr_hex(s.p[i + 1]) << 4 |
					lr_hex(s.p[i + 2])));
			i += 2;
			break;
		default:
			lr_buf_putc(&c->out, s.p[i]);
		}
	}
	lr_buf_free(&text);
}

static void
with(struct conn *c, struct lr_span header, struct lr_span body)
{
	struct lr_span rest = lr_span(c->in, c->n), line;

	while (rest.p != NULL) {
		line = lr_span_cut(&rest, '\n');
		if (lr_span_eq(
			lr_span_sub(line, 0, line.n > 0 ? line.n - 1 : 0),
			header)) {
			answer(c, 200, "application/json", "", body);
			return;
		}
	}
	answer(c, 401, "application/json", "", LR_SPAN("{\"errors\":[]}"));
}

static void
filled(struct conn *c, char with, size_t n)
{
	struct lr_buf body;
	char *p;

	lr_buf_init(&body, 1 << 28);
	if ((p = lr_buf_room(&body, n)) != NULL) {
		memset(p, with, n);
		body.n += n;
	}
	answer(c, 200, "application/rdap+json", "", lr_buf_span(&body));
	lr_buf_free(&body);
}

static bool
bad(struct conn *c, struct row *row, struct lr_span mode)
{
	struct linger hard = { .l_onoff = 1 };
	uint64_t n = 0;
	size_t was = c->out.n;
	int fd;

	lr_num_u64(row->arg[0], 1 << 28, &n);
	if (lr_span_eq(mode, LR_SPAN("html"))) {
		answer(c, 200, "text/html", "", LR_SPAN("<html>no</html>"));
	} else if (lr_span_eq(mode, LR_SPAN("cut"))) {
		network(c, row);
		c->out.n -= (c->out.n - was) / 2;
		c->close = true;
	} else if (lr_span_eq(mode, LR_SPAN("deep"))) {
		filled(c, '[', 100000);
	} else if (lr_span_eq(mode, LR_SPAN("big"))) {
		filled(c, ' ', n);
	} else if (lr_span_eq(mode, LR_SPAN("endless"))) {
		lr_buf_puts(&c->out, "HTTP/1.1 200 OK\r\n\r\n{");
		c->endless = true;
	} else if (lr_span_eq(mode, LR_SPAN("drip"))) {
		network(c, row);
		c->drip = n == 0 ? 1 : (unsigned)n;
	} else if (lr_span_eq(mode, LR_SPAN("status"))) {
		answer(c, (unsigned)n, "application/json", "", LR_SPAN("{}"));
	} else if (lr_span_eq(mode, LR_SPAN("reset"))) {
		for (fd = 0; fd < FDS && conns[fd] != c; fd++)
			;
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		c->close = true;
	} else {
		return lr_span_eq(mode, LR_SPAN("silent"));
	}
	return true;
}

static void
answer_row(struct conn *c, struct row *row, struct lr_span path)
{
	struct lr_span mode = row->mode;

	if (lr_span_eq(mode, LR_SPAN("limit")))
		limit(c, row);
	else if (lr_span_eq(mode, LR_SPAN("redirect")))
		redirect(c, row->arg[0], path);
	else if (lr_span_eq(mode, LR_SPAN("chain")))
		chain(c, row, path);
	else if (lr_span_eq(mode, LR_SPAN("circle")))
		redirect(c, LR_SPAN("@"), path);
	else if (lr_span_eq(mode, LR_SPAN("raw")))
		raw(c, row->arg[0]);
	else if (lr_span_eq(mode, LR_SPAN("with")))
		with(c, row->arg[0], row->arg[1]);
	else if (lr_span_eq(mode, LR_SPAN("echo")))
		answer(c, 200, "text/plain", "", lr_span(c->in, c->n));
	else if (!bad(c, row, mode))
		network(c, row);
}

/* An address that no line has. */
static void
answer_any(struct conn *c, const struct lr_ip *ip, struct lr_range *range)
{
	struct row row = { .mode = LR_SPAN("net"),
		.arg = { LR_SPAN("ANY-NET"), { 0 }, LR_SPAN("US") } };
	char holder[64], text[LR_IP_TEXT];

	row.range = *range = lr_range_around(ip, lr_ip_is4(ip) ? 24 : 48);
	row.arg[1] = lr_span(holder,
	    (size_t)snprintf(holder, sizeof(holder), "Example %.*s",
		(int)lr_ip_put(&range->first, text), text));
	network(c, &row);
}

static void
count(struct lr_span what)
{
	uint32_t id;

	total++;
	if (lr_map_add(&asked, what, &id, NULL) == LR_OK &&
	    id < sizeof(counts) / sizeof(counts[0]))
		counts[id]++;
}

static void
count_range(const struct lr_range *range)
{
	char text[LR_RANGE_TEXT];

	count(lr_span(text, lr_range_put(range, text)));
}

static void
answer_path(struct conn *c, struct lr_span path)
{
	struct lr_buf body;
	struct lr_range range;
	struct lr_span text;
	struct lr_ip ip;
	size_t i;

	if (lr_span_eq(path, LR_SPAN("/counts"))) {
		lr_buf_init(&body, 1 << 26);
		say_counts(&body);
		answer(c, 200, "text/plain", "", lr_buf_span(&body));
		lr_buf_free(&body);
		return;
	}
	for (i = 0; i < n_rows; i++)
		if (rows[i].path.n > 0 && lr_span_eq(rows[i].path, path)) {
			count(path);
			answer_row(c, &rows[i], path);
			return;
		}
	text = path;
	while (lr_span_find(text, '/') < text.n)
		lr_span_cut(&text, '/');
	if (!lr_ip_parse(text, &ip)) {
		answer(c, 404, "application/json", "",
		    LR_SPAN("{\"errorCode\":404}"));
		return;
	}
	for (i = 0; i < n_rows; i++)
		if (rows[i].path.n == 0 &&
		    lr_range_holds(&rows[i].range, &ip)) {
			count_range(&rows[i].range);
			answer_row(c, &rows[i], path);
			return;
		}
	answer_any(c, &ip, &range);
	count_range(&range);
}

/* ---- connections */

static void
hang_up(int fd)
{
	struct conn *c = conns[fd];

	lr_buf_free(&c->out);
	free(c);
	conns[fd] = NULL;
	close(fd);
}

/* False: the connection is gone. */
static bool
flush(int fd)
{
	struct conn *c = conns[fd];
	struct epoll_event e = { .events = EPOLLIN, .data.fd = fd };
	size_t n = c->out.n - c->sent;
	ssize_t k;

	if (c->drip > 0 && n > 0) {
		if (lr_clock_ticks() < c->next)
			return true;
		c->next = lr_clock_ticks() + c->drip;
		n = 1;
	}
	if (n > 0) {
		k = send(fd, c->out.p + c->sent, n, MSG_NOSIGNAL);
		if (k < 0 && errno != EAGAIN) {
			hang_up(fd);
			return false;
		}
		c->sent += k > 0 ? (size_t)k : 0;
	}
	if (c->sent == c->out.n) {
		lr_buf_clear(&c->out);
		c->sent = 0;
		c->drip = 0;
		if (c->endless)
			memset(lr_buf_room(&c->out, AHEAD), ' ', AHEAD);
		c->out.n = c->endless ? AHEAD : 0;
		if (c->close && !c->endless) {
			hang_up(fd);
			return false;
		}
	}
	if (c->writing != (c->out.n > 0 && c->drip == 0)) {
		c->writing = !c->writing;
		e.events |= c->writing ? EPOLLOUT : 0;
		epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &e);
	}
	return true;
}

/* All whole requests of the input. */
static void
requests(struct conn *c)
{
	struct lr_span in = lr_span(c->in, c->n), line;
	size_t end;

	while ((end = lr_ascii_find(in, LR_SPAN("\r\n\r\n"))) < in.n) {
		line = lr_span_sub(in, 0, lr_span_find(in, '\r'));
		lr_span_cut(&line, ' ');
		answer_path(c, lr_span_cut(&line, ' '));
		in = lr_span_sub(in, end + 4, in.n);
	}
	memmove(c->in, in.p, in.n);
	c->n = in.n;
}

static void
can_read(int fd)
{
	struct conn *c = conns[fd];
	ssize_t k = read(fd, c->in + c->n, sizeof(c->in) - c->n);

	if (k <= 0) {
		if (k == 0 || errno != EAGAIN)
			hang_up(fd);
		return;
	}
	c->n += (size_t)k;
	requests(c);
	flush(fd);
}

static void
can_accept(int listener)
{
	struct epoll_event e = { .events = EPOLLIN };
	int fd, on = 1;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		if (fd >= FDS ||
		    (conns[fd] = calloc(1, sizeof(**conns))) == NULL)
			die("too many connections");
		lr_buf_init(&conns[fd]->out, 1 << 28);
		fcntl(fd, F_SETFL, O_NONBLOCK);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		e.data.fd = fd;
		epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
	}
}

/* Milliseconds until a byte is due, -1: none. */
static int
drip(void)
{
	int64_t now = lr_clock_ticks(), wait = -1;
	int fd;

	for (fd = 0; fd < FDS; fd++)
		if (conns[fd] != NULL && conns[fd]->drip > 0 && flush(fd) &&
		    conns[fd]->drip > 0 &&
		    (wait < 0 || conns[fd]->next - now < wait))
			wait =
			    conns[fd]->next > now ? conns[fd]->next - now : 0;
	return (int)wait;
}

/* ---- start */

static void
read_rows(const char *file)
{
	static struct lr_buf text;
	struct lr_span rest, line;
	struct row *r;
	size_t i;

	lr_buf_init(&text, 1 << 24);
	if (lr_file_read(file, &text) != LR_OK)
		die(file);
	rest = lr_buf_span(&text);
	while (rest.p != NULL) {
		line = lr_span_cut(&rest, '\n');
		if (line.n == 0 || line.p[0] == '#')
			continue;
		rows = realloc(rows, (n_rows + 1) * sizeof(*rows));
		if (rows == NULL)
			die("memory");
		r = &rows[n_rows++];
		*r = (struct row){ .path = lr_span_cut(&line, '\t') };
		if (r->path.n == 0 || r->path.p[0] != '/') {
			if (!lr_range_parse(r->path, &r->range))
				die("a line without a network");
			r->path.n = 0;
		}
		r->mode = lr_span_cut(&line, '\t');
		for (i = 0; i < ARGS && line.p != NULL; i++)
			r->arg[i] = lr_span_cut(&line, '\t');
	}
}

static int
listen_somewhere(void)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&sin, len) != 0 ||
	    listen(fd, 1024) != 0 ||
	    getsockname(fd, (struct sockaddr *)&sin, &len) != 0)
		die("listen");
	snprintf(
	    self, sizeof(self), "http://127.0.0.1:%u", ntohs(sin.sin_port));
	printf("%u\n", ntohs(sin.sin_port));
	fflush(stdout);
	return fd;
}

static void
serve(int listener)
{
	struct epoll_event ev[EVENTS];
	int i, n, fd;

	n = epoll_wait(epoll, ev, EVENTS, drip());
	for (i = 0; i < n; i++) {
		fd = ev[i].data.fd;
		if (fd == listener)
			can_accept(fd);
		else if (conns[fd] != NULL && (ev[i].events & EPOLLOUT) &&
		    !flush(fd))
			continue;
		else if (conns[fd] != NULL &&
		    (ev[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)))
			can_read(fd);
	}
}

int
main(int argc, char *argv[])
{
	struct sigaction sa = { .sa_handler = on_term };
	struct epoll_event e = { .events = EPOLLIN };
	struct lr_buf b;
	int listener;

	sigaction(SIGTERM, &sa, NULL);
	alarm(600); /* should its test be gone */
	lr_map_init(&asked, 1 << 26);
	if (argc > 1)
		read_rows(argv[1]);
	listener = listen_somewhere();
	epoll = epoll_create1(0);
	e.data.fd = listener;
	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
	while (!stop)
		serve(listener);
	lr_buf_init(&b, 1 << 26);
	say_counts(&b);
	fwrite(b.p, 1, b.n, stdout);
	lr_buf_free(&b);
	return fflush(stdout) != 0;
}
