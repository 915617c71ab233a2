#include "logstate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "hash.h"
#include "line.h"
#include "record.h"

#define VERSION 1
#define LINE 600 /* more than a line of the file has */

void
lr_logstate_init(struct lr_logstate *st)
{
	uint64_t half[2];

	*st = (struct lr_logstate){ .mark = NULL };
	if (getrandom(st->key, sizeof(st->key), 0) == sizeof(st->key))
		return;
	/* an old kernel: as good as it gets */
	half[0] = lr_hash_seed();
	half[1] = lr_hash(lr_span((char *)half, 8), half[0]);
	memcpy(st->key, half, sizeof(st->key));
}

void
lr_logstate_free(struct lr_logstate *st)
{
	free(st->mark);
	*st = (struct lr_logstate){ .mark = NULL };
}

enum lr_err
lr_logstate_lock(const char *path, int *fd)
{
	struct lr_buf name;
	int keep;

	lr_buf_init(&name, 65536);
	lr_buf_printf(&name, "%s.lock", path);
	lr_buf_str(&name);
	if (name.err != LR_OK) {
		lr_buf_free(&name);
		return LR_ENOMEM;
	}
	*fd = open(name.p, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	keep = errno;
	lr_buf_free(&name);
	errno = keep;
	if (*fd < 0)
		return LR_EIO;
	while (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		keep = errno;
		close(*fd);
		*fd = -1;
		errno = keep;
		return keep == EWOULDBLOCK ? LR_EAGAIN : LR_EIO;
	}
	return LR_OK;
}

/* ---- reading */

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
hex(struct lr_record *r, struct lr_span key, unsigned char *out)
{
	struct lr_span s = lr_record_str(r, key);
	size_t i;

	if (s.n != 2 * LR_SIPHASH)
		return false;
	for (i = 0; i < LR_SIPHASH; i++) {
		int a = digit(s.p[2 * i]), b = digit(s.p[2 * i + 1]);

		if (a < 0 || b < 0)
			return false;
		out[i] = (unsigned char)(a << 4 | b);
	}
	return true;
}

/* {"lr_logstate":1,"key":"...","logs":2} */
static const char *
read_header(struct lr_logstate *st, struct lr_record *r, uint64_t *logs)
{
	uint64_t version;

	if (!lr_record_u64(r, LR_SPAN("lr_logstate"), &version))
		return "not a state of lr-ingest";
	if (version != VERSION)
		return "written by another version of lr";
	if (!hex(r, LR_SPAN("key"), st->key) ||
	    !lr_record_u64(r, LR_SPAN("logs"), logs) ||
	    *logs > LR_LOGSTATE_LOGS)
		return "damaged";
	return NULL;
}

static bool
read_mark(struct lr_record *r, struct lr_logmark *m)
{
	uint64_t head_n, tail_n;

	*m = (struct lr_logmark){ .offset = 0 };
	if (!lr_record_u64(r, LR_SPAN("offset"), &m->offset) ||
	    !lr_record_u64(r, LR_SPAN("lines"), &m->lines) ||
	    !lr_record_u64(r, LR_SPAN("device"), &m->device) ||
	    !lr_record_u64(r, LR_SPAN("inode"), &m->inode) ||
	    !lr_record_u64(r, LR_SPAN("head_bytes"), &head_n) ||
	    !lr_record_u64(r, LR_SPAN("tail_bytes"), &tail_n) ||
	    !hex(r, LR_SPAN("head"), m->head) ||
	    !hex(r, LR_SPAN("tail"), m->tail) ||
	    !lr_time_parse(lr_record_str(r, LR_SPAN("seen")), &m->seen))
		return false;
	m->has_header = lr_record_u64(r, LR_SPAN("header"), &m->header);
	m->mid = lr_record_true(r, LR_SPAN("mid"));
	m->complete = lr_record_u64(r, LR_SPAN("size"), &m->size) &&
	    lr_record_u64(r, LR_SPAN("mtime"), &m->mtime);
	m->head_n = (unsigned)head_n;
	m->tail_n = (unsigned)tail_n;
	return m->offset > 0 && m->offset < UINT64_MAX / 2 &&
	    head_n ==
	    (m->offset < LR_LOGSTATE_HEAD ? m->offset : LR_LOGSTATE_HEAD) &&
	    tail_n <= LR_LOGSTATE_TAIL && tail_n <= m->offset &&
	    (!m->has_header || m->header < m->offset);
}

static enum lr_err
load(struct lr_logstate *st, struct lr_line *l, struct lr_record *r,
    const char **why)
{
	uint64_t logs = 0, i;
	struct lr_span s;
	enum lr_err err;
	size_t k;

	if ((err = lr_line_next(l, &s)) != LR_OK || l->torn ||
	    lr_record_parse(r, s) != LR_OK)
		return err == LR_EIO ? err : LR_EBAD;
	if ((*why = read_header(st, r, &logs)) != NULL)
		return LR_EBAD;
	*why = "damaged";
	for (i = 0; i < logs; i++) {
		if ((err = lr_line_next(l, &s)) != LR_OK)
			return err == LR_EIO ? err : LR_EBAD;
		if ((err = lr_logstate_add(st, &k)) != LR_OK)
			return err;
		if (l->torn || lr_record_parse(r, s) != LR_OK ||
		    !read_mark(r, &st->mark[k]))
			return LR_EBAD;
	}
	return lr_line_next(l, &s) == LR_END ? LR_OK : LR_EBAD;
}

enum lr_err
lr_logstate_load(struct lr_logstate *st, const char *path, const char **why)
{
	struct lr_record *r;
	struct lr_line l = { .p = NULL };
	enum lr_err err;
	int fd, keep;

	lr_logstate_init(st);
	*why = "not a state of lr-ingest";
	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) < 0)
		return errno == ENOENT ? LR_END : LR_EIO;
	if ((r = malloc(sizeof(*r))) == NULL) {
		close(fd);
		return LR_ENOMEM;
	}
	lr_record_init(r);
	err = lr_line_open(&l, fd, true);
	if (err == LR_OK)
		err = load(st, &l, r, why);
	keep = errno;
	lr_line_close(&l);
	lr_record_free(r);
	free(r);
	if (err != LR_OK)
		lr_logstate_free(st);
	errno = keep;
	return err;
}

/* ---- writing */

static void
put_hex(struct lr_buf *b, const char *key, const unsigned char *p)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	lr_buf_printf(b, ",\"%s\":\"", key);
	for (i = 0; i < LR_SIPHASH; i++) {
		lr_buf_putc(b, digits[p[i] >> 4]);
		lr_buf_putc(b, digits[p[i] & 15]);
	}
	lr_buf_putc(b, '"');
}

static void
put_number(struct lr_buf *b, const char *key, uint64_t v)
{
	lr_buf_printf(b, ",\"%s\":", key);
	lr_buf_putu(b, v);
}

static void
put_mark(struct lr_buf *b, const struct lr_logmark *m)
{
	char seen[LR_TIME_TEXT];

	lr_time_put(m->seen, seen);
	lr_buf_puts(b, "{\"seen\":\"");
	lr_buf_put(b, lr_span(seen, sizeof(seen)));
	lr_buf_putc(b, '"');
	put_number(b, "offset", m->offset);
	put_number(b, "lines", m->lines);
	put_number(b, "device", m->device);
	put_number(b, "inode", m->inode);
	put_number(b, "head_bytes", m->head_n);
	put_hex(b, "head", m->head);
	put_number(b, "tail_bytes", m->tail_n);
	put_hex(b, "tail", m->tail);
	if (m->has_header)
		put_number(b, "header", m->header);
	if (m->mid)
		lr_buf_puts(b, ",\"mid\":true");
	if (m->complete) {
		put_number(b, "size", m->size);
		put_number(b, "mtime", m->mtime);
	}
	lr_buf_puts(b, "}\n");
}

enum lr_err
lr_logstate_save(struct lr_logstate *st, const char *path, int64_t now)
{
	struct lr_newfile f;
	struct lr_buf b;
	enum lr_err err;
	size_t i, n = 0;

	for (i = 0; i < st->n; i++)
		if (now - st->mark[i].seen <= LR_LOGSTATE_DAYS * LR_DAY)
			n++;
	lr_buf_init(&b, LINE * ((size_t)LR_LOGSTATE_LOGS + 1));
	lr_buf_printf(&b, "{\"lr_logstate\":%d", VERSION);
	put_hex(&b, "key", st->key);
	put_number(&b, "logs", n);
	lr_buf_puts(&b, "}\n");
	for (i = 0; i < st->n; i++)
		if (now - st->mark[i].seen <= LR_LOGSTATE_DAYS * LR_DAY)
			put_mark(&b, &st->mark[i]);
	if ((err = b.err) == LR_OK &&
	    (err = lr_newfile_open(&f, path, 0600)) == LR_OK) {
		err = lr_file_write(f.fd, b.p, b.n);
		if (err == LR_OK)
			err = lr_newfile_commit(&f);
		lr_newfile_abort(&f);
	}
	lr_buf_free(&b);
	return err;
}

/* ---- logs */

enum lr_err
lr_logstate_add(struct lr_logstate *st, size_t *i)
{
	struct lr_logmark *p;
	size_t k, cap = st->cap == 0 ? 16 : 2 * st->cap;

	if (st->n == LR_LOGSTATE_LOGS) {
		for (*i = 0, k = 1; k < st->n; k++)
			if (st->mark[k].seen < st->mark[*i].seen)
				*i = k;
		st->mark[*i] = (struct lr_logmark){ .offset = 0 };
		return LR_OK;
	}
	if (st->n == st->cap) {
		if ((p = realloc(st->mark, cap * sizeof(*p))) == NULL)
			return LR_ENOMEM;
		st->mark = p;
		st->cap = cap;
	}
	*i = st->n++;
	st->mark[*i] = (struct lr_logmark){ .offset = 0 };
	return LR_OK;
}

void
lr_logstate_print(
    const struct lr_logstate *st, struct lr_span s, unsigned char *out)
{
	lr_siphash(st->key, s, out);
}

/* Order of trying: greatest offset first. */
static bool
before(const struct lr_logstate *st, size_t a, size_t b)
{
	uint64_t x = st->mark[a].offset, y = st->mark[b].offset;

	return x != y ? x > y : a < b;
}

bool
lr_logstate_find(const struct lr_logstate *st, struct lr_span head, size_t *i)
{
	unsigned char print[LR_SIPHASH];
	size_t last = *i, best = st->n, k;
	unsigned printed = 0;

	for (k = 0; k < st->n; k++) {
		const struct lr_logmark *m = &st->mark[k];

		if (m->offset == 0 || m->head_n > head.n ||
		    (last < st->n && !before(st, last, k)) ||
		    (best < st->n && !before(st, k, best)))
			continue;
		/* nearly all have the same number of bytes */
		if (m->head_n != printed)
			lr_siphash(
			    st->key, lr_span_sub(head, 0, m->head_n), print);
		printed = m->head_n;
		if (memcmp(print, m->head, sizeof(print)) == 0)
			best = k;
	}
	*i = best;
	return best < st->n;
}
