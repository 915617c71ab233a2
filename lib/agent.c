#include "agent.h"

#include <stdint.h>

#include "ascii.h"
#include "hash.h"

struct word {
	const char *word; /* lower case, two letters or more */
	const char *name; /* "*": the product it stands in; "-": a browser */
};

static const struct word words[] = {
#include "bots.inc"
};
#define N_WORDS (sizeof(words) / sizeof(words[0]))
#define N_HEADS 4096u

/* The words by a hash of their first two letters: most places of an agent
 * are ruled out by one look. next[] chains words of one head, 1-based. */
static uint16_t heads[N_HEADS], next[N_WORDS + 1];
static unsigned char length[N_WORDS];

static unsigned
head(const char *p)
{
	return ((unsigned char)lr_lower(p[0]) * 64u ^
		   (unsigned char)lr_lower(p[1])) %
	    N_HEADS;
}

static void
prepare(void)
{
	size_t i;

	/* from the end, so that a chain is in order of the table */
	for (i = N_WORDS; i > 0; i--) {
		unsigned h = head(words[i - 1].word);

		length[i - 1] = (unsigned char)strlen(words[i - 1].word);
		next[i] = heads[h];
		heads[h] = (uint16_t)i;
	}
}

/* The row of the first word of the table that stands at s.p, or N_WORDS. */
static size_t
word_at(struct lr_span s)
{
	size_t i, k;

	for (i = heads[head(s.p)]; i != 0; i = next[i]) {
		const char *w = words[i - 1].word;

		if (length[i - 1] > s.n)
			continue;
		for (k = 0; k < length[i - 1]; k++)
			if (lr_lower(s.p[k]) != w[k])
				break;
		if (k == length[i - 1])
			return i - 1;
	}
	return N_WORDS;
}

static bool
in_product(char c)
{
	return lr_is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '!';
}

/* The product token around the n bytes at `at`, without its version. */
static struct lr_span
product(struct lr_span s, size_t at, size_t n)
{
	size_t from = at, to = at + n;

	while (from > 0 && in_product(s.p[from - 1]))
		from--;
	while (to < s.n && in_product(s.p[to]))
		to++;
	while (from < at && !lr_is_alnum(s.p[from]))
		from++;
	while (to > at + n && !lr_is_alnum(s.p[to - 1]))
		to--;
	if (to - from > 64)
		return lr_span_sub(s, at, at + n);
	return lr_span_sub(s, from, to);
}

struct lr_span
lr_agent_bot(struct lr_span agent)
{
	size_t i, row, best = N_WORDS, at = 0;

	if (length[0] == 0)
		prepare();
	if (agent.n > 4096)
		agent.n = 4096;
	for (i = 0; i + 2 <= agent.n; i++) {
		row = word_at(lr_span_sub(agent, i, agent.n));
		if (row == N_WORDS)
			continue;
		if (words[row].name[0] == '-') {
			i += length[row] - 1u;
		} else if (row < best) {
			best = row;
			at = i;
		}
	}
	if (best == N_WORDS)
		return (struct lr_span){ NULL, 0 };
	if (words[best].name[0] == '*')
		return product(agent, at, length[best]);
	return lr_span_str(words[best].name);
}

#define MEMO 2048u

struct memo {
	uint16_t n;
	bool bot;
	uint16_t len;
	const char *name; /* within agent[], or of the table */
	char agent[242];
};

struct lr_span
lr_agent_bot_memo(struct lr_span agent)
{
	static struct memo memo[MEMO];
	struct memo *m;
	struct lr_span name;

	if (agent.n == 0 || agent.n > sizeof(m->agent))
		return lr_agent_bot(agent);
	m = &memo[lr_hash(agent, lr_hash_seed()) % MEMO];
	if (m->n != agent.n || memcmp(m->agent, agent.p, agent.n) != 0) {
		memcpy(m->agent, agent.p, agent.n);
		m->n = (uint16_t)agent.n;
		name = lr_agent_bot(lr_span(m->agent, agent.n));
		m->bot = name.p != NULL;
		m->len = (uint16_t)name.n;
		m->name = name.p;
	}
	return m->bot ? lr_span(m->name, m->len) : (struct lr_span){ NULL, 0 };
}
