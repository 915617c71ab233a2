/*
 * firm: is this the company that was asked for? Compares names as people
 * write them in profiles ("Beispiel", "Beispiel Maschinenbau GmbH - Linz",
 * "BEISPIEL Maschinen...") with the one in the user's list.
 */
#ifndef LR_FIRM_H
#define LR_FIRM_H

#include "company.h"
#include "span.h"

#define LR_FIRM_KEY (LR_COMPANY_KEY + 2u)

/* A name without case, accents and legal form, with and without the two-letter
 * spelling of umlauts. A plain struct. */
struct lr_firm {
	char key[2][LR_FIRM_KEY];
	size_t n[2];
	bool formal;	/* the name had a legal form: it is all of the name */
	char label[64]; /* of the domain, letters and digits only */
	size_t label_n;
};

/* company or domain, or both; the domain is a registrable one. False: there is
 * nothing to compare. */
bool lr_firm_init(
    struct lr_firm *f, struct lr_span company, struct lr_span domain);

/* Does this text name that company? cut: its end is missing ("..."). A longer
 * name is another company's, unless the words behind are in
 * lib/tables/firm-words or the one that was asked for had no legal form. */
bool lr_firm_is(const struct lr_firm *f, struct lr_span text, bool cut);

/* Does the text begin with that company's name? */
bool lr_firm_begins(const struct lr_firm *f, struct lr_span text);

/* Where in the text the company's name begins, as words of their own; text.n:
 * it is not there. */
size_t lr_firm_find(const struct lr_firm *f, struct lr_span text);

#endif
