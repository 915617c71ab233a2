/* Times in names of files: whatever is found is a date of the years that are
 * looked for, and what stands behind a name's first date changes nothing but
 * its time of day. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "dated.h"

#define FIRST INT64_C(946684800)    /* 2000-01-01 */
#define BEHIND INT64_C(32503680000) /* 3000-01-01 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(struct lr_span name)
{
	char again[4096];
	int64_t t = -1, more = -1;

	if (!lr_dated(name, &t))
		return;
	if (t < FIRST || t >= BEHIND)
		abort();
	if (name.n + 8 > sizeof(again))
		return;
	/* in a longer name, behind letters that are no part of it */
	memcpy(again, "log_", 4);
	memcpy(again + 4, name.p, name.n);
	memcpy(again + 4 + name.n, "_log", 4);
	if (!lr_dated(lr_span(again, name.n + 8), &more) ||
	    t / 86400 != more / 86400)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* of its own length, so that reading on is seen */
	char *copy = malloc(size + 1);

	if (copy == NULL)
		return 0;
	memcpy(copy, data, size);
	check(lr_span(copy, size));
	free(copy);
	return 0;
}
