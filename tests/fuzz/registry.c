/*
 * A registry file of which some bytes are not what they were. The input is
 * pairs of a place and a byte; where it begins with 0xff, the file itself.
 */
#include "registry.h"

#include <stdlib.h>

#include "mkregistry.h"
#include "scratch.h"
#include "utf8.h"

static struct lr_buf good;

static void
done(void)
{
	lr_buf_free(&good);
}

static void
network(struct lr_mkregistry *m, const char *range, const char *holder)
{
	struct lr_registration r;

	lr_registration_clear(&r);
	lr_range_parse(lr_span_str(range), &r.range);
	lr_registration_netname(&r, LR_SPAN("EXAMPLE"));
	lr_registration_holder(&r, lr_span_str(holder));
	lr_registration_country(&r, LR_SPAN("DE"));
	lr_registration_status(&r, LR_SPAN("ASSIGNED PA"));
	if (lr_mkregistry_network(m, &r, LR_SPAN(""), 0) != LR_OK)
		abort();
}

static void
prepare(void)
{
	struct lr_mkregistry_sum sum;
	struct lr_mkregistry *m;

	if (lr_mkregistry_new(&m) != LR_OK)
		abort();
	atexit(done);
	network(m, "16.0.0.0/6", "Example GmbH");
	network(m, "17.1.0.0-17.200.3.6", "");
	network(m, "2000::/4", "Example 6 AG");
	if (lr_mkregistry_write(m, 1, scratch(), &sum) != LR_OK)
		abort();
	lr_mkregistry_free(m);
	lr_buf_init(&good, 1 << 20);
	if (lr_file_read(path, &good) != LR_OK)
		abort();
}

static void
save(const uint8_t *data, size_t size)
{
	char bytes[8192];
	size_t i, n = good.n;

	if (n > sizeof(bytes))
		abort();
	memcpy(bytes, good.p, n);
	if (size > 0 && data[0] == 0xff) {
		n = size - 1 < sizeof(bytes) ? size - 1 : sizeof(bytes);
		memcpy(bytes, data + 1, n);
	} else {
		for (i = 0; i + 2 < size; i += 3)
			bytes[((size_t)data[i] << 8 | data[i + 1]) % n] =
			    (char)data[i + 2];
	}
	put(scratch(), bytes, n);
}

static void
look_up(const struct lr_registry *reg, const struct lr_ip *ip)
{
	uint32_t found = lr_registry_find(reg, ip);
	struct lr_registration r;
	bool complete;

	if (!lr_registry_get(reg, found, ip, &r, &complete)) {
		if (complete || r.n_netname + r.n_holder + r.n_status != 0)
			abort();
		return;
	}
	if (found == 0 || !lr_range_holds(&r.range, ip) ||
	    complete != (r.n_holder > 0) ||
	    !lr_utf8_valid(lr_registration_has_holder(&r)) ||
	    !lr_utf8_valid(lr_registration_has_netname(&r)) ||
	    !lr_utf8_valid(lr_registration_has_status(&r)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lr_registry *reg;
	struct lr_ip ip;
	const char *why;
	uint32_t i;

	if (good.n == 0)
		prepare();
	save(data, size);
	if (lr_registry_open(&reg, path, &why) != LR_OK) {
		if (reg != NULL || why == NULL)
			abort();
		return 0;
	}
	for (i = 0; i < 16; i++) {
		ip = lr_ip_from4(0x10000000 + i * 0x00810003u);
		look_up(reg, &ip);
		memset(&ip, (int)i * 17, sizeof(ip));
		ip.b[0] = (unsigned char)(0x20 + i);
		look_up(reg, &ip);
	}
	lr_registry_close(reg);
	return 0;
}
