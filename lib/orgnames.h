/*
 * orgnames: lr_orgname_read with a memory. The names of a few thousand
 * networks stand behind most addresses, and reading one costs more than all
 * else that is done for an address.
 *
 * Forgets without notice; memory is bounded (8 MB), and taken as it is used.
 */
#ifndef LR_ORGNAMES_H
#define LR_ORGNAMES_H

#include "err.h"
#include "orgname.h"

struct lr_orgnames; /* heap */

enum lr_err lr_orgnames_new(struct lr_orgnames **t);
void lr_orgnames_free(struct lr_orgnames *t);

/* As lr_orgname_read. */
void lr_orgnames_read(struct lr_orgnames *t, struct lr_span text,
    struct lr_span country, struct lr_orgname *o);

#endif
