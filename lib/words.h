/*
 * words: tables of words looked for in names, all at once.
 *
 * A table is an array of rows { pattern, mark }, from lib/tables. A pattern
 * is a word, or several in a row; with * at its beginning it may end a longer
 * word, with * at its end begin one, with both stand inside. What is found is
 * a set of marks. Patterns marked "none" are innocent: where one stands, no
 * other pattern of the table is looked for.
 */
#ifndef LR_WORDS_H
#define LR_WORDS_H

#include <stdint.h>

#include "err.h"
#include "span.h"

#define LR_FOLD_MAX 512u /* bytes of a folded text; what is beyond is lost */

struct lr_word {
	const char *pattern, *mark;
};

struct lr_words; /* heap */

/* marks: their names, NULL at the end; bit i of a set is marks[i]. LR_EBAD: a
 * row's mark is not among them. The rows are borrowed. */
enum lr_err lr_words_new(struct lr_words **w, const struct lr_word *rows,
    size_t n, const char *const *marks);
void lr_words_free(struct lr_words *w);

/* Fold a text: lower case, accents of Latin letters undone, dots and slashes
 * within abbreviations gone (S.p.A. is spa), everything else a blank; one
 * blank between words and at both ends. out has LR_FOLD_MAX + 1 bytes and gets
 * a NUL; the length without it. */
size_t lr_words_fold(struct lr_span text, char *out);

/* The same for host names: only letters are kept. */
size_t lr_words_fold_host(struct lr_span text, char *out);

/* The marks found in a folded text. */
uint32_t lr_words_find(const struct lr_words *w, struct lr_span folded);

#endif
