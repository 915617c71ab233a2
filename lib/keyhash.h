/*
 * keyhash: single addresses as keyed hashes (BLAKE2b through libsodium, 16
 * bytes), so that a store holds no readable address. Whoever lacks the key
 * cannot try all addresses; deleting the key makes every entry unreadable.
 */
#ifndef LR_KEYHASH_H
#define LR_KEYHASH_H

#include <stdint.h>

#include "err.h"
#include "ip.h"

#define LR_KEYHASH 16

struct lr_keyhash {
	unsigned char key[32];
};

/* The key of a state folder (file "hash.key", mode 0600), made when make is
 * set and it is missing; two processes at once agree on one. LR_END: there is
 * none; LR_EBAD: not a key, or readable by others; *why in a few words. */
enum lr_err lr_keyhash_open(
    struct lr_keyhash *k, const char *dir, bool make, const char **why);

/* The key before the present one, LR_END when there is none. */
enum lr_err lr_keyhash_open_old(
    struct lr_keyhash *k, const char *dir, const char **why);

/* Replace the key; the one before is kept as "hash.key.old". LR_EAGAIN: that
 * one is still there. LR_END: there is no key. Killed at any moment, there is
 * a key. */
enum lr_err lr_keyhash_rotate(const char *dir, int64_t now, const char **why);

/* When that was; LR_END: never, or the old key is gone. */
enum lr_err lr_keyhash_rotated(const char *dir, int64_t *t);

/* Delete the old key. */
enum lr_err lr_keyhash_forget_old(const char *dir);

/* Overwrite the key in memory. */
void lr_keyhash_close(struct lr_keyhash *k);

void lr_keyhash(
    const struct lr_keyhash *k, const struct lr_ip *ip, unsigned char *out);

/* Make n bytes (LR_KEYHASH_MASK at most) that belong to an address unreadable,
 * or readable again: a second call undoes the first. Who lacks the key or the
 * address learns nothing but their number. For texts that tell the address,
 * as reverse names do; it does not protect against being changed. */
#define LR_KEYHASH_MASK 256
void lr_keyhash_mask(
    const struct lr_keyhash *k, const struct lr_ip *ip, char *p, size_t n);

#endif
