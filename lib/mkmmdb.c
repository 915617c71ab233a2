#include "mkmmdb.h"

#include <errno.h>
#include <stdlib.h>

#include "buf.h"
#include "map.h"
#include "out.h"
#include "segment.h"
#include "utf8.h"

#define SEPARATOR 16u /* zeros between tree and data */
#define TOGETHER 9u   /* nodes that a cache line holds, more or less */

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
#define OWN 0 /* token of a text that stands in its record */

struct node {
	uint32_t child[2];
};

struct lr_mkmmdb {
	struct lr_map texts;		     /* keys and values */
	struct lr_map records;		     /* as token() writes them */
	struct lr_segments four, six;	     /* ranges and their records */
	struct lr_buf now;		     /* the record being made */
	size_t count[LR_MKMMDB_NESTING + 1]; /* where its maps are counted */
	unsigned depth;
	enum lr_err err;
	/* of the file */
	struct node *node;
	uint32_t nodes, nodes_cap, root;
	uint32_t *place, *order; /* node -> number in the file, and back */
	uint32_t placed;
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
	lr_segments_init(&m->four, true);
	lr_segments_init(&m->six, false);
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
	lr_segments_free(&m->four);
	lr_segments_free(&m->six);
	free(m->node);
	free(m->place);
	free(m->order);
	free(m->text_at);
	free(m->record_at);
	free(m);
}

/* ---- records
 *
 * Until the file is written a record is a row of tokens in native order: type
 * (1 byte), key (4), then the number of the text or the value (4); a map has
 * the number of its fields (2), a text of its own its length (1) and bytes.
 * The record itself begins with the number of its fields. */

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

struct lr_span
lr_mkmmdb_name(const struct lr_mkmmdb *m, uint32_t key)
{
	return m->texts.key[key];
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
lr_mkmmdb_named(struct lr_mkmmdb *m, uint32_t key, uint32_t text)
{
	token(m, UTF8, key, &text, sizeof(text));
}

void
lr_mkmmdb_own(struct lr_mkmmdb *m, uint32_t key, struct lr_span s)
{
	unsigned char n = (unsigned char)s.n;

	if (m->err == LR_OK && (s.n > UINT8_MAX || !lr_utf8_valid(s)))
		m->err = s.n > UINT8_MAX ? LR_ETOOLONG : LR_EBAD;
	token(m, OWN, key, &n, sizeof(n));
	lr_buf_put(&m->now, lr_span_sub(s, 0, n));
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
	while (m->depth > 0 && err == LR_OK)
		lr_mkmmdb_up(m);
	if (err != LR_OK || m->now.n <= 2)
		return err;
	err = lr_map_add(&m->records, lr_buf_span(&m->now), id, NULL);
	if (err == LR_OK && *id >= RECORDS_MAX)
		err = LR_ENOMEM;
	return err;
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
	return lr_segments_add(four ? &m->four : &m->six, first, &r->last, id);
}

/* ---- tree */

static uint32_t
add_node(
    struct lr_mkmmdb *m, struct lr_segments *s, uint32_t left, uint32_t right)
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
			lr_segments_next(s);
			return EMPTY;
		}
		m->node = p;
		m->nodes_cap = cap;
	}
	m->node[m->nodes] = (struct node){ { left, right } };
	return m->nodes++;
}

/* The block of addresses that begin with the `depth` bits of `from`. */
static uint32_t
grow(struct lr_mkmmdb *m, struct lr_segments *s, struct lr_wide from,
    unsigned depth, uint32_t four)
{
	struct lr_wide to = from, middle = from;
	uint32_t left, right;

	if (depth < 64) {
		to.hi |= UINT64_MAX >> depth;
		to.lo = UINT64_MAX;
		middle.hi |= UINT64_C(1) << (63 - depth);
	} else if (depth < 128) {
		to.lo |= UINT64_MAX >> (depth - 64);
		middle.lo |= UINT64_C(1) << (127 - depth);
	}
	while (lr_wide_cmp(s->last, from) < 0)
		lr_segments_next(s);
	if (lr_wide_cmp(s->last, to) >= 0)
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
plant(struct lr_mkmmdb *m, struct lr_segments *s, uint32_t four, uint32_t *root)
{
	bool whole = s == &m->six;
	enum lr_err err;

	if ((err = lr_segments_start(s)) != LR_OK)
		return err;
	*root = grow(m, s, (struct lr_wide){ 0, 0 }, whole ? 0 : 96, four);
	/* the file has at least one node */
	if (whole && (*root & LEAF) != 0)
		*root = add_node(m, s, *root, *root);
	err = s->err;
	lr_segments_free(s);
	return err;
}

static enum lr_err
build(struct lr_mkmmdb *m)
{
	/* ::/96 and ::ffff:0:0/96 */
	static const struct lr_ip
	    first = { { 0 } },
	    last = { { [12] = 255, [13] = 255, [14] = 255, [15] = 255 } };
	struct lr_ip first4 = lr_ip_from4(0), last4 = lr_ip_from4(UINT32_MAX);
	enum lr_err err;
	uint32_t four;

	if ((err = plant(m, &m->four, EMPTY, &four)) != LR_OK ||
	    (err = lr_segments_add(&m->six, &first, &last, FOUR)) != LR_OK ||
	    (err = lr_segments_add(&m->six, &first4, &last4, FOUR)) != LR_OK)
		return err;
	return plant(m, &m->six, four, &m->root);
}

static uint32_t *
nowhere(size_t n)
{
	uint32_t *p = malloc((n + 1) * sizeof(*p));
	size_t i;

	for (i = 0; p != NULL && i < n; i++)
		p[i] = NOWHERE;
	return p;
}

/* Number the nodes from root on: the first few in one place, then those below
 * each of them: whoever looks an address up meets few cache lines. */
static void
number(struct lr_mkmmdb *m, uint32_t root)
{
	uint32_t queue[2 * TOGETHER + 1] = { root }, x, to;
	unsigned head = 0, tail = 1, k;

	while (head < tail && head < TOGETHER) {
		x = queue[head++];
		if (m->place[x] != NOWHERE) /* IPv4 is there twice */
			continue;
		m->place[x] = m->placed;
		m->order[m->placed++] = x;
		for (k = 0; k < 2; k++) {
			to = m->node[x].child[k];
			if ((to & LEAF) == 0)
				queue[tail++] = to;
		}
	}
	for (; head < tail; head++)
		if (m->place[queue[head]] == NOWHERE)
			number(m, queue[head]);
}

static enum lr_err
order(struct lr_mkmmdb *m)
{
	m->place = nowhere(m->nodes);
	m->order = nowhere(m->nodes);
	if (m->place == NULL || m->order == NULL)
		return LR_ENOMEM;
	number(m, m->root);
	return LR_OK;
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
	unsigned char own;
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
		} else if (type == OWN) {
			p = native(p, &own, sizeof(own));
			put_text(&m->data, lr_span(p, own));
			p += own;
		} else {
			p = native(p, &v, sizeof(v));
			if (type == UTF8)
				put_shared(m, v);
			else
				put_uint(&m->data, UINT32, v);
		}
	}
}

/* The records that the tree leads to, in the order they came. */
static enum lr_err
put_records(struct lr_mkmmdb *m)
{
	uint32_t i, k, to;

	m->text_at = nowhere(m->texts.n);
	m->record_at = nowhere(m->records.n);
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
	return m->place[to];
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
	const struct node *node;
	struct lr_out o;
	uint32_t i;

	if (lr_out_open(&o, fd) != LR_OK)
		return LR_ENOMEM;
	for (i = 0; i < m->nodes && o.err == LR_OK; i++) {
		node = &m->node[m->order[i]];
		put_node(&o, bits, value(m, node->child[0]),
		    value(m, node->child[1]));
	}
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

	if ((err = build(m)) != LR_OK || (err = order(m)) != LR_OK ||
	    (err = put_records(m)) != LR_OK ||
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
