/*
 * vault: memory for what must not outlive the run: names of people, keys.
 * Locked where the system allows it, so that it is not swapped out, left out
 * of core dumps, and wiped as it is given back.
 */
#ifndef LR_VAULT_H
#define LR_VAULT_H

#include "err.h"
#include "span.h"

struct lr_vault_block;

/* Zeroed is empty. */
struct lr_vault {
	struct lr_vault_block *head;
};

/* For the whole process: no core dump, no debugger of the same user, and all
 * memory locked where the limit allows it. False: not all of it could be
 * done. */
bool lr_vault_process(void);

/* A file of secrets, up to max bytes, that only its owner, we or root, can
 * read or change. LR_EIO with errno; LR_EBAD or LR_ETOOLONG with *why. */
enum lr_err lr_vault_read(struct lr_vault *v, const char *path, size_t max,
    struct lr_span *text, const char **why);

/* n bytes that live until free, NULL: no memory. */
void *lr_vault_alloc(struct lr_vault *v, size_t n);

/* A copy with a NUL behind it that does not count; { NULL, 0 }: no memory. */
struct lr_span lr_vault_dup(struct lr_vault *v, struct lr_span s);

void lr_vault_free(struct lr_vault *v);

/* Wipe every vault there is: for the end of a program, which may come at any
 * time. Nothing in them can be used afterwards but lr_vault_free. */
void lr_vault_wipe_all(void);

/* How much could not be locked, bytes in all. */
size_t lr_vault_unlocked(void);

#endif
