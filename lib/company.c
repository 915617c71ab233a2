#include "company.h"

#include "ascii.h"
#include "num.h"
#include "punycode.h"
#include "utf8.h"
#include "words.h"

struct pair {
	const char *key, *value;
};

static const struct pair columns[] = {
#include "company-columns.inc"
};
static const struct pair countries[] = {
#include "countries.inc"
};
static const struct pair forms[] = {
#include "name-forms.inc"
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FORM_WORDS 5u /* of the longest legal form */

/* The row of that key in a sorted table, or NULL. */
static const struct pair *
find(const struct pair *rows, size_t n, struct lr_span key)
{
	size_t low = 0, mid;
	int cmp;

	while (low < n) {
		mid = low + (n - low) / 2;
		cmp = lr_span_cmp(key, lr_span_str(rows[mid].key));
		if (cmp == 0)
			return &rows[mid];
		if (cmp < 0)
			n = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

static const char *const names[LR_COMPANY_FIELDS] = { "name", "domain",
	"industry", "employees", "founded", "street", "postcode", "city",
	"region", "country", "phone", "website", "linkedin", "xing" };

const char *
lr_company_name_of(enum lr_company_field f)
{
	return names[f];
}

size_t
lr_company_fold(struct lr_span header, char *out)
{
	char folded[LR_FOLD_MAX + 1];
	size_t i, n = 0, len = lr_words_fold(header, folded);

	for (i = 0; i < len && n < LR_COMPANY_TEXT; i++)
		if (folded[i] != ' ')
			out[n++] = folded[i];
	return n;
}

enum lr_company_field
lr_company_column(struct lr_span header)
{
	char folded[LR_COMPANY_TEXT];
	struct lr_span key = { folded, lr_company_fold(header, folded) };
	const struct pair *row = find(columns, COUNT(columns), key);
	unsigned f;

	if (row == NULL)
		return LR_COMPANY_FIELDS;
	for (f = 0; f < LR_COMPANY_FIELDS; f++)
		if (strcmp(names[f], row->value) == 0)
			break;
	return (enum lr_company_field)f;
}

/* ---- cells */

static bool
safe_ascii(char c)
{
	return c >= ' ' && c < 0x7f;
}

/* Single blanks, nothing that terminals obey, cut at a whole character; more
 * than fits is 0 when it must be whole. */
static size_t
plain_text(struct lr_span s, bool whole, char *out)
{
	const char *p = s.p, *end = lr_span_end(s);
	size_t n = 0;

	while (p < end) {
		unsigned len = safe_ascii(*p) ? 1 : lr_utf8_len(p, end);
		bool blank = len == 0 || *p == ' ' ||
		    (!safe_ascii(*p) && lr_utf8_unsafe(lr_utf8_get(p, len)));

		if (n + (blank ? 1 : len) > LR_COMPANY_TEXT) {
			if (whole)
				return 0;
			break;
		}
		if (!blank) {
			memcpy(out + n, p, len);
			n += len;
		} else if (n > 0 && out[n - 1] != ' ') {
			out[n++] = ' ';
		}
		p += len == 0 ? 1 : len;
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	return n;
}

bool
lr_company_plain(struct lr_span s)
{
	const char *p = s.p, *end = lr_span_end(s);
	unsigned len;

	if (s.n == 0 || s.n > LR_COMPANY_TEXT)
		return false;
	for (; p < end; p += len) {
		if (safe_ascii(*p)) {
			len = 1;
			continue;
		}
		len = lr_utf8_len(p, end);
		if (len == 0 || lr_utf8_unsafe(lr_utf8_get(p, len)))
			return false;
	}
	return true;
}

/* What tables write where they know nothing. */
static bool
nothing(struct lr_span s)
{
	static const char *const words[] = { "-", "--", "n/a", "na", "null",
		"none", "nan", "unknown", "(null)", "?" };
	size_t i;

	for (i = 0; i < COUNT(words); i++)
		if (lr_ascii_eq(s, lr_span_str(words[i])))
			return true;
	return s.n == 0;
}

/* A host name in lower case: labels of letters, digits and hyphens, the last
 * one no number. */
static size_t
host(struct lr_span s, char *out)
{
	size_t i, label = 0, labels = 0;
	char ascii[LR_COMPANY_TEXT];

	if (s.n == 0 || s.n > LR_COMPANY_TEXT)
		return 0;
	s = lr_span(ascii, lr_punycode(s, ascii, sizeof(ascii)));
	for (i = 0; i < s.n; i++) {
		char c = lr_lower(s.p[i]);

		out[i] = c;
		if (c == '.' && label > 0 && label <= 63) {
			label = 0;
			labels++;
		} else if (lr_is_alnum(c) || (c == '-' && label > 0)) {
			label++;
		} else {
			return 0;
		}
	}
	if (label < 2 || label > 63 || labels == 0 || s.n == 0 || s.n > 253 ||
	    lr_is_digit(out[s.n - 1]))
		return 0;
	return s.n;
}

/* Without http:// or https://; false: another scheme, user or bytes that a
 * URL does not have. */
static bool
bare_url(struct lr_span *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if ((unsigned char)s->p[i] <= ' ' || s->p[i] == '@' ||
		    strchr("\"'<>\\`{}|^", s->p[i]) != NULL)
			return false;
	for (i = 4; i < 6 && i + 3 <= s->n; i++)
		if (lr_ascii_eq(lr_span_sub(*s, 0, i),
			lr_span_sub(LR_SPAN("https"), 0, i)) &&
		    memcmp(s->p + i, "://", 3) == 0) {
			*s = lr_span_sub(*s, i + 3, s->n);
			break;
		}
	return s->n > 0 && lr_span_find(*s, ':') >= lr_span_find(*s, '/');
}

/* The host of such a URL into out; *path is what is behind it. */
static size_t
host_of(struct lr_span s, struct lr_span *path, char *out)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != '/' && s.p[i] != '?' && s.p[i] != '#')
		i++;
	*path = lr_span_sub(s, i, s.n);
	s.n = i;
	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	return host(s, out);
}

/* A domain, also as a URL of nothing but a host: who has a page on somebody
 * else's site does not own the domain. */
static size_t
domain(struct lr_span s, char *out)
{
	struct lr_span path;

	if (!bare_url(&s))
		return 0;
	if (s.n > 4 && lr_ascii_eq(lr_span_sub(s, 0, 4), LR_SPAN("www.")))
		s = lr_span_sub(s, 4, s.n);
	if (host_of(s, &path, out) == 0 || path.n > 1 ||
	    (path.n == 1 && *path.p != '/'))
		return 0;
	return host_of(s, &path, out);
}

/* A page below the domain of a site, or of any when site is empty. */
static size_t
url(struct lr_span s, struct lr_span site, char *out)
{
	char name[LR_COMPANY_TEXT];
	struct lr_span bare = s, path;
	size_t n;

	if (!bare_url(&bare) || (n = host_of(bare, &path, name)) == 0)
		return 0;
	if (site.n > 0 &&
	    (n < site.n || !lr_span_ends(lr_span(name, n), site) ||
		(n > site.n && name[n - site.n - 1] != '.')))
		return 0;
	return plain_text(s, true, out);
}

static size_t
phone(struct lr_span s, char *out)
{
	size_t i, digits = 0;

	for (i = 0; i < s.n; i++) {
		if (lr_is_digit(s.p[i]))
			digits++;
		else if (s.p[i] == '\0' || strchr("+()-/. x", s.p[i]) == NULL)
			return 0;
	}
	return digits < 4 || s.n > 40 ? 0 : plain_text(s, true, out);
}

/* A year: "1987", "1987.0" as some programs write it, "1987-05-01". */
static size_t
year(struct lr_span s, char *out)
{
	uint64_t v;

	if (!lr_num_u64(lr_span_sub(s, 0, 4), 2999, &v) || v < 1000 ||
	    (s.n > 4 && s.p[4] != '-' &&
		!lr_span_eq(lr_span_sub(s, 4, s.n), LR_SPAN(".0"))))
		return 0;
	memcpy(out, s.p, 4);
	return 4;
}

static size_t
country(struct lr_span s, char *out)
{
	char folded[LR_COMPANY_TEXT];
	struct lr_span key = { folded, lr_company_fold(s, folded) };
	const struct pair *row = find(countries, COUNT(countries), key);

	if (row != NULL) {
		memcpy(out, row->value, 2);
		return 2;
	}
	if (s.n != 2 || !lr_is_alpha(s.p[0]) || !lr_is_alpha(s.p[1]))
		return 0;
	out[0] = lr_upper(s.p[0]);
	out[1] = lr_upper(s.p[1]);
	return 2;
}

bool
lr_company_country(struct lr_span s, char *out)
{
	static const char more[][3] = { "EU", "AP", "XK" };
	size_t i;

	if (country(lr_span_trim(s), out) == 0)
		return false;
	for (i = 0; i < COUNT(more); i++)
		if (memcmp(more[i], out, 2) == 0)
			return true;
	for (i = 0; i < COUNT(countries); i++)
		if (memcmp(countries[i].value, out, 2) == 0)
			return true;
	return false;
}

size_t
lr_company_clean(enum lr_company_field f, struct lr_span cell, char *out)
{
	struct lr_span s = lr_span_trim(cell);

	/* NA is Namibia */
	if (f == LR_COMPANY_COUNTRY && s.n > 1)
		return country(s, out);
	if (nothing(s))
		return 0;
	switch (f) {
	case LR_COMPANY_DOMAIN:
		return domain(s, out);
	case LR_COMPANY_FOUNDED:
		return year(s, out);
	case LR_COMPANY_PHONE:
		return phone(s, out);
	case LR_COMPANY_WEBSITE:
		return url(s, LR_SPAN(""), out);
	case LR_COMPANY_LINKEDIN:
		return url(s, LR_SPAN("linkedin.com"), out);
	case LR_COMPANY_XING:
		return url(s, LR_SPAN("xing.com"), out);
	default:
		return plain_text(s, false, out);
	}
}

/* ---- employees */

/* The number at *at, also "1.000", "10 000" and "10k"; *at moves behind it. */
static uint64_t
number(struct lr_span s, size_t *at)
{
	uint64_t v = 0;
	size_t i = *at, k;

	for (;;) {
		while (i < s.n && lr_is_digit(s.p[i])) {
			if (v < UINT32_MAX)
				v = v * 10 + (uint64_t)(s.p[i] - '0');
			i++;
		}
		/* a sign and exactly three digits go on */
		for (k = 1; i + k < s.n && lr_is_digit(s.p[i + k]); k++)
			;
		if (i >= s.n || k != 4 || strchr(".,' ", s.p[i]) == NULL)
			break;
		i++;
	}
	/* "250.0" of programs that have no whole numbers */
	if (i + 1 < s.n && s.p[i] == '.' && s.p[i + 1] == '0')
		i += 2;
	if (i < s.n && lr_lower(s.p[i]) == 'k') {
		v *= 1000;
		i++;
	}
	*at = i;
	return v;
}

/* Where one of the words stands in s, or s.n. */
static size_t
one_of(struct lr_span s, const char *const *words, size_t n)
{
	size_t at = s.n, k, i;

	for (i = 0; i < n; i++) {
		k = lr_ascii_find(s, lr_span_str(words[i]));
		at = k < at ? k : at;
	}
	return at;
}

bool
lr_company_range(struct lr_span s, uint64_t *least, uint64_t *most)
{
	static const char *const open[] = { "+", ">", "more", "over", "above",
		"mehr", "ab ", "plus" };
	/* without the number itself; behind it "or more" includes it */
	static const char *const above[] = { ">", "more than", "over", "above",
		"mehr als" };
	static const char *const below[] = { "<", "less", "fewer", "under",
		"below", "unter", "weniger" };
	static const char *const up_to[] = { "up to", "max", "bis" };
	bool known = false, equal = lr_ascii_find(s, LR_SPAN("=")) < s.n;
	size_t i, first = s.n;
	uint64_t v;

	*least = UINT64_MAX;
	*most = 0;
	for (i = 0; i < s.n;) {
		if (!lr_is_digit(s.p[i])) {
			i++;
			continue;
		}
		first = known ? first : i;
		v = number(s, &i);
		*most = v > *most ? v : *most;
		*least = v < *least ? v : *least;
		known = true;
	}
	if (!known)
		return false;
	if (one_of(s, open, COUNT(open)) < s.n) {
		*most = UINT64_MAX;
		*least += !equal && one_of(s, above, COUNT(above)) < first;
	} else if (one_of(s, below, COUNT(below)) < first) {
		*least = 0;
		*most -= !equal && *most > 0;
	} else if (one_of(s, up_to, COUNT(up_to)) < first) {
		*least = 0;
	}
	return true;
}

uint64_t
lr_company_most(struct lr_span s)
{
	uint64_t least, most;

	return lr_company_range(s, &least, &most) ? most : UINT64_MAX;
}

bool
lr_company_person(const struct lr_company *c)
{
	/* with their dots: EU is no form */
	static const char *const forms_of_one[] = { " e.k.", " e. k.", " e.k",
		" e.kfm.", " e. kfm.", " e.kfr.", " e. kfr.", " e.u.", " e. u.",
		" ekfm", " ekfr", " eirl", " sole trader", " einzelunternehmen",
		" einzelunternehmer" };
	struct lr_span name = c->field[LR_COMPANY_NAME], employees;
	char folded[LR_COMPANY_TEXT];
	size_t i, n;

	for (i = 0; i < COUNT(forms_of_one); i++) {
		n = strlen(forms_of_one[i]);
		if (name.n > n &&
		    lr_ascii_eq(lr_span_sub(name, name.n - n, name.n),
			lr_span(forms_of_one[i], n)))
			return true;
	}
	employees = c->field[LR_COMPANY_EMPLOYEES];
	n = employees.n == 0 ? 0 : lr_company_fold(employees, folded);
	return lr_span_eq(lr_span(folded, n), LR_SPAN("selfemployed"));
}

/* ---- keys of names */

/* A key as it grows; blank at its end or not. */
struct key {
	char *out;
	size_t n;
	size_t run; /* letters since the last dot or blank */
};

static void
put(struct key *k, const char *p, size_t n)
{
	if (k->n + n > LR_COMPANY_KEY - 8)
		return;
	memcpy(k->out + k->n, p, n);
	k->n += n;
	k->run++;
}

static void
put_blank(struct key *k)
{
	if (k->n > 0 && k->out[k->n - 1] != ' ')
		put(k, " ", 1);
	k->run = 0;
}

/* Letters that are written as two where there are no umlauts. */
static const char *
two_letters(uint32_t c)
{
	switch (c) {
	case 0xc4: /* a and o with dots, ae, o with a stroke, a with a ring */
	case 0xe4:
	case 0xc6:
	case 0xe6:
		return "ae";
	case 0xd6:
	case 0xf6:
	case 0xd8:
	case 0xf8:
	case 0x152:
	case 0x153:
		return "oe";
	case 0xdc:
	case 0xfc:
		return "ue";
	case 0xc5:
	case 0xe5:
		return "aa";
	case 0xdf:
	case 0x1e9e:
		return "ss";
	}
	return NULL;
}

/* Small letters of Greek and Cyrillic. */
static uint32_t
small(uint32_t c)
{
	if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	return c >= 0x400 && c <= 0x40f ? c + 0x50 : c;
}

/* One character that is not of ASCII. */
static void
put_letter(struct key *k, const char *p, unsigned len, bool plain)
{
	char latin[LR_FOLD_MAX + 1], utf8[4];
	uint32_t c = lr_utf8_get(p, len);
	const char *two = two_letters(c);

	if (two != NULL && !plain) {
		put(k, two, 2);
	} else if (two != NULL && strcmp(two, "ss") == 0) {
		put(k, two, 1);
	} else if (c >= 0xc0 && (c < 0x250 || (c >= 0x218 && c <= 0x21b))) {
		if (lr_words_fold(lr_span(p, len), latin) > 2)
			put(k, latin + 1, 1);
		else
			put_blank(k);
	} else if (c >= 0xff01 && c <= 0xff5e) { /* the wide forms of ASCII */
		utf8[0] = lr_lower((char)(c - 0xfee0));
		if (lr_is_alnum(utf8[0]))
			put(k, utf8, 1);
		else
			put_blank(k);
	} else if (c < 0xc0 || (c >= 0x2000 && c < 0x2070) || c == 0x3000 ||
	    lr_utf8_unsafe(c)) {
		put_blank(k);
	} else {
		put(k, utf8, lr_utf8_put(small(c), utf8));
	}
}

static void
fold(struct key *k, struct lr_span s, bool plain)
{
	const char *p = s.p, *end = lr_span_end(s);
	unsigned len;
	char c;

	for (; p < end; p += len) {
		if ((len = lr_utf8_len(p, end)) > 1) {
			put_letter(k, p, len, plain);
			continue;
		}
		c = lr_lower(*p);
		if (len == 0)
			len = 1;
		/* a dot or slash after one letter joins it to the next */
		if ((c == '.' || c == '/') && k->run == 1 && p + 1 < end &&
		    lr_is_alpha(p[1]))
			k->run = 0;
		else if (lr_is_alnum(c))
			put(k, &c, 1);
		else if (c != '\'' && c != '`')
			put_blank(k);
	}
	while (k->n > 0 && k->out[k->n - 1] == ' ')
		k->n--;
}

/* Is the text a form that may stand there? */
static bool
is_form(struct lr_span s, bool begin)
{
	const struct pair *form = find(forms, COUNT(forms), s);

	return form != NULL && (form->value[0] == 'b') >= begin &&
	    (begin || strcmp(form->value, "begin") != 0);
}

/* Bytes of the longest form at an end of s that may go, its blank included;
 * something is left. */
static size_t
form_at(struct lr_span s, bool begin)
{
	size_t i, most = 0, words = 0;

	for (i = 1; i + 1 < s.n && words < FORM_WORDS; i++) {
		size_t at = begin ? i : s.n - 1 - i;

		if (s.p[at] != ' ')
			continue;
		words++;
		if (is_form(begin ? lr_span_sub(s, 0, at)
				  : lr_span_sub(s, at + 1, s.n),
			begin))
			most = i + 1;
	}
	return most;
}

/* Chinese and Japanese forms stand before or behind a name without a blank. */
static size_t
cjk_at(struct lr_span s, bool begin)
{
	static const char *const cjk[] = { "\xe6\xa0\xaa\xe5\xbc\x8f\xe4\xbc"
					   "\x9a\xe7\xa4\xbe",
		"\xe6\x9c\x89\xe9\x99\x90\xe4\xbc\x9a\xe7\xa4\xbe",
		"\xe8\x82\xa1\xe4\xbb\xbd\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac"
		"\xe5\x8f\xb8",
		"\xe6\x9c\x89\xe9\x99\x90\xe8\xb4\xa3\xe4\xbb\xbb\xe5\x85\xac"
		"\xe5\x8f\xb8",
		"\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac\xe5\x8f\xb8" };
	size_t i, n;

	for (i = 0; i < COUNT(cjk); i++) {
		n = strlen(cjk[i]);
		if (s.n > n &&
		    memcmp(begin ? s.p : s.p + s.n - n, cjk[i], n) == 0)
			return n;
	}
	return 0;
}

static struct lr_span
without_forms(struct lr_span s)
{
	size_t n;

	while ((n = form_at(s, false)) > 0 || (n = cjk_at(s, false)) > 0)
		s = lr_span_sub(s, 0, s.n - n);
	while ((n = form_at(s, true)) > 0 || (n = cjk_at(s, true)) > 0)
		s = lr_span_sub(s, n, s.n);
	while (s.n > 0 && *s.p == ' ')
		s = lr_span_sub(s, 1, s.n);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

size_t
lr_company_key(struct lr_span name, struct lr_span where, bool plain, char *out)
{
	struct key k = { .out = out };
	struct lr_span rest;

	if (where.n != 2 || !lr_is_alpha(where.p[0]) ||
	    !lr_is_alpha(where.p[1]))
		return 0;
	fold(&k, name, plain);
	rest = without_forms(lr_span(out, k.n));
	if (rest.n < 2)
		return 0;
	memmove(out, rest.p, rest.n);
	out[rest.n] = '\n';
	out[rest.n + 1] = lr_upper(where.p[0]);
	out[rest.n + 2] = lr_upper(where.p[1]);
	return rest.n + 3;
}
