/*
 * company: what a table of companies says of one, its columns by the names
 * that people give them, its cells made plain, and the keys it is found by.
 * Texts of tables are the data of strangers: what leaves lr_company_clean is
 * well-formed UTF-8 without control characters, at most LR_COMPANY_TEXT bytes.
 */
#ifndef LR_COMPANY_H
#define LR_COMPANY_H

#include <stdint.h>

#include "span.h"

#define LR_COMPANY_TEXT 255u /* bytes of a cell; longer ones are cut */
#define LR_COMPANY_KEY 320u  /* bytes of a key of a name */

enum lr_company_field {
	LR_COMPANY_NAME,
	LR_COMPANY_DOMAIN,
	LR_COMPANY_INDUSTRY,
	LR_COMPANY_EMPLOYEES,
	LR_COMPANY_FOUNDED,
	LR_COMPANY_STREET,
	LR_COMPANY_POSTCODE,
	LR_COMPANY_CITY,
	LR_COMPANY_REGION,
	LR_COMPANY_COUNTRY,
	LR_COMPANY_PHONE,
	LR_COMPANY_WEBSITE,
	LR_COMPANY_LINKEDIN,
	LR_COMPANY_XING,
	LR_COMPANY_FIELDS
};

struct lr_company {
	struct lr_span field[LR_COMPANY_FIELDS]; /* n is 0: not known */
};

/* "name", "domain", ... */
const char *lr_company_name_of(enum lr_company_field f);

/* The field that a column holds, by its header, whatever case, blanks and
 * signs it has (lib/tables/company-columns); LR_COMPANY_FIELDS: none. */
enum lr_company_field lr_company_column(struct lr_span header);

/* A header without case, accents, blanks and signs, as that table has it.
 * out has LR_COMPANY_TEXT bytes. */
size_t lr_company_fold(struct lr_span header, char *out);

/* A cell as the field's plain text in out, LR_COMPANY_TEXT bytes. The length;
 * 0: it says nothing that can be used. The two must not overlap. */
size_t lr_company_clean(
    enum lr_company_field f, struct lr_span cell, char *out);

/* The code of a country by its code or name, at out (2 bytes). Codes are those
 * of ISO 3166-1 and of registries: EU, AP, XK. False: there is no such. */
bool lr_company_country(struct lr_span s, char *out);

/* Well-formed, no control characters, of 1 to LR_COMPANY_TEXT bytes. */
bool lr_company_plain(struct lr_span s);

/* The fewest and the most employees that a number or range means ("51-200",
 * "1.000", "10k+", "<10"), *most being UINT64_MAX where it is open. False: it
 * tells none. */
bool lr_company_range(
    struct lr_span employees, uint64_t *least, uint64_t *most);
/* The most of them; UINT64_MAX: not known, or open. */
uint64_t lr_company_most(struct lr_span employees);

/* One person in business, by the legal form in the name ("Muster e.K.") or
 * what stands for the number of employees ("Self-employed"). */
bool lr_company_person(const struct lr_company *c);

/* What a name and a country are found by, LR_COMPANY_KEY bytes: without case,
 * accents, signs and legal form. An umlaut has two spellings: ae, and with
 * plain set a. The length; 0: no name is left, or the country is unknown. */
size_t lr_company_key(
    struct lr_span name, struct lr_span country, bool plain, char *out);

#endif
