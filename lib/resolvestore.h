/*
 * resolvestore: resolve.db, what lr-resolve keeps: reverse names (ptrcache),
 * networks (netcache), how often servers were asked (manners).
 */
#ifndef LR_RESOLVESTORE_H
#define LR_RESOLVESTORE_H

#include "store.h"

extern const struct lr_store_spec lr_resolve_store;

#endif
