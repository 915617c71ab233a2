/*
 * punycode: host names with letters beyond ASCII as the DNS has them (RFC
 * 3492, IDNA without its tables): b\374cher.example is xn--bcher-kva.example.
 */
#ifndef LR_PUNYCODE_H
#define LR_PUNYCODE_H

#include <stdint.h>

#include "span.h"

/* Into out, of max bytes: letters small where their script has small ones, the
 * ideographic full stop as a dot; what is ASCII stays as it is. The length, 0:
 * malformed UTF-8, or no room. */
size_t lr_punycode(struct lr_span host, char *out, size_t max);

#define LR_PUNYCODE_LABEL 63u /* characters of a label */

/* The characters of one label that begins with xn--, LR_PUNYCODE_LABEL at most.
 * 0: it is no label that lr_punycode could have made. */
unsigned lr_punycode_label(struct lr_span label, uint32_t *out);

#endif
