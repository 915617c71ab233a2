/*
 * rdapbase: which RDAP server has the addresses of which range, as RFC 9224's
 * files say. The smallest range that holds an address counts. Files are
 * strangers' bytes.
 */
#ifndef LR_RDAPBASE_H
#define LR_RDAPBASE_H

#include <stdint.h>

#include "err.h"
#include "prefix.h"

#define LR_RDAPBASE_URL 256u /* bytes of a URL with its NUL */

struct lr_rdapbase_row {
	struct lr_range range;
	uint32_t url;
};

/* All zero is empty. Owns its memory. */
struct lr_rdapbase {
	struct lr_rdapbase_row *row;
	char (*url)[LR_RDAPBASE_URL];
	uint32_t rows, urls, row_cap, url_cap;
};

void lr_rdapbase_free(struct lr_rdapbase *b);

/* Add a server, an http or https URL, if it is new; its number is *url.
 * LR_EBAD: no such URL; LR_ETOOLONG: too many. */
enum lr_err lr_rdapbase_url(
    struct lr_rdapbase *b, struct lr_span text, uint32_t *url);

/* Add a range. */
enum lr_err lr_rdapbase_add(
    struct lr_rdapbase *b, const struct lr_range *range, uint32_t url);

/* Add all that a file of RFC 9224 has; of a service's URLs the first of https,
 * else the first. LR_EBAD: no such file, or nothing in it. *why then is one
 * line. */
enum lr_err lr_rdapbase_read(
    struct lr_rdapbase *b, struct lr_span file, const char **why);

/* The URL for an address, ending in '/', or NULL. */
const char *lr_rdapbase_find(
    const struct lr_rdapbase *b, const struct lr_ip *ip);

#endif
