/*
 * rdap: whose an address is, asked of the registries by RDAP (RFC 9082, 9083),
 * many at once. Which server: RFC 9224's bootstrap files, cached in the folder
 * of the stores; a built-in copy serves until they have come. Of IPv6 the /64
 * is asked for, never more. LR_FOUND_UNABLE: no server for it, a server that
 * only names a national registry, or answers that are none.
 *
 * A server may send a question on to another one, five times at most, and only
 * to those known beforehand (lr_rdap_server), never from https to http; so
 * nobody learns of an address who is not named there. Servers at loopback, for
 * tests, may send on to others at loopback.
 */
#ifndef LR_RDAP_H
#define LR_RDAP_H

#include "manners.h"
#include "registration.h"

struct lr_rdap; /* heap */

struct lr_rdap_spec {
	const char *base;      /* every question goes there; NULL: bootstrap */
	const char *bootstrap; /* a file instead of IANA's; NULL */
	const char *dir;       /* folder of the stores; NULL: no cache there */
	const char *iana;      /* where its lists are; NULL: where they are */
	const char *trust;     /* see lr_http_trust; NULL */
	struct lr_manners *manners;
	unsigned window; /* questions at once, besides what manners allow */
	lr_registration_done *done;
	void *arg;
};

/* *why gets one line on failure. */
enum lr_err lr_rdap_open(
    struct lr_rdap **out, const struct lr_rdap_spec *spec, const char **why);

/* What is on its way is forgotten, done is not called. */
void lr_rdap_close(struct lr_rdap *r);

/* Ask whose ip is; done is called with id, from lr_rdap_work, at the latest ms
 * after the first question for it has gone out. Before that it waits as long
 * as manners say, but when that is longer than ms for one question (a server
 * that wants to be left alone) it ends at once. Only when there is room.
 * LR_ENOMEM. */
enum lr_err lr_rdap_ask(
    struct lr_rdap *r, const struct lr_ip *ip, unsigned ms, uint32_t id);
bool lr_rdap_room(const struct lr_rdap *r);
unsigned lr_rdap_flying(const struct lr_rdap *r);

/* For the caller's loop: wait until the descriptor can be read or due has
 * come (INT64_MAX: never), then work, which never waits. */
int lr_rdap_fd(const struct lr_rdap *r);
int64_t lr_rdap_due(const struct lr_rdap *r);
enum lr_err lr_rdap_work(struct lr_rdap *r);

/* Who could be asked: name i from 0 of the servers known beforehand; false
 * after the last. Asks no one. */
bool lr_rdap_server(const struct lr_rdap *r, unsigned i, struct lr_span *name);

#endif
