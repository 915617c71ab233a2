#include "profile.h"

#include "ascii.h"
#include "buf.h"
#include "num.h"
#include "url.h"
#include "utf8.h"
#include "words.h"

#define PARTS 12u

static const struct {
	const char *words, *kind;
} rows[] = {
#include "profile-words.inc"
};

/* How sure it is that the person works there. */
enum { IN_TITLE = 90, AS_JOB = 80, MENTIONED = 60 };

struct part {
	struct lr_span s;
	bool cut; /* ended in "..." */
};

struct title {
	struct part part[PARTS];
	unsigned n;
};

/* ---- words */

/* Is the text, folded, one of that kind? */
static bool
is_kind(struct lr_span s, const char *kind)
{
	char folded[LR_FOLD_MAX + 1];
	struct lr_span f;
	size_t i;

	if (s.n > 80)
		return false;
	f = lr_span(folded, lr_words_fold(s, folded));
	f = lr_span_trim(f);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].kind, kind) == 0 &&
		    lr_span_eq(f, lr_span_str(rows[i].words)))
			return true;
	return false;
}

static size_t
last_of(struct lr_span s, char c)
{
	while (s.n > 0 && s.p[s.n - 1] != c)
		s.n--;
	return s.n; /* behind it; 0: there is none */
}

/* The last n words of s. */
static struct lr_span
last_words(struct lr_span s, unsigned n)
{
	size_t at = s.n;

	while (n-- > 0 && at > 0) {
		while (at > 0 && s.p[at - 1] == ' ')
			at--;
		at = last_of(lr_span_sub(s, 0, at), ' ');
	}
	return lr_span_sub(s, at, s.n);
}

/* ---- the address */

enum network { NONE, LINKEDIN, XING };

/* The address of a profile, *canonical without query and fragment. */
static enum network
network_of(struct lr_span url, struct lr_span *canonical, struct lr_span *slug)
{
	struct lr_span host = lr_url_host(url), path, first;
	enum network net;
	size_t i, at;

	if (!lr_ascii_eq(lr_span_sub(url, 0, 8), LR_SPAN("https://")) &&
	    !lr_ascii_eq(lr_span_sub(url, 0, 7), LR_SPAN("http://")))
		return NONE;
	if (host.n == 0)
		return NONE;
	for (i = 0; i < url.n && url.p[i] != '?' && url.p[i] != '#'; i++)
		if ((unsigned char)url.p[i] <= ' ')
			return NONE;
	*canonical = lr_span_sub(url, 0, i);
	if (host.n >= 12 &&
	    lr_ascii_eq(lr_span_sub(host, host.n - 12, host.n),
		LR_SPAN("linkedin.com")) &&
	    (host.n == 12 || host.p[host.n - 13] == '.'))
		net = LINKEDIN;
	else if (host.n >= 8 &&
	    lr_ascii_eq(
		lr_span_sub(host, host.n - 8, host.n), LR_SPAN("xing.com")) &&
	    (host.n == 8 || host.p[host.n - 9] == '.'))
		net = XING;
	else
		return NONE;
	at = (size_t)(host.p + host.n - url.p);
	path = lr_span_sub(*canonical, at, canonical->n);
	(void)lr_span_cut(&path, '/');
	first = lr_span_cut(&path, '/');
	*slug = lr_span_cut(&path, '/');
	if (slug->n == 0)
		return NONE;
	if (net == XING)
		return lr_ascii_eq(first, LR_SPAN("profile")) ? XING : NONE;
	/* what follows may be a language, but no list of posts */
	if (lr_ascii_eq(first, LR_SPAN("in")))
		return path.n <= 5 ? LINKEDIN : NONE;
	return lr_ascii_eq(first, LR_SPAN("pub")) &&
		!lr_ascii_eq(*slug, LR_SPAN("dir"))
	    ? LINKEDIN
	    : NONE;
}

/* Where people have two last names, by the country before the host. */
static bool
two_last_names(struct lr_span url)
{
	static const char *const places[] = { "es", "mx", "ar", "co", "cl",
		"pe", "ve", "ec", "uy", "bo", "cr", "do", "gt", "pa", "pt" };
	struct lr_span host = lr_url_host(url);
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (host.n > 3 && host.p[2] == '.' &&
		    lr_ascii_eq(
			lr_span_sub(host, 0, 2), lr_span_str(places[i])))
			return true;
	return false;
}

/* ---- the title */

/* Length of a separator at s.p[at], its blanks included; 0: there is none. A
 * hyphen needs blanks around it, to be told from one within a word. */
static size_t
separator(struct lr_span s, size_t at)
{
	size_t i = at, len;
	uint32_t c;

	while (i < s.n && s.p[i] == ' ')
		i++;
	len = i < s.n ? lr_utf8_len(s.p + i, s.p + s.n) : 0;
	if (len == 0)
		return 0;
	c = lr_utf8_get(s.p + i, (unsigned)len);
	if (c != '|' && c != '-' && c != 0x2013 && c != 0x2014 && c != 0xb7 &&
	    c != 0x2022 && c != 0x2015 && c != 0x2212 && c != 0x22c5)
		return 0;
	i += len;
	if (c == '-' && i < s.n && s.p[i] == '-')
		i++;
	if (i < s.n && s.p[i] != ' ')
		return c == '|' && i > at ? i - at : 0;
	if (c != '|' && s.p[at] != ' ')
		return 0;
	while (i < s.n && s.p[i] == ' ')
		i++;
	return i - at;
}

static struct part
part_of(struct lr_span s)
{
	struct part p = { lr_span_trim(s), false };

	if (lr_span_ends(p.s, LR_SPAN("..."))) {
		p.s.n -= 3;
		p.cut = true;
	} else if (lr_span_ends(p.s, LR_SPAN("\xe2\x80\xa6"))) {
		p.s.n -= 3;
		p.cut = true;
	}
	p.s = lr_span_trim(p.s);
	return p;
}

static void
add_part(struct title *t, struct lr_span s)
{
	if (t->n < PARTS) {
		t->part[t->n] = part_of(s);
		t->n += t->part[t->n].s.n > 0;
	}
}

/* The parts of a title without the network's sign at its end. */
static void
take_title(struct title *t, struct lr_span s)
{
	size_t i, from = 0, n;

	t->n = 0;
	for (i = 0; i < s.n; i += n == 0 ? 1 : n) {
		if ((n = separator(s, i)) == 0)
			continue;
		add_part(t, lr_span_sub(s, from, i));
		from = i + n;
	}
	add_part(t, lr_span_sub(s, from, s.n));
	while (t->n > 1) {
		struct lr_span last = t->part[t->n - 1].s, first = last;

		first = lr_span_cut(&first, ' ');
		/* "LinkedIn Deutschland" */
		if (!is_kind(last, "sign") &&
		    (!is_kind(first, "sign") || last.n > first.n + 16))
			break;
		t->n--;
	}
}

/* ---- position and company */

/* "Head of IT at Example Ltd": where the company begins; position ends at
 * *end. s.n: nowhere. */
static size_t
company_at(struct lr_span s, size_t *end)
{
	size_t at = s.n;

	/* from the right, so that "Leiter bei X" in a position does no harm */
	while (at > 0) {
		struct lr_span head;
		unsigned words;

		at--;
		if (s.p[at] == '@' && at > 0 && s.p[at - 1] == ' ') {
			*end = at;
			return at + 1;
		}
		if (s.p[at] != ' ')
			continue;
		head = lr_span_sub(s, 0, at);
		for (words = 2; words >= 1; words--) {
			struct lr_span w = last_words(head, words);

			if (w.n < head.n && is_kind(w, "at")) {
				*end = head.n - w.n;
				return at + 1;
			}
		}
	}
	return s.n;
}

/* Without XING's rank before it and signs around it. */
static struct lr_span
position_of(struct lr_span s)
{
	struct lr_span rest = s, head;

	s = lr_span_trim(s);
	rest = s;
	head = lr_span_cut(&rest, ',');
	if (rest.p != NULL && is_kind(lr_span_trim(head), "level"))
		s = lr_span_trim(rest);
	else if (rest.p == NULL && is_kind(s, "level"))
		return lr_span(NULL, 0);
	while (s.n > 0 &&
	    (s.p[s.n - 1] == ',' || s.p[s.n - 1] == '|' ||
		s.p[s.n - 1] == '-' || s.p[s.n - 1] == ';'))
		s = lr_span_trim(lr_span_sub(s, 0, s.n - 1));
	while (s.n > 0 && (*s.p == ',' || *s.p == '|' || *s.p == '-'))
		s = lr_span_trim(lr_span_sub(s, 1, s.n));
	return s;
}

enum answer { UNSAID, HERE, ELSEWHERE };

/* The parts of a title behind the name. */
static enum answer
read_parts(const struct part *part, unsigned n, const struct lr_firm *firm,
    struct lr_span *position)
{
	struct lr_span first = part[0].s, last = part[n - 1].s, tail;
	size_t at, end = 0, comma;
	unsigned i;

	/* as much of the position as stands between name and company */
	for (i = n; i-- > 0;) {
		if (!lr_firm_is(firm, part[i].s, part[i].cut))
			continue;
		if (i > 0)
			*position = lr_span(first.p,
			    (size_t)(part[i - 1].s.p + part[i - 1].s.n -
				first.p));
		return HERE;
	}
	for (i = n; i-- > 0;) {
		at = company_at(part[i].s, &end);
		if (at == part[i].s.n)
			continue;
		*position =
		    lr_span(first.p, (size_t)(part[i].s.p + end - first.p));
		tail = lr_span_sub(part[i].s, at, part[i].s.n);
		return lr_firm_is(firm, tail, part[i].cut) ||
			lr_firm_begins(firm, tail)
		    ? HERE
		    : ELSEWHERE;
	}
	/* "Einkaufsleiter, Beispiel GmbH" */
	comma = last_of(last, ',');
	if (comma > 0 &&
	    lr_firm_is(
		firm, lr_span_sub(last, comma, last.n), part[n - 1].cut)) {
		*position =
		    lr_span(first.p, (size_t)(last.p + comma - 1 - first.p));
		return HERE;
	}
	/* where a company is due, another one stands */
	if (n > 1 && !part[n - 1].cut) {
		*position = lr_span(first.p,
		    (size_t)(part[n - 2].s.p + part[n - 2].s.n - first.p));
		return ELSEWHERE;
	}
	*position = first;
	return UNSAID;
}

/* ---- the snippet */

/* What stands before s.p[at], up to the beginning of its clause. */
static struct lr_span
before(struct lr_span s, size_t at)
{
	struct lr_span head = lr_span_sub(s, 0, at);
	size_t i = at;

	while (i > 0 && s.p[i - 1] != '.' && s.p[i - 1] != ';' &&
	    s.p[i - 1] != '|' && (unsigned char)s.p[i - 1] < 0x80)
		i--;
	return lr_span_trim(lr_span_sub(head, i, at));
}

static bool
was_former(struct lr_span clause)
{
	struct lr_span w = last_words(clause, 1), v;

	if (w.n > 0 && (w.p[w.n - 1] == ':' || w.p[w.n - 1] == '-'))
		w.n--;
	if (is_kind(w, "former"))
		return true;
	/* "ehemals bei", "formerly at" */
	v = last_words(lr_span_trim(lr_span_sub(clause, 0,
			   clause.n - (w.n < clause.n ? w.n : clause.n))),
	    1);
	return is_kind(w, "at") && is_kind(v, "former");
}

/* "Berufserfahrung: Beispiel GmbH", up to a dot in the middle of the line: the
 * company, or nothing. */
static struct lr_span
labelled_job(struct lr_span s)
{
	size_t i, from, end;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] != ':')
			continue;
		if (!is_kind(last_words(lr_span_sub(s, 0, i), 1), "job"))
			continue;
		from = end = i + 1;
		while (end < s.n && s.p[end] != '|' && s.p[end] != ';' &&
		    memcmp(s.p + end, "\xc2\xb7",
			s.n - end < 2 ? s.n - end : 2) != 0)
			end++;
		return lr_span_trim(lr_span_sub(s, from, end));
	}
	return lr_span(NULL, 0);
}

static enum answer
read_snippet(struct lr_span s, const struct lr_firm *firm, int *confidence)
{
	struct lr_span job = labelled_job(s), rest = s;
	size_t at;

	if (job.n > 0) {
		*confidence = AS_JOB;
		return lr_firm_begins(firm, job) ||
			lr_firm_is(firm, job, lr_span_ends(job, LR_SPAN(".")))
		    ? HERE
		    : ELSEWHERE;
	}
	*confidence = MENTIONED;
	while ((at = lr_firm_find(firm, rest)) < rest.n) {
		size_t whole = (size_t)(rest.p - s.p) + at;

		if (!was_former(before(s, whole)))
			return HERE;
		rest = lr_span_sub(rest, at + 1, rest.n);
	}
	return UNSAID;
}

/* "Einkaufsleiter bei Beispiel GmbH", or with a dot in the middle of the line
 * instead of the word: the position before the company. */
static struct lr_span
position_in(struct lr_span s, const struct lr_firm *firm)
{
	size_t at = lr_firm_find(firm, s), end = 0, i;
	struct lr_span head;

	if (at == 0 || at == s.n)
		return lr_span(NULL, 0);
	head = lr_span_sub(s, 0, at);
	i = company_at(s, &end);
	if (i == at)
		head = lr_span_sub(s, 0, end);
	else if (lr_span_ends(head, LR_SPAN("\xc2\xb7 ")))
		head.n -= 3;
	else if (lr_span_ends(head, LR_SPAN(", ")))
		head.n -= 2;
	else
		return lr_span(NULL, 0);
	head = lr_span_trim(head);
	/* one clause, short as positions are */
	for (i = head.n; i > 0; i--)
		if (head.p[i - 1] == '.' || head.p[i - 1] == ':' ||
		    head.p[i - 1] == '|' ||
		    (i > 1 && memcmp(head.p + i - 2, "\xc2\xb7", 2) == 0))
			break;
	head = lr_span_trim(lr_span_sub(head, i, head.n));
	return head.n > 80 ? lr_span(NULL, 0) : head;
}

/* ---- XING's "Max Mustermann, Buyer, Beispiel GmbH in Linz" */

/* Does the end of the address ("Max_Mustermann12") say that name, too? */
static bool
slug_says(struct lr_span slug, const struct lr_personname *name)
{
	char a[LR_FOLD_MAX + 1], b[LR_FOLD_MAX + 1];
	size_t n, i, j = 0;

	if (slug.n > 200)
		return false;
	n = lr_words_fold(slug, a);
	for (i = 0; i < n; i++)
		if (lr_is_alpha(a[i]))
			a[j++] = a[i];
	a[j] = '\0';
	n = lr_words_fold(lr_span(name->last, name->last_n), b);
	for (i = n = 0; b[i] != '\0'; i++)
		if (lr_is_alpha(b[i]))
			b[n++] = b[i];
	return n > 2 && lr_ascii_find(lr_span(a, j), lr_span(b, n)) < j;
}

static enum answer
read_commas(struct lr_span s, struct lr_span slug, const struct lr_firm *firm,
    struct lr_profile *out, struct lr_span *position)
{
	struct lr_span rest = s, name = lr_span_trim(lr_span_cut(&rest, ','));
	size_t at;

	if (rest.p == NULL || !lr_personname_read(name, false, &out->name) ||
	    (slug.n > 0 && !slug_says(slug, &out->name)))
		return UNSAID;
	rest = lr_span_trim(rest);
	at = lr_firm_find(firm, rest);
	if (at == rest.n)
		return UNSAID;
	if (was_former(before(rest, at)))
		return UNSAID;
	*position = lr_span_sub(rest, 0, at);
	return HERE;
}

/* ---- all together */

static enum answer
read_hit(const struct lr_hit_found *hit, struct lr_span slug, bool xing,
    const struct lr_firm *firm, struct lr_profile *out,
    struct lr_span *position)
{
	int *confidence = &out->person.confidence;
	enum answer title = UNSAID, snippet;
	struct title t;
	int sure = MENTIONED;

	take_title(&t, hit->title);
	if (t.n == 0)
		return UNSAID;
	if (t.part[0].cut ||
	    !lr_personname_read(
		t.part[0].s, two_last_names(hit->url), &out->name)) {
		*confidence = AS_JOB;
		title = read_commas(
		    t.part[0].s, lr_span(NULL, 0), firm, out, position);
		if (title == UNSAID && xing)
			title = read_commas(
			    hit->snippet, slug, firm, out, position);
		return title;
	}
	if (t.n > 1)
		title = read_parts(&t.part[1], t.n - 1, firm, position);
	*confidence = IN_TITLE;
	if (title == HERE) {
		if (position->n == 0)
			*position = position_in(hit->snippet, firm);
		return HERE;
	}
	snippet = read_snippet(hit->snippet, firm, &sure);
	*confidence = sure;
	/* what is said of the job itself outweighs a title's last part */
	if (title == ELSEWHERE && !(snippet == HERE && sure == AS_JOB))
		return ELSEWHERE;
	if (snippet == HERE && t.n == 2 && title == UNSAID && position->n == 0)
		*position = t.part[1].s;
	if (snippet == HERE && position->n == 0)
		*position = position_in(hit->snippet, firm);
	if (lr_span_starts(*position, t.part[0].s))
		position->n = 0; /* "Max Mustermann, Beispiel GmbH" */
	return snippet;
}

bool
lr_profile_read(const struct lr_hit_found *hit, const struct lr_firm *firm,
    struct lr_profile *out, bool *elsewhere)
{
	struct lr_span url, slug, position = { NULL, 0 };
	enum network net = network_of(hit->url, &url, &slug);
	struct lr_span *field = out->person.field;
	enum answer a;

	*out = (struct lr_profile){ .person.confidence = LR_PERSON_UNSURE };
	if (elsewhere != NULL)
		*elsewhere = false;
	if (net == NONE)
		return false;
	a = read_hit(hit, slug, net == XING, firm, out, &position);
	if (elsewhere != NULL)
		*elsewhere = a == ELSEWHERE;
	if (a != HERE)
		return false;
	position = position_of(position);
	field[LR_PERSON_TITLE] = lr_span(out->name.title, out->name.title_n);
	field[LR_PERSON_FIRST] = lr_span(out->name.first, out->name.first_n);
	field[LR_PERSON_LAST] = lr_span(out->name.last, out->name.last_n);
	field[LR_PERSON_POSITION] = position;
	if (position.n > 0) {
		field[LR_PERSON_SENIORITY] = lr_jobtitle_seniority(position);
		field[LR_PERSON_DEPARTMENT] = lr_jobtitle_department(position);
	}
	field[net == XING ? LR_PERSON_XING : LR_PERSON_LINKEDIN] = url;
	field[LR_PERSON_URL] = url;
	return true;
}

/* ---- markup */

/* &name; at the beginning of s; its length, 0: none. */
static size_t
entity(struct lr_span s, uint32_t *c)
{
	static const struct {
		const char *name;
		uint32_t c;
	} known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' },
		{ "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
		{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "middot", 0xb7 },
		{ "hellip", 0x2026 }, { "auml", 0xe4 }, { "ouml", 0xf6 },
		{ "uuml", 0xfc }, { "Auml", 0xc4 }, { "Ouml", 0xd6 },
		{ "Uuml", 0xdc }, { "szlig", 0xdf } };
	size_t i, end = lr_span_find(lr_span_sub(s, 0, 10), ';');
	struct lr_span name;
	uint64_t v = 0;

	if (end < 2 || end >= 10 || end >= s.n)
		return 0;
	name = lr_span_sub(s, 1, end);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (lr_span_eq(name, lr_span_str(known[i].name))) {
			*c = known[i].c;
			return end + 1;
		}
	if (name.n < 2 || name.p[0] != '#')
		return 0;
	if (lr_lower(name.p[1]) == 'x') {
		for (i = 2; i < name.n; i++) {
			if (lr_hex(name.p[i]) < 0)
				return 0;
			v = v * 16 + (unsigned)lr_hex(name.p[i]);
		}
	} else if (!lr_num_u64(lr_span_sub(name, 1, name.n), 0x10ffff, &v)) {
		return 0;
	}
	*c = v > 0x10ffff || v == 0 ? 0xfffd : (uint32_t)v;
	return end + 1;
}

/* A tag at the beginning of s; its length, 0: none. */
static size_t
tag(struct lr_span s)
{
	size_t end;

	if (s.n < 3 || !(lr_is_alpha(s.p[1]) || s.p[1] == '/'))
		return 0;
	end = lr_span_find(lr_span_sub(s, 0, 200), '>');
	return end >= s.n || end >= 200 ? 0 : end + 1;
}

void
lr_profile_text(struct lr_buf *b, struct lr_span html)
{
	size_t i, n, begin = b->n;
	char utf8[4];
	uint32_t c;

	for (i = 0; i < html.n; i += n) {
		struct lr_span s = lr_span_sub(html, i, html.n);

		if (*s.p == '<' && (n = tag(s)) > 0)
			continue;
		if (*s.p != '&' || (n = entity(s, &c)) == 0) {
			n = lr_utf8_len(s.p, s.p + s.n);
			c = n == 0 ? 0xfffd : lr_utf8_get(s.p, (unsigned)n);
			if (n == 0)
				n = 1;
		}
		if (c == ' ' || c == 0xa0 || lr_utf8_unsafe(c)) {
			if (b->n > begin && b->p[b->n - 1] != ' ')
				lr_buf_putc(b, ' ');
		} else {
			lr_buf_put(b, lr_span(utf8, lr_utf8_put(c, utf8)));
		}
	}
}
