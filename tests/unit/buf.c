#include "../tap.h"

#include "../fail.h"
#include "buf.h"

static void
append(void)
{
	struct lr_buf b;

	lr_buf_init(&b, 1000);
	ok(b.p == NULL && b.n == 0 && b.err == LR_OK, "begins with nothing");
	is(lr_buf_str(&b), strlen(lr_buf_str(&b)), "", "as a string: empty");
	lr_buf_puts(&b, "a");
	lr_buf_putc(&b, 'b');
	lr_buf_put(&b, lr_span("c\0d", 3));
	lr_buf_put(&b, lr_span(NULL, 0));
	lr_buf_putu(&b, UINT64_MAX);
	lr_buf_printf(&b, "%s-%d", "x", -5);
	ok(b.n == 29 && memcmp(b.p, "abc\0d18446744073709551615x--5", 29) == 0,
	    "all ways of appending");
	ok(lr_buf_str(&b)[29] == '\0' && b.n == 29,
	    "the NUL of a string does not count");
	lr_buf_clear(&b);
	ok(b.n == 0 && b.p != NULL, "clear keeps the memory");
	lr_buf_printf(&b, "%s", "");
	ok(b.n == 0 && b.err == LR_OK, "printing nothing");
	lr_buf_free(&b);
	ok(b.p == NULL && b.max == 1000, "free keeps the ceiling");
}

/* In pieces of any size: exactly max bytes fit, the error sticks. */
static void
ceiling(size_t max, size_t piece)
{
	static const char text[512];
	size_t before = 0;
	struct lr_buf b;

	lr_buf_init(&b, max);
	while (b.err == LR_OK && b.n <= max) {
		before = b.n;
		lr_buf_put(&b, lr_span(text, piece));
	}
	ok(b.err == LR_ETOOLONG && b.n == before && b.n == max / piece * piece,
	    "ceiling %zu in pieces of %zu: %zu bytes fit", max, piece, b.n);
	before = b.n;
	lr_buf_puts(&b, "");
	lr_buf_putc(&b, 'x');
	ok(b.n == before && lr_buf_room(&b, 0) == NULL &&
		strcmp(lr_buf_str(&b), "") == 0,
	    "and then the error sticks");
	lr_buf_clear(&b);
	lr_buf_put(&b, lr_span(text, max));
	ok(b.err == LR_OK && b.n == max, "until it is cleared");
	ok(lr_buf_str(&b)[max] == '\0' && b.n == max,
	    "a full one can be a string");
	lr_buf_free(&b);
}

static void
room(void)
{
	struct lr_buf b;
	char *p;

	lr_buf_init(&b, 10000);
	p = lr_buf_room(&b, 5000);
	ok(p != NULL && b.n == 0, "room does not count");
	memset(p, 'x', 5000);
	b.n += 5000;
	ok(lr_buf_room(&b, 5001) == NULL && b.err == LR_ETOOLONG, "too much");
	lr_buf_clear(&b);
	ok(lr_buf_room(&b, SIZE_MAX) == NULL && b.err == LR_ETOOLONG,
	    "far too much");
	lr_buf_clear(&b);
	lr_buf_printf(&b, "%010001d", 1);
	ok(b.err == LR_ETOOLONG && b.n == 0, "printing too much");
	lr_buf_free(&b);
	lr_buf_init(&b, SIZE_MAX);
	lr_buf_putc(&b, 'x');
	ok(b.err == LR_OK && b.n == 1, "a ceiling that is none");
	lr_buf_free(&b);
}

static void
no_memory(void)
{
	struct lr_buf b;
	bool good = true;
	unsigned long n;
	int i;

	for (n = 1; n < 20; n++) {
		lr_buf_init(&b, 100000);
		fail_from(FAIL_ALLOC, n);
		for (i = 0; i < 1000; i++)
			lr_buf_puts(&b, "0123456789");
		fail_from(FAIL_ALLOC, 0);
		good = good && b.n % 10 == 0 &&
		    (b.err == LR_ENOMEM || (b.err == LR_OK && b.n == 10000));
		if (b.err == LR_OK)
			break;
		lr_buf_clear(&b);
		lr_buf_puts(&b, "again");
		good = good && b.n == 5 && b.err == LR_OK;
		lr_buf_free(&b);
	}
	ok(good && n > 2 && n < 20, "no memory at the %lu first calls", n - 1);
	lr_buf_free(&b);
}

int
main(void)
{
	append();
	ceiling(10, 1);
	ceiling(10, 3);
	ceiling(63, 5);
	ceiling(64, 64);
	ceiling(65, 64);
	ceiling(100, 7);
	ceiling(500, 1);
	room();
	no_memory();
	return done();
}
