#include "../tap.h"

#include "biff.h"

#define S(lit) lr_span(lit, sizeof(lit) - 1)

static struct lr_buf out;

static struct lr_biff
record(struct lr_span s)
{
	struct lr_biff b;

	lr_biff_init(&b, s, 0);
	lr_buf_clear(&out);
	if (lr_biff_next(&b) != LR_OK)
		ok(false, "a record");
	return b;
}

static void
texts(void)
{
	struct lr_biff b;

	b = record(S("\x01\0\x04\0\0abc"));
	ok(lr_biff_text(&b, 3, &out), "a text");
	is(out.p, out.n, "abc", "of one byte a character");
	b = record(S("\x01\0\x07\0\x01\xfc\0\x3c\xd8\x63\xdf"));
	ok(lr_biff_text(&b, 3, &out), "a text");
	is(out.p, out.n, "\xc3\xbc\xf0\x9f\x8d\xa3", "of two, with a pair");
	b = record(S("\x01\0\x05\0\x01\x3c\xd8\x41\0"));
	ok(lr_biff_text(&b, 2, &out), "a text");
	is(out.p, out.n,
	    "\xef\xbf\xbd"
	    "A",
	    "with half a pair");
	b = record(S("\x01\0\x02\0\0a\x3c\0\x03\0\x01\xfc\0"));
	ok(lr_biff_text(&b, 2, &out), "a text in two records");
	is(out.p, out.n, "a\xc3\xbc", "whose second half is wide");
	b = record(S("\x01\0\x02\0\0a"));
	ok(!lr_biff_text(&b, 2, &out), "cut off");
	b = record(S("\x01\0\x02\0\0a\x3d\0\x01\0b"));
	ok(!lr_biff_text(&b, 2, &out), "another record follows");
	/* two texts: one with fonts and speech, which go on */
	b = record(S("\xfc\0\x0b\0\x01\0\x0c\x01\0\x02\0\0\0a1\x3c\0\x09\0"
		     "234sp\x01\0\0b"));
	ok(lr_biff_shared(&b, &out), "a shared text");
	is(out.p, out.n, "a", "without what stands behind it");
	lr_buf_clear(&out);
	ok(lr_biff_shared(&b, &out), "and the next");
	is(out.p, out.n, "b", "behind all that");
	ok(!lr_biff_shared(&b, &out), "and no more");
}

int
main(void)
{
	struct lr_charset *c;
	struct lr_biff b;

	lr_buf_init(&out, 1 << 20);
	b = record(
	    S("\x09\x08\x11\0\x01\x02\x03\x04\x05\x06\x07\0\0\0\0\0\0\0\0\xf0"
	      "\x3fxyz"));
	ok(b.id == LR_BIFF_BOF && b.rest.n == 17, "its number and size");
	ok(lr_biff_u8(&b) == 1 && lr_biff_u16(&b) == 0x302 &&
		lr_biff_u32(&b) == 0x07060504,
	    "numbers");
	(void)lr_biff_u16(&b);
	ok(lr_biff_double(&b) == 1.0, "a double");
	ok(lr_biff_u16(&b) == 0 && lr_biff_u32(&b) == 0 &&
		lr_biff_double(&b) == 0,
	    "no more");
	ok(lr_biff_next(&b) == LR_EBAD, "a cut off head");
	lr_biff_init(&b, S("\x01\0\x02\0x"), 0);
	ok(lr_biff_next(&b) == LR_EBAD, "a cut off record");
	lr_biff_init(&b, S("\x01\0\0\0"), 0);
	ok(lr_biff_next(&b) == LR_OK && lr_biff_next(&b) == LR_END, "the end");
	lr_biff_init(&b, S("\x01\0\0\0"), 99);
	ok(lr_biff_next(&b) == LR_END, "a place beyond");
	ok(lr_biff_rk(0x3ff00000) == 1 && lr_biff_rk(0x3ff00001) == 0.01 &&
		lr_biff_rk(4 << 2 | 2) == 4 && lr_biff_rk(0xfffffffe) == -1 &&
		lr_biff_rk(0x80000002) == -536870912.0 &&
		lr_biff_rk(1234u << 2 | 3) == 12.34,
	    "packed numbers");
	texts();
	if (lr_charset_open(&c, "CP1251") == LR_OK) {
		b = record(S("\x01\0\x03\0\xcc\xe8\xf0"));
		lr_biff_bytes(&b, 2, c, &out);
		is(out.p, out.n, "\xd0\x9c\xd0\xb8", "a code page");
		lr_charset_close(c);
	}
	lr_buf_free(&out);
	return done();
}
