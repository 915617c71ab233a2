#include "delimited.h"

#include <stdlib.h>

#include "charset.h"
#include "limits.h"
#include "utf8.h"

#define SAMPLE (64u << 10) /* bytes that tell encoding and separator */
#define LEAST (64u << 10)  /* bytes asked for at a time */
#define COUNTS 64u

/* What bytes above 0x7f are. */
enum bytes {
	UNKNOWN, /* none seen */
	UTF8,	 /* of single cells Windows-1252, where they are no UTF-8 */
	LEGACY,	 /* Windows-1252 */
	GOOD	 /* UTF-8 without fault */
};

static const char candidates[] = "\t;,|";
#define CANDIDATES (sizeof(candidates) - 1)

struct delimited {
	struct lr_reader base;
	struct lr_unpack *in;
	struct lr_charset *charset; /* of the whole text, NULL: as it is */
	struct lr_charset *legacy;
	struct lr_buf raw;  /* bytes before the conversion */
	struct lr_buf text; /* unread from pos on */
	struct lr_buf cell; /* without its quotes */
	struct lr_buf utf8; /* converted */
	size_t pos;
	enum bytes bytes;
	bool eof, begun;
	bool ended; /* the last row had a line end */
	char separator;
	unsigned long number; /* of the last row */
};

/* ---- bytes to text */

static enum lr_err
fetch(struct delimited *d)
{
	struct lr_buf *b = d->charset == NULL ? &d->text : &d->raw;
	char *p = lr_buf_room(b, LEAST);
	enum lr_err err;
	size_t n;

	if (p == NULL)
		return b->err;
	err = lr_unpack_read(d->in, p, LEAST, &n);
	if (err == LR_EBAD)
		return lr_reader_bad(d->base.why, "damaged: %s",
		    d->in->why == NULL ? "cannot be unpacked" : d->in->why);
	if (err != LR_OK)
		return err;
	b->n += n;
	d->eof = n == 0;
	if (d->charset != NULL) {
		lr_charset_put(
		    d->charset, lr_buf_span(&d->raw), d->eof, &d->text);
		lr_buf_clear(&d->raw);
	}
	return d->text.err;
}

/* More of the text behind what is there. */
static enum lr_err
load(struct delimited *d)
{
	if (d->pos > 0) {
		d->text.n -= d->pos;
		memmove(d->text.p, d->text.p + d->pos, d->text.n);
		d->pos = 0;
	}
	return d->eof ? LR_OK : fetch(d);
}

static bool
starts(const struct lr_buf *b, const char *bom, size_t n)
{
	return lr_span_starts(lr_buf_span(b), lr_span(bom, n));
}

/* The name of an encoding that the first bytes give away; NULL: one byte or
 * more a character, "": no text at all. */
static const char *
encoding_of(const struct lr_buf *b)
{
	size_t zero[2] = { 0, 0 }, i, n = b->n < 4096 ? b->n : 4096;

	if (starts(b, "\xff\xfe", 2))
		return "UTF-16LE";
	if (starts(b, "\xfe\xff", 2))
		return "UTF-16BE";
	for (i = 0; i < n; i++)
		zero[i & 1] += b->p[i] == '\0';
	if (zero[0] + zero[1] == 0)
		return NULL;
	/* mostly Latin letters in UTF-16 */
	if (zero[0] == 0 && zero[1] > n / 4)
		return "UTF-16LE";
	if (zero[1] == 0 && zero[0] > n / 4)
		return "UTF-16BE";
	return "";
}

static enum lr_err
begin_text(struct delimited *d, const char *asked)
{
	const char *name = asked != NULL ? asked : encoding_of(&d->text);
	enum lr_err err;

	if (name != NULL && *name == '\0')
		return lr_reader_bad(d->base.why,
		    "neither a spreadsheet nor a text, but some other data");
	if (name != NULL) {
		err = lr_charset_open(&d->charset, name);
		if (err == LR_EBAD)
			return lr_reader_bad(
			    d->base.why, "no encoding '%s' here", name);
		if (err != LR_OK)
			return err;
		lr_buf_put(&d->raw, lr_buf_span(&d->text));
		lr_buf_clear(&d->text);
		lr_charset_put(
		    d->charset, lr_buf_span(&d->raw), false, &d->text);
		lr_buf_clear(&d->raw);
	}
	while (!d->eof && d->text.n < SAMPLE)
		if ((err = load(d)) != LR_OK)
			return err;
	if (starts(&d->text, "\xef\xbb\xbf", 3)) {
		d->pos = 3;
		d->bytes = GOOD;
	}
	if (d->charset != NULL)
		d->bytes = GOOD;
	return d->text.err;
}

/* Where a cell may end. */
static bool
at_edge(const char *p, const char *end)
{
	return p == end || *p == '\n' || *p == '\r' ||
	    (*p != '\0' && strchr(candidates, *p) != NULL);
}

/* One line without an end, or a part of one, is a text and no table. */
static bool
is_table(const struct delimited *d)
{
	struct lr_span s =
	    lr_span_sub(lr_buf_span(&d->text), d->pos, d->text.n);
	size_t i;

	for (i = 0; i < s.n; i++)
		if (at_edge(s.p + i, lr_span_end(s)))
			return true;
	return s.n == 0 || !d->eof || d->separator != '\0';
}

/* ---- the separator */

/* From a quote that opens a cell to behind the one that closes it. */
static const char *
pass_quoted(const char *p, const char *end)
{
	while ((p = memchr(p + 1, '"', (size_t)(end - p) - 1)) != NULL) {
		if (at_edge(p + 1, end))
			return p + 1;
		if (p[1] == '"')
			p++;
		if (p + 1 >= end)
			break;
	}
	return end;
}

/* How many rows of the sample have how many of each. */
static void
count(struct lr_span s, bool whole, unsigned rows[CANDIDATES][COUNTS])
{
	unsigned here[CANDIDATES] = { 0 };
	const char *end = lr_span_end(s), *p = s.p;
	bool first = true; /* in its cell */
	size_t i;

	for (;; p++) {
		if (first && p < end && *p == '"')
			p = pass_quoted(p, end);
		if (p == end && !whole)
			return;
		first = at_edge(p, end);
		if (p == end || *p == '\n' || *p == '\r') {
			for (i = 0; i < CANDIDATES; i++) {
				if (here[i] < COUNTS)
					rows[i][here[i]]++;
				here[i] = 0;
			}
		} else if (first) {
			here[strchr(candidates, *p) - candidates]++;
		}
		if (p == end)
			return;
	}
}

/* The one that most rows have equally often; of equals the first, since
 * commas stand in texts and numbers, too. */
static char
guess(struct lr_span s, bool whole)
{
	unsigned rows[CANDIDATES][COUNTS] = { { 0 } }, best = 0, k;
	char found = ',';
	size_t i;

	count(s, whole, rows);
	for (i = 0; i < CANDIDATES; i++)
		for (k = 1; k < COUNTS; k++)
			if (rows[i][k] > best) {
				best = rows[i][k];
				found = candidates[i];
			}
	return found;
}

static void
choose_separator(struct delimited *d)
{
	struct lr_span s =
	    lr_span_sub(lr_buf_span(&d->text), d->pos, d->text.n);

	if (s.n >= 6 && lr_span_starts(s, LR_SPAN("sep=")) &&
	    (s.p[5] == '\n' || s.p[5] == '\r')) {
		if (d->separator == '\0')
			d->separator = s.p[4];
		d->pos += s.n > 6 && s.p[5] == '\r' && s.p[6] == '\n' ? 7 : 6;
	}
	if (d->separator == '\0')
		d->separator = guess(lr_span_sub(s, 0, SAMPLE), d->eof);
}

/* ---- cells */

/* The text of a cell as UTF-8, perhaps in d->utf8. */
static struct lr_span
as_utf8(struct delimited *d, struct lr_span s)
{
	size_t i = 0;

	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	if (i == s.n)
		return s;
	if (d->bytes != LEGACY && lr_utf8_valid(s)) {
		if (d->bytes == UNKNOWN)
			d->bytes = UTF8;
		return s;
	}
	/* the first bytes that are no UTF-8 tell of all others */
	if (d->bytes == UNKNOWN)
		d->bytes = LEGACY;
	lr_buf_clear(&d->utf8);
	if (d->bytes == GOOD)
		lr_utf8_fix(&d->utf8, s);
	else
		lr_charset_put(d->legacy, s, true, &d->utf8);
	return lr_buf_span(&d->utf8);
}

/* From the quote that opens a cell: its end in *end, its text in d->cell.
 * False: the quote is never closed. */
static bool
unquote(struct delimited *d, const char *p, const char *limit, const char **end)
{
	const char *q;

	lr_buf_clear(&d->cell);
	for (p++; (q = memchr(p, '"', (size_t)(limit - p))) != NULL;) {
		lr_buf_put(&d->cell, lr_span(p, (size_t)(q - p)));
		p = q + 1;
		if (p == limit || *p != '"') {
			*end = p;
			return true;
		}
		lr_buf_putc(&d->cell, '"');
		p++;
	}
	return false;
}

static const char *
plain_end(const struct delimited *d, const char *p, const char *limit)
{
	while (p < limit && *p != d->separator && *p != '\n' && *p != '\r')
		p++;
	return p;
}

/* One cell from p on. Its end, or NULL: that depends on what follows. */
static const char *
one_cell(struct delimited *d, struct lr_sheetrow *row, unsigned column,
    const char *p, const char *limit, bool last)
{
	struct lr_span s;
	const char *end;

	if (p < limit && *p == '"') {
		if (unquote(d, p, limit, &end)) {
			if (end == limit && !last)
				return NULL;
			/* what stands behind the quote belongs to it */
			p = end;
			end = plain_end(d, p, limit);
			lr_buf_put(&d->cell, lr_span(p, (size_t)(end - p)));
			s = lr_buf_span(&d->cell);
			lr_sheetrow_put(
			    row, column, LR_VALUE_TEXT, as_utf8(d, s));
			return end == limit && !last ? NULL : end;
		}
		if (!last)
			return NULL;
	}
	end = plain_end(d, p, limit);
	s = as_utf8(d, lr_span(p, (size_t)(end - p)));
	if (s.p == p)
		lr_sheetrow_lend(row, column, LR_VALUE_TEXT, s);
	else
		lr_sheetrow_put(row, column, LR_VALUE_TEXT, s);
	return end == limit && !last ? NULL : end;
}

/* One row from the text at hand; last: as if nothing followed. False: more
 * text is needed. */
static bool
one_row(struct delimited *d, struct lr_sheetrow *row, bool last)
{
	const char *p = d->text.p + d->pos, *limit = d->text.p + d->text.n;
	unsigned column = 0;

	lr_sheetrow_clear(row);
	for (;; p++, column++) {
		p = one_cell(d, row, column, p, limit, last);
		if (p == NULL)
			return false;
		if (p == limit || *p != d->separator)
			break;
	}
	d->ended = p < limit;
	if (p < limit) {
		/* which of the two line ends is it? */
		if (*p == '\r' && p + 1 == limit && !last)
			return false;
		p += *p == '\r' && p + 1 < limit && p[1] == '\n' ? 2 : 1;
	}
	d->pos = (size_t)(p - d->text.p);
	return true;
}

/* ---- the reader */

/* Pass over a line that is too long. */
static enum lr_err
skip_line(struct delimited *d)
{
	enum lr_err err;
	const char *p, *end;

	for (;;) {
		p = d->text.p + d->pos;
		end = d->text.p + d->text.n;
		while (p < end && *p != '\n' && *p != '\r')
			p++;
		d->pos = (size_t)(p - d->text.p);
		if (p < end) {
			d->pos++;
			return LR_ETOOLONG;
		}
		if (d->eof)
			return LR_ETOOLONG;
		if ((err = load(d)) != LR_OK)
			return err;
	}
}

static enum lr_err
next_row(struct delimited *d, struct lr_sheetrow *row)
{
	enum lr_err err;
	bool last;

	for (;;) {
		last = d->eof || d->text.n - d->pos > LR_LINE_MAX;
		if (last && d->pos == d->text.n)
			return LR_END;
		if (d->pos < d->text.n && one_row(d, row, last))
			break;
		if ((err = load(d)) != LR_OK)
			return err;
	}
	row->number = ++d->number;
	if (!d->ended && !d->eof)
		return skip_line(d);
	return row->err;
}

static enum lr_err
next(struct lr_reader *r, struct lr_sheetrow *row)
{
	struct delimited *d = (struct delimited *)r;
	enum lr_err err;

	do
		err = next_row(d, row);
	while (err == LR_OK && row->n == 0);
	return err;
}

static enum lr_err
choose(struct lr_reader *r, unsigned i)
{
	struct delimited *d = (struct delimited *)r;

	if (i > 0)
		return LR_END;
	if (d->begun)
		return lr_reader_bad(r->why, "a text can be read once only");
	d->begun = true;
	choose_separator(d);
	return LR_OK;
}

static void
close_all(struct lr_reader *r)
{
	struct delimited *d = (struct delimited *)r;

	lr_charset_close(d->charset);
	lr_charset_close(d->legacy);
	lr_buf_free(&d->raw);
	lr_buf_free(&d->text);
	lr_buf_free(&d->cell);
	lr_buf_free(&d->utf8);
	lr_reader_free(r);
	free(d);
}

static const struct lr_reader_calls reader_calls = {
	.format = "csv", .choose = choose, .next = next, .close = close_all
};

enum lr_err
lr_delimited_open(struct lr_reader **r, struct lr_unpack *u,
    struct lr_span head, const struct lr_delimited_options *o,
    struct lr_buf *why)
{
	struct delimited *d = calloc(1, sizeof(*d));
	enum lr_err err;

	*r = NULL;
	if (d == NULL)
		return LR_ENOMEM;
	*r = &d->base;
	lr_reader_init(&d->base, &reader_calls, why);
	d->in = u;
	d->separator = o->separator;
	lr_buf_init(&d->raw, 4 * LR_LINE_MAX);
	lr_buf_init(&d->text, 8 * LR_LINE_MAX);
	lr_buf_init(&d->cell, 8 * LR_LINE_MAX);
	lr_buf_init(&d->utf8, 8 * LR_LINE_MAX);
	lr_buf_put(&d->text, head);
	d->eof = head.n == 0;
	err = lr_reader_add(&d->base, LR_SPAN(""), LR_SHEET_VISIBLE);
	if (err == LR_OK)
		err = lr_charset_open(&d->legacy, "WINDOWS-1252");
	if (err == LR_OK)
		err = begin_text(d, o->encoding);
	if (err == LR_OK && !is_table(d))
		err = lr_reader_bad(why, "a text of one line, no table");
	return err;
}
