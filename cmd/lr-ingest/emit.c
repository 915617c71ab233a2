/* Requests to records. */
#include "ingest.h"
#include "num.h"
#include "url.h"

void
emit_init(struct emit *e)
{
	lr_buf_init(&e->file, LR_LINE_MAX);
	lr_buf_init(&e->bot, LR_LINE_MAX);
	lr_buf_init(&e->campaign, 2 * LR_LINE_MAX);
	lr_buf_init(&e->referrer, 2 * LR_LINE_MAX);
	lr_buf_init(&e->text, 16 * LR_LINE_MAX);
}

void
emit_free(struct emit *e)
{
	lr_buf_free(&e->file);
	lr_buf_free(&e->bot);
	lr_buf_free(&e->campaign);
	lr_buf_free(&e->referrer);
	lr_buf_free(&e->text);
}

/* What follows a text is read ahead (scan.h). */
static struct lr_span
padded(struct lr_buf *b)
{
	if (lr_buf_room(b, LR_PAD) == NULL)
		return (struct lr_span){ NULL, 0 };
	memset(b->p + b->n, 0, LR_PAD);
	return lr_buf_span(b);
}

struct lr_span
emit_padded(struct lr_buf *b, struct lr_span s)
{
	if (s.n == 0)
		return s;
	lr_buf_clear(b);
	lr_buf_put(b, s);
	return padded(b);
}

void
emit_file(struct emit *e, const char *name)
{
	(void)emit_padded(&e->file, lr_span_str(name));
}

static inline char *
put(char *p, struct lr_span s)
{
	memcpy(p, s.p, s.n);
	return p + s.n;
}

/* The same in steps of LR_PAD, whatever the length: what stands behind the
 * text goes along and is written over. No jump depends on the length of a
 * short text, which is what costs. */
static inline char *
put_steps(char *p, struct lr_span s)
{
	char *end = p + s.n;

	for (;;) {
		memcpy(p, s.p, LR_PAD);
		p += LR_PAD;
		if (p >= end)
			return end;
		s.p += LR_PAD;
	}
}

/* ,"name":"text" where there is a text; head is everything up to it. */
static inline char *
put_text(char *p, struct lr_span head, struct lr_span s)
{
	if (s.n == 0)
		return p;
	p = lr_json_escape_to(put(p, head), s);
	*p++ = '"';
	return p;
}

/* Of a text that needs no escapes when plain. */
static inline char *
put_maybe(char *p, struct lr_span head, struct lr_span s, bool plain)
{
	if (!plain)
		return put_text(p, head, s);
	if (s.n == 0)
		return p;
	p = put_steps(put(p, head), s);
	*p++ = '"';
	return p;
}

static char *
put_ip(char *p, const struct view *v)
{
	struct lr_span host = v->hit->host;

	p = put(p, LR_SPAN("\",\"ip\":\""));
	/* IPv4 has one form only, the log's own; but not what has a port or
	 * brackets */
	if (lr_ip_is4(&v->ip) && host.n <= 15 && host.n >= 7 &&
	    memcmp(&v->ip, &v->hit->ip, sizeof(v->ip)) == 0 &&
	    host.p[0] != '[' && lr_span_find(host, ':') == host.n)
		p = put_steps(p, host);
	else
		p += lr_ip_put(&v->ip, p);
	*p++ = '"';
	return p;
}

/* Most times have no fraction. */
static inline char *
put_time(char *p, const struct lr_hit *hit)
{
	if (hit->time_n != LR_TIME_TEXT)
		return put(p, lr_span(hit->time, hit->time_n));
	memcpy(p, hit->time, LR_TIME_TEXT);
	return p + LR_TIME_TEXT;
}

/* 100 to 999 */
static inline char *
put_status(char *p, unsigned status)
{
	p[0] = (char)('0' + status / 100);
	p[1] = (char)('0' + status / 10 % 10);
	p[2] = (char)('0' + status % 10);
	return p + 3;
}

static char *
put_record(char *p, const struct view *v)
{
	const struct lr_hit *hit = v->hit;
	bool plain = hit->plain_request;

	p = put(p, LR_SPAN("{\"time\":\""));
	p = put_time(p, hit);
	p = put_ip(p, v);
	p = put_text(p, LR_SPAN(",\"site\":\""), hit->site);
	/* a method is letters */
	p = put_maybe(p, LR_SPAN(",\"method\":\""), hit->method, true);
	p = put_maybe(p, LR_SPAN(",\"path\":\""), v->path, plain);
	p = put_maybe(p, LR_SPAN(",\"query\":\""), v->query, plain);
	p = put_maybe(p, LR_SPAN(",\"protocol\":\""), hit->protocol, plain);
	if (hit->status != 0)
		p = put_status(put(p, LR_SPAN(",\"status\":")), hit->status);
	if (hit->bytes.n > 0)
		p = put_steps(put(p, LR_SPAN(",\"bytes\":")), hit->bytes);
	p = put_maybe(
	    p, LR_SPAN(",\"referrer\":\""), v->referrer, hit->plain_referrer);
	p = put_maybe(
	    p, LR_SPAN(",\"agent\":\""), hit->agent, hit->plain_agent);
	if (hit->duration.n > 0)
		p = put(put(p, LR_SPAN(",\"duration\":")), hit->duration);
	p = put_text(p, LR_SPAN(",\"bot\":\""), v->bot);
	return v->more.n > 0 ? put(p, v->more) : p;
}

static struct lr_span
chosen_query(struct emit *e, struct lr_span query)
{
	if (e->query == QUERY_NONE || query.n == 0)
		return (struct lr_span){ NULL, 0 };
	if (e->query == QUERY_ALL)
		return query;
	lr_buf_clear(&e->campaign);
	lr_url_campaign(&e->campaign, query);
	return padded(&e->campaign);
}

/* A referrer says where a visitor came from. Its query is held to the same
 * rule as ours: it may hold names, addresses, tokens. */
static struct lr_span
chosen_referrer(struct emit *e, struct lr_span referrer)
{
	struct lr_span page, query;

	if (e->query == QUERY_ALL ||
	    (lr_span_find(referrer, '?') == referrer.n &&
		lr_span_find(referrer, '#') == referrer.n))
		return referrer;
	lr_url_target(referrer, &page, &query);
	page = lr_span_sub(page, 0, lr_span_find(page, '#'));
	lr_buf_clear(&e->referrer);
	lr_buf_put(&e->referrer, page);
	lr_buf_putc(&e->referrer, '?');
	if (e->query == QUERY_CAMPAIGN)
		lr_url_campaign(&e->referrer,
		    lr_span_sub(query, 0, lr_span_find(query, '#')));
	if (e->referrer.n == page.n + 1)
		e->referrer.n--;
	return padded(&e->referrer);
}

/* --origin: ,"file":"...","line":N */
static char *
put_origin(char *p, struct emit *e, unsigned long line)
{
	p = put_text(p, LR_SPAN(",\"file\":\""), lr_buf_span(&e->file));
	p = put(p, LR_SPAN(",\"line\":"));
	return p + lr_num_put(line, p);
}

/* A row of CSV: the record is read again and goes the way of all records. */
static enum lr_err
put_row(struct lr_cli *cli, char *p, size_t n)
{
	enum lr_err err;

	memset(p + n, 0, LR_PAD);
	p[n] = '\n';
	if ((err = lr_record_parse(&cli->rec, lr_span(p, n))) != LR_OK)
		return err;
	lr_cli_put(cli, &cli->rec);
	return LR_OK;
}

/* The bytes of all that is written of a record. A JSON log may give the same
 * text for several fields: the line's own length is no measure. */
static size_t
length(const struct view *v, const struct emit *e)
{
	const struct lr_hit *hit = v->hit;

	return hit->site.n + hit->method.n + v->path.n + v->query.n +
	    hit->protocol.n + hit->bytes.n + v->referrer.n + hit->agent.n +
	    hit->duration.n + v->bot.n + v->more.n +
	    (e->origin ? e->file.n : 0);
}

enum lr_err
emit_record(struct lr_cli *cli, struct emit *e, const struct view *v)
{
	size_t n;
	struct view view = *v;
	bool csv = cli->csv;
	char *start, *p;

	view.query = chosen_query(e, v->query);
	view.referrer = chosen_referrer(e, v->hit->referrer);
	if (e->bot.err != LR_OK || e->campaign.err != LR_OK ||
	    e->referrer.err != LR_OK || e->file.err != LR_OK)
		return LR_ENOMEM;
	if ((n = length(&view, e)) > LR_LINE_MAX)
		return LR_ETOOLONG;
	/* an escaped byte takes six at most */
	n = 6 * n + 1024;
	lr_buf_clear(&e->text);
	start = csv ? lr_buf_room(&e->text, n) : lr_out_room(&cli->out, n);
	if (start == NULL)
		return LR_ENOMEM;
	p = put_record(start, &view);
	if (e->origin)
		p = put_origin(p, e, cli->line);
	*p++ = '}';
	n = (size_t)(p - start);
	if (n > LR_LINE_MAX)
		return LR_ETOOLONG;
	if (csv)
		return put_row(cli, start, n);
	*p = '\n';
	cli->out.n += n + 1;
	cli->written++;
	return LR_OK;
}
