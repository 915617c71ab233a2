#include "../tap.h"

#include "../fail.h"
#include "mail.h"

static struct lr_mail_address from, to;

static struct lr_mail
message(const char *subject, const char *body, struct lr_span content)
{
	lr_mail_address(LR_SPAN("a@example.com"), &from);
	lr_mail_address(LR_SPAN("b@example.com"), &to);
	return (struct lr_mail){ .from = &from,
		.to = &to,
		.n_to = 1,
		.subject = lr_span_str(subject),
		.body = lr_span_str(body),
		.name = LR_SPAN("x.bin"),
		.type = "application/octet-stream",
		.content = content };
}

static void
addresses(void)
{
	static const char *const bad[] = { "", "@", "a", "a@", "@b", "a b@c.d",
		"a@b@c", "<a@b.c", "a@b.c>", "a@b c", "a@b.c\r\nBcc: x@y.z",
		"a@b.c,d@e.f", "\"a\"@b.c", ".a@b.c", "a.@b.c", "a..b@c.d",
		"a@.b", "a@b.", "a@-b.c", "a@b_c", "x\ny <a@b.c>",
		"\xff <a@b.c>", "a\xc3\xa4@b.c", "x\"y <a@b.c>" };
	struct lr_mail_address a;
	char longer[300];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!lr_mail_address(lr_span_str(bad[i]), &a), "refused: %zu",
		    i);
	ok(!lr_mail_address(lr_span("a@b\0.c", 6), &a), "a NUL");
	memset(longer, 'a', sizeof(longer));
	longer[60] = '@';
	ok(!lr_mail_address(lr_span(longer, sizeof(longer)), &a), "too long");
	ok(lr_mail_address(LR_SPAN(" a+b@mail.example.com "), &a) &&
		a.name.n == 0,
	    "an address");
	is(a.address, strlen(a.address), "a+b@mail.example.com", "    itself");
	ok(lr_mail_address(LR_SPAN("\"A, B\" <a@b>"), &a), "a name in quotes");
	is(a.name.p, a.name.n, "A, B", "    without them");
}

/* Whole, read so many bytes at a time. */
static void
take(struct lr_mail_reader *r, struct lr_buf *b, size_t step)
{
	char p[512];
	size_t n;

	while ((n = lr_mail_read(r, p, step)) > 0)
		lr_buf_put(b, lr_span(p, n));
}

static void
reading(void)
{
	static char content[1000];
	struct lr_mail_reader r;
	struct lr_buf a, b;
	struct lr_mail m;
	size_t n, step;
	bool good = true;

	lr_buf_init(&a, 100000);
	lr_buf_init(&b, 100000);
	for (n = 0; n < sizeof(content); n++)
		content[n] = (char)(n * 7);
	for (n = 0; n < 180; n++) {
		m = message("x", "y\n", lr_span(content, n));
		lr_buf_clear(&a);
		if (lr_mail_open(&r, &m) != LR_OK)
			break;
		take(&r, &a, 512);
		good &= a.n == r.size && lr_mail_read(&r, content, 9) == 0;
		for (step = 1; step < 100; step += 17) {
			lr_mail_close(&r);
			lr_mail_open(&r, &m);
			lr_buf_clear(&b);
			take(&r, &b, step);
			good &= lr_span_eq(lr_buf_span(&a), lr_buf_span(&b));
		}
		lr_mail_close(&r);
	}
	ok(good && n == 180, "every length, in steps of any length");
	lr_buf_free(&a);
	lr_buf_free(&b);
}

static void
refused(void)
{
	struct lr_mail m = message("x\nBcc: y", "", lr_span(NULL, 0));
	struct lr_mail_reader r;
	enum lr_err err = LR_OK;
	unsigned long i;

	ok(lr_mail_open(&r, &m) == LR_EBAD, "a header in a subject");
	lr_mail_close(&r);
	m = message("x", "\xff", lr_span(NULL, 0));
	ok(lr_mail_open(&r, &m) == LR_EBAD, "a text that is not UTF-8");
	lr_mail_close(&r);
	m = message("x", "y", lr_span(NULL, 0));
	m.name = LR_SPAN("x\ry");
	ok(lr_mail_open(&r, &m) == LR_EBAD, "a name with a line end");
	lr_mail_close(&r);
	m.name = LR_SPAN("x");
	m.n_to = 0;
	ok(lr_mail_open(&r, &m) == LR_EBAD, "nobody to get it");
	lr_mail_close(&r);
	m.n_to = 1;
	for (i = 1; i < 50; i++) {
		fail_from(FAIL_ALLOC, i);
		err = lr_mail_open(&r, &m);
		fail_from(FAIL_ALLOC, 0);
		lr_mail_close(&r);
		if (err == LR_OK)
			break;
	}
	ok(err == LR_OK && i > 1, "no memory is told");
}

static void
whole(void)
{
	ok(lr_mail_broken(LR_SPAN("PK\3\4x"), "application/zip") != NULL,
	    "a zip file without its end");
	ok(lr_mail_broken(LR_SPAN("PK\3\4xPK\5\6"), "application/zip") == NULL,
	    "one with it");
	ok(lr_mail_broken(LR_SPAN("a,b"), "text/csv; charset=UTF-8") != NULL &&
		lr_mail_broken(LR_SPAN("a,b\n"), "text/csv") == NULL,
	    "the end of the last line");
	ok(lr_mail_broken(LR_SPAN("a"), "text/plain") == NULL, "any text");
}

int
main(void)
{
	addresses();
	reading();
	refused();
	whole();
	return done();
}
