/*
 * campaign: what the parameters of a page's address tell of the advertisement,
 * mailing or post that led to it: the fields of utm_ and its kin of Matomo,
 * AT Internet and etracker, and the marks that advertising networks leave.
 */
#ifndef LR_CAMPAIGN_H
#define LR_CAMPAIGN_H

#include "referrer.h"

#define LR_CAMPAIGN_VALUE 100u /* bytes of a value; what is longer is cut */

enum lr_utm {
	LR_UTM_SOURCE,
	LR_UTM_MEDIUM,
	LR_UTM_CAMPAIGN,
	LR_UTM_TERM,
	LR_UTM_CONTENT,
	LR_UTMS
};

struct lr_campaign {
	struct lr_span utm[LR_UTMS]; /* in text; { NULL, 0 }: not there */
	struct lr_span ref;	     /* of "ref=" */
	/* of a network's mark: LR_MEDIA and no name when there is none */
	enum lr_medium medium;
	struct lr_span network;
	char text[(LR_UTMS + 1) * LR_CAMPAIGN_VALUE]; /* private */
};

/* Read a query, without its question mark. Escapes are undone, control
 * characters become blanks; what holds a mail address is left out, whatever it
 * is called. Of doubles the first counts. */
void lr_campaign_read(struct lr_span query, struct lr_campaign *c);

#endif
