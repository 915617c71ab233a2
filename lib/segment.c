#include "segment.h"

#include <stdlib.h>

struct lr_ip
lr_wide_ip(struct lr_wide w, bool four)
{
	struct lr_ip ip;
	unsigned i;

	if (four)
		return lr_ip_from4((uint32_t)w.lo);
	for (i = 0; i < 8; i++) {
		ip.b[i] = (unsigned char)(w.hi >> (56 - 8 * i));
		ip.b[8 + i] = (unsigned char)(w.lo >> (56 - 8 * i));
	}
	return ip;
}

void
lr_segments_init(struct lr_segments *s, bool four)
{
	*s = (struct lr_segments){ .len = four ? 4 : 16 };
}

void
lr_segments_free(struct lr_segments *s)
{
	free(s->p);
	free(s->heap);
	lr_segments_init(s, s->len == 4);
}

/* ---- ranges */

static size_t
width(const struct lr_segments *s)
{
	return 2 * (size_t)s->len + 4;
}

enum lr_err
lr_segments_add(struct lr_segments *s, const struct lr_ip *first,
    const struct lr_ip *last, uint32_t id)
{
	unsigned char *p;
	size_t cap;

	if (s->n == s->cap) {
		if (s->n >= LR_SEGMENT_RANGES_MAX)
			return LR_ENOMEM;
		cap = s->cap == 0 ? 1024 : s->cap + s->cap / 2;
		if ((p = realloc(s->p, cap * width(s))) == NULL)
			return LR_ENOMEM;
		s->p = p;
		s->cap = cap;
	}
	p = s->p + s->n++ * width(s);
	memcpy(p, first->b + 16 - s->len, s->len);
	memcpy(p + s->len, last->b + 16 - s->len, s->len);
	memcpy(p + 2 * s->len, &id, sizeof(id));
	return LR_OK;
}

static struct lr_wide
minus(struct lr_wide a, struct lr_wide b)
{
	return (struct lr_wide){ a.hi - b.hi - (a.lo < b.lo), a.lo - b.lo };
}

/* As compilers know it for one load and a swap. */
static uint64_t
big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static struct lr_wide
address(const struct lr_segments *s, size_t i, unsigned which)
{
	const unsigned char *p = s->p + i * width(s) + which * s->len;

	if (s->len == 4)
		return (struct lr_wide){ 0, big_endian(p) };
	return (struct lr_wide){ big_endian(p) << 32 | big_endian(p + 4),
		big_endian(p + 8) << 32 | big_endian(p + 12) };
}

static struct lr_wide
first_of(const struct lr_segments *s, size_t i)
{
	return address(s, i, 0);
}

static struct lr_wide
last_of(const struct lr_segments *s, size_t i)
{
	return address(s, i, 1);
}

/* ---- sorting */

static bool
sorted(const struct lr_segments *s)
{
	size_t i, w = width(s);

	for (i = 1; i < s->n; i++)
		if (memcmp(s->p + (i - 1) * w, s->p + i * w, s->len) > 0)
			return false;
	return true;
}

/* One pass: stable by that byte. False: all have the same there. */
static bool
scatter(const struct lr_segments *s, unsigned byte, unsigned char *to)
{
	size_t at[257] = { 0 }, i, w = width(s);
	const unsigned char *p;

	for (i = 0; i < s->n; i++)
		at[s->p[i * w + byte] + 1]++;
	if (at[s->p[byte] + 1] == s->n)
		return false;
	for (i = 1; i < 256; i++)
		at[i] += at[i - 1];
	for (i = 0; i < s->n; i++) {
		p = s->p + i * w;
		/* widths that the compiler knows make this twice as fast */
		if (w == 12)
			memcpy(to + at[p[byte]]++ * 12, p, 12);
		else
			memcpy(to + at[p[byte]]++ * 36, p, 36);
	}
	return true;
}

/* By first address, equal ones in the order they came. */
static enum lr_err
sort(struct lr_segments *s)
{
	unsigned char *spare, *swap;
	unsigned byte;

	if (sorted(s))
		return LR_OK;
	if ((spare = malloc(s->n * width(s))) == NULL)
		return LR_ENOMEM;
	s->cap = s->n;
	for (byte = s->len; byte-- > 0;) {
		if (!scatter(s, byte, spare))
			continue;
		swap = s->p;
		s->p = spare;
		spare = swap;
	}
	free(spare);
	return LR_OK;
}

/* ---- the sweep: in the heap are the ranges that have begun, the one that
 * counts on top; those that have ended are dropped when they come up */

/* Does range a count where b is, too? */
static bool
before(const struct lr_segments *s, uint32_t a, uint32_t b)
{
	int c = lr_wide_cmp(minus(last_of(s, a), first_of(s, a)),
	    minus(last_of(s, b), first_of(s, b)));

	return c != 0 ? c < 0 : a > b;
}

static bool
push(struct lr_segments *s, uint32_t x)
{
	size_t i, cap;
	uint32_t *p;

	if (s->heap_n == s->heap_cap) {
		cap = s->heap_cap == 0 ? 64 : 2 * s->heap_cap;
		if ((p = realloc(s->heap, cap * sizeof(*p))) == NULL)
			return false;
		s->heap = p;
		s->heap_cap = cap;
	}
	for (i = s->heap_n++; i > 0; i = (i - 1) / 2) {
		if (!before(s, x, s->heap[(i - 1) / 2]))
			break;
		s->heap[i] = s->heap[(i - 1) / 2];
	}
	s->heap[i] = x;
	return true;
}

static void
pop(struct lr_segments *s)
{
	uint32_t x = s->heap[--s->heap_n];
	size_t i = 0, k;

	while ((k = 2 * i + 1) < s->heap_n) {
		if (k + 1 < s->heap_n && before(s, s->heap[k + 1], s->heap[k]))
			k++;
		if (!before(s, s->heap[k], x))
			break;
		s->heap[i] = s->heap[k];
		i = k;
	}
	s->heap[i] = x;
}

enum lr_err
lr_segments_start(struct lr_segments *s)
{
	if ((s->err = sort(s)) != LR_OK)
		return s->err;
	s->end = (struct lr_wide){ UINT64_MAX, UINT64_MAX };
	if (s->len == 4)
		s->end = (struct lr_wide){ 0, UINT32_MAX };
	s->at = (struct lr_wide){ 0, 0 };
	s->next = s->heap_n = 0;
	return lr_segments_next(s);
}

enum lr_err
lr_segments_next(struct lr_segments *s)
{
	struct lr_wide limit = s->end;

	s->id = LR_SEGMENT_NOTHING;
	while (s->err == LR_OK && s->next < s->n &&
	    lr_wide_cmp(first_of(s, s->next), s->at) <= 0)
		if (!push(s, (uint32_t)s->next++))
			s->err = LR_ENOMEM;
	if (s->err != LR_OK) {
		s->last = s->end;
		return s->err;
	}
	while (s->heap_n > 0 && lr_wide_cmp(last_of(s, s->heap[0]), s->at) < 0)
		pop(s);
	if (s->next < s->n)
		limit = minus(first_of(s, s->next), (struct lr_wide){ 0, 1 });
	if (s->heap_n > 0) {
		memcpy(&s->id, s->p + s->heap[0] * width(s) + 2 * s->len,
		    sizeof(s->id));
		s->last = last_of(s, s->heap[0]);
		if (lr_wide_cmp(s->last, limit) < 0)
			limit = s->last;
	}
	s->last = limit;
	s->at.lo = limit.lo + 1;
	s->at.hi = limit.hi + (s->at.lo == 0);
	return LR_OK;
}
