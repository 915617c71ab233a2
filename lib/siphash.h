/*
 * siphash: SipHash-2-4 with 128 bits, a keyed fingerprint (Aumasson and
 * Bernstein, 2012). Who does not know the key can neither make two texts with
 * the same fingerprint nor tell what a fingerprint is of. Unlike `hash` it may
 * be stored: it is the same on every machine.
 */
#ifndef LR_SIPHASH_H
#define LR_SIPHASH_H

#include "span.h"

#define LR_SIPHASH 16	  /* bytes of a fingerprint */
#define LR_SIPHASH_KEY 16 /* bytes of a key */

void lr_siphash(const unsigned char *key, struct lr_span s, unsigned char *out);

#endif
