/*
 * logjson: logs whose lines are JSON objects, by a list of where each part
 * stands:
 *
 *	ip=client.addr|peer,time=ts,duration_ms=took
 *
 * A dot steps into an object, or into the first element of an array of them;
 * of names joined by '|' the first that is there counts. A name with a dot of
 * its own is found, too, when it is written out whole. agent%=... is
 * percent-encoded, once or twice.
 */
#ifndef LR_LOGJSON_H
#define LR_LOGJSON_H

#include "hit.h"

#define LR_LOGJSON_MAX 64

struct lr_logjson {
	struct lr_logjson_entry {
		enum lr_part part;
		bool percent;
		struct lr_span path; /* borrows the text compiled */
	} entry[LR_LOGJSON_MAX];
	unsigned n;
	/* entries by a hash of the name that their path begins with */
	uint64_t first[64];
};

/* list must outlive *j. LR_EBAD: *why. */
enum lr_err lr_logjson_compile(
    struct lr_logjson *j, struct lr_span list, const char **why);

/* Read a line (followed by a control byte and LR_PAD readable bytes) into
 * *hit, which has been cleared. False: no JSON object, or a part that cannot
 * be. */
bool lr_logjson_read(const struct lr_logjson *j, struct lr_span line,
    struct lr_hit *hit, struct lr_scratch *s);

/* The string at one path of a line, escapes undone; { NULL, 0 }: none. */
struct lr_span lr_logjson_text(
    struct lr_span line, struct lr_span path, struct lr_scratch *s);

#endif
