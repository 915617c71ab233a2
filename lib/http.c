#include "http.h"

#include <stdlib.h> /* it checks limits.h, which curl.h includes */

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ascii.h"
#include "clock.h"
#include "httphead.h"
#include "peer.h"
#include "wipe.h"

enum {
	HOST_CONNECTIONS = 8, /* to one server */
	IDLE_CONNECTIONS = 32,
	IDLE_HANDLES = 32,
	HEADERS_MAX = 64 << 10, /* bytes of all headers of an answer */
	BODY_FIRST = 8 << 10,
	EVENTS = 64
};

/* Why an answer was given up by us while it came in. */
enum stop { GO_ON, TOO_LONG, TOO_MANY, TOO_NEAR, NO_MEMORY };

struct request {
	struct request *next, *prev;
	void *caller;
	CURL *easy;
	struct curl_slist *headers;
	bool secret, public_only;
	enum stop stop;
	int64_t deadline; /* ticks */
	char *body;
	size_t n, cap, max;
	size_t headers_seen;
	struct lr_httphead head;
	char error[CURL_ERROR_SIZE];
	size_t posted;
	char post[]; /* a copy */
};

struct lr_http {
	CURLM *multi;
	int epoll;
	lr_http_done *done;
	void *arg;
	char *agent, *trust;
	int64_t timer;	  /* ticks, when libcurl wants to be called */
	int64_t deadline; /* ticks: no request is overdue before that */
	struct request *first;
	unsigned flying;
	CURL *idle[IDLE_HANDLES]; /* handles to be used again */
	unsigned n_idle;
	enum lr_err err; /* of a callback; sticks */
};

/* ---- what libcurl tells about sockets and time */

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct lr_http *h = arg;
	struct epoll_event e = { .data.fd = fd };
	int err;

	if (what == CURL_POLL_REMOVE) {
		/* fails when it is closed already, which is as good */
		(void)epoll_ctl(h->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	if (what & CURL_POLL_IN)
		e.events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		e.events |= EPOLLOUT;
	err = epoll_ctl(h->epoll, EPOLL_CTL_MOD, fd, &e);
	if (err != 0 && errno == ENOENT)
		err = epoll_ctl(h->epoll, EPOLL_CTL_ADD, fd, &e);
	if (err != 0 && h->err == LR_OK)
		h->err = errno == ENOMEM ? LR_ENOMEM : LR_EIO;
	return 0;
}

static int
on_timer(CURLM *multi, long ms, void *arg)
{
	struct lr_http *h = arg;

	h->timer = ms < 0 ? INT64_MAX : lr_clock_ticks() + ms;
	return 0;
}

static curl_socket_t
on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct request *r = arg;

	if (r->public_only && !lr_peer_public(&to->addr, to->addrlen)) {
		r->stop = TOO_NEAR;
		return CURL_SOCKET_BAD;
	}
	r->stop = GO_ON; /* another address of the name may do */
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* ---- what comes in */

/* More room for the body; nothing is left behind where it was. */
static bool
grow(struct request *r, size_t need)
{
	size_t cap = r->cap == 0 ? BODY_FIRST : r->cap;
	char *p;

	if (need <= r->cap)
		return true;
	while (cap < need)
		cap *= 2;
	if (cap > r->max)
		cap = r->max;
	if ((p = malloc(cap)) == NULL)
		return false;
	if (r->n > 0)
		memcpy(p, r->body, r->n);
	if (r->secret)
		lr_wipe(r->body, r->n);
	free(r->body);
	r->body = p;
	r->cap = cap;
	return true;
}

static size_t
on_body(char *p, size_t one, size_t n, void *arg)
{
	struct request *r = arg;

	if (n > r->max - r->n) {
		r->stop = TOO_LONG;
		return 0;
	}
	if (!grow(r, r->n + n)) {
		r->stop = NO_MEMORY;
		return 0;
	}
	if (n > 0)
		memcpy(r->body + r->n, p, n);
	r->n += n;
	return n;
}

static size_t
on_header(char *p, size_t one, size_t n, void *arg)
{
	struct request *r = arg;

	r->headers_seen += n;
	if (r->headers_seen > HEADERS_MAX) {
		r->stop = TOO_MANY;
		return 0;
	}
	lr_httphead_line(&r->head, lr_span(p, n));
	return n;
}

/* ---- one request, from its making to its end */

static void
request_free(struct request *r)
{
	size_t n = sizeof(*r) + r->posted;

	if (r->secret)
		lr_wipe(r->body, r->n);
	free(r->body);
	curl_slist_free_all(r->headers);
	if (r->secret)
		lr_wipe(r, n);
	free(r);
}

static CURL *
handle_take(struct lr_http *h)
{
	return h->n_idle > 0 ? h->idle[--h->n_idle] : curl_easy_init();
}

static void
handle_give(struct lr_http *h, CURL *easy, bool secret)
{
	if (secret || h->n_idle == IDLE_HANDLES) {
		curl_easy_cleanup(easy);
		return;
	}
	curl_easy_reset(easy);
	h->idle[h->n_idle++] = easy;
}

static void
take_out(struct lr_http *h, struct request *r)
{
	if (r->prev != NULL)
		r->prev->next = r->next;
	else
		h->first = r->next;
	if (r->next != NULL)
		r->next->prev = r->prev;
	if (--h->flying == 0)
		h->deadline = INT64_MAX;
	curl_multi_remove_handle(h->multi, r->easy);
}

static void
forget(struct lr_http *h, struct request *r)
{
	handle_give(h, r->easy, r->secret);
	request_free(r);
}

static const char *
why(const struct request *r, CURLcode code)
{
	switch (r->stop) {
	case TOO_LONG:
		return "the answer is too long";
	case TOO_MANY:
		return "too many headers in the answer";
	case TOO_NEAR:
		return "this server has a private address";
	case NO_MEMORY:
		return lr_err_text(LR_ENOMEM);
	case GO_ON:
		break;
	}
	if (code == CURLE_FILESIZE_EXCEEDED)
		return "the answer is too long";
	if (code == CURLE_OPERATION_TIMEDOUT)
		return "timed out";
	if (code == CURLE_OUT_OF_MEMORY)
		return "out of memory, or a header too long";
	return r->error[0] != '\0' ? r->error : curl_easy_strerror(code);
}

static void
end(struct lr_http *h, struct request *r, CURLcode code)
{
	struct lr_http_answer a;
	int64_t now = lr_clock_now();
	char *location = NULL;
	long status = 0;

	take_out(h, r);
	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(r->easy, CURLINFO_REDIRECT_URL, &location);
	a.end = code == CURLE_OK ? LR_HTTP_ANSWER
	    : code == CURLE_FILESIZE_EXCEEDED || r->stop == TOO_LONG
	    ? LR_HTTP_TOO_LONG
	    : code == CURLE_OPERATION_TIMEDOUT ? LR_HTTP_TIMEOUT
					       : LR_HTTP_BROKEN;
	a.status = (int)status;
	a.retry_after = lr_httphead_retry_after(&r->head, now);
	a.max_age = lr_httphead_max_age(&r->head, now);
	a.type = lr_span_str(r->head.type);
	a.body = lr_span(r->body, r->n);
	a.location = lr_span_str(
	    location != NULL && strlen(location) <= LR_HTTP_URL ? location
								: NULL);
	a.why = a.end == LR_HTTP_ANSWER ? "" : why(r, code);
	/* libcurl says the same of a header that it finds too long */
	if (r->stop == NO_MEMORY)
		h->err = LR_ENOMEM;
	h->done(h->arg, r->caller, &a);
	forget(h, r);
}

/* LR_EBAD: not a URL for us. */
static enum lr_err
parse(const char *url, CURLU **u)
{
	struct lr_span s = lr_span_str(url), host;
	CURLUcode code;
	size_t i;

	*u = NULL;
	if (lr_ascii_eq(lr_span_sub(s, 0, 7), LR_SPAN("http://")))
		host = lr_span_sub(s, 7, s.n);
	else if (lr_ascii_eq(lr_span_sub(s, 0, 8), LR_SPAN("https://")))
		host = lr_span_sub(s, 8, s.n);
	else
		return LR_EBAD;
	/* libcurl would look for a host behind a third slash, too */
	if (s.n > LR_HTTP_URL || host.n == 0 || host.p[0] == '/')
		return LR_EBAD;
	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return LR_EBAD;
	if ((*u = curl_url()) == NULL)
		return LR_ENOMEM;
	code = curl_url_set(*u, CURLUPART_URL, url, CURLU_DISALLOW_USER);
	if (code == CURLUE_OK)
		return LR_OK;
	curl_url_cleanup(*u);
	return code == CURLUE_OUT_OF_MEMORY ? LR_ENOMEM : LR_EBAD;
}

size_t
lr_http_host(const char *url, char *out, bool *https)
{
	char *host = NULL, *port = NULL;
	size_t i, n = 0;
	CURLU *u;

	if (parse(url, &u) != LR_OK)
		return 0;
	if (curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		n = strlen(host);
	curl_url_get(u, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT);
	if (n + 6 > LR_HTTP_HOST)
		n = 0;
	for (i = 0; i < n; i++)
		out[i] = lr_lower(host[i]);
	if (n > 0) {
		if (port != NULL && strlen(port) <= 5) {
			out[n++] = ':';
			memcpy(out + n, port, strlen(port));
			n += strlen(port);
		}
	}
	if (https != NULL)
		*https = lr_lower(url[4]) == 's';
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(u);
	return n;
}

/* How libcurl is to behave, the same for every request. */
static bool
set_rules(struct lr_http *h, struct request *r)
{
	CURL *e = r->easy;
	bool ok = true;

#define SET(option, value) \
	(ok = curl_easy_setopt(e, option, value) == CURLE_OK && ok)
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_PROXY, ""); /* whatever the environment says */
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L); /* no waiting for the name's resolver */
	SET(CURLOPT_USERAGENT, h->agent);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, r);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, r);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_open);
	SET(CURLOPT_OPENSOCKETDATA, r);
	SET(CURLOPT_ERRORBUFFER, r->error);
	SET(CURLOPT_PRIVATE, r);
	if (h->trust != NULL) {
		SET(CURLOPT_CAINFO, h->trust);
		SET(CURLOPT_CAPATH, NULL);
	}
	return ok;
}

static bool
set_request(struct request *r, const struct lr_http_request *req)
{
	CURL *e = r->easy;
	bool ok = true;

	SET(CURLOPT_URL, req->url);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)req->connect);
	if (req->max > 0 && req->max < INT32_MAX)
		SET(CURLOPT_MAXFILESIZE, (long)req->max);
	if (req->post.p != NULL) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDS, &r->post[0]);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->posted);
	} else {
		SET(CURLOPT_HTTPGET, 1L);
	}
	SET(CURLOPT_HTTPHEADER, r->headers);
#undef SET
	return ok;
}

static enum lr_err
add_header(struct request *r, const char *text)
{
	struct curl_slist *list;
	const char *p;

	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ')
			return LR_EBAD;
	if ((list = curl_slist_append(r->headers, text)) == NULL)
		return LR_ENOMEM;
	r->headers = list;
	return LR_OK;
}

static enum lr_err
add_headers(struct request *r, const struct lr_http_request *req)
{
	enum lr_err err = LR_OK;
	size_t i;

	for (i = 0;
	     err == LR_OK && i < LR_HTTP_HEADERS && req->headers[i] != NULL;
	     i++)
		err = add_header(r, req->headers[i]);
	/* or a long body waits a second for "100 Continue" */
	return err == LR_OK ? add_header(r, "Expect:") : err;
}

/* Into the list and to libcurl. */
static enum lr_err
start(struct lr_http *h, struct request *r)
{
	if (curl_multi_add_handle(h->multi, r->easy) != CURLM_OK)
		return LR_ENOMEM;
	r->next = h->first;
	if (h->first != NULL)
		h->first->prev = r;
	h->first = r;
	h->flying++;
	if (r->deadline < h->deadline)
		h->deadline = r->deadline;
	return LR_OK;
}

enum lr_err
lr_http_send(
    struct lr_http *h, const struct lr_http_request *req, void *request)
{
	size_t posted = req->post.p == NULL ? 0 : req->post.n;
	struct request *r;
	enum lr_err err;
	CURLU *u;

	if ((err = parse(req->url, &u)) != LR_OK)
		return err;
	curl_url_cleanup(u);
	if ((r = calloc(1, sizeof(*r) + posted)) == NULL)
		return LR_ENOMEM;
	r->caller = request;
	r->secret = req->secret;
	r->public_only = req->public_only;
	r->max = req->max;
	lr_httphead_clear(&r->head);
	r->posted = posted;
	if (posted > 0)
		memcpy(r->post, req->post.p, posted);
	r->deadline = lr_clock_ticks() + (req->total > 0 ? req->total : 1);
	if ((r->easy = handle_take(h)) == NULL) {
		request_free(r);
		return LR_ENOMEM;
	}
	err = add_headers(r, req);
	if (err == LR_OK && (!set_rules(h, r) || !set_request(r, req)))
		err = LR_ENOMEM;
	if (err == LR_OK)
		err = start(h, r);
	if (err != LR_OK)
		forget(h, r);
	return err;
}

/* ---- the loop */

/* Done may send, so the list is looked at anew after each. */
static void
end_overdue(struct lr_http *h)
{
	int64_t now = lr_clock_ticks();
	struct request *r;

	if (now < h->deadline)
		return;
	do {
		h->deadline = INT64_MAX;
		for (r = h->first; r != NULL && r->deadline > now; r = r->next)
			if (r->deadline < h->deadline)
				h->deadline = r->deadline;
		if (r != NULL)
			end(h, r, CURLE_OPERATION_TIMEDOUT);
	} while (r != NULL);
}

static void
end_finished(struct lr_http *h)
{
	struct request *r;
	CURLMsg *m;
	char *private;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		private = NULL;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &private);
		r = (void *)private;
		end(h, r, m->data.result);
	}
}

enum lr_err
lr_http_work(struct lr_http *h)
{
	struct epoll_event e[EVENTS];
	int i, n, what, running;

	while ((n = epoll_wait(h->epoll, e, EVENTS, 0)) < 0)
		if (errno != EINTR)
			return LR_EIO;
	for (i = 0; i < n; i++) {
		what = (e[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
		    (e[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
		    (e[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR
							 : 0);
		curl_multi_socket_action(
		    h->multi, e[i].data.fd, what, &running);
	}
	if (h->timer <= lr_clock_ticks()) {
		h->timer = INT64_MAX;
		curl_multi_socket_action(
		    h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	end_finished(h);
	end_overdue(h);
	return h->err;
}

enum lr_err
lr_http_wait(struct lr_http *h, int ms)
{
	struct pollfd fd = { .fd = h->epoll, .events = POLLIN };
	int64_t due = lr_http_due(h), left = due - lr_clock_ticks();

	if (due != INT64_MAX && (ms < 0 || left < ms))
		ms = left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
	if (poll(&fd, 1, ms) < 0 && errno != EINTR)
		return LR_EIO;
	return lr_http_work(h);
}

int
lr_http_fd(const struct lr_http *h)
{
	return h->epoll;
}

int64_t
lr_http_due(const struct lr_http *h)
{
	return h->timer < h->deadline ? h->timer : h->deadline;
}

unsigned
lr_http_flying(const struct lr_http *h)
{
	return h->flying;
}

/* ---- open, close */

enum lr_err
lr_http_trust(struct lr_http *h, const char *file)
{
	char *p = strdup(file);

	if (p == NULL)
		return LR_ENOMEM;
	free(h->trust);
	h->trust = p;
	return LR_OK;
}

static bool
multi_open(struct lr_http *h)
{
	CURLM *m = h->multi = curl_multi_init();

	return m != NULL &&
	    curl_multi_setopt(m, CURLMOPT_SOCKETFUNCTION, on_socket) == 0 &&
	    curl_multi_setopt(m, CURLMOPT_SOCKETDATA, h) == 0 &&
	    curl_multi_setopt(m, CURLMOPT_TIMERFUNCTION, on_timer) == 0 &&
	    curl_multi_setopt(m, CURLMOPT_TIMERDATA, h) == 0 &&
	    curl_multi_setopt(m, CURLMOPT_MAX_HOST_CONNECTIONS,
		(long)HOST_CONNECTIONS) == 0 &&
	    curl_multi_setopt(
		m, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS) == 0;
}

enum lr_err
lr_http_open(
    struct lr_http **out, const char *agent, lr_http_done *done, void *arg)
{
	struct lr_http *h;

	*out = NULL;
	/* libcurl would write the keys of all connections there */
	unsetenv("SSLKEYLOGFILE");
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, lr_wiped_malloc,
		lr_wiped_free, lr_wiped_realloc, lr_wiped_strdup,
		lr_wiped_calloc) != CURLE_OK)
		return LR_ENOMEM;
	if ((h = calloc(1, sizeof(*h))) == NULL) {
		curl_global_cleanup();
		return LR_ENOMEM;
	}
	h->done = done;
	h->arg = arg;
	h->timer = h->deadline = INT64_MAX;
	if ((h->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
		lr_http_close(h);
		return LR_EIO;
	}
	if ((h->agent = strdup(agent)) == NULL || !multi_open(h)) {
		lr_http_close(h);
		return LR_ENOMEM;
	}
	*out = h;
	return LR_OK;
}

void
lr_http_close(struct lr_http *h)
{
	struct request *r;

	if (h == NULL)
		return;
	while ((r = h->first) != NULL) {
		take_out(h, r);
		forget(h, r);
	}
	while (h->n_idle > 0)
		curl_easy_cleanup(h->idle[--h->n_idle]);
	curl_multi_cleanup(h->multi);
	if (h->epoll >= 0)
		close(h->epoll);
	free(h->agent);
	free(h->trust);
	free(h);
	curl_global_cleanup();
}
