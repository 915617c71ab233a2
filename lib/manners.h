/*
 * manners: how often and how much at once each server of the world is asked,
 * and the ledger of who was asked what. Buckets of tokens are shared by all lr
 * processes that use the same folder of stores; so is it known when a server
 * wants to be left alone. Defaults are in lib/tables/servers.txt.
 *
 * A server is known by its name as a user would write it: "whois.ripe.net",
 * or "127.0.0.1:4343" where the port is not the protocol's own.
 * Times are milliseconds of lr_clock_ticks.
 */
#ifndef LR_MANNERS_H
#define LR_MANNERS_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "span.h"

/* What a question tells the server. */
enum lr_asked_for {
	LR_ASKED_ADDRESS, /* a visitor's IPv4 address, or the /64 of IPv6 */
	LR_ASKED_PREFIX,  /* a /24 or /48 at most */
	LR_ASKED_HANDLE,  /* a name out of a registry's answer */
	LR_ASKED_NOTHING, /* nothing of a visitor: a list, a bootstrap file */
	LR_ASKED_KINDS
};

struct lr_manners; /* heap */

struct lr_manners_server {
	struct lr_span name;
	unsigned long asked[LR_ASKED_KINDS];
	unsigned long answered, failed;
	int64_t left_alone; /* ticks until when; 0: not */
};

/* dir is the folder of the stores, NULL: nothing is shared with others. *why
 * and errors as of lr_store_open. */
enum lr_err lr_manners_open(
    struct lr_manners **m, const char *dir, const char **why);
void lr_manners_close(struct lr_manners *m);

/* "--rate SERVER=N/s", also N/m, N/h; "SERVER=0" lifts the limits of that
 * server. LR_EBAD. */
enum lr_err lr_manners_rate(struct lr_manners *m, struct lr_span rate);

/* May this server be asked now? 0: yes; it counts as asked, a token is taken
 * and a connection counted until lr_manners_done. Else how many milliseconds
 * to wait before asking here again. Spans need not live on. */
int64_t lr_manners_ask(struct lr_manners *m, struct lr_span server,
    enum lr_asked_for what, int64_t now);

/* How a question ended. */
enum lr_manners_end {
	LR_MANNERS_ANSWERED, /* whatever it said */
	LR_MANNERS_FAILED,   /* reset, timeout, 5xx: wait longer and longer */
	LR_MANNERS_CANCELLED /* nothing about the server */
};
void lr_manners_done(struct lr_manners *m, struct lr_span server,
    enum lr_manners_end end, int64_t now);

/* It asked to be left alone for that many seconds (Retry-After, a block); all
 * processes will, and runs to come. */
void lr_manners_leave(
    struct lr_manners *m, struct lr_span server, unsigned seconds, int64_t now);

/* The ledger: server i from 0 in the order first asked; false after the last.
 */
bool lr_manners_server(
    const struct lr_manners *m, unsigned i, struct lr_manners_server *s);

#endif
