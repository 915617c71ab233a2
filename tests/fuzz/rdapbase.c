/* Any bytes as a list of RFC 9224: servers with URLs that end in '/', found for
 * addresses of the ranges alone. */
#include <stdint.h>
#include <stdlib.h>

#include "rdapbase.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_rdapbase b = { 0 };
	const char *why = NULL, *url;
	enum lr_err err;
	size_t n;
	uint32_t i;

	err = lr_rdapbase_read(&b, lr_span((const char *)data, size), &why);
	if (err != LR_OK && why == NULL)
		abort();
	for (i = 0; i < b.urls; i++) {
		n = strlen(b.url[i]);
		if (n >= LR_RDAPBASE_URL || b.url[i][n - 1] != '/')
			abort();
	}
	for (i = 0; i < b.rows && i < 100; i++) {
		url = lr_rdapbase_find(&b, &b.row[i].range.first);
		if (url == NULL || b.row[i].url >= b.urls)
			abort();
	}
	lr_rdapbase_free(&b);
	return 0;
}
