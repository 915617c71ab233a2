/*
 * whoisjob: an address that is asked about, and the queue of those that wait
 * for one server. A part of whois.
 */
#ifndef LR_WHOISJOB_H
#define LR_WHOISJOB_H

#include "manners.h"
#include "whoisserver.h"
#include "whoistalk.h"
#include "whoistext.h"

#define LR_WHOIS_REFERRALS_MAX 4u

enum lr_whoisjob_state {
	LR_WHOISJOB_FREE,
	LR_WHOISJOB_QUEUED,
	LR_WHOISJOB_TALKING,
	LR_WHOISJOB_AWAITING /* an organisation that another job asks for */
};

struct lr_whoisjob {
	struct lr_whoisjob *next; /* free ones, or of a server's queue */
	enum lr_whoisjob_state state;
	uint32_t id;
	unsigned ms;
	int64_t deadline; /* INT64_MAX until the first question goes out */
	struct lr_ip ip;
	struct lr_whoisserver *server;
	enum lr_asked_for kind;
	enum lr_whois_further what; /* ENOUGH: the address */
	char handle[LR_WHOIS_HANDLE_MAX + 1];
	unsigned tries;
	const char *why; /* the last one broke off */
	struct lr_whoisserver *asked[LR_WHOIS_REFERRALS_MAX + 1];
	unsigned n_asked;
	bool has_reg; /* the best answer so far */
	struct lr_registration reg;
	uint32_t org; /* that it asks or waits for */
	struct lr_whoistalk talk;
};

/* Let it wait for its server, as the first one or the last. */
void lr_whoisjob_queue(struct lr_whoisjob *j, bool first);

/* The first one that waits for s, which has one. */
struct lr_whoisjob *lr_whoisjob_take(struct lr_whoisserver *s);

/* It waits no longer. */
void lr_whoisjob_leave(struct lr_whoisjob *j);

/* The line to send, at out (LR_WHOIS_ASK_MAX); its length. */
size_t lr_whoisjob_question(const struct lr_whoisjob *j, char *out);

#endif
