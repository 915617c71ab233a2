#include "hit.h"

#include <stdlib.h>

#include "ascii.h"
#include "buf.h"
#include "json.h"
#include "num.h"
#include "prefix.h"

#define SCRATCH (2 * (size_t)LR_LINE_MAX + LR_LINE_MAX / 2)

static const struct lr_span none = { NULL, 0 };

/* "/" with the bytes behind it that may be read ahead */
static const char root_text[1 + LR_PAD] = "/";
static const struct lr_span root = { root_text, 1 };

enum lr_err
lr_scratch_init(struct lr_scratch *s)
{
	*s = (struct lr_scratch){ 0 };
	/* zeroed: what scan reads ahead is never undefined */
	s->p = calloc(1, SCRATCH + LR_PAD);
	return s->p == NULL ? LR_ENOMEM : LR_OK;
}

void
lr_scratch_free(struct lr_scratch *s)
{
	free(s->p);
	s->p = NULL;
}

void
lr_hit_clear(struct lr_hit *hit, struct lr_scratch *s)
{
	hit->has_ip = false;
	hit->plain_request = hit->plain_referrer = hit->plain_agent = false;
	hit->time_n = 0;
	hit->status = 0;
	hit->host = hit->forwarded = hit->method = hit->target = none;
	hit->protocol = hit->site = hit->bytes = hit->duration = none;
	hit->referrer = hit->agent = none;
	s->n = 0;
	s->date = s->clock = s->path = s->query = none;
}

/* Scratch space as a buffer that never moves. */
static struct lr_buf
open_scratch(struct lr_scratch *s)
{
	size_t room = SCRATCH - s->used - s->n;

	return (struct lr_buf){ .p = s->p + s->n, .cap = room, .max = room };
}

static struct lr_span
close_scratch(struct lr_scratch *s, const struct lr_buf *b)
{
	if (b->err != LR_OK)
		return none;
	s->n += b->n;
	return lr_buf_span(b);
}

/* Apache httpd and nginx: what they escape, undone. */
static void
unescape(struct lr_buf *b, struct lr_span s)
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

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Each + becomes a blank, eight bytes at a time. */
static void
pluses(char *p, size_t n)
{
	uint64_t x, other;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&x, p + i, 8);
		other = x ^ EACH('+');
		/* bit 7 of each byte that is not 0 */
		other = ((other & EACH(0x7f)) + EACH(0x7f)) | other;
		x ^= ((~other & EACH(0x80)) >> 7) * ('+' ^ ' ');
		memcpy(p + i, &x, 8);
	}
	for (; i < n; i++)
		if (p[i] == '+')
			p[i] = ' ';
}

/* %hh, or with another mark, and + for a blank. */
static void
hex(struct lr_buf *b, struct lr_span s, char mark, bool plus)
{
	char *out = lr_buf_room(b, s.n), *p = out;
	size_t i;

	if (out == NULL)
		return;
	/* most texts hold neither */
	if (memchr(s.p, mark, s.n) == NULL && memchr(s.p, '"', s.n) == NULL) {
		memcpy(out, s.p, s.n);
		if (plus)
			pluses(out, s.n);
		b->n += s.n;
		return;
	}
	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == mark && i + 2 < s.n && lr_hex(s.p[i + 1]) >= 0 &&
		    lr_hex(s.p[i + 2]) >= 0) {
			c = (char)(lr_hex(s.p[i + 1]) << 4 |
			    lr_hex(s.p[i + 2]));
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		} else if (c == '"' && plus && i + 1 < s.n &&
		    s.p[i + 1] == '"') {
			i++; /* W3C doubles quotes within quotes */
		}
		*p++ = c;
	}
	b->n += (size_t)(p - out);
}

static void
quotes(struct lr_buf *b, struct lr_span s)
{
	size_t k;

	while ((k = lr_span_find(s, '"')) < s.n) {
		lr_buf_put(b, lr_span_sub(s, 0, k + 1));
		s = lr_span_sub(s, k + 1, s.n);
		if (s.n > 0 && s.p[0] == '"')
			s = lr_span_sub(s, 1, s.n);
	}
	lr_buf_put(b, s);
}

struct lr_span
lr_hit_decode(struct lr_scratch *s, enum lr_code code, struct lr_span text)
{
	struct lr_buf b = open_scratch(s);

	switch (code) {
	case LR_CODE_PLAIN:
		return text;
	case LR_CODE_LOG:
		if (lr_span_find(text, '\\') == text.n)
			return text;
		unescape(&b, text);
		break;
	case LR_CODE_JSON:
		if (lr_span_find(text, '\\') == text.n)
			return text;
		lr_json_unescape(&b, text);
		break;
	case LR_CODE_W3C:
		hex(&b, text, '%', true);
		break;
	case LR_CODE_QUOTES:
		quotes(&b, text);
		break;
	case LR_CODE_HASH:
		if (lr_span_find(text, '#') == text.n)
			return text;
		hex(&b, text, '#', false);
		break;
	case LR_CODE_PERCENT2:
		hex(&b, text, '%', false);
		text = close_scratch(s, &b);
		b = open_scratch(s);
		hex(&b, text, '%', false);
		break;
	}
	return close_scratch(s, &b);
}

/* An address, perhaps in brackets, perhaps with a port or a zone behind. */
static bool
address(struct lr_span s, struct lr_ip *ip)
{
	size_t at;

	if (s.n > 1 && s.p[0] == '[') {
		s = lr_span_sub(s, 1, lr_span_find(s, ']'));
		s = lr_span_sub(s, 0, lr_span_find(s, '%'));
		return lr_ip_parse(s, ip);
	}
	if (lr_ip_parse(s, ip))
		return true;
	/* the zone of a link-local address */
	at = lr_span_find(s, '%');
	if (at < s.n && lr_ip_parse(lr_span_sub(s, 0, at), ip))
		return !lr_ip_is4(ip);
	/* a port behind either family */
	for (at = s.n; at > 0 && s.p[at - 1] != ':'; at--)
		;
	return at > 1 && lr_ip_parse(lr_span_sub(s, 0, at - 1), ip);
}

/* The client of a field: of a list the right-most address that is somebody's
 * on the internet, since what stands left of it can be made up; where none
 * is, the first. */
static bool
client(struct lr_hit *hit, struct lr_span text)
{
	struct lr_span one, rest = text;
	struct lr_ip ip;

	if (lr_span_find(text, ',') == text.n &&
	    lr_span_find(text, ' ') == text.n) {
		hit->host = text;
		return hit->has_ip = address(text, &hit->ip);
	}
	hit->has_ip = false;
	while (rest.p != NULL) {
		one = lr_span_trim(lr_span_cut(&rest, ','));
		if (!address(one, &ip))
			continue;
		if (lr_ip_reserved(&ip) != NULL && hit->has_ip)
			continue;
		hit->ip = ip;
		hit->host = one;
		hit->has_ip = true;
	}
	return hit->has_ip;
}

/* IPv6 with a port and no brackets looks like a longer address. */
static bool
client_port(struct lr_hit *hit, struct lr_span text)
{
	size_t at = text.n;

	while (at > 0 && lr_is_digit(text.p[at - 1]))
		at--;
	if (at > 1 && at < text.n && text.p[at - 1] == ':')
		text.n = at - 1;
	return client(hit, text);
}

/* A host, without the port and without somebody's name and password. */
static struct lr_span
site(struct lr_span s)
{
	size_t at;

	while ((at = lr_span_find(s, '@')) < s.n)
		s = lr_span_sub(s, at + 1, s.n);
	if (s.n > 0 && s.p[0] == '[')
		return lr_span_sub(s, 1, lr_span_find(s, ']'));
	at = lr_span_find(s, ':');
	/* more than one colon: an address of its own */
	if (lr_span_find(lr_span_sub(s, at + 1, s.n), ':') + at + 1 < s.n)
		return s;
	return lr_span_sub(s, 0, at);
}

/* Of an absolute URL the host and the target. */
static void
url(struct lr_hit *hit, struct lr_span s)
{
	struct lr_span rest;
	size_t i = 0;

	while (i < s.n && (lr_is_alnum(s.p[i]) || s.p[i] == '+'))
		i++;
	rest = lr_span_sub(s, i, s.n);
	if (i == 0 || !lr_span_starts(rest, LR_SPAN("://"))) {
		hit->target = s;
		return;
	}
	rest = lr_span_sub(rest, 3, rest.n);
	for (i = 0; i < rest.n && rest.p[i] != '/' && rest.p[i] != '?'; i++)
		;
	if (hit->site.n == 0 && i > 0)
		hit->site = site(lr_span_sub(rest, 0, i));
	/* a URL may end with its host: its path is "/" all the same */
	hit->target = i < rest.n ? lr_span_sub(rest, i, rest.n) : root;
}

static bool
is_method(struct lr_span s)
{
	size_t i;

	if (s.n == 0 || s.n > 32 || !lr_is_alpha(s.p[0]))
		return false;
	for (i = 0; i < s.n; i++)
		if (!lr_is_alpha(s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
	return true;
}

/* "GET /path HTTP/1.1", as nearly all are. */
static bool
usual_request(struct lr_hit *hit, struct lr_span s)
{
	const char *last;

	if (s.n < 14 || memcmp(s.p, "GET /", 5) != 0)
		return false;
	last = s.p + (s.n - 9);
	if (memcmp(last, " HTTP/", 6) != 0 || last[6] == ' ' ||
	    last[7] == ' ' || last[8] == ' ')
		return false;
	hit->method = lr_span(s.p, 3);
	hit->target = lr_span(s.p + 4, s.n - 13);
	hit->protocol = lr_span(last + 1, 8);
	return true;
}

void
lr_hit_request(struct lr_hit *hit, struct lr_span request)
{
	size_t end, at;
	struct lr_span rest;

	if (usual_request(hit, request))
		return;
	at = lr_span_find(request, ' ');
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
		return; /* HTTP/0.9 has no protocol, but it has a path */
	}
	if (rest.n == 0) {
		hit->protocol = none;
		return;
	}
	hit->method = lr_span_sub(request, 0, at);
	url(hit, rest);
}

/* A request line; some call the target so. */
static void
request(struct lr_hit *hit, struct lr_span s)
{
	if (s.p[0] == '/')
		url(hit, s);
	else
		lr_hit_request(hit, s);
}

static bool
status(struct lr_hit *hit, struct lr_span s)
{
	uint64_t v;

	if (lr_span_eq(s, LR_SPAN("-1")))
		return true; /* HAProxy: the client was gone before */
	if (!lr_num_u64(s, 999, &v) || s.n > 3)
		return false;
	hit->status = v >= 100 ? (unsigned)v : 0;
	return true;
}

static bool
bytes(struct lr_hit *hit, struct lr_span s)
{
	uint64_t v;

	if (s.n > 0 && s.p[0] == '-')
		return true; /* -1: not known */
	if (s.n > 1 && s.p[0] == '+')
		s = lr_span_sub(s, 1, s.n); /* HAProxy: and more to come */
	while (s.n > 1 && s.p[0] == '0')
		s = lr_span_sub(s, 1, s.n);
	if (s.n > 18 || !lr_num_u64(s, INT64_MAX, &v))
		return false;
	hit->bytes = s;
	return true;
}

/* The unit written behind a duration, taken off it; else the shift given. */
static unsigned
unit(struct lr_span *s, unsigned shift)
{
	static const struct {
		const char *name;
		unsigned shift;
	} units[] = { { "ms", 3 }, { "us", 6 }, { "\xc2\xb5s", 6 }, { "ns", 9 },
		{ "s", 0 } };
	size_t i;

	if (s->n < 2 || s->p[s->n - 1] != 's')
		return shift;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (lr_span_ends(*s, lr_span_str(units[i].name))) {
			s->n -= strlen(units[i].name);
			return units[i].shift;
		}
	return shift;
}

/* "1.5e-05": the -5 taken off. */
static unsigned
exponent(struct lr_span *s)
{
	size_t at = lr_span_find(*s, 'e');
	struct lr_span rest = lr_span_sub(*s, at + 1, s->n);
	uint64_t v;

	if (rest.n < 2 || rest.p[0] != '-' ||
	    !lr_num_u64(lr_span_sub(rest, 1, rest.n), 18, &v))
		return 0;
	s->n = at;
	return (unsigned)v;
}

/* s of unit 10^-shift seconds as a JSON number of seconds. What is written
 * otherwise is no reason to lose a request. */
static bool
duration(
    struct lr_hit *hit, struct lr_scratch *sc, struct lr_span s, unsigned shift)
{
	struct lr_buf b = open_scratch(sc);
	struct lr_span whole, frac;
	size_t from, i;
	uint64_t v;

	shift = unit(&s, shift) + exponent(&s);
	whole = lr_span_sub(s, 0, lr_span_find(s, '.'));
	frac = lr_span_sub(s, whole.n + 1, s.n);
	if (whole.n == 0 || whole.n > 15 || frac.n > 20 ||
	    !lr_num_u64(whole, UINT64_MAX, &v) ||
	    (frac.n > 0 &&
		!lr_num_u64(lr_span_sub(frac, 0, 18), UINT64_MAX, &v)))
		return s.n > 0 && (s.p[0] == '-' || lr_is_digit(s.p[0]));
	while (whole.n > 1 && whole.p[0] == '0')
		whole = lr_span_sub(whole, 1, whole.n);
	if (whole.n > shift)
		lr_buf_put(&b, lr_span_sub(whole, 0, whole.n - shift));
	else
		lr_buf_putc(&b, '0');
	from = whole.n > shift ? whole.n - shift : 0;
	if (shift > 0 || frac.n > 0)
		lr_buf_putc(&b, '.');
	for (i = whole.n; i < shift; i++)
		lr_buf_putc(&b, '0');
	lr_buf_put(&b, lr_span_sub(whole, from, whole.n));
	lr_buf_put(&b, lr_span_sub(frac, 0, 9));
	/* no zeros at the end, and no point alone */
	while (b.n > 0 && lr_span_find(lr_buf_span(&b), '.') < b.n &&
	    (b.p[b.n - 1] == '0' || b.p[b.n - 1] == '.')) {
		bool point = b.p[--b.n] == '.';

		if (point)
			break;
	}
	hit->duration = close_scratch(sc, &b);
	return true;
}

static bool
set_time(struct lr_hit *hit, struct lr_scratch *s, struct lr_span text)
{
	if (text.n > 1 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		text = lr_span_sub(text, 1, text.n - 1);
	hit->time_n =
	    (unsigned char)lr_logtime(text, s->zone, s->shift, hit->time);
	return hit->time_n > 0;
}

/* Parts that make sense beside others only: they wait in the scratch. */
static void
keep(struct lr_scratch *s, enum lr_part part, struct lr_span text)
{
	if (part == LR_PART_DATE)
		s->date = text;
	else if (part == LR_PART_CLOCK)
		s->clock = text;
	else if (part == LR_PART_PATH)
		s->path = text;
	else
		s->query = text;
}

bool
lr_hit_set(struct lr_hit *hit, struct lr_scratch *s, enum lr_part part,
    enum lr_code code, struct lr_span text)
{
	if (part == LR_PART_NONE)
		return true;
	if (text.n == 0 || (text.n == 1 && text.p[0] == '-'))
		return true;
	if (code != LR_CODE_PLAIN &&
	    (text = lr_hit_decode(s, code, text)).n == 0)
		return true; /* no room left */
	switch (part) {
	case LR_PART_IP:
		return client(hit, text);
	case LR_PART_IP_PORT:
		return client_port(hit, text);
	case LR_PART_PEER:
		return hit->has_ip || client(hit, text);
	case LR_PART_FORWARDED:
		hit->forwarded = text;
		return true;
	case LR_PART_TIME:
		return set_time(hit, s, text);
	case LR_PART_DATE:
	case LR_PART_CLOCK:
	case LR_PART_PATH:
	case LR_PART_QUERY:
		keep(s, part, text);
		return true;
	case LR_PART_REQUEST:
		request(hit, text);
		return true;
	case LR_PART_METHOD:
		if (is_method(text))
			hit->method = text;
		return true;
	case LR_PART_URL:
		url(hit, text);
		return true;
	case LR_PART_PROTOCOL:
		hit->protocol = text;
		return true;
	case LR_PART_SITE:
		hit->site = site(text);
		return true;
	case LR_PART_STATUS:
		return status(hit, text);
	case LR_PART_BYTES:
		return bytes(hit, text);
	case LR_PART_REFERRER:
		hit->referrer = text;
		return true;
	case LR_PART_AGENT:
		hit->agent = text;
		return true;
	case LR_PART_SECONDS:
		return duration(hit, s, text, 0);
	case LR_PART_MILLIS:
		return duration(hit, s, text, 3);
	case LR_PART_MICROS:
		return duration(hit, s, text, 6);
	case LR_PART_NANOS:
		return duration(hit, s, text, 9);
	case LR_PART_NONE:
	case LR_PARTS:
		break;
	}
	return true;
}

static bool
join_time(struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_buf b = open_scratch(s);

	lr_buf_put(&b, s->date);
	lr_buf_putc(&b, ' ');
	lr_buf_put(&b, s->clock);
	return set_time(hit, s, close_scratch(s, &b));
}

static void
join_query(struct lr_hit *hit, struct lr_scratch *s)
{
	struct lr_buf b = open_scratch(s);

	if (hit->target.n == 0 ||
	    lr_span_find(hit->target, '?') < hit->target.n)
		return;
	lr_buf_put(&b, hit->target);
	if (s->query.p[0] != '?')
		lr_buf_putc(&b, '?');
	lr_buf_put(&b, s->query);
	hit->target = close_scratch(s, &b);
}

const char *
lr_hit_finish(struct lr_hit *hit, struct lr_scratch *s)
{
	if (s->clock.n > 0 && !join_time(hit, s))
		return "an impossible time";
	if (hit->time_n == 0 && s->outer.n > 0)
		(void)set_time(hit, s, s->outer);
	if (s->path.n > 0)
		hit->target = s->path;
	if (s->query.n > 0)
		join_query(hit, s);
	/* Squid's word for what was no request */
	if (hit->target.n > 0 && hit->target.p[0] == 'e' &&
	    lr_span_starts(hit->target, LR_SPAN("error:")))
		hit->method = none;
	if (hit->method.n == 0)
		hit->target = hit->protocol = none;
	if (!hit->has_ip)
		return hit->host.n > 0 ? "a client that is no address"
				       : "no client's address";
	return hit->time_n > 0 ? NULL : "no time";
}

enum lr_part
lr_part_of(struct lr_span name)
{
	static const char *const names[LR_PARTS] = {
		[LR_PART_NONE] = "-",
		[LR_PART_IP] = "ip",
		[LR_PART_IP_PORT] = "ip:port",
		[LR_PART_PEER] = "peer",
		[LR_PART_FORWARDED] = "forwarded",
		[LR_PART_TIME] = "time",
		[LR_PART_DATE] = "date",
		[LR_PART_CLOCK] = "clock",
		[LR_PART_REQUEST] = "request",
		[LR_PART_METHOD] = "method",
		[LR_PART_URL] = "url",
		[LR_PART_PATH] = "path",
		[LR_PART_QUERY] = "query",
		[LR_PART_PROTOCOL] = "protocol",
		[LR_PART_SITE] = "site",
		[LR_PART_STATUS] = "status",
		[LR_PART_BYTES] = "bytes",
		[LR_PART_REFERRER] = "referrer",
		[LR_PART_AGENT] = "agent",
		[LR_PART_SECONDS] = "duration",
		[LR_PART_MILLIS] = "duration_ms",
		[LR_PART_MICROS] = "duration_us",
		[LR_PART_NANOS] = "duration_ns",
	};
	unsigned i;

	for (i = 0; i < LR_PARTS; i++)
		if (lr_span_eq(name, lr_span_str(names[i])))
			return (enum lr_part)i;
	return LR_PARTS;
}
