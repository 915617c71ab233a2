#include "fastcgi.h"

#include "../fail.h"
#include "../tap.h"

/* BEGIN, a variable with a short value, one with a long length, the ends of
 * both streams, three bytes of a body, padding. */
static const char request[] = "\1\1\0\7\0\10\0\0\0\1\1\0\0\0\0\0"
			      "\1\4\0\7\0\20\3\0\1\2A12\2\200\0\0\4BCxyzu\0\0\0"
			      "\1\4\0\7\0\0\0\0"
			      "\1\5\0\7\0\3\5\0abc\0\0\0\0\0"
			      "\1\5\0\7\0\0\0\0";
#define REQUEST lr_span(request, sizeof(request) - 1)

/* In steps of so many bytes. */
static enum lr_err
take(struct lr_fastcgi *f, struct lr_span s, size_t step, size_t *all)
{
	enum lr_err err = LR_OK;
	size_t used = step;

	for (*all = 0; err == LR_OK && *all < s.n && used > 0; *all += used)
		err = lr_fastcgi_take(
		    f, lr_span_sub(s, *all, *all + step), &used);
	return err;
}

static bool
is_request(const struct lr_fastcgi *f)
{
	return f->has_vars && f->has_body && f->keep && f->length == 3 &&
	    lr_span_eq(lr_buf_span(&f->body), LR_SPAN("abc")) &&
	    lr_span_eq(lr_fastcgi_var(f, "A", 0), LR_SPAN("12")) &&
	    lr_span_eq(lr_fastcgi_var(f, "BC", 0), LR_SPAN("xyzu")) &&
	    lr_fastcgi_var(f, "B", 0).p == NULL;
}

static void
steps(void)
{
	struct lr_fastcgi f;
	size_t step, all, good = 0;

	lr_fastcgi_init(&f);
	for (step = 1; step < sizeof(request); step++) {
		good += take(&f, REQUEST, step, &all) == LR_OK &&
		    all == REQUEST.n && is_request(&f);
		lr_fastcgi_next(&f);
	}
	ok(good == REQUEST.n, "one request in steps of any size");
	lr_fastcgi_free(&f);
}

static void
one(void)
{
	static const char answer[] =
	    "\1\7\0\7\0\1\0\0!\1\7\0\7\0\0\0\0\1\6\0\7\0\2\0\0hi"
	    "\1\6\0\7\0\0\0\0\1\3\0\7\0\10\0\0\0\0\0\0\0\0\0\0";
	static const char ask[] = "\1\11\0\0\0\2\0\0\0\0\1\14\0\0\0\0\0\0";
	struct lr_fastcgi f;
	struct lr_buf b;
	size_t used;

	lr_fastcgi_init(&f);
	lr_buf_init(&b, 1 << 20);
	ok(lr_fastcgi_take(&f, LR_SPAN(ask), &used) == LR_OK &&
		f.out.n == 8 + 18 + 16 && !f.has_vars,
	    "what is no request");
	lr_buf_put(&b, REQUEST);
	lr_buf_puts(&b, "more");
	ok(lr_fastcgi_take(&f, lr_buf_span(&b), &used) == LR_OK &&
		used == REQUEST.n && is_request(&f),
	    "what is behind it is not touched");
	lr_buf_clear(&b);
	lr_fastcgi_answer(&f, &b, LR_SPAN("hi"), LR_SPAN("!"));
	ok(lr_span_eq(lr_buf_span(&b), LR_SPAN(answer)), "the answer");
	lr_fastcgi_free(&f);
	lr_buf_free(&b);
}

static enum lr_err
takes(struct lr_span s)
{
	struct lr_fastcgi f;
	enum lr_err err;
	size_t used;

	lr_fastcgi_init(&f);
	err = lr_fastcgi_take(&f, s, &used);
	lr_fastcgi_free(&f);
	return err;
}

static void
wrong(void)
{
	ok(takes(LR_SPAN("\2\1\0\1\0\10\0\0")) == LR_EBAD, "version");
	ok(takes(LR_SPAN("GET / HTTP/1.0\r\n")) == LR_EBAD, "HTTP");
	ok(takes(LR_SPAN("\1\1\0\1\0\10\0\0\0\2\0\0\0\0\0\0")) == LR_EBAD,
	    "a filter is another role");
	ok(takes(LR_SPAN("\1\1\0\0\0\10\0\0\0\1\0\0\0\0\0\0")) == LR_EBAD,
	    "a request without a number");
	ok(takes(LR_SPAN("\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
			 "\1\1\0\2\0\10\0\0\0\1\0\0\0\0\0\0")) == LR_EBAD,
	    "two at once");
	ok(takes(LR_SPAN("\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
			 "\1\4\0\1\0\5\0\0\377\377\377\377\1"
			 "\1\4\0\1\0\0\0\0")) == LR_EBAD,
	    "a name of 2 GiB");
	ok(takes(LR_SPAN("\1\4\0\1\0\3\0\0abc\1\5\0\1\0\0\0\0")) == LR_OK,
	    "of no request: passed over");
}

/* Memory has a bound, however much there comes. */
static void
floods(void)
{
	static const char begin[] = "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0";
	static char vars[8 + 4096] = { 1, 4, 0, 1, 16, 0, 0, 0 };
	static char body[8 + 4096] = { 1, 5, 0, 1, 16, 0, 0, 0 };
	enum lr_err err = LR_OK;
	struct lr_fastcgi f;
	unsigned i, n = 0;
	size_t used;

	lr_fastcgi_init(&f);
	(void)lr_fastcgi_take(&f, LR_SPAN(begin), &used);
	for (i = 0; i < 1000; i++)
		n += lr_fastcgi_take(&f, lr_span(body, sizeof(body)), &used) ==
		    LR_OK;
	ok(n == 1000 && f.length == 4096000 && f.body.n == LR_FASTCGI_BODY,
	    "a long body");
	for (n = 0; err == LR_OK && n < 1000; n++)
		err = lr_fastcgi_take(&f, lr_span(vars, sizeof(vars)), &used);
	ok(err == LR_ETOOLONG && f.vars.n <= LR_FASTCGI_VARS, "variables");
	lr_fastcgi_free(&f);
}

static void
aborted(void)
{
	static const char s[] = "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
				"\1\2\0\1\0\0\0\0";
	struct lr_fastcgi f;
	size_t used;

	lr_fastcgi_init(&f);
	ok(lr_fastcgi_take(&f, LR_SPAN(s), &used) == LR_OK && f.gone,
	    "aborted");
	lr_fastcgi_free(&f);
}

static void
no_memory(void)
{
	enum lr_err err = LR_ENOMEM;
	unsigned long n;

	for (n = 1; err != LR_OK && n < 100; n++) {
		fail_from(FAIL_ALLOC, n);
		err = takes(REQUEST);
		fail_from(FAIL_ALLOC, 0);
	}
	ok(err == LR_OK && n > 2, "survives %lu failed allocations", n - 2);
}

int
main(void)
{
	steps();
	one();
	wrong();
	floods();
	aborted();
	no_memory();
	return done();
}
