/*
 * fail: make the Nth call of a kind fail from now on, for unit tests. They
 * are linked with --wrap for these calls.
 */
#ifndef FAIL_H
#define FAIL_H

#include <stdbool.h>

enum fail_kind { FAIL_ALLOC, FAIL_READ, FAIL_WRITE, FAIL_KINDS };

/* Call number n (from 1) of that kind, and all later ones, fail: ENOMEM, EIO,
 * ENOSPC. 0: none fails. Returns how many there were since the last call. */
unsigned long fail_from(enum fail_kind kind, unsigned long n);

/* From now on every other read and write is interrupted (EINTR), and those
 * between do half of what they could, one byte at least. */
void fail_halting(bool on);

#endif
