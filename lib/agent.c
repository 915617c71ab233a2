#include "agent.h"

#include <stdint.h>
#include <stdlib.h>

#include "ascii.h"
#include "hash.h"
#include "utf8.h"

#define N_HEADS 4096u
#define START 3u /* bytes of a word that are looked up */
#define N_STARTS (1u << 5 * START)

struct row {
	char word[LR_AGENT_WORD_MAX]; /* lower case, START bytes or more */
	char name[LR_AGENT_WORD_MAX];
	unsigned char n, name_n;
	enum { NAMED, PRODUCT, BROWSER, SYSTEM } kind;
	bool first, last; /* no letter may stand before, behind it */
};

/* table[] and its index, scripts/agents.awk, and codes[]: five bits of a
 * byte, by which letters are told apart but case is not. */
#include "bots.agents"
#define N_TABLE (sizeof(table) / sizeof(table[0]))

/* Where words were added: these, and the index of all. */
struct own {
	struct row rows[LR_AGENT_WORDS_MAX];
	uint32_t starts[N_STARTS / 32];
	uint16_t heads[N_HEADS];
	uint16_t next[LR_AGENT_WORDS_MAX + N_TABLE + 1];
};

/* Rows have numbers: those added, then those of the table. */
struct lr_agent_words {
	size_t n, added;
	/* Which three bytes start a word, by their codes, a bit each: most
	 * places of an agent are ruled out by one look. */
	const uint32_t *starts;
	/* The rows of a start, 1-based; next[] chains them. */
	const uint16_t *heads, *next;
	struct own *own; /* or NULL */
};

static const struct row *
row_of(const struct lr_agent_words *w, size_t i)
{
	return i < w->added ? &w->own->rows[i] : &table[i - w->added];
}

static struct lr_span
word_of(const struct row *row)
{
	return lr_span(row->word, row->n);
}

static void
index_rows(struct lr_agent_words *w)
{
	struct own *own = w->own;
	unsigned i, k, code;

	memset(own->starts, 0, sizeof(own->starts));
	memset(own->heads, 0, sizeof(own->heads));
	/* from the end, so that a chain is in order of the rows */
	for (i = (unsigned)w->n; i > 0; i--) {
		const struct row *row = row_of(w, i - 1);

		for (code = k = 0; k < START; k++)
			code = code << 5 | codes[(unsigned char)row->word[k]];
		own->starts[code / 32] |= UINT32_C(1) << code % 32;
		own->next[i] = own->heads[code % N_HEADS];
		own->heads[code % N_HEADS] = (uint16_t)i;
	}
}

enum lr_err
lr_agent_words_new(struct lr_agent_words **words)
{
	struct lr_agent_words *w = calloc(1, sizeof(*w));

	*words = w;
	if (w == NULL)
		return LR_ENOMEM;
	w->starts = table_starts;
	w->heads = table_heads;
	w->next = table_next;
	w->n = N_TABLE;
	return LR_OK;
}

void
lr_agent_words_free(struct lr_agent_words *words)
{
	if (words != NULL)
		free(words->own);
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
	struct lr_span name = line, word = lr_span_cut(&name, '\t');
	size_t i;

	if (name.p == NULL)
		return "no tab between word and name";
	*row = (struct row){ .kind = NAMED };
	if (name.n == 1)
		row->kind = *name.p == '*' ? PRODUCT
		    : *name.p == '-'	   ? BROWSER
		    : *name.p == '+'	   ? SYSTEM
					   : NAMED;
	row->first = lr_span_starts(word, LR_SPAN("^"));
	row->last = lr_span_ends(word, LR_SPAN("$"));
	word = lr_span_sub(word, row->first, word.n - row->last);
	if (word.n < START)
		return "a word has three characters at least";
	if (name.n == 0)
		return "no name";
	if (word.n > LR_AGENT_WORD_MAX || name.n > LR_AGENT_WORD_MAX)
		return "a word or name has 64 bytes at most";
	if (!is_text(word) || !is_text(name))
		return "a word or name is plain text";
	for (i = 0; i < word.n; i++)
		row->word[i] = lr_lower(word.p[i]);
	memcpy(row->name, name.p, name.n);
	row->n = (unsigned char)word.n;
	row->name_n = (unsigned char)name.n;
	return NULL;
}

/* Room for rows of its own. */
static enum lr_err
make_own(struct lr_agent_words *w)
{
	if (w->own == NULL && (w->own = calloc(1, sizeof(*w->own))) == NULL)
		return LR_ENOMEM;
	w->starts = w->own->starts;
	w->heads = w->own->heads;
	w->next = w->own->next;
	return LR_OK;
}

enum lr_err
lr_agent_words_add(struct lr_agent_words *words, struct lr_span text,
    unsigned long *line, const char **why)
{
	enum lr_err err = make_own(words);
	struct lr_span one;
	struct row row;

	for (*line = 1; err == LR_OK && text.p != NULL; ++*line) {
		one = lr_span_line(&text);
		if (*line == 1)
			one = lr_utf8_unmark(one);
		if (lr_span_trim(one).n == 0 || one.p[0] == '#')
			continue;
		if ((*why = why_not(one, &row)) != NULL) {
			err = LR_EBAD;
		} else if (words->added == LR_AGENT_WORDS_MAX) {
			*why = "more than 4096 words";
			err = LR_ETOOLONG;
		} else {
			words->own->rows[words->added++] = row;
			words->n++;
		}
		if (err != LR_OK)
			break;
	}
	if (words->own != NULL)
		index_rows(words);
	return err;
}

/* The first row whose word stands at `at`, where three bytes or more follow,
 * or words->n. */
static size_t
row_at(const struct lr_agent_words *words, struct lr_span s, size_t at)
{
	size_t i, k, code = 0;

	for (k = 0; k < START; k++)
		code = code << 5 | codes[(unsigned char)s.p[at + k]];
	for (i = words->heads[code % N_HEADS]; i != 0; i = words->next[i]) {
		const struct row *row = row_of(words, i - 1);
		size_t n = row->n;

		if (n > s.n - at ||
		    (row->first && at > 0 && lr_is_alpha(s.p[at - 1])) ||
		    (row->last && n < s.n - at && lr_is_alpha(s.p[at + n])))
			continue;
		for (k = 0; k < n; k++)
			if (lr_lower(s.p[at + k]) != row->word[k])
				break;
		if (k == n)
			return i - 1;
	}
	return words->n;
}

/* ---- what stands in an agent */

/* Cut the next token off: a product with its version, a word, an address. */
static struct lr_span
next_token(struct lr_span *rest)
{
	static const bool ends[256] = { [' '] = true,
		['\t'] = true,
		[';'] = true,
		[','] = true,
		['('] = true,
		[')'] = true,
		['['] = true,
		[']'] = true,
		['<'] = true,
		['>'] = true,
		['"'] = true,
		['\''] = true,
		['|'] = true,
		['+'] = true };
	struct lr_span token;
	size_t i = 0, from;

	while (i < rest->n && ends[(unsigned char)rest->p[i]])
		i++;
	for (from = i; i < rest->n; i++)
		if (ends[(unsigned char)rest->p[i]])
			break;
	token = lr_span_sub(*rest, from, i);
	*rest = lr_span_sub(*rest, i, rest->n);
	return token;
}

/* A host as people write it: example.com, but not com.example.app. In a mail
 * address it may end in anything. */
static bool
is_host(struct lr_span s, bool mail)
{
	static const char tlds[][4] = { "ai", "app", "at", "be", "biz", "ca",
		"ch", "cn", "co", "com", "cz", "de", "dev", "dk", "edu", "es",
		"eu", "fi", "fr", "in", "info", "io", "it", "jp", "kr", "ly",
		"me", "net", "nl", "no", "nz", "org", "pl", "pt", "ru", "se",
		"uk", "us" };
	char last[4] = { 0 };
	size_t i, dot = s.n;
	bool letters = false;

	for (i = s.n; i > 0 && s.p[i - 1] != '.'; i--)
		;
	if (i < 2 || s.n - i < 2 || (s.n - i > sizeof(last) && !mail))
		return false;
	memcpy(last, s.p + i, mail ? 0 : s.n - i);
	for (dot = i - 1, i = 0; i < dot; i++) {
		if (lr_is_alpha(s.p[i]))
			letters = true;
		else if (!lr_is_digit(s.p[i]) && s.p[i] != '-' && s.p[i] != '.')
			return false;
	}
	if (mail)
		return letters;
	for (i = 0; letters && i < sizeof(tlds) / sizeof(tlds[0]); i++)
		if (memcmp(last, tlds[i], sizeof(last)) == 0)
			return true;
	return false;
}

/* The host of a URL or mail address that the token is; empty: it is none. */
static struct lr_span
host_of(struct lr_span token)
{
	struct lr_span host = token;
	size_t at, i;
	bool url = false, mail = false;

	/* most tokens have no more than a version */
	for (i = 0; i + 1 < token.n; i++)
		if (token.p[i] == '.' && lr_is_alpha(token.p[i + 1]))
			break;
	if (i + 1 >= token.n)
		return lr_span(token.p, 0);
	at = lr_span_find(token, ':');
	if (lr_span_starts(lr_span_sub(token, at, token.n), LR_SPAN("://"))) {
		host = lr_span_sub(token, at + 3, token.n);
		url = true;
	} else if ((at = lr_span_find(token, '@')) < token.n && at > 0) {
		host = lr_span_sub(token, at + 1, token.n);
		mail = true;
	}
	host = lr_span_sub(host, 0, lr_span_find(host, '/'));
	host = lr_span_sub(host, 0, lr_span_find(host, ':'));
	while (lr_span_ends(host, LR_SPAN(".")))
		host.n--;
	if (lr_span_starts(host, LR_SPAN("www.")))
		return lr_span_sub(host, 4, host.n);
	return url || is_host(host, mail) ? host : lr_span(token.p, 0);
}

/* The product of a token: what stands before its version. */
static struct lr_span
product_of(struct lr_span token)
{
	token = lr_span_sub(token, 0, lr_span_find(token, '/'));
	while (token.n > 0 && !lr_is_alnum(token.p[0]))
		token = lr_span_sub(token, 1, token.n);
	while (token.n > 0 && strchr(".:-_=", token.p[token.n - 1]) != NULL)
		token.n--;
	return token;
}

static bool
is_system(const struct lr_agent_words *words, struct lr_span token)
{
	size_t row = token.n < START ? words->n : row_at(words, token, 0);

	return row < words->n && row_of(words, row)->kind == SYSTEM;
}

/* ---- names */

/* Is what stands at i no part of a name: a version, an address, a dash? */
static bool
ends_phrase(struct lr_span s, size_t i)
{
	struct lr_span rest = lr_span_sub(s, i, s.n);

	if ((unsigned char)s.p[i] < ' ' ||
	    strchr("/;,()[]<>{}\"\\|+=:@", s.p[i]) != NULL)
		return true;
	if (i > 0 && s.p[i - 1] != ' ')
		return false;
	if (i > 0 && (lr_is_digit(s.p[i]) || s.p[i] == '-'))
		return true;
	if (i > 0 && lr_lower(s.p[i]) == 'v' && rest.n > 1 &&
	    lr_is_digit(rest.p[1]))
		return true;
	return host_of(next_token(&rest)).n > 0;
}

/* The words at the start of s that can be a name. */
static struct lr_span
phrase(struct lr_span s)
{
	size_t i, end = 0, space = 0;

	for (i = 0; i < s.n && i < LR_AGENT_WORD_MAX; i++) {
		if (ends_phrase(s, i))
			break;
		if (s.p[i] == ' ')
			space = i;
		else
			end = i + 1;
	}
	/* a long one is cut between words or at least between characters */
	if (i == LR_AGENT_WORD_MAX && i < s.n && s.p[i] != ' ') {
		end = space > 0 ? space : end;
		while (end > 0 && ((unsigned char)s.p[end] & 0xc0) == 0x80)
			end--;
	}
	return lr_span_trim(lr_span_sub(s, 0, end));
}

static bool
is_name(struct lr_span s)
{
	return s.n > 0 && (lr_is_alnum(s.p[0]) || (s.p[0] & 0x80) != 0) &&
	    is_text(s);
}

/* The first product that is not a browser's, from the system on. */
static struct lr_span
odd_product(const struct lr_agent_words *words, struct lr_span agent)
{
	static const char *const usual[] = { "mozilla", "applewebkit", "khtml",
		"like", "gecko", "chrome", "chromium", "safari", "version",
		"mobile", "firefox", "trident", "edg", "edge", "opr", "and",
		"compatible", "for", "rv", "build", "crios", "fxios" };
	struct lr_span rest = agent, token, name;
	size_t i;

	while ((token = next_token(&rest)).n > 0) {
		name = product_of(token);
		if (name.n < 2 || name.n > LR_AGENT_WORD_MAX ||
		    !lr_is_alpha(name.p[0]) || host_of(token).n > 0 ||
		    is_system(words, name) ||
		    (name.n == token.n &&
			lr_span_find(
			    lr_span(agent.p, (size_t)(token.p - agent.p)),
			    ')') == (size_t)(token.p - agent.p)))
			continue;
		for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
			if (lr_ascii_eq(name, lr_span_str(usual[i])))
				break;
		if (i == sizeof(usual) / sizeof(usual[0]))
			return name;
	}
	return lr_span(agent.p, 0);
}

/* The name of a program that has none of those we know; empty: it has none. */
static struct lr_span
describe(const struct lr_agent_words *words, struct lr_span agent)
{
	static const struct lr_span compatible = { "compatible;", 11 };
	struct lr_span name, rest = agent, token;
	size_t at = lr_ascii_find(agent, compatible);

	if (at < agent.n) {
		name = lr_span_sub(agent, at + compatible.n, agent.n);
		name = phrase(lr_span_trim(name));
		if (is_name(name) && !is_system(words, name))
			return name;
	}
	name = phrase(agent);
	if (is_name(name) && !lr_ascii_eq(name, LR_SPAN("mozilla")))
		return name;
	if ((name = odd_product(words, agent)).n > 0)
		return name;
	while ((token = next_token(&rest)).n > 0)
		if ((name = host_of(token)).n > 0 &&
		    name.n <= LR_AGENT_WORD_MAX)
			return name;
	return lr_span(agent.p, 0);
}

/* The product around a word of n bytes at `at`, unless that is in an address
 * or the word says no more than "crawler". */
static struct lr_span
product(const struct lr_agent_words *words, struct lr_span agent, size_t at,
    size_t n)
{
	struct lr_span rest = agent, token, name, other;

	do
		token = next_token(&rest);
	while (token.n > 0 && token.p + token.n <= agent.p + at);
	name = product_of(token);
	if (host_of(token).n > 0 || name.n > LR_AGENT_WORD_MAX)
		name.n = 0;
	if (name.n > 1 && name.p + name.n > agent.p + at &&
	    (name.p < agent.p + at || name.n > n + 3))
		return name;
	other = describe(words, agent);
	return other.n > 0 || name.n == 0 ? other : name;
}

/* ---- shapes */

/* Does an agent that names a system look like a program's all the same: by
 * an address, by a name where browsers say what they are compatible with, or
 * by a browser's whole agent behind its own name? */
static bool
is_shaped(const struct lr_agent_words *words, struct lr_span agent)
{
	struct lr_span rest = agent, token, next;
	bool system = false;

	while ((token = next_token(&rest)).n > 0) {
		if (host_of(token).n > 0)
			return true;
		if (token.p[0] == 'M' && token.p > agent.p && !system &&
		    lr_span_starts(token, LR_SPAN("Mozilla/5")))
			return true;
		if (token.n == 10 && rest.n > 1 && rest.p[0] == ';' &&
		    lr_ascii_eq(token, LR_SPAN("compatible"))) {
			next = rest;
			next = next_token(&next);
			if (next.n > 1 && !is_system(words, next))
				return true;
		}
		system = system || is_system(words, token);
	}
	return false;
}

/* Is the place within the name of a device, "(Linux; Android 9; CUBOT X19)"?
 * People give those all kinds of names. */
static bool
in_device(struct lr_span agent, size_t android, size_t at)
{
	struct lr_span between = lr_span_sub(agent, android, at);

	return android < at && lr_span_find(between, ')') == between.n;
}

/* What an agent says of itself. */
struct found {
	size_t row, at; /* the row that decides, or words->n; its word */
	bool system;	/* it names a system */
};

static struct found
look(const struct lr_agent_words *words, struct lr_span agent)
{
	struct found f = { .row = words->n };
	size_t i, at, row, android = agent.n;
	unsigned code = 0;

	for (i = 0; i < agent.n; i++) {
		code =
		    (code << 5 | codes[(unsigned char)agent.p[i]]) % N_STARTS;
		if ((words->starts[code / 32] >> code % 32 & 1) == 0 ||
		    i + 1 < START)
			continue;
		at = i + 1 - START;
		row = row_at(words, agent, at);
		if (row == words->n)
			continue;
		if (row_of(words, row)->kind == SYSTEM) {
			f.system = true;
			if (lr_span_eq(word_of(row_of(words, row)),
				LR_SPAN("android")))
				android = at;
		} else if (row < f.row &&
		    (row_of(words, row)->kind != PRODUCT ||
			row < words->added || !in_device(agent, android, at))) {
			f.row = row;
			f.at = at;
		}
	}
	return f;
}

struct lr_span
lr_agent_bot(const struct lr_agent_words *words, struct lr_span agent)
{
	static const struct lr_span browser = { NULL, 0 };
	const struct row *row;
	struct lr_span name;
	struct found f;

	if (agent.n > 4096)
		agent.n = 4096;
	f = look(words, agent);
	row = f.row < words->n ? row_of(words, f.row) : NULL;
	/* browsers name the system that they run on */
	if (agent.n == 0 || (row != NULL && row->kind == BROWSER) ||
	    (row == NULL && f.system && !is_shaped(words, agent)))
		return browser;
	if (row == NULL)
		name = describe(words, agent);
	else if (row->kind == PRODUCT)
		name = product(words, agent, f.at, row->n);
	else
		name = lr_span(row->name, row->name_n);
	if (name.n == 0)
		name = phrase(agent);
	return is_name(name) ? name : LR_SPAN("unknown program");
}

/* ---- the memory */

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
	struct place *last; /* one browser sends many requests in a row */
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
	m->last = &m->places[0][0];
	m->seed = lr_hash_seed();
	return LR_OK;
}

void
lr_agent_memo_free(struct lr_agent_memo *memo)
{
	free(memo);
}

static inline bool
is_of(const struct place *p, struct lr_span agent)
{
	return p->n == agent.n && memcmp(p->agent, agent.p, agent.n) == 0;
}

/* The agent's place, filled if it was not there. */
static struct place *
place_of(struct lr_agent_memo *memo, struct lr_span agent)
{
	struct place *p;
	struct lr_span name;
	unsigned set;

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
	return p;
}

struct lr_span
lr_agent_memo_bot(struct lr_agent_memo *memo, struct lr_span agent)
{
	const struct place *p = memo->last;

	if (agent.n == 0 || agent.n > sizeof(p->agent))
		return lr_agent_bot(memo->words, agent);
	if (!is_of(p, agent))
		p = memo->last = place_of(memo, agent);
	return p->bot ? lr_span(p->name, p->len) : (struct lr_span){ NULL, 0 };
}
