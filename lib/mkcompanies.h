/*
 * mkcompanies: write a store of companies (companyfile.h), which companies
 * reads.
 *
 * Rows go to the file as they come; 16 bytes a domain and a name stay in
 * memory, 32 for a name with umlauts. Of rows with one domain the last one
 * counts. A name that two companies of one country have finds neither: they
 * are two when their domains differ or, without domains, their cities.
 * The bytes of the file depend on nothing but the rows.
 */
#ifndef LR_MKCOMPANIES_H
#define LR_MKCOMPANIES_H

#include "company.h"
#include "err.h"

#define LR_MKCOMPANIES_ROWS_MAX (1u << 27)

struct lr_mkcompanies; /* heap */

struct lr_mkcompanies_sum {
	uint64_t rows, domains, names; /* that can be found */
	uint64_t replaced;	       /* rows, by a later one of the domain */
	uint64_t doubtful;	       /* names of several companies */
	uint64_t bytes;
};

/* fd is written from its beginning, or nothing is when it is -1; the caller
 * closes it. */
enum lr_err lr_mkcompanies_new(struct lr_mkcompanies **m, int fd);
void lr_mkcompanies_free(struct lr_mkcompanies *m);

/* A row of clean texts (lr_company_clean). LR_EBAD: neither a domain nor a
 * name, or a text that is not plain; LR_ENOMEM: no memory, or too many rows;
 * LR_ETOOLONG: too many bytes; LR_EIO may come with any row. */
enum lr_err lr_mkcompanies_add(
    struct lr_mkcompanies *m, const struct lr_company *row);

/* Write the rest. All that can be done with m afterwards is free. */
enum lr_err lr_mkcompanies_end(
    struct lr_mkcompanies *m, struct lr_mkcompanies_sum *sum);

#endif
