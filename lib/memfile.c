#define _GNU_SOURCE /* fopencookie */
#include "memfile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <isa-l/igzip_lib.h>

#include "wipe.h"

#define PART (64u << 10)

struct part {
	unsigned char *p;
	size_t n; /* PART: as it is, less: deflated */
};

struct lr_memfile {
	struct lr_memfiles *all;
	struct lr_memfile *next, **link;
	FILE *f;
	struct part *part; /* the open one's may be old, or NULL */
	size_t parts, cap;
	size_t n, at; /* bytes there are; where the next is read or written */
	size_t open;  /* number of the part in data */
	bool changed; /* data is newer than the part */
	unsigned char data[PART];
};

/* of what deflates; malloc promises less */
#define LEVEL_ALIGN 64u

struct lr_memengine {
	struct isal_zstream deflate;
	struct inflate_state inflate;
	unsigned char level[ISAL_DEF_LVL1_DEFAULT + LEVEL_ALIGN];
	unsigned char out[PART];
};

static struct lr_memengine *
engine(struct lr_memfiles *all)
{
	if (all->engine == NULL)
		all->engine = lr_wiped_calloc(1, sizeof(*all->engine));
	return all->engine;
}

/* The open part, packed, in e->out; its length, PART when that is no gain. */
static size_t
pack(struct lr_memengine *e, const unsigned char *data)
{
	size_t odd = (uintptr_t)e->level % LEVEL_ALIGN;
	struct isal_zstream *z = &e->deflate;

	isal_deflate_stateless_init(z);
	z->level = 1;
	z->level_buf = e->level + (LEVEL_ALIGN - odd);
	z->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
	z->end_of_stream = 1;
	z->next_in = (unsigned char *)(uintptr_t)data; /* it only reads */
	z->avail_in = PART;
	z->next_out = e->out;
	z->avail_out = PART - 1;
	if (isal_deflate_stateless(z) != COMP_OK)
		return PART;
	return PART - 1 - z->avail_out;
}

static bool
store(struct lr_memfile *m)
{
	struct lr_memengine *e = engine(m->all);
	struct part *part = &m->part[m->open];
	unsigned char *p;
	size_t n;

	if (e == NULL)
		return false;
	n = pack(e, m->data);
	if ((p = lr_wiped_malloc(n)) == NULL)
		return false;
	memcpy(p, n == PART ? m->data : e->out, n);
	lr_wiped_free(part->p);
	*part = (struct part){ p, n };
	m->changed = false;
	return true;
}

static bool
load(struct lr_memfile *m, size_t k)
{
	const struct part *part = &m->part[k];
	struct lr_memengine *e = engine(m->all);
	struct inflate_state *s;

	if (e == NULL)
		return false;
	if (part->n == PART) {
		memcpy(m->data, part->p, PART);
		return true;
	}
	s = &e->inflate;
	isal_inflate_init(s);
	s->next_in = part->p;
	s->avail_in = (uint32_t)part->n;
	s->next_out = m->data;
	s->avail_out = PART;
	return isal_inflate_stateless(s) == ISAL_DECOMP_OK && s->avail_out == 0;
}

/* Room for the part k, which is there, or the next one. */
static bool
room(struct lr_memfile *m, size_t k)
{
	size_t cap = m->cap == 0 ? 16 : 2 * m->cap;
	struct part *p;

	if (k < m->parts)
		return true;
	if (m->parts == m->cap) {
		if ((p = realloc(m->part, cap * sizeof(*p))) == NULL)
			return false;
		m->part = p;
		m->cap = cap;
	}
	m->part[m->parts++] = (struct part){ NULL, 0 };
	return true;
}

/* The part where the file is read or written next, in data. */
static bool
turn_to(struct lr_memfile *m, size_t k)
{
	bool is_new = k >= m->parts;

	if (k == m->open && !is_new)
		return true;
	if ((m->changed && !store(m)) || !room(m, k))
		return false;
	if (is_new)
		memset(m->data, 0, PART);
	else if (!load(m, k))
		return false;
	m->open = k;
	return true;
}

static ssize_t
memory_write(void *cookie, const char *p, size_t n)
{
	struct lr_memfile *m = cookie;
	size_t done, part;

	for (done = 0; done < n; done += part, m->at += part) {
		if (m->at == SIZE_MAX / 2 || !turn_to(m, m->at / PART)) {
			errno = ENOMEM;
			return 0; /* fopencookie's way to say: error */
		}
		part = PART - m->at % PART;
		if (part > n - done)
			part = n - done;
		memcpy(m->data + m->at % PART, p + done, part);
		m->changed = true;
		if (m->n < m->at + part)
			m->n = m->at + part;
	}
	return (ssize_t)n;
}

static ssize_t
memory_read(void *cookie, char *p, size_t n)
{
	struct lr_memfile *m = cookie;
	size_t done, part;

	if (n > m->n - m->at)
		n = m->n - m->at;
	for (done = 0; done < n; done += part, m->at += part) {
		if (!turn_to(m, m->at / PART)) {
			errno = ENOMEM;
			return -1;
		}
		part = PART - m->at % PART;
		if (part > n - done)
			part = n - done;
		memcpy(p + done, m->data + m->at % PART, part);
	}
	return (ssize_t)n;
}

static int
memory_seek(void *cookie, off64_t *to, int whence)
{
	struct lr_memfile *m = cookie;
	off64_t from = whence == SEEK_CUR ? (off64_t)m->at
	    : whence == SEEK_END	  ? (off64_t)m->n
					  : 0;

	if (from + *to < 0 || (size_t)(from + *to) > m->n) {
		errno = EINVAL;
		return -1;
	}
	*to += from;
	m->at = (size_t)*to;
	return 0;
}

static int
memory_close(void *cookie)
{
	struct lr_memfile *m = cookie;
	size_t i;

	for (i = 0; i < m->parts; i++)
		lr_wiped_free(m->part[i].p);
	free(m->part);
	*m->link = m->next;
	if (m->next != NULL)
		m->next->link = m->link;
	lr_wiped_free(m);
	return 0;
}

FILE *
lr_memfile_open(struct lr_memfiles *all)
{
	const cookie_io_functions_t calls = { memory_read, memory_write,
		memory_seek, memory_close };
	struct lr_memfile *m = lr_wiped_calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	if ((m->f = fopencookie(m, "w+b", calls)) == NULL) {
		lr_wiped_free(m);
		return NULL;
	}
	m->all = all;
	if ((m->next = all->first) != NULL)
		m->next->link = &m->next;
	m->link = &all->first;
	all->first = m;
	return m->f;
}

void
lr_memfile_close_all(struct lr_memfiles *all)
{
	while (all->first != NULL)
		(void)fclose(all->first->f);
	lr_wiped_free(all->engine);
	all->engine = NULL;
}
