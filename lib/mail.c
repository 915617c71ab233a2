#include "mail.h"

#include "ascii.h"
#include "clock.h"
#include "siphash.h"
#include "utf8.h"
#include "wipe.h"

#define WORD 45u     /* bytes of text in an encoded word */
#define LINE 57u     /* bytes of content in a line of base64, 76 characters */
#define LINE_OUT 78u /* with its end */
#define TAIL_ZIP 65557u /* the end of a zip file is as far from its end */

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
			     "wxyz0123456789+/";

/* ---- texts */

bool
lr_mail_text(struct lr_span s)
{
	unsigned len;
	size_t i;

	if (s.n > LR_MAIL_TEXT)
		return false;
	for (i = 0; i < s.n; i += len) {
		if ((len = lr_utf8_len(s.p + i, s.p + s.n)) == 0 ||
		    lr_utf8_unsafe(lr_utf8_get(s.p + i, len)))
			return false;
	}
	return true;
}

/* A dot-atom on both sides (RFC 5321), of ASCII. */
static bool
plain_address(struct lr_span s)
{
	static const char signs[] = "!#$%&'*+-/=?^_`{|}~";
	size_t at = lr_span_find(s, '@'), i;

	if (s.n == 0 || s.n > LR_MAIL_ADDRESS || at == 0 || at > 64 ||
	    at + 1 >= s.n)
		return false;
	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (i == at)
			continue;
		if (c == '.') {
			/* between two others */
			if (i == 0 || i + 1 == s.n || i == at + 1 ||
			    i + 1 == at || s.p[i + 1] == '.')
				return false;
		} else if (!lr_is_alnum(c) && c != '-' &&
		    (i > at || c == '\0' || strchr(signs, c) == NULL)) {
			return false;
		}
	}
	return s.p[at + 1] != '-';
}

bool
lr_mail_address(struct lr_span text, struct lr_mail_address *out)
{
	struct lr_span name = { NULL, 0 }, address;
	size_t at;

	text = lr_span_trim(text);
	address = text;
	at = lr_span_find(text, '<');
	if (at < text.n) {
		name = lr_span_trim(lr_span_sub(text, 0, at));
		address = lr_span_sub(text, at + 1, text.n);
		if (address.n == 0 || address.p[address.n - 1] != '>')
			return false;
		address.n--;
	}
	if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
		name = lr_span_sub(name, 1, name.n - 1);
	if (!plain_address(address) || !lr_mail_text(name) ||
	    lr_span_find(name, '"') < name.n)
		return false;
	out->name = name.n > 0 ? name : lr_span(NULL, 0);
	memcpy(out->address, address.p, address.n);
	out->address[address.n] = '\0';
	return true;
}

/* ---- base64 */

/* n is up to LINE; returns how much was written at out. */
static size_t
encode(const char *p, size_t n, char *out)
{
	size_t i, k = 0;

	for (i = 0; i < n; i += 3) {
		unsigned long v = (unsigned long)(unsigned char)p[i] << 16;

		if (i + 1 < n)
			v |= (unsigned long)(unsigned char)p[i + 1] << 8;
		if (i + 2 < n)
			v |= (unsigned char)p[i + 2];
		out[k++] = base64[v >> 18];
		out[k++] = base64[v >> 12 & 63];
		out[k++] = i + 1 < n ? base64[v >> 6 & 63] : '=';
		out[k++] = i + 2 < n ? base64[v & 63] : '=';
	}
	return k;
}

static void
put_base64(struct lr_buf *b, struct lr_span s)
{
	char line[LINE_OUT];
	size_t i, n;

	for (i = 0; i < s.n; i += LINE) {
		n = s.n - i < LINE ? s.n - i : LINE;
		lr_buf_put(b, lr_span(line, encode(s.p + i, n, line)));
		lr_buf_puts(b, "\r\n");
	}
}

/* ---- headers */

static bool
plain(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	/* what looks like an encoded word is made one */
	return s.n <= 60 && lr_ascii_find(s, LR_SPAN("=?")) == s.n;
}

/* s as encoded words (RFC 2047), one a line. */
static void
put_words(struct lr_buf *b, struct lr_span s)
{
	char word[LINE_OUT];
	size_t i, n;

	for (i = 0; i < s.n; i += n) {
		n = s.n - i < WORD ? s.n - i : WORD;
		/* no character is cut in two */
		while (n > 1 && i + n < s.n &&
		    ((unsigned char)s.p[i + n] & 0xc0) == 0x80)
			n--;
		lr_buf_puts(b, i > 0 ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		lr_buf_put(b, lr_span(word, encode(s.p + i, n, word)));
		lr_buf_puts(b, "?=");
	}
}

static void
put_address(struct lr_buf *b, const struct lr_mail_address *a)
{
	size_t i;

	if (a->name.n > 0 && plain(a->name)) {
		lr_buf_putc(b, '"');
		for (i = 0; i < a->name.n; i++) {
			if (a->name.p[i] == '\\')
				lr_buf_putc(b, '\\');
			lr_buf_putc(b, a->name.p[i]);
		}
		lr_buf_puts(b, "\"\r\n <");
	} else if (a->name.n > 0) {
		put_words(b, a->name);
		lr_buf_puts(b, "\r\n <");
	} else {
		lr_buf_putc(b, '<');
	}
	lr_buf_puts(b, a->address);
	lr_buf_putc(b, '>');
}

static void
put_date(struct lr_buf *b, int64_t t)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct lr_date d;
	int64_t day = lr_time_day(t);

	lr_time_to_date(t, &d);
	lr_buf_printf(b, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n",
	    days[((day % 7) + 11) % 7], d.day, months[(d.month - 1) % 12],
	    d.year, d.hour, d.minute, d.second);
}

/* The name of the attachment, in ASCII for old programs and whole for others
 * (RFC 2231). */
static void
put_name(struct lr_buf *b, struct lr_span name)
{
	static const char hex[] = "0123456789ABCDEF";
	bool odd = false;
	size_t i;

	lr_buf_puts(b, ";\r\n filename=\"");
	for (i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool good = c >= ' ' && c <= '~' && c != '"' && c != '\\' &&
		    c != '/' && c != '%';

		odd |= !good;
		if (good)
			lr_buf_putc(b, c);
		else if (((unsigned char)c & 0xc0) != 0x80)
			lr_buf_putc(b, '_');
	}
	lr_buf_putc(b, '"');
	if (odd) {
		lr_buf_puts(b, ";\r\n filename*=UTF-8''");
		for (i = 0; i < name.n; i++) {
			unsigned char c = (unsigned char)name.p[i];

			if (lr_is_alnum((char)c) || c == '.' || c == '-' ||
			    c == '_') {
				lr_buf_putc(b, (char)c);
				continue;
			}
			lr_buf_putc(b, '%');
			lr_buf_putc(b, hex[c >> 4]);
			lr_buf_putc(b, hex[c & 15]);
		}
	}
	lr_buf_puts(b, "\r\n");
}

/* ---- the body: what people read */

/* Short lines of ASCII go as they are. */
static bool
seven_bit(struct lr_span s)
{
	size_t i, line = 0;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\n') {
			line = 0;
			continue;
		}
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		if (s.p[i] != '\t' && (s.p[i] < ' ' || s.p[i] > '~'))
			return false;
		if (++line > 76)
			return false;
	}
	return true;
}

static void
put_body(struct lr_buf *b, struct lr_span s)
{
	struct lr_span line;
	bool seven = seven_bit(s);

	lr_buf_printf(b,
	    "Content-Type: text/plain; charset=UTF-8\r\n"
	    "Content-Transfer-Encoding: %s\r\n\r\n",
	    seven ? "7bit" : "base64");
	if (!seven) {
		put_base64(b, s);
		return;
	}
	while (s.n > 0) {
		line = lr_span_line(&s);
		lr_buf_put(b, line);
		lr_buf_puts(b, "\r\n");
	}
}

/* ---- the message */

/* What nobody else's message has in common with this one. */
static void
fingerprint(const struct lr_mail *m, char *out)
{
	static const unsigned char key[LR_SIPHASH_KEY];
	unsigned char sum[2 * LR_SIPHASH], one[LR_SIPHASH];
	struct lr_buf b;
	unsigned i;

	lr_buf_init(&b, 64 << 10);
	lr_buf_printf(&b, "%lld %s", (long long)m->time, m->from->address);
	for (i = 0; i < m->n_to; i++)
		lr_buf_printf(&b, " %s", m->to[i].address);
	lr_siphash(key, lr_buf_span(&b), sum);
	lr_siphash(key, m->content, sum + LR_SIPHASH);
	lr_siphash(key, lr_span((const char *)sum, sizeof(sum)), one);
	for (i = 0; i < LR_SIPHASH; i++) {
		out[2 * i] = "0123456789abcdef"[one[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[one[i] & 15];
	}
	out[2 * LR_SIPHASH] = '\0';
	lr_buf_free(&b);
}

static bool
valid(const struct lr_mail *m)
{
	unsigned i;

	if (m->n_to == 0 || m->n_to > LR_MAIL_TO ||
	    !plain_address(lr_span_str(m->from->address)) ||
	    !lr_mail_text(m->from->name))
		return false;
	for (i = 0; i < m->n_to; i++)
		if (!plain_address(lr_span_str(m->to[i].address)) ||
		    !lr_mail_text(m->to[i].name))
			return false;
	return lr_mail_text(m->subject) && lr_mail_text(m->name) &&
	    m->name.n > 0 && m->name.n <= 200 && m->body.n <= LR_MAIL_BODY &&
	    lr_utf8_valid(m->body) && m->type != NULL;
}

static void
put_headers(struct lr_buf *b, const struct lr_mail *m, const char *id)
{
	const char *domain = strchr(m->from->address, '@') + 1;
	unsigned i;

	put_date(b, m->time);
	lr_buf_puts(b, "From: ");
	put_address(b, m->from);
	lr_buf_puts(b, "\r\nTo: ");
	for (i = 0; i < m->n_to; i++) {
		lr_buf_puts(b, i > 0 ? ",\r\n " : "");
		put_address(b, &m->to[i]);
	}
	lr_buf_puts(b, "\r\nSubject: ");
	if (plain(m->subject))
		lr_buf_put(b, m->subject);
	else
		put_words(b, m->subject);
	lr_buf_printf(b,
	    "\r\nMessage-ID: <%s@%s>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed;\r\n boundary=\"=_%s\"\r\n\r\n",
	    id, domain, id);
}

enum lr_err
lr_mail_open(struct lr_mail_reader *r, const struct lr_mail *m)
{
	char id[2 * LR_SIPHASH + 1];
	struct lr_buf *b = &r->head;
	uint64_t lines;

	*r = (struct lr_mail_reader){ .content = m->content };
	lr_buf_init(b, 4 * LR_MAIL_BODY);
	if (!valid(m))
		return LR_EBAD;
	fingerprint(m, id);
	put_headers(b, m, id);
	if (m->body.n > 0) {
		lr_buf_printf(b, "--=_%s\r\n", id);
		put_body(b, m->body);
	}
	lr_buf_printf(b,
	    "--=_%s\r\nContent-Type: %s\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment",
	    id, m->type);
	put_name(b, m->name);
	lr_buf_puts(b, "\r\n");
	if (b->err != LR_OK)
		return b->err;
	memcpy(r->tail, "--=_", 4);
	memcpy(r->tail + 4, id, 2 * LR_SIPHASH);
	memcpy(r->tail + 4 + 2 * LR_SIPHASH, "--\r\n", 4);
	r->tail_n = 8 + 2 * LR_SIPHASH;
	lines = m->content.n / LINE;
	r->size = b->n + r->tail_n + lines * LINE_OUT;
	if (m->content.n % LINE > 0)
		r->size += (m->content.n % LINE + 2) / 3 * 4 + 2;
	return LR_OK;
}

/* Part of a text that stands at from in the message. */
static size_t
copy(const struct lr_mail_reader *r, struct lr_span s, size_t from, char *p,
    size_t max)
{
	size_t at = r->at - from, n = s.n - at;

	if (n > max)
		n = max;
	memcpy(p, s.p + at, n);
	return n;
}

size_t
lr_mail_read(struct lr_mail_reader *r, char *p, size_t max)
{
	size_t body = r->head.n, tail = (size_t)r->size - r->tail_n, n, at;
	char line[LINE_OUT];
	struct lr_span piece;

	if (r->at < body) {
		n = copy(r, lr_buf_span(&r->head), 0, p, max);
	} else if (r->at < tail) {
		/* one line of base64, or the rest of it */
		at = (r->at - body) / LINE_OUT;
		piece = lr_span_sub(r->content, at * LINE, at * LINE + LINE);
		n = encode(piece.p, piece.n, line);
		line[n++] = '\r';
		line[n++] = '\n';
		n = copy(r, lr_span(line, n), body + at * LINE_OUT, p, max);
	} else if (r->at < r->size) {
		n = copy(r, lr_span(r->tail, r->tail_n), tail, p, max);
	} else {
		n = 0;
	}
	r->at += n;
	return n;
}

void
lr_mail_close(struct lr_mail_reader *r)
{
	if (r->head.p != NULL)
		lr_wipe(r->head.p, r->head.cap);
	lr_buf_free(&r->head);
}

/* ---- what the content is */

/* Is it in the last max bytes? */
static bool
near_end(struct lr_span s, struct lr_span what, size_t max)
{
	size_t i, from = s.n > max ? s.n - max : 0;

	for (i = from; s.n >= what.n && i <= s.n - what.n; i++)
		if (memcmp(s.p + i, what.p, what.n) == 0)
			return true;
	return false;
}

static const char *
zip(struct lr_span s, const char **ending)
{
	static const char ods[] = "application/vnd.oasis.opendocument."
				  "spreadsheet";

	if (lr_span_starts(lr_span_sub(s, 38, s.n), lr_span_str(ods))) {
		*ending = ".ods";
		return ods;
	}
	if (near_end(s, LR_SPAN("xl/workbook.xml"), s.n)) {
		*ending = ".xlsx";
		return "application/vnd.openxmlformats-officedocument."
		       "spreadsheetml.sheet";
	}
	*ending = ".zip";
	return "application/zip";
}

static const char *
text(struct lr_span s, const char **ending)
{
	struct lr_span line = s, first;
	char low[16];
	size_t i;

	first = lr_span_cut(&line, '\n');
	for (i = 0; i < sizeof(low) && i < s.n; i++)
		low[i] = lr_lower(s.p[i]);
	if (lr_span_starts(lr_span(low, i), LR_SPAN("<!doctype html")) ||
	    lr_span_starts(lr_span(low, i), LR_SPAN("<html"))) {
		*ending = ".html";
		return "text/html; charset=UTF-8";
	}
	if (s.p[0] == '{') {
		*ending = ".ndjson";
		return "application/x-ndjson";
	}
	if (lr_span_find(first, ',') < first.n ||
	    lr_span_find(first, ';') < first.n) {
		*ending = ".csv";
		return "text/csv; charset=UTF-8";
	}
	*ending = ".txt";
	return "text/plain; charset=UTF-8";
}

const char *
lr_mail_type(struct lr_span s, const char **ending)
{
	if (lr_span_starts(s, LR_SPAN("PK\3\4")))
		return zip(s, ending);
	if (lr_span_starts(s, LR_SPAN("%PDF-"))) {
		*ending = ".pdf";
		return "application/pdf";
	}
	if (lr_span_starts(s, LR_SPAN("\x89PNG"))) {
		*ending = ".png";
		return "image/png";
	}
	if (lr_span_starts(s, LR_SPAN("\x1f\x8b"))) {
		*ending = ".gz";
		return "application/gzip";
	}
	if (s.n > 0 && lr_utf8_valid(s) && lr_span_find(s, '\0') == s.n)
		return text(s, ending);
	*ending = ".bin";
	return "application/octet-stream";
}

const char *
lr_mail_broken(struct lr_span s, const char *type)
{
	if (lr_span_starts(s, LR_SPAN("PK\3\4")) &&
	    !near_end(s, LR_SPAN("PK\5\6"), TAIL_ZIP))
		return "a workbook or zip file without its end";
	if ((lr_span_starts(lr_span_str(type), LR_SPAN("text/csv")) ||
		lr_span_starts(
		    lr_span_str(type), LR_SPAN("application/x-nd"))) &&
	    s.n > 0 && s.p[s.n - 1] != '\n')
		return "its last line has no end";
	return NULL;
}
