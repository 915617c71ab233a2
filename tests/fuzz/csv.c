/*
 * Any bytes as a CSV file. The reader ends, hands out no more than there is,
 * its records can be parsed, and what lr_csv_put makes of the cells is read
 * back as the same cells.
 */
#include <stdint.h>

#include "csv.h"
#include "scratch.h"

/* Write the cells, read them again. */
static void
round_trip(struct lr_csv *c)
{
	static struct lr_line l;
	static FILE *f;
	struct lr_csv *back;
	struct lr_span raw;
	struct lr_buf b;
	const char *why;
	unsigned i, n = lr_csv_cells(c);

	/* an empty line is no row; a line end of DOS does not survive */
	if (n == 1 && lr_csv_cell(c, 0).n == 0)
		return;
	lr_buf_init(&b, 4 * LR_LINE_MAX);
	for (i = 0; i < n; i++)
		lr_csv_put(&b, lr_csv_cell(c, i), i == 0);
	lr_buf_putc(&b, '\n');
	if (b.err == LR_OK && b.n < LR_LINE_MAX &&
	    (b.n < 3 || memcmp(b.p, "\xef\xbb\xbf", 3) != 0) &&
	    (b.n < 2 || memcmp(b.p, "\x1f\x8b", 2) != 0)) {
		must(lr_csv_new(&back, ',') == LR_OK);
		must(lr_line_open(&l, refill(&f, lr_buf_span(&b)), false) ==
		    LR_OK);
		must(lr_csv_next(back, &l, &raw, &why) == LR_OK);
		must(lr_csv_cells(back) == n);
		for (i = 0; i < n; i++) {
			struct lr_span s = lr_csv_cell(c, i);

			if (lr_span_find(s, '\r') == s.n)
				must(lr_span_eq(s, lr_csv_cell(back, i)));
		}
		must(lr_csv_next(back, &l, &raw, &why) == LR_END);
		lr_unpack_close(&l.in);
		lr_csv_free(back);
	}
	lr_buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lr_record rec;
	static struct lr_line l;
	static struct lr_buf b;
	static FILE *f;
	struct lr_span text = { (const char *)data, size };
	struct lr_span raw, line;
	const char *why = NULL;
	unsigned long rows = 0, last = 0;
	struct lr_csv *c;
	enum lr_err err;
	bool header = false;
	size_t sum = 0;

	if (f == NULL) {
		lr_record_init(&rec);
		lr_buf_init(&b, 8 * LR_LINE_MAX);
	}
	/* no gzip here */
	if (size >= 2 && data[0] == 0x1f && data[1] == 0x8b)
		return 0;
	must(lr_line_open(&l, refill(&f, text), false) == LR_OK);
	must(lr_csv_new(&c, ",;\t"[size % 3]) == LR_OK);
	while ((err = lr_csv_next(c, &l, &raw, &why)) != LR_END) {
		must(err == LR_OK || (err == LR_EBAD && why != NULL));
		must(++rows <= size + 1);
		must(lr_csv_line(c) > last);
		last = lr_csv_line(c);
		must((sum += raw.n) <= size);
		if (err != LR_OK)
			continue;
		must(lr_csv_cells(c) > 0 && lr_csv_cells(c) <= LR_FIELDS_MAX);
		if (!header) {
			header = lr_csv_header(c, &why) == LR_OK;
			continue;
		}
		if (size < 4096)
			round_trip(c);
		if (lr_csv_json(c, &b, &line, &why) == LR_OK)
			must(lr_record_parse(&rec, line) == LR_OK);
	}
	must(lr_csv_next(c, &l, &raw, &why) == LR_END);
	lr_csv_free(c);
	lr_unpack_close(&l.in);
	return 0;
}
