/*
 * companies: look companies up in the store that mkcompanies wrote, a file
 * that is mapped and only read. A row is found by its registrable domain, or
 * by its name and country as lr_company_key folds them.
 *
 * Survives any file: every offset is checked before use, every text is held
 * against lr_company_plain, a lookup takes a few steps whatever the file says.
 * Spans that are handed out live until close.
 */
#ifndef LR_COMPANIES_H
#define LR_COMPANIES_H

#include "company.h"
#include "err.h"

struct lr_companies; /* heap */

/* LR_EBAD: no such file, cut off, or of a newer lr; LR_EIO; LR_ENOMEM. *why
 * gets a few words that live on. */
enum lr_err lr_companies_open(
    struct lr_companies **c, const char *path, const char **why);
void lr_companies_close(struct lr_companies *c);

/* LR_OK, LR_END: not there, LR_EBAD: the file is corrupt. The domain is in
 * lower case. */
enum lr_err lr_companies_by_domain(const struct lr_companies *c,
    struct lr_span domain, struct lr_company *out);

/* The same by name. A company that is known by its domain too is the row of
 * that domain, even if that row has another name. */
enum lr_err lr_companies_by_name(const struct lr_companies *c,
    struct lr_span name, struct lr_span country, struct lr_company *out);

#endif
