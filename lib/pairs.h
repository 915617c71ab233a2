/*
 * pairs: name=value lists as browsers send them: queries (a=1&b=2) and the
 * Cookie header (a=1; b=2). Nothing is copied; values are as they were sent.
 */
#ifndef LR_PAIRS_H
#define LR_PAIRS_H

#include "buf.h"
#include "span.h"

/* The first value of that name; { NULL, 0 }: there is none. */
struct lr_span lr_query_value(struct lr_span query, struct lr_span name);

/* Is there a cookie of that name with that value? Several may have it. */
bool lr_cookie_is(
    struct lr_span header, struct lr_span name, struct lr_span value);

/* Append a value of a query, with + and %hh undone. False: a % without two
 * digits, or a control character. */
bool lr_query_decode(struct lr_buf *b, struct lr_span value);

#endif
