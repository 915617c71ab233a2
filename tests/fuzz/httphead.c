/* Any lines as the headers of an answer: times that are not negative but for
 * -1, a type in lower case. */
#include <stdint.h>
#include <stdlib.h>

#include "httphead.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span rest = lr_span((const char *)data, size);
	struct lr_httphead h;
	size_t i;

	lr_httphead_clear(&h);
	while (rest.p != NULL)
		lr_httphead_line(&h, lr_span_cut(&rest, '\n'));
	if (lr_httphead_retry_after(&h, 1795341600) < -1 ||
	    lr_httphead_max_age(&h, 1795341600) < -1)
		abort();
	for (i = 0; i < sizeof(h.type) && h.type[i] != '\0'; i++)
		if (h.type[i] >= 'A' && h.type[i] <= 'Z')
			abort();
	if (i == sizeof(h.type))
		abort();
	return 0;
}
