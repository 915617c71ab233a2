/*
 * charset: text in another encoding to UTF-8, piece by piece, by iconv. What
 * cannot be converted becomes U+FFFD; conversion never stops.
 */
#ifndef LR_CHARSET_H
#define LR_CHARSET_H

#include <stdbool.h>

#include "buf.h"
#include "err.h"
#include "span.h"

struct lr_charset; /* heap */

/* from as iconv knows it: "ISO-8859-1", "WINDOWS-1252", "UTF-16LE",
 * "ISO-2022-JP", "EUC-KR". LR_EBAD: not known here. */
enum lr_err lr_charset_open(struct lr_charset **c, const char *from);
void lr_charset_close(struct lr_charset *c);

/* Append what s says; a character cut at the end of s waits for the next
 * piece. last: there is none. Errors stick to out (buf.h). */
void lr_charset_put(
    struct lr_charset *c, struct lr_span s, bool last, struct lr_buf *out);

#endif
