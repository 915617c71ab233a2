/*
 * idn: host names for the eyes of people: xn--mller-kva.de is told as
 * m\374ller.de where that cannot be taken for another name.
 *
 * A label is told in its own letters when it is spelt the one right way and all
 * its letters are of one of these, with digits and inner hyphens:
 *
 *	Latin		a to z and the small letters with marks of Western and
 *			Central Europe; not those that look like one without
 *	Greek, Cyrillic	at least one letter looks like none of Latin
 *	Chinese, Japanese: Han and kana; at least two characters
 *	Korean		Hangul syllables
 *
 * Anything else, such as two of these in one label, scripts that are written
 * from right to left, marks that combine, letters that nobody sees, leaves the
 * whole host as it is. What this lets through is ambiguous at most where people
 * do not know the letters; links must lead to the host as it was.
 */
#ifndef LR_IDN_H
#define LR_IDN_H

#include "buf.h"

/* A text with all hosts in it told so: s itself where there is none, else made
 * in b, which is cleared before. */
struct lr_span lr_idn_text(struct lr_span s, struct lr_buf *b);

#endif
