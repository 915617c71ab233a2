/*
 * Any bytes inside the first table of an OpenDocument spreadsheet; where they
 * begin with "<", as the whole of one.
 */
#include "buf.h"
#include "rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_sheet_options o = { 0 };
	struct lr_buf b;

	lr_buf_init(&b, SIZE_MAX);
	if (size > 12 && memcmp(data, "<o", 2) == 0) {
		lr_buf_put(&b, lr_span((const char *)data, size));
	} else {
		lr_buf_puts(&b,
		    "<office:document><office:body><office:spreadsheet>"
		    "<table:table>");
		lr_buf_put(&b, lr_span((const char *)data, size));
		lr_buf_puts(&b,
		    "</table:table></office:spreadsheet></office:body>"
		    "</office:document>");
	}
	check_sheet(lr_buf_span(&b), &o);
	lr_buf_free(&b);
	return 0;
}
