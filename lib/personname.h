/*
 * personname: the name of a person as it stands in the title of a profile,
 * taken apart: academic titles, first names, last name with its particles.
 * Says no to what is none: companies, lists, jobs, handles. Words are in
 * lib/tables/person-words.
 */
#ifndef LR_PERSONNAME_H
#define LR_PERSONNAME_H

#include "span.h"

#define LR_PERSONNAME_MAX 160u /* bytes of a name; longer is none */

struct lr_personname {
	char title[LR_PERSONNAME_MAX + 1], first[LR_PERSONNAME_MAX + 1],
	    last[LR_PERSONNAME_MAX + 1];
	size_t title_n, first_n, last_n;
};

/* Spanish and Portuguese people have two last names: double_last. False: no
 * person's name. In Chinese, Japanese and Korean the family comes first; a
 * name of these scripts that cannot be taken apart is all last name. */
bool lr_personname_read(
    struct lr_span text, bool double_last, struct lr_personname *out);

#endif
