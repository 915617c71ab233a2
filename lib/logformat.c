#include "logformat.h"

#include "ascii.h"
#include "scan.h"

static const struct lr_span none = { NULL, 0 };

static int
month(const char *p)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int i;

	for (i = 0; i < 12; i++)
		if (memcmp(p, names + 3 * i, 3) == 0)
			return i + 1;
	return 0;
}

static int
two(const char *p)
{
	if (!lr_is_digit(p[0]) || !lr_is_digit(p[1]))
		return -1;
	return (p[0] - '0') * 10 + (p[1] - '0');
}

/* The text of a new minute: p is at "22/Nov/2026:10:00:00 +0100". */
static bool
new_minute(const char *p, struct lr_logmemo *c)
{
	struct lr_date d = { 0 };
	char text[LR_TIME_TEXT];
	int east, high = two(p + 7), low = two(p + 9);
	int64_t t;

	c->valid = false;
	if (p[2] != '/' || p[6] != '/' || p[11] != ':' || p[14] != ':' ||
	    p[17] != ':' || p[20] != ' ' || (p[21] != '+' && p[21] != '-'))
		return false;
	if (high < 0 || low < 0 || two(p + 22) < 0 || two(p + 22) > 23 ||
	    two(p + 24) < 0 || two(p + 24) > 59)
		return false;
	d.day = two(p);
	d.month = month(p + 3);
	d.year = high * 100 + low;
	d.hour = two(p + 12);
	d.minute = two(p + 15);
	east = two(p + 22) * 60 + two(p + 24);
	if (!lr_time_from_date(&d, &t))
		return false;
	lr_time_put(t + (p[21] == '+' ? -60 : 60) * (int64_t)east, text);
	memcpy(c->in, p, 17);
	memcpy(c->in + 17, p + 21, 5);
	memcpy(c->out, text, sizeof(c->out));
	c->valid = true;
	return true;
}

/* 26 characters at p to RFC 3339 in UTC. Offsets are whole minutes, so the
 * seconds stay as they are. */
static bool
log_time(const char *p, struct lr_logmemo *c, char *out)
{
	int second = two(p + 18);

	if (!c->valid || memcmp(p, c->in, 17) != 0 ||
	    memcmp(p + 21, c->in + 17, 5) != 0 || p[17] != ':' || p[20] != ' ')
		if (!new_minute(p, c))
			return false;
	if (second < 0 || second > 60)
		return false;
	memcpy(out, c->out, 17);
	out[17] = second == 60 ? '5' : p[18];
	out[18] = second == 60 ? '9' : p[19];
	out[19] = 'Z';
	return true;
}

static bool
is_method(struct lr_span s)
{
	size_t i;

	if (s.n == 0 || s.n > 32)
		return false;
	for (i = 0; i < s.n; i++)
		if (!lr_is_alpha(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
	return true;
}

void
lr_logformat_request(struct lr_span request, struct lr_hit *hit)
{
	size_t end, at = lr_span_find(request, ' ');
	struct lr_span rest;

	hit->method = hit->target = hit->protocol = none;
	rest = lr_span_sub(request, at + 1, request.n);
	if (at == request.n || !is_method(lr_span_sub(request, 0, at)) ||
	    rest.n == 0)
		return;
	/* blanks in a target are against RFC 9112 3.2, and happen */
	for (end = rest.n; end > 0 && rest.p[end - 1] != ' '; end--)
		;
	if (lr_span_starts(lr_span_sub(rest, end, rest.n), LR_SPAN("HTTP/"))) {
		hit->protocol = lr_span_sub(rest, end, rest.n);
		rest = lr_span_sub(rest, 0, end == 0 ? 0 : end - 1);
	} else if (rest.p[0] != '/') {
		/* HTTP/0.9 has no protocol, but it has a path */
		return;
	}
	if (rest.n == 0) {
		hit->protocol = none;
		return;
	}
	hit->method = lr_span_sub(request, 0, at);
	hit->target = rest;
}

/* The closing quote of the text that begins at p, or NULL. A quote counts
 * when `follows` allows what stands behind it: some servers do not escape. */
static const char *
closing(const char *p, const char *end,
    bool (*follows)(const char *p, const char *end), bool *escaped)
{
	unsigned high;

	for (;;) {
		p = lr_scan_string(p, &high);
		if (*p == '\\') {
			*escaped = true;
			p += (unsigned char)p[1] >= 0x20 ? 2 : 1;
		} else if (*p == '"') {
			if (follows(p + 1, end))
				return p;
			p++;
		} else if (p >= end) {
			return NULL;
		} else {
			p++; /* a raw control byte */
		}
	}
}

static bool
status_follows(const char *p, const char *end)
{
	return p[0] == ' ' && (lr_is_digit(p[1]) || p[1] == '-');
}

static bool
quote_follows(const char *p, const char *end)
{
	return p[0] == ' ' && p[1] == '"';
}

static bool
end_follows(const char *p, const char *end)
{
	return p == end || p[0] == ' ';
}

static struct lr_span
part(const char *p, const char *end)
{
	if (end == p || (end == p + 1 && *p == '-'))
		return none;
	return lr_span(p, (size_t)(end - p));
}

/* status and bytes at *p, which moves behind them. */
static const char *
numbers(const char **at, struct lr_hit *hit)
{
	const char *p = *at;
	uint64_t v = 0;

	hit->status = 0;
	if (*p == '-') {
		p++;
	} else {
		for (; lr_is_digit(*p) && v < 1000; p++)
			v = v * 10 + (uint64_t)(*p - '0');
		if (p - *at != 3)
			return "no status of three digits";
		hit->status = (unsigned)v;
	}
	hit->bytes = none;
	if (*p == ' ' && lr_is_digit(p[1])) {
		const char *from = ++p;

		while (lr_is_digit(*p))
			p++;
		while (*from == '0' && p - from > 1)
			from++;
		if (p - from > 18)
			return "a size out of range";
		hit->bytes = lr_span(from, (size_t)(p - from));
	} else if (*p == ' ' && p[1] == '-') {
		p += 2;
	} else {
		return "no size behind the status";
	}
	*at = p;
	return NULL;
}

/* Referrer and agent at p, which is behind the size. */
static const char *
quoted_rest(const char *p, const char *end, struct lr_hit *hit)
{
	const char *from;

	hit->referrer = hit->agent = none;
	while (p < end && *p == ' ')
		p++;
	if (p == end)
		return NULL;
	if (*p != '"')
		return "neither common nor combined: no quote behind the size";
	from = ++p;
	p = closing(from, end, quote_follows, &hit->escaped);
	if (p == NULL)
		return "a referrer that does not end";
	hit->referrer = part(from, p);
	from = p + 3;
	p = closing(from, end, end_follows, &hit->escaped);
	if (p == NULL)
		return "an agent that does not end";
	hit->agent = part(from, p);
	return NULL;
}

static bool
client(struct lr_logmemo *memo, struct lr_hit *hit)
{
	struct lr_span host = hit->host;
	struct lr_ip ip;

	if (host.n != memo->host_n || memcmp(host.p, memo->host, host.n) != 0) {
		/* what a failed parse leaves behind is not the memo's */
		if (!lr_ip_parse(host, &ip))
			return false;
		memo->ip = ip;
		/* no address is longer than the memo */
		memcpy(memo->host, host.p, host.n);
		memo->host_n = (unsigned char)host.n;
	}
	hit->ip = memo->ip;
	return true;
}

const char *
lr_logformat_clf(
    struct lr_span line, struct lr_logmemo *memo, struct lr_hit *hit)
{
	const char *p = line.p, *end = p + line.n, *from, *why;

	hit->escaped = false;
	p = lr_scan_byte(p, ' ');
	if (*p != ' ' || p == line.p)
		return "not a line of a common or combined log";
	hit->host = lr_span(line.p, (size_t)(p - line.p));
	/* ident and user, which may hold blanks, and are passed over */
	if (memcmp(p, " - - [", 6) == 0) {
		p += 5;
	} else {
		for (p++; p < end && !(*p == '[' && p[-1] == ' '); p++)
			;
	}
	if (end - p < 28 || p[0] != '[' || p[27] != ']')
		return "no time in brackets";
	if (!log_time(p + 1, memo, hit->time))
		return "an impossible time";
	p += 28;
	if (p[0] != ' ' || p[1] != '"')
		return "no request in quotes";
	from = p + 2;
	p = closing(from, end, status_follows, &hit->escaped);
	if (p == NULL)
		return "a request that does not end";
	hit->request = lr_span(from, (size_t)(p - from));
	p += 2;
	if ((why = numbers(&p, hit)) != NULL ||
	    (why = quoted_rest(p, end, hit)) != NULL)
		return why;
	if (!client(memo, hit))
		return "a client that is no address";
	lr_logformat_request(hit->request, hit);
	return NULL;
}

void
lr_logformat_unescape(struct lr_buf *b, struct lr_span s)
{
	static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
	const char *at;
	size_t k;

	while ((k = lr_span_find(s, '\\')) < s.n) {
		lr_buf_put(b, lr_span_sub(s, 0, k));
		s = lr_span_sub(s, k, s.n);
		if (s.n >= 4 && s.p[1] == 'x' && lr_hex(s.p[2]) >= 0 &&
		    lr_hex(s.p[3]) >= 0) {
			lr_buf_putc(
			    b, (char)(lr_hex(s.p[2]) << 4 | lr_hex(s.p[3])));
			s = lr_span_sub(s, 4, s.n);
		} else if (s.n >= 2 && s.p[1] != '\0') {
			at = strchr(from, s.p[1]);
			if (at != NULL)
				lr_buf_putc(b, to[at - from]);
			else if (s.p[1] == '"' || s.p[1] == '\\' ||
			    s.p[1] == '/')
				lr_buf_putc(b, s.p[1]);
			else
				lr_buf_put(b, lr_span_sub(s, 0, 2));
			s = lr_span_sub(s, 2, s.n);
		} else {
			lr_buf_putc(b, '\\');
			s = lr_span_sub(s, 1, s.n);
		}
	}
	lr_buf_put(b, s);
}
