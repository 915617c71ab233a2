#include "peer.h"

#include <netinet/in.h>

#include "ascii.h"
#include "prefix.h"

/* IPv4 in the well-known prefix of a translator is that address. */
static struct lr_ip
embedded(struct lr_ip ip)
{
	static const unsigned char nat64[12] = { 0, 0x64, 0xff, 0x9b };
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (memcmp(ip.b, nat64, sizeof(nat64)) == 0)
		memcpy(ip.b, mapped, sizeof(mapped));
	return ip;
}

bool
lr_peer_public(const struct sockaddr *sa, unsigned n)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct lr_ip ip;

	if (sa->sa_family == AF_INET && n >= sizeof(in)) {
		memcpy(&in, sa, sizeof(in));
		ip = lr_ip_from4(ntohl(in.sin_addr.s_addr));
	} else if (sa->sa_family == AF_INET6 && n >= sizeof(in6)) {
		memcpy(&in6, sa, sizeof(in6));
		memcpy(ip.b, &in6.sin6_addr, sizeof(ip.b));
		ip = embedded(ip);
	} else {
		return false;
	}
	return lr_ip_reserved(&ip) == NULL;
}

bool
lr_peer_loopback(struct lr_span server)
{
	struct lr_ip ip;
	size_t i = server.n;

	while (i > 0 && lr_is_digit(server.p[i - 1]))
		i--;
	if (i > 0 && i < server.n && server.p[i - 1] == ':')
		server = lr_span_sub(server, 0, i - 1);
	return lr_span_eq(server, LR_SPAN("localhost")) ||
	    lr_span_eq(server, LR_SPAN("[::1]")) ||
	    (lr_ip_parse(server, &ip) && lr_ip_is4(&ip) && ip.b[12] == 127);
}
