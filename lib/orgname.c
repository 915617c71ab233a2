#include "orgname.h"

#include "ascii.h"
#include "utf8.h"

#define MARK(m) LR_MARK_##m
#include "legal-forms.words"
#include "org-words.words"
#include "provider-words.words"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint32_t
marks_of(struct lr_span folded)
{
	return lr_words_find(&provider_words, folded) |
	    lr_words_find(&org_words, folded) |
	    lr_words_find(&legal_forms, folded);
}

/* ---- cleaning */

static bool
lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Copy into o->name what people and terminals can be shown: well-formed, no
 * control characters, single blanks; cut at a whole character. */
static void
copy_clean(struct lr_orgname *o, struct lr_span s)
{
	const char *p = s.p, *end = s.p + s.n;

	o->n = 0;
	while (p < end) {
		bool plain = *p > ' ' && *p < 0x7f;
		unsigned len = plain ? 1 : lr_utf8_len(p, end);
		bool blank = !plain &&
		    (len == 0 || *p == ' ' ||
			lr_utf8_unsafe(lr_utf8_get(p, len)));

		if (o->n + (blank ? 1 : len) > sizeof(o->name))
			break;
		if (!blank) {
			memcpy(o->name + o->n, p, len);
			o->n += len;
		} else if (o->n > 0 && o->name[o->n - 1] != ' ') {
			o->name[o->n++] = ' ';
		}
		p += len == 0 ? 1 : len;
	}
}

static struct lr_span
trim(struct lr_span s)
{
	while (s.n > 0 && (*s.p == ' ' || *s.p == '-' || *s.p == ',')) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && strchr(" -,;:_", s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

/* Without ", US" at its end: two capital letters that are the country, or,
 * when that is not known, no legal form. */
static struct lr_span
without_country(struct lr_span s, struct lr_span country)
{
	char folded[LR_FOLD_MAX + 1];
	struct lr_span cc;

	if (s.n < 5 || s.p[s.n - 4] != ',' || s.p[s.n - 3] != ' ' ||
	    !lr_is_upper(s.p[s.n - 2]) || !lr_is_upper(s.p[s.n - 1]))
		return s;
	cc = lr_span_sub(s, s.n - 2, s.n);
	if (country.n == 2
		? !lr_ascii_eq(cc, country)
		: lr_words_find(&legal_forms,
		      lr_span(folded, lr_words_fold(cc, folded))) != 0)
		return s;
	return trim(lr_span_sub(s, 0, s.n - 4));
}

/* The next part of a handle. */
static struct lr_span
next_part(struct lr_span *rest)
{
	size_t i = 0;
	struct lr_span part;

	while (i < rest->n && rest->p[i] != '-' && rest->p[i] != '_')
		i++;
	part = lr_span_sub(*rest, 0, i);
	*rest = i < rest->n ? lr_span_sub(*rest, i + 1, rest->n)
			    : (struct lr_span){ NULL, 0 };
	return part;
}

static bool
digits(struct lr_span s)
{
	size_t i = 0;

	while (i < s.n && lr_is_digit(s.p[i]))
		i++;
	return s.n > 0 && i == s.n;
}

/* A part that handles have and names have not: AS, ASN, AS123, AP, a number,
 * the country, ... */
static bool
ornament(struct lr_span part, struct lr_span country)
{
	static const char *const known[] = { "as", "asn", "net", "network",
		"ap", "arin", "ripe", "lacnic", "asblock", "mnt", "gw", "bgp",
		"noc", "ip" };
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (lr_ascii_eq(part, lr_span_str(known[i])))
			return true;
	if (part.n > 2 && lr_lower(part.p[0]) == 'a' &&
	    lr_lower(part.p[1]) == 's' && digits(lr_span_sub(part, 2, part.n)))
		return true;
	return digits(part) || (country.n == 2 && lr_ascii_eq(part, country));
}

/* A folded text without its blanks; out may be where it is. */
static size_t
close_up(struct lr_span folded, char *out)
{
	size_t i, n = 0;

	for (i = 0; i < folded.n; i++)
		if (folded.p[i] != ' ')
			out[n++] = folded.p[i];
	return n;
}

/* Folded without its blanks. */
static size_t
squeeze(struct lr_span s, char *out)
{
	return close_up(lr_span(out, lr_words_fold(s, out)), out);
}

static bool
contains(struct lr_span s, struct lr_span needle)
{
	size_t i;

	if (needle.n == 0)
		return false;
	for (i = 0; i + needle.n <= s.n; i++)
		if (memcmp(s.p + i, needle.p, needle.n) == 0)
			return true;
	return false;
}

/* First letters of the words of a folded text. */
static size_t
initials(struct lr_span folded, char *out, size_t max)
{
	size_t i, n = 0;

	for (i = 1; i < folded.n && n < max; i++)
		if (folded.p[i - 1] == ' ' && folded.p[i] != ' ')
			out[n++] = folded.p[i];
	return n;
}

/* Is the first word a handle that stands before the name? */
static bool
is_handle(struct lr_span word, struct lr_span rest, struct lr_span country)
{
	char a[LR_FOLD_MAX + 1], b[LR_FOLD_MAX + 1], first[32];
	struct lr_span parts = word, part, name, say;
	size_t i, n, head; /* length of the name's first word */

	for (i = 0; i < word.n; i++)
		if (lower(word.p[i]) || strchr(".,&\"'(", word.p[i]) != NULL)
			return false;
	/* "ROLLS-ROYCE PLC": nothing but a legal form would be left */
	n = lr_words_fold(rest, a);
	if (lr_words_find(&legal_forms, lr_span(a, n)) != 0 &&
	    initials(lr_span(a, n), first, sizeof(first)) < 2)
		return false;
	head = n < 2 ? 0 : lr_span_find(lr_span(a + 1, n - 1), ' ');
	n = initials(lr_span(a, n), first, sizeof(first));
	name = lr_span(b, squeeze(rest, b));
	if (lr_span_find(word, '-') == word.n &&
	    lr_span_find(word, '_') == word.n) {
		say = lr_span(a, squeeze(word, a));
		return (say.n > 1 && contains(name, say)) ||
		    /* "EXAMPLEEU Example Works" */
		    (head > 4 &&
			lr_span_starts(say, lr_span_sub(name, 0, head))) ||
		    ornament(word, (struct lr_span){ NULL, 0 }) ||
		    (n > 1 && lr_span_starts(say, lr_span(first, n)));
	}
	while (parts.p != NULL) {
		part = next_part(&parts);
		say = lr_span(a, squeeze(part, a));
		if (ornament(part, country) ||
		    (say.n > 2 && contains(name, say)))
			return true;
	}
	return false;
}

/* A handle as a name: "ACME-CORP-AS" -> "Acme Corp". */
static void
say_handle(struct lr_orgname *o, struct lr_span handle, struct lr_span country)
{
	struct lr_span rest = handle, part;
	size_t i;

	o->n = 0;
	o->handle_only = true;
	while (rest.p != NULL) {
		part = next_part(&rest);
		if (part.n == 0 || ornament(part, country))
			continue;
		if (o->n + part.n + 1 > sizeof(o->name))
			break;
		if (o->n > 0)
			o->name[o->n++] = ' ';
		for (i = 0; i < part.n; i++) {
			char c =
			    i == 0 ? lr_upper(part.p[i]) : lr_lower(part.p[i]);

			o->name[o->n++] = part.n < 4 && lr_is_upper(part.p[i])
			    ? part.p[i]
			    : c;
		}
	}
}

/* Split a handle off the front of s. */
static struct lr_span
split(struct lr_span *s, struct lr_span country)
{
	struct lr_span none = { NULL, 0 }, word, rest;
	size_t i = lr_span_find(*s, ' '), j;

	word = lr_span_sub(*s, 0, i);
	rest = trim(lr_span_sub(*s, i, s->n));
	if (i < s->n && i > 1 && i + 2 < s->n && s->p[i + 1] == '-' &&
	    s->p[i + 2] == ' ') {
		*s = rest;
		return word;
	}
	if (rest.n > 0 && is_handle(word, rest, country)) {
		*s = rest;
		return word;
	}
	if (rest.n > 0)
		return none;
	/* one word: a handle where it has the hyphens of one */
	for (i = 0, j = 0; i < word.n; i++)
		j += word.p[i] == '-' || word.p[i] == '_';
	if (j == 0)
		return none;
	*s = (struct lr_span){ word.p, 0 };
	return word;
}

/* What people append to names of networks: "... Autonomous System". */
static struct lr_span
without_tail(struct lr_span s)
{
	static const char *const tails[] = { " autonomous system",
		" autonomous system number", " as number", " asn",
		" border as" };
	size_t i;

	for (i = 0; i < COUNT(tails); i++) {
		size_t n = strlen(tails[i]);

		if (s.n > n + 2 &&
		    lr_ascii_eq(
			lr_span_sub(s, s.n - n, s.n), lr_span(tails[i], n)))
			return trim(lr_span_sub(s, 0, s.n - n));
	}
	return s;
}

static void
fold_name(struct lr_orgname *o)
{
	o->folded_n = lr_words_fold(lr_span(o->name, o->n), o->folded);
}

/* What the parts of a handle tell. Every network may be called a net there. */
static uint32_t
handle_marks(struct lr_span handle, struct lr_span country)
{
	char folded[LR_FOLD_MAX + 1];
	struct lr_span rest = handle, part;
	uint32_t found = 0;

	while (rest.n > 0) {
		part = next_part(&rest);
		if (ornament(part, country))
			continue;
		if (part.n > 5 &&
		    lr_ascii_eq(
			lr_span_sub(part, part.n - 3, part.n), LR_SPAN("net")))
			part.n -= 3;
		found |= marks_of(lr_span(folded, lr_words_fold(part, folded)));
	}
	return found;
}

/* "9219-1568 Quebec Inc.": a company with a number for a name may do anything.
 */
static uint32_t
numbered(struct lr_span folded)
{
	size_t i, n = 0;

	for (i = 1; i < folded.n && !lr_is_alpha(folded.p[i]); i++)
		n += lr_is_digit(folded.p[i]);
	return n >= 5 ? LR_MARK_HINT : 0;
}

/* "Name e.U.": sole traders of Austria; folded it would be the Union. */
static uint32_t
sole_trader(struct lr_span name)
{
	static const char *const ends[] = { " e.U.", " e.U", " e. U." };
	size_t i;

	for (i = 0; i < COUNT(ends); i++)
		if (lr_span_ends(name, lr_span_str(ends[i])))
			return LR_MARK_PERSON;
	return 0;
}

void
lr_orgname_read(
    struct lr_span text, struct lr_span country, struct lr_orgname *o)
{
	char clean[sizeof(o->name)];
	struct lr_span s, handle;

	o->marks = o->handle = 0;
	o->handle_only = false;
	if (text.n == 0) {
		o->n = 0;
		fold_name(o);
		return;
	}
	copy_clean(o, text);
	memcpy(clean, o->name, o->n);
	s = without_country(trim(lr_span(clean, o->n)), country);
	handle = split(&s, country);
	o->handle = handle_marks(handle, country);
	copy_clean(o, without_tail(s));
	fold_name(o);
	o->marks = marks_of(lr_span(o->folded, o->folded_n)) |
	    numbered(lr_span(o->folded, o->folded_n)) |
	    sole_trader(lr_span(o->name, o->n));
	if (o->folded_n > 2 && (o->marks & LR_MARK_PLACE) == 0)
		return;
	o->n = 0;
	if (handle.n > 0) {
		say_handle(o, handle, country);
		fold_name(o);
		o->marks = marks_of(lr_span(o->folded, o->folded_n));
	}
	if (o->folded_n <= 2)
		o->n = 0;
}

uint32_t
lr_orgname_label(struct lr_span label)
{
	char folded[LR_FOLD_MAX + 1];
	size_t n = lr_words_fold_host(label, folded);

	return lr_words_find(&provider_words, lr_span(folded, n)) |
	    lr_words_find(&org_words, lr_span(folded, n));
}

/* The next word of a folded text from *at on. */
static struct lr_span
word(const struct lr_orgname *o, size_t *at)
{
	size_t from;

	while (*at < o->folded_n && o->folded[*at] == ' ')
		++*at;
	from = *at;
	while (*at < o->folded_n && o->folded[*at] != ' ')
		++*at;
	return lr_span(o->folded + from, *at - from);
}

/* The first word that says something. */
static struct lr_span
first_word(const struct lr_orgname *o, size_t *at)
{
	static const struct lr_span empty[] = { { "the", 3 }, { "pt", 2 },
		{ "ooo", 3 }, { "zao", 3 }, { "oao", 3 }, { "llc", 3 },
		{ "jsc", 3 }, { "ojsc", 4 }, { "cjsc", 4 }, { "pjsc", 4 },
		{ "uab", 3 }, { "sia", 3 }, { "sc", 2 }, { "as", 2 },
		{ "ab", 2 }, { "societe", 7 }, { "de", 2 }, { "la", 2 },
		{ "le", 2 }, { "ltd", 3 } };
	struct lr_span w;
	size_t i;

	do {
		w = word(o, at);
		for (i = 0; i < COUNT(empty); i++)
			if (lr_span_eq(w, empty[i]))
				break;
	} while (i < COUNT(empty));
	return w;
}

bool
lr_orgname_same(const struct lr_orgname *a, const struct lr_orgname *b)
{
	size_t i = 0, j = 0;
	struct lr_span x = first_word(a, &i), y = first_word(b, &j);

	return x.n > 1 && lr_span_eq(x, y);
}

bool
lr_orgname_owns(const struct lr_orgname *o, struct lr_span label)
{
	const struct lr_span folded = lr_span(o->folded, o->folded_n);
	char a[LR_FOLD_MAX + 1], b[LR_FOLD_MAX + 1], first[32];
	size_t at = 0;
	struct lr_span w = first_word(o, &at), l, name;

	if (w.n < 2)
		return false;
	l = lr_span(a, squeeze(label, a));
	if (l.n < 2)
		return false;
	if (w.n > 3 && lr_span_starts(l, w))
		return true;
	if (l.n == 2)
		return false;
	name = lr_span(b, o->n == 0 ? 0 : close_up(folded, b));
	return lr_span_starts(name, l) ||
	    lr_span_starts(
		lr_span(first, initials(folded, first, sizeof(first))), l);
}
