/* GET /opt: the visitor's choice, for browsers with JavaScript and without. */
#include "web.h"

#include "ascii.h"
#include "forwarded.h"
#include "pairs.h"
#include "url.h"

enum choice { CHOICE_NONE, CHOICE_IN, CHOICE_OUT, CHOICE_CLEAR, CHOICE_WRONG };

static enum choice
choice(struct lr_span query)
{
	struct lr_span set = lr_query_value(query, LR_SPAN("set"));

	if (set.p == NULL)
		return CHOICE_NONE;
	if (lr_span_eq(set, LR_SPAN("in")))
		return CHOICE_IN;
	if (lr_span_eq(set, LR_SPAN("out")))
		return CHOICE_OUT;
	return lr_span_eq(set, LR_SPAN("clear")) ? CHOICE_CLEAR : CHOICE_WRONG;
}

/* A page is looked at: not an image of one, and no browser that reads ahead
 * (Fetch Metadata; Sec-Purpose, and what browsers called it before). */
static bool
is_visit(struct web *w)
{
	static const char *const ahead[] = { "HTTP_SEC_PURPOSE", "HTTP_PURPOSE",
		"HTTP_X_PURPOSE", "HTTP_X_MOZ" };
	struct lr_span mode = lr_cgi_var(w->cgi, "HTTP_SEC_FETCH_MODE");
	size_t i;

	for (i = 0; i < sizeof(ahead) / sizeof(ahead[0]); i++)
		if (lr_cgi_var(w->cgi, ahead[i]).n > 0)
			return false;
	return mode.n == 0 || lr_span_eq(mode, LR_SPAN("navigate"));
}

/* Nobody agrees, and nobody's objection goes, by following a link from somebody
 * else's page. Browsers without Fetch Metadata say by Referer where the link
 * was; where they do not, the buttons are still there. */
static bool
is_own(struct web *w, const struct site *s)
{
	struct lr_span from = lr_cgi_var(w->cgi, "HTTP_SEC_FETCH_SITE");
	struct lr_span host = lr_cgi_var(w->cgi, "HTTP_HOST");
	struct lr_span page = lr_url_host(lr_cgi_var(w->cgi, "HTTP_REFERER"));

	if (from.n > 0 && !lr_span_eq(from, LR_SPAN("cross-site")))
		return true;
	if (page.n == 0 || page.n > LR_NAME_MAX)
		return false;
	if (s != NULL && lr_siteconf_host(&s->conf, page))
		return true;
	host = lr_span_sub(host, 0, lr_span_find(host, ':'));
	return from.n == 0 && lr_ascii_eq(host, page);
}

/* Does a proxy that the site trusts say that the browser speaks to it by TLS?
 */
static bool
is_secure_before(struct web *w, const struct site *s)
{
	struct lr_span all = lr_cgi_var(w->cgi, "HTTP_X_FORWARDED_PROTO"), one;
	struct lr_proxies proxies;
	struct lr_ip ip;

	if (s == NULL || s->conf.proxies == 0 ||
	    !lr_ip_parse(lr_cgi_var(w->cgi, "REMOTE_ADDR"), &ip))
		return false;
	proxies = (struct lr_proxies){ s->conf.proxy, s->conf.proxies };
	if (!lr_proxy_is(&proxies, &ip))
		return false;
	/* the last one is what that proxy itself has seen */
	for (one = all; all.p != NULL;)
		one = lr_span_cut(&all, ',');
	return lr_ascii_eq(lr_span_trim(one), LR_SPAN("https"));
}

static bool
is_secure(struct web *w, const struct site *s)
{
	struct lr_span https = lr_cgi_var(w->cgi, "HTTPS");

	return is_secure_before(w, s) || lr_ascii_eq(https, LR_SPAN("on")) ||
	    lr_span_eq(https, LR_SPAN("1")) ||
	    lr_span_eq(lr_cgi_var(w->cgi, "REQUEST_SCHEME"), LR_SPAN("https"));
}

/* Set it to 1, or take it away. */
static void
cookie(struct web *w, const struct site *s, const char *name, bool set)
{
	struct lr_buf *b = &w->line;
	unsigned days = s == NULL ? 365 : s->conf.cookie_days;

	lr_buf_clear(b);
	lr_buf_printf(b, "%s=1; Path=/; SameSite=Lax; Max-Age=%u", name,
	    set ? days * 86400 : 0);
	if (s != NULL && s->conf.cookie_domain.n > 0) {
		lr_buf_puts(b, "; Domain=");
		lr_buf_put(b, s->conf.cookie_domain);
	}
	if (is_secure(w, s))
		lr_buf_puts(b, "; Secure");
	answer_head(w, "Set-Cookie", lr_buf_span(b));
}

static const char *const says[2][3] = {
	{ "Es gilt: Sie haben nichts gew\xc3\xa4hlt.",
	    "Es gilt: Sie sind einverstanden.",
	    "Es gilt: Sie m\xc3\xb6"
	    "chten nicht erfasst werden." },
	{ "You have not chosen.", "You have agreed.",
	    "You have chosen not to be recorded." },
};

/* What is said of recordings: none, with consent, without being asked. */
static const char *const recorded[2][3] = {
	{ "",
	    " Wenn Sie einverstanden sind, zeichnet sie auf, wie ihre Seiten "
	    "angesehen werden: Wege des Zeigers, Klicks und Rollen, ohne "
	    "Texte und Eingaben.",
	    " Sie zeichnet auf, wie ihre Seiten angesehen werden: Wege des "
	    "Zeigers, Klicks und Rollen, ohne Texte und Eingaben." },
	{ "",
	    " If you agree, it records how its pages are looked at: paths of "
	    "the pointer, clicks and scrolling, without texts and input.",
	    " It records how its pages are looked at: paths of the pointer, "
	    "clicks and scrolling, without texts and input." },
};

static const char *
recordings(unsigned lang, const struct site *s)
{
	if (s == NULL || !s->conf.module2)
		return recorded[lang][0];
	return recorded[lang][s->conf.consent || s->conf.consent2 ? 1 : 2];
}

static void
button(struct lr_buf *b, const char *value, const char *text)
{
	lr_buf_printf(
	    b, "<button name=\"set\" value=\"%s\">%s</button>\n", value, text);
}

static void
form(struct lr_buf *b, const struct site *s, const char *in, const char *out,
    const char *clear)
{
	lr_buf_puts(b, "<form action=\"opt\">\n");
	if (s != NULL)
		lr_buf_printf(b,
		    "<input type=\"hidden\" name=\"site\" value=\"%s\">\n",
		    s->name);
	button(b, "in", in);
	button(b, "out", out);
	button(b, "clear", clear);
	lr_buf_puts(b, "</form>\n");
}

/* state: 0 nothing chosen, 1 in, 2 out. A site's name needs no escapes. */
static void
page(struct lr_buf *b, const struct site *s, enum choice c, unsigned state)
{
	lr_buf_clear(b);
	lr_buf_puts(b,
	    "<!DOCTYPE html>\n<html lang=\"de\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<meta name=\"robots\" content=\"noindex\">\n"
	    "<title>Besuchererfassung / Visitor statistics</title>\n");
	if (s != NULL)
		lr_buf_printf(b,
		    "<script src=\"lr.js?site=%s&amp;hit=%s\"></script>\n",
		    s->name, c == CHOICE_CLEAR ? "clear" : "0");
	lr_buf_printf(b,
	    "</head>\n<body>\n<section lang=\"de\">\n"
	    "<h1>Ihre Wahl</h1>\n<p>Diese Website stellt fest, von welchen "
	    "Unternehmen sie besucht wird. Einzelne Personen erkennt sie "
	    "nicht.%s</p>\n<p><strong>%s</strong></p>\n",
	    recordings(0, s), says[0][state]);
	form(b, s, "Einverstanden", "Nicht erfassen", "Wahl l\xc3\xb6schen");
	lr_buf_printf(b,
	    "</section>\n<section lang=\"en\">\n<h1>Your choice</h1>\n"
	    "<p>This website finds out which companies visit it. It does not "
	    "recognise single persons.%s</p>\n<p><strong>%s</strong></p>\n",
	    recordings(1, s), says[1][state]);
	form(b, s, "I agree", "Do not record me", "Forget my choice");
	lr_buf_puts(b, "</section>\n</body>\n</html>\n");
}

/* What the browser has once it has read the answer. Opt-out beats opt-in. */
static unsigned
state_after(const struct web *w, enum choice c)
{
	if (c == CHOICE_IN || c == CHOICE_OUT)
		return c == CHOICE_IN ? 1 : 2;
	if (c == CHOICE_CLEAR)
		return 0;
	if (has_cookie(w, "optout"))
		return 2;
	return has_cookie(w, "allow_tracking") ||
		has_cookie(w, "allow%20tracking")
	    ? 1
	    : 0;
}

void
opt_answer(struct web *w)
{
	struct lr_span query = lr_cgi_var(w->cgi, "QUERY_STRING");
	enum choice c = choice(query);
	struct site *s = NULL;

	if (lr_query_value(query, LR_SPAN("site")).p != NULL &&
	    (s = wanted_site(w)) == NULL)
		return;
	if (c == CHOICE_WRONG) {
		answer_plain(w, 400);
		return;
	}
	if (c != CHOICE_NONE &&
	    (!is_visit(w) || (c != CHOICE_OUT && !is_own(w, s))))
		c = CHOICE_NONE;
	answer_begin(w, 200, "text/html; charset=utf-8");
	answer_head(w, "Cache-Control", LR_SPAN("no-store"));
	answer_head(w, "Referrer-Policy", LR_SPAN("same-origin"));
	answer_head(w, "Content-Security-Policy",
	    LR_SPAN("default-src 'none'; script-src 'self'; "
		    "form-action 'self'; base-uri 'none'; "
		    "frame-ancestors 'self'"));
	if (c != CHOICE_NONE && !w->head) {
		cookie(w, s, "allow_tracking", c == CHOICE_IN);
		cookie(w, s, "optout", c == CHOICE_OUT);
	}
	page(&w->body, s, c, state_after(w, c));
	answer_body(w, lr_buf_span(&w->body));
}
