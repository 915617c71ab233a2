/*
 * peer: where a server is: on this machine, or where a stranger may send us.
 */
#ifndef LR_PEER_H
#define LR_PEER_H

#include <sys/socket.h>

#include "span.h"

/* The address, n bytes, is not one of lr_ip_reserved, nor IPv6 that stands for
 * such a one of IPv4 (RFC 6052's well-known prefix). */
bool lr_peer_public(const struct sockaddr *sa, unsigned n);

/* A server as lr_http_host names it is this machine: "localhost", an address
 * of 127.0.0.0/8, "[::1]", with or without a port. */
bool lr_peer_loopback(struct lr_span server);

#endif
