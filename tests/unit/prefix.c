#include "../tap.h"

#include "../draw.h"
#include "prefix.h"

static bool
parse(const char *s, struct lr_range *r)
{
	return lr_range_parse(lr_span_str(s), r);
}

static const char *
text(const struct lr_range *r)
{
	static char out[LR_RANGE_TEXT + 1];

	memset(out, '#', sizeof(out));
	out[lr_range_put(r, out)] = '\0';
	return out;
}

static const struct {
	const char *s, *want; /* NULL: no range */
} t[] = {
	{ "192.0.2.0/24", "192.0.2.0/24" },
	{ "192.0.2.1", "192.0.2.1/32" },
	{ "192.0.2.1/32", "192.0.2.1/32" },
	{ "0.0.0.0/0", "0.0.0.0/0" },
	{ "128.0.0.0/1", "128.0.0.0/1" },
	{ "192.0.2.0-192.0.2.255", "192.0.2.0/24" },
	{ "192.0.2.0 - 192.0.2.9", "192.0.2.0-192.0.2.9" },
	{ "192.0.2.1-192.0.2.2", "192.0.2.1-192.0.2.2" },
	{ "192.0.2.5-192.0.2.5", "192.0.2.5/32" },
	{ "0.0.0.0-255.255.255.255", "0.0.0.0/0" },
	{ "0.0.0.1-255.255.255.255", "0.0.0.1-255.255.255.255" },
	{ "2001:db8::/32", "2001:db8::/32" },
	{ "2001:DB8::1", "2001:db8::1/128" },
	{ "2001:db8::-2001:db8::ffff", "2001:db8::/112" },
	{ "2001:db8:: - 2001:db8::2", "2001:db8::-2001:db8::2" },
	{ "::/0", "::/0" },
	{ "8000::/1", "8000::/1" },
	{ "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0" },
	{ "::ffff:192.0.2.1", "192.0.2.1/32" },
	{ "", NULL },
	{ "/", NULL },
	{ "-", NULL },
	{ "192.0.2.0/", NULL },
	{ "192.0.2.0/33", NULL },
	{ "192.0.2.0/-1", NULL },
	{ "192.0.2.0/24x", NULL },
	{ "192.0.2.0/255.255.255.0", NULL },
	{ "192.0.2.1/24", NULL },
	{ "192.0.2.0/23", "192.0.2.0/23" },
	{ "192.0.1.0/23", NULL },
	{ "128.0.0.0/0", NULL },
	{ "192.0.2/24", NULL },
	{ " 192.0.2.0/24", NULL },
	{ "192.0.2.0/24 ", NULL },
	{ "192.0.2.9-192.0.2.0", NULL },
	{ "192.0.2.0-", NULL },
	{ "-192.0.2.0", NULL },
	{ "192.0.2.0-2001:db8::", NULL },
	{ "2001:db8::-192.0.2.0", NULL },
	{ "192.0.2.0-192.0.2.1-192.0.2.2", NULL },
	{ "192.0.2.0/24-192.0.3.0/24", NULL },
	{ "2001:db8::/129", NULL },
	{ "2001:db8::1/127", NULL },
	{ "2001:db8::1/0", NULL },
	{ "AS64496", NULL },
};

static void
table(void)
{
	struct lr_range r, again;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		bool good = parse(t[i].s, &r);

		if (t[i].want == NULL) {
			ok(!good, "no range: '%s'", t[i].s);
			continue;
		}
		if (!ok(good, "range: %s", t[i].s))
			continue;
		is(text(&r), strlen(text(&r)), t[i].want, "    as text");
		ok(parse(text(&r), &again) &&
			lr_ip_cmp(&r.first, &again.first) == 0 &&
			lr_ip_cmp(&r.last, &again.last) == 0,
		    "    and back");
	}
}

/* The length of one address's prefix that reaches exactly to `last`. */
static bool
reaches(const struct lr_ip *from, unsigned len, struct lr_ip *last)
{
	struct lr_range p = lr_range_around(from, len);

	*last = p.last;
	return lr_ip_cmp(&p.first, from) == 0;
}

/* Prefixes that follow each other without gap up to the end, none of which
 * could be merged with its neighbour or be wider: that is the fewest. */
static bool
split(struct lr_range r, unsigned bits)
{
	struct lr_range rest = r;
	struct lr_ip at = r.first, prefix, last;
	unsigned len, n = 0, wider;

	while ((len = lr_range_split(&rest, &prefix)) != 129) {
		struct lr_ip far;

		if (len > bits || ++n > 2 * bits ||
		    lr_ip_cmp(&prefix, &at) != 0 ||
		    !reaches(&prefix, len, &last) ||
		    lr_ip_cmp(&last, &r.last) > 0)
			return false;
		wider = len - 1;
		if (len > 0 && reaches(&prefix, wider, &far) &&
		    lr_ip_cmp(&far, &r.last) <= 0)
			return false;
		at = lr_ip_next(last);
	}
	return n > 0 && lr_ip_cmp(&last, &r.last) == 0 &&
	    lr_range_split(&rest, &prefix) == 129;
}

static void
splits(void)
{
	unsigned long bad = 0;
	struct lr_range r;
	unsigned i, k;

	for (i = 0; i < 1500; i++) {
		uint32_t a = draw() >> draw() % 32, b = draw() >> draw() % 32;

		if (draw() % 4 == 0)
			b = a | ((1u << draw() % 31) - 1);
		if (draw() % 8 == 0)
			b = UINT32_MAX;
		r.first = lr_ip_from4(a < b ? a : b);
		r.last = lr_ip_from4(a < b ? b : a);
		bad += !split(r, 32);
		for (k = 0; k < 16; k++) {
			r.first.b[k] = draw() % 3 ? (unsigned char)draw() : 0;
			r.last.b[k] = draw() % 3 ? (unsigned char)draw() : 0xff;
		}
		r.first.b[0] = 0x20; /* both are surely IPv6 */
		r.last.b[0] = (unsigned char)(0x20 + draw() % 2);
		if (lr_ip_cmp(&r.first, &r.last) <= 0)
			bad += !split(r, 128);
	}
	ok(bad == 0, "any range is split into the fewest prefixes");
	ok(parse("::/0", &r) && split(r, 128), "all of IPv6");
	ok(parse("0.0.0.0/0", &r) && split(r, 32), "all of IPv4");
	ok(parse("0.0.0.1-255.255.255.254", &r) && split(r, 32),
	    "all but the ends");
}

static void
around(void)
{
	struct lr_range r;
	struct lr_ip ip;

	lr_ip_parse(LR_SPAN("198.51.100.77"), &ip);
	r = lr_range_around(&ip, 24);
	is(text(&r), strlen(text(&r)), "198.51.100.0/24", "around: /24");
	r = lr_range_around(&ip, 32);
	is(text(&r), strlen(text(&r)), "198.51.100.77/32", "around: /32");
	r = lr_range_around(&ip, 0);
	is(text(&r), strlen(text(&r)), "0.0.0.0/0", "around: /0");
	ok(lr_range_holds(&r, &ip), "holds");
	lr_ip_parse(LR_SPAN("2001:db8:1:2:3::4"), &ip);
	ok(!lr_range_holds(&r, &ip), "does not hold the other family");
	r = lr_range_around(&ip, 47);
	is(text(&r), strlen(text(&r)), "2001:db8::/47", "around: /47");
	ok(lr_range_holds(&r, &r.first) && lr_range_holds(&r, &r.last) &&
		lr_range_holds(&r, &ip),
	    "holds its ends");
	ip = lr_ip_next(r.last);
	ok(!lr_range_holds(&r, &ip), "not what follows");
	ip = lr_ip_prev(r.first);
	ok(!lr_range_holds(&r, &ip), "nor what comes before");
	parse("2001:db8:1111:2222:3333:4444:5555:6666-"
	      "2001:db8:1111:2222:3333:4444:5555:6669",
	    &r);
	ok(strlen(text(&r)) == 38 * 2 + 1, "a long text");
}

/* IANA special-purpose registries (RFC 6890), and what lies around */
static const struct {
	const char *ip, *name;
} special[] = { { "0.0.0.0", "" }, { "0.255.255.255", "" }, { "1.0.0.0", NULL },
	{ "9.255.255.255", NULL }, { "10.0.0.0", "private" },
	{ "10.255.255.255", "private" }, { "11.0.0.0", NULL },
	{ "100.63.255.255", NULL }, { "100.64.0.0", "shared" },
	{ "100.127.255.255", "shared" }, { "100.128.0.0", NULL },
	{ "127.0.0.1", "loopback" }, { "169.254.1.1", "link-local" },
	{ "169.253.1.1", NULL }, { "172.15.255.255", NULL },
	{ "172.16.0.0", "private" }, { "172.31.255.255", "private" },
	{ "172.32.0.0", NULL }, { "192.0.0.1", "" },
	{ "192.0.2.1", "documentation" }, { "192.0.3.0", NULL },
	{ "192.168.0.1", "private" }, { "198.17.255.255", NULL },
	{ "198.18.0.0", "" }, { "198.19.255.255", "" },
	{ "198.51.100.1", "documentation" }, { "203.0.113.1", "documentation" },
	{ "223.255.255.255", NULL }, { "224.0.0.1", "multicast" },
	{ "240.0.0.1", "" }, { "255.255.255.255", "" }, { "8.8.8.8", NULL },
	{ "::ffff:10.0.0.1", "private" }, { "::ffff:8.8.8.8", NULL },
	{ "::", "" }, { "::1", "loopback" }, { "100::1", "" },
	{ "2001:db8::1", "documentation" }, { "2001:db9::1", NULL },
	{ "2001:2::1", "" }, { "3fff::1", "documentation" },
	{ "fc00::1", "private" }, { "fdff::1", "private" },
	{ "fe80::1", "link-local" }, { "fe00::1", NULL },
	{ "ff02::1", "multicast" }, { "2a00::1", NULL }, { "2600::1", NULL },
	{ "64:ff9b:1::1", "" } };

static void
reserved(void)
{
	struct lr_ip ip;
	size_t i;

	for (i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		const char *got, *want = special[i].name;

		lr_ip_parse(lr_span_str(special[i].ip), &ip);
		got = lr_ip_reserved(&ip);
		ok((got == NULL) == (want == NULL) &&
			(want == NULL || *want == '\0' ||
			    strcmp(got, want) == 0),
		    "%s: %s", special[i].ip, got == NULL ? "free" : got);
	}
}

int
main(void)
{
	table();
	splits();
	around();
	reserved();
	return done();
}
