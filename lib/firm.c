#include "firm.h"

#include "ascii.h"
#include "utf8.h"

static const struct {
	const char *word;
} neutral[] = {
#include "firm-words.inc"
};

/* The key of a name in out; its length. */
static size_t
key_of(struct lr_span name, bool plain, char *out)
{
	size_t n = lr_company_key(name, LR_SPAN("ZZ"), plain, out);

	return n < 3 ? 0 : n - 3; /* less the country */
}

/* The same with legal forms kept: nothing at the ends can be one. */
static size_t
whole_key(struct lr_span name, bool plain, char *out)
{
	char text[300];
	size_t n;

	if (name.n + 4 > sizeof(text))
		name.n = sizeof(text) - 4;
	memcpy(text, "x ", 2);
	if (name.n > 0)
		memcpy(text + 2, name.p, name.n);
	memcpy(text + 2 + name.n, " x", 2);
	n = key_of(lr_span(text, name.n + 4), plain, out);
	if (n < 4)
		return 0;
	memmove(out, out + 2, n -= 4);
	return n;
}

bool
lr_firm_init(struct lr_firm *f, struct lr_span company, struct lr_span domain)
{
	char whole[LR_COMPANY_KEY];
	unsigned plain;
	size_t i, n;

	*f = (struct lr_firm){ .label_n = 0 };
	for (plain = 0; plain < 2 && company.n > 0; plain++)
		f->n[plain] = key_of(company, plain == 1, f->key[plain]);
	n = company.n == 0 ? 0 : whole_key(company, false, whole);
	f->formal = n > f->n[0];
	for (i = 0; i < domain.n && domain.p[i] != '.'; i++)
		if (lr_is_alnum(domain.p[i]) && f->label_n < sizeof(f->label))
			f->label[f->label_n++] = lr_lower(domain.p[i]);
	return f->n[0] > 0 || f->label_n > 0;
}

/* Is the key, its blanks apart, the domain's label? */
static bool
is_label(const struct lr_firm *f, struct lr_span key)
{
	size_t i, n = 0;

	if (f->label_n < 2)
		return false;
	for (i = 0; i < key.n; i++) {
		if (key.p[i] == ' ')
			continue;
		if (n == f->label_n || f->label[n++] != key.p[i])
			return false;
	}
	return n == f->label_n;
}

/* Only words that make no other company. */
static bool
all_neutral(struct lr_span words)
{
	struct lr_span word;
	size_t i, n = sizeof(neutral) / sizeof(neutral[0]);

	while (words.p != NULL) {
		word = lr_span_cut(&words, ' ');
		for (i = 0; i < n; i++)
			if (lr_span_eq(word, lr_span_str(neutral[i].word)))
				break;
		if (word.n > 0 && i == n)
			return false;
	}
	return true;
}

/* s goes on with a word where head ends. */
static bool
word_prefix(struct lr_span s, struct lr_span head)
{
	return head.n > 0 && lr_span_starts(s, head) &&
	    (s.n == head.n || s.p[head.n] == ' ');
}

static bool
is_key(const struct lr_firm *f, struct lr_span asked, struct lr_span found,
    bool cut)
{
	if (lr_span_eq(asked, found))
		return true;
	if (cut && found.n >= 4 && lr_span_starts(asked, found))
		return true;
	/* people leave words out */
	if (found.n >= 4 && word_prefix(asked, found))
		return true;
	return word_prefix(found, asked) &&
	    (!f->formal || cut ||
		all_neutral(lr_span_sub(found, asked.n, found.n)));
}

bool
lr_firm_is(const struct lr_firm *f, struct lr_span text, bool cut)
{
	char found[LR_COMPANY_KEY];
	unsigned plain;
	struct lr_span s;

	for (plain = 0; plain < 2; plain++) {
		s = lr_span(found, whole_key(text, plain == 1, found));
		if (is_label(f, s))
			return true;
		s = lr_span(found, key_of(text, plain == 1, found));
		if (s.n == 0)
			continue;
		if (is_label(f, s))
			return true;
		if (f->n[plain] > 0 &&
		    is_key(f, lr_span(f->key[plain], f->n[plain]), s, cut))
			return true;
	}
	return false;
}

bool
lr_firm_begins(const struct lr_firm *f, struct lr_span text)
{
	char found[LR_COMPANY_KEY];
	unsigned plain;
	struct lr_span s;
	size_t i;

	/* as much as a name can be */
	if (text.n > 2 * LR_COMPANY_KEY / 3) {
		text.n = 2 * LR_COMPANY_KEY / 3;
		while (text.n > 0 &&
		    ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
			text.n--;
	}
	for (plain = 0; plain < 2; plain++) {
		s = lr_span(found, whole_key(text, plain == 1, found));
		if (f->n[plain] > 0 &&
		    word_prefix(s, lr_span(f->key[plain], f->n[plain])))
			return true;
		for (i = 1; i <= s.n; i++)
			if ((i == s.n || s.p[i] == ' ') &&
			    is_label(f, lr_span_sub(s, 0, i)))
				return true;
	}
	return false;
}

size_t
lr_firm_find(const struct lr_firm *f, struct lr_span text)
{
	bool word = true; /* one begins here */
	unsigned len;
	size_t i;

	for (i = 0; i < text.n; i += len) {
		uint32_t c;
		bool inner;

		len = lr_utf8_len(text.p + i, text.p + text.n);
		c = len == 0 ? ' ' : lr_utf8_get(text.p + i, len);
		if (len == 0)
			len = 1;
		inner = c >= 0xc0 ? c < 0x2000 || c > 0x206f
				  : c < 0x80 && lr_is_alnum((char)c);
		if (word && inner &&
		    lr_firm_begins(f, lr_span_sub(text, i, text.n)))
			return i;
		word = !inner;
	}
	return text.n;
}
