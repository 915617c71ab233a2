/*
 * Any line through all formats and wrappers. A hit has an address and a time
 * that can be read again, and no part is longer than the line; what is no hit
 * says why.
 */
#include "logformat.h"

#include <stdint.h>
#include <stdlib.h>

#include "clock.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_part(struct lr_span s, size_t max)
{
	volatile char sum = 0;
	size_t i;

	if (s.n > max)
		abort();
	/* every byte, and those read ahead, must be there */
	for (i = 0; i < s.n + (s.n > 0 ? LR_PAD : 0); i++)
		sum = (char)(sum + s.p[i]);
}

static void
check_hit(const struct lr_hit *hit, size_t max)
{
	int64_t t;

	if (!hit->has_ip || hit->time_n < LR_TIME_TEXT ||
	    hit->time_n > LR_LOGTIME_TEXT ||
	    !lr_time_parse(lr_span(hit->time, hit->time_n), &t))
		abort();
	if (hit->status != 0 && (hit->status < 100 || hit->status > 999))
		abort();
	if (hit->method.n == 0 && (hit->target.n > 0 || hit->protocol.n > 0))
		abort();
	check_part(hit->method, max);
	check_part(hit->target, max + 1);
	check_part(hit->protocol, max);
	check_part(hit->site, max);
	check_part(hit->bytes, 18);
	check_part(hit->duration, 40);
	check_part(hit->referrer, max);
	check_part(hit->agent, max);
	check_part(hit->forwarded, max);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lr_logformat *f;
	const struct lr_hit *hit;
	const char *why = "";
	const uint8_t *nl;
	char *copy;
	size_t n;

	if (f == NULL && lr_logformat_new(&f, "auto", NULL, &why) != LR_OK)
		abort();
	lr_logformat_file(f);
	/* several lines, so that headers and changes of format are met */
	while (size > 0) {
		nl = memchr(data, '\n', size);
		n = nl == NULL ? size : (size_t)(nl - data);
		copy = calloc(1, n + 1 + LR_PAD);
		if (copy == NULL)
			return 0;
		memcpy(copy, data, n);
		copy[n] = '\n';
		switch (lr_logformat_read(f, lr_span(copy, n), &hit)) {
		case LR_LOGLINE_HIT:
			check_hit(hit, n);
			break;
		case LR_LOGLINE_BAD:
			if (lr_logformat_why(f) == NULL)
				abort();
			break;
		case LR_LOGLINE_COMMENT:
			break;
		}
		free(copy);
		data += n + (nl != NULL);
		size -= n + (nl != NULL);
	}
	return 0;
}
