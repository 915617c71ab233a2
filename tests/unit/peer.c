#include "../tap.h"

#include <netinet/in.h>

#include "ip.h"
#include "peer.h"

static bool
is_public(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct lr_ip ip;

	if (!lr_ip_parse(lr_span_str(text), &ip))
		abort();
	if (lr_ip_is4(&ip) && text[0] != ':') {
		in.sin_addr.s_addr = htonl(lr_ip_v4(&ip));
		return lr_peer_public((struct sockaddr *)&in, sizeof(in));
	}
	memcpy(&in6.sin6_addr, ip.b, 16);
	return lr_peer_public((struct sockaddr *)&in6, sizeof(in6));
}

static void
loopback(const char *server, bool want)
{
	ok(lr_peer_loopback(lr_span_str(server)) == want, "%s: %s", server,
	    want ? "this machine" : "another");
}

int
main(void)
{
	static const char *const good[] = { "8.8.8.8", "193.0.0.1",
		"2001:4860::1", "::ffff:8.8.8.8", "64:ff9b::808:808" };
	static const char *const bad[] = { "127.0.0.1", "127.9.9.9", "10.0.0.1",
		"192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
		"100.64.0.1", "224.0.0.1", "255.255.255.255", "::1",
		"::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b::a00:1" };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(is_public(good[i]), "%s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!is_public(bad[i]), "not %s", bad[i]);
	in6.sin6_addr.s6_addr[0] = 0x20;
	in6.sin6_addr.s6_addr[1] = 0x03;
	ok(!lr_peer_public((struct sockaddr *)&in6, sizeof(struct sockaddr_in)),
	    "not what is too short");
	in6.sin6_family = AF_UNIX;
	ok(!lr_peer_public((struct sockaddr *)&in6, sizeof(in6)),
	    "not a local socket");
	loopback("localhost", true);
	loopback("localhost:8080", true);
	loopback("127.0.0.1", true);
	loopback("127.9.9.9:80", true);
	loopback("[::1]", true);
	loopback("[::1]:8080", true);
	loopback("", false);
	loopback(":80", false);
	loopback("127.example.net", false);
	loopback("127.0.0.1.example.net:80", false);
	loopback("localhost.example.net", false);
	loopback("[::1].example.net", false);
	loopback("[2001:db8::1]", false);
	loopback("128.0.0.1", false);
	return done();
}
