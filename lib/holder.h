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

/* A line of a description that may be a name: no sentence, no URL, no mail
 * address, no "please send ...". */
bool lr_holder_line(struct lr_span line);

/* A line of a description that says that the block is somebody else's
 * business: "Transferred to the RIPE region". */
bool lr_holder_stub_line(struct lr_span line);

/* The registration only tells which registry has the block: its names are
 * those of IANA or of a registry, regional or national, or it is wider than
 * anything that one organisation holds. */
bool lr_holder_stub(const struct lr_registration *reg);

#endif
