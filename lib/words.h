/*
 * words: tables of words looked for in names, all at once.
 *
 * A table is a file of rows, pattern and mark, in lib/tables. A pattern is a
 * word, or several in a row; with * at its beginning it may end a longer word,
 * with * at its end begin one, with both stand inside. What is found is a set
 * of marks. Patterns marked "none" are innocent: where one stands, no other
 * pattern of the table is looked for.
 *
 * scripts/words.awk makes a constant of such a file: NAME.words, to be included
 * where MARK(X) is defined as the bit of mark x. Nothing is left to be done at
 * run time.
 */
#ifndef LR_WORDS_H
#define LR_WORDS_H

#include <stdint.h>

#include "span.h"

#define LR_FOLD_MAX 512u /* bytes of a folded text; what is beyond is lost */

/* A row: without its stars, and with a blank at its end where a word must end
 * there. */
#define LR_PATTERN_MAX 43u
struct lr_pattern {
	char text[LR_PATTERN_MAX];
	unsigned char n;
	uint32_t mark;
};

/* Folded texts have letters, digits and blanks: 37 codes, and 0 for what is
 * none of them. Two in a row are a place. */
#define LR_WORDS_CODES 38u
#define LR_WORDS_AT (2 * LR_WORDS_CODES * LR_WORDS_CODES + 1)

/* Patterns by the place of their first two characters: those of place k that
 * need not begin a word from at[2 * k], the others from at[2 * k + 1]. */
struct lr_wordset {
	const struct lr_pattern *p; /* NULL: there are none */
	const uint16_t *at;
};

struct lr_words {
	struct lr_wordset innocent, telling; /* marks of innocent: all 1 */
};

/* Fold a text: lower case, accents of Latin letters undone, dots and slashes
 * within abbreviations gone (S.p.A. is spa), everything else a blank; one
 * blank between words and at both ends. out has LR_FOLD_MAX + 1 bytes and gets
 * a NUL; the length without it. */
size_t lr_words_fold(struct lr_span text, char *out);

/* The same for host names: only letters are kept. */
size_t lr_words_fold_host(struct lr_span text, char *out);

/* The marks found in a folded text. */
uint32_t lr_words_find(const struct lr_words *w, struct lr_span folded);

/* The mark of the pattern that the whole text is; 0: it is none. */
uint32_t lr_words_equal(const struct lr_words *w, struct lr_span text);

#endif
