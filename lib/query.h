/*
 * query: statements of a store, and their rows. Part of store.c, the one file
 * that knows SQLite; include store.h.
 */
#ifndef LR_QUERY_H
#define LR_QUERY_H

#include <stdint.h>

#include "err.h"
#include "span.h"

struct lr_store; /* heap */
struct lr_query; /* a prepared statement; heap */

/* sql is a literal. LR_EBAD: the schema is not what it says (corrupt). */
enum lr_err lr_query_new(
    struct lr_query **q, struct lr_store *st, const char *sql);
void lr_query_free(struct lr_query *q);

/* Bind parameter i from 1; text is copied as a blob. { NULL, 0 } binds NULL. */
void lr_query_int(struct lr_query *q, int i, int64_t v);
void lr_query_span(struct lr_query *q, int i, struct lr_span s);

/* LR_OK: a row; LR_END: done (and reset, ready for new values); else failed
 * and reset. */
enum lr_err lr_query_step(struct lr_query *q);

/* Column i from 0 of the row; spans live until the next step. */
int64_t lr_query_get_int(struct lr_query *q, int i);
struct lr_span lr_query_get_span(struct lr_query *q, int i);

/* For a query left before LR_END. */
void lr_query_reset(struct lr_query *q);

#endif
