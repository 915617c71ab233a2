/*
 * logstate: how far each log was read, for the next run. One small NDJSON
 * file: a header with the key of the fingerprints and the number of logs, then
 * one line a log.
 *
 * A log is known by what is in it, not by its name or inode: by a keyed
 * fingerprint of its first bytes and of the last ones before the place where
 * reading stopped, both uncompressed. So it is found again when it was
 * renamed, copied or compressed. The file holds nothing of a log but these.
 *
 * The caller's struct; load, save and lock answer LR_EIO with errno.
 */
#ifndef LR_LOGSTATE_H
#define LR_LOGSTATE_H

#include <stdint.h>

#include "err.h"
#include "siphash.h"
#include "span.h"

#define LR_LOGSTATE_HEAD 4096u	/* first bytes that are looked at */
#define LR_LOGSTATE_TAIL 1024u	/* last bytes before the offset */
#define LR_LOGSTATE_LOGS 10000u /* at most; the longest unseen is dropped */
#define LR_LOGSTATE_DAYS 100	/* and so is one not seen for that long */

/* How far one log was read. Offsets count uncompressed bytes. */
struct lr_logmark {
	uint64_t offset; /* never 0 */
	uint64_t lines;	 /* before the offset */
	uint64_t header; /* where its last block with #Fields begins */
	bool has_header;
	bool mid;      /* the offset is inside a line of over 1 MiB */
	bool complete; /* compressed, and read to its end */
	/* the file where it was last seen; of these, size and time only tell
	 * that a complete one need not be looked at */
	uint64_t device, inode, size, mtime;
	unsigned head_n, tail_n; /* bytes that the fingerprints are of */
	unsigned char head[LR_SIPHASH], tail[LR_SIPHASH];
	int64_t seen;
	bool met; /* in this run: not stored */
};

struct lr_logstate {
	unsigned char key[LR_SIPHASH_KEY];
	struct lr_logmark *mark;
	size_t n, cap;
};

/* No logs, and a fresh random key. */
void lr_logstate_init(struct lr_logstate *st);
void lr_logstate_free(struct lr_logstate *st);

/* Keep all others out of the state file for as long as *fd is open.
 * LR_EAGAIN: another one has it. */
enum lr_err lr_logstate_lock(const char *path, int *fd);

/* LR_END: there is no such file, *st is as after init. LR_EBAD: it is no state
 * or a damaged one, *why in a few words. */
enum lr_err lr_logstate_load(
    struct lr_logstate *st, const char *path, const char **why);

/* Replace the file at once or not at all, without logs not seen for
 * LR_LOGSTATE_DAYS. */
enum lr_err lr_logstate_save(
    struct lr_logstate *st, const char *path, int64_t now);

/* A place for one more log; where there is no more room, that of the log not
 * seen for longest. LR_ENOMEM. */
enum lr_err lr_logstate_add(struct lr_logstate *st, size_t *i);

/* The mark with the greatest offset that fits the first bytes of a log, after
 * *i (st->n to begin with) in that order. False: no more. */
bool lr_logstate_find(
    const struct lr_logstate *st, struct lr_span head, size_t *i);

void lr_logstate_print(
    const struct lr_logstate *st, struct lr_span s, unsigned char *out);

#endif
