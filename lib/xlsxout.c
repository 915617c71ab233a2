#define _GNU_SOURCE /* memfd_create: Linux */
#include "xlsxout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "ascii.h"
#include "buf.h"
#include "file.h"
#include "limits.h"
#include "memfile.h"
#include "utf8.h"
#include "wipe.h"

#define CELL_MAX 32767u	     /* UTF-16 units of a text, by Excel */
#define LINKS_MAX 65530u     /* of a sheet, by Excel */
#define LINK_MAX 2000u	     /* bytes; Excel takes 2,079 characters */
#define EXACT (1ll << 53)    /* whole numbers that a double holds */
#define DAY_1900 -2203891200 /* 1 March: before it Excel counts wrongly */
#define WIDTH_LEAST 8
#define WIDTH_MOST 60

/* ---- what libxlsxwriter takes for temporary files */

/* The program's function goes before the library's of that name, to which the
 * library's own calls are bound only at run time. lr_xlsxout_sheet makes
 * sure. */
static unsigned made;
static struct lr_memfiles files; /* it forgets some after an error */

FILE *
lxw_tmpfile(char *tmpdir)
{
	made++;
	return lr_memfile_open(&files);
}

/* ---- the workbook */

struct sheet {
	lxw_worksheet *ws;
	lxw_row_t row; /* that is written */
	lxw_col_t col; /* of the next cell */
	lxw_col_t columns;
	unsigned links;
	unsigned char width[LR_XLSXOUT_COLUMNS];
};

struct lr_xlsxout {
	lxw_workbook *book;
	lxw_format *bold, *date, *share;
	int fd; /* of the package */
	struct sheet sheet[LR_XLSXOUT_SHEETS];
	unsigned sheets;
	struct lr_buf text, url;
	enum lr_err err;
};

static void
fail(struct lr_xlsxout *x, enum lr_err err)
{
	if (x->err == LR_OK)
		x->err = err;
}

static void
check(struct lr_xlsxout *x, lxw_error e)
{
	if (e == LXW_ERROR_MEMORY_MALLOC_FAILED)
		fail(x, LR_ENOMEM);
	else if (e != LXW_NO_ERROR)
		fail(x, LR_EBAD);
}

enum lr_err
lr_xlsxout_open(struct lr_xlsxout **out, int64_t created)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE,
		.use_zip64 = LXW_FALSE };
	/* the library takes 0 for the present */
	lxw_doc_properties about = { .created =
					 (time_t)(created == 0 ? 1 : created) };
	struct lr_xlsxout *x = calloc(1, sizeof(*x));
	enum lr_err err = LR_ENOMEM;
	char path[32];

	if ((*out = x) == NULL)
		return LR_ENOMEM;
	lr_buf_init(&x->text, 4 * CELL_MAX);
	lr_buf_init(&x->url, LINK_MAX + 1);
	if ((x->fd = memfd_create("xlsx", MFD_CLOEXEC)) < 0) {
		err = LR_EIO;
	} else {
		/* it can only write to a name; this one leads to memory */
		snprintf(path, sizeof(path), "/proc/self/fd/%d", x->fd);
		if (access(path, W_OK) != 0)
			err = LR_EIO;
		else if ((x->book = workbook_new_opt(path, &options)) != NULL)
			err = LR_OK;
	}
	if (err == LR_OK) {
		check(x, workbook_set_properties(x->book, &about));
		x->bold = workbook_add_format(x->book);
		x->date = workbook_add_format(x->book);
		x->share = workbook_add_format(x->book);
		if (x->bold == NULL || x->date == NULL || x->share == NULL)
			err = LR_ENOMEM;
	}
	if (err != LR_OK) {
		fail(x, err);
		(void)lr_xlsxout_close(x, -1);
		*out = NULL;
		return err;
	}
	format_set_bold(x->bold);
	format_set_num_format(x->date, "yyyy-mm-dd hh:mm:ss");
	format_set_num_format(x->share, "0.0%");
	return LR_OK;
}

unsigned
lr_xlsxout_sheet(
    struct lr_xlsxout *x, const char *name, const char *const *columns)
{
	unsigned before = made;
	struct sheet *s;

	if (x->sheets == LR_XLSXOUT_SHEETS) {
		fail(x, LR_ETOOLONG);
		return 0;
	}
	s = &x->sheet[x->sheets];
	s->ws = workbook_add_worksheet(x->book, name);
	if (s->ws == NULL)
		fail(x, LR_ENOMEM);
	else if (made == before)
		fail(x, LR_EBAD); /* it has a file on the disk, still empty */
	if (x->err != LR_OK)
		return 0;
	for (; *columns != NULL && s->columns < LR_XLSXOUT_COLUMNS; columns++) {
		size_t n = lr_utf8_width(lr_span_str(*columns)) + 3;

		check(x,
		    worksheet_write_string(
			s->ws, 0, s->columns, *columns, x->bold));
		s->width[s->columns++] =
		    (unsigned char)(n > WIDTH_MOST ? WIDTH_MOST
			    : n < WIDTH_LEAST	   ? WIDTH_LEAST
						   : n);
	}
	worksheet_freeze_panes(s->ws, 1, 0);
	s->row = 1;
	return x->sheets++;
}

/* ---- cells */

/* Excel reads _x0041_ as an A; with _x005F_ before it, it does not. */
static bool
escape_like(struct lr_span s, size_t at)
{
	size_t i;

	if (s.n - at < 7 || s.p[at] != '_' || s.p[at + 1] != 'x' ||
	    s.p[at + 6] != '_')
		return false;
	for (i = 2; i < 6; i++)
		if (lr_hex(s.p[at + i]) < 0)
			return false;
	return true;
}

/* s as a C string in b that XML, Excel and eyes can take. */
static const char *
plain(struct lr_buf *b, struct lr_span s)
{
	size_t i, units = 0;
	unsigned len;
	uint32_t c;

	lr_buf_clear(b);
	for (i = 0; i < s.n; i += len) {
		len = lr_utf8_len(s.p + i, s.p + s.n);
		c = len == 0 ? 0xfffd : lr_utf8_get(s.p + i, len);
		if (len == 0)
			len = 1;
		units += c > 0xffff ? 2 : 1;
		if (units > CELL_MAX - 8)
			break;
		if (escape_like(s, i)) {
			lr_buf_puts(b, "_x005F");
			units += 6;
		}
		if (c == 0xfffd || (c & 0xfffe) == 0xfffe ||
		    (lr_utf8_unsafe(c) && c != '\t' && c != '\n'))
			lr_buf_puts(b, "\xef\xbf\xbd");
		else
			lr_buf_put(b, lr_span(s.p + i, len));
	}
	return lr_buf_str(b);
}

static struct sheet *
place(struct lr_xlsxout *x, unsigned sheet)
{
	struct sheet *s = &x->sheet[sheet];

	if (x->err == LR_OK && s->row >= LR_XLSXOUT_ROWS)
		fail(x, LR_ETOOLONG);
	if (x->err != LR_OK || sheet >= x->sheets || s->col >= s->columns)
		return NULL;
	return s;
}

/* A cell of that many columns was written. */
static void
written(struct lr_xlsxout *x, struct sheet *s, lxw_error e, size_t width)
{
	unsigned char *w = &s->width[s->col];

	check(x, e);
	width += 2;
	if (width > *w)
		*w = (unsigned char)(width > WIDTH_MOST ? WIDTH_MOST : width);
	s->col++;
}

void
lr_xlsxout_text(struct lr_xlsxout *x, unsigned sheet, struct lr_span text)
{
	struct sheet *s = place(x, sheet);
	const char *p;

	if (s == NULL)
		return;
	if (text.n == 0) {
		s->col++;
		return;
	}
	p = plain(&x->text, text);
	if (x->text.err != LR_OK)
		fail(x, x->text.err);
	else
		written(x, s,
		    worksheet_write_string(s->ws, s->row, s->col, p, NULL),
		    lr_utf8_width(lr_span(x->text.p,
			x->text.n > 4 * WIDTH_MOST ? 4 * WIDTH_MOST
						   : x->text.n)));
}

static void
real(struct lr_xlsxout *x, unsigned sheet, double v, lxw_format *format)
{
	struct sheet *s = place(x, sheet);

	if (s == NULL)
		return;
	if (v - v != 0) /* no number, or without end */
		s->col++;
	else
		written(x, s,
		    worksheet_write_number(s->ws, s->row, s->col, v, format),
		    6);
}

void
lr_xlsxout_real(struct lr_xlsxout *x, unsigned sheet, double v)
{
	real(x, sheet, v, NULL);
}

void
lr_xlsxout_share(struct lr_xlsxout *x, unsigned sheet, double v)
{
	real(x, sheet, v, x->share);
}

void
lr_xlsxout_int(struct lr_xlsxout *x, unsigned sheet, int64_t v)
{
	struct sheet *s = place(x, sheet);
	char text[24];

	if (s == NULL)
		return;
	snprintf(text, sizeof(text), "%lld", (long long)v);
	if (v > EXACT || v < -EXACT)
		lr_xlsxout_text(x, sheet, lr_span_str(text));
	else
		written(x, s,
		    worksheet_write_number(
			s->ws, s->row, s->col, (double)v, NULL),
		    strlen(text));
}

void
lr_xlsxout_time(struct lr_xlsxout *x, unsigned sheet, int64_t t)
{
	struct sheet *s = place(x, sheet);

	if (s == NULL)
		return;
	if (t < DAY_1900 || t > INT64_C(253402300799)) /* to 9999 */
		s->col++;
	else
		written(x, s,
		    worksheet_write_unixtime(s->ws, s->row, s->col, t, x->date),
		    19);
}

void
lr_xlsxout_link(struct lr_xlsxout *x, unsigned sheet, struct lr_span url,
    struct lr_span text)
{
	static const struct lr_span schemes[] = { { "http://", 7 },
		{ "https://", 8 }, { "mailto:", 7 } };
	struct sheet *s = place(x, sheet);
	size_t i, n = sizeof(schemes) / sizeof(schemes[0]);
	const char *p, *to;

	if (s == NULL)
		return;
	for (i = 0; i < n; i++)
		if (lr_ascii_eq(lr_span_sub(url, 0, schemes[i].n), schemes[i]))
			break;
	if (i == n || s->links >= LINKS_MAX || url.n > LINK_MAX / 3 ||
	    text.n == 0) {
		lr_xlsxout_text(x, sheet, text);
		return;
	}
	p = plain(&x->text, text);
	to = plain(&x->url, url);
	if (x->text.err != LR_OK || x->url.err != LR_OK) {
		fail(x, LR_ENOMEM);
		return;
	}
	s->links++;
	written(x, s,
	    worksheet_write_url_opt(s->ws, s->row, s->col, to, NULL, p, NULL),
	    lr_utf8_width(lr_buf_span(&x->text)));
}

void
lr_xlsxout_row(struct lr_xlsxout *x, unsigned sheet)
{
	struct sheet *s = &x->sheet[sheet];

	if (sheet >= x->sheets || s->row >= LR_XLSXOUT_ROWS)
		return;
	s->row++;
	s->col = 0;
}

uint32_t
lr_xlsxout_rows(const struct lr_xlsxout *x, unsigned sheet)
{
	return sheet < x->sheets ? x->sheet[sheet].row - 1 : 0;
}

/* ---- the end */

static void
finish(struct lr_xlsxout *x)
{
	lxw_col_t c;
	unsigned i;

	for (i = 0; i < x->sheets && x->err == LR_OK; i++) {
		struct sheet *s = &x->sheet[i];

		for (c = 0; c < s->columns; c++)
			check(x,
			    worksheet_set_column(
				s->ws, c, c, s->width[c], NULL));
		check(x,
		    worksheet_autofilter(
			s->ws, 0, 0, s->row - 1, (lxw_col_t)(s->columns - 1)));
	}
}

/* From memory to fd, a block at a time. */
static enum lr_err
copy_out(int from, int to)
{
	char *p = malloc(LR_BLOCK);
	enum lr_err err = p == NULL ? LR_ENOMEM : LR_OK;
	off_t at = 0;
	ssize_t n = 0;

	while (err == LR_OK && (n = pread(from, p, LR_BLOCK, at)) > 0) {
		err = lr_file_write(to, p, (size_t)n);
		at += n;
	}
	if (n < 0)
		err = LR_EIO;
	free(p);
	return err;
}

enum lr_err
lr_xlsxout_close(struct lr_xlsxout *x, int fd)
{
	enum lr_err err;
	int error;

	finish(x);
	if (x->book != NULL && x->sheets == 0)
		lxw_workbook_free(x->book);
	else if (x->book != NULL && workbook_close(x->book) != LXW_NO_ERROR)
		fail(x, LR_ENOMEM);
	lr_memfile_close_all(&files);
	if (x->err == LR_OK && fd >= 0)
		fail(x, copy_out(x->fd, fd));
	error = errno;
	err = x->err;
	if (x->fd >= 0)
		close(x->fd);
	if (x->text.p != NULL)
		lr_wipe(x->text.p, x->text.cap);
	lr_buf_free(&x->text);
	lr_buf_free(&x->url);
	free(x);
	errno = error;
	return err;
}
