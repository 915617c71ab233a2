/*
 * Any text as a time and as a span of time: what is a time is one again when
 * it was written, at the same second; calendar months add up.
 */
#include <stdint.h>

#include "clock.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span s = lr_span((const char *)data, size);
	int64_t t, again, seconds = -1;
	char text[LR_TIME_TEXT];
	struct lr_date d;
	int months = -1;

	if (lr_time_parse(s, &t)) {
		must(size >= 10);
		lr_time_put(t, text);
		must(lr_time_parse(lr_span(text, sizeof(text)), &again));
		/* an offset may lead out of the years that have four digits */
		lr_time_to_date(t, &d);
		must((d.year >= 0 && d.year <= 9999) == (t == again));
		if (t == again) {
			must(lr_time_from_date(&d, &again) && t == again);
			again = lr_time_add_months(t, 12);
			must(d.year == 9999 ||
			    (again - t >= 365 * LR_DAY &&
				again - t <= 366 * LR_DAY));
		}
	}
	if (lr_time_span(s, &seconds, &months))
		must(seconds >= 0 && months >= 0 &&
		    (seconds == 0 || months == 0));
	return 0;
}
