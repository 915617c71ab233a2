/*
 * httphead: what the headers of an HTTP answer say that matters here, line by
 * line as they come in; all of it may be wrong or missing.
 */
#ifndef LR_HTTPHEAD_H
#define LR_HTTPHEAD_H

#include <stdint.h>

#include "span.h"

#define LR_HTTPHEAD_TYPE 80u

struct lr_httphead {
	char type[LR_HTTPHEAD_TYPE]; /* "application/json", lower case; or "" */
	int64_t max_age; /* of Cache-Control, in seconds; -1: not said */
	int64_t retry;	 /* of Retry-After, in seconds; -1: not said */
	/* the same as dates; -1: not said */
	int64_t retry_date, expires, date;
};

/* Nothing said yet. */
void lr_httphead_clear(struct lr_httphead *h);

/* One line, its end included or not. A status line begins anew. */
void lr_httphead_line(struct lr_httphead *h, struct lr_span line);

/* Seconds from now; -1: not said. The server's own date is believed where
 * there is one, since its clock made the others. */
int64_t lr_httphead_retry_after(const struct lr_httphead *h, int64_t now);
int64_t lr_httphead_max_age(const struct lr_httphead *h, int64_t now);

/* A date as HTTP has it (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT",
 * and the two older forms. */
bool lr_httphead_date(struct lr_span s, int64_t *t);

#endif
