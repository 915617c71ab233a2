#include "mkcompanies.h"

#include <errno.h>
#include <stdlib.h>

#include "ascii.h"
#include "companyfile.h"
#include "out.h"

/* While it is made an entry of names has above the offset a few bits that
 * tell whose name it is. */
struct entry {
	uint64_t hash, at;
};
#define AT(e) ((e).at & ((UINT64_C(1) << COMPANY_AT_BITS) - 1))

struct entries {
	struct entry *p;
	size_t n, cap;
	unsigned bits;
};

struct lr_mkcompanies {
	struct lr_out out;
	bool dry;
	uint64_t at, rows;
	struct entries domains, names;
};

enum lr_err
lr_mkcompanies_new(struct lr_mkcompanies **out, int fd)
{
	struct lr_mkcompanies *m = calloc(1, sizeof(*m));

	*out = NULL;
	if (m == NULL)
		return LR_ENOMEM;
	m->dry = fd < 0;
	if (!m->dry && lr_out_open(&m->out, fd) != LR_OK) {
		free(m);
		return LR_ENOMEM;
	}
	if (!m->dry)
		lr_out_put(&m->out, lr_span(COMPANY_HEAD, COMPANY_HEAD_N));
	m->at = COMPANY_HEAD_N;
	*out = m;
	return LR_OK;
}

void
lr_mkcompanies_free(struct lr_mkcompanies *m)
{
	int keep = errno;

	if (m == NULL)
		return;
	if (!m->dry)
		free(m->out.p);
	free(m->domains.p);
	free(m->names.p);
	free(m);
	errno = keep;
}

static void
put(struct lr_mkcompanies *m, const void *p, size_t n)
{
	if (!m->dry)
		lr_out_put(&m->out, lr_span(p, n));
	m->at += n;
}

static enum lr_err
failed(const struct lr_mkcompanies *m)
{
	if (m->dry || m->out.err == LR_OK)
		return LR_OK;
	errno = m->out.error;
	return m->out.err;
}

/* ---- rows */

static enum lr_err
add_entry(struct entries *x, struct lr_span key, uint64_t at)
{
	size_t cap = x->cap == 0 ? 1024 : x->cap * 2;
	struct entry *p;

	if (x->n == x->cap) {
		if ((p = realloc(x->p, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		x->p = p;
		x->cap = cap;
	}
	x->p[x->n++] = (struct entry){ company_hash(key), at };
	return LR_OK;
}

/* A few bits that tell companies of one name apart. */
static uint64_t
whose(const struct lr_company *row)
{
	struct lr_span id = row->field[LR_COMPANY_DOMAIN];
	char city[LR_COMPANY_TEXT + 1] = "\n";

	if (id.n == 0)
		id = lr_span(city,
		    1 + lr_company_fold(row->field[LR_COMPANY_CITY], city + 1));
	return company_hash(id) >> COMPANY_AT_BITS << COMPANY_AT_BITS;
}

static enum lr_err
add_names(struct lr_mkcompanies *m, const struct lr_company *row)
{
	char one[LR_COMPANY_KEY], two[LR_COMPANY_KEY];
	struct lr_span name = row->field[LR_COMPANY_NAME];
	struct lr_span country = row->field[LR_COMPANY_COUNTRY], a, b;
	uint64_t at = m->at | whose(row);
	enum lr_err err;
	size_t i;

	a = lr_span(one, lr_company_key(name, country, false, one));
	if (a.n == 0)
		return LR_OK;
	if ((err = add_entry(&m->names, a, at)) != LR_OK)
		return err;
	for (i = 0; i < name.n && (unsigned char)name.p[i] < 0x80; i++)
		;
	if (i == name.n)
		return LR_OK;
	b = lr_span(two, lr_company_key(name, country, true, two));
	return lr_span_eq(a, b) ? LR_OK : add_entry(&m->names, b, at);
}

static void
put_row(struct lr_mkcompanies *m, const struct lr_company *row)
{
	unsigned char text[4 + LR_COMPANY_FIELDS * (1 + LR_COMPANY_TEXT)];
	size_t n = 4;
	unsigned f, set = 0;

	for (f = 0; f < LR_COMPANY_FIELDS; f++) {
		if (row->field[f].n == 0)
			continue;
		set |= 1u << f;
		text[n++] = (unsigned char)row->field[f].n;
		memcpy(text + n, row->field[f].p, row->field[f].n);
		n += row->field[f].n;
	}
	company_set(text, 2, n);
	company_set(text + 2, 2, set);
	put(m, text, n);
}

enum lr_err
lr_mkcompanies_add(struct lr_mkcompanies *m, const struct lr_company *row)
{
	struct lr_span domain = row->field[LR_COMPANY_DOMAIN];
	enum lr_err err = LR_OK;
	unsigned f;

	if (domain.n == 0 && row->field[LR_COMPANY_NAME].n == 0)
		return LR_EBAD;
	for (f = 0; f < LR_COMPANY_FIELDS; f++)
		if (row->field[f].n > 0 && !lr_company_plain(row->field[f]))
			return LR_EBAD;
	if (m->rows == LR_MKCOMPANIES_ROWS_MAX)
		return LR_ENOMEM;
	if (m->at >> (COMPANY_AT_BITS - 1) != 0)
		return LR_ETOOLONG;
	if (domain.n > 0)
		err = add_entry(&m->domains, domain, m->at);
	if (err == LR_OK)
		err = add_names(m, row);
	if (err != LR_OK)
		return err;
	put_row(m, row);
	m->rows++;
	return failed(m);
}

/* ---- sorting: by hash, then by offset. A radix sort in place: no second
 * copy, and no input makes it slow. */

#define DIGITS (8 + COMPANY_AT_BITS / 8)

static unsigned
digit(const struct entry *e, unsigned level)
{
	return level < 8 ? e->hash >> (56 - 8 * level) & 0xff
			 : e->at >> (COMPANY_AT_BITS - 8 * (level - 7)) & 0xff;
}

static bool
before(const struct entry *a, const struct entry *b)
{
	return a->hash != b->hash ? a->hash < b->hash : AT(*a) < AT(*b);
}

static void
sort_few(struct entry *e, size_t n)
{
	struct entry x;
	size_t i, j;

	for (i = 1; i < n; i++) {
		x = e[i];
		for (j = i; j > 0 && before(&x, &e[j - 1]); j--)
			e[j] = e[j - 1];
		e[j] = x;
	}
}

static void
sort(struct entry *e, size_t n, unsigned level)
{
	size_t next[256] = { 0 }, end[256], at = 0;
	struct entry x, y;
	unsigned d, to;
	size_t i;

	if (n < 32) {
		sort_few(e, n);
		return;
	}
	for (i = 0; i < n; i++)
		next[digit(&e[i], level)]++;
	for (d = 0; d < 256; d++) {
		end[d] = at + next[d];
		next[d] = at;
		at = end[d];
	}
	for (d = 0; d < 256; d++)
		while (next[d] < end[d]) {
			x = e[next[d]];
			while ((to = digit(&x, level)) != d) {
				y = e[next[to]];
				e[next[to]++] = x;
				x = y;
			}
			e[next[d]++] = x;
		}
	if (level + 1 == DIGITS)
		return;
	for (d = 0, at = 0; d < 256; at = end[d++])
		sort(e + at, end[d] - at, level + 1);
}

/* One entry a domain, the last. */
static uint64_t
last_of_each(struct entries *x)
{
	size_t i, n = 0;

	for (i = 0; i < x->n; i++)
		if (i + 1 == x->n || x->p[i].hash != x->p[i + 1].hash)
			x->p[n++] = x->p[i];
	i = x->n - n;
	x->n = n;
	return i;
}

/* One entry a name, the last; none where it is of several companies. */
static uint64_t
clear_names(struct entries *x)
{
	uint64_t doubtful = 0;
	size_t i, j, n = 0;

	for (i = 0; i < x->n; i = j) {
		bool same = true;

		for (j = i + 1; j < x->n && x->p[j].hash == x->p[i].hash; j++)
			same = same &&
			    x->p[j].at >> COMPANY_AT_BITS ==
				x->p[i].at >> COMPANY_AT_BITS;
		doubtful += !same;
		if (same)
			x->p[n++] = x->p[j - 1];
	}
	x->n = n;
	return doubtful;
}

static void
write_index(struct lr_mkcompanies *m, struct entries *x)
{
	static const unsigned char zeros[8];
	unsigned char b[COMPANY_ENTRY];
	uint64_t bucket;
	size_t i;

	while (x->bits < COMPANY_BITS_MAX && x->n >> x->bits > 4)
		x->bits++;
	for (i = 0; i < x->n; i++) {
		company_set(b, 8, x->p[i].hash);
		company_set(b + 8, 8, AT(x->p[i]));
		put(m, b, sizeof(b));
	}
	for (bucket = 0, i = 0; bucket <= UINT64_C(1) << x->bits; bucket++) {
		while (i < x->n &&
		    (x->bits == 0 ? 0 : x->p[i].hash >> (64 - x->bits)) <
			bucket)
			i++;
		company_set(b, 4, i);
		put(m, b, 4);
	}
	put(m, zeros, (size_t)(-m->at & 7));
}

enum lr_err
lr_mkcompanies_end(struct lr_mkcompanies *m, struct lr_mkcompanies_sum *sum)
{
	static const unsigned char zeros[8];
	unsigned char foot[COMPANY_FOOT_N];
	uint64_t rows_end = m->at;

	put(m, zeros, (size_t)(-m->at & 7));
	sort(m->domains.p, m->domains.n, 0);
	sum->replaced = last_of_each(&m->domains);
	write_index(m, &m->domains);
	sort(m->names.p, m->names.n, 0);
	sum->doubtful = clear_names(&m->names);
	write_index(m, &m->names);
	sum->rows = m->rows;
	sum->domains = m->domains.n;
	sum->names = m->names.n;
	sum->bytes = m->at + COMPANY_FOOT_N;
	company_set(foot, 8, rows_end);
	company_set(foot + 8, 8, m->rows);
	company_set(foot + 16, 8, m->domains.n);
	company_set(foot + 24, 8, m->names.n);
	company_set(foot + 32, 4, m->domains.bits);
	company_set(foot + 36, 4, m->names.bits);
	company_set(foot + 40, 8, sum->bytes);
	memcpy(foot + 48, COMPANY_FOOT, 8);
	put(m, foot, sizeof(foot));
	return m->dry || lr_out_flush(&m->out) == LR_OK ? LR_OK : failed(m);
}
