/*
 * source: where a visit came from: the medium, its name, and the fields of a
 * campaign. Told by the first page's referrer and query.
 */
#ifndef LR_SOURCE_H
#define LR_SOURCE_H

#include "buf.h"
#include "campaign.h"
#include "referrer.h"

/* What a source may have besides its medium, in the order in which it is
 * shown. Of a campaign the name is utm_source. */
enum lr_source_field {
	LR_SOURCE_NAME,
	LR_SOURCE_MEDIUM, /* utm_medium and so on */
	LR_SOURCE_CAMPAIGN,
	LR_SOURCE_TERM,
	LR_SOURCE_CONTENT,
	LR_SOURCE_FIELDS
};

struct lr_source {
	enum lr_medium medium;
	struct lr_span field[LR_SOURCE_FIELDS]; /* { NULL, 0 }: not known */
};

/* Room for the texts of one. */
struct lr_source_texts {
	struct lr_referred referred, named;
	struct lr_campaign campaign;
};

/* What the address says of a campaign counts more than the referrer. Texts
 * live in *t or are constant. LR_ENOMEM. */
enum lr_err lr_source_read(struct lr_referrer *r, struct lr_span url,
    struct lr_span site, struct lr_span query, struct lr_source *s,
    struct lr_source_texts *t);

/* The same source as one text, to be a key, and back; texts then point into
 * it. False: it is none. */
#define LR_SOURCE_KEY                                               \
	(LR_NAME_MAX + (LR_SOURCE_FIELDS - 1) * LR_CAMPAIGN_VALUE + \
	    LR_SOURCE_FIELDS + 1)
struct lr_span lr_source_key(const struct lr_source *s, char *out);
bool lr_source_parse(struct lr_span key, struct lr_source *s);

/* Append it for people: "search: Google", "campaign: mail / autumn". */
void lr_source_text(const struct lr_source *s, struct lr_buf *b);

#endif
