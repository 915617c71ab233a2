/*
 * json: the pieces of JSON (RFC 8259) that lines need: checking a value in
 * place, undoing and making the escapes of strings. Builds no tree.
 */
#ifndef LR_JSON_H
#define LR_JSON_H

#include <stdint.h>

#include "buf.h"
#include "span.h"

enum lr_json_type {
	LR_JSON_NONE,
	LR_JSON_STRING,
	LR_JSON_NUMBER,
	LR_JSON_TRUE,
	LR_JSON_FALSE,
	LR_JSON_NULL,
	LR_JSON_OBJECT,
	LR_JSON_ARRAY
};

/* Where in a text the parser is, and what it met. The text must be followed
 * by a control byte and LR_PAD readable bytes (see scan.h). */
struct lr_json {
	const char *p;
	unsigned high;	 /* a byte above 0x7f was seen */
	bool escaped;	 /* the last string held a backslash */
	const char *why; /* set when a call answers LR_JSON_NONE */
};

/* Step over one value at p, nested ones included, checking all but UTF-8.
 * depth is how deep the value already is. LR_JSON_NONE: malformed. */
enum lr_json_type lr_json_value(struct lr_json *j, unsigned depth);

/* Step over the string whose opening quote is at p. */
bool lr_json_string(struct lr_json *j);

/* Append a string's inside (without the quotes) with its escapes undone; a
 * lone surrogate becomes U+FFFD. The string has passed lr_json_string. */
void lr_json_unescape(struct lr_buf *b, struct lr_span s);

/* Whether s stands for itself in a string: ASCII that needs no escape. */
bool lr_json_plain(struct lr_span s);

/* Append s as the inside of a string: escapes made, bytes that are no UTF-8
 * as U+FFFD. */
void lr_json_escape(struct lr_buf *b, struct lr_span s);

/* Append ,"name":"s" as a member of an object; nothing when s is empty. */
void lr_json_member(struct lr_buf *b, const char *name, struct lr_span s);

/* The same as lr_json_escape at out, which has room for 6 * s.n + 16 bytes, and
 * s followed by a control byte and LR_PAD readable bytes. Returns the end. The
 * fast one. */
char *lr_json_escape_to(char *out, struct lr_span s);

/* White space within a line: a '\n' ends it and is none. */
static inline bool
lr_json_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

#endif
