/*
 * Any text as a request target, a URL and a query: parts lie in it, the
 * campaign's part is of it and stays as it is.
 */
#include <stdint.h>

#include "must.h"
#include "url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = lr_span((const char *)data, size), path, query, host;
	struct lr_buf b, again;

	lr_url_target(s, &path, &query);
	must(path.n + query.n + (query.p != NULL) == s.n);
	must(lr_span_find(path, '?') == path.n);
	must(query.p == NULL || query.p == path.p + path.n + 1);
	host = lr_url_host(s);
	if (host.n > 0)
		must(host.p > s.p + 3 && host.p + host.n <= s.p + s.n &&
		    lr_span_find(host, '/') == host.n &&
		    lr_span_find(host, '@') == host.n &&
		    lr_span_find(host, '?') == host.n);
	(void)lr_url_asset(path);
	lr_buf_init(&b, size + 1);
	lr_buf_init(&again, size + 1);
	lr_url_campaign(&b, s);
	must(b.err == LR_OK && b.n <= s.n);
	lr_url_campaign(&again, lr_buf_span(&b));
	must(lr_span_eq(lr_buf_span(&b), lr_buf_span(&again)));
	lr_buf_free(&b);
	lr_buf_free(&again);
	return 0;
}
