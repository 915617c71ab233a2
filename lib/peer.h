/*
 * peer: whether an address of a socket may be connected to on the word of a
 * stranger.
 */
#ifndef LR_PEER_H
#define LR_PEER_H

#include <stdbool.h>
#include <sys/socket.h>

/* The address, n bytes, is not one of lr_ip_reserved, nor IPv6 that stands for
 * such a one of IPv4 (RFC 6052's well-known prefix). */
bool lr_peer_public(const struct sockaddr *sa, unsigned n);

#endif
