/*
 * logformat: which format is this line of, and what does it say? Knows the
 * formats of lib/tables/formats.txt, Common Log Format and its kin (clf),
 * logs that name their columns (logw3c), and those that the user describes;
 * takes wrappers off (logwrap).
 *
 * The format of the line before is tried first; when a line is not of it, all
 * are, in the order of the table. So a file may change in the middle.
 */
#ifndef LR_LOGFORMAT_H
#define LR_LOGFORMAT_H

#include "clf.h"
#include "hit.h"
#include "logjson.h"
#include "logtext.h"
#include "logw3c.h"
#include "logwrap.h"

struct lr_logformat; /* heap; for one file after the other */

enum lr_logformat_line {
	LR_LOGLINE_HIT,	    /* a request: *hit */
	LR_LOGLINE_COMMENT, /* a directive or comment: no record, no fault */
	LR_LOGLINE_BAD	    /* none of that: lr_logformat_why */
};

/* name: "auto" or NULL, a name of the table, "apache:...", "nginx:...",
 * "json:...", "text:..." (logtext.h); must outlive the object. LR_EBAD:
 * *why. zone: of times that name none, outlives the object; NULL: UTC. */
enum lr_err lr_logformat_new(struct lr_logformat **f, const char *name,
    const struct lr_zone *zone, const char **why);
void lr_logformat_free(struct lr_logformat *f);

/* A new file begins: headers of the last one do not count. */
void lr_logformat_file(struct lr_logformat *f);

/* All that a line's meaning can depend on of the lines before it, for reading
 * a file in pieces: two of the same bytes (memcmp) are the same. */
struct lr_logformat_past {
	size_t format;
	enum lr_logwrap wrap;
	struct lr_logw3c w3c;
};
void lr_logformat_get(
    const struct lr_logformat *f, struct lr_logformat_past *past);
void lr_logformat_set(
    struct lr_logformat *f, const struct lr_logformat_past *past);

/* The hit lives until the next call, and borrows the line, which must be
 * followed by a control byte and LR_PAD readable bytes. */
enum lr_logformat_line lr_logformat_read(
    struct lr_logformat *f, struct lr_span line, const struct lr_hit **hit);

const char *lr_logformat_why(const struct lr_logformat *f);

/* Format and wrapper of the line last read, NULL when there was none. */
const char *lr_logformat_name(const struct lr_logformat *f);
const char *lr_logformat_wrapper(const struct lr_logformat *f);

/* The formats by number: name and what it is; false past the last. */
bool lr_logformat_list(unsigned i, const char **name, const char **about);

#endif
