#include "logwrap.h"

#include "ascii.h"
#include "logjson.h"

static const struct lr_span none = { NULL, 0 };

const char *
lr_logwrap_name(enum lr_logwrap wrap)
{
	static const char *const names[LR_LOGWRAPS] = {
		[LR_LOGWRAP_NONE] = "none",
		[LR_LOGWRAP_SYSLOG] = "syslog",
		[LR_LOGWRAP_DOCKER] = "docker",
		[LR_LOGWRAP_CRI] = "cri",
		[LR_LOGWRAP_COMPOSE] = "compose",
		[LR_LOGWRAP_JOURNAL] = "journald",
		[LR_LOGWRAP_CONSOLE] = "console",
	};

	return names[wrap];
}

/* One word and the blanks behind it off *s. */
static struct lr_span
word(struct lr_span *s)
{
	size_t n = lr_span_find(*s, ' ');
	struct lr_span w = lr_span_sub(*s, 0, n);

	while (n < s->n && s->p[n] == ' ')
		n++;
	*s = lr_span_sub(*s, n, s->n);
	return w;
}

static bool
iso_time(struct lr_span w)
{
	return w.n >= 19 && w.n <= 40 && lr_is_digit(w.p[0]) && w.p[4] == '-' &&
	    w.p[7] == '-' && (w.p[10] == 'T' || w.p[10] == ' ') &&
	    w.p[13] == ':' && w.p[16] == ':';
}

/* An ISO time off *s, perhaps with a blank between date and clock. */
static bool
iso_off(struct lr_span *s)
{
	struct lr_span rest = *s, w = word(&rest);

	if (w.n == 10) {
		w = word(&rest);
		w = lr_span(s->p, (size_t)(w.p - s->p) + w.n);
	}
	if (!iso_time(w))
		return false;
	*s = rest;
	return true;
}

/* "nginx[12]: ", "nginx: ": a program's tag; none is fine, too. */
static struct lr_span
untag(struct lr_span s)
{
	struct lr_span rest = s, w = word(&rest);
	size_t i;

	if (w.n < 2 || w.p[w.n - 1] != ':')
		return s;
	for (i = 0; i + 1 < w.n; i++)
		if (!lr_is_alnum(w.p[i]) && strchr("-_./[]()", w.p[i]) == NULL)
			return s;
	/* 2001:db8:: alone is an address and no tag */
	return w.p[w.n - 2] == ':' ? s : rest;
}

/* RFC 5424: version, time, host, program, process, message id, data. */
static struct lr_span
syslog_new(struct lr_span s)
{
	int i;

	for (i = 0; i < 6; i++)
		if (word(&s).n == 0)
			return none;
	if (s.n > 0 && s.p[0] == '-') {
		word(&s);
		return s;
	}
	while (s.n > 0 && s.p[0] == '[') {
		bool quoted = false;
		size_t n;

		for (n = 1; n < s.n && (quoted || s.p[n] != ']'); n++)
			if (s.p[n] == '\\')
				n++;
			else if (s.p[n] == '"')
				quoted = !quoted;
		s = lr_span_sub(s, n + 1, s.n);
	}
	while (s.n > 0 && s.p[0] == ' ')
		s = lr_span_sub(s, 1, s.n);
	return s;
}

static struct lr_span
syslog_off(struct lr_span s)
{
	size_t n = 0, close;

	if (s.n > 2 && s.p[0] == '<') {
		close = lr_span_find(lr_span_sub(s, 0, 6), '>');
		if (close < 2 || close > 4)
			return none;
		s = lr_span_sub(s, close + 1, s.n);
		if (s.n > 2 && s.p[0] == '1' && s.p[1] == ' ')
			return syslog_new(s);
	}
	if (!iso_off(&s)) {
		/* "Nov 22 10:00:00", perhaps with a year or zone behind */
		while (n < 3 && n < s.n && lr_is_alpha(s.p[n]))
			n++;
		if (n != 3 || s.n < 20 || s.p[3] != ' ' || s.p[9] != ':' ||
		    s.p[12] != ':')
			return none;
		s = lr_span_sub(s, 15, s.n);
		while (s.n > 0 && s.p[0] == ' ')
			s = lr_span_sub(s, 1, s.n);
		/* "2026 ": Cisco and others add the year */
		if (s.n > 5 && s.p[4] == ' ' &&
		    lr_span_starts(s, LR_SPAN("20")))
			word(&s);
	}
	if (word(&s).n == 0) /* host */
		return none;
	return untag(s);
}

/* 2026-11-22T10:00:00.000000000Z stdout F text; docker logs -t has the time
 * only. */
static struct lr_span
cri(struct lr_span s)
{
	struct lr_span w, text;

	if (!iso_off(&s))
		return none;
	text = s;
	w = word(&s);
	if (!lr_span_eq(w, LR_SPAN("stdout")) &&
	    !lr_span_eq(w, LR_SPAN("stderr")))
		return text;
	w = word(&s);
	return w.n == 1 && (w.p[0] == 'F' || w.p[0] == 'P') ? s : none;
}

/* 2026/11/22 10:00:00.000<tab>INFO<tab>logger<tab>message<tab>{"a": 1} */
static struct lr_span
console(struct lr_span s, struct lr_scratch *sc)
{
	struct lr_span time = lr_span_sub(s, 0, lr_span_find(s, '\t'));
	size_t at;

	while ((at = lr_span_find(s, '\t')) < s.n) {
		s = lr_span_sub(s, at + 1, s.n);
		if (s.n > 1 && s.p[0] == '{' && s.p[s.n - 1] == '}') {
			sc->outer = time;
			return s;
		}
	}
	return none;
}

/* web_1  | text */
static struct lr_span
compose(struct lr_span s)
{
	struct lr_span w = word(&s);
	size_t i;

	for (i = 0; i < w.n; i++)
		if (!lr_is_alnum(w.p[i]) && w.p[i] != '-' && w.p[i] != '_' &&
		    w.p[i] != '.')
			return none;
	if (w.n == 0 || s.n < 2 || s.p[0] != '|')
		return none;
	word(&s);
	return s;
}

/* The text of a JSON field, copied so that a control byte stands behind. */
static struct lr_span
json(struct lr_span line, struct lr_span key, struct lr_scratch *s)
{
	struct lr_span text;

	if (line.n == 0 || line.p[0] != '{')
		return none;
	text = lr_logjson_text(line, key, s);
	while (text.n > 0 &&
	    (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	if (text.n == 0 || s->n + text.n + 1 > 2 * LR_LINE_MAX)
		return none;
	memmove(s->p + s->n, text.p, text.n);
	text.p = s->p + s->n;
	s->p[s->n + text.n] = '\n';
	s->n += text.n + 1;
	return text;
}

/* The line as a text in JSON: of journald, of collectors, of Caddy. */
static struct lr_span
journal(struct lr_span line, struct lr_scratch *s)
{
	static const char *const keys[] = { "MESSAGE", "message", "common_log",
		"msg", "event.original" };
	struct lr_span text = none, rest;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]) && text.n == 0; i++)
		text = json(line, lr_span_str(keys[i]), s);
	/* "host nginx: text" and "nginx: text" */
	rest = text;
	word(&rest);
	return untag(rest).n < rest.n ? untag(rest) : untag(text);
}

struct lr_span
lr_logwrap_off(enum lr_logwrap wrap, struct lr_span line, struct lr_scratch *s)
{
	switch (wrap) {
	case LR_LOGWRAP_SYSLOG:
		return syslog_off(line);
	case LR_LOGWRAP_DOCKER:
		return json(line, LR_SPAN("log"), s);
	case LR_LOGWRAP_CRI:
		return cri(line);
	case LR_LOGWRAP_COMPOSE:
		return compose(line);
	case LR_LOGWRAP_JOURNAL:
		return journal(line, s);
	case LR_LOGWRAP_CONSOLE:
		return console(line, s);
	case LR_LOGWRAP_NONE:
	case LR_LOGWRAPS:
		break;
	}
	return line;
}
