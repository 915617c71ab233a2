/*
 * whoistalk: one question to a whois server over TCP: connect, send a line,
 * read until the server closes. Never waits. Of several addresses the next is
 * tried when one fails or has not answered for a moment, both families in turn
 * (RFC 8305, made simple); the first that connects is talked to.
 */
#ifndef LR_WHOISTALK_H
#define LR_WHOISTALK_H

#include <stdint.h>

#include "buf.h"
#include "hostaddr.h"
#include "whoistable.h"

#define LR_WHOIS_ANSWER_MAX (1u << 20)
#define LR_WHOIS_CONNECT 10000 /* ms */
#define LR_WHOIS_TALK 60000    /* ms, all of it */

enum lr_whoistalk_end {
	LR_WHOISTALK_ON,
	LR_WHOISTALK_ANSWER, /* in: all that the server said */
	LR_WHOISTALK_BROKEN  /* why */
};

struct lr_whoistalk {
	struct lr_buf in; /* the answer; its memory is kept for the next */
	const char *why;
	bool rwhois;
	/* private */
	int epoll;
	uint64_t tag;
	int fd[LR_HOSTADDR_MAX];
	struct lr_ip ip[LR_HOSTADDR_MAX];
	unsigned n, tried, port, won;
	bool connected;
	int64_t next, due; /* ticks: another try; the end */
	int64_t over;
	size_t n_ask, sent;
	char ask[LR_WHOIS_ASK_MAX];
};

void lr_whoistalk_init(struct lr_whoistalk *t);
void lr_whoistalk_free(struct lr_whoistalk *t);

/* Begin; ask is the whole line. Events of epoll come with tag. ON or BROKEN.
 */
enum lr_whoistalk_end lr_whoistalk_begin(struct lr_whoistalk *t, int epoll,
    uint64_t tag, const struct lr_ip *ip, unsigned n, unsigned port,
    struct lr_span ask, int64_t now);

/* Go on, after an event or when due. */
enum lr_whoistalk_end lr_whoistalk_work(struct lr_whoistalk *t, int64_t now);
int64_t lr_whoistalk_due(const struct lr_whoistalk *t);

/* Hang up, whatever happens. */
void lr_whoistalk_end(struct lr_whoistalk *t);

/* The address that was connected to. */
const struct lr_ip *lr_whoistalk_peer(const struct lr_whoistalk *t);

#endif
