#include "sourceset.h"

#include <stdlib.h>

#include "hash.h"

#define NONE LR_SOURCE_NONE
#define SOURCES_MAX (1u << 18)
#define KEYS_BYTES ((size_t)1 << 31)
#define MEMOS 4096u

struct lr_source_memo {
	uint64_t key; /* hash of referrer, query and site; 0: none */
	uint32_t source;
};

void
lr_sources_init(struct lr_sources *s)
{
	*s = (struct lr_sources){ .seed = lr_hash_seed() };
	lr_map_init(&s->map, KEYS_BYTES);
	lr_referrer_init(&s->referrers);
}

void
lr_sources_free(struct lr_sources *s)
{
	lr_map_free(&s->map);
	lr_referrer_free(&s->referrers);
	free(s->memo);
	lr_sources_init(s);
}

enum lr_err
lr_sources_own(struct lr_sources *s, struct lr_span host)
{
	return lr_referrer_own(&s->referrers, host);
}

enum lr_err
lr_sources_add(
    struct lr_sources *s, const struct lr_source *source, uint32_t *id)
{
	char key[LR_SOURCE_KEY];
	struct lr_span k = lr_source_key(source, key);

	if (s->map.n < SOURCES_MAX)
		return lr_map_add(&s->map, k, id, NULL);
	*id = lr_map_find(&s->map, k);
	return LR_OK;
}

/* As much of a referrer as its source depends on: without a query that may
 * hold what was searched for, the page is of no interest. */
static struct lr_span
telling(struct lr_span url)
{
	struct lr_span s;
	size_t at, n;

	if (lr_span_find(url, '?') < url.n)
		return url;
	at = lr_span_find(url, '/');
	s = lr_span_sub(url, at + 2, url.n);
	n = lr_span_find(s, '/');
	return n == s.n ? url : lr_span_sub(url, 0, at + 2 + n + 1);
}

enum lr_err
lr_sources_read(struct lr_sources *s, struct lr_span referrer,
    struct lr_span query, struct lr_span site, uint32_t site_id, uint32_t *id)
{
	struct lr_source_texts texts;
	struct lr_source source;
	struct lr_source_memo *m;
	enum lr_err err;
	uint64_t key;

	if (s->memo == NULL &&
	    (s->memo = calloc(MEMOS, sizeof(*s->memo))) == NULL)
		return LR_ENOMEM;
	key = lr_hash_with(lr_hash(telling(referrer), lr_hash(query, s->seed)),
		  site_id) |
	    1;
	m = &s->memo[key >> 32 & (MEMOS - 1)];
	if (m->key == key) {
		*id = m->source;
		return LR_OK;
	}
	err = lr_source_read(
	    &s->referrers, referrer, site, query, &source, &texts);
	if (err != LR_OK || (err = lr_sources_add(s, &source, id)) != LR_OK)
		return err;
	if (site_id != NONE)
		*m = (struct lr_source_memo){ key, *id };
	return LR_OK;
}

bool
lr_sources_tells(const struct lr_sources *s, uint32_t id)
{
	return id != NONE && s->map.key[id].p[0] - 'a' >= LR_SEARCH;
}

bool
lr_sources_better(const struct lr_sources *s, uint32_t a, uint32_t b)
{
	bool x = lr_sources_tells(s, a), y = lr_sources_tells(s, b);

	if (a == NONE || b == NONE || a == b)
		return a != NONE && b == NONE;
	return x != y ? x : lr_span_cmp(s->map.key[a], s->map.key[b]) < 0;
}
