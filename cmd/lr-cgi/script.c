/* GET /lr.js: the page script with a site's settings. GET /rec.js: the
 * recorder, the same for all sites that have one. */
#include "web.h"

#include <stdio.h>

#include "pairs.h"
#include "siphash.h"

static const char snippet[] =
#include "snippet.inc"
    ;
static const char recorder[] =
#include "recorder.inc"
    ;

/* Names of sites, domains and URLs hold nothing that JSON would escape; a
 * slash is for "</script". */
static void
put_setting(struct lr_buf *b, const char *name, struct lr_span value)
{
	lr_buf_printf(b, ",%s:\"", name);
	lr_json_escape(b, value);
	lr_buf_putc(b, '"');
}

static void
put_script(struct lr_buf *b, const struct site *s, struct lr_span hit)
{
	const struct lr_siteconf *c = &s->conf;

	lr_buf_clear(b);
	lr_buf_put(b, lr_span(snippet, sizeof(snippet) - 1));
	lr_buf_printf(b, "{s:\"%s\",m:%u", s->name, c->cookie_days * 86400);
	lr_buf_puts(b, ",d:\"");
	if (c->cookie_domain.n > 0) {
		lr_buf_puts(b, "; Domain=");
		lr_buf_put(b, c->cookie_domain);
	}
	lr_buf_putc(b, '"');
	/* without a choice, too, it forgets all when it waits for one */
	if (c->consent || lr_span_eq(hit, LR_SPAN("clear")))
		lr_buf_puts(b, ",c:1");
	if (c->signals_all)
		lr_buf_puts(b, ",a:1");
	if (c->module2)
		lr_buf_puts(b, c->consent2 ? ",v:2" : ",v:1");
	if (c->pixel.n > 0)
		put_setting(b, "p", c->pixel);
	if (hit.n > 0)
		lr_buf_puts(b, ",n:1");
	lr_buf_puts(b, "});\n");
}

/* Strong: another text is another tag. */
static void
tag_of(struct lr_span text, char *tag, size_t n)
{
	static const unsigned char key[LR_SIPHASH_KEY] = "lr-cgi: its tags";
	unsigned char print[LR_SIPHASH];
	size_t i, at = 1;

	lr_siphash(key, text, print);
	tag[0] = '"';
	for (i = 0; i < sizeof(print) && at + 3 < n; i++, at += 2)
		(void)snprintf(tag + at, 3, "%02x", print[i]);
	tag[at] = '"';
	tag[at + 1] = '\0';
}

/* If-None-Match: a list of tags, perhaps made weak on the way. */
static bool
has_tag(struct lr_span list, struct lr_span tag)
{
	struct lr_span one;

	while (list.p != NULL) {
		one = lr_span_trim(lr_span_cut(&list, ','));
		if (lr_span_starts(one, LR_SPAN("W/")))
			one = lr_span_sub(one, 2, one.n);
		/* servers that compress add to it */
		if (one.n > 1 && tag.n > 1 &&
		    lr_span_starts(one, lr_span_sub(tag, 0, tag.n - 1)))
			return true;
	}
	return false;
}

static void
say(struct web *w, struct lr_span text)
{
	char tag[64];

	tag_of(text, tag, sizeof(tag));
	if (has_tag(lr_cgi_var(w->cgi, "HTTP_IF_NONE_MATCH"), lr_span_str(tag)))
		answer_begin(w, 304, NULL);
	else
		answer_begin(w, 200, "text/javascript; charset=utf-8");
	answer_head(w, "ETag", lr_span_str(tag));
	answer_head(w, "Cache-Control", LR_SPAN("public, max-age=3600"));
	answer_head(w, "Access-Control-Allow-Origin", LR_SPAN("*"));
	answer_head(w, "Cross-Origin-Resource-Policy", LR_SPAN("cross-origin"));
	if (lr_span_starts(lr_buf_span(&w->answer), LR_SPAN("Status: 304")))
		lr_buf_puts(&w->answer, "\r\n");
	else
		answer_body(w, text);
}

void
script_answer(struct web *w)
{
	struct site *s = wanted_site(w);
	struct lr_span hit;

	if (s == NULL)
		return;
	hit =
	    lr_query_value(lr_cgi_var(w->cgi, "QUERY_STRING"), LR_SPAN("hit"));
	put_script(&w->line, s, hit);
	say(w, lr_buf_span(&w->line));
}

void
recorder_answer(struct web *w)
{
	struct site *s = wanted_site(w);

	if (s != NULL && !s->conf.module2)
		answer_plain(w, 404);
	else if (s != NULL)
		say(w, lr_span(recorder, sizeof(recorder) - 1));
}
