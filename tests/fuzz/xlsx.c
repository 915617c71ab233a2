/*
 * The parts of a workbook: texts one behind the other, each behind a line with
 * its name, become a zip file that is not compressed. What a fuzzer cannot do
 * itself, checksums and offsets, is right.
 */
#include "../zipfile.h"
#include "rows.h"

#define PARTS 16

struct part {
	struct lr_span name, text;
};

/* Lines "== NAME" begin the parts; without one it is the sheet. */
static size_t
split(struct lr_span in, struct part *part)
{
	struct part *p = NULL;
	struct lr_span line;
	const char *from;
	size_t parts = 0;

	while (in.p != NULL) {
		from = in.p;
		line = lr_span_cut(&in, '\n');
		if (lr_span_starts(line, LR_SPAN("== ")) && parts < PARTS) {
			p = &part[parts++];
			p->name = lr_span_sub(line, 3, line.n);
			p->text = lr_span(in.p == NULL ? "" : in.p, 0);
		} else if (p != NULL) {
			p->text.n = (size_t)(from - p->text.p) + line.n;
		}
	}
	return parts;
}

static void
need(struct part *part, size_t *parts, const char *name, const char *text)
{
	size_t i;

	for (i = 0; i < *parts; i++)
		if (lr_span_eq(part[i].name, lr_span_str(name)))
			return;
	part[(*parts)++] =
	    (struct part){ lr_span_str(name), lr_span_str(text) };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part part[PARTS + 2] = { 0 };
	struct zip_part zip[PARTS + 2];
	struct lr_sheet_options o = { 0 };
	struct lr_buf b;
	size_t parts, i;

	o.raw = size & 1;
	parts = split(lr_span((const char *)data, size), part);
	need(part, &parts, "xl/workbook.xml",
	    "<workbook><sheets><sheet name='A' r:id='r1'/></sheets>"
	    "</workbook>");
	need(part, &parts, "xl/_rels/workbook.xml.rels",
	    "<Relationships>"
	    "<Relationship Id='r1' Type='/worksheet' Target='1.xml'/>"
	    "<Relationship Id='r2' Type='/styles' Target='s.xml'/>"
	    "<Relationship Id='r3' Type='/sharedStrings' Target='t.xml'/>"
	    "</Relationships>");
	lr_buf_init(&b, SIZE_MAX);
	for (i = 0; i < parts; i++)
		zip[i] = zip_stored(part[i].name, part[i].text);
	zip_put(&b, zip, parts);
	check_sheet(lr_buf_span(&b), &o);
	lr_buf_free(&b);
	return 0;
}
