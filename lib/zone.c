#include "zone.h"

#include <stdlib.h>

#include "ascii.h"
#include "buf.h"
#include "file.h"
#include "num.h"

#define FOLDER "/usr/share/zoneinfo/"

struct lr_zone {
	size_t n;      /* transitions */
	int64_t *at;   /* UTC */
	int32_t *east; /* seconds from then on */
	int32_t first; /* before them all */
};

void
lr_zone_close(struct lr_zone *z)
{
	if (z == NULL)
		return;
	free(z->at);
	free(z->east);
	free(z);
}

/* "+01:00", "-0730", "+01" */
static bool
fixed(struct lr_span s, int32_t *east)
{
	char digits[4];
	uint64_t v;
	size_t n = 0, i;

	if (lr_span_eq(s, LR_SPAN("UTC")) || lr_span_eq(s, LR_SPAN("Z"))) {
		*east = 0;
		return true;
	}
	if (s.n < 3 || s.n > 6 || (s.p[0] != '+' && s.p[0] != '-'))
		return false;
	for (i = 1; i < s.n; i++) {
		if (s.p[i] == ':' && i == 3)
			continue;
		if (!lr_is_digit(s.p[i]) || n == 4)
			return false;
		digits[n++] = s.p[i];
	}
	while (n < 4)
		digits[n++] = '0';
	if (!lr_num_u64(lr_span(digits, 4), 2359, &v) || v % 100 > 59)
		return false;
	*east =
	    (s.p[0] == '-' ? -1 : 1) * (int32_t)(v / 100 * 3600 + v % 100 * 60);
	return true;
}

static uint64_t
big(const char *p, unsigned n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | (unsigned char)*p++;
	return v;
}

/* The six counts of a TZif header (RFC 8536 3.1). */
struct counts {
	size_t isut, isstd, leap, time, type, chars;
};

static bool
header(struct lr_span s, struct counts *c)
{
	if (s.n < 44 || memcmp(s.p, "TZif", 4) != 0)
		return false;
	c->isut = big(s.p + 20, 4);
	c->isstd = big(s.p + 24, 4);
	c->leap = big(s.p + 28, 4);
	c->time = big(s.p + 32, 4);
	c->type = big(s.p + 36, 4);
	c->chars = big(s.p + 40, 4);
	return c->time <= 4096 && c->type > 0 && c->type <= 256 &&
	    c->chars <= 4096 && c->leap <= 256 && c->isut <= 256 &&
	    c->isstd <= 256;
}

static size_t
body(const struct counts *c, size_t wide)
{
	return c->time * wide + c->time + c->type * 6 + c->chars +
	    c->leap * (wide + 4) + c->isstd + c->isut;
}

static enum lr_err
tables(struct lr_zone *z, struct lr_span s, const struct counts *c)
{
	const char *index = s.p + 8 * c->time, *types = index + c->time;
	size_t i, k;

	z->n = c->time;
	z->at = calloc(z->n + 1, sizeof(*z->at));
	z->east = calloc(z->n + 1, sizeof(*z->east));
	if (z->at == NULL || z->east == NULL)
		return LR_ENOMEM;
	z->first = (int32_t)big(types, 4);
	for (i = 0; i < z->n; i++) {
		k = (unsigned char)index[i];
		if (k >= c->type)
			return LR_EBAD;
		z->at[i] = (int64_t)big(s.p + 8 * i, 8);
		z->east[i] = (int32_t)big(types + 6 * k, 4);
		if (z->east[i] < -93600 || z->east[i] > 93600)
			return LR_EBAD;
	}
	return LR_OK;
}

/* Version 2 and later: a first part with short times, then the real one. */
static enum lr_err
parse(struct lr_zone *z, struct lr_span s)
{
	struct counts c;
	size_t n;

	if (!header(s, &c) || s.p[4] < '2')
		return LR_EBAD;
	n = 44 + body(&c, 4);
	if (n > s.n)
		return LR_EBAD;
	s = lr_span_sub(s, n, s.n);
	if (!header(s, &c) || 44 + body(&c, 8) > s.n)
		return LR_EBAD;
	return tables(z, lr_span_sub(s, 44, s.n), &c);
}

static bool
plain_name(struct lr_span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!lr_is_alnum(s.p[i]) && strchr("/_+-", s.p[i]) == NULL)
			return false;
	return s.n > 0 && s.n < 64 && s.p[0] != '/';
}

enum lr_err
lr_zone_open(struct lr_zone **out, const char *name)
{
	struct lr_zone *z = calloc(1, sizeof(*z));
	struct lr_buf path, file;
	enum lr_err err = LR_OK;

	if ((*out = z) == NULL)
		return LR_ENOMEM;
	if (fixed(lr_span_str(name), &z->first))
		return LR_OK;
	lr_buf_init(&path, 256);
	lr_buf_init(&file, 1 << 20);
	lr_buf_puts(&path, FOLDER);
	lr_buf_puts(&path, name);
	if (!plain_name(lr_span_str(name)) ||
	    lr_file_read(lr_buf_str(&path), &file) != LR_OK)
		err = LR_EBAD;
	else
		err = parse(z, lr_buf_span(&file));
	lr_buf_free(&path);
	lr_buf_free(&file);
	if (err != LR_OK) {
		lr_zone_close(z);
		*out = NULL;
	}
	return err;
}

int64_t
lr_zone_utc(const struct lr_zone *z, int64_t local)
{
	size_t low = 0, high, mid;
	int32_t before;

	if (z == NULL)
		return local;
	/* the first transition whose old clock does not yet show `local` */
	for (high = z->n; low < high;) {
		mid = low + (high - low) / 2;
		before = mid == 0 ? z->first : z->east[mid - 1];
		if (z->at[mid] + before > local)
			high = mid;
		else
			low = mid + 1;
	}
	return local - (low == 0 ? z->first : z->east[low - 1]);
}
