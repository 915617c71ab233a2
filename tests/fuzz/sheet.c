/*
 * Any bytes as a spreadsheet: zip files, compound files, flat ods, text. The
 * first byte chooses how they are read.
 */
#include "rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_sheet_options o = { 0 };

	if (size == 0)
		return 0;
	o.raw = data[0] & 1;
	check_sheet(lr_span((const char *)data + 1, size - 1), &o);
	return 0;
}
