#include "../tap.h"

#include "../fail.h"
#include "limits.h"
#include "sheetrow.h"

static void
references(void)
{
	unsigned long row = 0;
	unsigned column = 0;
	char out[4];

	ok(lr_sheetrow_reference(LR_SPAN("A1"), &column, &row) && column == 0 &&
		row == 1,
	    "A1");
	ok(lr_sheetrow_reference(LR_SPAN("aa10"), &column, &row) &&
		column == 26 && row == 10,
	    "aa10");
	ok(lr_sheetrow_reference(LR_SPAN("XFD1048576"), &column, &row) &&
		column == 16383 && row == 1048576,
	    "XFD1048576");
	ok(lr_sheetrow_reference(LR_SPAN("C"), &column, &row) && column == 2 &&
		row == 0,
	    "a column alone");
	ok(!lr_sheetrow_reference(LR_SPAN("XFE1"), &column, &row) &&
		!lr_sheetrow_reference(
		    LR_SPAN("ZZZZZZZZZZZZZZ"), &column, &row) &&
		!lr_sheetrow_reference(LR_SPAN("A1048577"), &column, &row) &&
		!lr_sheetrow_reference(
		    LR_SPAN("A99999999999999999999"), &column, &row) &&
		!lr_sheetrow_reference(LR_SPAN("1"), &column, &row) &&
		!lr_sheetrow_reference(LR_SPAN("$A$1"), &column, &row) &&
		!lr_sheetrow_reference(LR_SPAN(""), &column, &row),
	    "no references");
	is(out, lr_sheetrow_letters(0, out), "A", "letters of 0");
	is(out, lr_sheetrow_letters(25, out), "Z", "letters of 25");
	is(out, lr_sheetrow_letters(26, out), "AA", "letters of 26");
	is(out, lr_sheetrow_letters(701, out), "ZZ", "letters of 701");
	is(out, lr_sheetrow_letters(16383, out), "XFD", "letters of 16383");
}

int
main(void)
{
	static char big[LR_LINE_MAX + 1];
	struct lr_sheetrow r;

	references();
	lr_sheetrow_init(&r);
	lr_sheetrow_put(&r, 2, LR_VALUE_TEXT, LR_SPAN("c"));
	lr_sheetrow_lend(&r, 0, LR_VALUE_NUMBER, LR_SPAN("1"));
	lr_sheetrow_put(&r, 9, LR_VALUE_TEXT, LR_SPAN(""));
	ok(r.n == 3 && r.cell[1].type == LR_VALUE_EMPTY,
	    "up to the last that holds text");
	is(r.cell[2].text.p, r.cell[2].text.n, "c", "a text");
	lr_sheetrow_put(&r, 2, LR_VALUE_TEXT, LR_SPAN("again"));
	is(r.cell[2].text.p, r.cell[2].text.n, "again", "the last one counts");
	lr_sheetrow_lend(&r, LR_COLUMNS_MAX - 1, LR_VALUE_TEXT, LR_SPAN("x"));
	ok(r.n == LR_COLUMNS_MAX && r.err == LR_OK, "the last column");
	lr_sheetrow_lend(&r, LR_COLUMNS_MAX, LR_VALUE_TEXT, LR_SPAN("x"));
	ok(r.err == LR_ETOOLONG, "one more");
	lr_sheetrow_clear(&r);
	lr_sheetrow_lend(&r, (size_t)-1, LR_VALUE_TEXT, LR_SPAN("x"));
	ok(r.err == LR_ETOOLONG && r.n == 0, "far away");
	lr_sheetrow_clear(&r);
	lr_sheetrow_put(&r, 0, LR_VALUE_TEXT, lr_span(big, sizeof(big)));
	ok(r.err == LR_ETOOLONG, "over 1 MiB");
	lr_sheetrow_free(&r);
	fail_from(FAIL_ALLOC, 1);
	lr_sheetrow_put(&r, 0, LR_VALUE_TEXT, LR_SPAN("a"));
	fail_from(FAIL_ALLOC, 0);
	ok(r.err == LR_ENOMEM, "no memory");
	lr_sheetrow_free(&r);
	return done();
}
