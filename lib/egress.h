/*
 * egress: a line of --list-egress, the same in every command that asks
 * somebody: protocol, server, what that gets to know, whether the way is
 * encrypted, with tabs in between.
 */
#ifndef LR_EGRESS_H
#define LR_EGRESS_H

#include "out.h"

#define LR_EGRESS_TLS "TLS"
#define LR_EGRESS_CLEAR "clear text"

void lr_egress_put(struct lr_out *o, const char *protocol,
    struct lr_span server, const char *what, const char *way);

/* The servers are found by the names that the system resolves. */
void lr_egress_names(struct lr_out *o, const char *nothing_of);

#endif
