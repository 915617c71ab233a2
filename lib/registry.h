/*
 * registry: whose an address is, from a file that `lr-mkdb registry` made of
 * the registries' public dumps. Nobody is asked.
 *
 * What is found is a number: the same number is the same network, for as long
 * as the file is open. Finding it costs a fraction of a microsecond; the texts
 * come in a second step, so that callers can keep what they made of a number.
 * An open registry is read-only: threads may share it. The file may be
 * hostile, as for mmdb.
 */
#ifndef LR_REGISTRY_H
#define LR_REGISTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "ip.h"
#include "registration.h"

#define LR_REGISTRY_TYPE "lr-Registry" /* database_type */

struct lr_registry; /* heap */

/* LR_EBAD: not such a file, or corrupt; LR_EIO; LR_ENOMEM. *why says what is
 * wrong in a few words. */
enum lr_err lr_registry_open(
    struct lr_registry **reg, const char *path, const char **why);
void lr_registry_close(struct lr_registry *reg);

/* The most specific network that holds ip; 0: nothing is known of it. */
uint32_t lr_registry_find(
    const struct lr_registry *reg, const struct lr_ip *ip);

/* What the registries say of a network that find gave for ip. False: the file
 * is corrupt there; *r is cleared. complete: the holder is known; without him
 * (statistics of delegations, objects that name nobody) it is worth asking
 * somebody else. */
bool lr_registry_get(const struct lr_registry *reg, uint32_t found,
    const struct lr_ip *ip, struct lr_registration *r, bool *complete);

#endif
