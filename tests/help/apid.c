/*
 * apid PORTFILE LOGFILE [PERMILLE]: Hunter, Google, SearXNG and Brave on
 * 127.0.0.1, with made-up companies and people. The port goes to PORTFILE,
 * every request line with its keys to LOGFILE. PERMILLE of the answers are
 * faulty: resets, slow drips, truncated JSON, bodies of 10 MB, wrong types.
 *
 *	/v2/...			Hunter; its key is hunter-key
 *	/customsearch/v1	Google; google-key in X-Goog-Api-Key
 *	/search			SearXNG
 *	/res/v1/web/search	Brave; brave-key
 *
 * A company is known by its domain, or the label of that as its name:
 * cN.example has N modulo 4 people, many.example 25, canary.example one with
 * an odd name, others 2. Some are answered as their names say: quota claimed
 * down free busy (twice 403) html redirect. With "silent" nothing comes.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ascii.h"
#include "buf.h"
#include "file.h"
#include "num.h"

#define MANY 25u
#define BIG (10u << 20)

enum service { HUNTER, GOOGLE, SEARXNG, BRAVE, NOWHERE };

struct shared {
	unsigned long requests;
	unsigned busy; /* 403s given */
};

static struct shared *shared;
static FILE *logfile;
static unsigned permille;

struct request {
	enum service service;
	char company[256]; /* label of the domain, or name */
	unsigned start, count;
	bool counting, keyed;
};

/* ---- what is asked */

static void
unescape(char *s)
{
	char *out = s;

	for (; *s != '\0'; s++)
		if (*s == '%' && lr_hex(s[1]) >= 0 && lr_hex(s[2]) >= 0) {
			*out++ = (char)(lr_hex(s[1]) << 4 | lr_hex(s[2]));
			s += 2;
		} else {
			*out++ = *s == '+' ? ' ' : *s;
		}
	*out = '\0';
}

static bool
param(struct lr_span query, const char *name, char *out, size_t max)
{
	struct lr_span one, key;

	*out = '\0';
	while (query.p != NULL) {
		one = lr_span_cut(&query, '&');
		key = lr_span_cut(&one, '=');
		if (!lr_span_eq(key, lr_span_str(name)) || one.n >= max)
			continue;
		memcpy(out, one.p, one.n);
		out[one.n] = '\0';
		unescape(out);
		return true;
	}
	return false;
}

static unsigned
number(struct lr_span query, const char *name, unsigned otherwise)
{
	char text[32];
	uint64_t v;

	return param(query, name, text, sizeof(text)) &&
		lr_num_u64(lr_span_str(text), 100000, &v)
	    ? (unsigned)v
	    : otherwise;
}

static bool
header(struct lr_span head, const char *line)
{
	char low[256];
	size_t i, n = strlen(line);

	for (i = 0; i < n && i < sizeof(low); i++)
		low[i] = lr_lower(line[i]);
	return lr_ascii_find(head, lr_span(low, n)) < head.n;
}

static void
understand(struct request *r, struct lr_span head)
{
	struct lr_span line = head, path, query;
	char text[512], *q;

	line = lr_span_cut(&line, '\r');
	(void)lr_span_cut(&line, ' ');
	query = lr_span_cut(&line, ' ');
	path = lr_span_cut(&query, '?');
	*r = (struct request){ .service = NOWHERE };
	if (lr_span_starts(path, LR_SPAN("/v2/"))) {
		r->service = HUNTER;
		r->keyed = header(head, "\r\nx-api-key: hunter-key\r\n");
		r->counting = lr_span_eq(path, LR_SPAN("/v2/email-count"));
		r->start = number(query, "offset", 0);
		r->count = number(query, "limit", 10);
		if (!param(query, "domain", text, sizeof(text)))
			param(query, "company", text, sizeof(text));
	} else if (lr_span_eq(path, LR_SPAN("/customsearch/v1"))) {
		r->service = GOOGLE;
		r->keyed = header(head, "\r\nx-goog-api-key: google-key\r\n");
		r->start = number(query, "start", 1) - 1;
		r->count = number(query, "num", 10);
	} else if (lr_span_eq(path, LR_SPAN("/search"))) {
		r->service = SEARXNG;
		r->keyed = true;
		r->start = (number(query, "pageno", 1) - 1) * 20;
		r->count = 20;
	} else if (lr_span_eq(path, LR_SPAN("/res/v1/web/search"))) {
		r->service = BRAVE;
		r->keyed =
		    header(head, "\r\nx-subscription-token: brave-key\r\n");
		r->count = number(query, "count", 20);
		r->start = number(query, "offset", 0) * r->count;
	}
	if (r->service != HUNTER && r->service != NOWHERE) {
		param(query, "q", text, sizeof(text));
		if ((q = strchr(text, '"')) != NULL) {
			memmove(text, q + 1, strlen(q));
			if ((q = strchr(text, '"')) != NULL)
				*q = '\0';
		}
	}
	if (r->service == NOWHERE)
		return;
	if ((q = strstr(text, ".example")) != NULL)
		*q = '\0';
	snprintf(r->company, sizeof(r->company), "%.200s", text);
}

/* ---- people */

static const char *const first_names[] = { "Anna", "Bert", "J\xc3\xb6rg",
	"Dora", "Emil", "Fritz", "Greta" };
static const char *const last_names[] = { "Abel", "M\xc3\xbcller", "von Tal",
	"Huber-Klein", "O'Hara" };
static const char *const positions[] = { "Leiter Einkauf", "CEO", "Buyer",
	"Head of IT" };

static unsigned
people(const char *company)
{
	uint64_t v;

	if (company[0] == 'c' &&
	    lr_num_u64(lr_span_str(company + 1), UINT32_MAX, &v))
		return (unsigned)(v % 4);
	if (strcmp(company, "many") == 0 || strcmp(company, "free") == 0)
		return MANY;
	return strcmp(company, "canary") == 0 ? 1 : 2;
}

static const char *
first_name(const char *company, unsigned i)
{
	return strcmp(company, "canary") == 0 ? "Zoltanka" : first_names[i % 7];
}

static const char *
last_name(const char *company, unsigned i)
{
	return strcmp(company, "canary") == 0 ? "Kanarienberg"
					      : last_names[i / 7 % 5];
}

static void
email(struct lr_buf *b, const char *company, unsigned i)
{
	lr_buf_printf(b,
	    "%s{\"value\":\"p%u@%s.example\",\"type\":\"personal\","
	    "\"confidence\":%u,\"first_name\":\"%s\",\"last_name\":\"%s\","
	    "\"position\":%s%s%s,\"seniority\":null,\"department\":null,"
	    "\"linkedin\":null,\"twitter\":null,\"phone_number\":%s,"
	    "\"verification\":{\"date\":null,\"status\":null},"
	    "\"sources\":[{\"domain\":\"%s.example\",\"uri\":"
	    "\"http://%s.example/team/%u\",\"still_on_page\":true}]}",
	    i % 100 == 0 ? "" : ",", i, company, 90 - i, first_name(company, i),
	    last_name(company, i), i % 2 == 0 ? "\"" : "",
	    i % 2 == 0 ? positions[i % 4] : "null", i % 2 == 0 ? "\"" : "",
	    i == 0 ? "\"+49 30 1234\"" : "null", company, company, i);
}

static void
hunter(struct lr_buf *b, const struct request *r)
{
	unsigned i, n = people(r->company), from = r->start;

	if (r->counting) {
		lr_buf_printf(b,
		    "{\"data\":{\"total\":%u,\"personal_emails\":%u,"
		    "\"generic_emails\":1,\"department\":{},\"seniority\":{}}}",
		    n + 1, n);
		return;
	}
	lr_buf_printf(b,
	    "{\"data\":{\"domain\":\"%s.example\",\"organization\":\"%s Org\","
	    "\"pattern\":null,\"emails\":[",
	    r->company, r->company);
	for (i = from; i < n && i < from + r->count; i++) {
		if (i == from && i % 100 != 0) {
			struct lr_buf one;

			lr_buf_init(&one, 4096);
			email(&one, r->company, i);
			lr_buf_put(b, lr_span_sub(lr_buf_span(&one), 1, one.n));
			lr_buf_free(&one);
		} else {
			email(b, r->company, i);
		}
	}
	if (from == 0)
		lr_buf_printf(b,
		    "%s{\"value\":\"info@%s.example\",\"type\":\"generic\"}",
		    n > 0 ? "," : "", r->company);
	lr_buf_printf(b,
	    "]},\"meta\":{\"results\":%u,\"limit\":%u,\"offset\":%u}}", n,
	    r->count, from);
}

static void
search(struct lr_buf *b, const struct request *r)
{
	static const char *const keys[][3] = { [GOOGLE] = { "title", "link",
						   "snippet" },
		[SEARXNG] = { "title", "url", "content" },
		[BRAVE] = { "title", "url", "description" } };
	const char *const *k = keys[r->service];
	unsigned i, n = people(r->company), end = r->start + r->count;

	lr_buf_puts(b,
	    r->service == GOOGLE	? "{\"kind\":\"customsearch#search\""
		: r->service == SEARXNG ? "{\"query\":\"x\""
					: "{\"type\":\"search\"");
	if (r->service == BRAVE)
		lr_buf_printf(b, ",\"query\":{\"more_results_available\":%s}",
		    end < n ? "true" : "false");
	if (r->service == GOOGLE && end < n)
		lr_buf_printf(b,
		    ",\"queries\":{\"nextPage\":[{\"startIndex\":%u}]}",
		    end + 1);
	if (r->service == GOOGLE && r->start >= n) {
		lr_buf_putc(b, '}');
		return;
	}
	lr_buf_puts(b,
	    r->service == GOOGLE	? ",\"items\":["
		: r->service == SEARXNG ? ",\"results\":["
					: ",\"web\":{\"results\":[");
	for (i = r->start; i < n && i < end; i++)
		lr_buf_printf(b,
		    "%s{\"%s\":\"%s %s - %s - %s | LinkedIn\","
		    "\"%s\":\"https://de.linkedin.com/in/%s-%u\","
		    "\"%s\":\"%s bei %s\"}",
		    i == r->start ? "" : ",", k[0], first_name(r->company, i),
		    last_name(r->company, i), positions[i % 4], r->company,
		    k[1], r->company, i, k[2], positions[i % 4], r->company);
	lr_buf_puts(b, r->service == BRAVE ? "]}}" : "]}");
}

/* ---- answers */

static void
fail(struct lr_buf *b, const struct request *r, int status, const char *id)
{
	switch (r->service) {
	case HUNTER:
		lr_buf_printf(b,
		    "{\"errors\":[{\"id\":\"%s\",\"code\":%d,\"details\":"
		    "\"hunter-key\"}]}",
		    id, status);
		break;
	case GOOGLE:
		lr_buf_printf(b,
		    "{\"error\":{\"code\":%d,\"message\":\"google-key\","
		    "\"errors\":[{\"reason\":\"%s\"}]}}",
		    status,
		    strcmp(id, "quota") == 0 ? "dailyLimitExceeded" : id);
		break;
	default:
		lr_buf_printf(b,
		    "{\"error\":{\"code\":\"%s\",\"meta\":{\"quota_limit\":5,"
		    "\"quota_current\":5}}}",
		    id);
	}
}

/* The body; its status. */
static int
answer(struct lr_buf *b, const struct request *r)
{
	const char *c = r->company;
	int status = 0;

	if (r->service == NOWHERE) {
		lr_buf_puts(b, "{}");
		return 404;
	}
	if (!r->keyed)
		status = r->service == HUNTER ? 401 : 403;
	else if (strcmp(c, "quota") == 0 && !r->counting)
		status = r->service == GOOGLE ? 403 : 429;
	else if (strcmp(c, "claimed") == 0 && r->service == HUNTER)
		status = r->counting ? 0 : 451;
	else if (strcmp(c, "down") == 0)
		status = 500;
	else if (strcmp(c, "busy") == 0 && !r->counting && shared->busy++ < 2)
		status = r->service == HUNTER ? 403 : 429;
	else if (strcmp(c, "free") == 0 && r->service == HUNTER &&
	    !r->counting && (r->count > 10 || r->start > 0))
		status = 400;
	if (status != 0) {
		fail(b, r, status,
		    !r->keyed		? "forbidden"
			: status == 400 ? "pagination_error"
					: c);
		return status;
	}
	if (strcmp(c, "html") == 0)
		lr_buf_puts(b, "<html>hello</html>");
	else if (r->service == HUNTER)
		hunter(b, r);
	else
		search(b, r);
	return strcmp(c, "redirect") == 0 ? 302 : 200;
}

/* ---- faults */

enum fault {
	GOOD,
	RESET,
	DRIP,
	CUT,
	SHORT,
	TOO_BIG,
	TYPES,
	SLOW,
	TROUBLE,
	FAULTS
};

static enum fault
fault(void)
{
	uint64_t x = ++shared->requests * UINT64_C(0x9e3779b97f4a7c15);

	x ^= x >> 29;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 32;
	if (x % 1000 >= permille)
		return GOOD;
	x = x / 1000 % (FAULTS - 1) + 1;
	/* those that cost time are rare */
	if (x == TOO_BIG && shared->requests % 16 != 0)
		x = CUT;
	return (enum fault)x;
}

/* Every field of any service has another type. */
static void
wrong_types(struct lr_buf *b)
{
	lr_buf_clear(b);
	lr_buf_puts(b,
	    "{\"data\":[{\"emails\":7,\"personal_emails\":{}}],\"meta\":5,"
	    "\"items\":{\"title\":[]},\"results\":{\"a\":1},\"web\":\"x\","
	    "\"queries\":[],\"errors\":true,\"error\":[[]]}");
}

static void
say(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

		if (k <= 0)
			_exit(0);
		p += k;
		n -= (size_t)k;
	}
}

static _Noreturn void
reset(int fd)
{
	struct linger l = { 1, 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
	close(fd);
	_exit(0);
}

static void
reply(int fd, const struct request *r)
{
	static char big[65536];
	enum fault f = fault();
	struct timespec ms = { 0, 500000 };
	struct lr_buf body, head;
	int status;
	size_t i;

	if (strcmp(r->company, "silent") == 0) {
		while (recv(fd, big, sizeof(big), 0) > 0)
			;
		_exit(0);
	}
	lr_buf_init(&body, 1 << 20);
	lr_buf_init(&head, 4096);
	status = answer(&body, r);
	if (f == RESET)
		reset(fd);
	if (f == CUT && body.n > 1)
		body.n /= 2;
	if (f == TYPES)
		wrong_types(&body);
	if (f == SLOW || f == TROUBLE) {
		status = f == TROUBLE ? 503 : r->service == HUNTER ? 403 : 429;
		lr_buf_clear(&body);
		lr_buf_puts(&body, "busy");
	}
	lr_buf_printf(&head,
	    "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n"
	    "Content-Length: %zu\r\n%s%s\r\n",
	    status, f == TOO_BIG ? (size_t)BIG : body.n,
	    status == 302 ? "Location: http://127.0.0.1:1/\r\n" : "",
	    f == TROUBLE ? "Retry-After: 0\r\n" : "");
	say(fd, head.p, head.n);
	for (i = 0; f == TOO_BIG && i < BIG; i += sizeof(big))
		say(fd, memset(big, ' ', sizeof(big)), sizeof(big));
	if (f == SHORT && body.n > 1) {
		say(fd, body.p, body.n / 2);
		_exit(0);
	}
	for (i = 0; f == DRIP && i < 20 && i < body.n; i++) {
		say(fd, body.p + i, 1);
		nanosleep(&ms, NULL);
	}
	if (f != TOO_BIG)
		say(fd, body.p + i, body.n - i);
	lr_buf_free(&body);
	lr_buf_free(&head);
}

/* ---- connections */

static _Noreturn void
serve(int fd)
{
	static char in[16384];
	int on = 1;
	struct request r;
	struct lr_span head;
	size_t n = 0, end;
	ssize_t k;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	for (;;) {
		head = lr_span(in, n);
		end = lr_ascii_find(head, LR_SPAN("\r\n\r\n"));
		if (end == n) {
			if (n == sizeof(in) ||
			    (k = recv(fd, in + n, sizeof(in) - n, 0)) <= 0)
				_exit(0);
			n += (size_t)k;
			continue;
		}
		head = lr_span_sub(head, 0, end + 2);
		understand(&r, head);
		fprintf(logfile, "%.*s %s\n", (int)lr_span_find(head, '\r'), in,
		    r.keyed ? "keyed" : "no key");
		fflush(logfile);
		reply(fd, &r);
		n -= end + 4;
		memmove(in, in + end + 4, n);
	}
}

static void
tell_port(const char *file, int fd)
{
	struct sockaddr_in a;
	socklen_t len = sizeof(a);
	struct lr_newfile f;
	char text[32];
	int n;

	if (getsockname(fd, (struct sockaddr *)&a, &len) != 0 ||
	    lr_newfile_open(&f, file, 0) != LR_OK)
		exit(1);
	n = snprintf(text, sizeof(text), "%u\n", ntohs(a.sin_port));
	if (lr_file_write(f.fd, text, (size_t)n) != LR_OK ||
	    lr_newfile_commit(&f) != LR_OK)
		exit(1);
}

int
main(int argc, char *argv[])
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0), c;
	uint64_t v = 0;

	if (argc < 3 || fd < 0)
		return 2;
	if (argc > 3 && lr_num_u64(lr_span_str(argv[3]), 1000, &v))
		permille = (unsigned)v;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	logfile = fopen(argv[2], "a");
	signal(SIGCHLD, SIG_IGN);
	if (shared == MAP_FAILED || logfile == NULL ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 1000) != 0)
		return 1;
	tell_port(argv[1], fd);
	for (;;) {
		if ((c = accept(fd, NULL, NULL)) < 0)
			continue;
		if (fork() == 0) {
			close(fd);
			serve(c);
		}
		close(c);
	}
}
