#include "cfb.h"

#include <stdint.h>
#include <stdlib.h>

#include "ascii.h"

/* Offsets of the header (2.2) and of an entry of the directory (2.6.1). */
enum {
	SHIFT = 0x1e,
	MINI_SHIFT = 0x20,
	FIRST_DIRECTORY = 0x30,
	CUTOFF = 0x38, /* shorter streams are in the mini stream */
	FIRST_MINIFAT = 0x3c,
	FIRST_DIFAT = 0x44,
	DIFAT = 0x4c,
	HEADER = 512,

	NAME_SIZE = 0x40,
	TYPE = 0x42,
	LEFT = 0x44,
	RIGHT = 0x48,
	CHILD = 0x4c,
	START = 0x74,
	SIZE = 0x78,
	ENTRY = 128
};

#define STREAM 2
#define ROOT 5
#define NONE UINT32_C(0xfffffffa) /* this and above are no sectors */

struct cfb {
	struct lr_span file;
	unsigned shift;
	uint32_t sectors;     /* that fit into the file */
	struct lr_buf fat;    /* the next sector of each, 4 bytes */
	struct lr_buf mini;   /* the same of the mini stream */
	struct lr_buf root;   /* the mini stream */
	struct lr_buf folder; /* the directory */
};

static uint32_t
get16(const char *p)
{
	return (uint32_t)(unsigned char)p[0] |
	    (uint32_t)(unsigned char)p[1] << 8;
}

static uint32_t
get32(const char *p)
{
	return get16(p) | get16(p + 2) << 16;
}

bool
lr_cfb_begins(struct lr_span file)
{
	return lr_span_starts(
	    file, LR_SPAN("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
}

/* A sector, perhaps cut off; empty when there is none. */
static struct lr_span
sector(const struct cfb *c, uint32_t n)
{
	size_t from;

	if (n >= c->sectors)
		return (struct lr_span){ NULL, 0 };
	from = ((size_t)n + 1) << c->shift;
	return lr_span_sub(c->file, from, from + ((size_t)1 << c->shift));
}

static uint32_t
next_of(const struct lr_buf *table, uint32_t n)
{
	return (size_t)n * 4 + 4 <= table->n ? get32(table->p + (size_t)n * 4)
					     : NONE;
}

/* Append a chain of sectors, at most max bytes of it. */
static enum lr_err
chain(const struct cfb *c, uint32_t n, uint64_t max, struct lr_buf *out)
{
	struct lr_span s;
	uint32_t count;

	for (count = 0; n < NONE && out->n < max; count++) {
		s = sector(c, n);
		if (s.n == 0 || count > c->sectors)
			return LR_EBAD; /* beyond the file, or a circle */
		lr_buf_put(out, s);
		n = next_of(&c->fat, n);
	}
	if (out->err == LR_OK && out->n > max)
		out->n = (size_t)max;
	return out->err;
}

/* Append a chain of the mini stream. */
static enum lr_err
mini_chain(const struct cfb *c, uint32_t n, uint64_t max, struct lr_buf *out)
{
	unsigned shift = (unsigned)get16(c->file.p + MINI_SHIFT);
	struct lr_span s;
	size_t from, count;

	if (shift < 4 || shift > c->shift)
		return LR_EBAD;
	for (count = 0; n < NONE && out->n < max; count++) {
		from = (size_t)n << shift;
		s = lr_span_sub(
		    lr_buf_span(&c->root), from, from + ((size_t)1 << shift));
		if (s.n == 0 || count > c->root.n >> shift)
			return LR_EBAD; /* beyond it, or a circle */
		lr_buf_put(out, s);
		n = next_of(&c->mini, n);
	}
	if (out->err == LR_OK && out->n > max)
		out->n = (size_t)max;
	return out->err;
}

/* The sectors that p lists are parts of the allocation table. */
static void
add_fat(struct cfb *c, struct lr_span p)
{
	size_t i;

	for (i = 0; i + 4 <= p.n; i += 4)
		if (get32(p.p + i) < NONE)
			lr_buf_put(&c->fat, sector(c, get32(p.p + i)));
}

static enum lr_err
read_fat(struct cfb *c)
{
	size_t size = (size_t)1 << c->shift;
	uint32_t n, count;
	struct lr_span s;

	add_fat(c, lr_span_sub(c->file, DIFAT, HEADER));
	n = get32(c->file.p + FIRST_DIFAT);
	for (count = 0; n < NONE; count++) {
		s = sector(c, n);
		if (s.n < size || count > c->sectors)
			return LR_EBAD;
		add_fat(c, lr_span_sub(s, 0, size - 4));
		n = get32(s.p + size - 4);
	}
	return c->fat.err;
}

static enum lr_err
read_tables(struct cfb *c)
{
	enum lr_err err;
	const char *root;

	if (c->file.n < HEADER || !lr_cfb_begins(c->file))
		return LR_EBAD;
	c->shift = (unsigned)get16(c->file.p + SHIFT);
	if (c->shift != 9 && c->shift != 12)
		return LR_EBAD;
	c->sectors = (uint32_t)(c->file.n >> c->shift);
	if ((err = read_fat(c)) != LR_OK)
		return err;
	err =
	    chain(c, get32(c->file.p + FIRST_DIRECTORY), c->file.n, &c->folder);
	if (err != LR_OK)
		return err;
	if (c->folder.n < ENTRY)
		return LR_EBAD;
	root = c->folder.p;
	if (root[TYPE] != ROOT)
		return LR_EBAD;
	/* without these only short streams are lost */
	err = chain(c, get32(root + START), get32(root + SIZE), &c->root);
	if (err != LR_ENOMEM)
		err = chain(
		    c, get32(c->file.p + FIRST_MINIFAT), c->file.n, &c->mini);
	return err == LR_ENOMEM ? err : LR_OK;
}

static bool
is_named(const char *entry, const char *name)
{
	size_t n = strlen(name), i;

	if (entry[TYPE] != STREAM || get16(entry + NAME_SIZE) != 2 * n + 2)
		return false;
	for (i = 0; i < n; i++)
		if (lr_lower(entry[2 * i]) != lr_lower(name[i]) ||
		    entry[2 * i + 1] != '\0')
			return false;
	return true;
}

/* The entry of that name among the root's children, which are a tree; nothing
 * says that they really are one. */
static enum lr_err
find(const struct cfb *c, const char *name, const char **entry)
{
	uint32_t entries = (uint32_t)(c->folder.n / ENTRY), n = 0, id;
	static const int ways[] = { LEFT, RIGHT, CHILD };
	uint32_t *stack = malloc(((size_t)entries + 1) * sizeof(*stack));
	char *seen = calloc(entries, 1);
	enum lr_err err = LR_END;
	size_t i;

	if (stack == NULL || seen == NULL) {
		free(stack);
		free(seen);
		return LR_ENOMEM;
	}
	stack[n++] = 0;
	seen[0] = 1;
	while (n > 0 && err == LR_END) {
		id = stack[--n];
		*entry = c->folder.p + (size_t)id * ENTRY;
		if (is_named(*entry, name))
			err = LR_OK;
		for (i = id == 0 ? 2 : 0; i < (id == 0 ? 3u : 2u); i++) {
			uint32_t to = get32(*entry + ways[i]);

			if (to < entries && !seen[to]) {
				seen[to] = 1;
				stack[n++] = to;
			}
		}
	}
	free(stack);
	free(seen);
	return err;
}

static enum lr_err
append(const struct cfb *c, const char *entry, struct lr_buf *out)
{
	uint32_t start = get32(entry + START), size = get32(entry + SIZE);
	enum lr_err err;

	if (out == NULL)
		return LR_OK;
	err = size < get32(c->file.p + CUTOFF) ? mini_chain(c, start, size, out)
					       : chain(c, start, size, out);
	return err == LR_OK && out->n < size ? LR_EBAD : err;
}

enum lr_err
lr_cfb_stream(struct lr_span file, const char *name, struct lr_buf *out)
{
	struct cfb c = { .file = file };
	const char *entry;
	enum lr_err err;

	/* none of them can be longer than the file */
	lr_buf_init(&c.fat, file.n);
	lr_buf_init(&c.mini, file.n);
	lr_buf_init(&c.root, file.n);
	lr_buf_init(&c.folder, file.n);
	err = read_tables(&c);
	if (err == LR_ETOOLONG)
		err = LR_EBAD;
	if (err == LR_OK)
		err = find(&c, name, &entry);
	if (err == LR_OK)
		err = append(&c, entry, out);
	lr_buf_free(&c.fat);
	lr_buf_free(&c.mini);
	lr_buf_free(&c.root);
	lr_buf_free(&c.folder);
	return err;
}
