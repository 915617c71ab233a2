#include "agent.h"

#include <stdint.h>

#include "ascii.h"
#include "hash.h"

struct word {
	const char *word; /* lower case, two letters or more; ^ and $ */
	const char *name; /* "*": its product; "-": not this; "+": a system */
};

static const struct word words[] = {
#include "bots.inc"
};
#define N_WORDS (sizeof(words) / sizeof(words[0]))
#define N_HEADS 4096u

/* The words by a hash of their first two letters: most places of an agent
 * are ruled out by one look. next[] chains words of one head, 1-based. */
static uint16_t heads[N_HEADS], next[N_WORDS + 1];
static struct {
	const char *p; /* the word without its marks */
	unsigned char n;
	bool first, last; /* no letter may stand before, behind it */
} plain[N_WORDS];

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
		const char *p = words[i - 1].word;
		size_t n = strlen(p);
		unsigned h;

		plain[i - 1].first = p[0] == '^';
		plain[i - 1].last = p[n - 1] == '$';
		plain[i - 1].p = p + plain[i - 1].first;
		plain[i - 1].n =
		    (unsigned char)(n - plain[i - 1].first - plain[i - 1].last);
		h = head(plain[i - 1].p);
		next[i] = heads[h];
		heads[h] = (uint16_t)i;
	}
}

/* The row of the first word of the table that stands at `at`, or N_WORDS. */
static size_t
word_at(struct lr_span s, size_t at)
{
	size_t i, k, n;

	for (i = heads[head(s.p + at)]; i != 0; i = next[i]) {
		const char *w = plain[i - 1].p;

		n = plain[i - 1].n;
		if (n > s.n - at)
			continue;
		for (k = 0; k < n; k++)
			if (lr_lower(s.p[at + k]) != w[k])
				break;
		if (k < n ||
		    (plain[i - 1].first && at > 0 && lr_is_alpha(s.p[at - 1])))
			continue;
		if (plain[i - 1].last && at + n < s.n &&
		    lr_is_alpha(s.p[at + n]))
			continue;
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
	size_t from = at, to, k;

	/* words like "bot/" and "bot;" reach past the product */
	for (k = 1; k < n; k++)
		if (in_product(s.p[at + k - 1]) &&
		    (s.p[at + k] == '/' ||
			(k == n - 1 && !in_product(s.p[at + k]))))
			break;
	to = at + (n = k);
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

/* Browsers name the system that they run on. What does not is a program,
 * whatever it calls itself: by its first product. */
static struct lr_span
first_product(struct lr_span agent)
{
	size_t n = 0;

	while (n < agent.n && n < 64 && in_product(agent.p[n]))
		n++;
	return n == 0 ? LR_SPAN("unknown program") : lr_span(agent.p, n);
}

struct lr_span
lr_agent_bot(struct lr_span agent)
{
	size_t i, row, best = N_WORDS, at = 0;
	bool system = false;

	if (plain[0].p == NULL)
		prepare();
	if (agent.n > 4096)
		agent.n = 4096;
	for (i = 0; i + 2 <= agent.n; i++) {
		row = word_at(agent, i);
		if (row == N_WORDS)
			continue;
		if (words[row].name[0] == '-') {
			i += plain[row].n - 1u;
		} else if (words[row].name[0] == '+') {
			system = true;
		} else if (row < best) {
			best = row;
			at = i;
		}
	}
	if (best == N_WORDS)
		return agent.n == 0 || system ? (struct lr_span){ NULL, 0 }
					      : first_product(agent);
	if (words[best].name[0] == '*')
		return product(agent, at, plain[best].n);
	return lr_span_str(words[best].name);
}

#define SETS 1024u /* of two places each */

struct memo {
	uint16_t n;
	bool bot;
	uint16_t len;
	const char *name; /* within agent[], or of the table */
	char agent[498];
};

static bool
is_of(const struct memo *m, struct lr_span agent)
{
	return m->n == agent.n && memcmp(m->agent, agent.p, agent.n) == 0;
}

struct lr_span
lr_agent_bot_memo(struct lr_span agent)
{
	static struct memo memo[SETS][2];
	static unsigned char victim[SETS];
	struct memo *m;
	struct lr_span name;
	unsigned set;

	if (agent.n == 0 || agent.n > sizeof(m->agent))
		return lr_agent_bot(agent);
	set = (unsigned)lr_hash(agent, lr_hash_seed()) % SETS;
	m = &memo[set][0];
	if (!is_of(m, agent) && !is_of(++m, agent)) {
		m = &memo[set][victim[set] ^= 1];
		memcpy(m->agent, agent.p, agent.n);
		m->n = (uint16_t)agent.n;
		name = lr_agent_bot(lr_span(m->agent, agent.n));
		m->bot = name.p != NULL;
		m->len = (uint16_t)name.n;
		m->name = name.p;
	}
	return m->bot ? lr_span(m->name, m->len) : (struct lr_span){ NULL, 0 };
}
