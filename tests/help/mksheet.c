/*
 * mksheet xlsx|ods|zip <PARTS >FILE: a spreadsheet out of text, so that tests
 * stay readable. PARTS has a line "== NAME [OPTION...]" before the text of
 * each part. Options: store (no compression), times=N (the text N times over),
 * encrypted, damaged (a wrong checksum), cut=N (the file ends N bytes early).
 *
 * Names that stand for more: "rows" is the text inside sheetData of the first
 * worksheet, "strings" what is inside sst, "xfs" inside cellXfs; "table" is
 * what is inside the first table of an ods. For xlsx and ods, parts that any
 * such file has are added where they are not given.
 */
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <stdlib.h>

#include "../zipfile.h"
#include "buf.h"
#include "file.h"
#include "num.h"

#define PARTS 64
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/"
#define REL OFFICE "relationships/"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define ODF "urn:oasis:names:tc:opendocument:xmlns:"

struct part {
	struct lr_span name, text;
	uint64_t times;
	bool store, encrypted, damaged;
};

static struct part part[PARTS];
static size_t parts;
static uint64_t cut;

static void
die(const char *why)
{
	fprintf(stderr, "mksheet: %s\n", why);
	exit(1);
}

static void
option(struct part *p, struct lr_span o)
{
	uint64_t n = 0;

	if (lr_span_eq(o, LR_SPAN("store")))
		p->store = true;
	else if (lr_span_eq(o, LR_SPAN("encrypted")))
		p->encrypted = true;
	else if (lr_span_eq(o, LR_SPAN("damaged")))
		p->damaged = true;
	else if (lr_span_starts(o, LR_SPAN("times=")) &&
	    lr_num_u64(lr_span_sub(o, 6, o.n), 1u << 30, &n))
		p->times = n;
	else if (lr_span_starts(o, LR_SPAN("cut=")) &&
	    lr_num_u64(lr_span_sub(o, 4, o.n), 1u << 30, &n))
		cut = n;
	else
		die("no such option of a part");
}

static void
read_parts(struct lr_span in)
{
	struct lr_span line, head, word;
	struct part *p = NULL;

	while (in.n > 0) {
		const char *from = in.p;

		line = lr_span_cut(&in, '\n');
		if (!lr_span_starts(line, LR_SPAN("== "))) {
			if (p == NULL)
				die("text before the first part");
			p->text.n += (size_t)(line.n + (in.p != NULL));
			continue;
		}
		if (parts == PARTS)
			die("too many parts");
		p = &part[parts++];
		p->times = 1;
		head = lr_span_sub(line, 3, line.n);
		p->name = lr_span_cut(&head, ' ');
		while (head.p != NULL) {
			word = lr_span_cut(&head, ' ');
			option(p, word);
		}
		p->text = lr_span(from + line.n + 1, 0);
	}
}

static bool
given(const char *name)
{
	size_t i;

	for (i = 0; i < parts; i++)
		if (lr_span_eq(part[i].name, lr_span_str(name)))
			return true;
	return false;
}

static void
need(const char *name, const char *text)
{
	if (given(name))
		return;
	if (parts == PARTS)
		die("too many parts");
	part[parts].name = lr_span_str(name);
	part[parts].text = lr_span_str(text);
	part[parts++].times = 1;
}

/* A part by its short name, between what it stands in. */
static void
wrap(const char *nick, const char *name, const char *before, const char *after)
{
	struct lr_buf b;
	struct part *p;
	uint64_t k;

	for (p = part; p < part + parts; p++) {
		if (!lr_span_eq(p->name, lr_span_str(nick)))
			continue;
		lr_buf_init(&b, SIZE_MAX);
		lr_buf_puts(&b, before);
		for (k = 0; k < p->times; k++)
			lr_buf_put(&b, p->text);
		lr_buf_puts(&b, after);
		p->times = 1;
		p->name = lr_span_str(name);
		p->text = lr_buf_span(&b);
	}
}

#define RELATION(id, type, target) \
	"<Relationship Id='" id "' Type='" REL type "' Target='" target "'/>"
#define RELATIONS(inside)                                         \
	"<Relationships xmlns='" PACKAGE "relationships'>" inside \
	"</Relationships>"

static void
complete_xlsx(void)
{
	wrap("rows", "xl/worksheets/sheet1.xml",
	    "<worksheet xmlns='" MAIN "'><sheetData>",
	    "</sheetData></worksheet>");
	wrap("strings", "xl/sharedStrings.xml", "<sst xmlns='" MAIN "'>",
	    "</sst>");
	wrap("xfs", "xl/styles.xml", "<styleSheet xmlns='" MAIN "'><cellXfs>",
	    "</cellXfs></styleSheet>");
	need(
	    "[Content_Types].xml", "<Types xmlns='" PACKAGE "content-types'/>");
	need("_rels/.rels",
	    RELATIONS(RELATION("r1", "officeDocument", "xl/workbook.xml")));
	need("xl/workbook.xml",
	    "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "relationships'>"
	    "<sheets><sheet name='Sheet1' sheetId='1' r:id='r1'/></sheets>"
	    "</workbook>");
	need("xl/_rels/workbook.xml.rels",
	    RELATIONS(RELATION("r1", "worksheet", "worksheets/sheet1.xml")
		    RELATION("r2", "worksheet", "worksheets/sheet2.xml")
			RELATION("r3", "chartsheet", "chartsheets/sheet1.xml")
			    RELATION("s1", "styles", "styles.xml") RELATION(
				"s2", "sharedStrings", "sharedStrings.xml")));
}

static void
complete_ods(void)
{
	wrap("table", "content.xml",
	    "<office:document-content xmlns:office='" ODF "office:1.0'"
	    " xmlns:table='" ODF "table:1.0' xmlns:text='" ODF "text:1.0'>"
	    "<office:body><office:spreadsheet><table:table table:name='A'>",
	    "</table:table></office:spreadsheet></office:body>"
	    "</office:document-content>");
	need("META-INF/manifest.xml",
	    "<manifest:manifest xmlns:manifest='" ODF "manifest:1.0'/>");
}

/* ---- the zip file */

/* The text, so many times over, packed or not. */
static struct zip_part
pack(const struct part *p)
{
	struct zip_part z = { .name = p->name,
		.method = p->store ? 0 : 8,
		.flags = p->encrypted };
	struct isal_zstream s;
	struct lr_buf b;
	uint64_t k;

	lr_buf_init(&b, SIZE_MAX);
	isal_deflate_init(&s);
	for (k = 0; k < p->times; k++) {
		z.size += (uint32_t)p->text.n;
		z.crc = zip_crc(z.crc, p->text);
		if (p->store) {
			lr_buf_put(&b, p->text);
			continue;
		}
		s.next_in = (uint8_t *)(uintptr_t)p->text.p;
		s.avail_in = (uint32_t)p->text.n;
		s.end_of_stream = k + 1 == p->times;
		do {
			s.next_out = (uint8_t *)lr_buf_room(&b, 65536);
			s.avail_out = 65536;
			if (isal_deflate(&s) != COMP_OK)
				die("cannot compress");
			b.n += 65536 - s.avail_out;
		} while (s.avail_out == 0);
	}
	if (p->damaged)
		z.crc = ~z.crc;
	z.packed = lr_buf_span(&b);
	return z;
}

int
main(int argc, char *argv[])
{
	static struct zip_part zip[PARTS];
	static struct lr_buf in, out;
	size_t i;

	lr_buf_init(&in, SIZE_MAX);
	lr_buf_init(&out, SIZE_MAX);
	if (argc != 2 || lr_file_read("-", &in) != LR_OK)
		die("usage: mksheet xlsx|ods|zip <PARTS >FILE");
	read_parts(lr_buf_span(&in));
	if (strcmp(argv[1], "xlsx") == 0)
		complete_xlsx();
	else if (strcmp(argv[1], "ods") == 0)
		complete_ods();
	for (i = 0; i < parts; i++)
		zip[i] = pack(&part[i]);
	zip_put(&out, zip, parts);
	if (out.err != LR_OK ||
	    lr_file_write(1, out.p, out.n - (cut < out.n ? cut : out.n)) !=
		LR_OK)
		die("cannot write");
	return 0;
}
