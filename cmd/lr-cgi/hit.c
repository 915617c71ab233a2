/* POST /hit: a page view. */
#include "web.h"

#include <errno.h>

#include "agent.h"
#include "ascii.h"
#include "clock.h"
#include "forwarded.h"
#include "num.h"
#include "url.h"

/* The browser is asked for an answer that the page may read, wherever the
 * program lives; no cookie goes along. */
static void
say(struct web *w, const struct hit *h, unsigned status, bool store)
{
	answer_begin(w, status, "application/json");
	answer_head(w, "Cache-Control", LR_SPAN("no-store"));
	answer_body(w,
	    store ? LR_SPAN("{\"store\":true}\n")
		  : LR_SPAN("{\"store\":false}\n"));
}

/* text/plain is what a page may send to another host without asking first. */
static bool
is_type(struct lr_span type)
{
	type = lr_span_trim(lr_span_sub(type, 0, lr_span_find(type, ';')));
	return lr_ascii_eq(type, LR_SPAN("text/plain")) ||
	    lr_ascii_eq(type, LR_SPAN("application/json"));
}

/* The host of a page by its URL, or by what a browser says is its origin: http
 * or https, a host, a port, and of an origin nothing else. */
static struct lr_span
host_of(struct lr_span url, bool origin)
{
	const struct lr_span none = { NULL, 0 };
	size_t scheme = lr_span_starts(url, LR_SPAN("https://")) ? 8
	    : lr_span_starts(url, LR_SPAN("http://"))		 ? 7
								 : url.n;
	struct lr_span host = lr_span_sub(url, scheme, url.n);
	size_t n;
	uint64_t port;

	if (scheme == url.n)
		return none;
	for (n = 0; n < host.n && strchr("/?#", host.p[n]) == NULL; n++)
		if (host.p[n] == '@' || host.p[n] == '\\')
			return none;
	if (origin && n < host.n)
		return none;
	host = lr_span_sub(host, 0, n);
	n = host.n > 0 && host.p[0] == '[' ? lr_span_find(host, ']')
					   : lr_span_find(host, ':');
	if (n < host.n && host.p[n] == ']')
		n++;
	if (n < host.n &&
	    (host.p[n] != ':' ||
		!lr_num_u64(
		    lr_span_sub(host, n + 1, host.n), UINT16_MAX, &port)))
		return none;
	return lr_url_host(lr_span_sub(url, 0, scheme + n));
}

/* Is it a page of the site's that asks? Browsers say where a POST is from. */
static bool
is_origin(struct web *w, struct hit *h)
{
	struct lr_span origin = lr_cgi_var(w->cgi, "HTTP_ORIGIN"), host;

	host = origin.n > 0
	    ? host_of(origin, true)
	    : host_of(lr_cgi_var(w->cgi, "HTTP_REFERER"), false);
	if (host.n == 0 || !lr_siteconf_host(&h->site->conf, host))
		return false;
	w->allowed = origin;
	return true;
}

/* Who the client is by what proxies say that the site trusts. Where there are
 * several lists, one may be the client's own: if they name two, none of them is
 * believed. */
static struct lr_ip
forwarded(struct web *w, const struct lr_siteconf *c, const struct lr_ip *peer)
{
	const struct lr_proxies proxies = { c->proxy, c->proxies };
	struct lr_ip ip = *peer, one;
	struct lr_span list;
	bool named = false, names;
	unsigned i;

	for (i = 0;; i++) {
		list = lr_cgi_nth(w->cgi, "HTTP_X_FORWARDED_FOR", i);
		if (list.p == NULL)
			return ip;
		one = lr_forwarded(&proxies, peer, list);
		names = !lr_proxy_is(&proxies, &one);
		if (named && names && lr_ip_cmp(&one, &ip) != 0)
			return *peer;
		/* of proxies alone the first list tells which */
		if (names || i == 0)
			ip = one;
		named |= names;
	}
}

/* The visitor's address. Where no proxy is trusted, nobody is. */
static bool
client(struct web *w, struct hit *h)
{
	const struct lr_siteconf *c = &h->site->conf;

	if (!lr_ip_parse(lr_cgi_var(w->cgi, "REMOTE_ADDR"), &h->ip))
		return false;
	if (c->proxies > 0)
		h->ip = forwarded(w, c, &h->ip);
	return true;
}

/* Nobody who does not want it is written down, nor counted by
 * his address. */
static bool
is_out(const struct web *w, const struct hit *h)
{
	return has_cookie(w, "optout") ||
	    (h->site->conf.signals_all && has_signal(w));
}

/* Within the limits of a minute? Of IPv6 a customer has a /64. */
static bool
is_within_limits(struct web *w, const struct hit *h, char what)
{
	struct lr_ip ip = h->ip;
	char who[LR_BEACON_SITE + sizeof(ip.b) + 3];
	size_t n = strlen(h->site->name) + 1;

	if (w->limit == NULL)
		return true;
	if (!lr_ip_is4(&ip))
		memset(ip.b + 8, 0, 8);
	who[0] = what;
	memcpy(who + 1, h->site->name, n);
	memcpy(who + n + 1, ip.b, sizeof(ip.b));
	return (h->out ||
		   lr_ratelimit_take(w->limit,
		       lr_span(who, n + 1 + sizeof(ip.b)), h->now,
		       h->site->conf.limit_address)) &&
	    lr_ratelimit_take(
		w->limit, lr_span(who, n), h->now, h->site->conf.limit_site);
}

unsigned
hit_refusal(struct web *w, struct hit *h, char what)
{
	bool own = is_origin(w, h);

	if (!is_type(lr_cgi_var(w->cgi, "CONTENT_TYPE")))
		return 415;
	if (!own)
		return 403;
	if (!client(w, h))
		return 400;
	h->out = is_out(w, h);
	return is_within_limits(w, h, what) ? 0 : 429;
}

unsigned
hit_body(struct web *w)
{
	enum lr_err err;
	char *pad;

	lr_buf_clear(&w->body);
	err = lr_cgi_body(w->cgi, &w->body, BODY_MAX);
	if (err == LR_ETOOLONG)
		return 413;
	if (err == LR_EAGAIN)
		return 408;
	if (err != LR_OK)
		return err == LR_EBAD ? 400 : 500;
	/* a line, with what is read ahead behind it (scan.h) */
	if ((pad = lr_buf_room(&w->body, LR_PAD)) == NULL)
		return 500;
	memset(pad, 0, LR_PAD);
	*pad = '\n';
	return 0;
}

void
hit_agent(struct web *w, struct hit *h)
{
	h->agent = lr_cgi_var(w->cgi, "HTTP_USER_AGENT");
	h->agent = lr_span_sub(h->agent, 0, AGENT_MAX);
	h->bot = w->agents != NULL ? lr_agent_memo_bot(w->agents, h->agent)
				   : lr_agent_bot(w->words, h->agent);
}

/* What the body says. */
static unsigned
read_hit(struct web *w, const struct hit *h)
{
	enum lr_err err;

	err = lr_beacon_json(&w->beacon, &w->rec, lr_buf_span(&w->body));
	if (err != LR_OK)
		return err == LR_EBAD ? 400 : 500;
	return lr_siteconf_host(&h->site->conf, w->beacon.host) ? 0 : 403;
}

/* The hit as a record of lr-record(5). */
static void
make_line(struct web *w, const struct hit *h)
{
	char time[LR_TIME_TEXT], ip[LR_IP_TEXT];
	struct lr_buf *b = &w->line;

	lr_time_put(h->now, time);
	lr_buf_clear(b);
	lr_buf_puts(b, "{\"time\":\"");
	lr_buf_put(b, lr_span(time, sizeof(time)));
	lr_buf_puts(b, "\",\"ip\":\"");
	lr_buf_put(b, lr_span(ip, lr_ip_put(&h->ip, ip)));
	lr_buf_puts(b, "\"");
	lr_json_member(b, "site", lr_span_str(h->site->name));
	lr_buf_puts(b, ",\"method\":\"GET\"");
	lr_json_member(b, "path", w->beacon.path);
	lr_json_member(b, "query", w->beacon.query);
	lr_buf_puts(b, ",\"status\":200");
	lr_json_member(b, "referrer", w->beacon.referrer);
	lr_json_member(b, "agent", h->agent);
	lr_beacon_put(&w->beacon, b);
	lr_buf_puts(b, "}\n");
}

static void
take(struct web *w, struct hit *h)
{
	enum lr_err err;
	enum says says;

	hit_agent(w, h);
	says = says_who(w, h->site, &h->ip, h->bot);
	if (says == SAYS_NONE || says == SAYS_FAILED) {
		err = spool_count(w, h->site, h->now);
	} else {
		make_line(w, h);
		err = w->line.err;
		if (err == LR_OK)
			err = spool_put(
			    w, h->site, h->now, lr_buf_span(&w->line));
	}
	if (err != LR_OK) {
		lr_cli_warn(w->cli, "%s: spool: %s", h->site->name,
		    err == LR_EIO ? strerror(errno) : lr_err_text(err));
		say(w, h, 503, false);
		return;
	}
	say(w, h, 200, says == SAYS_COMPANY && !has_signal(w));
}

struct site *
posted_site(struct web *w)
{
	w->is_hit = true;
	if (lr_span_eq(lr_cgi_var(w->cgi, "REQUEST_METHOD"), LR_SPAN("POST")))
		return wanted_site(w);
	answer_method(w, "POST");
	return NULL;
}

void
hit_answer(struct web *w)
{
	struct hit h = { .now = lr_clock_now(), .site = posted_site(w) };
	unsigned status;

	if (h.site == NULL)
		return;
	if ((status = hit_refusal(w, &h, 'h')) == 0 &&
	    (status = hit_body(w)) == 0)
		status = read_hit(w, &h);
	if (status != 0)
		answer_plain(w, status);
	else if (h.out)
		say(w, &h, 200, false);
	else
		take(w, &h);
}
