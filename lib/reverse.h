/*
 * reverse: the names of addresses, each led back to its address (forward
 * confirmation): a name counts as verified when the DNS says that the address
 * is one of its own. Of several names the first verified one is taken, else
 * the first: names under an organisation's own domain come before those that a
 * provider made or that say nothing of whose they are, otherwise in
 * alphabetical order.
 */
#ifndef LR_REVERSE_H
#define LR_REVERSE_H

#include "ask.h"

struct lr_reverse; /* heap */

struct lr_reverse_result {
	struct lr_span name; /* n == 0: has none; lives until done returns */
	bool verified;
	bool failed; /* no answer, or none whether the name leads back */
};

typedef void lr_reverse_done(
    void *arg, uint32_t id, const struct lr_reverse_result *result);

/* spec->window is also how many addresses are asked about at once. */
enum lr_err lr_reverse_open(struct lr_reverse **r,
    const struct lr_ask_spec *spec, lr_reverse_done *done, void *arg,
    const char **why);

/* What is in flight is forgotten, done() is not called. */
void lr_reverse_close(struct lr_reverse *r);

/* Ask for an address; id comes back with the result, from lr_ask_work on
 * lr_reverse_asks. Only when there is room. LR_ENOMEM. */
enum lr_err lr_reverse_ask(
    struct lr_reverse *r, const struct lr_ip *ip, uint32_t id);
bool lr_reverse_room(const struct lr_reverse *r);
unsigned lr_reverse_flying(const struct lr_reverse *r);

struct lr_ask *lr_reverse_asks(struct lr_reverse *r);

#endif
