/*
 * hostaddr: addresses of host names without waiting, by the system's resolver
 * (getaddrinfo: hosts file, DNS, whatever is configured), which can only wait
 * and therefore does so in threads of its own. Remembers them while it lives.
 */
#ifndef LR_HOSTADDR_H
#define LR_HOSTADDR_H

#include <stdint.h>

#include "err.h"
#include "ip.h"

#define LR_HOSTADDR_MAX 6u /* addresses of a name */

struct lr_hostaddr; /* heap */

enum lr_err lr_hostaddr_open(struct lr_hostaddr **h);

/* Threads that still wait end by themselves. */
void lr_hostaddr_close(struct lr_hostaddr *h);

/* The addresses of a name or of an address's text, the best one first, both
 * families in turn; ip has room for LR_HOSTADDR_MAX. LR_EAGAIN: they are
 * looked for, lr_hostaddr_fd will be readable. LR_EBAD: there are none, or not
 * now. now: lr_clock_ticks. LR_ENOMEM. */
enum lr_err lr_hostaddr_get(struct lr_hostaddr *h, struct lr_span name,
    int64_t now, struct lr_ip *ip, unsigned *n);

/* This one of them has served: begin with it next time. */
void lr_hostaddr_good(
    struct lr_hostaddr *h, struct lr_span name, const struct lr_ip *ip);

int lr_hostaddr_fd(const struct lr_hostaddr *h);
/* The descriptor is readable no more. */
void lr_hostaddr_heard(struct lr_hostaddr *h);

#endif
