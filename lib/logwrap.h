/*
 * logwrap: what collectors put around the lines of a log, taken off before
 * the line is looked at: syslog (RFC 3164, RFC 5424, and with an ISO time),
 * Docker's JSON, the container runtime interface (CRI) and other times in
 * front, docker-compose's names, journald's JSON and other JSON that holds the
 * line as a text, JSON behind a time and a level as zap and Caddy write it for
 * people.
 */
#ifndef LR_LOGWRAP_H
#define LR_LOGWRAP_H

#include "hit.h"

enum lr_logwrap {
	LR_LOGWRAP_NONE,
	LR_LOGWRAP_SYSLOG,
	LR_LOGWRAP_DOCKER,
	LR_LOGWRAP_CRI,
	LR_LOGWRAP_COMPOSE,
	LR_LOGWRAP_JOURNAL,
	LR_LOGWRAP_CONSOLE,
	LR_LOGWRAPS
};

/* The line within; s->outer is the wrapper's time, where the line within may
 * have none. { NULL, 0 } when it is not wrapped so. It borrows the line
 * or the scratch space, and has LR_PAD readable bytes and a control byte
 * behind it. */
struct lr_span lr_logwrap_off(
    enum lr_logwrap wrap, struct lr_span line, struct lr_scratch *s);

const char *lr_logwrap_name(enum lr_logwrap wrap);

#endif
