#include "mmdb.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "file.h"
#include "utf8.h"

#define MARKER "\xab\xcd\xefMaxMind.com"
#define META_MAX ((size_t)128 << 10) /* the specification, "metadata" */
#define SEPARATOR 16u		     /* zeros between tree and data */
#define STEPS 4096u		     /* values that one lr_mmdb_get passes */
#define TOP 16u			     /* bits of an address that a table takes */

/* Types of the data section. */
enum {
	POINTER = 1,
	UTF8,
	DOUBLE,
	BYTES,
	UINT16,
	UINT32,
	MAP,
	INT32,
	UINT64,
	UINT128,
	ARRAY,
	BOOLEAN = 14,
	FLOAT
};

/* Pointers count from the beginning of their section. */
struct section {
	const unsigned char *p;
	size_t n;
};

struct item {
	unsigned type;
	uint32_t size; /* bytes; entries of MAP and ARRAY; value of BOOLEAN */
	uint32_t to;   /* of a POINTER */
	size_t at;     /* of the contents */
};

struct lr_mmdb {
	const unsigned char *map; /* the file; the tree is at its beginning */
	size_t size;
	uint32_t nodes;
	unsigned bits; /* of one record of a node */
	bool six;
	struct section data, meta;
	struct lr_span kind;
	uint32_t four;	 /* the node of IPv4 */
	struct top *top; /* or NULL */
};

/* Where the first TOP bits of an address lead. */
struct top {
	uint32_t four[1u << TOP], six[1u << TOP];
};

/* ---- data */

static uint64_t
big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return v;
}

static bool
pointer(const struct section *s, size_t at, unsigned ctrl, struct item *it)
{
	static const uint32_t base[] = { 0, 2048, 526336, 0 };
	unsigned len = (ctrl >> 3 & 3) + 1;
	uint64_t high = len == 4 ? 0 : ctrl & 7;

	if (s->n - at < len)
		return false;
	it->type = POINTER;
	it->to = (uint32_t)(high << 8 * len | big_endian(s->p + at, len)) +
	    base[len - 1];
	it->at = at + len;
	return true;
}

/* The head of the value at `at`; its contents are within the section. */
static bool
item_at(const struct section *s, size_t at, struct item *it)
{
	static const uint32_t base[] = { 29, 285, 65821 };
	/* the most bytes of each type; 0 where any number will do */
	static const unsigned char most[] = { 0, 0, 0, 8, 0, 2, 4, 0, 4, 8, 16,
		0, 0, 0, 1, 4 };
	unsigned ctrl, len;

	if (at >= s->n)
		return false;
	ctrl = s->p[at++];
	it->type = ctrl >> 5;
	if (it->type == POINTER)
		return pointer(s, at, ctrl, it);
	if (it->type == 0) {
		if (at >= s->n || s->p[at] == 0 || s->p[at] > FLOAT - 7)
			return false;
		it->type = 7u + s->p[at++];
	}
	it->size = ctrl & 31;
	if (it->size > 28) {
		len = it->size - 28;
		if (s->n - at < len)
			return false;
		it->size = base[len - 1] + (uint32_t)big_endian(s->p + at, len);
		at += len;
	}
	it->at = at;
	if (most[it->type] != 0 && it->size > most[it->type])
		return false;
	switch (it->type) {
	case 12: /* caches and end markers are not for files */
	case 13:
		return false;
	case MAP:
	case ARRAY:
	case BOOLEAN:
		return true;
	default:
		return s->n - at >= it->size;
	}
}

/* The value at *at, or what a pointer there leads to; *at moves behind what
 * is written there. Not for a container whose inside is passed over. */
static bool
resolve(const struct section *s, size_t *at, struct item *it)
{
	if (!item_at(s, *at, it))
		return false;
	*at = it->at;
	if (it->type == POINTER)
		return item_at(s, it->to, it) && it->type != POINTER;
	if (it->type != MAP && it->type != ARRAY && it->type != BOOLEAN)
		*at += it->size;
	return true;
}

/* Step over the value at *at and all that is inside: a count, no recursion. */
static bool
skip(const struct section *s, size_t *at, unsigned *steps)
{
	uint64_t left;
	struct item it;

	for (left = 1; left > 0; left--) {
		if ((*steps)-- == 0 || !item_at(s, *at, &it)) {
			*steps = 0;
			return false;
		}
		*at = it.at;
		if (it.type == MAP)
			left += 2 * (uint64_t)it.size;
		else if (it.type == ARRAY)
			left += it.size;
		else if (it.type != POINTER && it.type != BOOLEAN)
			*at += it.size;
	}
	return true;
}

/* LR_END: there is no such value. */
static enum lr_err
lookup(const struct section *s, size_t at, const char *const *path,
    struct item *it)
{
	unsigned steps = STEPS;
	struct item key;
	uint32_t left;
	size_t n;

	if (!resolve(s, &at, it))
		return LR_EBAD;
	for (; *path != NULL; path++) {
		if (it->type != MAP)
			return LR_END;
		n = strlen(*path);
		at = it->at;
		for (left = it->size; left > 0; left--) {
			if (!resolve(s, &at, &key) || key.type != UTF8)
				return LR_EBAD;
			if (key.size == n &&
			    memcmp(s->p + key.at, *path, n) == 0)
				break;
			if (!skip(s, &at, &steps))
				return LR_EBAD;
		}
		if (left == 0)
			return LR_END;
		if (!resolve(s, &at, it))
			return LR_EBAD;
	}
	return LR_OK;
}

static enum lr_err
get(const struct section *s, size_t at, const char *const *path,
    struct lr_mmdb_value *v)
{
	enum lr_err err;
	struct item it;

	*v = (struct lr_mmdb_value){ .type = LR_MMDB_NONE };
	err = lookup(s, at, path, &it);
	if (err != LR_OK)
		return err == LR_END ? LR_OK : err;
	switch (it.type) {
	case UTF8:
		v->text = lr_span((const char *)s->p + it.at, it.size);
		if (!lr_utf8_valid(v->text))
			return LR_EBAD;
		v->type = LR_MMDB_TEXT;
		break;
	case UINT16:
	case UINT32:
	case UINT64:
		v->u = big_endian(s->p + it.at, it.size);
		v->type = LR_MMDB_UINT;
		break;
	case BOOLEAN:
		v->u = it.size;
		v->type = LR_MMDB_BOOL;
		break;
	}
	return LR_OK;
}

enum lr_err
lr_mmdb_get(const struct lr_mmdb *db, uint32_t found, const char *const *path,
    struct lr_mmdb_value *v)
{
	*v = (struct lr_mmdb_value){ .type = LR_MMDB_NONE };
	if (found == 0)
		return LR_OK;
	return get(&db->data, found - 1, path, v);
}

void
lr_mmdb_walk(const struct lr_mmdb *db, uint32_t found, struct lr_mmdb_walk *w)
{
	struct item it;
	size_t at = found - 1;

	*w = (struct lr_mmdb_walk){ .steps = STEPS };
	if (found == 0)
		return;
	w->bad = !resolve(&db->data, &at, &it);
	if (!w->bad && it.type == MAP) {
		w->at = it.at;
		w->left = it.size;
	}
}

enum lr_err
lr_mmdb_next(
    const struct lr_mmdb *db, struct lr_mmdb_walk *w, struct lr_span *name)
{
	struct item key;

	if (!w->bad && w->left == 0)
		return LR_END;
	w->bad =
	    w->bad || !resolve(&db->data, &w->at, &key) || key.type != UTF8;
	if (w->bad)
		return LR_EBAD;
	*name = lr_span((const char *)db->data.p + key.at, key.size);
	w->left--;
	w->value = w->at;
	if (!skip(&db->data, &w->at, &w->steps)) {
		w->bad = true;
		return LR_EBAD;
	}
	return LR_OK;
}

enum lr_err
lr_mmdb_value(const struct lr_mmdb *db, const struct lr_mmdb_walk *w,
    struct lr_mmdb_value *v)
{
	static const char *const here[] = { NULL };

	return get(&db->data, w->value, here, v);
}

/* ---- tree */

static inline uint32_t
child(const struct lr_mmdb *db, uint32_t node, unsigned bit)
{
	const unsigned char *p = db->map;

	switch (db->bits) {
	case 24:
		p += (size_t)node * 6 + 3 * (size_t)bit;
		return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
	case 28:
		p += (size_t)node * 7;
		if (bit == 0)
			return (uint32_t)(p[3] & 0xf0) << 20 |
			    (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
		return (uint32_t)(p[3] & 0x0f) << 24 | (uint32_t)p[4] << 16 |
		    (uint32_t)p[5] << 8 | p[6];
	default:
		p += (size_t)node * 8 + 4 * (size_t)bit;
		return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3];
	}
}

/* Where all addresses go that begin with the `depth` bits of `index`. */
static void
fill(const struct lr_mmdb *db, uint32_t *top, uint32_t node, unsigned depth,
    uint32_t index)
{
	uint32_t i, n = 1u << (TOP - depth);

	if (depth < TOP && node < db->nodes) {
		fill(db, top, child(db, node, 0), depth + 1, index);
		fill(db, top, child(db, node, 1), depth + 1, index + n / 2);
		return;
	}
	for (i = 0; i < n; i++)
		top[index + i] = node;
}

void
lr_mmdb_quicken(struct lr_mmdb *db)
{
	if (db->top != NULL || (db->top = malloc(sizeof(*db->top))) == NULL)
		return;
	if (db->six)
		fill(db, db->top->six, 0, 0, 0);
	fill(db, db->top->four, db->four, 0, 0);
}

/* IPv4 is at ::/96. */
static uint32_t
node_of_four(const struct lr_mmdb *db)
{
	uint32_t node = 0;
	unsigned i;

	for (i = 0; db->six && i < 96 && node < db->nodes; i++)
		node = child(db, node, 0);
	return node;
}

uint32_t
lr_mmdb_find(const struct lr_mmdb *db, const struct lr_ip *ip)
{
	unsigned i = db->top != NULL ? TOP : 0;
	uint32_t x, v4;

	if (lr_ip_is4(ip)) {
		v4 = lr_ip_v4(ip);
		x = i > 0 ? db->top->four[v4 >> (32 - TOP)] : db->four;
		for (v4 <<= i; x < db->nodes && i < 32; i++) {
			x = child(db, x, v4 >> 31);
			v4 <<= 1;
		}
	} else {
		if (!db->six)
			return 0;
		x = 0;
		if (i > 0)
			x = db->top->six[(unsigned)ip->b[0] << 8 | ip->b[1]];
		for (; x < db->nodes && i < 128; i++)
			x = child(db, x, ip->b[i / 8] >> (7 - i % 8) & 1);
	}
	if (x == db->nodes)
		return 0;
	if (x < db->nodes || x - db->nodes < SEPARATOR ||
	    x - db->nodes - SEPARATOR >= db->data.n)
		return LR_MMDB_CORRUPT;
	return x - db->nodes - SEPARATOR + 1;
}

/* ---- the file */

/* The metadata begin after the last marker. */
static bool
find_meta(struct lr_mmdb *db, size_t *marker)
{
	const size_t len = sizeof(MARKER) - 1;
	size_t at, lowest = db->size > META_MAX ? db->size - META_MAX : 0;

	if (db->size < len)
		return false;
	for (at = db->size - len;; at--) {
		if (memcmp(db->map + at, MARKER, len) == 0)
			break;
		if (at == lowest)
			return false;
	}
	*marker = at;
	db->meta.p = db->map + at + len;
	db->meta.n = db->size - at - len;
	return true;
}

static bool
number(const struct lr_mmdb *db, const char *name, uint64_t *u)
{
	struct lr_mmdb_value v;

	if (get(&db->meta, 0, (const char *[]){ name, NULL }, &v) != LR_OK ||
	    v.type != LR_MMDB_UINT)
		return false;
	*u = v.u;
	return true;
}

/* Fill in what the metadata say; NULL, or what is wrong with them. */
static const char *
understand(struct lr_mmdb *db)
{
	static const char *const kind[] = { "database_type", NULL };
	uint64_t major, nodes, bits, version, tree;
	struct lr_mmdb_value v;
	size_t marker;

	if (!find_meta(db, &marker))
		return "not a MaxMind DB file";
	if (!number(db, "binary_format_major_version", &major) ||
	    !number(db, "node_count", &nodes) ||
	    !number(db, "record_size", &bits) ||
	    !number(db, "ip_version", &version) ||
	    get(&db->meta, 0, kind, &v) != LR_OK || v.type != LR_MMDB_TEXT)
		return "broken metadata";
	if (major != 2)
		return "not format 2 of MaxMind DB";
	if ((bits != 24 && bits != 28 && bits != 32) ||
	    (version != 4 && version != 6) || nodes == 0 ||
	    nodes > UINT32_MAX - SEPARATOR)
		return "broken metadata";
	tree = nodes * (bits / 4);
	if (tree + SEPARATOR > marker)
		return "cut short, or broken metadata";
	db->nodes = (uint32_t)nodes;
	db->bits = (unsigned)bits;
	db->six = version == 6;
	db->kind = v.text;
	db->data.p = db->map + tree + SEPARATOR;
	db->data.n = marker - (size_t)tree - SEPARATOR;
	return NULL;
}

static enum lr_err
map_file(struct lr_mmdb *db, const char *path, const char **why)
{
	enum lr_err err = lr_file_map(path, &db->map, &db->size);

	*why = err == LR_EBAD ? "not a MaxMind DB file" : "cannot be read";
	return err;
}

enum lr_err
lr_mmdb_open(struct lr_mmdb **out, const char *path, const char **why)
{
	struct lr_mmdb *db = calloc(1, sizeof(*db));
	enum lr_err err;
	const char *bad;

	*out = NULL;
	*why = "out of memory";
	if (db == NULL)
		return LR_ENOMEM;
	if ((err = map_file(db, path, why)) != LR_OK) {
		int keep = errno;

		lr_mmdb_close(db);
		errno = keep;
		return err;
	}
	if ((bad = understand(db)) != NULL) {
		*why = bad;
		lr_mmdb_close(db);
		return LR_EBAD;
	}
	db->four = node_of_four(db);
	*out = db;
	return LR_OK;
}

void
lr_mmdb_close(struct lr_mmdb *db)
{
	union {
		const void *c;
		void *p;
	} map;

	if (db == NULL)
		return;
	map.c = db->map;
	if (map.p != NULL)
		munmap(map.p, db->size);
	free(db->top);
	free(db);
}

struct lr_span
lr_mmdb_kind(const struct lr_mmdb *db)
{
	return db->kind;
}
