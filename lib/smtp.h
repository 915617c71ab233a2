/*
 * smtp: one message to a server (RFC 5321), through libcurl. TLS is verified
 * always, and needed everywhere but on this machine. Nothing comes from the
 * environment: no proxy, no key log.
 */
#ifndef LR_SMTP_H
#define LR_SMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define LR_SMTP_WHY 300u

struct lr_smtp {
	const char *server; /* smtp:// or smtps://, host and port, no user */
	const char *trust;  /* PEM file instead of the system's, or NULL */
	const char *user, *password; /* or NULL */
	const char *netrc;	     /* file with them, or NULL */
	const char *from;	     /* addresses, without brackets */
	const char *const *to;	     /* NULL at the end */
	uint64_t size;
	size_t (*read)(void *arg, char *p, size_t max); /* 0: the end */
	void *arg;
	unsigned connect, total; /* milliseconds */
};

/* Is it a server that may be asked: a scheme of ours, a host, nothing else?
 * *local: it is this machine. */
bool lr_smtp_server(const char *url, bool *local);

/* LR_OK: the server has taken the message over. LR_EAGAIN: not now; LR_EBAD:
 * not this message, not these credentials, no TLS. why is one line then; it may
 * quote the server. */
enum lr_err lr_smtp_send(const struct lr_smtp *m, char why[LR_SMTP_WHY]);

#endif
