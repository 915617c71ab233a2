#include "words.h"

#include <stdlib.h>

#include "ascii.h"
#include "utf8.h"

/* Folded texts have letters, digits and blanks: 37 codes, and 0 for what is
 * none of them. Two in a row are a place in the tables below. */
#define CODES 38u
#define PLACES (CODES * CODES)

/* A row made ready: without its stars, and with a blank at its end where a
 * word must end there. */
struct pattern {
	uint64_t head, mask; /* the first bytes, and which of them there are */
	char *text;
	size_t n;
	bool inner; /* need not begin a word */
	unsigned place;
	uint32_t mark;
};

/* Patterns by the place of their first two characters, inner ones first. */
struct set {
	struct pattern *p;
	size_t n;
	uint16_t first[PLACES + 1], head[PLACES];
};

struct lr_words {
	struct set innocent, telling;
};

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
	return code(p[0]) * CODES + code(p[1]);
}

static uint64_t
eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static enum lr_err
ready(struct pattern *p, const struct lr_word *row, uint32_t mark)
{
	struct lr_span s = lr_span_str(row->pattern);
	bool tail;

	p->inner = s.n > 0 && s.p[0] == '*';
	s = lr_span_sub(s, p->inner, s.n);
	tail = s.n == 0 || s.p[s.n - 1] != '*';
	s.n -= !tail;
	if (s.n + tail < 2 || (p->text = calloc(1, s.n + 8)) == NULL)
		return s.n + tail < 2 ? LR_EBAD : LR_ENOMEM;
	memcpy(p->text, s.p, s.n);
	p->text[s.n] = ' ';
	p->n = s.n + tail;
	memset(&p->mask, 0xff, p->n < 8 ? p->n : 8);
	p->head = eight(p->text) & p->mask;
	p->place = place(p->text);
	p->mark = mark;
	return LR_OK;
}

static int
by_place(const void *a, const void *b)
{
	const struct pattern *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (int)y->inner - (int)x->inner;
}

static void
order(struct set *s)
{
	size_t i = 0;
	unsigned k;

	qsort(s->p, s->n, sizeof(*s->p), by_place);
	for (k = 0; k < PLACES; k++) {
		s->first[k] = (uint16_t)i;
		while (i < s->n && s->p[i].place == k && s->p[i].inner)
			i++;
		s->head[k] = (uint16_t)i;
		while (i < s->n && s->p[i].place == k)
			i++;
	}
	s->first[k] = (uint16_t)i;
}

/* The bit of a mark, 0 when there is none of that name. */
static uint32_t
bit_of(const char *mark, const char *const *marks)
{
	unsigned i;

	for (i = 0; marks[i] != NULL && i < 32; i++)
		if (strcmp(mark, marks[i]) == 0)
			return UINT32_C(1) << i;
	return 0;
}

static enum lr_err
take_rows(struct lr_words *w, const struct lr_word *rows, size_t n,
    const char *const *marks)
{
	enum lr_err err;
	size_t i;

	for (i = 0; i < n; i++) {
		bool none = strcmp(rows[i].mark, "none") == 0;
		uint32_t bit = bit_of(rows[i].mark, marks);
		struct set *s = none ? &w->innocent : &w->telling;

		if (!none && bit == 0)
			return LR_EBAD;
		err = ready(&s->p[s->n], &rows[i], bit);
		if (err != LR_OK)
			return err;
		s->n++;
	}
	order(&w->innocent);
	order(&w->telling);
	return LR_OK;
}

enum lr_err
lr_words_new(struct lr_words **w, const struct lr_word *rows, size_t n,
    const char *const *marks)
{
	struct lr_words *new = calloc(1, sizeof(*new));
	enum lr_err err = LR_ENOMEM;

	if (new == NULL)
		return LR_ENOMEM;
	new->innocent.p = calloc(n + 1, sizeof(struct pattern));
	new->telling.p = calloc(n + 1, sizeof(struct pattern));
	if (new->innocent.p != NULL &&new->telling.p != NULL)
		err = n > UINT16_MAX ? LR_EBAD : take_rows(new, rows, n, marks);
	if (err != LR_OK) {
		lr_words_free(new);
		return err;
	}
	*w = new;
	return LR_OK;
}

static void
free_set(struct set *s)
{
	while (s->n > 0)
		free(s->p[--s->n].text);
	free(s->p);
}

void
lr_words_free(struct lr_words *w)
{
	if (w == NULL)
		return;
	free_set(&w->innocent);
	free_set(&w->telling);
	free(w);
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

/* Every pattern of the set that stands in the text, which ends in a blank and
 * 8 bytes that may be read. With blot, where one stands nothing will be found
 * later. */
static uint32_t
pass(const struct set *s, char *p, size_t n, bool blot)
{
	unsigned k, here, next = code(p[1]);
	uint32_t found = 0;
	size_t i, end, at;

	for (at = 1; at + 1 < n && s->n > 0; at++) {
		here = next;
		next = code(p[at + 1]);
		k = here * CODES + next;
		end = p[at - 1] == ' ' ? s->first[k + 1] : s->head[k];
		for (i = s->first[k]; i < end; i++) {
			const struct pattern *pt = &s->p[i];

			if ((eight(p + at) & pt->mask) != pt->head ||
			    n - at < pt->n ||
			    (pt->n > 8 && memcmp(p + at, pt->text, pt->n) != 0))
				continue;
			found |= pt->mark;
			if (blot)
				memset(p + at, '.',
				    pt->n - (pt->text[pt->n - 1] == ' '));
		}
	}
	return found;
}

uint32_t
lr_words_find(const struct lr_words *w, struct lr_span folded)
{
	char copy[LR_FOLD_MAX + 8];

	if (folded.n < 2 || folded.n > LR_FOLD_MAX || folded.p[0] != ' ' ||
	    folded.p[folded.n - 1] != ' ')
		return 0;
	memcpy(copy, folded.p, folded.n);
	memset(copy + folded.n, 0, 8);
	pass(&w->innocent, copy, folded.n, true);
	return pass(&w->telling, copy, folded.n, false);
}
