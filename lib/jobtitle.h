/*
 * jobtitle: the rank and the department that a position tells, in the words
 * that Hunter uses: what a search engine's hit does not say by itself. Words
 * are in lib/tables/job-words, German and English above all.
 */
#ifndef LR_JOBTITLE_H
#define LR_JOBTITLE_H

#include "span.h"

/* "executive", "senior" or "junior", the highest that is said; { NULL, 0 }:
 * nothing is. A literal. */
struct lr_span lr_jobtitle_seniority(struct lr_span position);

/* "it", "sales" and so on, the most telling one; { NULL, 0 }. A literal. */
struct lr_span lr_jobtitle_department(struct lr_span position);

/* Are these words that the two can answer? */
bool lr_jobtitle_is_seniority(struct lr_span s);
bool lr_jobtitle_is_department(struct lr_span s);

/* Is the word in a list joined by commas? An empty list has all. */
bool lr_jobtitle_listed(struct lr_span list, struct lr_span s);

#endif
