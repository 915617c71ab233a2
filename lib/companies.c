#include "companies.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "companyfile.h"
#include "file.h"

#define SAME_MAX 16u /* entries of one hash that a lookup tries */

struct index {
	const unsigned char *entries, *first;
	uint64_t n;
	unsigned bits;
};

struct lr_companies {
	const unsigned char *map;
	uint64_t size, rows_end;
	struct index domains, names;
};

/* An index that begins at *at; *at moves behind it. */
static bool
take_index(const struct lr_companies *c, struct index *x, uint64_t *at)
{
	uint64_t left = c->size - *at;

	if (x->n > left / COMPANY_ENTRY || x->bits > COMPANY_BITS_MAX)
		return false;
	x->entries = c->map + *at;
	*at += x->n * COMPANY_ENTRY;
	left -= x->n * COMPANY_ENTRY;
	if (company_firsts(x->bits) > left)
		return false;
	x->first = c->map + *at;
	*at += company_firsts(x->bits);
	return true;
}

static const char *
understand(struct lr_companies *c)
{
	const unsigned char *foot = c->map + c->size - COMPANY_FOOT_N;
	uint64_t at;

	if (memcmp(c->map, COMPANY_HEAD, 13) != 0)
		return "no store of companies";
	if (memcmp(c->map, COMPANY_HEAD, COMPANY_HEAD_N) != 0)
		return "a store of companies of another version";
	if (memcmp(foot + COMPANY_FOOT_N - 8, COMPANY_FOOT, 8) != 0 ||
	    company_get(foot + 40, 8) != c->size)
		return "cut off, or corrupt";
	c->rows_end = company_get(foot, 8);
	c->domains.n = company_get(foot + 16, 8);
	c->names.n = company_get(foot + 24, 8);
	c->domains.bits = (unsigned)company_get(foot + 32, 4);
	c->names.bits = (unsigned)company_get(foot + 36, 4);
	if (c->rows_end < COMPANY_HEAD_N ||
	    c->rows_end > c->size - COMPANY_FOOT_N)
		return "corrupt";
	at = (c->rows_end + 7) & ~UINT64_C(7);
	if (at > c->size || !take_index(c, &c->domains, &at) ||
	    !take_index(c, &c->names, &at) || at != c->size - COMPANY_FOOT_N)
		return "corrupt";
	return NULL;
}

static enum lr_err
map_file(struct lr_companies *c, const char *path, const char **why)
{
	size_t n = 0;
	enum lr_err err = lr_file_map(path, &c->map, &n);

	c->size = n;
	if (err == LR_OK && n < COMPANY_HEAD_N + COMPANY_FOOT_N)
		err = LR_EBAD;
	*why = err == LR_EIO ? strerror(errno)
			     : "too short for a store of companies";
	return err;
}

enum lr_err
lr_companies_open(struct lr_companies **out, const char *path, const char **why)
{
	struct lr_companies *c = calloc(1, sizeof(*c));
	enum lr_err err;
	const char *bad;
	int keep;

	*out = NULL;
	*why = "out of memory";
	if (c == NULL)
		return LR_ENOMEM;
	err = map_file(c, path, why);
	if (err == LR_OK && (bad = understand(c)) != NULL) {
		*why = bad;
		err = LR_EBAD;
	}
	if (err != LR_OK) {
		keep = errno;
		lr_companies_close(c);
		errno = keep;
		return err;
	}
	posix_madvise(
	    (void *)(uintptr_t)c->map, (size_t)c->size, POSIX_MADV_RANDOM);
	*out = c;
	return LR_OK;
}

void
lr_companies_close(struct lr_companies *c)
{
	if (c == NULL)
		return;
	if (c->map != NULL)
		munmap((void *)(uintptr_t)c->map, (size_t)c->size);
	free(c);
}

/* ---- looking up */

static bool
row_at(const struct lr_companies *c, uint64_t at, struct lr_company *out)
{
	const unsigned char *p, *end;
	unsigned set, f, n;

	memset(out, 0, sizeof(*out));
	if (at < COMPANY_HEAD_N || at > c->rows_end || c->rows_end - at < 4)
		return false;
	p = c->map + at;
	n = (unsigned)company_get(p, 2);
	set = (unsigned)company_get(p + 2, 2);
	if (n < 4 || n > c->rows_end - at || set >> LR_COMPANY_FIELDS != 0)
		return false;
	end = p + n;
	p += 4;
	for (f = 0; f < LR_COMPANY_FIELDS; f++) {
		if ((set >> f & 1) == 0)
			continue;
		if (p == end || *p > end - p - 1)
			return false;
		out->field[f] = lr_span((const char *)p + 1, *p);
		if (!lr_company_plain(out->field[f]))
			return false;
		p += 1 + *p;
	}
	return p == end;
}

/* The first entry of that hash; x->n when there is none. */
static uint64_t
first_of(const struct index *x, uint64_t hash)
{
	uint64_t bucket = x->bits == 0 ? 0 : hash >> (64 - x->bits);
	uint64_t low = company_get(x->first + 4 * bucket, 4);
	uint64_t high = company_get(x->first + 4 * bucket + 4, 4), mid, end;

	if (low > high || high > x->n)
		return x->n;
	end = high;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (company_get(x->entries + mid * COMPANY_ENTRY, 8) < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low == end ? x->n : low;
}

/* The row of entry i; LR_END: it is not of that hash. */
static enum lr_err
entry(const struct lr_companies *c, const struct index *x, uint64_t i,
    uint64_t hash, struct lr_company *out)
{
	const unsigned char *p;

	if (i >= x->n)
		return LR_END;
	p = x->entries + i * COMPANY_ENTRY;
	if (company_get(p, 8) != hash)
		return LR_END;
	return row_at(c, company_get(p + 8, 8), out) ? LR_OK : LR_EBAD;
}

enum lr_err
lr_companies_by_domain(
    const struct lr_companies *c, struct lr_span domain, struct lr_company *out)
{
	uint64_t hash = company_hash(domain), i, end;
	enum lr_err err = LR_END;

	if (domain.n == 0)
		return LR_END;
	i = first_of(&c->domains, hash);
	for (end = i + SAME_MAX; i < end; i++)
		if ((err = entry(c, &c->domains, i, hash, out)) != LR_OK ||
		    lr_span_eq(out->field[LR_COMPANY_DOMAIN], domain))
			return err;
	return LR_END;
}

/* Is the row's key of one of the two spellings that one? */
static bool
has_key(const struct lr_company *row, struct lr_span key)
{
	struct lr_span name = row->field[LR_COMPANY_NAME];
	struct lr_span country = row->field[LR_COMPANY_COUNTRY];
	char own[LR_COMPANY_KEY];

	return lr_span_eq(
		   lr_span(own, lr_company_key(name, country, false, own)),
		   key) ||
	    lr_span_eq(
		lr_span(own, lr_company_key(name, country, true, own)), key);
}

static enum lr_err
by_key(const struct lr_companies *c, struct lr_span key, struct lr_company *out)
{
	uint64_t hash = company_hash(key), i, end;
	enum lr_err err;

	i = first_of(&c->names, hash);
	for (end = i + SAME_MAX; i < end; i++)
		if ((err = entry(c, &c->names, i, hash, out)) != LR_OK ||
		    has_key(out, key))
			return err;
	return LR_END;
}

enum lr_err
lr_companies_by_name(const struct lr_companies *c, struct lr_span name,
    struct lr_span country, struct lr_company *out)
{
	char one[LR_COMPANY_KEY], two[LR_COMPANY_KEY];
	struct lr_span a, b, domain;
	struct lr_company row;
	enum lr_err err;

	memset(out, 0, sizeof(*out));
	a = lr_span(one, lr_company_key(name, country, false, one));
	if (a.n == 0)
		return LR_END;
	err = by_key(c, a, out);
	if (err == LR_END) {
		b = lr_span(two, lr_company_key(name, country, true, two));
		if (!lr_span_eq(a, b))
			err = by_key(c, b, out);
	}
	domain = out->field[LR_COMPANY_DOMAIN];
	if (err != LR_OK || domain.n == 0)
		return err;
	err = lr_companies_by_domain(c, domain, &row);
	if (err == LR_OK)
		*out = row;
	return err == LR_END ? LR_OK : err;
}
