#include "agent.h"

#include <stdint.h>
#include <stdlib.h>

#include "arena.h"
#include "ascii.h"
#include "hash.h"
#include "utf8.h"

static const struct {
	const char *word, *name;
} table[] = {
#include "bots.inc"
};
#define N_TABLE (sizeof(table) / sizeof(table[0]))
#define N_HEADS 4096u

struct row {
	struct lr_span word; /* lower case, two bytes or more, no marks */
	struct lr_span name;
	enum { NAMED, PRODUCT, BROWSER, SYSTEM } kind;
	bool first, last; /* no letter may stand before, behind it */
};

struct lr_agent_words {
	struct row *rows; /* those added, then those of the table */
	size_t n, added;
	/* The rows by a hash of their first two letters: most places of an
	 * agent are ruled out by one look. 1-based; next[] chains a head's. */
	uint16_t heads[N_HEADS];
	uint16_t next[N_TABLE + LR_AGENT_WORDS_MAX + 1];
	struct lr_arena text;
};

static unsigned
head(const char *p)
{
	return ((unsigned char)lr_lower(p[0]) * 64u ^
		   (unsigned char)lr_lower(p[1])) %
	    N_HEADS;
}

static void
index_rows(struct lr_agent_words *w)
{
	size_t i;

	memset(w->heads, 0, sizeof(w->heads));
	/* from the end, so that a chain is in order of the rows */
	for (i = w->n; i > 0; i--) {
		unsigned h = head(w->rows[i - 1].word.p);

		w->next[i] = w->heads[h];
		w->heads[h] = (uint16_t)i;
	}
}

static struct row
row_of(struct lr_span word, struct lr_span name)
{
	struct row row = { .name = name, .kind = NAMED };

	if (name.n == 1 && name.p[0] == '*')
		row.kind = PRODUCT;
	if (name.n == 1 && name.p[0] == '-')
		row.kind = BROWSER;
	if (name.n == 1 && name.p[0] == '+')
		row.kind = SYSTEM;
	row.first = word.n > 0 && word.p[0] == '^';
	row.last = word.n > 0 && word.p[word.n - 1] == '$';
	row.word = lr_span_sub(word, row.first, word.n - row.last);
	return row;
}

enum lr_err
lr_agent_words_new(struct lr_agent_words **words)
{
	struct lr_agent_words *w = calloc(1, sizeof(*w));
	size_t i;

	*words = w;
	if (w == NULL)
		return LR_ENOMEM;
	lr_arena_init(&w->text, LR_AGENT_WORDS_MAX * 4 * LR_AGENT_WORD_MAX);
	w->rows = calloc(N_TABLE, sizeof(*w->rows));
	if (w->rows == NULL) {
		lr_agent_words_free(w);
		*words = NULL;
		return LR_ENOMEM;
	}
	for (i = 0; i < N_TABLE; i++)
		w->rows[i] = row_of(
		    lr_span_str(table[i].word), lr_span_str(table[i].name));
	w->n = N_TABLE;
	index_rows(w);
	return LR_OK;
}

void
lr_agent_words_free(struct lr_agent_words *words)
{
	if (words == NULL)
		return;
	lr_arena_free(&words->text);
	free(words->rows);
	free(words);
}

static bool
is_text(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return lr_utf8_valid(s);
}

/* What is wrong with a line, or NULL. */
static const char *
why_not(struct lr_span line, struct row *row)
{
	struct lr_span rest = line, word = lr_span_cut(&rest, '\t');

	if (rest.p == NULL)
		return "no tab between word and name";
	*row = row_of(word, rest);
	if (row->word.n < 2)
		return "a word has two characters at least";
	if (row->name.n == 0)
		return "no name";
	if (row->word.n > LR_AGENT_WORD_MAX || rest.n > LR_AGENT_WORD_MAX)
		return "a word or name has 64 bytes at most";
	if (!is_text(row->word) || !is_text(row->name))
		return "a word or name is plain text";
	return NULL;
}

/* Put a row behind those added so far, its text in memory of our own. */
static enum lr_err
insert(struct lr_agent_words *w, struct row row)
{
	struct row *rows = w->rows;
	struct lr_span word = row.word;
	char *p = lr_arena_alloc(&w->text, word.n);
	size_t i;

	row.name = lr_arena_dup(&w->text, row.name);
	if (p == NULL || row.name.p == NULL)
		return LR_ENOMEM;
	for (i = 0; i < word.n; i++)
		p[i] = lr_lower(word.p[i]);
	row.word = lr_span(p, word.n);
	if ((w->added & (w->added - 1)) == 0) {
		rows =
		    realloc(rows, (N_TABLE + 2 * w->added + 1) * sizeof(*rows));
		if (rows == NULL)
			return LR_ENOMEM;
		w->rows = rows;
	}
	memmove(rows + w->added + 1, rows + w->added, N_TABLE * sizeof(*rows));
	rows[w->added++] = row;
	w->n++;
	return LR_OK;
}

enum lr_err
lr_agent_words_add(struct lr_agent_words *words, struct lr_span text,
    unsigned long *line, const char **why)
{
	enum lr_err err = LR_OK;
	struct lr_span one;
	struct row row;

	for (*line = 1; err == LR_OK && text.p != NULL; ++*line) {
		one = lr_span_cut(&text, '\n');
		if (*line == 1 && lr_span_starts(one, LR_SPAN("\xef\xbb\xbf")))
			one = lr_span_sub(one, 3, one.n);
		if (lr_span_ends(one, LR_SPAN("\r")))
			one.n--;
		if (lr_span_trim(one).n == 0 || one.p[0] == '#')
			continue;
		if ((*why = why_not(one, &row)) != NULL) {
			err = LR_EBAD;
		} else if (words->added == LR_AGENT_WORDS_MAX) {
			*why = "more than 4096 words";
			err = LR_ETOOLONG;
		} else {
			err = insert(words, row);
		}
		if (err != LR_OK)
			break;
	}
	index_rows(words);
	return err;
}

/* The first row whose word stands at `at`, or words->n. */
static size_t
row_at(const struct lr_agent_words *words, struct lr_span s, size_t at)
{
	size_t i, k;

	for (i = words->heads[head(s.p + at)]; i != 0; i = words->next[i]) {
		const struct row *row = &words->rows[i - 1];
		size_t end = at + row->word.n;

		if (end > s.n)
			continue;
		for (k = 2; k < row->word.n; k++)
			if (lr_lower(s.p[at + k]) != row->word.p[k])
				break;
		if (k < row->word.n || lr_lower(s.p[at]) != row->word.p[0] ||
		    lr_lower(s.p[at + 1]) != row->word.p[1] ||
		    (row->first && at > 0 && lr_is_alpha(s.p[at - 1])) ||
		    (row->last && end < s.n && lr_is_alpha(s.p[end])))
			continue;
		return i - 1;
	}
	return words->n;
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
	if (to - from > LR_AGENT_WORD_MAX)
		return lr_span_sub(s, at, at + n);
	return lr_span_sub(s, from, to);
}

/* Browsers name the system that they run on. What does not is a program,
 * whatever it calls itself: by its first product. */
static struct lr_span
first_product(struct lr_span agent)
{
	size_t n = 0;

	while (n < agent.n && n < LR_AGENT_WORD_MAX && in_product(agent.p[n]))
		n++;
	return n == 0 ? LR_SPAN("unknown program") : lr_span(agent.p, n);
}

struct lr_span
lr_agent_bot(const struct lr_agent_words *words, struct lr_span agent)
{
	static const struct lr_span browser = { NULL, 0 };
	size_t i, row, best = words->n, at = 0;
	bool system = false;

	if (agent.n > 4096)
		agent.n = 4096;
	for (i = 0; i + 2 <= agent.n; i++) {
		row = row_at(words, agent, i);
		if (row == words->n)
			continue;
		if (words->rows[row].kind == SYSTEM) {
			system = true;
		} else if (row < best) {
			best = row;
			at = i;
		}
	}
	if (best == words->n)
		return agent.n == 0 || system ? browser : first_product(agent);
	if (words->rows[best].kind == BROWSER)
		return browser;
	if (words->rows[best].kind == PRODUCT)
		return product(agent, at, words->rows[best].word.n);
	return words->rows[best].name;
}

#define SETS 1024u /* of two places each */

struct place {
	uint16_t n;
	bool bot;
	uint16_t len;
	const char *name; /* within agent[], or of the words */
	char agent[498];
};

struct lr_agent_memo {
	const struct lr_agent_words *words;
	uint64_t seed;
	struct place places[SETS][2];
	unsigned char victim[SETS];
};

enum lr_err
lr_agent_memo_new(
    struct lr_agent_memo **memo, const struct lr_agent_words *words)
{
	struct lr_agent_memo *m = calloc(1, sizeof(*m));

	*memo = m;
	if (m == NULL)
		return LR_ENOMEM;
	m->words = words;
	m->seed = lr_hash_seed();
	return LR_OK;
}

void
lr_agent_memo_free(struct lr_agent_memo *memo)
{
	free(memo);
}

static bool
is_of(const struct place *p, struct lr_span agent)
{
	return p->n == agent.n && memcmp(p->agent, agent.p, agent.n) == 0;
}

struct lr_span
lr_agent_memo_bot(struct lr_agent_memo *memo, struct lr_span agent)
{
	struct place *p;
	struct lr_span name;
	unsigned set;

	if (agent.n == 0 || agent.n > sizeof(p->agent))
		return lr_agent_bot(memo->words, agent);
	set = (unsigned)lr_hash(agent, memo->seed) % SETS;
	p = &memo->places[set][0];
	if (!is_of(p, agent) && !is_of(++p, agent)) {
		p = &memo->places[set][memo->victim[set] ^= 1];
		memcpy(p->agent, agent.p, agent.n);
		p->n = (uint16_t)agent.n;
		name = lr_agent_bot(memo->words, lr_span(p->agent, agent.n));
		p->bot = name.p != NULL;
		p->len = (uint16_t)name.n;
		p->name = name.p;
	}
	return p->bot ? lr_span(p->name, p->len) : (struct lr_span){ NULL, 0 };
}
