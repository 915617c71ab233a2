/*
 * Up to an empty line, words to add; after it any user agent, a line each: a
 * name is short, lies in the agent or the words; with a memory the answer is
 * the same. Whatever a file of words holds, it is taken or refused by line.
 */
#include <stdint.h>

#include "agent.h"
#include "must.h"

static void
agents(struct lr_agent_words *words, struct lr_span rest)
{
	struct lr_agent_memo *memo;
	struct lr_span one, name;
	char kept[LR_AGENT_WORD_MAX];
	bool bot;
	size_t n;

	must(lr_agent_memo_new(&memo, words) == LR_OK);
	while (rest.p != NULL) {
		one = lr_span_cut(&rest, '\n');
		name = lr_agent_bot(words, one);
		bot = name.p != NULL;
		n = name.n;
		must(bot == (n > 0) && n <= sizeof(kept));
		if (bot)
			memcpy(kept, name.p, n);
		name = lr_agent_memo_bot(memo, one);
		must((name.p != NULL) == bot &&
		    lr_span_eq(name, lr_span(kept, n)));
		must(one.n > 0 || !bot);
	}
	lr_agent_memo_free(memo);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_span all = lr_span((const char *)data, size);
	struct lr_agent_words *words;
	const char *why = NULL;
	unsigned long line;
	enum lr_err err;
	size_t at = 0;

	while (at + 2 <= size && memcmp(data + at, "\n\n", 2) != 0)
		at++;
	if (at + 2 > size)
		at = 0;
	must(lr_agent_words_new(&words) == LR_OK);
	err = lr_agent_words_add(words, lr_span_sub(all, 0, at), &line, &why);
	must(err == LR_OK || (why != NULL && line > 0));
	agents(words, lr_span_sub(all, at, size));
	lr_agent_words_free(words);
	return 0;
}
