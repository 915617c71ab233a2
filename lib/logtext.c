#include "logtext.h"

#include <stdlib.h>

#include "ascii.h"
#include "scan.h"

/* ---- compiling */

static enum lr_err
start(struct lr_logtext *t, struct lr_span source, const char **why)
{
	*t = (struct lr_logtext){ .max = source.n };
	*why = source.n > 16384 ? "a format too long" : "out of memory";
	if (source.n > 16384)
		return LR_ETOOLONG;
	t->store = malloc(source.n + 1);
	return t->store == NULL ? LR_ENOMEM : LR_OK;
}

void
lr_logtext_free(struct lr_logtext *t)
{
	free(t->store);
	*t = (struct lr_logtext){ 0 };
}

static struct lr_logtext_step *
add(struct lr_logtext *t)
{
	if (t->n == LR_LOGTEXT_STEPS)
		return NULL;
	t->step[t->n] = (struct lr_logtext_step){ 0 };
	return &t->step[t->n++];
}

/* One byte of literal text, joined to the literal before it. */
static bool
literal(struct lr_logtext *t, char c)
{
	struct lr_logtext_step *s = t->n > 0 ? &t->step[t->n - 1] : NULL;
	unsigned i;

	if (s == NULL || s->field || s->may_end || t->used == t->max) {
		if ((s = add(t)) == NULL || t->used == t->max)
			return false;
		s->text = lr_span(t->store + t->used, 0);
		/* a field within quotes that another text ends */
		for (i = t->n - 1; i > 0 && t->step[i - 1].may_end; i--)
			;
		if (c != '"' && i > 0)
			t->step[i - 1].quoted = false;
	}
	t->store[t->used++] = c;
	s->text.n++;
	return true;
}

/* Has a double quote been opened? */
static bool
within_quotes(const struct lr_logtext *t)
{
	bool open = false;
	unsigned i;
	size_t k;

	for (i = 0; i < t->n; i++)
		for (k = 0; k < t->step[i].text.n; k++)
			open ^= t->step[i].text.p[k] == '"';
	return open;
}

static bool
field(struct lr_logtext *t, enum lr_part part, enum lr_code code)
{
	const struct lr_logtext_step *before =
	    t->n > 0 ? &t->step[t->n - 1] : NULL;
	struct lr_logtext_step *s;
	bool quoted = within_quotes(t);

	/* two fields with nothing between them cannot be told apart */
	if ((before != NULL && before->field) || (s = add(t)) == NULL)
		return false;
	s->field = true;
	s->part = part;
	s->quoted = quoted;
	s->code = code;
	return true;
}

static enum lr_err
bad(struct lr_logtext *t, const char **why, const char *text)
{
	lr_logtext_free(t);
	*why = text;
	return LR_EBAD;
}

/* The field named between braces. */
static bool
named(struct lr_logtext *t, struct lr_span name)
{
	enum lr_code code = LR_CODE_LOG;
	struct lr_logtext_step *s;
	bool rest = false;
	enum lr_part part;

	if (lr_span_eq(name, LR_SPAN("?"))) {
		if ((s = add(t)) == NULL)
			return false;
		return s->may_end = true;
	}
	if (lr_span_eq(name, LR_SPAN("*")))
		name = LR_SPAN("-$");
	if (name.n > 1 && name.p[name.n - 1] == '$') {
		rest = true;
		name.n--;
	}
	if (name.n > 1 && name.p[name.n - 1] == '%') {
		code = LR_CODE_PERCENT2;
		name.n--;
	}
	if (name.n > 1 && name.p[name.n - 1] == '#') {
		code = LR_CODE_HASH;
		name.n--;
	}
	part = lr_part_of(name);
	if (part == LR_PARTS || !field(t, part, code))
		return false;
	t->step[t->n - 1].rest = rest;
	return true;
}

enum lr_err
lr_logtext_compile(
    struct lr_logtext *t, struct lr_span notation, const char **why)
{
	enum lr_err err = start(t, notation, why);
	size_t i, end;

	for (i = 0; err == LR_OK && i < notation.n; i++) {
		char c = notation.p[i];
		struct lr_span rest = lr_span_sub(notation, i + 1, notation.n);

		if (c == '{') {
			end = lr_span_find(rest, '}');
			if (end == rest.n)
				return bad(
				    t, why, "a brace that does not close");
			if (!named(t, lr_span_sub(rest, 0, end)))
				return bad(t, why,
				    "an unknown field, or two fields with "
				    "nothing between them");
			i += end + 1;
			continue;
		}
		if (c == '\\' && rest.n > 0) {
			c = rest.p[0] == 't' ? '\t' : rest.p[0];
			i++;
		}
		if (!literal(t, c))
			return bad(t, why, "a format too long");
	}
	return err;
}

/* Apache httpd's directives; %{Name}i and kin are looked up by the name. */
static const struct directive {
	const char *name;
	enum lr_part part;
} apache[] = {
	{ "h", LR_PART_PEER },
	{ "a", LR_PART_IP },
	{ "{c}a", LR_PART_PEER },
	{ "t", LR_PART_TIME },
	{ "r", LR_PART_REQUEST },
	{ "s", LR_PART_STATUS },
	{ "b", LR_PART_BYTES },
	{ "B", LR_PART_BYTES },
	{ "O", LR_PART_BYTES },
	{ "v", LR_PART_SITE },
	{ "V", LR_PART_SITE },
	{ "{host}i", LR_PART_SITE },
	{ "m", LR_PART_METHOD },
	{ "U", LR_PART_PATH },
	{ "q", LR_PART_QUERY },
	{ "H", LR_PART_PROTOCOL },
	{ "D", LR_PART_MICROS },
	{ "T", LR_PART_SECONDS },
	{ "{s}T", LR_PART_SECONDS },
	{ "{ms}T", LR_PART_MILLIS },
	{ "{us}T", LR_PART_MICROS },
	{ "{referer}i", LR_PART_REFERRER },
	{ "{user-agent}i", LR_PART_AGENT },
	{ "{x-forwarded-for}i", LR_PART_FORWARDED },
	{ "{x-real-ip}i", LR_PART_FORWARDED },
	{ "{cf-connecting-ip}i", LR_PART_FORWARDED },
};

static const struct directive nginx[] = {
	{ "remote_addr", LR_PART_IP },
	{ "realip_remote_addr", LR_PART_PEER },
	{ "binary_remote_addr", LR_PART_NONE },
	{ "time_local", LR_PART_TIME },
	{ "time_iso8601", LR_PART_TIME },
	{ "msec", LR_PART_TIME },
	{ "request", LR_PART_REQUEST },
	{ "request_method", LR_PART_METHOD },
	{ "request_uri", LR_PART_URL },
	{ "uri", LR_PART_PATH },
	{ "is_args", LR_PART_QUERY },
	{ "args", LR_PART_QUERY },
	{ "query_string", LR_PART_QUERY },
	{ "server_protocol", LR_PART_PROTOCOL },
	{ "status", LR_PART_STATUS },
	{ "body_bytes_sent", LR_PART_BYTES },
	{ "bytes_sent", LR_PART_BYTES },
	{ "host", LR_PART_SITE },
	{ "http_host", LR_PART_SITE },
	{ "server_name", LR_PART_SITE },
	{ "request_time", LR_PART_SECONDS },
	{ "http_referer", LR_PART_REFERRER },
	{ "http_user_agent", LR_PART_AGENT },
	{ "http_x_forwarded_for", LR_PART_FORWARDED },
	{ "proxy_add_x_forwarded_for", LR_PART_FORWARDED },
	{ "http_x_real_ip", LR_PART_FORWARDED },
	{ "http_cf_connecting_ip", LR_PART_FORWARDED },
};

static enum lr_part
part_of(const struct directive *d, size_t n, struct lr_span name)
{
	for (; n > 0; d++, n--)
		if (lr_ascii_eq(name, lr_span_str(d->name)) &&
		    (name.n > 1 || name.p[0] == d->name[0]))
			return d->part;
	return LR_PART_NONE;
}

/* Length of the directive behind a '%': flags, {name}, letter. */
static size_t
directive(struct lr_span s, struct lr_span *name)
{
	size_t i = 0, from, close;

	while (i < s.n &&
	    (lr_is_digit(s.p[i]) || s.p[i] == '!' || s.p[i] == ',' ||
		s.p[i] == '<' || s.p[i] == '>'))
		i++;
	from = i;
	if (i < s.n && s.p[i] == '{') {
		close = lr_span_find(s, '}');
		if (close == s.n)
			return 0;
		i = close + 1;
	}
	if (i >= s.n)
		return 0;
	if (s.p[i] == '^') /* %^ti and kin have two letters more */
		i += 2;
	*name = lr_span_sub(s, from, i + 1);
	return i < s.n ? i + 1 : 0;
}

/* A time is often written in parts, "%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t":
 * they and what stands between them are one field. */
static bool
joined_time(struct lr_logtext *t)
{
	struct lr_logtext_step *s = t->step;

	if (t->n > 0 && s[t->n - 1].part == LR_PART_TIME)
		return true;
	if (t->n < 2 || s[t->n - 1].field || s[t->n - 1].text.n > 1 ||
	    s[t->n - 2].part != LR_PART_TIME)
		return false;
	t->n--;
	return true;
}

/* Fields that servers write with nothing between them, and that are one all
 * the same: %U%q, $uri$is_args$args, $scheme://$host$request_uri, and what is
 * passed over. */
static bool
joined(struct lr_logtext *t, enum lr_part part)
{
	struct lr_logtext_step *s = t->n > 0 ? &t->step[t->n - 1] : NULL;

	if (s == NULL || !s->field)
		return false;
	if (part == LR_PART_QUERY && s->part == LR_PART_PATH)
		s->part = LR_PART_URL;
	if (part == LR_PART_QUERY &&
	    (s->part == LR_PART_URL || s->part == LR_PART_QUERY))
		return true;
	if (part == LR_PART_NONE && s->part == LR_PART_NONE)
		return true;
	if ((part != LR_PART_URL && part != LR_PART_PATH) ||
	    s->part != LR_PART_SITE || t->n < 3 || !s[-2].field ||
	    s[-2].part != LR_PART_NONE ||
	    !lr_span_eq(s[-1].text, LR_SPAN("://")))
		return false;
	s[-2].part = LR_PART_URL;
	t->n -= 2;
	return true;
}

/* %t brings its own brackets, unless it has a format. */
static bool
apache_field(struct lr_logtext *t, struct lr_span name)
{
	enum lr_part part =
	    part_of(apache, sizeof(apache) / sizeof(apache[0]), name);

	if (lr_span_eq(name, LR_SPAN("t")))
		return literal(t, '[') && field(t, part, LR_CODE_PLAIN) &&
		    literal(t, ']');
	if (lr_span_ends(name, LR_SPAN("}t"))) {
		part = LR_PART_TIME;
		if (joined_time(t))
			return true;
	}
	return joined(t, part) || field(t, part, LR_CODE_LOG);
}

enum lr_err
lr_logtext_apache(struct lr_logtext *t, struct lr_span format, const char **why)
{
	enum lr_err err = start(t, format, why);
	struct lr_span name;
	size_t i, n;
	char c;

	for (i = 0; err == LR_OK && i < format.n; i++) {
		struct lr_span rest = lr_span_sub(format, i + 1, format.n);

		c = format.p[i];
		if (c == '%' && !lr_span_starts(rest, LR_SPAN("%"))) {
			if ((n = directive(rest, &name)) == 0)
				return bad(t, why, "a directive cut short");
			if (!apache_field(t, name))
				return bad(t, why,
				    "two directives with nothing between them");
			i += n;
			continue;
		}
		if ((c == '%' || c == '\\') && rest.n > 0) {
			c = rest.p[0] == 't' && c == '\\' ? '\t' : rest.p[0];
			i++;
		}
		if (!literal(t, c))
			return bad(t, why, "a format too long");
	}
	return err;
}

enum lr_err
lr_logtext_nginx(struct lr_logtext *t, struct lr_span format, const char **why)
{
	enum lr_err err = start(t, format, why);
	enum lr_part part;
	struct lr_span rest;
	size_t i, n;
	bool brace;

	for (i = 0; err == LR_OK && i < format.n; i++) {
		rest = lr_span_sub(format, i + 1, format.n);
		if (format.p[i] != '$') {
			if (!literal(t, format.p[i]))
				return bad(t, why, "a format too long");
			continue;
		}
		brace = rest.n > 0 && rest.p[0] == '{';
		rest = lr_span_sub(rest, brace, rest.n);
		for (n = 0;
		     n < rest.n && (lr_is_alnum(rest.p[n]) || rest.p[n] == '_');
		     n++)
			;
		part = part_of(nginx, sizeof(nginx) / sizeof(nginx[0]),
		    lr_span_sub(rest, 0, n));
		if (n == 0 ||
		    (!joined(t, part) && !field(t, part, LR_CODE_LOG)))
			return bad(
			    t, why, "two variables with nothing between them");
		i += n + (brace ? 2 : 0);
	}
	return err;
}

/* ---- reading */

/* Does the literal stand at p? Where it ends; NULL when not. */
static const char *
match(const char *p, const char *end, struct lr_span lit)
{
	size_t i;

	for (i = 0; i < lit.n; i++) {
		if (p >= end)
			return NULL;
		if (lit.p[i] == ' ') {
			if (*p != ' ')
				return NULL;
			while (p < end && *p == ' ')
				p++;
		} else if (*p++ != lit.p[i]) {
			return NULL;
		}
	}
	return p;
}

/* Where the field at p ends, that is where the literal behind it stands, or
 * the end of the line; *behind is the place behind the literal. NULL: there
 * is no such place. */
static const char *
field_end(const struct lr_logtext_step *s, const struct lr_logtext_step *last,
    const char *p, const char *end, const char **behind)
{
	const struct lr_logtext_step *next = s + 1;
	bool may_end = next == last;
	const char *q;
	unsigned high;

	*behind = end;
	if (s->rest)
		return end;
	while (next < last && next->may_end) {
		may_end = true;
		next++;
	}
	if (next == last || next->field) { /* ends with the line or word */
		q = lr_scan_byte(p, ' ');
		return *behind = q < end ? q : end;
	}
	for (; p < end; p++) {
		p = s->quoted ? lr_scan_string(p, &high)
			      : lr_scan_byte(p, next->text.p[0]);
		if (p >= end)
			break;
		if (s->quoted && *p == '\\' && s->code != LR_CODE_HASH) {
			p += p + 1 < end;
			continue;
		}
		if (*p != next->text.p[0])
			continue;
		if ((q = match(p, end, next->text)) != NULL) {
			*behind = may_end ? p : q;
			return p;
		}
		/* of blanks in a row the others would not do either */
		while (*p == ' ' && p + 1 < end && p[1] == ' ')
			p++;
	}
	return may_end ? end : NULL;
}

/* Is the word at p the zone of a time before it? */
static bool
zone_at(const char *p, const char *end)
{
	return end - p >= 5 && (*p == '+' || *p == '-') && lr_is_digit(p[1]) &&
	    lr_is_digit(p[2]) &&
	    lr_is_digit(p[end - p > 5 && p[3] == ':' ? 5 : 4]);
}

/* A time may have blanks in it: the field goes on to where it is one. */
static const char *
time_end(const struct lr_logtext_step *s, const struct lr_logtext_step *last,
    const char *p, const char *q, const char *end, const char **behind)
{
	char out[LR_LOGTIME_TEXT];
	int i;

	/* no time holds a bracket */
	if (q != NULL && q < end && *q == ']')
		return q;
	for (i = 0; i < 5 && q != NULL && *behind > q; i++) {
		if (lr_logtime(lr_span(p, (size_t)(q - p)), NULL, 0, out) > 0 &&
		    !zone_at(*behind, end))
			break;
		q = field_end(s, last, *behind, end, behind);
	}
	return q;
}

bool
lr_logtext_read(const struct lr_logtext *t, struct lr_span line,
    struct lr_hit *hit, struct lr_scratch *sc)
{
	const char *p = line.p, *end = p + line.n, *q, *behind;
	const struct lr_logtext_step *s = t->step, *last = s + t->n;

	for (; s < last; s++) {
		if (s->may_end) {
			if (p >= end)
				return true;
			continue;
		}
		if (!s->field) {
			if ((p = match(p, end, s->text)) == NULL)
				return false;
			continue;
		}
		q = field_end(s, last, p, end, &behind);
		if (s->part == LR_PART_TIME && !s->quoted && !s->rest)
			q = time_end(s, last, p, q, end, &behind);
		if (q == NULL)
			return false;
		if (!lr_hit_set(
			hit, sc, s->part, s->code, lr_span(p, (size_t)(q - p))))
			return false;
		p = behind;
		/* the literal behind the field is done, too */
		if (s + 1 < last && !s[1].field && !s[1].may_end && !s->rest)
			s++;
	}
	return p >= end;
}
