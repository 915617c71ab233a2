/*
 * sourceset: sources of visits, each a number; told from referrers and queries,
 * most of which were told before. Owns copies of all texts.
 *
 * Strangers choose them, so there is a ceiling; what is beyond it has no
 * number, LR_SOURCE_NONE.
 */
#ifndef LR_SOURCESET_H
#define LR_SOURCESET_H

#include <stdint.h>

#include "map.h"
#include "source.h"

#define LR_SOURCE_NONE UINT32_MAX

struct lr_sources {
	struct lr_map map; /* lr_source_key by number */

	/* private */
	struct lr_referrer referrers;
	struct lr_source_memo *memo;
	uint64_t seed;
};

void lr_sources_init(struct lr_sources *s);
void lr_sources_free(struct lr_sources *s);

/* A host of one's own, see referrer.h. */
enum lr_err lr_sources_own(struct lr_sources *s, struct lr_span host);

/* The number of a source. LR_ENOMEM. */
enum lr_err lr_sources_add(
    struct lr_sources *s, const struct lr_source *source, uint32_t *id);

/* Where a view came from. The site also is told by a number; LR_SOURCE_NONE is
 * that of many. */
enum lr_err lr_sources_read(struct lr_sources *s, struct lr_span referrer,
    struct lr_span query, struct lr_span site, uint32_t site_id, uint32_t *id);

/* Whether it tells where from: it is neither direct nor internal. */
bool lr_sources_tells(const struct lr_sources *s, uint32_t id);

/* Whether a is the better of two that came at the same time: one that tells
 * something, else by an order that does not depend on what came first. Any is
 * better than none. */
bool lr_sources_better(const struct lr_sources *s, uint32_t a, uint32_t b);

#endif
