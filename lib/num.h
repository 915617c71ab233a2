/*
 * num: numbers from text and back, without locale, sign games or overflow.
 */
#ifndef LR_NUM_H
#define LR_NUM_H

#include <stdint.h>

#include "span.h"

#define LR_NUM_TEXT 20 /* the most that lr_num_put writes */

/* Decimal digits and nothing else, at most max. False leaves *out alone. */
bool lr_num_u64(struct lr_span s, uint64_t max, uint64_t *out);

/* The same with an optional minus sign; from min to max. */
bool lr_num_i64(struct lr_span s, int64_t min, int64_t max, int64_t *out);

/* Write v in decimal at out (LR_NUM_TEXT bytes), return the length. */
size_t lr_num_put(uint64_t v, char *out);

#endif
