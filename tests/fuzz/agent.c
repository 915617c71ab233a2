/*
 * Any user agent, a line each: a name is short, lies in the agent or is one
 * of the table; with a memory the answer is the same.
 */
#include <stdint.h>
#include <stdlib.h>

#include "agent.h"

static void
must(bool good)
{
	if (!good)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span rest = lr_span((const char *)data, size), one, name;
	char kept[128];
	bool bot;
	size_t n;

	while (rest.p != NULL) {
		one = lr_span_cut(&rest, '\n');
		name = lr_agent_bot(one);
		bot = name.p != NULL;
		n = name.n;
		must(bot == (n > 0) && n <= sizeof(kept));
		if (bot)
			memcpy(kept, name.p, n);
		name = lr_agent_bot_memo(one);
		must((name.p != NULL) == bot &&
		    lr_span_eq(name, lr_span(kept, n)));
		must(one.n > 0 || !bot);
	}
	return 0;
}
