/*
 * holder: whether what a registry wrote is the name of an organisation that
 * holds a range, by lib/tables/stubs.txt. Pure.
 */
#ifndef LR_HOLDER_H
#define LR_HOLDER_H

#include "registration.h"

/* A registry's handle of an object ("ORG-VSA1-AFRINIC", "AR12-RIPE",
 * "EXAMPLE-MNT") and no name. */
bool lr_holder_handle(struct lr_span s);

/* The registration only tells which registry has the block: its names are
 * those of IANA or of a registry, regional or national, or it is wider than
 * anything that one organisation holds. */
bool lr_holder_stub(const struct lr_registration *reg);

#endif
