#include "../tap.h"

#include "../draw.h"
#include "ip.h"

static const char *
text(const struct lr_ip *ip)
{
	static char out[LR_IP_TEXT + 1];

	memset(out, '#', sizeof(out));
	out[lr_ip_put(ip, out)] = '\0';
	return out;
}

/* RFC 5952 sections 1, 2 and 4, RFC 4291 2.2 and 2.5.5 */
static const struct {
	const char *s, *want; /* NULL: no address */
} t[] = {
	{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:db8::1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:0db8::1:0:0:1", "2001:db8::1:0:0:1" },
	{ "2001:db8:0:0:1::1", "2001:db8::1:0:0:1" },
	{ "2001:DB8:0:0:1::1", "2001:db8::1:0:0:1" },
	{ "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001",
	    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1" },
	{ "2001:db8:aaaa:bbbb:cccc:dddd::1",
	    "2001:db8:aaaa:bbbb:cccc:dddd:0:1" },
	{ "2001:db8::aaaa:0:0:1", "2001:db8::aaaa:0:0:1" },
	{ "2001:db8:0:0:aaaa::1", "2001:db8::aaaa:0:0:1" },
	{ "2001:db8::0:1", "2001:db8::1" },
	{ "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },
	{ "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
	{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
	{ "2001:DB8::ABCD:EF", "2001:db8::abcd:ef" },
	{ "::", "::" },
	{ "::1", "::1" },
	{ "1::", "1::" },
	{ "0:0:0:0:0:0:0:0", "::" },
	{ "1:0:0:0:0:0:0:0", "1::" },
	{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
	{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
	{ "ff01:0:0:0:0:0:0:101", "ff01::101" },
	{ "0000:0000:0000:0000:0000:0000:0000:0001", "::1" },
	{ "::13.1.68.3", "::d01:4403" },
	{ "0:0:0:0:0:0:13.1.68.3", "::d01:4403" },
	{ "::ffff:129.144.52.38", "129.144.52.38" },
	{ "::FFFF:129.144.52.38", "129.144.52.38" },
	{ "::ffff:8190:3426", "129.144.52.38" },
	{ "0:0:0:0:0:ffff:129.144.52.38", "129.144.52.38" },
	{ "0000:0000:0000:0000:0000:ffff:255.255.255.255", "255.255.255.255" },
	{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
	{ "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201" },
	{ "::fffe:1.2.3.4", "::fffe:102:304" },
	{ "192.0.2.1", "192.0.2.1" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "", NULL },
	{ ".", NULL },
	{ ":", NULL },
	{ ":::", NULL },
	{ "1", NULL },
	{ "1.2.3", NULL },
	{ "1.2.3.4.5", NULL },
	{ "1.2.3.", NULL },
	{ ".1.2.3", NULL },
	{ "1..2.3", NULL },
	{ "1.2.3.4.", NULL },
	{ "01.2.3.4", NULL },
	{ "1.2.3.04", NULL },
	{ "1.2.3.00", NULL },
	{ "256.2.3.4", NULL },
	{ "1.2.3.256", NULL },
	{ "1.2.3.4444", NULL },
	{ "1.2.3.4 ", NULL },
	{ " 1.2.3.4", NULL },
	{ "1.2.3.4/32", NULL },
	{ "1.2.3.4:80", NULL },
	{ "1.2.3.a", NULL },
	{ "0x1.2.3.4", NULL },
	{ "+1.2.3.4", NULL },
	{ "[::1]", NULL },
	{ "fe80::1%eth0", NULL },
	{ "::1/128", NULL },
	{ "1:2:3:4:5:6:7", NULL },
	{ "1:2:3:4:5:6:7:8:9", NULL },
	{ "1:2:3:4:5:6:7:8::", NULL },
	{ "::1:2:3:4:5:6:7:8", NULL },
	{ "1::2::3", NULL },
	{ "1:2:3:4:5:6:7:", NULL },
	{ ":1:2:3:4:5:6:7", NULL },
	{ "1:", NULL },
	{ ":1", NULL },
	{ "12345::", NULL },
	{ "g::", NULL },
	{ "::1.2.3", NULL },
	{ "::1.2.3.4.5", NULL },
	{ "::01.2.3.4", NULL },
	{ "1.2.3.4::", NULL },
	{ "::1.2.3.4:1", NULL },
	{ "1:2:3:4:5:6:7:1.2.3.4", NULL },
	{ "1:2:3:4:5:1.2.3.4", NULL },
	{ "::1:2:3:4:5:6:1.2.3.4", NULL },
	{ "0000:0000:0000:0000:0000:ffff:255.255.255.2555", NULL },
	{ "www.example", NULL },
	{ "abc.example.com", NULL },
};

static void
table(void)
{
	struct lr_ip ip, again;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		bool good = lr_ip_parse(lr_span_str(t[i].s), &ip);

		if (t[i].want == NULL) {
			ok(!good, "no address: '%s'", t[i].s);
			continue;
		}
		if (!ok(good, "address: %s", t[i].s))
			continue;
		is(text(&ip), strlen(text(&ip)), t[i].want, "    as text");
		ok(lr_ip_parse(lr_span_str(text(&ip)), &again) &&
			lr_ip_cmp(&ip, &again) == 0,
		    "    and back");
	}
	ok(!lr_ip_parse(lr_span(NULL, 0), &ip) &&
		!lr_ip_parse(lr_span("::1\0", 4), &ip) &&
		!lr_ip_parse(lr_span("1.2.3.4\0", 8), &ip),
	    "nothing, and NUL bytes");
}

static void
drawn(void)
{
	struct lr_ip ip, again;
	unsigned long bad = 0;
	char want[16];
	unsigned i, k;

	for (i = 0; i < 100000; i++) {
		uint32_t v4 = draw(), zeros = draw();

		ip = lr_ip_from4(v4);
		snprintf(want, sizeof(want), "%u.%u.%u.%u", v4 >> 24,
		    v4 >> 16 & 255, v4 >> 8 & 255, v4 & 255);
		bad += !lr_ip_is4(&ip) || lr_ip_v4(&ip) != v4 ||
		    strcmp(text(&ip), want) != 0 ||
		    !lr_ip_parse(lr_span_str(want), &again) ||
		    lr_ip_cmp(&ip, &again) != 0;
		for (k = 0; k < 16; k++)
			ip.b[k] = zeros >> k / 2 & 1
			    ? 0
			    : (unsigned char)(draw() >> (draw() % 8));
		bad += strlen(text(&ip)) > LR_IP_TEXT ||
		    strstr(text(&ip), ":::") != NULL ||
		    !lr_ip_parse(lr_span_str(text(&ip)), &again) ||
		    lr_ip_cmp(&ip, &again) != 0;
		again = lr_ip_prev(lr_ip_next(ip));
		bad += lr_ip_cmp(&ip, &again) != 0;
		again = lr_ip_next(ip);
		bad += lr_ip_cmp(&ip, &again) >= 0;
	}
	ok(bad == 0, "100000 of each family: text and back, next and prev");
	memset(ip.b, 0xff, 16);
	ok(strlen(text(&ip)) == LR_IP_TEXT, "39 characters at most");
	ip = lr_ip_next(ip);
	ok(strcmp(text(&ip), "::") == 0, "next wraps at the end");
	ip = lr_ip_prev(ip);
	ok(ip.b[0] == 0xff && ip.b[15] == 0xff, "prev wraps at the start");
	ip = lr_ip_next(lr_ip_from4(0x0affffff));
	ok(lr_ip_v4(&ip) == 0x0b000000, "next carries");
}

int
main(void)
{
	table();
	drawn();
	return done();
}
