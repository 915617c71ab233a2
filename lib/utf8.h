/*
 * utf8: validation, repair and width of UTF-8 (RFC 3629: no surrogates, no
 * overlong forms, nothing above U+10FFFF).
 */
#ifndef LR_UTF8_H
#define LR_UTF8_H

#include <stdint.h>

#include "buf.h"
#include "span.h"

bool lr_utf8_valid(struct lr_span s);

/* Without the byte order mark that a file of Windows begins with. */
struct lr_span lr_utf8_unmark(struct lr_span s);

/* Length 1 to 4 of the well-formed sequence at p (end is past the last byte),
 * 0 when there is none. */
unsigned lr_utf8_len(const char *p, const char *end);

/* The code point of the sequence of that length at p. */
uint32_t lr_utf8_get(const char *p, unsigned len);

/* Write a code point at out (4 bytes), return its length; a surrogate or
 * anything above U+10FFFF becomes U+FFFD. */
unsigned lr_utf8_put(uint32_t c, char *out);

/* Append s, each malformed part (Unicode 3.9, maximal subpart) as U+FFFD. */
void lr_utf8_fix(struct lr_buf *b, struct lr_span s);

/* A lower-case copy at out, which has room for s.n bytes and gets as many: of
 * ASCII and of Latin, Greek and Cyrillic letters that have two bytes in both
 * cases. All else stays, malformed or not. */
struct lr_span lr_utf8_fold(struct lr_span s, char *out);

/* Columns on a terminal: 2 for East Asian wide, 0 for combining and control. */
size_t lr_utf8_width(struct lr_span s);

/* True for characters that no terminal and no cell should get: C0, DEL, C1,
 * line and paragraph separators, bidirectional controls, BOM. */
bool lr_utf8_unsafe(uint32_t c);

#endif
