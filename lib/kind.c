#include "kind.h"

static const char *const kinds[LR_KINDS] = { "unknown", "company", "education",
	"government", "isp", "mobile", "hosting", "vpn", "relay", "gateway",
	"crawler", "reserved" };

const char *
lr_kind_name(enum lr_kind kind)
{
	return kinds[kind];
}

enum lr_kind
lr_kind_parse(struct lr_span name)
{
	unsigned i = 0;

	while (i < LR_KINDS && !lr_span_eq(name, lr_span_str(kinds[i])))
		i++;
	return (enum lr_kind)i;
}
