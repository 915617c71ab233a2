/*
 * search: what the search engines among the providers have in common: the
 * query, and profiles among the hits.
 */
#ifndef LR_SEARCH_H
#define LR_SEARCH_H

#include "provider.h"
#include "tree.h"

#define LR_SEARCH_NAME 120u /* bytes of a company's name in a query */

/* Append "&q=" and the query: "Company" and the places of profiles. */
void lr_search_query(struct lr_buf *url, const struct lr_enquiry *q);

/* The hits of an array of objects with these members. How many were people of
 * the company: *people. */
enum lr_said lr_search_hits(const struct lr_provider_use *u,
    const struct lr_enquiry *q, const struct lr_node *hits, const char *title,
    const char *url, const char *snippet, struct lr_findings *out,
    unsigned *people);

/* After a page with that many people: is another one worth its price? */
bool lr_search_enough(
    const struct lr_enquiry *q, const struct lr_findings *out, unsigned people);

#endif
