/*
 * whois: whose an address is, asked on port 43 (RFC 3912), many at once, of
 * all regional and national registries, with referrals. Of IPv6 the /64 is
 * asked for, never more. An answer that does not cover the address is refused
 * (LR_FOUND_FAILED, "wrong network"); a server that refuses or blocks us is
 * left alone. A server that another one names is asked only where it has a
 * public address. Host names are looked up in threads (hostaddr.h).
 */
#ifndef LR_WHOIS_H
#define LR_WHOIS_H

#include "manners.h"
#include "registration.h"

struct lr_whois; /* heap */

struct lr_whois_spec {
	const char *server; /* HOST:PORT, every query goes there; NULL */
	const char *detour; /* for tests: HOST:PORT where every connection
			     * goes, whoever is asked; NULL */
	struct lr_manners *manners;
	unsigned window; /* questions at once, besides what manners allow */
	lr_registration_done *done;
	void *arg;
};

/* *why gets one line on failure. */
enum lr_err lr_whois_open(
    struct lr_whois **out, const struct lr_whois_spec *spec, const char **why);

/* What is on its way is forgotten, done is not called. */
void lr_whois_close(struct lr_whois *w);

/* Ask whose ip is; done is called with id, from lr_whois_work, at the latest ms
 * after the first question for it has gone out. Before that it waits as long
 * as manners say, but when that is longer than ms for one question (a server
 * that wants to be left alone) it ends at once. Only when there is room.
 * LR_ENOMEM. */
enum lr_err lr_whois_ask(
    struct lr_whois *w, const struct lr_ip *ip, unsigned ms, uint32_t id);
bool lr_whois_room(const struct lr_whois *w);
unsigned lr_whois_flying(const struct lr_whois *w);

/* For the caller's loop: wait until the descriptor can be read or due has
 * come (INT64_MAX: never), then work, which never waits. */
int lr_whois_fd(const struct lr_whois *w);
int64_t lr_whois_due(const struct lr_whois *w);
enum lr_err lr_whois_work(struct lr_whois *w);

/* Who could be asked: name i from 0 of the servers known beforehand; false
 * after the last. Asks no one. */
bool lr_whois_server(
    const struct lr_whois *w, unsigned i, struct lr_span *name);

#endif
