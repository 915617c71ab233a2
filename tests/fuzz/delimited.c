/*
 * Any bytes as delimited text; the first chooses encoding and separator.
 * What is written of the cells is read back as the same cells.
 */
#include "buf.h"
#include "csv.h"
#include "rows.h"

/* All rows as CSV. */
static void
write_rows(
    struct lr_span file, const struct lr_sheet_options *o, struct lr_buf *b)
{
	const struct lr_sheetrow *row;
	static FILE *f;
	struct lr_sheet *s;
	unsigned i;

	/* a line of a separator's name and byte order marks stay away */
	lr_buf_puts(b, "0,0\n");
	must(lr_sheet_open(&s, refill(&f, file), o) == LR_OK);
	must(lr_sheet_choose(s, 0) == LR_OK);
	while (lr_sheet_next(s, &row) == LR_OK) {
		for (i = 0; i < row->n; i++)
			lr_csv_put(b, row->cell[i].text, i == 0);
		lr_buf_putc(b, '\n');
	}
	lr_sheet_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = { NULL, NULL, "UTF-16LE",
		"UTF-16BE", "WINDOWS-1252", "ISO-2022-JP", "UTF-8", "EUC-KR" };
	struct lr_sheet_options o = { 0 }, again = { .encoding = "UTF-8" };
	static FILE *f;
	struct lr_buf one, two;
	struct lr_span file;
	struct lr_sheet *s;

	if (size == 0)
		return 0;
	o.encoding = encodings[data[0] & 7];
	o.separator = (char)(data[0] & 8 ? ";,\t|"[data[0] >> 4 & 3] : '\0');
	file = lr_span((const char *)data + 1, size - 1);
	check_sheet(file, &o);
	if (lr_sheet_open(&s, refill(&f, file), &o) == LR_OK &&
	    strcmp(lr_sheet_format(s), "csv") == 0) {
		lr_sheet_close(s);
		lr_buf_init(&one, SIZE_MAX);
		lr_buf_init(&two, SIZE_MAX);
		write_rows(file, &o, &one);
		again.separator = ',';
		write_rows(lr_buf_span(&one), &again, &two);
		/* the added line is there twice now */
		must(
		    two.n == one.n + 4 && memcmp(two.p + 4, one.p, one.n) == 0);
		lr_buf_free(&one);
		lr_buf_free(&two);
	} else {
		lr_sheet_close(s);
	}
	return 0;
}
