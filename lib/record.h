/*
 * record: one JSON object on one line, looked at and changed in place.
 *
 * The line's own bytes are never copied or changed: parse notes where each
 * top-level field is, edits are kept beside it, and put writes the original
 * bytes with the edits applied: replaced fields in their place, new ones at
 * the end, dropped ones gone, all other fields byte for byte. (White space
 * between fields goes when one of them was replaced or dropped.)
 *
 * The struct is big; keep one and use it for every record. Spans that it
 * hands out live until the next parse, and borrow the line.
 *
 * Of duplicate keys the last counts, as in every JSON library; set leaves one.
 */
#ifndef LR_RECORD_H
#define LR_RECORD_H

#include "arena.h"
#include "json.h"
#include "limits.h"
#include "out.h"

struct lr_field {
	struct lr_span key;	/* inside the quotes, escapes not undone */
	struct lr_span val;	/* raw, with the quotes of a string */
	enum lr_json_type type; /* LR_JSON_NONE: dropped */
	bool key_escaped, val_escaped;
	unsigned char tag; /* of lr_record.tag */
};

/* Lines of one stream have the same fields in the same order, but that some
 * are missing: the names that come next are tried first. Private. */
#define LR_HABIT 32u
struct lr_habit {
	char text[LR_HABIT]; /* "name": */
	uint32_t bytes;	     /* a bit for each of them */
	unsigned char n, tag;
};

#define LR_FIELDS_NEW 64u /* fields that one filter may add */

#define LR_TAGS 32u
#define LR_TAG_NONE (LR_TAGS - 1)
#define LR_TAG_PAUSE 0x80u /* may be added to a tag */

struct lr_record {
	struct lr_span line;
	struct lr_field field[LR_FIELDS_MAX + LR_FIELDS_NEW];
	unsigned n;	       /* of field */
	unsigned n_line;       /* of them in the line; those behind are new */
	bool escaped_names;    /* some of them */
	bool edited;	       /* one of those in the line was changed */
	const char *end;       /* the last brace */
	const char *why;       /* after LR_EBAD: a few words */
	struct lr_buf more;    /* ready-made text, lr_record_append */
	struct lr_arena arena; /* undone escapes, new values */
	enum lr_err err;       /* sticks until the next parse; see below */

	/* For a command that reads the same few fields of every record, and may
	 * know the rest of a line already. Asked for the tag of a name: tagged
	 * has the last field of each tag. A name never changes its tag, and is
	 * not asked for when it has escapes: then it has none. Before a name
	 * whose tag has LR_TAG_PAUSE parse pauses: there are only the fields
	 * before it, and `rest` is the line from its quote on, of which nothing
	 * is known. NULL: there are no tags. To be set before the first parse.
	 */
	unsigned char (*tag)(struct lr_span name);
	const struct lr_field *tagged[LR_TAGS];
	struct lr_span rest; /* { NULL, 0 }: parse did not pause */

	/* private: so many habits, which of them is to be expected; behind the
	 * last are some empty ones */
	struct lr_habit habit[LR_FIELDS_MAX + 3], *next;
	unsigned habits;
};

void lr_record_init(struct lr_record *r);
void lr_record_free(struct lr_record *r);

/* The line must be followed by a control byte and LR_PAD readable bytes, as
 * those of `line` are, and must not change while the record is in use.
 * LR_EBAD: no JSON object, malformed, not UTF-8, too deep, too many fields. */
enum lr_err lr_record_parse(struct lr_record *r, struct lr_span line);

/* Go on behind a pause, to the end. Errors as of parse. */
enum lr_err lr_record_resume(struct lr_record *r);

/* Where there is no room for what is read or set, err says so and put fails:
 * LR_ETOOLONG, it is too much for one record; LR_ENOMEM. */

/* The field as it stands in the line or was set since, or NULL. */
const struct lr_field *lr_record_find(
    const struct lr_record *r, struct lr_span key);

/* A string's text, escapes undone; { NULL, 0 } when the field is absent, no
 * string, or empty. */
struct lr_span lr_record_str(struct lr_record *r, struct lr_span key);

/* A whole number of 0 or more, also one in a string (CSV). */
bool lr_record_u64(struct lr_record *r, struct lr_span key, uint64_t *v);

/* True when the field is true (or "true", "1" in a string). */
bool lr_record_true(struct lr_record *r, struct lr_span key);

/* The field's text whatever its type: a string undone, anything else raw. */
struct lr_span lr_record_text(struct lr_record *r, struct lr_span key);

/* Replace or add. Keys are literals that need no escaping. */
void lr_record_set_str(
    struct lr_record *r, struct lr_span key, struct lr_span s);
void lr_record_set_u64(struct lr_record *r, struct lr_span key, uint64_t v);
void lr_record_set_true(struct lr_record *r, struct lr_span key);
void lr_record_drop(struct lr_record *r, struct lr_span key);

/* Append ready-made text ,"key":value,... of fields that are known to be
 * absent: what a memo keeps of an earlier record. */
void lr_record_append(struct lr_record *r, struct lr_span text);

/* The line with its edits and a '\n'. LR_ETOOLONG: it would pass LR_LINE_MAX;
 * nothing was written. */
enum lr_err lr_record_put(struct lr_record *r, struct lr_out *o);

#endif
