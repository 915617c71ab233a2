/* override: any text is read or refused with its line; what the lookups give
 * is a line of the text, and of networks the smallest that has the address. */
#include <stdint.h>
#include <stdlib.h>

#include "override.h"
#include "prefix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RANGES 64

/* The networks of the text, by their patterns. */
static struct {
	struct lr_range range;
	uint32_t id;
} ranges[RANGES];

static bool
smaller(const struct lr_range *a, const struct lr_range *b)
{
	return lr_range_holds(b, &a->first) && lr_range_holds(b, &a->last) &&
	    (lr_ip_cmp(&a->first, &b->first) != 0 ||
		lr_ip_cmp(&a->last, &b->last) != 0);
}

static void
check_address(const struct lr_overrides *o, const struct lr_ip *ip, size_t n)
{
	uint32_t id = lr_override_network(o, ip);
	const struct lr_range *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (ranges[i].id == id)
			best = &ranges[i].range;
	if ((id != LR_OVERRIDE_NONE) != (best != NULL) ||
	    (best != NULL && !lr_range_holds(best, ip)))
		abort();
	for (i = 0; i < n; i++)
		if (lr_range_holds(&ranges[i].range, ip) &&
		    (best == NULL || smaller(&ranges[i].range, best)))
			abort();
}

static void
check(const struct lr_overrides *o, uint32_t lines)
{
	size_t i, n = 0;
	uint32_t id;

	for (id = 0; id < lines; id++) {
		const struct lr_override *line = lr_override_get(o, id);

		if (line->kind >= LR_KINDS || line->pattern.n == 0 ||
		    line->company.n > 160)
			abort();
		if (line->is_network) {
			if (n == RANGES ||
			    !lr_range_parse(line->pattern, &ranges[n].range))
				return;
			ranges[n++].id = id;
		}
	}
	for (i = 0; i < n; i++) {
		struct lr_ip before = lr_ip_prev(ranges[i].range.first),
			     after = lr_ip_next(ranges[i].range.last);

		check_address(o, &ranges[i].range.first, n);
		check_address(o, &ranges[i].range.last, n);
		check_address(o, &before, n);
		check_address(o, &after, n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span text = lr_span((const char *)data, size);
	struct lr_overrides *o = NULL;
	const char *why = NULL;
	unsigned long line = 0;
	enum lr_err err = lr_overrides_new(&o, text, &line, &why);

	if (err == LR_EBAD && (line == 0 || line > size + 1 || *why == '\0'))
		abort();
	if (err != LR_OK)
		return 0;
	check(o, lr_overrides_count(o));
	lr_override_name(o, text);
	lr_override_domain(o, text);
	lr_overrides_free(o);
	return 0;
}
