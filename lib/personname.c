#include "personname.h"

#include <stdlib.h>

#include "ascii.h"
#include "utf8.h"
#include "words.h"

#define TOKENS 12u

enum kind {
	TITLE = 1,
	MORE = 2,
	ADDRESS = 4,
	SUFFIX = 8,
	PARTICLE = 16,
	AND = 32,
	OTHER = 64
};

static const struct {
	const char *word, *kinds;
} words[] = {
#include "person-words.inc"
};

static const struct {
	const char *name;
	enum kind kind;
} kinds[] = {
	{ "title", TITLE },
	{ "more", MORE },
	{ "address", ADDRESS },
	{ "suffix", SUFFIX },
	{ "particle", PARTICLE },
	{ "and", AND },
	{ "other", OTHER },
};

struct token {
	struct lr_span s;
	unsigned kind;	  /* what the table says */
	bool abbreviated; /* has a dot, or two capitals */
	bool lower;	  /* begins with a small letter */
	bool eastern;	  /* Chinese, Japanese, Korean */
};

/* ---- words */

static int
by_word(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

static unsigned
kinds_of(struct lr_span s)
{
	char folded[LR_FOLD_MAX + 1];
	const char *const *row;
	struct lr_span rest, part;
	unsigned found = 0;
	size_t i, n = 0, len;

	if (s.n > 60)
		return 0;
	len = lr_words_fold(s, folded);
	for (i = 0; i < len; i++)
		if (folded[i] != ' ')
			folded[n++] = folded[i];
	folded[n] = '\0';
	row = bsearch(folded, words, sizeof(words) / sizeof(words[0]),
	    sizeof(words[0]), by_word);
	if (row == NULL)
		return 0;
	rest = lr_span_str(row[1]);
	while (rest.p != NULL) {
		part = lr_span_cut(&rest, '+');
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (lr_span_eq(part, lr_span_str(kinds[i].name)))
				found |= kinds[i].kind;
	}
	return found;
}

/* ---- characters */

static bool
eastern(uint32_t c)
{
	return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
	    (c >= 0xac00 && c <= 0xd7af) || (c >= 0x20000 && c <= 0x3ffff) ||
	    c == 0x3005;
}

/* A letter, a mark or a sign of some script, and no symbol: what comes in
 * names. Symbols, arrows, pictures and private characters do not. */
static bool
letter(uint32_t c)
{
	if (c < 0x80)
		return lr_is_alpha((char)c);
	if (c < 0xc0)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	if (c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c < 0x2c00) ||
	    (c >= 0x3000 && c < 0x3005) || (c > 0x3005 && c < 0x3040) ||
	    (c >= 0xe000 && c < 0xf900) || (c >= 0xfe00 && c < 0xfe70) ||
	    (c >= 0xff00 && c < 0xff21) || (c >= 0xffe0 && c < 0x10000))
		return false;
	return c < 0x1f000 || c >= 0x20000;
}

/* Between the letters of one word. */
static bool
joiner(uint32_t c)
{
	return c == '-' || c == '\'' || c == '.' || c == '`' || c == 0x2019 ||
	    c == 0x2010 || c == 0x2011 || c == 0xb7 || c == 0x30fb ||
	    c == 0xb4 || c == 0x2bc || c == 0x200c || c == 0x200d;
}

static bool
capital(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	if ((c >= 0x391 && c <= 0x3ab) || (c >= 0x400 && c <= 0x42f) ||
	    (c >= 0x531 && c <= 0x556))
		return true;
	if (c >= 0xc0 && c <= 0xde)
		return true;
	if (c < 0x100 || c > 0x24f)
		return false;
	/* Latin Extended: capitals are even, in two stretches odd */
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c % 2 == 1;
	return c % 2 == 0;
}

static bool
small(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z';
	if ((c >= 0xdf && c <= 0xff) || (c >= 0x3ac && c <= 0x3ce) ||
	    (c >= 0x430 && c <= 0x45f) || (c >= 0x561 && c <= 0x587))
		return true;
	return c >= 0x100 && c <= 0x24f && !capital(c);
}

/* ---- tokens */

/* s without symbols at its ends. A quotation mark at its beginning makes it
 * a nickname, which is no part of the name: then it is empty. */
static struct lr_span
bare(struct lr_span s)
{
	unsigned len;

	while (s.n > 0) {
		uint32_t c;

		len = lr_utf8_len(s.p, s.p + s.n);
		c = len == 0 ? 0 : lr_utf8_get(s.p, len);
		if (c == '"' || c == 0x201e || c == 0x201c || c == 0xab)
			return lr_span_sub(s, 0, 0);
		if (letter(c) || lr_is_digit((char)(c < 0x80 ? c : 0)) ||
		    c == '@')
			break;
		s = lr_span_sub(s, len == 0 ? 1 : len, s.n);
	}
	while (s.n > 0) {
		size_t at = s.n - 1;
		uint32_t c;

		while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
			at--;
		len = lr_utf8_len(s.p + at, s.p + s.n);
		c = len == 0 ? 0 : lr_utf8_get(s.p + at, len);
		if (letter(c) || c == '.' ||
		    lr_is_digit((char)(c < 0x80 ? c : 0)))
			break;
		s.n = at;
	}
	return s;
}

static bool
take(struct token *t, struct lr_span s)
{
	unsigned len, capitals = 0, letters = 0, eastern_letters = 0;
	size_t i;

	*t = (struct token){ .s = s, .kind = kinds_of(s) };
	for (i = 0; i < s.n; i += len) {
		uint32_t c;

		if ((len = lr_utf8_len(s.p + i, s.p + s.n)) == 0)
			return false;
		c = lr_utf8_get(s.p + i, len);
		if (!letter(c) && !joiner(c))
			return false;
		if (i == 0)
			t->lower = small(c);
		else if (i < 4 && capital(c))
			t->lower = false; /* d'Aubert, eBay */
		t->abbreviated |= c == '.';
		eastern_letters += eastern(c);
		capitals += capital(c);
		letters += letter(c);
	}
	t->abbreviated |= capitals >= 2 && letters <= 6;
	t->eastern = letters > 0 && eastern_letters == letters;
	return letters > 0;
}

/* Words of s, up to TOKENS; false: something that is in no name. What stands
 * in parentheses is passed over. */
static bool
split(struct lr_span s, struct token *t, unsigned *n)
{
	struct lr_span word;
	unsigned depth = 0;
	size_t i, from = 0;

	*n = 0;
	for (i = 0; i <= s.n; i++) {
		char c = i < s.n ? s.p[i] : ' ';

		if (depth > 0) {
			depth -= c == ')' || c == ']';
			from = i + 1;
			continue;
		}
		if (c != ' ' && c != '(' && c != '[')
			continue;
		word = bare(lr_span_sub(s, from, i));
		depth = c != ' ';
		from = i + 1;
		if (word.n == 0)
			continue;
		if (*n == TOKENS || !take(&t[*n], word))
			return false;
		(*n)++;
	}
	return true;
}

/* ---- the parts of a name */

static bool
append(char *out, size_t *n, struct lr_span s)
{
	if (*n + s.n + 1 > LR_PERSONNAME_MAX)
		return false;
	if (*n > 0)
		out[(*n)++] = ' ';
	memcpy(out + *n, s.p, s.n);
	*n += s.n;
	out[*n] = '\0';
	return true;
}

static bool
always_title(struct lr_span s)
{
	return lr_ascii_eq(s, LR_SPAN("dr")) ||
	    lr_ascii_eq(s, LR_SPAN("prof")) ||
	    lr_ascii_eq(s, LR_SPAN("professor")) ||
	    lr_ascii_eq(s, LR_SPAN("doktor")) ||
	    lr_ascii_eq(s, LR_SPAN("dott")) ||
	    lr_ascii_eq(s, LR_SPAN("dottssa"));
}

static bool
is_title(const struct token *t)
{
	return (t->kind & TITLE) != 0 &&
	    (t->abbreviated || always_title(t->s) || t->s.n > 8);
}

/* Take titles and the like off both ends. */
static bool
strip(struct token **t, unsigned *n, struct lr_personname *out)
{
	bool titled = false;

	while (*n > 1) {
		if (is_title(*t) ||
		    (titled && ((*t)->kind & MORE) != 0 &&
			((*t)->abbreviated || (*t)->lower))) {
			if (!append(out->title, &out->title_n, (*t)->s))
				return false;
			titled = true;
		} else if (((*t)->kind & ADDRESS) == 0) {
			break;
		}
		++*t;
		--*n;
	}
	while (*n > 2 && is_title(&(*t)[*n - 1])) {
		unsigned first = *n - 1;

		while (first > 2 && is_title(&(*t)[first - 1]))
			first--;
		for (; first < *n; (*n)--) {
			/* from the left to the right */
			if (!append(out->title, &out->title_n, (*t)[first].s))
				return false;
			memmove(&(*t)[first], &(*t)[first + 1],
			    (*n - first - 1) * sizeof(**t));
		}
	}
	return true;
}

/* Family names of two characters, of those that are common. */
static bool
long_family(struct lr_span s)
{
	static const char *const families[] = { "\xe6\xac\xa7\xe9\x98\xb3",
		"\xe6\xad\x90\xe9\x99\xbd", "\xe5\x8f\xb8\xe9\xa9\xac",
		"\xe5\x8f\xb8\xe9\xa6\xac", "\xe4\xb8\x8a\xe5\xae\x98",
		"\xe8\xaf\xb8\xe8\x91\x9b", "\xe8\xab\xb8\xe8\x91\x9b" };
	size_t i;

	for (i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (lr_span_starts(s, lr_span_str(families[i])))
			return true;
	return false;
}

/* A name of one word: Korean and Chinese ones have a family name of one
 * character, Japanese ones of four usually two and two. */
static bool
eastern_word(struct lr_span s, struct lr_personname *out)
{
	unsigned n = 0, kana = 0, hangul = 0, len;
	size_t i, at = 0, end[3] = { 0, 0, 0 };

	for (i = 0; i < s.n; i += len) {
		uint32_t c;

		len = lr_utf8_len(s.p + i, s.p + s.n);
		c = lr_utf8_get(s.p + i, len);
		if (n < 2)
			end[n + 1] = i + len;
		kana += c >= 0x3040 && c <= 0x30ff;
		hangul += c >= 0xac00 && c <= 0xd7af;
		if (c == 0x30fb) { /* a foreign name: the first name first */
			out->first_n = out->last_n = 0;
			return append(out->first, &out->first_n,
				   lr_span_sub(s, 0, i)) &&
			    append(out->last, &out->last_n,
				lr_span_sub(s, i + len, s.n));
		}
		n++;
	}
	if (n < 2 || n > 6)
		return false;
	if (kana == 0 && (n == 2 || n == 3 || (n == 4 && hangul == 0))) {
		at = end[n == 4 || (n == 3 && long_family(s)) ? 2 : 1];
		if (!append(out->first, &out->first_n, lr_span_sub(s, at, s.n)))
			return false;
	}
	return append(
	    out->last, &out->last_n, lr_span_sub(s, 0, at == 0 ? s.n : at));
}

/* Where the last name begins. */
static unsigned
last_name(const struct token *t, unsigned n, bool double_last)
{
	unsigned at = n - 1;

	while (at > 1 && (t[at].kind & SUFFIX) != 0)
		at--;
	if (at > 1 && (t[at - 1].kind & AND) != 0 && t[at - 1].lower && at > 2)
		at -= 2;
	while (at > 1 && (t[at - 1].kind & PARTICLE) != 0)
		at--;
	if (double_last && at > 1 && at == n - 1 &&
	    (t[at - 1].s.n > 2 || !t[at - 1].abbreviated)) {
		at--;
		while (at > 1 && (t[at - 1].kind & PARTICLE) != 0)
			at--;
	}
	return at;
}

static bool
name_words(const struct token *t, unsigned n)
{
	unsigned i, lower = 0;

	for (i = 0; i < n; i++) {
		if ((t[i].kind & OTHER) != 0 && t[i].kind == OTHER)
			return false;
		lower += t[i].lower && (t[i].kind & (PARTICLE | AND)) == 0;
	}
	/* all small, or none */
	return lower == 0 || lower == n;
}

static bool
parts(struct token *t, unsigned n, bool double_last, struct lr_personname *out)
{
	unsigned i, at;

	if (!strip(&t, &n, out) || n == 0 || n > 7 || !name_words(t, n))
		return false;
	if (n == 1)
		return t[0].eastern && eastern_word(t[0].s, out);
	if (n == 2 && t[0].eastern && t[1].eastern)
		return append(out->last, &out->last_n, t[0].s) &&
		    append(out->first, &out->first_n, t[1].s);
	/* a first name is more than a particle */
	if (t[0].lower && (t[0].kind & PARTICLE) != 0)
		return false;
	at = last_name(t, n, double_last);
	for (i = 0; i < n; i++) {
		if (!append(i < at ? out->first : out->last,
			i < at ? &out->first_n : &out->last_n, t[i].s))
			return false;
	}
	return true;
}

/* Only titles, as behind a comma: "MBA", "M.Sc.". */
static bool
only_titles(struct token *t, unsigned n, struct lr_personname *out)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if ((t[i].kind & (TITLE | MORE)) == 0)
			return false;
	for (i = 0; i < n; i++)
		if (!append(out->title, &out->title_n, t[i].s))
			return false;
	return n > 0;
}

/* "Last, First" */
static bool
turned(struct token *last, unsigned n, const struct token *first, unsigned m,
    struct lr_personname *out)
{
	unsigned i;

	if (n > 4 || m == 0 || m > 3 || !strip(&last, &n, out) ||
	    !name_words(last, n) || !name_words(first, m))
		return false;
	for (i = 0; i < m; i++)
		if (!append(out->first, &out->first_n, first[i].s))
			return false;
	for (i = 0; i < n; i++)
		if (!append(out->last, &out->last_n, last[i].s))
			return false;
	return true;
}

bool
lr_personname_read(
    struct lr_span text, bool double_last, struct lr_personname *out)
{
	struct token t[TOKENS], given[TOKENS], more[TOKENS];
	struct lr_personname behind = { .title_n = 0 };
	struct lr_span rest = text, part;
	unsigned n, m = 0, k;

	*out = (struct lr_personname){ .title_n = 0 };
	if (text.n > LR_PERSONNAME_MAX || text.n < 3)
		return false;
	part = lr_span_cut(&rest, ',');
	if (!split(part, t, &n) || n == 0)
		return false;
	while (rest.p != NULL) {
		part = lr_span_cut(&rest, ',');
		if (!split(part, more, &k))
			return false;
		if (k == 0 || only_titles(more, k, &behind))
			continue;
		if (m > 0)
			return false;
		memcpy(given, more, sizeof(given));
		m = k;
	}
	if (m > 0 ? !turned(t, n, given, m, out)
		  : !parts(t, n, double_last, out))
		return false;
	return behind.title_n == 0 ||
	    append(out->title, &out->title_n,
		lr_span(behind.title, behind.title_n));
}
