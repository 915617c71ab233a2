#include "mkmmdb.h"

#include <errno.h>
#include <stdlib.h>

#include "buf.h"
#include "map.h"
#include "out.h"
#include "utf8.h"

#define SEPARATOR 16u /* zeros between tree and data */

/* What a leaf of the tree holds: a record's number, nothing, or, in the tree
 * of IPv6, the whole tree of IPv4. */
#define FOUR (UINT32_MAX - 1)

/* What a node refers to: another node, or with this bit a leaf. */
#define LEAF (UINT32_C(1) << 31)
#define EMPTY UINT32_MAX
#define NODES_MAX (LEAF - 1)
#define RECORDS_MAX (LEAF - 3)

/* Where a record or text is in the data section. */
#define NOWHERE UINT32_MAX
#define WANTED (UINT32_MAX - 1)

/* Types of the data section. */
enum {
	POINTER = 1,
	UTF8,
	UINT16 = 5,
	UINT32,
	MAP,
	UINT64 = 9,
	ARRAY = 11,
	BOOLEAN = 14
};

/* Addresses as numbers; IPv4 are the first 2^32. */
struct u128 {
	uint64_t hi, lo;
};

/* Ranges packed as first, last (`len` bytes each, network order) and the
 * record (native): 12 bytes instead of 36 for IPv4. */
struct table {
	unsigned char *p;
	size_t n, cap;
	unsigned len;
};

struct node {
	uint32_t child[2];
};

struct lr_mkmmdb {
	struct lr_map texts;   /* keys and values */
	struct lr_map records; /* as token() writes them */
	struct table four, six;
	struct lr_buf now;		     /* the record being made */
	size_t count[LR_MKMMDB_NESTING + 1]; /* where its maps are counted */
	unsigned depth;
	enum lr_err err;
	/* of the file */
	struct node *node;
	uint32_t nodes, nodes_cap;
	uint32_t *text_at, *record_at;
	uint32_t written; /* records */
	struct lr_buf data;
};

enum lr_err
lr_mkmmdb_new(struct lr_mkmmdb **out)
{
	struct lr_mkmmdb *m = calloc(1, sizeof(*m));

	if ((*out = m) == NULL)
		return LR_ENOMEM;
	lr_map_init(&m->texts, LR_MKMMDB_BYTES_MAX);
	lr_map_init(&m->records, LR_MKMMDB_BYTES_MAX);
	lr_buf_init(&m->now, 64 << 10);
	lr_buf_init(&m->data, UINT32_MAX);
	m->four.len = 4;
	m->six.len = 16;
	return LR_OK;
}

void
lr_mkmmdb_free(struct lr_mkmmdb *m)
{
	if (m == NULL)
		return;
	lr_map_free(&m->texts);
	lr_map_free(&m->records);
	lr_buf_free(&m->now);
	lr_buf_free(&m->data);
	free(m->four.p);
	free(m->six.p);
	free(m->node);
	free(m->text_at);
	free(m->record_at);
	free(m);
}

/* ---- records
 *
 * Until the file is written a record is a row of tokens in native order: type
 * (1 byte), key (4), then the number of the text or the value (4); a map has
 * the number of its fields (2). The record itself begins with that number. */

enum lr_err
lr_mkmmdb_key(struct lr_mkmmdb *m, struct lr_span name, uint32_t *key)
{
	*key = lr_map_find(&m->texts, name);
	if (*key != LR_MAP_NONE)
		return LR_OK;
	if (!lr_utf8_valid(name))
		return LR_EBAD;
	return lr_map_add(&m->texts, name, key, NULL);
}

/* One field more in the innermost map. */
static void
count(struct lr_mkmmdb *m)
{
	uint16_t n;

	if (m->now.err != LR_OK)
		return;
	memcpy(&n, m->now.p + m->count[m->depth], sizeof(n));
	if (n == UINT16_MAX)
		m->err = LR_ETOOLONG;
	n++;
	memcpy(m->now.p + m->count[m->depth], &n, sizeof(n));
}

static void
token(struct lr_mkmmdb *m, char type, uint32_t key, const void *p, size_t n)
{
	count(m);
	lr_buf_putc(&m->now, type);
	lr_buf_put(&m->now, lr_span((const char *)&key, sizeof(key)));
	lr_buf_put(&m->now, lr_span(p, n));
}

void
lr_mkmmdb_begin(struct lr_mkmmdb *m)
{
	lr_buf_clear(&m->now);
	lr_buf_put(&m->now, lr_span("\0", 2));
	m->depth = 0;
	m->count[0] = 0;
}

void
lr_mkmmdb_text(struct lr_mkmmdb *m, uint32_t key, struct lr_span s)
{
	enum lr_err err;
	uint32_t id;

	if ((err = lr_mkmmdb_key(m, s, &id)) != LR_OK && m->err == LR_OK)
		m->err = err;
	token(m, UTF8, key, &id, sizeof(id));
}

void
lr_mkmmdb_uint(struct lr_mkmmdb *m, uint32_t key, uint32_t v)
{
	token(m, UINT32, key, &v, sizeof(v));
}

void
lr_mkmmdb_true(struct lr_mkmmdb *m, uint32_t key)
{
	token(m, BOOLEAN, key, NULL, 0);
}

void
lr_mkmmdb_map(struct lr_mkmmdb *m, uint32_t key)
{
	if (m->depth == LR_MKMMDB_NESTING) {
		m->err = LR_ETOOLONG;
		return;
	}
	token(m, MAP, key, "\0", 2);
	m->count[++m->depth] = m->now.n - 2;
}

void
lr_mkmmdb_up(struct lr_mkmmdb *m)
{
	uint16_t n;

	if (m->depth == 0 || m->now.err != LR_OK)
		return;
	/* without fields: take its token back */
	if (m->now.n == m->count[m->depth--] + 2) {
		m->now.n -= 2 + 4 + 1;
		memcpy(&n, m->now.p + m->count[m->depth], sizeof(n));
		n--;
		memcpy(m->now.p + m->count[m->depth], &n, sizeof(n));
	}
}

enum lr_err
lr_mkmmdb_record(struct lr_mkmmdb *m, uint32_t *id)
{
	enum lr_err err = m->err != LR_OK ? m->err : m->now.err;

	m->err = LR_OK;
	*id = LR_MKMMDB_NOTHING;
	while (m->depth > 0)
		lr_mkmmdb_up(m);
	if (err != LR_OK || m->now.n <= 2)
		return err;
	err = lr_map_add(&m->records, lr_buf_span(&m->now), id, NULL);
	if (err == LR_OK && *id >= RECORDS_MAX)
		err = LR_ENOMEM;
	return err;
}

/* ---- ranges */

static size_t
width(const struct table *t)
{
	return 2 * (size_t)t->len + 4;
}

static enum lr_err
append(struct table *t, const unsigned char *first, const unsigned char *last,
    uint32_t id)
{
	unsigned char *p;
	size_t cap;

	if (t->n == t->cap) {
		if (t->n >= LR_MKMMDB_RANGES_MAX)
			return LR_ENOMEM;
		cap = t->cap == 0 ? 1024 : t->cap + t->cap / 2;
		if ((p = realloc(t->p, cap * width(t))) == NULL)
			return LR_ENOMEM;
		t->p = p;
		t->cap = cap;
	}
	p = t->p + t->n++ * width(t);
	memcpy(p, first + 16 - t->len, t->len);
	memcpy(p + t->len, last + 16 - t->len, t->len);
	memcpy(p + 2 * t->len, &id, sizeof(id));
	return LR_OK;
}

enum lr_err
lr_mkmmdb_add(struct lr_mkmmdb *m, const struct lr_range *r, uint32_t id)
{
	static const struct lr_ip behind4 = { { [11] = 1 } }; /* ::1:0:0 */
	bool four = lr_ip_is4(&r->first);
	const struct lr_ip *first = &r->first;

	if (four != lr_ip_is4(&r->last) || lr_ip_cmp(&r->first, &r->last) > 0)
		return LR_EBAD;
	if (!four && lr_ip_cmp(&r->last, &behind4) < 0)
		return LR_EBAD;
	if (lr_ip_cmp(first, &behind4) < 0)
		first = &behind4;
	return append(four ? &m->four : &m->six, first->b, r->last.b, id);
}

static int
compare(struct u128 a, struct u128 b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo < b.lo ? -1 : a.lo > b.lo;
}

static struct u128
minus(struct u128 a, struct u128 b)
{
	return (struct u128){ a.hi - b.hi - (a.lo < b.lo), a.lo - b.lo };
}

static uint64_t
big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return v;
}

static struct u128
address(const struct table *t, size_t i, unsigned which)
{
	const unsigned char *p = t->p + i * width(t) + which * t->len;

	if (t->len == 4)
		return (struct u128){ 0, big_endian(p, 4) };
	return (struct u128){ big_endian(p, 8), big_endian(p + 8, 8) };
}

static struct u128
first_of(const struct table *t, size_t i)
{
	return address(t, i, 0);
}

static struct u128
last_of(const struct table *t, size_t i)
{
	return address(t, i, 1);
}

static bool
sorted(const struct table *t)
{
	size_t i, w = width(t);

	for (i = 1; i < t->n; i++)
		if (memcmp(t->p + (i - 1) * w, t->p + i * w, t->len) > 0)
			return false;
	return true;
}

/* One pass: stable by that byte. False: all have the same there. */
static bool
scatter(const struct table *t, unsigned byte, unsigned char *to)
{
	size_t at[257] = { 0 }, i, w = width(t);

	for (i = 0; i < t->n; i++)
		at[t->p[i * w + byte] + 1]++;
	if (at[t->p[byte] + 1] == t->n)
		return false;
	for (i = 1; i < 256; i++)
		at[i] += at[i - 1];
	for (i = 0; i < t->n; i++)
		memcpy(to + at[t->p[i * w + byte]]++ * w, t->p + i * w, w);
	return true;
}

/* By first address, equal ones in the order they came: a radix sort. */
static enum lr_err
sort(struct table *t)
{
	unsigned char *spare, *swap;
	unsigned byte;

	if (sorted(t))
		return LR_OK;
	if ((spare = malloc(t->n * width(t))) == NULL)
		return LR_ENOMEM;
	t->cap = t->n;
	for (byte = t->len; byte-- > 0;) {
		if (!scatter(t, byte, spare))
			continue;
		swap = t->p;
		t->p = spare;
		spare = swap;
	}
	free(spare);
	return LR_OK;
}

/* ---- overlapping ranges -> segments that lie side by side
 *
 * A sweep over all addresses: the ranges that have begun wait in a heap with
 * the one that counts on top; those that have ended are dropped when they
 * come up. */

struct sweep {
	const struct table *t;
	size_t next;	/* range that begins next */
	uint32_t *heap; /* numbers of ranges */
	size_t n, cap;
	struct u128 end; /* last address of all */
	struct u128 at;	 /* first address without a segment */
	/* the segment */
	struct u128 last;
	uint32_t id;
	enum lr_err err;
};

/* Does range a count where b is, too? */
static bool
before(const struct table *t, uint32_t a, uint32_t b)
{
	int c = compare(minus(last_of(t, a), first_of(t, a)),
	    minus(last_of(t, b), first_of(t, b)));

	return c != 0 ? c < 0 : a > b;
}

static bool
push(struct sweep *s, uint32_t x)
{
	size_t i, cap;
	uint32_t *p;

	if (s->n == s->cap) {
		cap = s->cap == 0 ? 64 : 2 * s->cap;
		if ((p = realloc(s->heap, cap * sizeof(*p))) == NULL)
			return false;
		s->heap = p;
		s->cap = cap;
	}
	for (i = s->n++; i > 0; i = (i - 1) / 2) {
		if (!before(s->t, x, s->heap[(i - 1) / 2]))
			break;
		s->heap[i] = s->heap[(i - 1) / 2];
	}
	s->heap[i] = x;
	return true;
}

static void
pop(struct sweep *s)
{
	uint32_t x = s->heap[--s->n];
	size_t i = 0, k;

	while ((k = 2 * i + 1) < s->n) {
		if (k + 1 < s->n && before(s->t, s->heap[k + 1], s->heap[k]))
			k++;
		if (!before(s->t, s->heap[k], x))
			break;
		s->heap[i] = s->heap[k];
		i = k;
	}
	s->heap[i] = x;
}

/* The next segment; it begins behind the last one. On failure one that goes
 * to the end, so that the tree is soon done. */
static void
advance(struct sweep *s)
{
	const struct table *t = s->t;
	struct u128 limit = s->end;

	s->id = LR_MKMMDB_NOTHING;
	while (s->err == LR_OK && s->next < t->n &&
	    compare(first_of(t, s->next), s->at) <= 0)
		if (!push(s, (uint32_t)s->next++))
			s->err = LR_ENOMEM;
	if (s->err != LR_OK) {
		s->last = s->end;
		return;
	}
	while (s->n > 0 && compare(last_of(t, s->heap[0]), s->at) < 0)
		pop(s);
	if (s->next < t->n)
		limit = minus(first_of(t, s->next), (struct u128){ 0, 1 });
	if (s->n > 0) {
		memcpy(&s->id, t->p + s->heap[0] * width(t) + 2 * t->len,
		    sizeof(s->id));
		s->last = last_of(t, s->heap[0]);
		if (compare(s->last, limit) < 0)
			limit = s->last;
	}
	s->last = limit;
	s->at.lo = limit.lo + 1;
	s->at.hi = limit.hi + (s->at.lo == 0);
}

/* ---- segments -> tree */

static uint32_t
add_node(struct lr_mkmmdb *m, struct sweep *s, uint32_t left, uint32_t right)
{
	struct node *p;
	uint32_t cap;

	if (m->nodes == m->nodes_cap) {
		cap = m->nodes_cap == 0 ? 4096
		    : m->nodes_cap > NODES_MAX / 2
		    ? NODES_MAX
		    : m->nodes_cap + m->nodes_cap / 2;
		p = m->nodes == NODES_MAX ? NULL
					  : realloc(m->node, cap * sizeof(*p));
		if (p == NULL) {
			s->err = LR_ENOMEM;
			advance(s);
			return EMPTY;
		}
		m->node = p;
		m->nodes_cap = cap;
	}
	m->node[m->nodes] = (struct node){ { left, right } };
	return m->nodes++;
}

/* The block of addresses that begin with the `depth` bits of `from`. Nodes
 * come after their children: numbered backwards, the root is the first. */
static uint32_t
grow(struct lr_mkmmdb *m, struct sweep *s, struct u128 from, unsigned depth,
    uint32_t four)
{
	struct u128 to = from, middle = from;
	uint32_t left, right;

	if (depth < 64) {
		to.hi |= UINT64_MAX >> depth;
		to.lo = UINT64_MAX;
		middle.hi |= UINT64_C(1) << (63 - depth);
	} else if (depth < 128) {
		to.lo |= UINT64_MAX >> (depth - 64);
		middle.lo |= UINT64_C(1) << (127 - depth);
	}
	while (compare(s->last, from) < 0)
		advance(s);
	if (compare(s->last, to) >= 0)
		return s->id == LR_MKMMDB_NOTHING ? EMPTY
		    : s->id == FOUR		  ? four
						  : s->id | LEAF;
	left = grow(m, s, from, depth + 1, four);
	right = grow(m, s, middle, depth + 1, four);
	if (left == right && (left & LEAF) != 0)
		return left;
	return add_node(m, s, left, right);
}

/* One family: its ranges are used up. */
static enum lr_err
plant(struct lr_mkmmdb *m, struct table *t, uint32_t four, uint32_t *root)
{
	struct sweep s = { .t = t, .end = { 0, UINT32_MAX } };

	if ((s.err = sort(t)) != LR_OK)
		return s.err;
	if (t->len == 16)
		s.end = (struct u128){ UINT64_MAX, UINT64_MAX };
	advance(&s);
	*root = grow(m, &s, (struct u128){ 0, 0 }, t->len == 4 ? 96 : 0, four);
	/* the file has at least one node */
	if (t->len == 16 && (*root & LEAF) != 0)
		*root = add_node(m, &s, *root, *root);
	free(s.heap);
	free(t->p);
	*t = (struct table){ .len = t->len };
	return s.err;
}

static enum lr_err
build(struct lr_mkmmdb *m)
{
	/* ::/96 and ::ffff:0:0/96 */
	static const struct lr_ip none[2] = { { { 0 } },
		{ { [12] = 255, [13] = 255, [14] = 255, [15] = 255 } } };
	struct lr_ip mapped[2] = { lr_ip_from4(0), lr_ip_from4(UINT32_MAX) };
	uint32_t four, root;
	enum lr_err err;

	if ((err = plant(m, &m->four, EMPTY, &four)) != LR_OK ||
	    (err = append(&m->six, none[0].b, none[1].b, FOUR)) != LR_OK ||
	    (err = append(&m->six, mapped[0].b, mapped[1].b, FOUR)) != LR_OK)
		return err;
	return plant(m, &m->six, four, &root);
}

/* ---- data section */

static void
put_big_endian(struct lr_buf *b, uint64_t v, unsigned n)
{
	while (n-- > 0)
		lr_buf_putc(b, (char)(v >> 8 * n & 0xff));
}

/* Control byte or bytes of a value. */
static void
put_head(struct lr_buf *b, unsigned type, uint32_t size)
{
	unsigned len = size < 29 ? 0 : size < 285 ? 1 : size < 65821 ? 2 : 3;
	static const uint32_t base[] = { 0, 29, 285, 65821 };

	lr_buf_putc(b,
	    (char)((type > 7 ? 0 : type << 5) | (len == 0 ? size : 28 + len)));
	if (type > 7)
		lr_buf_putc(b, (char)(type - 7));
	if (len > 0)
		put_big_endian(b, size - base[len], len);
}

static void
put_text(struct lr_buf *b, struct lr_span s)
{
	put_head(b, UTF8, (uint32_t)s.n);
	lr_buf_put(b, s);
}

/* Unsigned integers go without their leading zeros. */
static void
put_uint(struct lr_buf *b, unsigned type, uint64_t v)
{
	unsigned n = 0;

	while (n < 8 && v >> 8 * n != 0)
		n++;
	put_head(b, type, n);
	put_big_endian(b, v, n);
}

static unsigned
pointer_len(uint32_t to)
{
	return to < 2048 ? 2 : to < 526336 ? 3 : to < 134744064 ? 4 : 5;
}

static void
put_pointer(struct lr_buf *b, uint32_t to)
{
	static const uint32_t base[] = { 0, 2048, 526336, 0 };
	unsigned len = pointer_len(to) - 1;

	to -= base[len - 1];
	lr_buf_putc(b,
	    (char)(POINTER << 5 | (len - 1) << 3 |
		(len == 4 ? 0 : to >> 8 * len)));
	put_big_endian(b, len == 4 ? to : to & ~(UINT32_MAX << 8 * len), len);
}

/* A text that is in the file already is pointed to where that is shorter. */
static void
put_shared(struct lr_mkmmdb *m, uint32_t id)
{
	struct lr_span s = m->texts.key[id];
	uint32_t at = m->text_at[id];

	if (at != NOWHERE && pointer_len(at) < 1 + s.n) {
		put_pointer(&m->data, at);
		return;
	}
	if (at == NOWHERE)
		m->text_at[id] = (uint32_t)m->data.n;
	put_text(&m->data, s);
}

static const char *
native(const char *p, void *to, size_t n)
{
	memcpy(to, p, n);
	return p + n;
}

static void
put_record(struct lr_mkmmdb *m, struct lr_span s)
{
	const char *p = s.p, *end = s.p + s.n;
	uint32_t key, v;
	uint16_t n;
	char type;

	p = native(p, &n, sizeof(n));
	put_head(&m->data, MAP, n);
	/* maps have no end of their own: the reader counts as well */
	while (p < end) {
		type = *p++;
		p = native(p, &key, sizeof(key));
		put_shared(m, key);
		if (type == MAP) {
			p = native(p, &n, sizeof(n));
			put_head(&m->data, MAP, n);
		} else if (type == BOOLEAN) {
			put_head(&m->data, BOOLEAN, 1);
		} else {
			p = native(p, &v, sizeof(v));
			if (type == UTF8)
				put_shared(m, v);
			else
				put_uint(&m->data, UINT32, v);
		}
	}
}

static uint32_t *
numbers(size_t n)
{
	uint32_t *p = malloc((n + 1) * sizeof(*p));
	size_t i;

	for (i = 0; p != NULL && i < n; i++)
		p[i] = NOWHERE;
	return p;
}

/* The records that the tree leads to, in the order they came. */
static enum lr_err
put_records(struct lr_mkmmdb *m)
{
	uint32_t i, k, to;

	m->text_at = numbers(m->texts.n);
	m->record_at = numbers(m->records.n);
	if (m->text_at == NULL || m->record_at == NULL)
		return LR_ENOMEM;
	for (i = 0; i < m->nodes; i++)
		for (k = 0; k < 2; k++) {
			to = m->node[i].child[k];
			if ((to & LEAF) != 0 && to != EMPTY)
				m->record_at[to & ~LEAF] = WANTED;
		}
	for (i = 0; i < m->records.n; i++) {
		if (m->record_at[i] == NOWHERE)
			continue;
		m->written++;
		m->record_at[i] = (uint32_t)m->data.n;
		put_record(m, m->records.key[i]);
		if (m->data.err != LR_OK)
			break;
	}
	return m->data.err;
}

/* ---- the file */

static enum lr_err
choose_bits(const struct lr_mkmmdb *m, unsigned *bits)
{
	uint64_t most = (uint64_t)m->nodes + SEPARATOR + m->data.n;

	if (*bits == 0)
		*bits = most < UINT64_C(1) << 24 ? 24
		    : most < UINT64_C(1) << 28	 ? 28
						 : 32;
	return most < UINT64_C(1) << *bits ? LR_OK : LR_ETOOLONG;
}

static uint32_t
value(const struct lr_mkmmdb *m, uint32_t to)
{
	if (to == EMPTY)
		return m->nodes;
	if ((to & LEAF) != 0)
		return m->nodes + SEPARATOR + m->record_at[to & ~LEAF];
	return m->nodes - 1 - to;
}

static void
put_node(struct lr_out *o, unsigned bits, uint32_t left, uint32_t right)
{
	unsigned char *p = (unsigned char *)lr_out_room(o, 8);

	if (p == NULL)
		return;
	if (bits == 32)
		*p++ = (unsigned char)(left >> 24);
	*p++ = (unsigned char)(left >> 16);
	*p++ = (unsigned char)(left >> 8);
	*p++ = (unsigned char)left;
	if (bits == 28)
		*p++ = (unsigned char)(left >> 24 << 4 | right >> 24);
	if (bits == 32)
		*p++ = (unsigned char)(right >> 24);
	*p++ = (unsigned char)(right >> 16);
	*p++ = (unsigned char)(right >> 8);
	*p++ = (unsigned char)right;
	o->n += bits / 4;
}

static void
put_meta(struct lr_buf *b, const struct lr_mkmmdb_spec *spec, uint32_t nodes,
    unsigned bits)
{
	lr_buf_puts(b, "\xab\xcd\xefMaxMind.com");
	put_head(b, MAP, 9);
	put_text(b, LR_SPAN("binary_format_major_version"));
	put_uint(b, UINT16, 2);
	put_text(b, LR_SPAN("binary_format_minor_version"));
	put_uint(b, UINT16, 0);
	put_text(b, LR_SPAN("build_epoch"));
	put_uint(b, UINT64, spec->epoch);
	put_text(b, LR_SPAN("database_type"));
	put_text(b, lr_span_str(spec->type));
	put_text(b, LR_SPAN("description"));
	put_head(b, MAP, 1);
	put_text(b, LR_SPAN("en"));
	put_text(b, lr_span_str(spec->description));
	put_text(b, LR_SPAN("ip_version"));
	put_uint(b, UINT16, 6);
	put_text(b, LR_SPAN("languages"));
	put_head(b, ARRAY, 1);
	put_text(b, LR_SPAN("en"));
	put_text(b, LR_SPAN("node_count"));
	put_uint(b, UINT32, nodes);
	put_text(b, LR_SPAN("record_size"));
	put_uint(b, UINT16, bits);
}

static enum lr_err
put_file(struct lr_mkmmdb *m, unsigned bits, struct lr_span meta, int fd)
{
	static const char zeros[SEPARATOR];
	struct lr_out o;
	uint32_t i;

	if (lr_out_open(&o, fd) != LR_OK)
		return LR_ENOMEM;
	for (i = m->nodes; i-- > 0 && o.err == LR_OK;)
		put_node(&o, bits, value(m, m->node[i].child[0]),
		    value(m, m->node[i].child[1]));
	lr_out_put(&o, lr_span(zeros, SEPARATOR));
	if (lr_out_flush(&o) == LR_OK)
		lr_out_put(&o, lr_buf_span(&m->data));
	lr_out_put(&o, meta);
	return lr_out_close(&o);
}

enum lr_err
lr_mkmmdb_write(struct lr_mkmmdb *m, const struct lr_mkmmdb_spec *spec, int fd,
    struct lr_mkmmdb_sum *sum)
{
	unsigned bits = spec->bits;
	struct lr_buf meta;
	enum lr_err err;

	if ((err = build(m)) != LR_OK || (err = put_records(m)) != LR_OK ||
	    (err = choose_bits(m, &bits)) != LR_OK)
		return err;
	lr_buf_init(&meta, 64 << 10);
	put_meta(&meta, spec, m->nodes, bits);
	*sum = (struct lr_mkmmdb_sum){ .nodes = m->nodes,
		.records = m->written,
		.bits = bits,
		.bytes = (uint64_t)m->nodes * (bits / 4) + SEPARATOR +
		    m->data.n + meta.n };
	err = meta.err;
	if (err == LR_OK && fd >= 0)
		err = put_file(m, bits, lr_buf_span(&meta), fd);
	lr_buf_free(&meta);
	return err;
}
