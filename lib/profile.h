/*
 * profile: what a search engine's hit says of a person who works for a
 * company. Only title, snippet and address of the hit are looked at; the
 * profile itself is never fetched. Lists, jobs, companies, posts, people who
 * work elsewhere, and those of whom neither title nor snippet says that they
 * work there, are none.
 */
#ifndef LR_PROFILE_H
#define LR_PROFILE_H

#include "firm.h"
#include "jobtitle.h"
#include "person.h"
#include "personname.h"

/* Texts without markup: see lr_profile_text. */
struct lr_hit_found {
	struct lr_span title, snippet, url;
};

/* person's spans point into the hit and into this struct. */
struct lr_profile {
	struct lr_person person;
	struct lr_personname name;
};

/* False: no person of that company; *elsewhere (may be NULL) tells whether it
 * is one of another. */
bool lr_profile_read(const struct lr_hit_found *hit, const struct lr_firm *firm,
    struct lr_profile *out, bool *elsewhere);

/* Append a text of a search engine without its markup: <b> and the like go,
 * &amp;, &#39; and the like are undone, white space becomes one blank. */
struct lr_buf;
void lr_profile_text(struct lr_buf *b, struct lr_span html);

#endif
