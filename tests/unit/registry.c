#include "registry.h"

#include <fcntl.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"
#include "file.h"
#include "mkregistry.h"

static char path[] = "/tmp/lr-registry-XXXXXX";

static void
network(struct lr_mkregistry *m, const char *range, const char *netname,
    const char *holder, const char *country)
{
	struct lr_registration r;

	lr_registration_clear(&r);
	lr_range_parse(lr_span_str(range), &r.range);
	lr_registration_netname(&r, lr_span_str(netname));
	lr_registration_holder(&r, lr_span_str(holder));
	lr_registration_country(&r, lr_span_str(country));
	lr_registration_status(&r, LR_SPAN("ASSIGNED PA"));
	lr_mkregistry_network(m, &r, LR_SPAN(""), 0);
}

static void
write_file(void)
{
	struct lr_mkregistry_sum sum;
	struct lr_registration r;
	struct lr_mkregistry *m;
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || lr_mkregistry_new(&m) != LR_OK)
		abort();
	network(m, "20.1.0.0-20.1.3.6", "EXAMPLE-NET", "Example GmbH", "DE");
	network(m, "20.1.1.0/24", "NAMELESS", "", "DE");
	network(m, "2a01::/32", "EXAMPLE-6", "M\xc3\xbcller AG", "");
	lr_registration_clear(&r);
	lr_range_parse(LR_SPAN("20.0.0.0/8"), &r.range);
	lr_registration_country(&r, LR_SPAN("US"));
	lr_registration_status(&r, LR_SPAN("allocated"));
	lr_mkregistry_delegation(m, &r, 0);
	if (lr_mkregistry_write(m, 1, fd, &sum) != LR_OK ||
	    sum.networks4 != 2 || sum.networks6 != 1 || sum.holders != 2 ||
	    sum.delegations != 1)
		abort();
	lr_mkregistry_free(m);
	close(fd);
}

static uint32_t
answer(const struct lr_registry *reg, const char *address, const char *range,
    const char *netname, const char *holder, const char *country)
{
	struct lr_registration r;
	char text[LR_RANGE_TEXT];
	struct lr_ip ip;
	uint32_t found;
	bool complete;

	lr_ip_parse(lr_span_str(address), &ip);
	found = lr_registry_find(reg, &ip);
	if (!ok(lr_registry_get(reg, found, &ip, &r, &complete), "%s", address))
		return 0;
	is(text, lr_range_put(&r.range, text), range, range);
	is(r.netname, r.n_netname, netname, "netname");
	is(r.holder, r.n_holder, holder, "holder");
	is(r.country, r.country[0] == '\0' ? 0 : 2, country, "country");
	ok(complete == (*holder != '\0'), "complete or not");
	return found;
}

static void
looking_up(void)
{
	struct lr_registration r;
	struct lr_registry *reg;
	const char *why;
	struct lr_ip ip;
	bool complete;
	uint32_t a, b;

	write_file();
	if (!ok(lr_registry_open(&reg, path, &why) == LR_OK, "a registry"))
		return;
	a = answer(reg, "20.1.0.0", "20.1.0.0-20.1.3.6", "EXAMPLE-NET",
	    "Example GmbH", "DE");
	b = answer(reg, "20.1.3.6", "20.1.0.0-20.1.3.6", "EXAMPLE-NET",
	    "Example GmbH", "DE");
	ok(a == b, "one network, one number");
	a = answer(reg, "20.1.1.9", "20.1.1.0/24", "NAMELESS", "", "DE");
	ok(a != b, "another one, another number");
	answer(reg, "20.1.3.7", "20.0.0.0/8", "", "", "US");
	answer(
	    reg, "2a01::1", "2a01::/32", "EXAMPLE-6", "M\xc3\xbcller AG", "");
	lr_ip_parse(LR_SPAN("21.0.0.0"), &ip);
	ok(lr_registry_find(reg, &ip) == 0, "nothing");
	ok(!lr_registry_get(reg, 0, &ip, &r, &complete), "nothing to get");
	ok(!lr_registry_get(reg, a, &ip, &r, &complete) && r.n_netname == 0,
	    "not of a network that does not hold the address");
	ok(!lr_registry_get(reg, 4000000, &ip, &r, &complete) &&
		!lr_registry_get(reg, UINT32_MAX, &ip, &r, &complete),
	    "numbers that find never gave");
	lr_registry_close(reg);
}

static void
put(const char *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || lr_file_write(fd, p, n) != LR_OK)
		abort();
	close(fd);
}

static void
refused(void)
{
	struct lr_registry *reg;
	struct lr_buf b;
	const char *why;
	size_t i;

	lr_buf_init(&b, 1 << 20);
	write_file();
	lr_file_read(path, &b);
	put(b.p, b.n / 2);
	ok(lr_registry_open(&reg, path, &why) == LR_EBAD && reg == NULL,
	    "half a file: %s", why);
	for (i = 0; i + 11 < b.n; i++)
		if (memcmp(b.p + i, "lr-Registry", 11) == 0)
			b.p[i + 3] = 'X';
	put(b.p, b.n);
	ok(lr_registry_open(&reg, path, &why) == LR_EBAD && reg == NULL,
	    "another kind: %s", why);
	put("", 0);
	ok(lr_registry_open(&reg, path, &why) == LR_EBAD, "empty: %s", why);
	ok(lr_registry_open(&reg, "/nonexistent", &why) == LR_EIO, "%s", why);
	lr_buf_free(&b);
	write_file();
	fail_from(FAIL_ALLOC, 1);
	ok(lr_registry_open(&reg, path, &why) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 2);
	ok(lr_registry_open(&reg, path, &why) == LR_ENOMEM, "no memory later");
	fail_from(FAIL_ALLOC, 0);
	lr_registry_close(NULL);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	looking_up();
	refused();
	unlink(path);
	return done();
}
