#include "../tap.h"

#include <errno.h>
#include <unistd.h>

#include "../fail.h"
#include "../filled.h"
#include "../zipfile.h"
#include "file.h"
#include "sheet.h"

static struct lr_buf got;

static int
pipe_of(struct lr_span s)
{
	int fd[2];

	if (pipe(fd) != 0 || lr_file_write(fd[1], s.p, s.n) != LR_OK)
		exit(1);
	close(fd[1]);
	return fd[0];
}

static void
put_row(const struct lr_sheetrow *row)
{
	unsigned i;

	lr_buf_printf(&got, "%lu", row->number);
	for (i = 0; i < row->n; i++) {
		lr_buf_printf(&got, "|%u", (unsigned)row->cell[i].type);
		lr_buf_put(&got, row->cell[i].text);
	}
	lr_buf_putc(&got, '/');
}

/* The names of the sheets and the rows of number i into got. */
static enum lr_err
read_sheet(int fd, unsigned i, const struct lr_sheet_options *o)
{
	const struct lr_sheet_info *info;
	const struct lr_sheetrow *row;
	struct lr_sheet *s;
	enum lr_err err;
	unsigned n, k;

	lr_buf_clear(&got);
	err = lr_sheet_open(&s, fd, o);
	if (err == LR_OK)
		lr_buf_printf(&got, "%s:", lr_sheet_format(s));
	if (err == LR_OK && (err = lr_sheet_list(s, &info, &n)) == LR_OK)
		for (k = 0; k < n; k++) {
			lr_buf_put(&got, info[k].name);
			lr_buf_putc(&got, ';');
		}
	if (err == LR_OK)
		err =
		    i == 99 ? lr_sheet_choose_first(s) : lr_sheet_choose(s, i);
	while (err == LR_OK && (err = lr_sheet_next(s, &row)) == LR_OK)
		put_row(row);
	if (err == LR_EBAD) {
		lr_buf_clear(&got);
		lr_buf_puts(&got, lr_sheet_why(s, err));
	}
	lr_sheet_close(s);
	close(fd);
	return err;
}

static struct lr_buf xlsx, ods;
static const char fods[] =
    "<office:document><office:body><office:spreadsheet>"
    "<table:table table:name='T'><table:table-row>"
    "<table:table-cell office:value-type='float' office:value='1.50'/>"
    "<table:table-cell><text:p>a</text:p></table:table-cell>"
    "</table:table-row></table:table></office:spreadsheet></office:body>"
    "</office:document>";
static const char xls[] =
    "\x09\x08\x08\0\0\x06\x05\0\0\0\0\0"	 /* BOF */
    "\x85\0\x09\0\x1d\0\0\0\0\0\x01\0S"		 /* a sheet at 29 */
    "\x0a\0\0\0"				 /* EOF */
    "\x09\x08\x08\0\0\x06\x10\0\0\0\0\0"	 /* BOF */
    "\x7e\x02\x0a\0\x01\0\x01\0\0\0\0\0\xf0\x3f" /* a number in B2 */
    "\x04\x02\x0a\0\x01\0\x02\0\0\0\x01\0\0x"	 /* a text in C2 */
    "\x05\x02\x08\0\0\0\0\0\0\0\x07\x01"	 /* an error in A1 */
    "\x0a\0\0";					 /* EOF */

#define XLS lr_span(xls, sizeof(xls))

static void
make_xlsx(void)
{
	struct zip_part part[] = {
		zip_stored(LR_SPAN("xl/workbook.xml"),
		    LR_SPAN("<workbook><sheets><sheet name='A' r:id='a'/>"
			    "<sheet name='B' r:id='b'/></sheets>"
			    "</workbook>")),
		zip_stored(LR_SPAN("xl/_rels/workbook.xml.rels"),
		    LR_SPAN(
			"<Relationships>"
			"<Relationship Id='a' Type='/chartsheet' Target='c'/>"
			"<Relationship Id='b' Type='/worksheet' Target='1'/>"
			"<Relationship Id='c' Type='/sharedStrings' "
			"Target='t'/>"
			"<Relationship Id='d' Type='/styles' Target='s'/>"
			"</Relationships>")),
		zip_stored(LR_SPAN("xl/t"),
		    LR_SPAN("<sst><si><t>zero</t></si><si><t>one</t></si>"
			    "</sst>")),
		zip_stored(LR_SPAN("xl/s"),
		    LR_SPAN("<styleSheet><cellXfs><xf numFmtId='0'/>"
			    "<xf numFmtId='14'/></cellXfs></styleSheet>")),
		zip_stored(LR_SPAN("xl/1"),
		    LR_SPAN("<worksheet><sheetData><row><c t='s'><v>1</v></c>"
			    "<c><v>1.50</v></c></row><row r='5'><c r='B5' "
			    "s='1'><v>46348</v></c></row></sheetData>"
			    "</worksheet>")),
	};

	zip_put(&xlsx, part, sizeof(part) / sizeof(part[0]));
}

static void
make_ods(void)
{
	struct zip_part part[] = {
		zip_stored(LR_SPAN("content.xml"), LR_SPAN(fods)),
		zip_stored(
		    LR_SPAN("META-INF/manifest.xml"), LR_SPAN("<manifest/>")),
	};

	zip_put(&ods, part, sizeof(part) / sizeof(part[0]));
}

static void
kind(struct lr_span file, const char *want)
{
	ok(read_sheet(file_of(file), 99, NULL) == LR_END, "a file");
	is(got.p, got.n, want, want);
	ok(read_sheet(pipe_of(file), 99, NULL) == LR_END, "a pipe");
	is(got.p, got.n, want, "the same");
}

static void
refused(struct lr_span file, const char *why)
{
	enum lr_err err = read_sheet(file_of(file), 0, NULL);
	const char *text = lr_buf_str(&got);

	ok(err == LR_EBAD && strstr(text, why) != NULL, "%s: %s", why, text);
}

/* Whatever fails, it is told. */
static void
failures(const char *what, struct lr_span file)
{
	unsigned long n;
	enum lr_err err;

	n = 0;
	do {
		int fd = file_of(file);

		fail_from(FAIL_ALLOC, ++n);
		err = read_sheet(fd, 99, NULL);
		fail_from(FAIL_ALLOC, 0);
	} while (err == LR_ENOMEM || err == LR_EBAD);
	ok(err == LR_END && n > 5, "%s: each of %lu allocations may fail", what,
	    n);
	n = 0;
	do {
		int fd = file_of(file);

		fail_from(FAIL_READ, ++n);
		err = read_sheet(fd, 99, NULL);
		fail_from(FAIL_READ, 0);
	} while (err == LR_EIO || err == LR_EBAD);
	ok(err == LR_END, "%s: each of %lu reads may fail", what, n);
}

int
main(void)
{
	struct lr_sheet_options raw = { .raw = true };

	lr_buf_init(&got, 1 << 20);
	lr_buf_init(&xlsx, 1 << 20);
	lr_buf_init(&ods, 1 << 20);
	make_xlsx();
	make_ods();
	kind(lr_buf_span(&xlsx), "xlsx:A;B;1|1one|21.5/5|0|42026-11-22/");
	kind(lr_buf_span(&ods), "ods:T;1|21.5|1a/");
	kind(LR_SPAN(fods), "ods:T;1|21.5|1a/");
	kind(XLS, "xls:S;1|6#DIV/0!/2|0|21|1x/");
	kind(LR_SPAN("a;b\n"), "csv:;1|1a|1b/");
	kind(LR_SPAN(""), "csv:;");
	ok(read_sheet(file_of(lr_buf_span(&xlsx)), 1, &raw) == LR_END, "raw");
	is(got.p, got.n, "xlsx:A;B;1|1one|21.50/5|0|246348/", "as stored");
	ok(read_sheet(file_of(lr_buf_span(&xlsx)), 2, NULL) == LR_END &&
		read_sheet(file_of(lr_buf_span(&ods)), 1, NULL) == LR_END &&
		read_sheet(file_of(XLS), 1, NULL) == LR_END &&
		read_sheet(file_of(LR_SPAN("a;b\n")), 1, NULL) == LR_END,
	    "no such sheet");
	refused(lr_span(xlsx.p, xlsx.n - 9), "cut off");
	refused(lr_span(xls, sizeof(xls) - 2), "cut off");
	refused(lr_span(fods, sizeof(fods) - 9), "line 1");
	refused(LR_SPAN("<html>"), "HTML");
	refused(LR_SPAN("<?xml version='1.0'?><a/>"), "no spreadsheet");
	refused(LR_SPAN("%PDF-1.4\n"), "PDF");
	refused(LR_SPAN("\x1f\x8b\x08\0\0\0\0\0\0\x03xxxx"), "damaged");
	failures("xlsx", lr_buf_span(&xlsx));
	failures("ods", lr_buf_span(&ods));
	failures("xls", XLS);
	failures("csv", LR_SPAN("a;\"b\"\"\"\n\xfc\n"));
	ok(read_sheet(-1, 0, NULL) == LR_EIO && errno != 0, "no descriptor");
	lr_buf_free(&got);
	lr_buf_free(&xlsx);
	lr_buf_free(&ods);
	return done();
}
