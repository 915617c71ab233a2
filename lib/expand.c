#include "expand.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define BLOCK_MAX ((size_t)1 << 30) /* of one step */
#define WINDOW_LOG 27
/* a look back of 128 MiB and the decoder itself */
#define XZ_MEMORY ((uint64_t)130 << 20)

/* What a decoder says after a step. */
enum step { GOES_ON, FRAME_ENDS, CORRUPT, TOO_LARGE, NO_MEMORY };

struct kind {
	const char *magic;
	size_t n;
	/* Begin a frame; false: no memory. */
	bool (*begin)(struct lr_expand *x);
	/* Use up x->in as far as out has room; *n bytes were made. */
	enum step (*step)(struct lr_expand *x, char *p, size_t max, size_t *n);
	void (*end)(struct lr_expand *x);
	const char *cut, *corrupt, *large, *rubbish;
};

struct lr_expand {
	const struct kind *kind;
	lr_expand_source *source;
	void *arg;
	struct lr_span in; /* what the source gave and nobody used */
	bool at_end;	   /* of the source */
	bool inside;	   /* a frame */
	bool full;	   /* the decoder may hold more than was asked for */
	enum step last;	   /* what it said */
	size_t want;	   /* input up to the end of a block of zstd */
	union {
		ZSTD_DStream *zstd;
		bz_stream bzip2;
		lzma_stream xz;
	} u;
};

/* ---- zstd (RFC 8878) */

static bool
zstd_begin(struct lr_expand *x)
{
	if (x->u.zstd == NULL && (x->u.zstd = ZSTD_createDStream()) == NULL)
		return false;
	x->want = ZSTD_initDStream(x->u.zstd);
	return !ZSTD_isError(x->want) &&
	    !ZSTD_isError(ZSTD_DCtx_setParameter(
		x->u.zstd, ZSTD_d_windowLogMax, WINDOW_LOG));
}

/* One block at a time: what is made before an error is not told. */
static enum step
zstd_step(struct lr_expand *x, char *p, size_t max, size_t *n)
{
	ZSTD_inBuffer in = { x->in.p, x->in.n, 0 };
	ZSTD_outBuffer out = { p, max, 0 };
	size_t rc;

	if (in.size > x->want)
		in.size = x->want;
	rc = ZSTD_decompressStream(x->u.zstd, &out, &in);
	x->in = lr_span_sub(x->in, in.pos, x->in.n);
	*n = out.pos;
	if (!ZSTD_isError(rc)) {
		x->want = rc;
		return rc == 0 ? FRAME_ENDS : GOES_ON;
	}
	switch (ZSTD_getErrorCode(rc)) {
	case ZSTD_error_memory_allocation:
		return NO_MEMORY;
	case ZSTD_error_frameParameter_windowTooLarge:
		return TOO_LARGE;
	default:
		return CORRUPT;
	}
}

static void
zstd_end(struct lr_expand *x)
{
	ZSTD_freeDStream(x->u.zstd);
}

/* ---- bzip2 */

static bool
bzip2_begin(struct lr_expand *x)
{
	BZ2_bzDecompressEnd(&x->u.bzip2);
	memset(&x->u.bzip2, 0, sizeof(x->u.bzip2));
	return BZ2_bzDecompressInit(&x->u.bzip2, 0, 0) == BZ_OK;
}

static enum step
bzip2_step(struct lr_expand *x, char *p, size_t max, size_t *n)
{
	bz_stream *z = &x->u.bzip2;
	int rc;

	/* the library only reads what it is given */
	z->next_in = (char *)(uintptr_t)x->in.p;
	z->avail_in = (unsigned)x->in.n;
	z->next_out = p;
	z->avail_out = (unsigned)max;
	rc = BZ2_bzDecompress(z);
	x->in = lr_span(z->next_in, z->avail_in);
	*n = max - z->avail_out;
	return rc == BZ_OK	  ? GOES_ON
	    : rc == BZ_STREAM_END ? FRAME_ENDS
	    : rc == BZ_MEM_ERROR  ? NO_MEMORY
				  : CORRUPT;
}

static void
bzip2_end(struct lr_expand *x)
{
	BZ2_bzDecompressEnd(&x->u.bzip2);
}

/* ---- xz */

static bool
xz_begin(struct lr_expand *x)
{
	return lzma_stream_decoder(&x->u.xz, XZ_MEMORY, 0) == LZMA_OK;
}

static enum step
xz_step(struct lr_expand *x, char *p, size_t max, size_t *n)
{
	lzma_stream *z = &x->u.xz;
	lzma_ret rc;

	z->next_in = (const uint8_t *)x->in.p;
	z->avail_in = x->in.n;
	z->next_out = (uint8_t *)p;
	z->avail_out = max;
	rc = lzma_code(z, LZMA_RUN);
	x->in = lr_span((const char *)z->next_in, z->avail_in);
	*n = max - z->avail_out;
	switch (rc) {
	case LZMA_OK:
	case LZMA_BUF_ERROR: /* nothing to do, now */
		return GOES_ON;
	case LZMA_STREAM_END:
		return FRAME_ENDS;
	case LZMA_MEM_ERROR:
		return NO_MEMORY;
	case LZMA_MEMLIMIT_ERROR:
		return TOO_LARGE;
	default:
		return CORRUPT;
	}
}

static void
xz_end(struct lr_expand *x)
{
	lzma_end(&x->u.xz);
}

/* ---- all of them */

static const struct kind kinds[] = {
#define KIND(magic, name)                                             \
	{                                                             \
		magic, sizeof(magic) - 1, name##_begin, name##_step,  \
		    name##_end, "the " #name " data are cut short",   \
		    "the " #name " data are corrupt",                 \
		    "the " #name " data want over 128 MiB of memory", \
		    "rubbish after the " #name " data",               \
	}
	KIND("\x28\xb5\x2f\xfd", zstd),
	/* to be skipped, which pzstd begins with: the first of 16 */
	KIND("\x50\x2a\x4d\x18", zstd),
	/* behind the size of the blocks; the second one is of nothing */
	KIND("BZh1\x31\x41\x59\x26\x53\x59", bzip2),
	KIND("BZh1\x17\x72\x45\x38\x50\x90", bzip2),
	KIND("\xfd\x37zXZ\0", xz),
#undef KIND
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Can c be byte i of the magic? */
static bool
fits(const struct kind *k, size_t i, char c)
{
	if (k->step == bzip2_step && i == 3)
		return c >= '1' && c <= '9';
	if (k->magic[0] == '\x50' && i == 0)
		return (c & 0xf0) == 0x50;
	return k->magic[i] == c;
}

static enum lr_expand_is
kind_of(struct lr_span first, const struct kind **kind)
{
	size_t i;

	for (*kind = kinds; *kind < kinds + N_KINDS; ++*kind) {
		for (i = 0; i < first.n && i < (*kind)->n; i++)
			if (!fits(*kind, i, first.p[i]))
				break;
		if (i == (*kind)->n)
			return LR_EXPAND_YES;
		if (i == first.n && i > 0)
			return LR_EXPAND_MAYBE;
	}
	return LR_EXPAND_NO;
}

enum lr_expand_is
lr_expand_is(struct lr_span first)
{
	const struct kind *kind;

	return kind_of(first, &kind);
}

enum lr_err
lr_expand_new(struct lr_expand **out, struct lr_span first,
    lr_expand_source *source, void *arg)
{
	struct lr_expand *x = calloc(1, sizeof(*x));

	if ((*out = x) == NULL)
		return LR_ENOMEM;
	(void)kind_of(first, &x->kind);
	x->source = source;
	x->arg = arg;
	return LR_OK;
}

void
lr_expand_free(struct lr_expand *x)
{
	if (x != NULL)
		x->kind->end(x);
	free(x);
}

static enum lr_err
refill(struct lr_expand *x)
{
	enum lr_err err;

	if (x->at_end || x->in.n > 0)
		return LR_OK;
	err = x->source(x->arg, &x->in);
	x->at_end = err == LR_OK && x->in.n == 0;
	return err;
}

/* Between frames: another one, padding of zeros, or the end. */
static enum lr_err
between(struct lr_expand *x, const char **why)
{
	const struct kind *kind;
	enum lr_err err;

	for (;;) {
		while (x->in.n > 0 && x->in.p[0] == '\0')
			x->in = lr_span_sub(x->in, 1, x->in.n);
		if (x->in.n > 0)
			break;
		if (x->at_end)
			return LR_END;
		if ((err = refill(x)) != LR_OK)
			return err;
	}
	/* the rest of its magic is the decoder's to check */
	if (kind_of(lr_span_sub(x->in, 0, 1), &kind) == LR_EXPAND_NO ||
	    kind->step != x->kind->step) {
		*why = x->kind->rubbish;
		return LR_EBAD;
	}
	x->inside = true;
	return x->kind->begin(x) ? LR_OK : LR_ENOMEM;
}

static enum lr_err
trouble(const struct lr_expand *x, const char **why)
{
	if (x->last == NO_MEMORY)
		return LR_ENOMEM;
	*why = x->last == CORRUPT ? x->kind->corrupt : x->kind->large;
	return LR_EBAD;
}

enum lr_err
lr_expand_read(
    struct lr_expand *x, char *p, size_t max, size_t *n, const char **why)
{
	enum lr_err err;
	size_t before;

	if (max > BLOCK_MAX)
		max = BLOCK_MAX;
	for (*n = 0; *n == 0;) {
		if (x->last != GOES_ON)
			return trouble(x, why);
		if (!x->inside && (err = between(x, why)) != LR_OK)
			return err == LR_END ? LR_OK : err;
		if (!x->full && (err = refill(x)) != LR_OK)
			return err;
		before = x->in.n;
		x->last = x->kind->step(x, p, max, n);
		x->full = *n == max;
		if (x->last == FRAME_ENDS) {
			x->last = GOES_ON;
			x->inside = x->full = false;
		} else if (x->last == GOES_ON && *n == 0 && before == 0 &&
		    x->at_end) {
			*why = x->kind->cut;
			return LR_EBAD;
		}
	}
	return LR_OK;
}

bool
lr_expand_ready(const struct lr_expand *x)
{
	return x->full || x->in.n > 0 || x->at_end;
}
