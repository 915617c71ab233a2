#include "../fail.h"
#include "../tap.h"

#include "ipset.h"

static struct lr_range
range(const char *s)
{
	struct lr_range r = { { { 0 } }, { { 0 } } };

	lr_range_parse(lr_span_str(s), &r);
	return r;
}

static bool
has(const struct lr_ipset *s, const char *text)
{
	struct lr_ip ip;

	return lr_ip_parse(lr_span_str(text), &ip) && lr_ipset_has(s, &ip);
}

/* The same answers as looking at every range. */
static void
many(void)
{
	static struct lr_range all[3000];
	struct lr_ipset s;
	uint32_t at = 0, i, k, n = 0, seed = 7;
	bool good = true, found;

	lr_ipset_init(&s);
	for (i = 0; i < 3000; i++) {
		seed = seed * 1103515245 + 12345;
		at += seed >> 20;
		all[n].first = lr_ip_from4(at);
		all[n].last = lr_ip_from4(at + (seed >> 4 & 0xfff));
		if (lr_ipset_add(&s, &all[n++]) != LR_OK)
			good = false;
	}
	for (i = 0; i < 20000 && good; i++) {
		struct lr_ip ip;

		seed = seed * 1103515245 + 12345;
		ip = lr_ip_from4((seed >> 4) % (at + 9999));
		for (found = false, k = 0; k < n && !found; k++)
			found = lr_range_holds(&all[k], &ip);
		good = found == lr_ipset_has(&s, &ip);
	}
	ok(good, "%u ranges in %zu pieces", n, s.n4);
	lr_ipset_free(&s);
}

static void
no_memory(void)
{
	struct lr_range four = range("192.0.2.0/24"),
			six = range("2001:db8::/32");
	struct lr_ipset s;

	lr_ipset_init(&s);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_ipset_add(&s, &four) == LR_ENOMEM &&
		lr_ipset_add(&s, &six) == LR_ENOMEM,
	    "no memory");
	fail_from(FAIL_ALLOC, 0);
	ok(lr_ipset_add(&s, &four) == LR_OK && has(&s, "192.0.2.1"),
	    "and again with memory");
	lr_ipset_free(&s);
}

int
main(void)
{
	static const char *const in[] = { "::1", "::/0", "192.0.2.0/24",
		"192.0.2.0/25", "192.0.2.10-192.0.3.9", "203.0.113.255",
		"255.255.255.255", "2001:db8::/33", "2001:db8::/32" };
	static const char *const four[] = { "192.0.2.0", "192.0.3.9",
		"203.0.113.255", "255.255.255.255", "::ffff:192.0.2.7" };
	static const char *const out[] = { "192.0.1.255", "192.0.3.10",
		"203.0.113.254", "0.0.0.0", "255.255.255.254" };
	struct lr_ipset s;
	struct lr_range r;
	size_t i;

	lr_ipset_init(&s);
	ok(!has(&s, "192.0.2.1") && !has(&s, "::"), "empty");
	r = range(in[1]);
	ok(lr_ipset_add(&s, &r) == LR_OK, "the whole of IPv6");
	ok(has(&s, "::") && has(&s, "ffff::1"), "holds any address of IPv6");
	ok(!has(&s, "192.0.2.1"), "and none of IPv4");
	r = range(in[0]);
	ok(lr_ipset_add(&s, &r) == LR_OK, "within what is there");
	for (i = 2; i < sizeof(in) / sizeof(in[0]); i++) {
		r = range(in[i]);
		ok(lr_ipset_add(&s, &r) == LR_OK, "add %s", in[i]);
	}
	ok(s.n4 == 3 && s.n6 == 1, "overlapping ranges are one");
	r = range("192.0.2.0/24");
	ok(lr_ipset_add(&s, &r) == LR_EBAD, "out of order in IPv4");
	r.last = range("255.0.0.1").first;
	r.first = range("255.0.0.2").first;
	ok(lr_ipset_add(&s, &r) == LR_EBAD, "backwards");
	r.first = range("::").first;
	ok(lr_ipset_add(&s, &r) == LR_EBAD, "two families");
	for (i = 0; i < sizeof(four) / sizeof(four[0]); i++)
		ok(has(&s, four[i]), "has %s", four[i]);
	for (i = 0; i < sizeof(out) / sizeof(out[0]); i++)
		ok(!has(&s, out[i]), "has not %s", out[i]);
	lr_ipset_free(&s);
	many();
	no_memory();
	return done();
}
