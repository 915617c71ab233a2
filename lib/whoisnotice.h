/*
 * whoisnotice: what whois servers say in plain words instead of an answer, or
 * beside it: that there is no such object, or that they refuse and how long
 * they want to be left alone. Rules in lib/tables/whois-notices.txt.
 */
#ifndef LR_WHOISNOTICE_H
#define LR_WHOISNOTICE_H

#include <stdint.h>

#include "span.h"

/* Zeroed before the first line. */
struct lr_whoisnotice {
	bool nothing, refused;
	unsigned leave; /* seconds */
};

/* Read a line of the server's own words; now, in seconds since 1970, is for
 * limits that end at midnight. */
void lr_whoisnotice_line(
    struct lr_whoisnotice *n, struct lr_span line, int64_t now);

#endif
