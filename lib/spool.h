/*
 * spool: a stream kept in memory as a file, for readers that must jump about
 * in it. Never on disk.
 */
#ifndef LR_SPOOL_H
#define LR_SPOOL_H

#include <stdint.h>

#include "err.h"
#include "span.h"
#include "unpack.h"

/* A descriptor, at its beginning, of a file in memory that holds head and all
 * that u still has. LR_ETOOLONG: over max bytes. Errors of u come through. */
enum lr_err lr_spool(
    struct lr_unpack *u, struct lr_span head, uint64_t max, int *fd);

#endif
