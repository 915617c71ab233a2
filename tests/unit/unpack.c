#include "../tap.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../fail.h"
#include "../filled.h"
#include "buf.h"
#include "unpack.h"

/* gzip -n of "hello\nworld\n", by the GNU program */
static const char hello_gz[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\xe7"
    "\x2a\xcf\x2f\xca\x49\xe1\x02\x00\xff\x5d\xc5\xc4\x0c\x00\x00\x00";
/* hello by zstd, bzip2 and xz */
static const char hello_zstd[] =
    "\x28\xb5\x2f\xfd\x04\x58\x61\x00\x00\x68\x65\x6c\x6c\x6f\x0a\x77"
    "\x6f\x72\x6c\x64\x0a\xb5\x0e\x87\x17";
static const char hello_bzip2[] =
    "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x6b\x5f\xb1\xdd\x00\x00"
    "\x02\x41\x80\x00\x10\x06\x44\x90\x80\x20\x00\x31\x0c\x08\x21\xa3"
    "\x69\x08\x07\x23\xae\x87\x8b\xb9\x22\x9c\x28\x48\x35\xaf\xd8\xee"
    "\x80";
static const char hello_xz[] =
    "\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01"
    "\x16\x00\x00\x00\x74\x2f\xe5\xa3\x01\x00\x0b\x68\x65\x6c\x6c\x6f"
    "\x0a\x77\x6f\x72\x6c\x64\x0a\x00\x87\xc6\xce\x77\xce\x46\x2b\xae"
    "\x00\x01\x24\x0c\xa6\x18\xd8\xd8\x1f\xb6\xf3\x7d\x01\x00\x00\x00"
    "\x00\x04\x59\x5a";
static char all[1 << 20];
static size_t n_all;

static struct lr_span
pack(const char *p, size_t n)
{
	static char out[1 << 20];
	struct isal_zstream z;

	isal_deflate_init(&z);
	z.gzip_flag = IGZIP_GZIP;
	z.end_of_stream = 1;
	z.next_in = (uint8_t *)(uintptr_t)p;
	z.avail_in = (uint32_t)n;
	z.next_out = (uint8_t *)out;
	z.avail_out = sizeof(out);
	if (isal_deflate(&z) != COMP_OK)
		return (struct lr_span){ NULL, 0 };
	return lr_span(out, z.total_out);
}

/* Everything that s unpacks to, read in pieces, into all. */
static enum lr_err
unpack(int fd, size_t piece, const char **why)
{
	struct lr_unpack u;
	enum lr_err err;
	size_t n;

	n_all = 0;
	lr_unpack_init(&u, fd, true);
	while ((err = lr_unpack_read(&u, all + n_all, piece, &n)) == LR_OK &&
	    n > 0)
		n_all += n;
	if (n != 0 && err != LR_OK)
		n_all = sizeof(all);
	*why = u.why;
	/* the answer stays the same */
	if (lr_unpack_read(&u, all + n_all, piece, &n) != err || n != 0)
		n_all = sizeof(all);
	lr_unpack_close(&u);
	return err;
}

static bool
gives(struct lr_span s, enum lr_err want, struct lr_span text)
{
	static const size_t pieces[] = { LR_UNPACK_LEAST, 23, 4096, 262144 };
	const char *why;
	size_t i;

	for (i = 0; i < 4; i++)
		if (unpack(file_of(s), pieces[i], &why) != want ||
		    !lr_span_eq(lr_span(all, n_all), text) ||
		    (why != NULL) != (want == LR_EBAD))
			return false;
	return true;
}

static void
plain(void)
{
	ok(gives(LR_SPAN(""), LR_OK, LR_SPAN("")), "an empty file");
	ok(gives(LR_SPAN("x"), LR_OK, LR_SPAN("x")), "one byte");
	ok(gives(LR_SPAN("hello\n"), LR_OK, LR_SPAN("hello\n")), "plain");
	ok(gives(LR_SPAN("\x1f"), LR_OK, LR_SPAN("\x1f")),
	    "the first byte of gzip alone");
	ok(gives(LR_SPAN("\x1fxyz"), LR_OK, LR_SPAN("\x1fxyz")),
	    "what begins like gzip");
	ok(gives(LR_SPAN("\0\0\0"), LR_OK, LR_SPAN("\0\0\0")), "zeros");
}

static void
gzip(void)
{
	struct lr_span gz = LR_SPAN(hello_gz);
	struct lr_span text = LR_SPAN("hello\nworld\n");
	struct lr_buf b;
	size_t i;
	bool good = true;

	ok(gives(gz, LR_OK, text), "gzip");
	lr_buf_init(&b, 1 << 20);
	lr_buf_put(&b, gz);
	lr_buf_put(&b, gz);
	ok(gives(
	       lr_buf_span(&b), LR_OK, LR_SPAN("hello\nworld\nhello\nworld\n")),
	    "two members");
	lr_buf_put(&b, lr_span("\0\0\0\0\0", 5));
	ok(gives(
	       lr_buf_span(&b), LR_OK, LR_SPAN("hello\nworld\nhello\nworld\n")),
	    "zeros behind them");
	lr_buf_puts(&b, "rubbish");
	ok(gives(lr_buf_span(&b), LR_EBAD,
	       LR_SPAN("hello\nworld\nhello\nworld\n")),
	    "rubbish behind them: all that is good comes first");
	lr_buf_clear(&b);
	lr_buf_put(&b, pack("", 0));
	ok(gives(lr_buf_span(&b), LR_OK, LR_SPAN("")), "of nothing");
	lr_buf_put(&b, gz);
	ok(gives(lr_buf_span(&b), LR_OK, text), "an empty member first");
	lr_buf_put(&b, gz);
	for (i = b.n - gz.n + 1; i < b.n; i++)
		good = good &&
		    unpack(file_of(lr_span(b.p, i)), 100,
			&(const char *){ 0 }) == LR_EBAD &&
		    n_all >= 12;
	ok(good, "the second member cut anywhere: the first comes whole");
	good = true;
	for (i = 2; i < gz.n; i++) {
		const char *why = NULL;

		good = good &&
		    unpack(file_of(lr_span(gz.p, i)), 100, &why) == LR_EBAD &&
		    n_all <= 12 && memcmp(all, text.p, n_all) == 0 &&
		    why != NULL && strstr(why, "cut short") != NULL;
	}
	ok(good, "cut anywhere: what is wrong is said");
	lr_buf_free(&b);
}

/* A socket that hands out one byte a read. */
static void
slowly(struct lr_span s, const char *want, const char *what)
{
	const char *why;
	enum lr_err err;
	size_t i;
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd) != 0)
		return;
	for (i = 0; i < s.n; i++)
		if (write(fd[1], s.p + i, 1) != 1)
			abort();
	close(fd[1]);
	err = unpack(fd[0], 4096, &why);
	ok(err == LR_OK, "%s, byte by byte", what);
	is(all, n_all, want, "    the same");
}

/* What is left to `expand`: recognised, and handed on. */
static void
others(void)
{
	static const struct lr_span packed[] = {
		{ hello_zstd, sizeof(hello_zstd) - 1 },
		{ hello_bzip2, sizeof(hello_bzip2) - 1 },
		{ hello_xz, sizeof(hello_xz) - 1 },
	};
	const char *why;
	size_t i, k;

	for (i = 0; i < 3; i++) {
		struct lr_span s = packed[i];
		bool good = true;

		ok(gives(s, LR_OK, LR_SPAN("hello\nworld\n")),
		    "by its first bytes: %02x", (unsigned char)s.p[0]);
		slowly(s, "hello\nworld\n", "    the same");
		for (k = 0; k < 4; k++)
			good = good &&
			    gives(lr_span(s.p, k), LR_OK, lr_span(s.p, k));
		ok(good, "    the beginning alone is text");
		for (k = 10; k < s.n; k++)
			good = good &&
			    unpack(file_of(lr_span(s.p, k)), 100, &why) ==
				LR_EBAD &&
			    strstr(why, "cut short") != NULL;
		ok(good, "    cut anywhere: what is wrong is said");
	}
}

/* Each byte changed in turn: refused, or harmless in the header. */
static void
damaged(void)
{
	char gz[sizeof(hello_gz) - 1];
	const char *why;
	bool good = true;
	size_t i;

	for (i = 10; i < sizeof(gz); i++) {
		enum lr_err err;

		memcpy(gz, hello_gz, sizeof(gz));
		gz[i] ^= 1;
		err = unpack(file_of(lr_span(gz, sizeof(gz))), 4096, &why);
		good = good && err == LR_EBAD && why != NULL;
	}
	ok(good, "a bit changed anywhere in data and checksum is found");
	memcpy(gz, hello_gz, sizeof(gz));
	gz[2] = 7;
	ok(unpack(file_of(lr_span(gz, sizeof(gz))), 4096, &why) == LR_EBAD,
	    "a method that is not deflate");
}

/* All the optional parts of a header: RFC 1952 2.3. */
static void
headers(void)
{
	struct lr_buf b;
	bool good = true;
	unsigned flags;

	lr_buf_init(&b, 1000);
	for (flags = 0; flags < 32; flags++) {
		if (flags & 2) /* header checksum: not made here */
			continue;
		lr_buf_clear(&b);
		lr_buf_put(&b, lr_span(hello_gz, 3));
		lr_buf_putc(&b, (char)flags);
		lr_buf_put(&b, lr_span(hello_gz + 4, 6));
		if (flags & 4)
			lr_buf_put(&b, lr_span("\x03\0abc", 5));
		if (flags & 8)
			lr_buf_put(&b, lr_span("access.log\0", 11));
		if (flags & 16)
			lr_buf_put(&b, lr_span("a comment\0", 10));
		lr_buf_put(&b, lr_span(hello_gz + 10, sizeof(hello_gz) - 11));
		good = good &&
		    gives(lr_buf_span(&b), LR_OK, LR_SPAN("hello\nworld\n"));
	}
	ok(good, "extra field, name and comment are passed over");
	lr_buf_free(&b);
}

/* Much text in many blocks, more than every buffer. */
static void
large(void)
{
	static char text[900000];
	uint32_t x = 1;
	struct lr_span gz;
	size_t i;

	for (i = 0; i < sizeof(text); i++) {
		x = x * 1664525 + 1013904223;
		text[i] = (char)('a' + (x >> 24) % 26);
	}
	gz = pack(text, sizeof(text));
	ok(gz.p != NULL && gz.n > 400000, "a large file");
	ok(gives(gz, LR_OK, lr_span(text, sizeof(text))), "    is read");
	memset(text, 'x', sizeof(text));
	gz = pack(text, sizeof(text));
	ok(gz.n < 20000 && gives(gz, LR_OK, lr_span(text, sizeof(text))),
	    "    one that packs well, too");
}

static void
failures(void)
{
	struct lr_unpack u;
	int pipes[2];
	char p[100];
	size_t n;

	lr_unpack_init(&u, file_of(LR_SPAN(hello_gz)), true);
	fail_from(FAIL_READ, 1);
	ok(lr_unpack_read(&u, p, 100, &n) == LR_EIO && errno == EIO,
	    "an error of the disk");
	fail_from(FAIL_READ, 0);
	lr_unpack_close(&u);
	lr_unpack_init(&u, file_of(LR_SPAN(hello_gz)), true);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_unpack_read(&u, p, 100, &n) == LR_ENOMEM, "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_unpack_close(&u);
	if (pipe(pipes) != 0)
		return;
	lr_unpack_init(&u, pipes[0], true);
	ok(lr_unpack_waits(&u), "an empty pipe waits");
	(void)!write(pipes[1], "x", 1);
	ok(!lr_unpack_waits(&u), "one that holds something does not");
	lr_unpack_read(&u, p, 100, &n);
	close(pipes[1]);
	ok(!lr_unpack_waits(&u) && lr_unpack_read(&u, p, 100, &n) == LR_OK &&
		n == 0,
	    "nor does one that was closed");
	lr_unpack_close(&u);
	ok(read(pipes[0], p, 1) < 0 && errno == EBADF, "close closes");
}

int
main(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
	plain();
	gzip();
	others();
	damaged();
	headers();
	slowly(LR_SPAN("hello\n"), "hello\n", "plain");
	slowly(LR_SPAN(hello_gz), "hello\nworld\n", "gzip");
	large();
	failures();
	return done();
}
