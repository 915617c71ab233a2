#include "../fail.h"
#include "../tap.h"

#include "rdapbase.h"

static struct lr_rdapbase base;

static void
reads(const char *file, enum lr_err want, const char *what)
{
	const char *why = "";
	enum lr_err err;

	lr_rdapbase_free(&base);
	err = lr_rdapbase_read(&base, lr_span_str(file), &why);
	ok(err == want, "%s: %d %s", what, err, why);
}

static void
finds(const char *text, const char *want)
{
	const char *got;
	struct lr_ip ip;

	if (!lr_ip_parse(lr_span_str(text), &ip))
		abort();
	if ((got = lr_rdapbase_find(&base, &ip)) == NULL)
		got = "none";
	is(got, strlen(got), want, text);
}

static void
no_memory(void)
{
	static const char file[] = "{\"services\":[[[\"192.0.2.0/24\"],"
				   "[\"https://a.example/\"]]]}";
	const char *why = NULL;
	enum lr_err err = LR_EBAD;
	unsigned long n;

	for (n = 1; n < 100 && err != LR_OK; n++) {
		lr_rdapbase_free(&base);
		fail_from(FAIL_ALLOC, n);
		err = lr_rdapbase_read(&base, lr_span_str(file), &why);
	}
	fail_from(FAIL_ALLOC, 0);
	ok(err == LR_OK && n > 4, "no memory, %lu times", n - 1);
}

static void
limits(void)
{
	struct lr_range r = { 0 };
	char url[300] = "https://";
	enum lr_err err = LR_OK;
	uint32_t i, n;

	lr_rdapbase_free(&base);
	memset(url + 8, 'a', sizeof(url) - 9);
	ok(lr_rdapbase_url(&base, lr_span_str(url), &n) == LR_EBAD,
	    "a URL that is too long");
	for (i = 0; i < 300 && err == LR_OK; i++) {
		snprintf(url, sizeof(url), "https://%u.example/", i);
		err = lr_rdapbase_url(&base, lr_span_str(url), &n);
	}
	ok(err == LR_ETOOLONG, "too many servers");
	for (i = 0, err = LR_OK; i < 70000 && err == LR_OK; i++)
		err = lr_rdapbase_add(&base, &r, 0);
	ok(err == LR_ETOOLONG, "too many ranges");
}

int
main(void)
{
	reads("{\"version\":\"1.0\",\"services\":["
	      "[[\"41.0.0.0/8\",\"2c00::/12\"],[\"http://a.example/rdap/\","
	      "\"https://a.example/rdap\"]],"
	      "[[\"41.1.0.0/16\"],[\"http://b.example\"]],"
	      "[[\"41.0.0.0/15\"],[\"https://c.example/\"]],"
	      "[[\"0.0.0.0/0\",\"::/0\"],[\"https://d.example/\"]]]}",
	    LR_OK, "a list");
	finds("41.2.3.4", "https://a.example/rdap/");
	finds("41.1.2.3", "http://b.example/");
	finds("41.0.2.3", "https://c.example/");
	finds("2c00::1", "https://a.example/rdap/");
	finds("42.0.0.1", "https://d.example/");
	finds("2001:db8::1", "https://d.example/");
	ok(base.urls == 4, "servers: %u", base.urls);

	reads("{\"services\":[7,[],[[]],[[\"x\",7,\"10.0.0.1/8\"],"
	      "[\"https://a.example/\"]],[[\"192.0.2.0/24\"],"
	      "[\"ftp://x/\",7,\"https://\",\"https://a b/\"]],"
	      "[[\"198.51.100.0/24\"],[\"https://b.example/?x\","
	      "\"HTTPS://c.example\"]]]}",
	    LR_OK, "what is wrong is passed over");
	finds("192.0.2.1", "none");
	finds("198.51.100.1", "HTTPS://c.example/");

	reads("", LR_EBAD, "nothing");
	reads("<html>", LR_EBAD, "HTML");
	reads("[]", LR_EBAD, "no object");
	reads("{}", LR_EBAD, "no services");
	reads("{\"services\":[[[\"a@example\"],[\"tag\"],"
	      "[\"https://a.example/\"]]]}",
	    LR_EBAD, "a list of tags");
	limits();
	no_memory();
	lr_rdapbase_free(&base);
	return done();
}
