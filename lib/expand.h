/*
 * expand: undoes zstd, bzip2 and xz compression, of several frames one behind
 * the other, too. Heap; borrows its source.
 *
 * Memory: what the compressor was told to look back, 8 MiB by default, 128
 * MiB at the most; data that want more are refused.
 */
#ifndef LR_EXPAND_H
#define LR_EXPAND_H

#include "err.h"
#include "span.h"

struct lr_expand;

/* More compressed bytes, which live until the next call; none at the end. */
typedef enum lr_err lr_expand_source(void *arg, struct lr_span *s);

enum lr_expand_is {
	LR_EXPAND_NO,
	LR_EXPAND_MAYBE, /* with more bytes than these it could be one */
	LR_EXPAND_YES
};

/* Is what begins so compressed in one of these ways? */
enum lr_expand_is lr_expand_is(struct lr_span first);

/* first: the beginning, LR_EXPAND_YES; the source hands it out again.
 * LR_ENOMEM. */
enum lr_err lr_expand_new(struct lr_expand **x, struct lr_span first,
    lr_expand_source *source, void *arg);
void lr_expand_free(struct lr_expand *x);

/* Up to max bytes into p; *n is 0 only at the end. LR_EBAD: corrupt or cut
 * short, *why; all good bytes were handed out before. Errors of the source
 * come through. */
enum lr_err lr_expand_read(
    struct lr_expand *x, char *p, size_t max, size_t *n, const char **why);

/* True when the next read need not ask the source. */
bool lr_expand_ready(const struct lr_expand *x);

#endif
