#include "forwarded.h"

#include "../tap.h"

static struct lr_range net[2];

/* Who is the client, as a text? */
static void
client(size_t n, const char *peer, const char *list, const char *want,
    const char *what)
{
	const struct lr_proxies p = { net, n };
	char text[LR_IP_TEXT];
	struct lr_ip ip;

	lr_ip_parse(lr_span_str(peer), &ip);
	ip = lr_forwarded(&p, &ip, lr_span_str(list));
	is(text, lr_ip_put(&ip, text), want, what);
}

int
main(void)
{
	lr_range_parse(LR_SPAN("45.0.0.0/24"), &net[0]);
	lr_range_parse(LR_SPAN("2001:db8:1::/48"), &net[1]);
	client(2, "45.0.0.1", "80.1.1.1", "80.1.1.1", "one proxy");
	client(2, "45.0.0.1", "9.9.9.9, 80.1.1.1", "80.1.1.1",
	    "what the client makes up stands on the left");
	client(2, "45.0.0.1", "80.1.1.1,45.0.0.2", "80.1.1.1", "two proxies");
	client(2, "80.1.1.1", "9.9.9.9", "80.1.1.1", "no proxy of ours");
	client(2, "45.0.0.1", "", "45.0.0.1", "no list");
	client(2, "45.0.0.1", "unknown", "45.0.0.1", "no address");
	client(2, "45.0.0.1", "10.0.0.1", "45.0.0.1", "a private one");
	client(2, "2001:db8:1::1", "for=\"[2001:db8:2::7]:80\";proto=https",
	    "2001:db8:2::7", "Forwarded");
	client(2, "45.0.0.1", "80.1.1.1:443", "80.1.1.1", "with a port");
	client(2, "45.0.0.1", ",,,", "45.0.0.1", "commas");
	client(0, "10.0.0.1", "80.1.1.1, 10.0.0.2", "80.1.1.1",
	    "none named: all that are not on the internet");
	client(0, "80.1.1.1", "9.9.9.9", "80.1.1.1", "and no others");
	return done();
}
