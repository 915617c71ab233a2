/*
 * domain: host names and their registrable domains, by the public suffix list
 * (libpsl; the newer of Debian's publicsuffix package and the built-in copy).
 *
 * Suffixes of the private section (blogspot.com, dyndns.org, s3.amazonaws.com)
 * count as suffixes too: a customer below one gets the label of his own and
 * never the provider's domain, and lr_domain_private tells that the name is
 * one of those, so that no such customer is taken for the company that owns a
 * domain. IDNA is not undone: names are compared as the DNS has them, xn-- and
 * all. The list is read when it is first needed; each belongs to one thread.
 */
#ifndef LR_DOMAIN_H
#define LR_DOMAIN_H

#include "err.h"
#include "limits.h"
#include "span.h"

struct lr_domains; /* heap */

/* LR_ENOMEM: no list at all, or no memory. */
enum lr_err lr_domains_new(struct lr_domains **d);
void lr_domains_free(struct lr_domains *d);

/* Take a host name into out (LR_NAME_MAX + 1 bytes, NUL at the end): lower
 * case, without the dot at its end. The length, or 0 when it is none: letters,
 * digits, hyphens and underscores in two labels or more, of lengths that the
 * DNS allows, the last one not all digits. (Host names have no underscores and
 * no hyphen at the end of a label, but reverse names of providers do.) */
size_t lr_domain_host(struct lr_span name, char *out);

/* The registrable domain of such a name, a part of it; { NULL, 0 } when it is
 * a public suffix itself, or under a top-level domain that does not exist. */
struct lr_span lr_domain_registrable(struct lr_domains *d, struct lr_span host);

/* True when the registrable domain lies below a private suffix. */
bool lr_domain_private(struct lr_domains *d, struct lr_span registrable);

/* True when name is domain or ends in a dot and domain. */
bool lr_domain_under(struct lr_span name, struct lr_span domain);

#endif
