/*
 * whoisserver: the whois servers of a run: how each is called, how it is asked
 * and where it is. A server that another one names is asked only at public
 * addresses, so that no answer leads into networks of ours. A part of whois.
 */
#ifndef LR_WHOISSERVER_H
#define LR_WHOISSERVER_H

#include "hostaddr.h"
#include "limits.h"
#include "whoistable.h"

#define LR_WHOIS_SERVERS_MAX 256u

struct lr_whoisjob;

struct lr_whoisserver {
	char name[LR_NAME_MAX + 9]; /* as manners know it */
	char host[LR_NAME_MAX + 1];
	unsigned port;
	bool rwhois;
	bool named; /* by another server */
	const struct lr_whoisrow *row;
	/* of the user: questions that wait, whether one is new among them,
	 * ticks before which it is not to be asked, and whether that is
	 * because addresses are looked for */
	struct lr_whoisjob *head, *tail;
	bool fresh;
	int64_t when;
	bool resolving;
};

/* Zeroed, or after close. */
struct lr_whoisservers {
	struct lr_whoisserver *server[LR_WHOIS_SERVERS_MAX];
	unsigned n;
	struct lr_hostaddr *hosts;
	char *detour; /* HOST of where all connections go, or NULL */
	unsigned detour_port;
};

/* detour: HOST:PORT or NULL. LR_EBAD: it is not. */
enum lr_err lr_whoisservers_open(struct lr_whoisservers *w, const char *detour);
void lr_whoisservers_close(struct lr_whoisservers *w);

/* The server of that host, in lower case; port 0: the protocol's own. NULL: no
 * memory, or too many. */
struct lr_whoisserver *lr_whoisservers_get(
    struct lr_whoisservers *w, struct lr_span host, unsigned port, bool rwhois);

/* The one that a user gives as HOST, HOST:PORT, [IPV6]:PORT. LR_EBAD. */
enum lr_err lr_whoisservers_given(
    struct lr_whoisservers *w, const char *text, struct lr_whoisserver **s);

/* Where to connect to; ip has room for LR_HOSTADDR_MAX. LR_EAGAIN: not known
 * yet, see hostaddr.h; LR_EBAD: nowhere, see *why. */
enum lr_err lr_whoisservers_where(struct lr_whoisservers *w,
    const struct lr_whoisserver *s, int64_t now, struct lr_ip *ip, unsigned *n,
    unsigned *port, const char **why);

/* It was reached at this one of its addresses. */
void lr_whoisservers_good(struct lr_whoisservers *w,
    const struct lr_whoisserver *s, const struct lr_ip *ip);

#endif
