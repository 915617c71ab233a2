#include "xls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "biff.h"
#include "cfb.h"
#include "charset.h"
#include "numformat.h"
#include "strpool.h"

#define BLOCK (256u << 10)
#define CELLS_MAX (16u << 20)
#define EXCEL_97 0x0600u
#define WORKSHEET 0

enum type { NUMBER, TEXT, BOOL, ERROR };

struct cell {
	uint16_t row, column;
	uint8_t type;	/* enum type */
	uint8_t format; /* enum lr_numformat */
	union {
		double number;
		size_t string; /* its number in strings */
		unsigned code;
	} v;
};

struct xls {
	struct lr_reader base;
	bool raw, from1904;
	struct lr_buf book;	    /* the stream of records */
	struct lr_charset *charset; /* of texts before Excel 97 */
	unsigned version;
	struct lr_buf starts;  /* of sheets: uint32_t each */
	struct lr_buf formats; /* the number formats that have a code: */
	struct lr_buf kinds;   /* struct format each; and by style a byte */
	struct lr_buf name;
	struct lr_strpool strings; /* the shared ones, then those of cells */
	size_t shared;
	struct cell *cell;
	size_t n, cap, at;
};

struct format {
	unsigned id;
	enum lr_numformat kind;
};

/* ---- texts */

/* A text whose length is a number of one byte or two, into s->name. */
static bool
short_text(struct xls *s, struct lr_biff *b, bool one_byte)
{
	unsigned n = one_byte ? lr_biff_u8(b) : lr_biff_u16(b);

	lr_buf_clear(&s->name);
	if (s->version >= EXCEL_97)
		return lr_biff_text(b, n, &s->name);
	lr_biff_bytes(b, n, s->charset, &s->name);
	return true;
}

static enum lr_err
code_page(struct xls *s, unsigned n)
{
	struct lr_charset *c;
	char name[24];
	enum lr_err err;

	if (n == 0x8000 || n == 10000)
		snprintf(name, sizeof(name), "MACINTOSH");
	else
		snprintf(name, sizeof(name), "CP%u",
		    n == 0x8001 || n == 1200 ? 1252 : n);
	if ((err = lr_charset_open(&c, name)) == LR_OK) {
		lr_charset_close(s->charset);
		s->charset = c;
	}
	return err == LR_EBAD ? LR_OK : err; /* then it stays Windows-1252 */
}

/* ---- what holds for all sheets */

static enum lr_err
add_sheet(struct xls *s, struct lr_biff *b)
{
	uint32_t start = lr_biff_u32(b);
	unsigned state = lr_biff_u8(b) & 3, kind = lr_biff_u8(b);
	enum lr_err err;

	(void)short_text(s, b, true);
	err = lr_reader_add(&s->base, lr_buf_span(&s->name),
	    state == 0	     ? LR_SHEET_VISIBLE
		: state == 1 ? LR_SHEET_HIDDEN
			     : LR_SHEET_VERY_HIDDEN);
	if (err != LR_OK)
		return err;
	s->base.info[s->base.n - 1].table = kind == WORKSHEET;
	lr_buf_put(&s->starts, lr_span((char *)&start, sizeof(start)));
	return s->starts.err;
}

static enum lr_err
add_format(struct xls *s, struct lr_biff *b)
{
	struct format f = { .id = lr_biff_u16(b) };

	(void)short_text(s, b, s->version < EXCEL_97);
	f.kind = lr_numformat_of(lr_buf_span(&s->name));
	lr_buf_put(&s->formats, lr_span((char *)&f, sizeof(f)));
	return s->formats.err;
}

static enum lr_err
add_style(struct xls *s, struct lr_biff *b)
{
	enum lr_numformat kind;
	struct format f;
	unsigned id;
	size_t i;

	(void)lr_biff_u16(b); /* the font */
	id = lr_biff_u16(b);
	kind = lr_numformat_builtin(id);
	for (i = 0; i + sizeof(f) <= s->formats.n; i += sizeof(f)) {
		memcpy(&f, s->formats.p + i, sizeof(f));
		if (f.id == id)
			kind = f.kind;
	}
	lr_buf_putc(&s->kinds, (char)kind);
	return s->kinds.err;
}

static enum lr_err
add_strings(struct xls *s, struct lr_biff *b)
{
	uint32_t n, i;
	enum lr_err err;

	(void)lr_biff_u32(b); /* how often they are used */
	n = lr_biff_u32(b);
	for (i = 0; i < n; i++) {
		if (!lr_biff_shared(b, &s->strings.text))
			return lr_reader_bad(s->base.why,
			    "a damaged file: its strings are cut off");
		if ((err = lr_strpool_end(&s->strings)) != LR_OK)
			return err;
	}
	s->shared = s->strings.n;
	return LR_OK;
}

static enum lr_err
global(struct xls *s, struct lr_biff *b)
{
	switch (b->id) {
	case LR_BIFF_FILEPASS:
		return lr_reader_bad(
		    s->base.why, "encrypted: save it without a password first");
	case LR_BIFF_CODEPAGE:
		return code_page(s, lr_biff_u16(b));
	case LR_BIFF_DATEMODE:
		s->from1904 = lr_biff_u16(b) == 1;
		break;
	case LR_BIFF_SHEET:
		return add_sheet(s, b);
	case LR_BIFF_FORMAT:
		return add_format(s, b);
	case LR_BIFF_XF:
		return add_style(s, b);
	case LR_BIFF_SST:
		return add_strings(s, b);
	}
	return LR_OK;
}

/* The records at the beginning, up to EOF. */
static enum lr_err
read_globals(struct xls *s)
{
	enum lr_err err;
	struct lr_biff b;

	lr_biff_init(&b, lr_buf_span(&s->book), 0);
	if (lr_biff_next(&b) != LR_OK || b.id != LR_BIFF_BOF)
		return lr_reader_bad(
		    s->base.why, "a damaged file: it has no beginning");
	s->version = lr_biff_u16(&b);
	while ((err = lr_biff_next(&b)) == LR_OK && b.id != LR_BIFF_EOF)
		if ((err = global(s, &b)) != LR_OK)
			return err == LR_ETOOLONG
			    ? lr_reader_bad(s->base.why,
				  "over a limit: too many strings or styles")
			    : err;
	if (err == LR_EBAD)
		return lr_reader_bad(s->base.why, "a file that is cut off");
	return LR_OK;
}

/* ---- the cells of a sheet */

static enum lr_err
add(struct xls *s, struct cell *c)
{
	size_t cap = s->cap == 0 ? 1024 : s->cap * 2;
	void *p;

	if (s->n == s->cap) {
		if (s->n == CELLS_MAX)
			return lr_reader_bad(
			    s->base.why, "over %u cells", CELLS_MAX);
		if ((p = realloc(s->cell, cap * sizeof(*c))) == NULL)
			return LR_ENOMEM;
		s->cell = p;
		s->cap = cap;
	}
	s->cell[s->n++] = *c;
	return LR_OK;
}

/* The text that was appended to strings is the cell's. */
static enum lr_err
add_text(struct xls *s, struct cell *c)
{
	enum lr_err err = lr_strpool_end(&s->strings);

	if (err == LR_ETOOLONG)
		return lr_reader_bad(s->base.why, "over a limit: texts");
	c->type = TEXT;
	c->v.string = s->strings.n - 1;
	return err == LR_OK ? add(s, c) : err;
}

static void
place(struct xls *s, struct lr_biff *b, struct cell *c, bool style)
{
	size_t i;

	*c = (struct cell){ .type = NUMBER };
	c->row = (uint16_t)lr_biff_u16(b);
	c->column = (uint16_t)lr_biff_u16(b);
	if (!style)
		return;
	i = lr_biff_u16(b);
	c->format =
	    i < s->kinds.n ? (uint8_t)s->kinds.p[i] : (uint8_t)LR_FORMAT_NUMBER;
}

static enum lr_err
add_rks(struct xls *s, struct lr_biff *b)
{
	enum lr_err err = LR_OK;
	struct cell c;
	size_t i;

	place(s, b, &c, false);
	for (; b->rest.n >= 8 && err == LR_OK; c.column++) {
		i = lr_biff_u16(b);
		c.format = i < s->kinds.n ? (uint8_t)s->kinds.p[i]
					  : (uint8_t)LR_FORMAT_NUMBER;
		c.v.number = lr_biff_rk(lr_biff_u32(b));
		err = add(s, &c);
	}
	return err;
}

static enum lr_err
add_label(struct xls *s, struct lr_biff *b, struct cell *c)
{
	unsigned n = lr_biff_u16(b);

	if (s->version < EXCEL_97)
		lr_biff_bytes(b, n, s->charset, &s->strings.text);
	else if (!lr_biff_text(b, n, &s->strings.text))
		return lr_reader_bad(s->base.why, "a file that is cut off");
	return add_text(s, c);
}

static enum lr_err
add_code(struct xls *s, struct cell *c, unsigned code, bool error)
{
	c->type = error ? ERROR : BOOL;
	c->v.code = code;
	return add(s, c);
}

/* What a formula has yielded: a number, or what the last bytes say. */
static enum lr_err
add_result(struct xls *s, struct lr_biff *b, struct cell *c, bool *text)
{
	const unsigned char *p = (const unsigned char *)b->rest.p;

	if (b->rest.n < 8)
		return LR_OK;
	if (p[6] != 0xff || p[7] != 0xff) {
		c->v.number = lr_biff_double(b);
		return add(s, c);
	}
	*text = p[0] == 0; /* it follows in a STRING */
	if (p[0] == 1 || p[0] == 2)
		return add_code(s, c, p[2], p[0] == 2);
	return LR_OK;
}

/* One record of a sheet. formula is the cell whose text is yet to come. */
static enum lr_err
one(struct xls *s, struct lr_biff *b, struct cell *formula, bool *text)
{
	struct cell c;
	unsigned code;

	switch (b->id) {
	case LR_BIFF_NUMBER:
		place(s, b, &c, true);
		c.v.number = lr_biff_double(b);
		return add(s, &c);
	case LR_BIFF_RK:
		place(s, b, &c, true);
		c.v.number = lr_biff_rk(lr_biff_u32(b));
		return add(s, &c);
	case LR_BIFF_MULRK:
		return add_rks(s, b);
	case LR_BIFF_LABEL:
	case LR_BIFF_RSTRING:
		place(s, b, &c, true);
		return add_label(s, b, &c);
	case LR_BIFF_LABELSST:
		place(s, b, &c, true);
		c.type = TEXT;
		c.v.string = lr_biff_u32(b);
		if (c.v.string >= s->shared)
			return lr_reader_bad(s->base.why,
			    "row %u: a string that is not in the file",
			    c.row + 1u);
		return add(s, &c);
	case LR_BIFF_BOOLERR:
		place(s, b, &c, true);
		code = lr_biff_u8(b);
		return add_code(s, &c, code, lr_biff_u8(b) != 0);
	case LR_BIFF_FORMULA:
		place(s, b, formula, true);
		*text = false;
		return add_result(s, b, formula, text);
	case LR_BIFF_STRING:
		if (!*text)
			return LR_OK;
		*text = false;
		return add_label(s, b, formula);
	}
	return LR_OK;
}

static enum lr_err
read_cells(struct xls *s, uint32_t start)
{
	struct cell formula = { 0 };
	unsigned depth = 0;
	bool text = false;
	enum lr_err err;
	struct lr_biff b;

	lr_biff_init(&b, lr_buf_span(&s->book), start);
	if (lr_biff_next(&b) != LR_OK || b.id != LR_BIFF_BOF)
		return lr_reader_bad(s->base.why,
		    "a damaged file: the sheet is not where it should be");
	/* charts within the sheet begin and end as it does */
	for (depth = 1; depth > 0;) {
		if ((err = lr_biff_next(&b)) == LR_END)
			return LR_OK;
		if (err == LR_EBAD)
			return lr_reader_bad(
			    s->base.why, "a file that is cut off");
		if (b.id == LR_BIFF_BOF)
			depth++;
		else if (b.id == LR_BIFF_EOF)
			depth--;
		else if (depth == 1 &&
		    (err = one(s, &b, &formula, &text)) != LR_OK)
			return err;
	}
	return LR_OK;
}

static int
by_place(const void *pa, const void *pb)
{
	const struct cell *a = pa, *b = pb;

	return a->row != b->row ? a->row - b->row : a->column - b->column;
}

/* ---- the reader */

static enum lr_err
choose(struct lr_reader *r, unsigned i)
{
	struct xls *s = (struct xls *)r;
	enum lr_err err;
	uint32_t start;
	size_t k;

	if (i >= r->n)
		return LR_END;
	memcpy(&start, s->starts.p + i * sizeof(start), sizeof(start));
	s->n = s->at = 0;
	s->strings.n = s->shared;
	s->strings.text.n = lr_strpool_from(&s->strings);
	if ((err = read_cells(s, start)) != LR_OK)
		return err;
	for (k = 1; k < s->n; k++)
		if (by_place(&s->cell[k - 1], &s->cell[k]) > 0) {
			qsort(s->cell, s->n, sizeof(*s->cell), by_place);
			break;
		}
	return LR_OK;
}

static struct lr_span
error_name(unsigned code)
{
	switch (code) {
	case 0x00:
		return LR_SPAN("#NULL!");
	case 0x07:
		return LR_SPAN("#DIV/0!");
	case 0x0f:
		return LR_SPAN("#VALUE!");
	case 0x17:
		return LR_SPAN("#REF!");
	case 0x1d:
		return LR_SPAN("#NAME?");
	case 0x24:
		return LR_SPAN("#NUM!");
	case 0x2a:
		return LR_SPAN("#N/A");
	case 0x2b:
		return LR_SPAN("#GETTING_DATA");
	}
	return LR_SPAN("#ERROR!");
}

static void
put_number(struct xls *s, struct lr_sheetrow *row, const struct cell *c)
{
	enum lr_value_type type = LR_VALUE_NUMBER;
	char tmp[LR_NUMBER_TEXT];
	size_t n = 0;

	if (!s->raw)
		n = lr_numformat_date(c->v.number, (enum lr_numformat)c->format,
		    s->from1904, tmp, &type);
	if (n == 0) {
		type = LR_VALUE_NUMBER;
		n = lr_numformat_put(c->v.number, s->raw ? 17 : 15, tmp);
	}
	lr_sheetrow_put(row, c->column, type, lr_span(tmp, n));
}

static void
put_cell(struct xls *s, struct lr_sheetrow *row, const struct cell *c)
{
	struct lr_span t;

	switch ((enum type)c->type) {
	case NUMBER:
		put_number(s, row, c);
		break;
	case TEXT:
		if (lr_strpool_get(&s->strings, c->v.string, &t))
			lr_sheetrow_lend(row, c->column, LR_VALUE_TEXT, t);
		break;
	case BOOL:
		lr_sheetrow_lend(row, c->column, LR_VALUE_BOOL,
		    c->v.code != 0 ? LR_SPAN("TRUE") : LR_SPAN("FALSE"));
		break;
	case ERROR:
		lr_sheetrow_lend(
		    row, c->column, LR_VALUE_ERROR, error_name(c->v.code));
		break;
	}
}

static enum lr_err
next(struct lr_reader *r, struct lr_sheetrow *row)
{
	struct xls *s = (struct xls *)r;
	const struct cell *c;

	do {
		if (s->at == s->n)
			return LR_END;
		lr_sheetrow_clear(row);
		c = &s->cell[s->at];
		row->number = c->row + 1ul;
		for (; s->at < s->n && s->cell[s->at].row == c->row; s->at++)
			put_cell(s, row, &s->cell[s->at]);
	} while (row->n == 0 && row->err == LR_OK);
	return row->err;
}

static void
close_all(struct lr_reader *r)
{
	struct xls *s = (struct xls *)r;

	lr_charset_close(s->charset);
	lr_buf_free(&s->book);
	lr_buf_free(&s->starts);
	lr_buf_free(&s->formats);
	lr_buf_free(&s->kinds);
	lr_buf_free(&s->name);
	lr_strpool_free(&s->strings);
	free(s->cell);
	lr_reader_free(r);
	free(s);
}

static const struct lr_reader_calls reader_calls = {
	.format = "xls", .choose = choose, .next = next, .close = close_all
};

static enum lr_err
read_file(struct xls *s, int fd, struct lr_buf *file)
{
	ssize_t got;
	char *p;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return LR_EIO;
	for (;;) {
		if ((p = lr_buf_room(file, BLOCK)) == NULL)
			return file->err == LR_ETOOLONG
			    ? lr_reader_bad(
				  s->base.why, "over %u MiB", LR_XLS_MAX >> 20)
			    : file->err;
		got = read(fd, p, BLOCK);
		if (got < 0 && errno != EINTR)
			return LR_EIO;
		if (got == 0)
			return LR_OK;
		if (got > 0)
			file->n += (size_t)got;
	}
}

/* The stream of records, out of the compound file. */
static enum lr_err
find_book(struct xls *s, struct lr_buf *file)
{
	struct lr_span all = lr_buf_span(file);
	enum lr_err err;

	if (!lr_cfb_begins(all)) { /* Excel 5 could do without */
		lr_buf_put(&s->book, all);
		return s->book.err;
	}
	if (lr_cfb_stream(all, "EncryptedPackage", NULL) == LR_OK)
		return lr_reader_bad(
		    s->base.why, "encrypted: save it without a password first");
	err = lr_cfb_stream(all, "Workbook", &s->book);
	if (err == LR_END)
		err = lr_cfb_stream(all, "Book", &s->book);
	if (err == LR_END)
		return lr_reader_bad(s->base.why,
		    "a file of an old program, but no spreadsheet");
	if (err == LR_EBAD || err == LR_ETOOLONG)
		return lr_reader_bad(s->base.why, "a damaged or cut off file");
	return err;
}

enum lr_err
lr_xls_open(struct lr_reader **r, int fd, bool raw, struct lr_buf *why)
{
	struct xls *s = calloc(1, sizeof(*s));
	struct lr_buf file;
	enum lr_err err;

	*r = NULL;
	if (s == NULL)
		return LR_ENOMEM;
	*r = &s->base;
	lr_reader_init(&s->base, &reader_calls, why);
	s->raw = raw;
	lr_buf_init(&file, LR_XLS_MAX + BLOCK);
	lr_buf_init(&s->book, LR_XLS_MAX + BLOCK);
	lr_buf_init(&s->starts, 4 * LR_SHEETS_MAX);
	lr_buf_init(&s->formats, 4096 * sizeof(struct format));
	lr_buf_init(&s->kinds, 65536);
	lr_buf_init(&s->name, 4 * 65536);
	lr_strpool_init(&s->strings);
	err = lr_charset_open(&s->charset, "WINDOWS-1252");
	if (err == LR_OK && (err = read_file(s, fd, &file)) == LR_OK)
		err = find_book(s, &file);
	lr_buf_free(&file);
	return err == LR_OK ? read_globals(s) : err;
}
