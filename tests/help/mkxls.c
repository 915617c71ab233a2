/*
 * mkxls [biff8|biff5|stream] <LINES >FILE: a workbook of Excel 97 or 5 out of
 * text, in a compound file or (stream, Excel 97) without one. Lines of words;
 * rows and columns count from 0, X is the number of a style (xf):
 *
 *	1904			days count from 1904
 *	codepage N
 *	password		as if it were encrypted
 *	format ID CODE		a number format
 *	xf ID			a style with that number format
 *	sheet STATE KIND NAME	0 visible, 1 hidden; 0 table, 2 chart
 *	number R C X VALUE
 *	rk R C X BITS		BITS in hexadecimal
 *	mulrk R C BITS BITS
 *	text R C TEXT		shared (biff5: in the cell)
 *	wide R C TEXT		the same in two bytes a character
 *	label R C TEXT		in the cell
 *	result R C TEXT		what a formula has yielded
 *	bool R C 0|1
 *	error R C CODE
 *	chart			one within the sheet, with a cell of its own
 *	cut N			the stream ends N bytes early
 */
#include <stdio.h>
#include <stdlib.h>

#include "ascii.h"
#include "buf.h"
#include "file.h"
#include "num.h"
#include "numformat.h"

#define SECTOR 512u
#define RECORD 8224u
#define END 0xfffffffeu
#define FREE 0xffffffffu

static struct lr_buf globals, strings, sheets, tail;
static struct lr_span name[16];
static uint64_t state[16], kind[16], start[16];
static size_t n_sheets;
static uint32_t n_strings;
static bool old, password;
static uint64_t cut;

static void
die(const char *why)
{
	fprintf(stderr, "mkxls: %s\n", why);
	exit(1);
}

static void
put8(struct lr_buf *b, uint64_t v)
{
	lr_buf_putc(b, (char)(v & 0xff));
}

static void
put16(struct lr_buf *b, uint64_t v)
{
	put8(b, v);
	put8(b, v >> 8);
}

static void
put32(struct lr_buf *b, uint64_t v)
{
	put16(b, v);
	put16(b, v >> 16);
}

static void
put_double(struct lr_buf *b, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	put32(b, bits);
	put32(b, bits >> 32);
}

static uint64_t
number(struct lr_span *line)
{
	struct lr_span word = lr_span_cut(line, ' ');
	uint64_t v;

	if (!lr_num_u64(word, UINT32_MAX, &v))
		die("a number is missing");
	return v;
}

static uint64_t
bits(struct lr_span *line)
{
	struct lr_span word = lr_span_cut(line, ' ');
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < word.n; i++)
		v = v << 4 | (uint64_t)lr_hex(word.p[i]);
	return v;
}

static void
head(struct lr_buf *b, unsigned id, uint64_t n)
{
	put16(b, id);
	put16(b, n);
}

static void
bof(struct lr_buf *b, unsigned what)
{
	head(b, 0x0809, 8);
	put16(b, old ? 0x0500 : 0x0600);
	put16(b, what);
	put32(b, 0);
}

/* Row, column, style. */
static void
cell(unsigned id, struct lr_span *line, uint64_t style, uint64_t more)
{
	uint64_t row = number(line), column = number(line);

	head(&sheets, id, 6 + more);
	put16(&sheets, row);
	put16(&sheets, column);
	put16(&sheets, style == FREE ? number(line) : style);
}

/* A text with its length; wide: Latin letters in two bytes. */
static void
put_text(struct lr_buf *b, struct lr_span s, bool wide)
{
	size_t i;

	put16(b, s.n);
	if (!old)
		put8(b, wide);
	for (i = 0; i < s.n; i++)
		wide ? put16(b, (unsigned char)s.p[i])
		     : put8(b, (unsigned char)s.p[i]);
}

static uint64_t
size_of(struct lr_span s)
{
	return s.n + (old ? 2 : 3);
}

static void
result(struct lr_span line)
{
	cell(0x0006, &line, 0, 16);
	put8(&sheets, 0);
	put8(&sheets, 0);
	put32(&sheets, 0);
	put16(&sheets, 0xffff);
	put32(&sheets, 0);
	put32(&sheets, 0);
	head(&sheets, 0x0207, size_of(line));
	put_text(&sheets, line, false);
}

static void
begin_sheet(struct lr_span line)
{
	if (n_sheets > 0)
		head(&sheets, 0x000a, 0);
	state[n_sheets] = number(&line);
	kind[n_sheets] = number(&line);
	name[n_sheets] = line;
	start[n_sheets++] = sheets.n;
	bof(&sheets, 0x0010);
}

static void
chart(void)
{
	struct lr_span at = LR_SPAN("0 0 0");

	bof(&sheets, 0x0020);
	cell(0x0203, &at, FREE, 8);
	put_double(&sheets, 99);
	head(&sheets, 0x000a, 0);
}

static void
shared(struct lr_span line, bool wide)
{
	cell(0x00fd, &line, 0, 4);
	put32(&sheets, n_strings++);
	put_text(&strings, line, wide);
}

static void
global(struct lr_span word, struct lr_span line)
{
	uint64_t id;

	if (lr_span_eq(word, LR_SPAN("1904"))) {
		head(&globals, 0x0022, 2);
		put16(&globals, 1);
	} else if (lr_span_eq(word, LR_SPAN("codepage"))) {
		head(&globals, 0x0042, 2);
		put16(&globals, number(&line));
	} else if (lr_span_eq(word, LR_SPAN("password"))) {
		password = true;
	} else if (lr_span_eq(word, LR_SPAN("format"))) {
		id = number(&line);
		head(&globals, 0x041e, line.n + (old ? 3 : 5));
		put16(&globals, id);
		if (old) {
			put8(&globals, line.n);
			lr_buf_put(&globals, line);
		} else {
			put_text(&globals, line, false);
		}
	} else if (lr_span_eq(word, LR_SPAN("xf"))) {
		head(&globals, 0x00e0, 20);
		put16(&globals, 0);
		put16(&globals, number(&line));
		for (id = 0; id < 16; id++)
			put8(&globals, 0);
	} else if (lr_span_eq(word, LR_SPAN("cut"))) {
		cut = number(&line);
	} else {
		die("no such word");
	}
}

static void
one(struct lr_span line)
{
	struct lr_span word = lr_span_cut(&line, ' ');
	double v;

	if (lr_span_eq(word, LR_SPAN("sheet"))) {
		begin_sheet(line);
	} else if (lr_span_eq(word, LR_SPAN("number"))) {
		cell(0x0203, &line, FREE, 8);
		if (!lr_numformat_parse(line, &v))
			die("no number");
		put_double(&sheets, v);
	} else if (lr_span_eq(word, LR_SPAN("rk"))) {
		cell(0x027e, &line, FREE, 4);
		put32(&sheets, bits(&line));
	} else if (lr_span_eq(word, LR_SPAN("mulrk"))) {
		cell(0x00bd, &line, 0, 12);
		put32(&sheets, bits(&line));
		put16(&sheets, 0);
		put32(&sheets, bits(&line));
		put16(&sheets, 0);
	} else if (lr_span_eq(word, LR_SPAN("text")) && !old) {
		shared(line, false);
	} else if (lr_span_eq(word, LR_SPAN("wide"))) {
		shared(line, true);
	} else if (lr_span_eq(word, LR_SPAN("label")) ||
	    lr_span_eq(word, LR_SPAN("text"))) {
		struct lr_span text = line;

		(void)number(&text);
		(void)number(&text);
		cell(0x0204, &line, 0, size_of(text));
		put_text(&sheets, line, false);
	} else if (lr_span_eq(word, LR_SPAN("result"))) {
		result(line);
	} else if (lr_span_eq(word, LR_SPAN("bool")) ||
	    lr_span_eq(word, LR_SPAN("error"))) {
		cell(0x0205, &line, 0, 2);
		put8(&sheets, number(&line));
		put8(&sheets, word.p[0] == 'e');
	} else if (lr_span_eq(word, LR_SPAN("chart"))) {
		chart();
	} else if (word.n > 0) {
		global(word, line);
	}
}

/* The shared strings, cut into records anywhere within a text: there the
 * next one begins with the flags anew. */
static void
put_strings(struct lr_buf *b)
{
	if (n_strings == 0)
		return;
	if (strings.n + 8 > RECORD)
		die("too many strings");
	head(b, 0x00fc, 8 + strings.n);
	put32(b, n_strings);
	put32(b, n_strings);
	lr_buf_put(b, lr_buf_span(&strings));
}

static void
put_stream(struct lr_buf *b)
{
	size_t size = 0, i;

	for (i = 0; i < n_sheets; i++)
		size += 4 + 7 + name[i].n + !old;
	bof(b, 0x0005);
	if (password) {
		head(b, 0x002f, 4);
		put32(b, 0);
	}
	lr_buf_put(b, lr_buf_span(&globals));
	put_strings(&tail);
	head(&tail, 0x000a, 0);
	size += b->n + tail.n;
	for (i = 0; i < n_sheets; i++) {
		head(b, 0x0085, 7 + name[i].n + !old);
		put32(b, size + start[i]);
		put8(b, state[i]);
		put8(b, kind[i]);
		put8(b, name[i].n);
		if (!old)
			put8(b, 0);
		lr_buf_put(b, name[i]);
	}
	lr_buf_put(b, lr_buf_span(&tail));
	lr_buf_put(b, lr_buf_span(&sheets));
	if (n_sheets > 0)
		head(b, 0x000a, 0);
	b->n -= cut < b->n ? cut : b->n;
}

static void
put_entry(struct lr_buf *b, const char *s, unsigned type, uint64_t child,
    uint64_t first, uint64_t size)
{
	size_t i, n = strlen(s);

	for (i = 0; i < 32; i++)
		put16(b, i < n ? (unsigned char)s[i] : 0);
	put16(b, n == 0 ? 0 : 2 * n + 2);
	put8(b, type);
	put8(b, 1);
	put32(b, FREE);
	put32(b, FREE);
	put32(b, child);
	for (i = 0; i < 36; i++)
		put8(b, 0);
	put32(b, first);
	put32(b, size);
	put32(b, 0);
}

/* Sector 0 is the allocation table, 1 the directory, then the stream. */
static void
put_file(struct lr_buf *b, struct lr_buf *stream)
{
	uint64_t size, sectors, i;

	while (stream->n < 4096 || stream->n % SECTOR != 0)
		put8(stream, 0);
	size = stream->n;
	sectors = size / SECTOR;
	if (sectors > SECTOR / 4 - 2)
		die("too much");
	lr_buf_puts(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
	for (i = 0; i < 16; i++)
		put8(b, 0);
	put16(b, 0x3e);
	put16(b, 3);
	put16(b, 0xfffe);
	put16(b, 9);
	put16(b, 6);
	for (i = 0; i < 10; i++)
		put8(b, 0);
	put32(b, 1); /* of the table */
	put32(b, 1); /* the directory */
	put32(b, 0);
	put32(b, 4096);
	put32(b, END);
	put32(b, 0);
	put32(b, END);
	put32(b, 0);
	for (i = 0; i < 109; i++)
		put32(b, i == 0 ? 0 : FREE);
	put32(b, 0xfffffffd);
	put32(b, END);
	for (i = 2; i < SECTOR / 4; i++)
		put32(b,
		    i < sectors + 1	   ? i + 1
			: i == sectors + 1 ? END
					   : FREE);
	put_entry(b, "Root Entry", 5, 1, END, 0);
	put_entry(b, old ? "Book" : "Workbook", 2, FREE, 2, size);
	put_entry(b, "", 0, FREE, 0, 0);
	put_entry(b, "", 0, FREE, 0, 0);
	lr_buf_put(b, lr_buf_span(stream));
}

int
main(int argc, char *argv[])
{
	static struct lr_buf in, stream, file;
	struct lr_span rest;

	lr_buf_init(&in, 1 << 20);
	lr_buf_init(&globals, 1 << 20);
	lr_buf_init(&strings, 1 << 20);
	lr_buf_init(&sheets, 1 << 20);
	lr_buf_init(&tail, 1 << 20);
	lr_buf_init(&stream, 1 << 20);
	lr_buf_init(&file, 1 << 20);
	if (argc != 2 || lr_file_read("-", &in) != LR_OK)
		die("usage: mkxls biff8|biff5|stream <LINES >FILE");
	old = strcmp(argv[1], "biff5") == 0;
	for (rest = lr_buf_span(&in); rest.p != NULL;)
		one(lr_span_cut(&rest, '\n'));
	put_stream(&stream);
	if (strcmp(argv[1], "stream") == 0)
		lr_buf_put(&file, lr_buf_span(&stream));
	else
		put_file(&file, &stream);
	if (file.err != LR_OK || lr_file_write(1, file.p, file.n) != LR_OK)
		die("cannot write");
	return 0;
}
