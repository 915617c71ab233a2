#include "whoisserver.h"

#include <stdio.h>
#include <stdlib.h>

#include "num.h"
#include "prefix.h"

enum { PORT = 43, RWHOIS_PORT = 4321 };

static bool
split(struct lr_span text, struct lr_span *host, unsigned *port)
{
	struct lr_ip ip;
	uint64_t number = 0;

	*host = text;
	*port = 0;
	if (text.n > 0 && text.p[0] == '[') {
		text = lr_span_sub(text, 1, text.n);
		*host = lr_span_cut(&text, ']');
		if (text.p == NULL || (text.n > 0 && text.p[0] != ':'))
			return false;
		text = lr_span_sub(text, 1, text.n);
	} else if (lr_ip_parse(text, &ip)) {
		return true;
	} else {
		*host = lr_span_cut(&text, ':');
	}
	if (host->n == 0 || host->n > LR_NAME_MAX)
		return false;
	if (text.n == 0)
		return true;
	*port = lr_num_u64(text, 65535, &number) ? (unsigned)number : 0;
	return *port != 0;
}

enum lr_err
lr_whoisservers_open(struct lr_whoisservers *w, const char *detour)
{
	struct lr_span host;
	enum lr_err err;

	memset(w, 0, sizeof(*w));
	if ((err = lr_hostaddr_open(&w->hosts)) != LR_OK || detour == NULL)
		return err;
	if (!split(lr_span_str(detour), &host, &w->detour_port))
		return LR_EBAD;
	if ((w->detour = calloc(1, host.n + 1)) == NULL)
		return LR_ENOMEM;
	memcpy(w->detour, host.p, host.n);
	return LR_OK;
}

void
lr_whoisservers_close(struct lr_whoisservers *w)
{
	unsigned i;

	for (i = 0; i < w->n; i++)
		free(w->server[i]);
	lr_hostaddr_close(w->hosts);
	free(w->detour);
	memset(w, 0, sizeof(*w));
}

struct lr_whoisserver *
lr_whoisservers_get(
    struct lr_whoisservers *w, struct lr_span host, unsigned port, bool rwhois)
{
	unsigned usual = rwhois ? RWHOIS_PORT : PORT, i;
	bool v6 = lr_span_find(host, ':') < host.n;
	struct lr_whoisserver *s;

	port = port == 0 ? usual : port;
	for (i = 0; i < w->n; i++) {
		s = w->server[i];
		if (s->port == port && s->rwhois == rwhois &&
		    lr_span_eq(lr_span_str(s->host), host))
			return s;
	}
	if (w->n == LR_WHOIS_SERVERS_MAX || host.n > LR_NAME_MAX ||
	    (s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	memcpy(s->host, host.p, host.n);
	if (port == usual)
		snprintf(s->name, sizeof(s->name), "%s", s->host);
	else
		snprintf(s->name, sizeof(s->name), v6 ? "[%s]:%u" : "%s:%u",
		    s->host, port);
	s->port = port;
	s->rwhois = rwhois;
	s->row = lr_whoistable_row(host);
	w->server[w->n++] = s;
	return s;
}

enum lr_err
lr_whoisservers_given(
    struct lr_whoisservers *w, const char *text, struct lr_whoisserver **s)
{
	struct lr_span host;
	unsigned port;

	if (!split(lr_span_str(text), &host, &port))
		return LR_EBAD;
	*s = lr_whoisservers_get(w, host, port, false);
	return *s == NULL ? LR_ENOMEM : LR_OK;
}

static unsigned
only_public(struct lr_ip *ip, unsigned n)
{
	unsigned i, k = 0;

	for (i = 0; i < n; i++)
		if (lr_ip_reserved(&ip[i]) == NULL)
			ip[k++] = ip[i];
	return k;
}

enum lr_err
lr_whoisservers_where(struct lr_whoisservers *w, const struct lr_whoisserver *s,
    int64_t now, struct lr_ip *ip, unsigned *n, unsigned *port,
    const char **why)
{
	struct lr_span host = lr_span_str(s->host);
	enum lr_err err = LR_OK;

	*why = "no address of the server's name";
	*port = s->port;
	*n = 1;
	if (s->named && lr_ip_parse(host, ip))
		*n = only_public(ip, 1);
	if (*n > 0 && w->detour != NULL) {
		*port = w->detour_port;
		return lr_hostaddr_get(
		    w->hosts, lr_span_str(w->detour), now, ip, n);
	}
	if (*n > 0)
		err = lr_hostaddr_get(w->hosts, host, now, ip, n);
	if (err == LR_OK && s->named)
		*n = only_public(ip, *n);
	if (err == LR_OK && *n == 0) {
		*why = "a server without a public address";
		err = LR_EBAD;
	}
	return err;
}

void
lr_whoisservers_good(struct lr_whoisservers *w, const struct lr_whoisserver *s,
    const struct lr_ip *ip)
{
	if (w->detour == NULL)
		lr_hostaddr_good(w->hosts, lr_span_str(s->host), ip);
}
