/*
 * suppress: companies that asked not to be listed, in blacklist.db, by domain
 * or by name. They are the operator's word and stay until they are removed.
 * Held in memory from open on.
 */
#ifndef LR_SUPPRESS_H
#define LR_SUPPRESS_H

#include <stdint.h>

#include "store.h"

#define LR_SUPPRESS_TEXT 253u	    /* bytes of a domain or name */
#define LR_SUPPRESS_MAX (16u << 20) /* bytes of all of them */

struct lr_suppress; /* heap */

/* Errors, modes and *why as those of lr_store_open. */
enum lr_err lr_suppress_open(struct lr_suppress **s, const char *dir,
    enum lr_store_mode mode, const char **why);
void lr_suppress_close(struct lr_suppress *s);
const char *lr_suppress_why(const struct lr_suppress *s);

/* Is it a domain: labels of letters, digits and hyphens joined by dots, the
 * last one no number? A dot at its end counts not. */
bool lr_suppress_is_domain(struct lr_span text);

/* A domain, else a name; written at once. LR_EBAD: nothing is left of it when
 * it is folded; LR_ETOOLONG. A reason NULL: none. */
enum lr_err lr_suppress_add(struct lr_suppress *s, struct lr_span text,
    struct lr_span reason, int64_t now);

/* *removed: how many went, nothing of them is left on the disk. */
enum lr_err lr_suppress_remove(
    struct lr_suppress *s, struct lr_span text, int64_t *removed);

/* False: nobody is, the other calls need not be made. */
bool lr_suppress_any(const struct lr_suppress *s);

/* The domain or one that it lies under. */
bool lr_suppress_has_domain(const struct lr_suppress *s, struct lr_span host);

/* Without case, accents, signs and legal form; umlauts may be written as two
 * letters. */
bool lr_suppress_has_name(const struct lr_suppress *s, struct lr_span name);

/* Blank the remarks of learned networks that hold such a name. */
enum lr_err lr_suppress_blank(struct lr_suppress *s, int64_t *blanked);

struct lr_suppressed {
	bool domain; /* else a name */
	struct lr_span text, reason;
	int64_t time;
};
typedef void lr_suppress_each(void *arg, const struct lr_suppressed *e);
enum lr_err lr_suppress_list(
    struct lr_suppress *s, lr_suppress_each *each, void *arg);

#endif
