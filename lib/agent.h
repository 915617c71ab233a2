/*
 * agent: does a user agent say that it is a program and not a person's
 * browser? The words are in lib/tables/bots.txt.
 */
#ifndef LR_AGENT_H
#define LR_AGENT_H

#include "span.h"

/* The crawler's name; { NULL, 0 } for a browser. Lives until the next call:
 * it may point into the agent. */
struct lr_span lr_agent_bot(struct lr_span agent);

/* The same with a memory of agents seen; not for several threads. The name
 * lives until the next call. */
struct lr_span lr_agent_bot_memo(struct lr_span agent);

#endif
