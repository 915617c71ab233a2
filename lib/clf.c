#include "clf.h"

#include "ascii.h"
#include "scan.h"

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
new_minute(const char *p, struct lr_clf_memo *c)
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
	return c->valid = true;
}

/* 26 characters at p to RFC 3339 in UTC. Offsets are whole minutes, so the
 * seconds stay as they are. */
static bool
log_time(const char *p, struct lr_clf_memo *c, struct lr_hit *hit)
{
	int second = two(p + 18);
	char *out = hit->time;

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
	hit->time_n = LR_TIME_TEXT;
	return true;
}

/* A text in quotes. */
struct quoted {
	const char *from, *to;
	bool escaped; /* holds backslashes */
	bool plain;   /* JSON takes it as it stands */
};

/* closing() for what is not over at its first quote. */
static bool
closing_later(struct quoted *q, const char *p, const char *end,
    bool (*follows)(const char *p))
{
	unsigned high;

	q->escaped = q->plain = false;
	while (p < end) {
		p = lr_scan_string(p, &high);
		if (p >= end)
			return false;
		if (*p == '\\') {
			q->escaped = true;
			p += p + 1 < end ? 2 : 1;
		} else if (*p == '"' && follows(p + 1)) {
			q->to = p;
			return true;
		} else {
			p++; /* a quote within, or a raw control byte */
		}
	}
	return false;
}

/* Find the closing quote of the text that begins at from; false: it has none
 * before end. A quote counts when `follows` allows what stands behind it:
 * some servers do not escape. */
static inline bool
closing(struct quoted *q, const char *from, const char *end,
    bool (*follows)(const char *p))
{
	unsigned high = 0;

	q->from = from;
	q->to = lr_scan_string(from, &high);
	if (q->to >= end || *q->to != '"' || !follows(q->to + 1))
		return closing_later(q, from, end, follows);
	q->escaped = false;
	q->plain = high == 0;
	return true;
}

/* Like a host's name, or "name:port"; a time has two colons. */
static bool
like_host(struct lr_span w)
{
	size_t i, colons = 0;

	for (i = 0; i < w.n; i++) {
		if (!lr_is_alnum(w.p[i]) && strchr("-._:*", w.p[i]) == NULL)
			return false;
		colons += w.p[i] == ':';
	}
	return w.n > 1 && colons < 2;
}

static bool
status_follows(const char *p)
{
	return p[0] == ' ' && (lr_is_digit(p[1]) || p[1] == '-');
}

static bool
quote_follows(const char *p)
{
	return p[0] == ' ' && p[1] == '"';
}

static bool
end_follows(const char *p)
{
	return p[0] == ' ' || (unsigned char)p[0] < 0x20;
}

/* What stands in the quotes. Control bytes behind the line end it, too: see
 * end_follows; that is a byte of the line only where the log has raw ones. */
static inline struct lr_span
inside(const struct quoted *q, struct lr_scratch *s)
{
	struct lr_span text = { q->from, (size_t)(q->to - q->from) };

	if (text.n == 0 || (text.n == 1 && text.p[0] == '-'))
		return (struct lr_span){ NULL, 0 };
	return q->escaped ? lr_hit_decode(s, LR_CODE_LOG, text) : text;
}

/* status and bytes at *p, which moves behind them. */
static const char *
numbers(const char **at, struct lr_hit *hit)
{
	const char *p = *at;
	unsigned v = 0;

	if (*p == '-') {
		p++;
	} else {
		for (; lr_is_digit(*p) && v < 1000; p++)
			v = v * 10 + (unsigned)(*p - '0');
		/* Squid writes 0 for none */
		if (p - *at != 3 && (p - *at != 1 || v != 0))
			return "no status of three digits";
		hit->status = v >= 100 ? v : 0;
	}
	if (*p == ' ' && lr_is_digit(p[1])) {
		const char *from = ++p;

		p = lr_scan_digits(p);
		while (*from == '0' && p - from > 1)
			from++;
		if (p - from > 18 || (*p != ' ' && (unsigned char)*p >= 0x20))
			return "a size that is none";
		hit->bytes = lr_span(from, (size_t)(p - from));
	} else if (*p == ' ' && p[1] == '-') {
		p += 2;
	}
	*at = p;
	return NULL;
}

/* Behind the agent: a time of response with a point, addresses in quotes. */
static void
trailer(struct lr_span rest, struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_span text = lr_span_trim(rest), one, list;
	struct lr_ip ip;
	size_t point;
	int i;

	if (text.n > 1 && text.p[0] == '"') {
		text = lr_span_sub(text, 1, text.n);
		text = lr_span_sub(text, 0, lr_span_find(text, '"'));
		for (list = text; list.p != NULL;) {
			one = lr_span_trim(lr_span_cut(&list, ','));
			if (lr_ip_parse(one, &ip))
				hit->forwarded = text;
		}
		return;
	}
	for (i = 0; i < 4 && text.p != NULL; i++) {
		one = lr_span_cut(&text, ' ');
		point = lr_span_find(one, '.');
		if (one.n > 2 && one.n < 12 && lr_is_digit(one.p[0]) &&
		    ((point < one.n && one.n - point == 4) ||
			lr_span_ends(one, LR_SPAN("ms")))) {
			(void)lr_hit_set(
			    hit, s, LR_PART_SECONDS, LR_CODE_PLAIN, one);
			return;
		}
	}
}

/* Is the number of quotes odd that have no backslash before them? */
static bool
odd_quotes(const char *p, const char *end)
{
	bool odd = false;

	for (; p < end; p++)
		if (*p == '\\')
			p++;
		else
			odd ^= *p == '"';
	return odd;
}

/* Some servers do not escape quotes. Those that people write come in pairs:
 * where one lacks behind the text, the text goes on. */
static void
unescaped(struct quoted *q, const char *end)
{
	struct quoted more;
	bool odd = odd_quotes(q->to + 1, end);

	while (odd && end - q->to > 2 && q->to[2] != '"' &&
	    closing(&more, q->to + 1, end, end_follows)) {
		odd ^= odd_quotes(q->to + 1, more.to + 1);
		q->to = more.to;
		q->plain = false;
		q->escaped |= more.escaped;
	}
}

/* Referrer and agent at p, which is behind the size. */
static const char *
quoted_rest(
    const char *p, const char *end, struct lr_hit *hit, struct lr_scratch *s)
{
	struct quoted q;

	/* further columns may stand between */
	while (p < end && *p != '"')
		p++;
	if (p >= end)
		return NULL;
	if (!closing(&q, p + 1, end, quote_follows)) {
		/* one text alone, or a line cut in it */
		if (!closing(&q, p + 1, end, end_follows))
			q.to = end;
		hit->referrer = inside(&q, s);
		return NULL;
	}
	hit->referrer = inside(&q, s);
	hit->plain_referrer = q.plain;
	/* a line that was cut in its last field still is a visit */
	if (!closing(&q, q.to + 3, end, end_follows))
		q.to = end;
	unescaped(&q, end);
	hit->agent = inside(&q, s);
	hit->plain_agent = q.plain;
	if (q.to + 2 < end)
		trailer(lr_span(q.to + 1, (size_t)(end - q.to - 1)), hit, s);
	return NULL;
}

/* "www.example.com" "GET / HTTP/1.1": a host may stand before the request. */
static void
behind_host(struct quoted *q, struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_span text = { q->from, (size_t)(q->to - q->from) };
	size_t n = lr_span_find(text, '"');

	if (n + 3 >= text.n || memcmp(text.p + n, "\" \"", 3) != 0)
		return;
	if (hit->site.n == 0 && like_host(lr_span_sub(text, 0, n)))
		(void)lr_hit_set(hit, s, LR_PART_SITE, LR_CODE_PLAIN,
		    lr_span_sub(text, 0, n));
	q->from += n + 3;
	lr_hit_request(hit, inside(q, s));
}

/* Everything from the quote before the request on. */
static const char *
from_request(
    const char *p, const char *end, struct lr_hit *hit, struct lr_scratch *s)
{
	struct quoted q;
	const char *why;

	if (!closing(&q, p, end, status_follows))
		return "a request that does not end";
	lr_hit_request(hit, inside(&q, s));
	hit->plain_request = q.plain;
	if (hit->method.n == 0)
		behind_host(&q, hit, s);
	p = q.to + 2;
	if ((why = numbers(&p, hit)) != NULL)
		return why;
	return p < end ? quoted_rest(p, end, hit, s) : NULL;
}

static bool
client(struct lr_clf_memo *memo, struct lr_span host, struct lr_hit *hit)
{
	struct lr_ip ip;

	if (host.n == 0 || host.n != memo->host_n ||
	    memcmp(host.p, memo->host, host.n) != 0) {
		if (!lr_ip_parse(host, &ip))
			return false;
		memo->ip = ip;
		/* no address is longer than the memo */
		memcpy(memo->host, host.p, host.n);
		memo->host_n = (unsigned char)host.n;
	}
	hit->ip = memo->ip;
	hit->host = host;
	return hit->has_ip = true;
}

/* Where the time's bracket opens. */
static const char *
bracket(const char *p, const char *end)
{
	for (; end - p >= 22; p++) {
		p = lr_scan_byte(p, '[');
		if (end - p < 22)
			return NULL;
		if (*p == '[' && lr_is_digit(p[1]) &&
		    (p[2] == '/' || p[3] == '/' || p[5] == '-'))
			return p;
	}
	return NULL;
}

/* What stands before the time: client, perhaps a list, and virtual host. */
static void
heading(struct lr_span head, struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_span w, site = { NULL, 0 };
	const char *from = NULL, *to = NULL;
	bool comma = false, was = false;
	struct lr_ip ip;

	while (head.p != NULL) {
		w = lr_span_cut(&head, ' ');
		if (w.n > 0 && w.p[0] == '"')
			w = lr_span_sub(w, 1, w.n);
		if (w.n > 0 && w.p[w.n - 1] == '"')
			w.n--;
		comma = w.n > 0 && w.p[w.n - 1] == ',';
		if (comma)
			w.n--;
		if (w.n == 0)
			continue;
		if (lr_ip_parse(lr_span_sub(w, 0, lr_span_find(w, ',')), &ip)) {
			if (from == NULL)
				from = w.p;
			else if (!was)
				break;
			to = w.p + w.n;
			was = comma;
			continue;
		}
		/* a dash may stand behind a virtual host, nothing else:
		 * that would be somebody's wrapper */
		if (from == NULL && site.p != NULL && w.n == 1 && *w.p == '-')
			continue;
		if (from == NULL && (site.p != NULL || !like_host(w)))
			return;
		if (from == NULL)
			site = w;
		else if (from != NULL && site.n == 0 && w.p > to &&
		    w.p - to == 1 && like_host(w) && lr_span_find(w, '.') < w.n)
			site = w;
		if (from != NULL)
			break;
	}
	if (from == NULL)
		return;
	(void)lr_hit_set(hit, s, LR_PART_IP, LR_CODE_PLAIN,
	    lr_span(from, (size_t)(to - from)));
	(void)lr_hit_set(hit, s, LR_PART_SITE, LR_CODE_PLAIN, site);
}

/* An address with a port, in brackets or with a zone. */
static bool
with_port(struct lr_span line, struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_span host = lr_span_sub(line, 0, lr_span_find(line, ' '));

	return host.n > 1 && host.n < 64 &&
	    lr_hit_set(hit, s, LR_PART_IP, LR_CODE_PLAIN, host);
}

/* "static/srv1 10/0/30/69/109 ... 1/1/1/1/0 0/0" is HAProxy's, which has its
 * status there. */
static bool
many_slashes(struct lr_span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += s.p[i] == '/';
	return n > 8;
}

/* Behind the time, a host or another word may stand before the request. */
static const char *
request_quote(
    const char *p, const char *end, struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_span between;
	const char *quote;

	if (end - p < 3 || *p != ' ')
		return NULL;
	if ((quote = memchr(p, '"', (size_t)(end - p))) == NULL)
		return NULL;
	between = lr_span_trim(lr_span(p, (size_t)(quote - p)));
	if (between.n > 255 || quote[-1] != ' ' || many_slashes(between))
		return NULL;
	if (hit->site.n == 0 && like_host(between) &&
	    lr_span_find(between, '.') < between.n)
		(void)lr_hit_set(hit, s, LR_PART_SITE, LR_CODE_PLAIN, between);
	return quote + 1;
}

/* Whatever is not the usual `host - - [time] "`. */
static const char *
unusual(struct lr_span line, struct lr_hit *hit, struct lr_scratch *s)
{
	const char *p, *end = line.p + line.n, *close;

	if ((p = bracket(line.p, end)) == NULL || p == line.p)
		return "not a line of a common or combined log";
	close = memchr(p, ']', (size_t)(end - p));
	if (close == NULL ||
	    !lr_hit_set(hit, s, LR_PART_TIME, LR_CODE_PLAIN,
		lr_span(p + 1, (size_t)(close - p - 1))))
		return "an impossible time";
	heading(lr_span(line.p, (size_t)(p - line.p)), hit, s);
	if (!hit->has_ip && !with_port(line, hit, s))
		return "a client that is no address";
	if ((p = request_quote(close + 1, end, hit, s)) == NULL)
		return "no request in quotes";
	return from_request(p, end, hit, s);
}

const char *
lr_clf_read(struct lr_span line, struct lr_clf_memo *memo, struct lr_hit *hit,
    struct lr_scratch *s)
{
	const char *p = line.p, *end = p + line.n;
	struct lr_span host;

	p = lr_scan_byte(p, ' ');
	host = lr_span(line.p, (size_t)(p - line.p));
	/* ident and user are passed over; a name may hold blanks */
	if (end - p < 40 || memcmp(p, " - ", 3) != 0 ||
	    !client(memo, host, hit))
		return unusual(line, hit, s);
	if (memcmp(p + 3, "- [", 3) == 0)
		p += 5;
	else if ((p = bracket(p, end)) == NULL)
		return "no time in brackets";
	if (end - p < 31 || p[27] != ']' || p[28] != ' ' || p[29] != '"' ||
	    !log_time(p + 1, memo, hit))
		return unusual(line, hit, s);
	return from_request(p + 30, end, hit, s);
}
