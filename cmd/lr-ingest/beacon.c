/* What lr-cgi's page script tells: records of the spool, and requests for the
 * image that it may ask for instead. */
#include "ingest.h"

#define VALUE_MAX 4096u /* bytes of a field as it stands in the record */

void
script_init(struct script *s)
{
	lr_beacon_init(&s->beacon);
	lr_record_init(&s->rec);
	lr_buf_init(&s->more, 4 * VALUE_MAX);
	lr_buf_init(&s->line, LR_LINE_MAX);
}

void
script_free(struct script *s)
{
	lr_beacon_free(&s->beacon);
	lr_record_free(&s->rec);
	lr_buf_free(&s->more);
	lr_buf_free(&s->line);
}

void
script_fields(struct script *s, struct lr_span line, struct view *v)
{
	static const char *const names[] = { "title", "session", "visitor" };
	const struct lr_field *f;
	size_t i;

	lr_buf_clear(&s->more);
	if (lr_record_parse(&s->rec, line) != LR_OK)
		return;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		f = lr_record_find(&s->rec, lr_span_str(names[i]));
		if (f == NULL || f->type != LR_JSON_STRING || f->val.n < 3 ||
		    f->val.n > VALUE_MAX)
			continue;
		lr_buf_printf(&s->more, ",\"%s\":", names[i]);
		lr_buf_put(&s->more, f->val);
	}
	if (s->more.err == LR_OK)
		v->more = lr_buf_span(&s->more);
}

enum lr_err
script_view(struct lr_cli *cli, struct script *s, struct view *v)
{
	unsigned status = v->hit->status;
	enum lr_err err;

	if (!lr_span_eq(v->path, s->pixel) ||
	    !lr_span_eq(v->hit->method, LR_SPAN("GET")) ||
	    (status != 200 && status != 304))
		return LR_END;
	if ((err = lr_beacon_query(&s->beacon, v->query)) != LR_OK) {
		cli->rec.why = s->beacon.why;
		return err;
	}
	/* what the image took says nothing about the page */
	s->hit = *v->hit;
	s->hit.site = s->beacon.site;
	s->hit.status = 200;
	v->hit = &s->hit;
	v->path = s->beacon.path;
	v->query = s->beacon.query;
	v->referrer = s->beacon.referrer;
	return LR_OK;
}

/* The same fields as the spool has. */
enum lr_err
script_record(struct lr_cli *cli, struct script *s, const struct view *v)
{
	struct lr_buf *b = &s->line;
	char ip[LR_IP_TEXT], *pad;
	enum lr_err err;

	lr_buf_clear(b);
	lr_buf_puts(b, "{\"time\":\"");
	lr_buf_put(b, lr_span(v->hit->time, v->hit->time_n));
	lr_buf_puts(b, "\",\"ip\":\"");
	lr_buf_put(b, lr_span(ip, lr_ip_put(&v->ip, ip)));
	lr_buf_putc(b, '"');
	lr_json_member(b, "site", v->hit->site);
	lr_buf_puts(b, ",\"method\":\"GET\"");
	lr_json_member(b, "path", v->path);
	lr_json_member(b, "query", v->query);
	lr_buf_puts(b, ",\"status\":200");
	lr_json_member(b, "referrer", v->referrer);
	lr_json_member(b, "agent", v->hit->agent);
	lr_json_member(b, "bot", v->bot);
	lr_beacon_put(&s->beacon, b);
	lr_buf_putc(b, '}');
	if ((pad = lr_buf_room(b, LR_PAD)) == NULL)
		return b->err;
	memset(pad, 0, LR_PAD);
	*pad = '\n';
	if (!cli->csv) {
		lr_out_put(&cli->out, lr_span(b->p, b->n + 1));
		cli->written++;
		return LR_OK;
	}
	if ((err = lr_record_parse(&cli->rec, lr_buf_span(b))) == LR_OK)
		lr_cli_put(cli, &cli->rec);
	return err;
}
