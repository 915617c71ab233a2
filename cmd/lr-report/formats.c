/* All formats. */
#include <stdio.h>

#include "answer.h"
#include "ascii.h"

static const struct format formats[] = {
	{ "table", "txt", false, 0, table_write },
	{ "csv", "csv", false, 0, csv_write },
	{ "ndjson", "ndjson", false, 0, ndjson_write },
	{ "xlsx", "xlsx", true,
	    1u << ROW_LEAD | 1u << ROW_VISIT | 1u << ROW_SOURCE, xlsx_write },
	{ "html", "html", false,
	    1u << ROW_LEAD | 1u << ROW_VISIT | 1u << ROW_SOURCE |
		1u << ROW_MATCH,
	    html_write },
};
#define FORMATS (sizeof(formats) / sizeof(formats[0]))

const struct format *
format_named(const char *name)
{
	size_t i;

	for (i = 0; i < FORMATS; i++)
		if (strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

const struct format *
format_of_file(const char *path)
{
	struct lr_span s = lr_span_str(path), end;
	size_t i, dot;

	for (i = 0; i < FORMATS; i++) {
		end = lr_span_str(formats[i].end);
		if (s.n <= end.n + 1)
			continue;
		dot = s.n - end.n - 1;
		if (s.p[dot] == '.' && s.p[dot - 1] != '/' &&
		    lr_ascii_eq(lr_span_sub(s, dot + 1, s.n), end))
			return &formats[i];
	}
	return NULL;
}

static const char *
list(bool ends)
{
	static char text[128];
	size_t i, n = 0;

	for (i = 0; i < FORMATS; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s%s",
		    i == 0		  ? ""
			: i < FORMATS - 1 ? ", "
					  : " or ",
		    ends ? "." : "", ends ? formats[i].end : formats[i].name);
	return text;
}

const char *
format_names(void)
{
	return list(false);
}

const char *
format_ends(void)
{
	return list(true);
}
