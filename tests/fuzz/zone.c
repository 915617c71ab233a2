/*
 * Any bytes as a time zone file: what is read tells a time in UTC that is at
 * most 26 hours from the one on the wall, and a day begins no earlier.
 */
#include "zone.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t times[] = { -62167219200, -1, 0, 1795341600,
		4102444800, 253402300799 };
	struct lr_zone *z;
	int64_t utc;
	size_t i;

	if (lr_zone_read(&z, lr_span((const char *)data, size)) != LR_OK) {
		if (z != NULL)
			abort();
		return 0;
	}
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		utc = lr_zone_utc(z, times[i]);
		if (utc - times[i] > 93600 || times[i] - utc > 93600)
			abort();
		if (lr_zone_begin(z, times[i]) < utc)
			abort();
	}
	lr_zone_close(z);
	return 0;
}
