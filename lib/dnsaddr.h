/*
 * dnsaddr: address and port of a server, and their text.
 */
#ifndef LR_DNSADDR_H
#define LR_DNSADDR_H

#include "ip.h"

/* The most that lr_dnsaddr_put writes; no NUL. */
#define LR_DNSADDR_TEXT (LR_IP_TEXT + 8)

struct lr_dnsaddr {
	struct lr_ip ip;
	uint16_t port;
};

/* "ADDR", "ADDR:PORT", "[ADDR]", "[ADDR]:PORT"; port 53 when there is none. */
bool lr_dnsaddr_parse(struct lr_span s, struct lr_dnsaddr *addr);

/* With the port and, around IPv6, brackets. Returns the length. */
size_t lr_dnsaddr_put(const struct lr_dnsaddr *addr, char *out);

#endif
