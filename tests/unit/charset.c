#include "../fail.h"
#include "../tap.h"

#include "charset.h"
#include "utf8.h"

#define BYTES(lit)                     \
	{                              \
		(lit), sizeof(lit) - 1 \
	}

/* Bytes in pieces of a size. */
static void
put(const char *from, struct lr_span s, size_t piece, struct lr_buf *out)
{
	struct lr_charset *c;
	size_t i;

	lr_buf_clear(out);
	if (lr_charset_open(&c, from) != LR_OK) {
		ok(false, "charset %s", from);
		return;
	}
	for (i = 0; i < s.n; i += piece)
		lr_charset_put(c, lr_span_sub(s, i, i + piece), false, out);
	lr_charset_put(c, lr_span("", 0), true, out);
	lr_charset_close(c);
}

static void
texts(void)
{
	static const struct {
		const char *from;
		struct lr_span in;
		const char *out;
	} t[] = {
		{ "ISO-8859-1", BYTES("M\xfcller & S\xf6hne"),
		    "M\u00fcller & S\u00f6hne" },
		{ "ISO-8859-1", BYTES("\x80"), "\xc2\x80" },
		{ "WINDOWS-1252", BYTES("5 \x80 \x96 \x81"),
		    "5 \u20ac \u2013 \ufffd" },
		{ "UTF-8", BYTES("\xc3\xbc\xff\xc3"), "\u00fc\ufffd\ufffd" },
		{ "UTF-16LE", BYTES("a\0\x3d\xd8\x00\xde!\0"), "a\U0001f600!" },
		{ "UTF-16LE", BYTES("a\0\x3d\xd8!\0b\0"), "a\ufffd!b" },
		{ "UTF-16BE", BYTES("\0a\0b\0"), "ab\ufffd" },
		{ "UTF-16LE", BYTES("\xff\xfe"), "\ufeff" },
		{ "UTF-16", BYTES("\xfe\xff\0x"), "x" },
		{ "UTF-32BE", BYTES("\0\0\0A\0\x11\0\0\0\0\0B"), "A\ufffdB" },
		{ "ISO-2022-JP", BYTES("[\x1b$B3t<02q<R\x1b(B] Example K.K."),
		    "[\u682a\u5f0f\u4f1a\u793e] Example K.K." },
		{ "ISO-2022-JP", BYTES("a\x1b$B3t"), "a\u682a" },
		{ "ISO-2022-JP", BYTES("a\x1b"), "a\ufffd" },
		{ "EUC-KR", BYTES("\xc7\xd1\xb1\xb9 \xc7"),
		    "\ud55c\uad6d \ufffd" },
		{ "SHIFT_JIS", BYTES("\x83\x65\x83\x58\x83\x67"),
		    "\u30c6\u30b9\u30c8" },
		{ "BIG5", BYTES("\xa5\x78\xc6W"), "\u53f0\u7063" },
		{ "KOI8-R", BYTES("\xed\xcf\xd3\xcb\xd7\xc1"),
		    "\u041c\u043e\u0441\u043a\u0432\u0430" },
	};
	struct lr_buf out;
	size_t i, piece;

	lr_buf_init(&out, 1 << 20);
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		for (piece = 1; piece <= 64; piece *= 4) {
			put(t[i].from, t[i].in, piece, &out);
			is(out.p, out.n, t[i].out, t[i].from);
		}
	lr_buf_free(&out);
}

/* Across the inner blocks, and a ceiling. */
static void
lengthy(void)
{
	struct lr_buf in, out;
	size_t i, n = 0;
	bool same = true;

	lr_buf_init(&in, 1 << 20);
	lr_buf_init(&out, 1 << 20);
	for (i = 0; i < 20000; i++)
		lr_buf_puts(&in, "x\x1b$B3t\x1b(B");
	put("ISO-2022-JP", lr_buf_span(&in), in.n, &out);
	for (i = 0; i + 4 <= out.n; i += 4, n++)
		same = same && memcmp(out.p + i, "x\xe6\xa0\xaa", 4) == 0;
	ok(same && n == 20000 && out.n == 80000, "20000 escapes in one piece");
	put("ISO-2022-JP", lr_buf_span(&in), 1021, &out);
	ok(out.n == 80000, "and in pieces");
	lr_buf_free(&out);
	lr_buf_init(&out, 1000);
	put("ISO-2022-JP", lr_buf_span(&in), in.n, &out);
	ok(out.err == LR_ETOOLONG || out.err == LR_ENOMEM,
	    "the ceiling of the buffer");
	lr_buf_free(&in);
	lr_buf_free(&out);
}

static void
refused(void)
{
	static const char *const names[] = { "", "no-such-charset", "UTF-8//",
		"ISO-8859-1//IGNORE", "../x", "/etc/passwd", "a b", "-", "\xff",
		"UTF-8\n" };
	struct lr_charset *c;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ok(lr_charset_open(&c, names[i]) == LR_EBAD && c == NULL,
		    "no charset: %u", (unsigned)i);
	fail_from(FAIL_ALLOC, 1);
	ok(lr_charset_open(&c, "EUC-KR") == LR_ENOMEM && c == NULL,
	    "no memory");
	fail_from(FAIL_ALLOC, 0);
	lr_charset_close(NULL);
}

/* One object for several texts: last puts it back to its start. */
static void
again(void)
{
	struct lr_charset *c;
	struct lr_buf out;

	lr_buf_init(&out, 1000);
	if (lr_charset_open(&c, "ISO-2022-JP") == LR_OK) {
		lr_charset_put(c, LR_SPAN("\x1b$B3"), true, &out);
		lr_buf_clear(&out);
		lr_charset_put(c, LR_SPAN("3t"), true, &out);
		is(out.p, out.n, "3t", "a new text after the last piece");
		lr_charset_close(c);
	}
	lr_buf_free(&out);
}

int
main(void)
{
	texts();
	lengthy();
	refused();
	again();
	return done();
}
