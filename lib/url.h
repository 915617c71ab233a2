/*
 * url: the parts of request targets and referrers. Nothing is decoded; spans
 * point into the text given.
 */
#ifndef LR_URL_H
#define LR_URL_H

#include "buf.h"
#include "span.h"

/* Split a request target: path and query without the '?' ({ NULL, 0 } when
 * there is none). A fragment goes with the query or path as it is. */
void lr_url_target(
    struct lr_span target, struct lr_span *path, struct lr_span *query);

/* Host of an absolute URL, without user, port, brackets, "www." kept; empty
 * when it is none. */
struct lr_span lr_url_host(struct lr_span url);

/* Append only the campaign parameters of a query (utm_*, gclid, ...), in
 * their order, joined by '&'; none that holds a mail address. */
void lr_url_campaign(struct lr_buf *b, struct lr_span query);

/* True when the path names a static asset: style, script, image, font,
 * archive, ... by its extension, or lies in /.well-known/ or /cdn-cgi/. */
bool lr_url_asset(struct lr_span path);

#endif
