#include "sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ascii.h"
#include "delimited.h"
#include "limits.h"
#include "ods.h"
#include "spool.h"
#include "unpack.h"
#include "utf8.h"
#include "xls.h"
#include "xlsx.h"
#include "zip.h"

#define HEAD 4096u /* bytes that tell the kinds apart */

struct lr_sheet {
	struct lr_reader *reader;
	struct lr_unpack in;
	int fd;	  /* of the file to jump about in, or -1 */
	bool own; /* it is a copy */
	struct lr_buf why;
	struct lr_sheetrow row;
};

static const struct lr_sheet_options defaults;

/* ---- what is it? */

enum kind { TEXT, ZIP, OLE, FLAT_ODS, OTHER };

/* Kinds that people take for spreadsheets, by how they begin. */
static const struct {
	const char *begin;
	size_t n;
	const char *why;
} others[] = {
	{ "%PDF-", 5, "a PDF file, not a spreadsheet" },
	{ "{\\rtf", 5, "an RTF text, not a spreadsheet" },
	{ "\x09\x00\x04\x00", 4, "an Excel 2 file: save it as xlsx" },
	{ "\x09\x02\x06\x00", 4, "an Excel 3 file: save it as xlsx" },
	{ "\x09\x04\x06\x00", 4, "an Excel 4 file: save it as xlsx" },
};

static bool
holds(struct lr_span s, const char *words)
{
	return lr_ascii_find(s, lr_span_str(words)) < s.n;
}

/* Something in angle brackets. */
static enum kind
markup(struct lr_span s, const char **why)
{
	if (holds(s, "office:document"))
		return FLAT_ODS;
	*why = NULL;
	if (holds(s, "urn:schemas-microsoft-com:office:spreadsheet"))
		*why = "an XML spreadsheet of Excel 2003: save it as xlsx";
	else if (holds(s, "<html") || holds(s, "<table") ||
	    holds(s, "<!doctype html"))
		*why = "an HTML page, not a spreadsheet: open it in a "
		       "spreadsheet program and save it as xlsx";
	else if (lr_span_starts(s, LR_SPAN("<?xml")))
		*why = "some XML, but no spreadsheet";
	return *why == NULL ? TEXT : OTHER;
}

static enum kind
kind_of(struct lr_span s, const char **why)
{
	size_t i;

	if (lr_span_starts(s, LR_SPAN("PK\x03\x04")) ||
	    lr_span_starts(s, LR_SPAN("PK\x05\x06")))
		return ZIP;
	if (lr_span_starts(s, LR_SPAN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) ||
	    lr_span_starts(s, LR_SPAN("\x09\x08")))
		return OLE;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (lr_span_starts(s, lr_span(others[i].begin, others[i].n))) {
			*why = others[i].why;
			return OTHER;
		}
	s = lr_utf8_unmark(s);
	while (s.n > 0 && memchr(" \t\r\n", s.p[0], 4) != NULL)
		s = lr_span_sub(s, 1, s.n);
	return s.n > 0 && s.p[0] == '<' ? markup(s, why) : TEXT;
}

/* ---- opening */

static enum lr_err
read_head(struct lr_sheet *s, char *head, size_t *n)
{
	enum lr_err err;
	size_t got;

	*n = 0;
	do {
		err = lr_unpack_read(&s->in, head + *n, HEAD - *n, &got);
		*n += got;
	} while (err == LR_OK && got > 0 && HEAD - *n >= LR_UNPACK_LEAST);
	if (err == LR_EBAD)
		return lr_reader_bad(&s->why, "damaged: %s",
		    s->in.why == NULL ? "cannot be unpacked" : s->in.why);
	return err;
}

/* A file to jump about in: the one that there is, where that works. */
static enum lr_err
make_file(struct lr_sheet *s, int fd, off_t start, struct lr_span head)
{
	enum lr_err err;
	struct stat st;

	if (start == 0 && !s->in.packed && fstat(fd, &st) == 0 &&
	    S_ISREG(st.st_mode)) {
		s->fd = fd;
		return LR_OK;
	}
	s->own = true;
	err = lr_spool(&s->in, head, LR_SHEET_FILE_MAX, &s->fd);
	if (err == LR_ETOOLONG)
		return lr_reader_bad(&s->why, "over %u MiB",
		    (unsigned)(LR_SHEET_FILE_MAX >> 20));
	return err;
}

static enum lr_err
open_zip(struct lr_sheet *s, bool raw)
{
	struct lr_zip *zip;
	enum lr_err err = lr_zip_new(&zip, s->fd, &s->why);

	if (err != LR_OK)
		return err;
	if (lr_zip_has(zip, LR_SPAN("encrypted-package")) ||
	    lr_zip_has(zip, LR_SPAN("content.xml")))
		return lr_ods_open(&s->reader, zip, raw, &s->why);
	return lr_xlsx_open(&s->reader, zip, raw, &s->why);
}

static enum lr_err
open_reader(struct lr_sheet *s, int fd, off_t start, struct lr_span head,
    const struct lr_sheet_options *o)
{
	struct lr_delimited_options text = { o->encoding, o->separator };
	const char *why = NULL;
	enum kind kind = o->encoding != NULL ? TEXT : kind_of(head, &why);
	enum lr_err err;

	if (kind == OTHER)
		return lr_reader_bad(&s->why, "%s", why);
	if (kind == TEXT)
		return lr_delimited_open(
		    &s->reader, &s->in, head, &text, &s->why);
	if ((err = make_file(s, fd, start, head)) != LR_OK)
		return err;
	if (kind == ZIP)
		return open_zip(s, o->raw);
	if (kind == FLAT_ODS)
		return lr_ods_open_flat(&s->reader, s->fd, o->raw, &s->why);
	return lr_xls_open(&s->reader, s->fd, o->raw, &s->why);
}

enum lr_err
lr_sheet_open(struct lr_sheet **sp, int fd, const struct lr_sheet_options *o)
{
	struct lr_sheet *s;
	char head[HEAD];
	enum lr_err err;
	off_t start;
	size_t n;

	if ((*sp = s = calloc(1, sizeof(*s))) == NULL)
		return LR_ENOMEM;
	s->fd = -1;
	lr_buf_init(&s->why, LR_WHY_MAX);
	lr_sheetrow_init(&s->row);
	lr_unpack_init(&s->in, fd, false);
	start = lseek(fd, 0, SEEK_CUR);
	if ((err = read_head(s, head, &n)) != LR_OK)
		return err;
	return open_reader(
	    s, fd, start, lr_span(head, n), o == NULL ? &defaults : o);
}

void
lr_sheet_close(struct lr_sheet *s)
{
	if (s == NULL)
		return;
	if (s->reader != NULL)
		s->reader->calls->close(s->reader);
	lr_unpack_close(&s->in);
	if (s->own && s->fd >= 0)
		close(s->fd);
	lr_buf_free(&s->why);
	lr_sheetrow_free(&s->row);
	free(s);
}

/* ---- use */

const char *
lr_sheet_why(struct lr_sheet *s, enum lr_err err)
{
	if (err == LR_EIO)
		return strerror(errno);
	if (err == LR_ETOOLONG)
		return "a row of over 1 MiB, or of over 16384 cells";
	if (err != LR_EBAD || s == NULL || s->why.n == 0)
		return lr_err_text(err);
	return lr_buf_str(&s->why);
}

const char *
lr_sheet_format(const struct lr_sheet *s)
{
	return s->reader->calls->format;
}

enum lr_err
lr_sheet_list(
    struct lr_sheet *s, const struct lr_sheet_info **info, unsigned *n)
{
	struct lr_reader *r = s->reader;
	enum lr_err err = r->calls->list == NULL ? LR_OK : r->calls->list(r);

	*info = r->info;
	*n = r->n;
	return err;
}

enum lr_err
lr_sheet_choose(struct lr_sheet *s, unsigned i)
{
	return s->reader->calls->choose(s->reader, i);
}

enum lr_err
lr_sheet_choose_first(struct lr_sheet *s)
{
	const struct lr_reader *r = s->reader;
	unsigned i = 0;

	while (i < r->n && !r->info[i].table)
		i++;
	return lr_sheet_choose(s, i);
}

enum lr_err
lr_sheet_next(struct lr_sheet *s, const struct lr_sheetrow **row)
{
	*row = &s->row;
	return s->reader->calls->next(s->reader, &s->row);
}
