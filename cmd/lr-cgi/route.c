#include "web.h"

#include <stdio.h>

#include "ascii.h"
#include "pairs.h"

/* ---- answers */

static const struct {
	unsigned status;
	const char *phrase;
} phrases[] = {
	{ 200, "OK" },
	{ 204, "No Content" },
	{ 304, "Not Modified" },
	{ 400, "Bad Request" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

static const char *
phrase(unsigned status)
{
	size_t i;

	for (i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "";
}

void
answer_begin(struct web *w, unsigned status, const char *type)
{
	lr_buf_clear(&w->answer);
	lr_buf_puts(&w->answer, "Status: ");
	lr_buf_putu(&w->answer, status);
	lr_buf_putc(&w->answer, ' ');
	lr_buf_puts(&w->answer, phrase(status));
	lr_buf_puts(&w->answer, "\r\nX-Content-Type-Options: nosniff\r\n");
	if (type != NULL)
		answer_head(w, "Content-Type", lr_span_str(type));
	/* also of a refusal, or its console tells of a broken policy */
	if (w->allowed.n > 0)
		answer_head(w, "Access-Control-Allow-Origin", w->allowed);
}

/* What would end the line never gets into it. */
void
answer_head(struct web *w, const char *name, struct lr_span value)
{
	size_t i;

	for (i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f)
			return;
	lr_buf_puts(&w->answer, name);
	lr_buf_puts(&w->answer, ": ");
	lr_buf_put(&w->answer, value);
	lr_buf_puts(&w->answer, "\r\n");
}

void
answer_body(struct web *w, struct lr_span body)
{
	lr_buf_puts(&w->answer, "Content-Length: ");
	lr_buf_putu(&w->answer, body.n);
	lr_buf_puts(&w->answer, "\r\n\r\n");
	if (!w->head)
		lr_buf_put(&w->answer, body);
}

void
answer_plain(struct web *w, unsigned status)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%s\n", phrase(status));

	answer_begin(w, status, "text/plain; charset=utf-8");
	answer_head(w, "Cache-Control", LR_SPAN("no-store"));
	if (status == 429 || status == 503)
		answer_head(w, "Retry-After", LR_SPAN("60"));
	answer_body(w, lr_span(text, (size_t)n));
}

void
answer_method(struct web *w, const char *allowed)
{
	answer_begin(w, 405, "text/plain; charset=utf-8");
	answer_head(w, "Allow", lr_span_str(allowed));
	answer_body(w, LR_SPAN("Method Not Allowed\n"));
}

/* ---- requests */

struct site *
wanted_site(struct web *w)
{
	struct lr_span name =
	    lr_query_value(lr_cgi_var(w->cgi, "QUERY_STRING"), LR_SPAN("site"));
	unsigned status = 404;
	struct site *s =
	    lr_beacon_is_site(name) ? site_find(w, name, &status) : NULL;

	if (s == NULL)
		answer_plain(w, status);
	return s;
}

bool
has_signal(const struct web *w)
{
	return lr_span_eq(lr_cgi_var(w->cgi, "HTTP_SEC_GPC"), LR_SPAN("1")) ||
	    lr_span_eq(lr_cgi_var(w->cgi, "HTTP_DNT"), LR_SPAN("1"));
}

bool
has_cookie(const struct web *w, const char *name)
{
	struct lr_span all;
	unsigned i;

	for (i = 0; (all = lr_cgi_nth(w->cgi, "HTTP_COOKIE", i)).p != NULL; i++)
		if (lr_cookie_is(all, lr_span_str(name), LR_SPAN("1")))
			return true;
	return false;
}

/* What is asked for: the path behind the program, or, where the server says
 * no such thing, the last part of the program's own path. */
static struct lr_span
target(const struct web *w)
{
	struct lr_span path = lr_cgi_var(w->cgi, "PATH_INFO");
	size_t i;

	if (path.n > 0)
		return path;
	path = lr_cgi_var(w->cgi, "SCRIPT_NAME");
	for (i = path.n; i > 0 && path.p[i - 1] != '/'; i--)
		;
	return i == 0 ? path : lr_span_sub(path, i - 1, path.n);
}

static bool
is_get(const struct web *w)
{
	struct lr_span method = lr_cgi_var(w->cgi, "REQUEST_METHOD");

	return w->head || lr_span_eq(method, LR_SPAN("GET"));
}

static void
make_answer(struct web *w)
{
	struct lr_span path = target(w);

	if (lr_cgi_var(w->cgi, "QUERY_STRING").n > QUERY_MAX)
		answer_plain(w, 414);
	else if (lr_span_eq(path, LR_SPAN("/hit")))
		hit_answer(w);
	else if (lr_span_eq(path, LR_SPAN("/lr.js")))
		is_get(w) ? script_answer(w) : answer_method(w, "GET, HEAD");
	else if (lr_span_eq(path, LR_SPAN("/rec")))
		record_answer(w);
	else if (lr_span_eq(path, LR_SPAN("/rec.js")))
		is_get(w) ? recorder_answer(w) : answer_method(w, "GET, HEAD");
	else if (lr_span_eq(path, LR_SPAN("/opt")))
		is_get(w) ? opt_answer(w) : answer_method(w, "GET, HEAD");
	else
		answer_plain(w, 404);
}

void
route(struct web *w)
{
	w->allowed = (struct lr_span){ NULL, 0 };
	w->head =
	    lr_span_eq(lr_cgi_var(w->cgi, "REQUEST_METHOD"), LR_SPAN("HEAD"));
	make_answer(w);
	if (w->answer.err != LR_OK) {
		lr_cli_warn(w->cli, "%s", lr_err_text(w->answer.err));
		answer_plain(w, 500);
	}
	/* who has gone needs no answer */
	(void)lr_cgi_answer(w->cgi, lr_buf_span(&w->answer));
}
