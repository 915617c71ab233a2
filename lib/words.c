#include "words.h"

#include "ascii.h"
#include "utf8.h"

static unsigned
code(char c)
{
	return c == ' '		   ? 1
	    : lr_is_digit(c)	   ? 2 + (unsigned)(c - '0')
	    : c >= 'a' && c <= 'z' ? 12 + (unsigned)(c - 'a')
				   : 0;
}

static unsigned
place(const char *p)
{
	return code(p[0]) * LR_WORDS_CODES + code(p[1]);
}

static uint64_t
eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Letters of Latin-1 and Latin Extended-A without their accents, in the order
 * of the code points from U+00C0; a blank is no letter. */
static const char plain[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
			    "aaaaaaaceeeeiiiidnooooo ouuuuyty"
			    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii"
			    "iijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssss"
			    "ttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static char
fold(uint32_t c)
{
	if (c < 0x80)
		return lr_is_alnum((char)c) ? lr_lower((char)c) : ' ';
	if (c >= 0xc0 && c < 0xc0 + sizeof(plain) - 1)
		return plain[c - 0xc0];
	if (c >= 0x218 && c <= 0x21b) /* Romanian s and t with a comma */
		return c < 0x21a ? 's' : 't';
	return c < 0x250 ? ' ' : 'x'; /* other scripts: some letter */
}

/* Where a folded text grows. */
struct folded {
	char *out;
	size_t n;
	size_t run; /* letters since the last dot or blank */
};

static void
add(struct folded *f, char c)
{
	if (c == ' ') {
		if (f->n > 0 && f->out[f->n - 1] != ' ')
			f->out[f->n++] = ' ';
		f->run = 0;
	} else {
		f->out[f->n++] = c;
		f->run++;
	}
}

size_t
lr_words_fold(struct lr_span text, char *out)
{
	struct folded f = { .out = out };
	const char *p = text.n == 0 ? "" : text.p, *end = p + text.n;

	out[f.n++] = ' ';
	while (p < end && f.n < LR_FOLD_MAX - 1) {
		bool ascii = (unsigned char)*p < 0x80;
		unsigned len = ascii ? 1 : lr_utf8_len(p, end);
		char c = ascii ? fold((unsigned char)*p)
		    : len == 0 ? ' '
			       : fold(lr_utf8_get(p, len));

		/* a dot or slash after one letter joins it to the next */
		if ((*p == '.' || *p == '/') && f.run == 1 && p + 1 < end &&
		    lr_is_alpha(p[1]))
			f.run = 0;
		else if (*p != '\'' && *p != '`')
			add(&f, c);
		p += len == 0 ? 1 : len;
	}
	add(&f, ' ');
	out[f.n] = '\0';
	return f.n;
}

size_t
lr_words_fold_host(struct lr_span text, char *out)
{
	struct folded f = { .out = out };
	size_t i;

	out[f.n++] = ' ';
	for (i = 0; i < text.n && f.n < LR_FOLD_MAX - 1; i++)
		add(&f, lr_is_alpha(text.p[i]) ? lr_lower(text.p[i]) : ' ');
	add(&f, ' ');
	out[f.n] = '\0';
	return f.n;
}

/* The first bytes of a pattern, as many as there are of eight, as a number. */
static uint64_t
head_of(const char *p, size_t n)
{
	static const char masks[16] = { -1, -1, -1, -1, -1, -1, -1, -1 };

	return eight(p) & eight(masks + 8 - (n < 8 ? n : 8));
}

/* Every pattern of the set that stands in the text, which ends in a blank and
 * 8 bytes that may be read. With blot, where one stands nothing will be found
 * later. */
static uint32_t
pass(const struct lr_wordset *s, char *p, size_t n, bool blot)
{
	unsigned k, here, next = code(p[1]);
	uint32_t found = 0;
	size_t i, end, at;

	for (at = 1; at + 1 < n && s->p != NULL; at++) {
		here = next;
		next = code(p[at + 1]);
		k = 2 * (here * LR_WORDS_CODES + next);
		end = p[at - 1] == ' ' ? s->at[k + 2] : s->at[k + 1];
		for (i = s->at[k]; i < end; i++) {
			const struct lr_pattern *pt = &s->p[i];

			if (head_of(p + at, pt->n) != eight(pt->text) ||
			    n - at < pt->n ||
			    (pt->n > 8 && memcmp(p + at, pt->text, pt->n) != 0))
				continue;
			found |= pt->mark;
			if (blot)
				memset(p + at, '.',
				    pt->n -
					(size_t)(pt->text[pt->n - 1] == ' '));
		}
	}
	return found;
}

uint32_t
lr_words_find(const struct lr_words *w, struct lr_span folded)
{
	char copy[LR_FOLD_MAX + 8];
	uint32_t found;

	if (folded.n < 2 || folded.n > LR_FOLD_MAX || folded.p[0] != ' ' ||
	    folded.p[folded.n - 1] != ' ')
		return 0;
	memcpy(copy, folded.p, folded.n);
	memset(copy + folded.n, 0, 8);
	found = pass(&w->telling, copy, folded.n, false);
	/* most texts tell nothing, or nothing innocent stands in them */
	if (found == 0 || pass(&w->innocent, copy, folded.n, true) == 0)
		return found;
	return pass(&w->telling, copy, folded.n, false);
}

uint32_t
lr_words_equal(const struct lr_words *w, struct lr_span text)
{
	const struct lr_wordset *s = &w->telling;
	uint32_t found = 0;
	unsigned k;
	size_t i;

	if (text.n < 2 || s->p == NULL)
		return 0;
	k = 2 * place(text.p);
	for (i = s->at[k + 1]; i < s->at[k + 2]; i++)
		if (s->p[i].n == text.n + 1 &&
		    memcmp(s->p[i].text, text.p, text.n) == 0)
			found |= s->p[i].mark;
	return found;
}
