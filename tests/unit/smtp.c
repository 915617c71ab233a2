#include "../tap.h"

#include "smtp.h"

static void
server(const char *url, bool good, bool local)
{
	bool here = !local;

	ok(lr_smtp_server(url, &here) == good && (!good || here == local),
	    "%s: %s", good ? local ? "here" : "elsewhere" : "no server", url);
}

static size_t
nothing(void *arg, char *p, size_t max)
{
	return 0;
}

int
main(void)
{
	static const char *const to[] = { "b@example.com", NULL };
	struct lr_smtp m = { .server = "smtp://127.0.0.1:1",
		.from = "a@example.com",
		.to = to,
		.read = nothing,
		.connect = 1000,
		.total = 2000 };
	char why[LR_SMTP_WHY];
	bool local;

	server("smtp://localhost", true, true);
	server("smtp://127.0.0.1:25", true, true);
	server("smtps://[::1]:465", true, true);
	server("smtps://mail.example.com:465", true, false);
	server("smtp://localhost.example.com", true, false);
	server("smtp://[2001:db8::1]", true, false);
	server("smtp://", false, false);
	server("smtp://:25", false, false);
	server("smtp://a:b@localhost", false, false);
	server("smtp://localhost/x", false, false);
	server("smtp://localhost:2x", false, false);
	server("smtp://local host", false, false);
	ok(!lr_smtp_server("smtp://localhost\r\nX", &local), "a line end");
	server("smtp://[::1", false, false);
	server("SMTP://localhost", false, false);
	server("http://localhost", false, false);
	server("localhost", false, false);
	ok(lr_smtp_send(&m, why) == LR_EAGAIN && why[0] != '\0',
	    "nobody there: later");
	m.server = "http://127.0.0.1:1";
	ok(lr_smtp_send(&m, why) == LR_EBAD, "no server of that kind");
	return done();
}
