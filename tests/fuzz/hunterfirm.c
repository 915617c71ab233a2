/* Any bytes as Hunter's answer about a company: texts that can be stored, or
 * none. */
#include <stdint.h>
#include <stdlib.h>

#include "hunterfirm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_company row;
	struct lr_arena texts;
	enum lr_said said;
	unsigned f, n = 0;

	lr_arena_init(&texts, 1 << 20);
	said = lr_hunterfirm_read(200, lr_span((const char *)data, size),
	    LR_SPAN("lorem.example"), &texts, &row);
	for (f = 0; f < LR_COMPANY_FIELDS; f++)
		if (row.field[f].n > 0) {
			n++;
			if (!lr_company_plain(row.field[f]))
				abort();
		}
	if ((said == LR_SAID_DONE) != (n > 0))
		abort();
	lr_arena_free(&texts);
	return 0;
}
