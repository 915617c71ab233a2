#include "logw3c.h"

#include "ascii.h"
#include "num.h"
#include "scan.h"

static const struct column {
	const char *name;
	enum lr_part part;
} columns[] = {
	{ "date", LR_PART_DATE },
	{ "time", LR_PART_CLOCK },
	{ "c-ip", LR_PART_IP },
	{ "cs-ip", LR_PART_IP },
	{ "cs-method", LR_PART_METHOD },
	{ "cs-uri", LR_PART_URL },
	{ "cs-uri-stem", LR_PART_PATH },
	{ "cs-uri-path", LR_PART_PATH },
	{ "cs-uri-query", LR_PART_QUERY },
	{ "sc-status", LR_PART_STATUS },
	{ "sc-bytes", LR_PART_BYTES },
	{ "bytes", LR_PART_BYTES },
	{ "cs-host", LR_PART_SITE },
	{ "cs(host)", LR_PART_SITE },
	{ "x-host-header", LR_PART_SITE },
	{ "cs-version", LR_PART_PROTOCOL },
	{ "cs-protocol-version", LR_PART_PROTOCOL },
	{ "cs(referer)", LR_PART_REFERRER },
	{ "cs(referrer)", LR_PART_REFERRER },
	{ "cs(user-agent)", LR_PART_AGENT },
	{ "x-forwarded-for", LR_PART_FORWARDED },
	{ "cs(x-forwarded-for)", LR_PART_FORWARDED },
	{ "time-taken", LR_PART_MILLIS },
	/* event XML cannot write brackets */
	{ "csreferer", LR_PART_REFERRER },
	{ "csuser-agent", LR_PART_AGENT },
	/* CloudFront in real time */
	{ "timestamp", LR_PART_TIME },
	{ "cs-user-agent", LR_PART_AGENT },
	{ "cs-referer", LR_PART_REFERRER },
	/* Zeek */
	{ "ts", LR_PART_TIME },
	{ "id.orig_h", LR_PART_IP },
	{ "method", LR_PART_METHOD },
	{ "host", LR_PART_SITE },
	{ "uri", LR_PART_URL },
	{ "referrer", LR_PART_REFERRER },
	{ "version", LR_PART_PROTOCOL },
	{ "user_agent", LR_PART_AGENT },
	{ "response_body_len", LR_PART_BYTES },
	{ "status_code", LR_PART_STATUS },
};

static enum lr_part
part_of(struct lr_span name)
{
	size_t i;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (lr_ascii_eq(name, lr_span_str(columns[i].name)))
			return columns[i].part;
	return LR_PART_NONE;
}

static bool
of_request(enum lr_part part)
{
	return part == LR_PART_METHOD || part == LR_PART_URL ||
	    part == LR_PART_PATH || part == LR_PART_STATUS;
}

/* Which parts are escaped: IIS writes blanks as '+', all percent-encode. */
static enum lr_code
code_of(enum lr_part part, bool cloudfront)
{
	if (part != LR_PART_AGENT && part != LR_PART_REFERRER &&
	    part != LR_PART_FORWARDED)
		return LR_CODE_PLAIN;
	return cloudfront ? LR_CODE_PERCENT2 : LR_CODE_W3C;
}

static bool
quote_at(struct lr_span s, size_t i)
{
	return i < s.n && s.p[i] == '"';
}

/* The next column; blanks may be several, and a text may be quoted. */
static struct lr_span
next(struct lr_span *rest, bool tabs)
{
	struct lr_span s = *rest;
	size_t n = 0, i;

	if (tabs)
		return lr_span_cut(rest, '\t');
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = lr_span_sub(s, 1, s.n);
	if (s.n > 1 && s.p[0] == '"') {
		s = lr_span_sub(s, 1, s.n);
		/* two quotes are one of the text */
		while (n < s.n && (s.p[n] != '"' || quote_at(s, n + 1)))
			n += quote_at(s, n) ? 2 : 1;
		*rest = lr_span_sub(s, n + 1, s.n);
	} else {
		n = (size_t)(lr_scan_byte(s.p, ' ') - s.p);
		if (n > s.n)
			n = s.n;
		/* other control bytes belong to the text */
		while (n < s.n && s.p[n] != ' ' && s.p[n] != '\t')
			n++;
		*rest = lr_span_sub(s, n, s.n);
	}
	for (i = 0; i < rest->n; i++)
		if (rest->p[i] != ' ' && rest->p[i] != '\t')
			return lr_span_sub(s, 0, n);
	*rest = (struct lr_span){ NULL, 0 };
	return lr_span_sub(s, 0, n);
}

/* The same of CSV (RFC 4180). */
static struct lr_span
next_csv(struct lr_span *rest, enum lr_code *code)
{
	struct lr_span s = *rest;
	size_t n = 0;

	*code = LR_CODE_PLAIN;
	if (s.n == 0 || s.p[0] != '"')
		return lr_span_cut(rest, ',');
	s = lr_span_sub(s, 1, s.n);
	while (n < s.n && (s.p[n] != '"' || quote_at(s, n + 1))) {
		if (s.p[n] == '"') {
			*code = LR_CODE_QUOTES;
			n++;
		}
		n++;
	}
	*rest = lr_span_sub(s, n + 1, s.n);
	(void)lr_span_cut(rest, ',');
	return lr_span_sub(s, 0, n);
}

static void
fields(struct lr_logw3c *w, struct lr_span list)
{
	struct lr_span name, rest = list;
	unsigned i;

	w->n = 0;
	w->cloudfront = w->requests = w->csv = false;
	while (rest.p != NULL && w->n < LR_FIELDS_MAX) {
		name = next(&rest, false);
		if (name.n == 0)
			break;
		if (lr_ascii_eq(name, LR_SPAN("x-edge-location")))
			w->cloudfront = true;
		w->column[w->n].part = part_of(name);
		w->requests |= of_request(w->column[w->n++].part);
	}
	for (i = 0; i < w->n; i++)
		w->column[i].code = w->zeek
		    ? LR_CODE_LOG
		    : code_of(w->column[i].part, w->cloudfront);
}

static void
offset(struct lr_logw3c *w, struct lr_span s)
{
	uint64_t v;

	if (s.n == 5 && lr_num_u64(lr_span_sub(s, 1, 5), 2359, &v))
		w->shift = (s.p[0] == '-' ? -1 : 1) *
		    (long)(v / 100 * 3600 + v % 100 * 60);
}

/* 2026-11-22, or 22-Nov-2026 as in the draft of the standard. */
static void
date(struct lr_logw3c *w, struct lr_span s)
{
	char text[32] = "", out[LR_LOGTIME_TEXT];

	if (s.n >= 11 && s.p[2] == '-' && s.p[6] == '-') {
		memcpy(text, s.p, 11);
		text[2] = text[6] = '/';
		memcpy(text + 11, ":00:00:00", 9);
		if (lr_logtime(lr_span(text, 20), NULL, 0, out) == 0)
			return;
		s = lr_span(out, 10);
	}
	if (s.n < 10)
		return;
	memcpy(w->date, s.p, 10);
	w->date_n = 10;
}

bool
lr_logw3c_directive(struct lr_logw3c *w, struct lr_span line)
{
	struct lr_span name, value;
	size_t i = 0;

	if (line.n == 0 || line.p[0] != '#')
		return false;
	while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t')
		i++;
	name = lr_span_sub(line, 1, i);
	value = lr_span_trim(lr_span_sub(line, i, line.n));
	if (lr_ascii_eq(name, LR_SPAN("separator")))
		w->zeek = w->tabs = true;
	else if (lr_ascii_eq(name, LR_SPAN("fields")))
		w->zeek = w->tabs = true, fields(w, value);
	else if (lr_ascii_eq(name, LR_SPAN("fields:")))
		w->zeek = w->tabs = false, fields(w, value);
	else if (lr_ascii_eq(name, LR_SPAN("gmt-offset:")))
		offset(w, value);
	else if (lr_ascii_eq(name, LR_SPAN("date:")))
		date(w, value);
	return true;
}

bool
lr_logw3c_csv(struct lr_logw3c *w, struct lr_span line)
{
	struct lr_logw3c head = { .csv = true, .requests = true };
	bool time = false, ip = false;
	enum lr_code code;
	enum lr_part part;

	if (line.n == 0 || !lr_is_alpha(line.p[0]))
		return false;
	while (line.p != NULL) {
		if (head.n == LR_FIELDS_MAX)
			return false;
		part = lr_part_of(next_csv(&line, &code));
		time |= part == LR_PART_TIME;
		ip |= part == LR_PART_IP;
		head.column[head.n++].part =
		    part == LR_PARTS ? LR_PART_NONE : part;
	}
	if (!time || !ip)
		return false;
	*w = head;
	return true;
}

bool
lr_logw3c_read(const struct lr_logw3c *w, struct lr_span line,
    struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_span rest = line, text;
	bool tabs = w->tabs || lr_span_find(line, '\t') < line.n;
	enum lr_part part;
	enum lr_code code;
	unsigned i;

	/* tabs and blanks mixed: both divide */
	if (tabs && !w->zeek && lr_span_find(line, ' ') < line.n &&
	    !w->cloudfront)
		tabs = false;
	for (i = 0; i < w->n && rest.p != NULL; i++) {
		code = w->column[i].code;
		text = w->csv ? next_csv(&rest, &code) : next(&rest, tabs);
		part = w->column[i].part;
		if (part == LR_PART_NONE ||
		    (w->zeek && lr_span_eq(text, LR_SPAN("(empty)"))))
			continue;
		/* IIS counts milliseconds, others seconds with a point */
		if (part == LR_PART_MILLIS &&
		    (w->cloudfront || lr_span_find(text, '.') < text.n))
			part = LR_PART_SECONDS;
		if (!lr_hit_set(hit, s, part, code, text))
			return false;
	}
	if (w->n == 0 || i < w->n || rest.p != NULL)
		return false;
	if (s->clock.n > 0 && s->date.n == 0)
		s->date = lr_span(w->date, w->date_n);
	s->shift = w->shift;
	return true;
}

/* ---- event XML */

/* &amp; and kin, and &#38; where it is ASCII. */
static struct lr_span
entities(struct lr_scratch *s, struct lr_span text)
{
	static const struct {
		const char *name;
		char c;
	} known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' } };
	char *from = s->p + s->n, *to = from;
	size_t i, k;

	if (lr_span_find(text, '&') == text.n ||
	    s->used + s->n + text.n > 2 * LR_LINE_MAX)
		return text;
	for (i = 0; i < text.n;) {
		for (k = 0; k < 5; k++)
			if (lr_span_starts(lr_span_sub(text, i, text.n),
				lr_span_str(known[k].name)))
				break;
		*to++ = k < 5 ? known[k].c : text.p[i];
		i += k < 5 ? strlen(known[k].name) : 1;
	}
	s->n += (size_t)(to - from);
	return lr_span(from, (size_t)(to - from));
}

static size_t
find(struct lr_span s, const char *needle)
{
	size_t n = strlen(needle), i;

	for (i = 0; i + n <= s.n; i++)
		if (s.p[i] == needle[0] && memcmp(s.p + i, needle, n) == 0)
			return i;
	return s.n;
}

bool
lr_logw3c_event(struct lr_span line, struct lr_hit *hit, struct lr_scratch *s)
{
	static const char open[] = "<Data Name=\"";
	struct lr_span name, text;
	enum lr_part part;
	bool any = false;
	size_t at;

	if (!lr_span_starts(line, LR_SPAN("<Event")))
		return false;
	while ((at = find(line, open)) < line.n) {
		line = lr_span_sub(line, at + sizeof(open) - 1, line.n);
		at = lr_span_find(line, '"');
		name = lr_span_sub(line, 0, at);
		line = lr_span_sub(line, at + 1, line.n);
		if (line.n == 0 || line.p[0] != '>')
			continue; /* <Data Name="x" /> */
		line = lr_span_sub(line, 1, line.n);
		at = lr_span_find(line, '<');
		text = lr_span_sub(line, 0, at);
		part = part_of(name);
		if (part == LR_PART_NONE)
			continue;
		any = true;
		if (!lr_hit_set(
			hit, s, part, code_of(part, false), entities(s, text)))
			return false;
	}
	return any;
}
