#include "words.h"

#include <stdlib.h>

#include "ascii.h"
#include "utf8.h"

/* A row made ready: text is the pattern without its stars, with a blank where
 * a word must begin or end, to be found in a folded text. */
struct pattern {
	struct lr_span row; /* the pattern without its stars */
	bool head, tail;    /* a word begins, ends here */
	bool none;
	uint32_t mark;
};

struct lr_words {
	struct pattern *p; /* by first letter, innocent ones first */
	size_t n;
	uint32_t first[257]; /* of the patterns that begin with byte i */
};

static bool
ready(struct pattern *p, const struct lr_word *row, const char *const *marks)
{
	unsigned i;

	p->row = lr_span_str(row->pattern);
	p->head = p->row.n == 0 || p->row.p[0] != '*';
	p->row = lr_span_sub(p->row, !p->head, p->row.n);
	p->tail = p->row.n == 0 || p->row.p[p->row.n - 1] != '*';
	p->row.n -= p->row.n > 0 && !p->tail;
	p->none = strcmp(row->mark, "none") == 0;
	for (i = 0; !p->none && marks[i] != NULL && i < 32; i++)
		if (strcmp(row->mark, marks[i]) == 0)
			p->mark = UINT32_C(1) << i;
	return p->row.n > 0 && (p->none || p->mark != 0);
}

static int
by_letter(const void *a, const void *b)
{
	const struct pattern *x = a, *y = b;

	if (x->row.p[0] != y->row.p[0])
		return (unsigned char)x->row.p[0] - (unsigned char)y->row.p[0];
	return lr_span_cmp(x->row, y->row);
}

enum lr_err
lr_words_new(struct lr_words **w, const struct lr_word *rows, size_t n,
    const char *const *marks)
{
	struct lr_words *new = calloc(1, sizeof(*new));
	size_t i;
	unsigned c;

	if (new == NULL || (new->p = calloc(n + 1, sizeof(*new->p))) == NULL) {
		free(new);
		return LR_ENOMEM;
	}
	new->n = n;
	for (i = 0; i < n; i++)
		if (!ready(&new->p[i], &rows[i], marks)) {
			lr_words_free(new);
			return LR_EBAD;
		}
	qsort(new->p, n, sizeof(*new->p), by_letter);
	for (i = 0, c = 0; c < 257; c++) {
		while (i < n && (unsigned char)new->p[i].row.p[0] < c)
			i++;
		new->first[c] = (uint32_t)i;
	}
	*w = new;
	return LR_OK;
}

void
lr_words_free(struct lr_words *w)
{
	if (w == NULL)
		return;
	free(w->p);
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
	const char *p = text.p, *end = text.p + text.n;

	out[f.n++] = ' ';
	while (p < end && f.n < LR_FOLD_MAX - 1) {
		unsigned len = lr_utf8_len(p, end);
		char c = len == 0 ? ' ' : fold(lr_utf8_get(p, len));

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

/* Does the pattern stand at p[at]? The text ends in a blank. */
static bool
stands(const struct pattern *pt, struct lr_span s, size_t at)
{
	size_t n = pt->row.n;

	return s.n - at > n && memcmp(s.p + at, pt->row.p, n) == 0 &&
	    (!pt->head || s.p[at - 1] == ' ') &&
	    (!pt->tail || s.p[at + n] == ' ');
}

static uint32_t
pass(const struct lr_words *w, char *p, size_t n, bool none)
{
	struct lr_span s = lr_span(p, n);
	uint32_t found = 0;
	size_t i, at;

	for (at = 1; at < n; at++) {
		unsigned char c = (unsigned char)p[at];

		for (i = w->first[c]; i < w->first[c + 1u]; i++) {
			const struct pattern *pt = &w->p[i];

			if (pt->none != none || !stands(pt, s, at))
				continue;
			found |= pt->mark;
			if (none)
				memset(p + at, '.', pt->row.n);
		}
	}
	return found;
}

uint32_t
lr_words_find(const struct lr_words *w, struct lr_span folded)
{
	char copy[LR_FOLD_MAX + 1];

	if (folded.n < 2 || folded.n > LR_FOLD_MAX || folded.p[0] != ' ' ||
	    folded.p[folded.n - 1] != ' ')
		return 0;
	memcpy(copy, folded.p, folded.n);
	pass(w, copy, folded.n, true);
	return pass(w, copy, folded.n, false);
}
