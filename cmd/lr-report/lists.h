/*
 * lists: what companies are chosen by, as options name it: patterns joined by
 * commas, and files. What cannot be true of any company is refused.
 *
 * LR_EBAD: *why says what is wrong; LR_EIO: it says which file cannot be read.
 * Both live until the next message. LR_ENOMEM.
 */
#ifndef LISTS_H
#define LISTS_H

#include "report.h"

/* Set *why, answer LR_EBAD. */
enum lr_err list_wrong(const char **why, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

enum lr_err list_industries(
    struct report *r, struct globs *g, const char *arg, const char **why);
/* Names become codes. */
enum lr_err list_countries(
    struct report *r, struct globs *g, const char *arg, const char **why);
enum lr_err list_kinds(
    struct report *r, struct globs *g, const char *arg, const char **why);
enum lr_err list_sources(
    struct report *r, struct globs *g, const char *arg, const char **why);
/* One pattern, whose commas are its own. */
enum lr_err list_page(
    struct report *r, struct globs *g, const char *arg, const char **why);
/* Whether some path may fit a pattern. */
bool list_may_be_path(const char *glob);

/* A host name as it stands in a record, in host (LR_NAME_MAX + 1 bytes), also
 * of one in letters of its own; its length, 0: it is none. */
size_t list_host(struct lr_span s, char *host);

/* Companies to leave out, one a line: domains, hosts and URLs, which stand for
 * their registrable domain, and names. */
enum lr_err list_exclude(struct feed *f, const char *path, const char **why);

#endif
