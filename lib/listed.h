/*
 * listed: is an address on the blacklist? Asks the store for that one address
 * and loads nothing: for programs that have one question and little time.
 */
#ifndef LR_LISTED_H
#define LR_LISTED_H

#include "blacklist.h"

struct lr_asklist; /* heap */

/* Opens blacklist.db and the key to read. LR_END: there is no list; other
 * errors and *why as those of lr_blacklist_open. */
enum lr_err lr_asklist_open(
    struct lr_asklist **l, const char *dir, const char **why);
void lr_asklist_close(struct lr_asklist *l);

/* As of now: what is over age counts no more. On failure lr_asklist_why. */
enum lr_err lr_asklist(struct lr_asklist *l, const struct lr_ip *ip,
    int64_t now, enum lr_listed *listed);
const char *lr_asklist_why(const struct lr_asklist *l);

#endif
