#include "whoisnotice.h"

#include "ascii.h"
#include "clock.h"
#include "num.h"

#define PERMANENT (90 * LR_DAY)

static const struct {
	const char *text, *leave;
} rules[] = {
#include "whois-notices.inc"
};

/* "none": no refusal; "midnight", UTC; or seconds. */
static int64_t
seconds(struct lr_span leave, int64_t now)
{
	uint64_t s = 0;

	if (lr_span_eq(leave, LR_SPAN("midnight")))
		return LR_DAY - (now % LR_DAY + LR_DAY) % LR_DAY;
	lr_num_u64(leave, UINT32_MAX, &s);
	return (int64_t)s;
}

void
lr_whoisnotice_line(struct lr_whoisnotice *n, struct lr_span line, int64_t now)
{
	struct lr_span leave;
	int64_t s;
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (lr_ascii_find(line, lr_span_str(rules[i].text)) == line.n)
			continue;
		leave = lr_span_str(rules[i].leave);
		s = seconds(leave, now);
		if (lr_span_eq(leave, LR_SPAN("none")))
			n->nothing = true;
		else
			n->refused = true;
		if (s > n->leave)
			n->leave = (unsigned)s;
		break;
	}
	/* RIPE breaks the line in "has been permanently denied" */
	if (n->refused && lr_ascii_find(line, LR_SPAN("permanently")) < line.n)
		n->leave = PERMANENT;
}
