/*
 * store: a file of ours that several processes may use at once and that
 * outlives being killed: SQLite in WAL mode, secure_delete on, with a schema
 * version. The only module that knows SQLite.
 */
#ifndef LR_STORE_H
#define LR_STORE_H

#include "query.h"

struct lr_store_spec {
	const char *file;	   /* "resolve.db" */
	const char *const *schema; /* schema[i] brings version i to i + 1 */
	unsigned version;	   /* entries of schema */
};

enum lr_store_mode {
	LR_STORE_READ,	/* must exist; LR_END when it does not. Its folder must
			 * be writable, or its file system read-only */
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

/* Wait so long for a lock, in milliseconds, of every store that this process
 * opens from now on, and while it is opened: for who cannot wait as long as
 * others. */
void lr_store_hurry(int ms);

/* One line about the last failure. */
const char *lr_store_why(const struct lr_store *st);

/* Transactions: begin takes the write lock (waits up to the busy timeout). */
enum lr_err lr_store_begin(struct lr_store *st);
enum lr_err lr_store_commit(struct lr_store *st);
void lr_store_rollback(struct lr_store *st);

/* A transaction of n steps, numbered from 0: all of them, or none. */
typedef enum lr_err lr_store_step(void *arg, size_t i);
enum lr_err lr_store_steps(
    struct lr_store *st, size_t n, lr_store_step *step, void *arg);

/* What was deleted is gone from the disk: rewrite the file without it (SQLite
 * overwrites deleted rows, yet rows that it had moved leave copies behind)
 * and empty the log. Takes as much memory as the file is long. LR_EAGAIN:
 * others are at it. */
enum lr_err lr_store_checkpoint(struct lr_store *st);

/* A copy of all that is committed, as of one moment, into a file that is empty
 * or not there; a store of its own, without what was deleted. Others may go on
 * writing. Not of a store opened with LR_STORE_READ. */
enum lr_err lr_store_copy(struct lr_store *st, const char *path);

/* Rows that the last finished step of this store changed. */
int64_t lr_store_changes(const struct lr_store *st);

#endif
