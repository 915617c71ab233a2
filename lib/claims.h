/*
 * claims: several processes that share the folder of stores ask about
 * different things at the same time. A claim is a number that one process at
 * a time has, by a lock of the system on a byte of a file: it ends with the
 * process, however that ends. Nobody waits here.
 */
#ifndef LR_CLAIMS_H
#define LR_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct lr_claims; /* heap */

/* Makes the file in the folder dir. LR_EIO: errno tells. One a process: the
 * locks belong to the process, not to this. */
enum lr_err lr_claims_open(struct lr_claims **c, const char *dir);

/* Gives all of them back. */
void lr_claims_close(struct lr_claims *c);

/* False: another process has it. True also where locks do not work, as on
 * some network file systems: then both ask, which costs no more than that. */
bool lr_claims_take(struct lr_claims *c, uint32_t number);
void lr_claims_drop(struct lr_claims *c, uint32_t number);

#endif
