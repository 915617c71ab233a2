#include "mmdb.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "../fail.h"
#include "../tap.h"
#include "buf.h"
#include "file.h"

static char path[] = "/tmp/lr-mmdb-XXXXXX";

/* ---- files made by hand: a tree of one node, data, metadata */

static void
bytes(struct lr_buf *b, unsigned long long v, unsigned n)
{
	while (n-- > 0)
		lr_buf_putc(b, (char)(v >> 8 * n & 0xff));
}

/* A control byte and what follows, of short texts and integers. */
static void
text(struct lr_buf *b, const char *s)
{
	lr_buf_putc(b, (char)(2 << 5 | strlen(s)));
	lr_buf_puts(b, s);
}

static void
uint32(struct lr_buf *b, unsigned long v)
{
	lr_buf_putc(b, (char)(6 << 5 | 4));
	bytes(b, v, 4);
}

static void
map(struct lr_buf *b, unsigned n)
{
	lr_buf_putc(b, (char)(7 << 5 | n));
}

static void
array(struct lr_buf *b, unsigned n)
{
	lr_buf_putc(b, (char)n);
	lr_buf_putc(b, 4);
}

static void
pointer(struct lr_buf *b, unsigned to)
{
	lr_buf_putc(b, (char)(1 << 5 | to >> 8));
	lr_buf_putc(b, (char)(to & 0xff));
}

static void
meta(struct lr_buf *b, unsigned nodes, unsigned bits, unsigned version)
{
	lr_buf_puts(b, "\xab\xcd\xefMaxMind.com");
	map(b, 5);
	text(b, "binary_format_major_version");
	uint32(b, 2);
	text(b, "node_count");
	uint32(b, nodes);
	text(b, "record_size");
	uint32(b, bits);
	text(b, "ip_version");
	uint32(b, version);
	text(b, "database_type");
	text(b, "T");
}

/* Both halves of the address space lead to the first byte of the data. */
static void
tree(struct lr_buf *b, unsigned bits)
{
	if (bits == 28) {
		bytes(b, 17, 3);
		bytes(b, 0, 1);
		bytes(b, 17, 3);
	} else {
		bytes(b, 17, bits / 8);
		bytes(b, 17, bits / 8);
	}
	bytes(b, 0, 8);
	bytes(b, 0, 8);
}

static void
save(const struct lr_buf *b)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (b->err != LR_OK || lr_file_write(fd, b->p, b->n) != LR_OK)
		abort();
	close(fd);
}

static struct lr_ip
ip(const char *s)
{
	struct lr_ip r;

	if (!lr_ip_parse(lr_span_str(s), &r))
		abort();
	return r;
}

static struct lr_mmdb *
load(void)
{
	struct lr_mmdb *db;
	const char *why;

	if (lr_mmdb_open(&db, path, &why) != LR_OK)
		printf("# %s\n", why);
	return db;
}

/* ---- right files */

static void
trees(void)
{
	static const unsigned bits[] = { 24, 28, 32 };
	static const char *const num[] = { "num", NULL };
	struct lr_ip four = ip("9.8.7.6"), six = ip("2a01::1");
	struct lr_mmdb_value v;
	struct lr_mmdb *db;
	struct lr_buf b;
	uint32_t found;
	size_t i;

	lr_buf_init(&b, 1 << 20);
	for (i = 0; i < 6; i++) {
		lr_buf_clear(&b);
		tree(&b, bits[i % 3]);
		map(&b, 1);
		text(&b, "num");
		uint32(&b, 77);
		meta(&b, 1, bits[i % 3], i < 3 ? 4 : 6);
		save(&b);
		if ((db = load()) == NULL)
			continue;
		found = lr_mmdb_find(db, &four);
		ok(found == 1 && lr_mmdb_get(db, found, num, &v) == LR_OK &&
			v.type == LR_MMDB_UINT && v.u == 77,
		    "%u bits, IPv%d: IPv4", bits[i % 3], i < 3 ? 4 : 6);
		ok(lr_mmdb_find(db, &six) == (i < 3 ? 0 : 1),
		    "%u bits, IPv%d: IPv6", bits[i % 3], i < 3 ? 4 : 6);
		ok(lr_span_eq(lr_mmdb_kind(db), LR_SPAN("T")), "its type");
		lr_mmdb_quicken(db);
		ok(lr_mmdb_find(db, &four) == 1 &&
			lr_mmdb_find(db, &six) == (i < 3 ? 0 : 1),
		    "the same when made quick");
		lr_mmdb_close(db);
	}
	lr_buf_free(&b);
}

/* The fields of types(). */
static const char *const fields[] = { "text", "yes", "no", "u16", "u64",
	"double", "list", "map", "ptr", "none" };
static const enum lr_mmdb_type field_type[] = { LR_MMDB_TEXT, LR_MMDB_BOOL,
	LR_MMDB_BOOL, LR_MMDB_UINT, LR_MMDB_UINT, LR_MMDB_NONE, LR_MMDB_NONE,
	LR_MMDB_NONE, LR_MMDB_TEXT, LR_MMDB_NONE };
static const unsigned long long field_u[] = { 0, 1, 0, 300, 1ull << 40 };

static void
walk(const struct lr_mmdb *db)
{
	struct lr_mmdb_walk w;
	struct lr_mmdb_value v;
	struct lr_span name;
	size_t i;

	lr_mmdb_walk(db, 1, &w);
	for (i = 0; i < 9; i++)
		ok(lr_mmdb_next(db, &w, &name) == LR_OK &&
			lr_span_eq(name, lr_span_str(fields[i])) &&
			lr_mmdb_value(db, &w, &v) == LR_OK &&
			v.type == field_type[i] &&
			(i >= 5 || v.u == field_u[i]),
		    "on the way: %s", fields[i]);
	ok(lr_mmdb_next(db, &w, &name) == LR_END, "that was all");
	lr_mmdb_walk(db, 0, &w);
	ok(lr_mmdb_next(db, &w, &name) == LR_END, "nothing of nothing");
	lr_mmdb_walk(db, 7, &w);
	ok(lr_mmdb_next(db, &w, &name) == LR_END, "nothing of a text");
	lr_mmdb_walk(db, 4000, &w);
	ok(lr_mmdb_next(db, &w, &name) == LR_EBAD &&
		lr_mmdb_next(db, &w, &name) == LR_EBAD,
	    "behind the data");
}

static void
types(void)
{
	static const char *const deep[] = { "map", "text", "more", NULL };
	struct lr_mmdb_value v;
	struct lr_mmdb *db;
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, 1 << 20);
	tree(&b, 24);
	map(&b, 9);
	text(&b, "text"); /* at 1, its value at 6 */
	text(&b, "a");
	text(&b, "yes");
	bytes(&b, 0x0107, 2);
	text(&b, "no");
	bytes(&b, 0x0007, 2);
	text(&b, "u16");
	bytes(&b, 0xa2012c, 3);
	text(&b, "u64");
	bytes(&b, 0x0602, 2);
	bytes(&b, 1ull << 40, 6);
	text(&b, "double");
	bytes(&b, 0x68, 1);
	bytes(&b, 0, 8);
	text(&b, "list");
	array(&b, 2);
	text(&b, "x");
	text(&b, "y");
	text(&b, "map");
	map(&b, 1);
	pointer(&b, 1);
	text(&b, "inner");
	text(&b, "ptr");
	pointer(&b, 6);
	meta(&b, 1, 24, 4);
	save(&b);
	lr_buf_free(&b);
	if ((db = load()) == NULL)
		return;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		ok(lr_mmdb_get(db, 1, (const char *[]){ fields[i], NULL },
		       &v) == LR_OK &&
			v.type == field_type[i] &&
			(i >= 5 || v.u == field_u[i]),
		    "a value: %s", fields[i]);
		if (field_type[i] == LR_MMDB_TEXT)
			is(v.text.p, v.text.n, "a", "its text");
	}
	walk(db);
	ok(lr_mmdb_get(db, 1, (const char *[]){ "map", "text", NULL }, &v) ==
		    LR_OK &&
		lr_span_eq(v.text, LR_SPAN("inner")),
	    "a value in a map, its key behind a pointer");
	ok(lr_mmdb_get(db, 1, deep, &v) == LR_OK && v.type == LR_MMDB_NONE,
	    "a path through a text");
	ok(lr_mmdb_get(db, 0, deep, &v) == LR_OK && v.type == LR_MMDB_NONE,
	    "nothing found, nothing got");
	ok(lr_mmdb_get(db, 100000, deep, &v) == LR_EBAD &&
		lr_mmdb_get(db, LR_MMDB_CORRUPT, deep, &v) == LR_EBAD,
	    "a number that find never gave");
	lr_mmdb_close(db);
}

/* ---- hostile files */

static enum lr_err
value_of(const struct lr_buf *data, const char *key)
{
	struct lr_mmdb_value v;
	enum lr_err err = LR_EIO;
	struct lr_mmdb *db;
	struct lr_buf b;

	lr_buf_init(&b, 64 << 20);
	tree(&b, 24);
	lr_buf_put(&b, lr_buf_span(data));
	meta(&b, 1, 24, 4);
	save(&b);
	lr_buf_free(&b);
	if ((db = load()) == NULL)
		return err;
	err = lr_mmdb_get(db, 1, (const char *[]){ key, NULL }, &v);
	lr_mmdb_close(db);
	return err;
}

static void
hostile_data(void)
{
	struct lr_buf b;
	size_t i;

	lr_buf_init(&b, 64 << 20);
	pointer(&b, 0);
	ok(value_of(&b, "k") == LR_EBAD, "a pointer to itself");

	lr_buf_clear(&b);
	map(&b, 1);
	text(&b, "m");
	pointer(&b, 0);
	ok(value_of(&b, "k") == LR_OK, "a map that holds itself");

	lr_buf_clear(&b);
	map(&b, 2);
	text(&b, "a");
	for (i = 0; i < 3000000; i++)
		array(&b, 1);
	text(&b, "x");
	text(&b, "k");
	text(&b, "y");
	ok(value_of(&b, "k") == LR_EBAD, "arrays nested 3,000,000 deep");

	lr_buf_clear(&b);
	bytes(&b, 0xffffffff, 4); /* a map of 16,843,036 */
	for (i = 0; i < 100000; i++) {
		text(&b, "a");
		text(&b, "b");
	}
	ok(value_of(&b, "k") == LR_EBAD, "a map of millions");

	lr_buf_clear(&b);
	map(&b, 1);
	text(&b, "k");
	bytes(&b, 0x5fffffff, 4); /* a text of 16 MB */
	ok(value_of(&b, "k") == LR_EBAD, "a text beyond the end");

	lr_buf_clear(&b);
	map(&b, 1);
	text(&b, "k");
	text(&b, "\xff");
	ok(value_of(&b, "k") == LR_EBAD, "a text that is not UTF-8");

	lr_buf_clear(&b);
	map(&b, 1);
	uint32(&b, 1);
	text(&b, "x");
	ok(value_of(&b, "k") == LR_EBAD, "a key that is a number");

	lr_buf_clear(&b);
	map(&b, 1);
	text(&b, "k");
	bytes(&b, 0xc5, 1); /* uint32 of 5 bytes */
	bytes(&b, 0, 5);
	ok(value_of(&b, "k") == LR_EBAD, "a number that is too long");

	lr_buf_clear(&b);
	bytes(&b, 0x3fffffff, 4);
	ok(value_of(&b, "k") == LR_EBAD, "a pointer into nowhere");
	lr_buf_free(&b);
}

static const char *
refusal(const struct lr_buf *b)
{
	struct lr_mmdb *db;
	const char *why;

	save(b);
	if (lr_mmdb_open(&db, path, &why) == LR_EBAD)
		return why;
	lr_mmdb_close(db);
	return "opened";
}

static void
hostile_meta(void)
{
	const char *s;
	struct lr_buf b;
	unsigned i;

	lr_buf_init(&b, 1 << 20);
	s = refusal(&b);
	is(s, strlen(s), "not a MaxMind DB file", "an empty file");
	lr_buf_puts(&b, "GIF89a");
	s = refusal(&b);
	is(s, strlen(s), "not a MaxMind DB file", "another file");

	lr_buf_clear(&b);
	tree(&b, 24);
	meta(&b, 1000, 24, 4);
	s = refusal(&b);
	is(s, strlen(s), "cut short, or broken metadata",
	    "a tree that is not there");

	lr_buf_clear(&b);
	tree(&b, 24);
	meta(&b, 0, 24, 4);
	s = refusal(&b);
	is(s, strlen(s), "broken metadata", "no node");

	lr_buf_clear(&b);
	tree(&b, 24);
	meta(&b, 1, 20, 4);
	s = refusal(&b);
	is(s, strlen(s), "broken metadata", "a strange record size");

	/* 40 levels of arrays of two pointers to the next one: a tree of 2^40
	 * values for whoever follows them */
	lr_buf_clear(&b);
	tree(&b, 24);
	lr_buf_puts(&b, "\xab\xcd\xefMaxMind.com");
	map(&b, 1);
	text(&b, "languages");
	for (i = 0; i < 40; i++) {
		array(&b, 2);
		pointer(&b, 11 + 6 * (i + 1));
		pointer(&b, 11 + 6 * (i + 1));
	}
	text(&b, "en");
	s = refusal(&b);
	is(s, strlen(s), "broken metadata", "metadata of 2^40 values");
	lr_buf_free(&b);
}

/* Every byte of a small file changed, and every length of it. */
static void
mutations(void)
{
	static const char *const keys[] = { "num", NULL };
	static const char *const ips[] = { "0.0.0.0", "9.8.7.6",
		"255.255.255.255", "::1", "2a01::1" };
	struct lr_mmdb_value v;
	struct lr_mmdb *db;
	struct lr_buf b;
	struct lr_ip a;
	size_t i, k, n;
	const char *why;
	char was;

	lr_buf_init(&b, 1 << 20);
	tree(&b, 28);
	map(&b, 1);
	text(&b, "num");
	uint32(&b, 1);
	meta(&b, 1, 28, 6);
	n = b.n;
	for (i = 0; i < n * 9; i++) {
		was = b.p[i / 9];
		if (i % 9 == 8)
			b.n = i / 9;
		else
			b.p[i / 9] ^= (char)(1 << i % 9);
		save(&b);
		b.n = n;
		b.p[i / 9] = was;
		if (lr_mmdb_open(&db, path, &why) != LR_OK)
			continue;
		for (k = 0; k < sizeof(ips) / sizeof(ips[0]); k++) {
			a = ip(ips[k]);
			(void)lr_mmdb_get(db, lr_mmdb_find(db, &a), keys, &v);
		}
		lr_mmdb_close(db);
	}
	ok(true, "%zu broken files survived", i);
	lr_buf_free(&b);
}

static void
trouble(void)
{
	struct lr_mmdb *db;
	const char *why;

	ok(lr_mmdb_open(&db, "/nonexistent/x", &why) == LR_EIO &&
		errno == ENOENT && db == NULL,
	    "a file that is not there");
	ok(lr_mmdb_open(&db, "/", &why) == LR_EIO && errno == EISDIR,
	    "a folder");
	ok(lr_mmdb_open(&db, "/dev/null", &why) == LR_EBAD, "a device");
	fail_from(FAIL_ALLOC, 1);
	ok(lr_mmdb_open(&db, path, &why) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_mmdb_close(NULL);
}

int
main(void)
{
	close(mkstemp(path));
	trees();
	types();
	hostile_data();
	hostile_meta();
	mutations();
	trouble();
	unlink(path);
	return done();
}
