/*
 * dated: the time in a file's name, as programs write it that make a new file
 * every day or for every event.
 */
#ifndef LR_DATED_H
#define LR_DATED_H

#include <stdint.h>

#include "span.h"

/* The first date of the name that stands by itself, 2026-11-22 or 20261122,
 * with the time behind it where there is one: after T, _, - or . two digits
 * each of hour, minute and second, joined or apart by : - or . and as many of
 * them as there are. All of it UTC; what is not told is 0. Years 2000 to 2999;
 * false: there is none. */
bool lr_dated(struct lr_span name, int64_t *t);

#endif
