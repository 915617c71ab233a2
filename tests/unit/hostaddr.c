#include "../fail.h"
#include "../tap.h"

#include <poll.h>

#include "clock.h"
#include "hostaddr.h"

/* A label that DNS cannot have: nobody is asked for it. */
#define NO_NAME                                         \
	"none-none-none-none-none-none-none-none-none-" \
	"none-none-none-none-none-none.invalid"

/* Until it is known, or a minute has passed. */
static enum lr_err
get(struct lr_hostaddr *h, const char *name, struct lr_ip *ip, unsigned *n)
{
	struct pollfd p = { .fd = lr_hostaddr_fd(h), .events = POLLIN };
	enum lr_err err;

	while ((err = lr_hostaddr_get(h, lr_span_str(name), lr_clock_ticks(),
		    ip, n)) == LR_EAGAIN) {
		if (poll(&p, 1, 60000) != 1)
			return LR_EIO;
		lr_hostaddr_heard(h);
	}
	return err;
}

static void
is_ip(const struct lr_ip *ip, const char *want)
{
	char text[LR_IP_TEXT];

	is(text, lr_ip_put(ip, text), want, want);
}

int
main(void)
{
	struct lr_ip ip[LR_HOSTADDR_MAX], first;
	struct lr_hostaddr *h;
	char name[300];
	unsigned n, i;

	fail_from(FAIL_ALLOC, 1);
	ok(lr_hostaddr_open(&h) == LR_ENOMEM && h == NULL, "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_hostaddr_close(NULL);
	if (!ok(lr_hostaddr_open(&h) == LR_OK, "open"))
		return 1;
	ok(get(h, "192.0.2.1", ip, &n) == LR_OK && n == 1, "an address");
	is_ip(&ip[0], "192.0.2.1");
	ok(get(h, "2001:db8::1", ip, &n) == LR_OK && n == 1, "of IPv6");
	is_ip(&ip[0], "2001:db8::1");
	ok(get(h, "localhost", ip, &n) == LR_OK && n >= 1, "localhost, %u", n);
	first = ip[n - 1];
	lr_hostaddr_good(h, LR_SPAN("localhost"), &first);
	ok(get(h, "localhost", ip, &n) == LR_OK &&
		lr_ip_cmp(&ip[0], &first) == 0,
	    "what has served comes first");
	for (i = 1; i < n; i++)
		ok(lr_ip_cmp(&ip[i], &first) != 0, "and once");
	ok(get(h, NO_NAME, ip, &n) == LR_EBAD, "no name");
	ok(get(h, NO_NAME, ip, &n) == LR_EBAD, "and still none");
	ok(get(h, "", ip, &n) == LR_EBAD, "an empty one");
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	ok(get(h, name, ip, &n) == LR_EBAD, "a long one");
	/* more than threads, and closed before all are known */
	for (i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "%u" NO_NAME, i);
		lr_hostaddr_get(h, lr_span_str(name), lr_clock_ticks(), ip, &n);
	}
	lr_hostaddr_close(h);
	return done();
}
