/*
 * punycode: host names with letters beyond ASCII as the DNS has them (RFC
 * 3492, IDNA without its tables): b\374cher.example is xn--bcher-kva.example.
 */
#ifndef LR_PUNYCODE_H
#define LR_PUNYCODE_H

#include "span.h"

/* Into out, of max bytes: letters small where their script has small ones, the
 * ideographic full stop as a dot; what is ASCII stays as it is. The length, 0:
 * malformed UTF-8, or no room. */
size_t lr_punycode(struct lr_span host, char *out, size_t max);

#endif
