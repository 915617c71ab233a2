/*
 * rpsl: objects of the Routing Policy Specification Language (RFC 2622, 2), as
 * the registries' dumps and whois answers have them: "name: value" lines, a
 * value that goes on in lines which begin with a blank, a tab or '+', comments
 * behind '#' and in lines that begin with '#' or '%', and a blank line behind
 * each object. CRLF is the same as LF.
 *
 * Read from a buffer of the caller's, without a copy and without memory of its
 * own; what is beyond a limit is left out, whatever its size, and told.
 */
#ifndef LR_RPSL_H
#define LR_RPSL_H

#include <stdint.h>

#include "ascii.h"
#include "prefix.h"

#define LR_RPSL_NAME_MAX 64u	      /* bytes of an attribute's name */
#define LR_RPSL_VALUE_MAX (64u << 10) /* of an attribute with all its lines */
#define LR_RPSL_OBJECT_MAX (4u << 20) /* of an object */

enum lr_rpsl_got {
	LR_RPSL_ATTR,	/* an attribute: name, raw */
	LR_RPSL_OBJECT, /* the object is at its end */
	LR_RPSL_MORE	/* more bytes are needed; at the end: that was all */
};

/* All zero bytes begin. */
struct lr_rpsl {
	/* the attribute just read; both borrow the caller's bytes */
	struct lr_span name, raw;
	unsigned long line; /* where it begins, from 1 */
	/* the object so far, this attribute included */
	unsigned long attrs;
	unsigned long begin; /* its first line */
	bool bad;	     /* a line of it is no attribute */
	bool cut;	     /* something of it was beyond a limit */
	/* private */
	unsigned long lines;
	size_t bytes;
	bool begun, ended, torn, drop;
};

/* What comes next in *in, which moves behind it. After LR_RPSL_MORE call again
 * with what is left in *in and the bytes that follow it; the spans of r are
 * void when those are moved. last: none follow. LR_RPSL_VALUE_MAX + 1 bytes at
 * once are enough to go on in any case. */
enum lr_rpsl_got lr_rpsl_next(struct lr_rpsl *r, struct lr_span *in, bool last);

static inline bool
lr_rpsl_is(const struct lr_rpsl *r, struct lr_span name)
{
	return r->name.n == name.n && lr_ascii_eq(r->name, name);
}

/* The value of a raw one as a single line of UTF-8 at out, at most max bytes,
 * cut between characters: without comments, control characters and blanks at
 * its ends. What is not UTF-8 is taken for ISO 8859-1 as it is used (Windows
 * code page 1252). The length. */
size_t lr_rpsl_text(struct lr_span raw, char *out, size_t max);

/* The range that a text means: "192.0.2.0 - 192.0.2.255", "2001:db8::/32", or
 * a prefix without its last zeros, as LACNIC writes it: "200.57.128/19". */
bool lr_rpsl_range(struct lr_span text, struct lr_range *range);

/* The time at the end of a text: "2010-12-11T19:24:50Z" or "20101211", with
 * anything before it, as old dumps have an e-mail address there. */
bool lr_rpsl_time(struct lr_span text, int64_t *t);

#endif
