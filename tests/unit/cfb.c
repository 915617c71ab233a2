#include "../tap.h"

#include "../fail.h"
#include "cfb.h"

#define SECTOR 512
#define BIG 5000 /* bytes: above the cutoff */

/* Sectors: 0 table, 1 directory, 2 mini table, 3 mini stream, 4 to 13 big. */
static char file[SECTOR * 15];

static void
put16(size_t at, unsigned v)
{
	file[at] = (char)(v & 0xff);
	file[at + 1] = (char)(v >> 8 & 0xff);
}

static void
put32(size_t at, unsigned v)
{
	put16(at, v & 0xffff);
	put16(at + 2, v >> 16);
}

/* Where a sector begins. */
static size_t
sector(size_t n)
{
	return (n + 1) * SECTOR;
}

static void
entry(unsigned n, const char *name, unsigned type, unsigned left,
    unsigned right, unsigned child, unsigned start, unsigned size)
{
	size_t at = sector(1) + (size_t)n * 128, i;

	for (i = 0; i < strlen(name); i++)
		put16(at + 2 * i, (unsigned char)name[i]);
	put16(at + 0x40, (unsigned)(2 * strlen(name) + 2));
	file[at + 0x42] = (char)type;
	put32(at + 0x44, left);
	put32(at + 0x48, right);
	put32(at + 0x4c, child);
	put32(at + 0x74, start);
	put32(at + 0x78, size);
}

#define NONE 0xffffffffu
#define END 0xfffffffeu

static void
build(void)
{
	size_t i;

	memset(file, 0, sizeof(file));
	memcpy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	put16(0x1e, 9);
	put16(0x20, 6);
	put32(0x30, 1);
	put32(0x38, 4096);
	put32(0x3c, 2);
	put32(0x44, END);
	for (i = 0; i < 109; i++)
		put32(0x4c + 4 * i, i == 0 ? 0 : NONE);
	for (i = 0; i < 128; i++)
		put32(sector(0) + 4 * i,
		    i == 0		    ? 0xfffffffd
			: i <= 3 || i == 13 ? END
			: i < 13	    ? (unsigned)i + 1
					    : NONE);
	for (i = 0; i < 128; i++)
		put32(sector(2) + 4 * i, i == 1 ? 3 : i == 3 ? END : NONE);
	entry(0, "Root Entry", 5, NONE, NONE, 1, 3, 512);
	entry(1, "Big", 2, 2, 3, NONE, 4, BIG);
	entry(2, "A folder", 1, NONE, NONE, 0, 0, 0);
	entry(3, "Small", 2, NONE, NONE, NONE, 1, 100);
	for (i = 0; i < BIG; i++)
		file[sector(4) + i] = (char)('a' + i % 26);
	memset(file + sector(3) + 64, 'x', 64);
	memset(file + sector(3) + 192, 'y', 64);
}

static enum lr_err
get(const char *name, size_t n, struct lr_buf *out)
{
	lr_buf_clear(out);
	return lr_cfb_stream(lr_span(file, n), name, out);
}

int
main(void)
{
	struct lr_buf b;
	unsigned long n = 0;
	enum lr_err err;

	lr_buf_init(&b, 1 << 20);
	build();
	ok(lr_cfb_begins(lr_span(file, sizeof(file))) &&
		!lr_cfb_begins(LR_SPAN("PK")),
	    "what it begins with");
	ok(get("BIG", sizeof(file), &b) == LR_OK && b.n == BIG &&
		b.p[BIG - 1] == 'a' + (BIG - 1) % 26,
	    "a long stream");
	ok(get("small", sizeof(file), &b) == LR_OK && b.n == 100 &&
		b.p[63] == 'x' && b.p[64] == 'y',
	    "a short one");
	ok(get("A folder", sizeof(file), &b) == LR_END &&
		get("Sma", sizeof(file), &b) == LR_END &&
		get("", sizeof(file), &b) == LR_END,
	    "no stream");
	ok(lr_cfb_stream(lr_span(file, sizeof(file)), "big", NULL) == LR_OK,
	    "just asked");
	for (n = 0; n < sector(4) && get("Small", n, &b) != LR_OK; n += 7)
		;
	ok(n >= sector(3), "cut off before the short stream");
	ok(get("Big", sector(13), &b) == LR_EBAD, "a cut off stream");
	lr_buf_free(&b);
	b.max = 999;
	ok(get("Big", sizeof(file), &b) == LR_ETOOLONG, "too long");
	b.max = 1 << 20;

	put32(sector(1) + 0x48, 0); /* the right of the root: itself */
	put32(sector(1) + 3 * 128 + 0x44, 1);
	ok(get("none", sizeof(file), &b) == LR_END, "a tree that is none");
	put32(sector(0) + 4 * 13, 4);
	ok(get("Big", sizeof(file), &b) == LR_OK && b.n == BIG,
	    "a circle behind the end");
	put32(sector(1) + 128 + 0x78, 1000000);
	ok(get("Big", sizeof(file), &b) == LR_EBAD, "a circle");
	build();
	put32(sector(2) + 4 * 3, 1);
	put32(sector(1) + 3 * 128 + 0x78, 4000);
	ok(get("Small", sizeof(file), &b) == LR_EBAD,
	    "a circle in the mini stream");
	put32(0x38, 0xffffffff);
	put32(sector(1) + 3 * 128 + 0x78, 0xfffffff0);
	ok(get("Small", sizeof(file), &b) == LR_EBAD && b.n <= 576,
	    "that has no end: %zu", b.n);
	build();
	put16(0x20, 2);
	ok(get("Small", sizeof(file), &b) == LR_EBAD, "mini sectors of 4");
	build();
	put16(0x1e, 31);
	ok(get("Small", sizeof(file), &b) == LR_EBAD, "sectors of 2 GiB");
	build();
	put32(0x44, 5);
	ok(get("Small", sizeof(file), &b) == LR_EBAD, "a wrong extension");
	build();
	file[sector(1) + 0x42] = 1;
	ok(get("Small", sizeof(file), &b) == LR_EBAD, "no root");
	build();
	n = 0;
	do {
		fail_from(FAIL_ALLOC, ++n);
		err = get("Small", sizeof(file), &b);
		fail_from(FAIL_ALLOC, 0);
	} while (err == LR_ENOMEM);
	ok(err == LR_OK && n > 3, "each of %lu allocations may fail", n);
	lr_buf_free(&b);
	return done();
}
