/*
 * beacon: what the page script says of one page view: as the JSON body of a
 * request, or as the query of an image (then without session and visitor).
 * All of it may be made up by a stranger: what is not as the script sends it
 * is refused, and what is kept is bounded and clean.
 */
#ifndef LR_BEACON_H
#define LR_BEACON_H

#include "buf.h"
#include "record.h"

#define LR_BEACON_URL 2048u   /* bytes of a URL, or of the referrer */
#define LR_BEACON_TITLE 300u  /* bytes that are kept of a title */
#define LR_BEACON_SESSION 64u /* letters, digits, - and _; 8 at least */
#define LR_BEACON_SITE 64u    /* the same and dots inside; 1 at least */

struct lr_beacon {
	struct lr_span site;	    /* of an image; of a body { NULL, 0 } */
	struct lr_span host;	    /* of the page: lower case, no port */
	struct lr_span path, query; /* query: campaign parameters only */
	struct lr_span referrer;    /* without query and fragment */
	struct lr_span title, session;
	struct lr_span visitor; /* "new" or "returning" */
	const char *why;	/* what is wrong */
	struct lr_buf text;	/* private: what the spans borrow */
};

void lr_beacon_init(struct lr_beacon *b);
void lr_beacon_free(struct lr_beacon *b);

/* A body: an object of the strings url, session and visitor, and perhaps
 * referrer and title, and nothing else. rec is for reading it; the body is
 * followed by a control byte and LR_PAD readable bytes (scan.h). LR_EBAD;
 * LR_ENOMEM. The parts live until the next call. */
enum lr_err lr_beacon_json(
    struct lr_beacon *b, struct lr_record *rec, struct lr_span body);

/* A query: s (site), u (URL), r (referrer), t (title). LR_EBAD: also when it
 * is none of ours. */
enum lr_err lr_beacon_query(struct lr_beacon *b, struct lr_span query);

/* Is it a site's name? Safe as the name of a file. */
bool lr_beacon_is_site(struct lr_span s);

/* Append the record's fields ,"title":...,"session":...,"visitor":... */
void lr_beacon_put(const struct lr_beacon *b, struct lr_buf *to);

#endif
