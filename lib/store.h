/*
 * store: a file of ours that several processes may use at once and that
 * outlives being killed: SQLite in WAL mode, secure_delete on, with a schema
 * version. The only module that knows SQLite.
 */
#ifndef LR_STORE_H
#define LR_STORE_H

#include <stdint.h>

#include "err.h"
#include "span.h"

struct lr_store; /* heap */
struct lr_query; /* a prepared statement; heap */

struct lr_store_spec {
	const char *file;	   /* "resolve.db" */
	const char *const *schema; /* schema[i] brings version i to i + 1 */
	unsigned version;	   /* entries of schema */
};

enum lr_store_mode {
	LR_STORE_READ,	/* must exist; LR_END when it does not */
	LR_STORE_WRITE, /* made when missing, brought up to date */
	LR_STORE_CHANGE /* like WRITE, but LR_END when it does not exist */
};

/* dir is the folder (file.h, lr_file_state). LR_EBAD: corrupt, not ours, or of
 * a newer lr; LR_EAGAIN: locked for longer than the busy timeout; LR_EIO.
 * *why gets one line on failure and lives until the next open. */
enum lr_err lr_store_open(struct lr_store **st, const struct lr_store_spec *s,
    const char *dir, enum lr_store_mode mode, const char **why);

/* Also frees; an open transaction is rolled back. */
void lr_store_close(struct lr_store *st);

/* One line about the last failure. */
const char *lr_store_why(const struct lr_store *st);

/* Transactions: begin takes the write lock (waits up to the busy timeout). */
enum lr_err lr_store_begin(struct lr_store *st);
enum lr_err lr_store_commit(struct lr_store *st);
void lr_store_rollback(struct lr_store *st);

/* Move everything from the log into the file and empty the log, so that what
 * was deleted is gone from the disk. */
enum lr_err lr_store_checkpoint(struct lr_store *st);

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

/* Rows that the last finished step of this store changed. */
int64_t lr_store_changes(const struct lr_store *st);

#endif
