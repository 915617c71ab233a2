/* All formats. */
#include "answer.h"

const struct format formats[] = {
	{ "table", 0, table_write },
	{ "csv", 0, csv_write },
	{ "ndjson", 0, ndjson_write },
	{ "xlsx", 1u << ROW_LEAD | 1u << ROW_VISIT | 1u << ROW_SOURCE,
	    xlsx_write },
	{ "html",
	    1u << ROW_LEAD | 1u << ROW_VISIT | 1u << ROW_SOURCE |
		1u << ROW_MATCH,
	    html_write },
};
const unsigned formats_n = sizeof(formats) / sizeof(formats[0]);
