#include "../tap.h"

#include <bzlib.h>
#include <errno.h>
#include <lzma.h>
#include <stdint.h>
#include <zstd.h>

#include "../fail.h"
#include "expand.h"

#define SIZE (1u << 20)

static char all[SIZE + 1], text[SIZE];
static size_t n_all;

static size_t
pack_zstd(struct lr_span s, char *out)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t n;

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(c, out, SIZE, s.p, s.n);
	ZSTD_freeCCtx(c);
	return n;
}

static size_t
pack_bzip2(struct lr_span s, char *out)
{
	unsigned n = SIZE;

	if (BZ2_bzBuffToBuffCompress(out, &n, (char *)(uintptr_t)s.p,
		(unsigned)s.n, 1, 0, 0) != BZ_OK)
		abort();
	return n;
}

static size_t
pack_xz(struct lr_span s, char *out)
{
	size_t n = 0;

	if (lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL,
		(const uint8_t *)s.p, s.n, (uint8_t *)out, &n, SIZE) != LZMA_OK)
		abort();
	return n;
}

static const struct {
	const char *name;
	size_t (*pack)(struct lr_span s, char *out);
} kinds[] = {
	{ "zstd", pack_zstd },
	{ "bzip2", pack_bzip2 },
	{ "xz", pack_xz },
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct source {
	struct lr_span s;
	size_t piece;
	enum lr_err err; /* instead of the end */
};

static enum lr_err
more(void *arg, struct lr_span *s)
{
	struct source *src = arg;

	*s = lr_span_sub(src->s, 0, src->piece);
	src->s = lr_span_sub(src->s, s->n, src->s.n);
	return s->n == 0 ? src->err : LR_OK;
}

/* All that s unpacks to, into all. */
static enum lr_err
unpack(struct lr_span s, size_t piece, enum lr_err at_end, const char **why)
{
	struct source src = { s, piece, at_end };
	struct lr_expand *u;
	enum lr_err err;
	size_t n;

	n_all = 0;
	*why = NULL;
	if ((err = lr_expand_new(&u, s, more, &src)) != LR_OK)
		return err;
	do {
		err = lr_expand_read(u, all + n_all,
		    SIZE - n_all < piece ? SIZE - n_all : piece, &n, why);
		n_all += n;
	} while (err == LR_OK && n > 0);
	lr_expand_free(u);
	return err;
}

static bool
gives(struct lr_span s, struct lr_span want)
{
	static const size_t pieces[] = { 1, 11, 4096, 262144 };
	const char *why;
	size_t i;

	for (i = s.n > 10000 ? 2 : 0; i < 4; i++)
		if (unpack(s, pieces[i], LR_OK, &why) != LR_OK ||
		    !lr_span_eq(lr_span(all, n_all), want) || why != NULL)
			return false;
	return true;
}

static void
whole(size_t k)
{
	static char out[2 * SIZE];
	struct lr_span s = lr_span(text, 300000);
	size_t a, b;

	a = kinds[k].pack(LR_SPAN("hello\n"), out);
	ok(lr_expand_is(lr_span(out, a)) == LR_EXPAND_YES &&
		lr_expand_is(lr_span(out, 2)) == LR_EXPAND_MAYBE &&
		lr_expand_is(LR_SPAN("hello")) == LR_EXPAND_NO,
	    "%s: is known by its first bytes", kinds[k].name);
	ok(gives(lr_span(out, a), LR_SPAN("hello\n")), "    is unpacked");
	b = kinds[k].pack(LR_SPAN("world\n"), out + a);
	ok(gives(lr_span(out, a + b), LR_SPAN("hello\nworld\n")),
	    "    two, one behind the other");
	a = kinds[k].pack(LR_SPAN(""), out);
	ok(a == 0 || gives(lr_span(out, a), LR_SPAN("")), "    of nothing");
	a = kinds[k].pack(s, out);
	ok(a > 0 && gives(lr_span(out, a), s), "    a large one, %zu bytes", a);
}

/* Cut anywhere, with the first of two frames whole. */
static void
cut(size_t k)
{
	static char out[2 * SIZE];
	struct lr_span first = lr_span(text, 150000);
	size_t a = kinds[k].pack(first, out), i, step;
	size_t n = a + kinds[k].pack(lr_span(text, 20000), out + a);
	bool refused = true, said = true, good = true, kept = true;
	const char *why;

	for (i = 12; i < n; i += step) {
		/* each place around the joint and at both ends */
		step = i < 30 || n - i < 30 || (i + 20 > a && i < a + 20) ? 1
		    : n - i < 5000 + 30		 ? n - i - 29
		    : i < a && a - i < 5000 + 20 ? a - i - 19
						 : 5000;
		if (i == a)
			continue;
		refused = refused &&
		    unpack(lr_span(out, i), 4096, LR_OK, &why) == LR_EBAD;
		said = said && why != NULL && strstr(why, "short") != NULL;
		good = good &&
		    (n_all <= first.n ? memcmp(all, text, n_all) == 0
				      : memcmp(all + first.n, text,
					    n_all - first.n) == 0);
		kept = kept && (i < a || n_all >= first.n);
		if (!refused || !said || !good || !kept)
			break;
	}
	ok(refused, "%s: cut anywhere is refused (%zu of %zu)", kinds[k].name,
	    i, n);
	ok(said, "    and says so: %s", why == NULL ? "" : why);
	ok(good, "    all that comes before is right");
	ok(kept, "    and the frame before it is whole");
}

static void
damaged(size_t k)
{
	static char out[SIZE];
	size_t n = kinds[k].pack(lr_span(text, 50000), out), i, missed = 0;
	const char *why;

	for (i = 20; i < n; i += 1 + n / 50) {
		out[i] ^= 0x10;
		missed +=
		    unpack(lr_span(out, n), 65536, LR_OK, &why) != LR_EBAD ||
		    why == NULL;
		out[i] ^= 0x10;
	}
	ok(missed == 0, "%s: a bit changed is found (%zu missed)",
	    kinds[k].name, missed);
	memcpy(out + n, "rubbish that is long enough", 27);
	missed = unpack(lr_span(out, n + 27), 4096, LR_OK, &why) != LR_EBAD;
	ok(missed == 0 && strstr(why, "rubbish") != NULL && n_all == 50000,
	    "    rubbish behind it is found, behind all that is good");
}

static void
failures(size_t k)
{
	static char out[SIZE];
	size_t n = kinds[k].pack(lr_span(text, 150000), out);
	unsigned long i, calls;
	bool good = true;
	const char *why;

	errno = 0;
	ok(unpack(lr_span(out, n / 2), 512, LR_EIO, &why) == LR_EIO &&
		why == NULL,
	    "%s: an error of the source comes through", kinds[k].name);
	fail_from(FAIL_ALLOC, 0);
	(void)unpack(lr_span(out, n), 65536, LR_OK, &why);
	calls = fail_from(FAIL_ALLOC, 0);
	for (i = 1; i <= calls; i++) {
		fail_from(FAIL_ALLOC, i);
		good = unpack(lr_span(out, n), 65536, LR_OK, &why) != LR_OK &&
		    good;
	}
	fail_from(FAIL_ALLOC, 0);
	ok(good && calls > 0, "    no memory, at %lu places", calls);
}

int
main(void)
{
	uint32_t x = 1;
	size_t i;

	setvbuf(stdout, NULL, _IONBF, 0);
	for (i = 0; i < SIZE; i++) {
		x = x * 1664525 + 1013904223;
		text[i] = (char)('a' + (x >> 24) % 26);
	}
	for (i = 0; i < N_KINDS; i++) {
		whole(i);
		cut(i);
		damaged(i);
		failures(i);
	}
	return done();
}
