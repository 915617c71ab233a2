/*
 * bootstrap: which RDAP server to ask about an address (RFC 9224): by IANA's
 * lists as they were last fetched, kept in the folder of the stores; by a
 * built-in copy until there are any; or by a file of the user's, and then by
 * that alone. Asks nobody: the caller fetches a list that is due and hands it
 * over.
 */
#ifndef LR_BOOTSTRAP_H
#define LR_BOOTSTRAP_H

#include <stdint.h>

#include "err.h"
#include "ip.h"

#define LR_BOOTSTRAP_MAX (1u << 20) /* bytes of a list */
#define LR_BOOTSTRAP_LISTS 2u	    /* IPv4, IPv6 */

struct lr_bootstrap; /* heap */

/* file: the user's, or NULL. dir: the folder of the stores; NULL: nothing is
 * kept or due. now: the wall clock. LR_EBAD, LR_EIO: of the user's file, *why
 * gets one line; a broken copy of ours is as good as none. */
enum lr_err lr_bootstrap_open(struct lr_bootstrap **b, const char *file,
    const char *dir, int64_t now, const char **why);
void lr_bootstrap_close(struct lr_bootstrap *b);

/* The server's URL, ending in '/', or NULL. */
const char *lr_bootstrap_find(
    const struct lr_bootstrap *b, const struct lr_ip *ip);

/* All servers, those too that a question may be sent on to: URL i from 0, or
 * NULL behind the last. */
const char *lr_bootstrap_url(const struct lr_bootstrap *b, unsigned i);

/* The list that ip needs, if it is to be fetched now: its name on IANA's
 * server ("ipv4.json"), else NULL. One that was handed out is not again before
 * got or missed. */
const char *lr_bootstrap_due(
    struct lr_bootstrap *b, const struct lr_ip *ip, int64_t now);

/* A list has come; it counts from now on, and is kept for max_age seconds, at
 * least a day, at most 30. LR_EBAD: it is none, and has been missed. LR_EIO: it
 * could not be kept. */
enum lr_err lr_bootstrap_got(struct lr_bootstrap *b, const char *name,
    struct lr_span list, int64_t max_age, int64_t now);

/* It did not come: what there is goes on to count; due again in an hour. */
void lr_bootstrap_missed(struct lr_bootstrap *b, const char *name, int64_t now);

#endif
