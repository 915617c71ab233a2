/* One log, read on from where the last run left it. */
#include "log.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ascii.h"
#include "file.h"

/* ---- places in the file */

static uint64_t
place(const struct log *log)
{
	return log->base + lr_line_taken(&log->in);
}

/* Begin to read at an offset; raw: the bytes are what they are. */
static enum lr_err
begin_at(struct log *log, uint64_t offset, bool raw)
{
	enum lr_err err;

	lr_unpack_close(&log->in.in);
	if (log->kind != LOG_STREAM &&
	    lseek(log->fd, (off_t)offset, SEEK_SET) < 0)
		return LR_EIO;
	if ((err = lr_line_open(&log->in, log->fd, false)) != LR_OK)
		return err;
	log->in.whole = log->kind != LOG_STREAM;
	log->in.in.started = raw;
	log->base = offset;
	return LR_OK;
}

/* LR_END: the log is not that long. */
static enum lr_err
go_to(struct log *log, uint64_t offset)
{
	struct lr_span s;
	enum lr_err err;

	if (log->kind == LOG_PLAIN)
		return begin_at(log, offset, true);
	if (place(log) > offset && (err = begin_at(log, 0, false)) != LR_OK)
		return err;
	while (place(log) < offset) {
		if ((err = lr_line_peek(&log->in, 1, &s)) != LR_OK)
			return err;
		if (s.n == 0)
			return LR_END;
		if (s.n > offset - place(log))
			s.n = (size_t)(offset - place(log));
		lr_line_drop(&log->in, s.n);
	}
	return LR_OK;
}

/* ---- which log is it? */

/* LR_OK: what stands before the offset is what stood there; LR_EBAD: it is
 * not; LR_END: the log ends before. */
static enum lr_err
tail_fits(struct log *log, struct lr_logstate *st, const struct lr_logmark *m)
{
	char text[LR_LOGSTATE_TAIL];
	unsigned char print[LR_SIPHASH];
	struct lr_span s = { text, m->tail_n };
	uint64_t from = m->offset - m->tail_n;
	enum lr_err err;

	if (log->kind == LOG_PLAIN) {
		if (log->size < m->offset ||
		    pread(log->fd, text, s.n, (off_t)from) != (ssize_t)s.n)
			return LR_END;
	} else {
		if ((err = go_to(log, from)) == LR_OK)
			err = lr_line_peek(&log->in, s.n, &s);
		/* compressed data that are cut: still being written, maybe */
		if (err == LR_END || err == LR_EBAD)
			return LR_END;
		if (err != LR_OK)
			return err;
		if (s.n < m->tail_n)
			return LR_END;
		s.n = m->tail_n;
	}
	lr_logstate_print(st, s, print);
	return memcmp(print, m->tail, sizeof(print)) == 0 ? LR_OK : LR_EBAD;
}

/* Go to where reading stopped, having read the #Fields that apply there. */
static enum lr_err
resume(struct log *log)
{
	const struct lr_hit *hit;
	struct lr_span s;
	enum lr_err err;

	if (log->mark.has_header) {
		if ((err = go_to(log, log->mark.header)) != LR_OK)
			return err;
		while (place(log) < log->mark.offset &&
		    lr_line_peek(&log->in, 1, &s) == LR_OK && s.n > 0 &&
		    s.p[0] == '#' && lr_line_next(&log->in, &s) == LR_OK)
			(void)lr_logformat_read(log->format, s, &hit);
	}
	if ((err = go_to(log, log->mark.offset)) != LR_OK)
		return err;
	log->in.skip = log->mark.mid;
	log->lines = log->mark.lines - log->in.number;
	log->head_n = log->mark.head_n;
	return LR_OK;
}

static enum lr_err
recognise(struct log *log, struct lr_logstate *st, int64_t now)
{
	size_t i = st->n, part = LOG_NO_SLOT;
	struct lr_span head = { log->head, log->head_n };
	enum lr_err err;

	while (lr_logstate_find(st, head, &i)) {
		err = tail_fits(log, st, &st->mark[i]);
		if (err == LR_OK) {
			log->slot = i;
			log->mark = st->mark[i];
			return resume(log);
		}
		if (err == LR_END && st->mark[i].head_n == LR_LOGSTATE_HEAD)
			part = i;
		if (err != LR_END && err != LR_EBAD)
			return err;
	}
	if (part != LOG_NO_SLOT) {
		/* a copy, or compressed data, not yet written to its end */
		st->mark[part].seen = now;
		st->mark[part].met = true;
		return LR_END;
	}
	log->head_n = 0;
	return go_to(log, 0);
}

/* A compressed log that was read to its end is the same when the file is. */
static bool
is_done(struct log *log, struct lr_logstate *st, int64_t now)
{
	size_t i;

	for (i = 0; i < st->n; i++) {
		struct lr_logmark *m = &st->mark[i];

		if (m->complete && m->device == log->mark.device &&
		    m->inode == log->mark.inode && m->size == log->size &&
		    m->mtime == log->mtime) {
			m->seen = now;
			m->met = true;
			return true;
		}
	}
	return false;
}

/* The first bytes, and whether they are what stands in the file. */
static enum lr_err
look(struct log *log)
{
	char raw[LR_LOGSTATE_HEAD];
	struct lr_span s;
	enum lr_err err = lr_line_peek(&log->in, sizeof(raw), &s);

	/* data cut short: what there is of it */
	if (err != LR_OK && err != LR_EBAD)
		return err;
	log->head_n = s.n < sizeof(raw) ? s.n : sizeof(raw);
	memcpy(log->head, s.p, log->head_n);
	if (pread(log->fd, raw, log->head_n, 0) != (ssize_t)log->head_n ||
	    memcmp(raw, log->head, log->head_n) != 0 || err == LR_EBAD)
		log->kind = LOG_PACKED;
	return err;
}

uint64_t
log_mtime(const struct stat *st)
{
	return (uint64_t)st->st_mtim.tv_sec * UINT64_C(1000000000) +
	    (uint64_t)st->st_mtim.tv_nsec;
}

enum lr_err
log_open(struct log *log, const char *name, struct lr_logstate *st, int64_t now)
{
	char *buffer = log->in.p;
	enum lr_err err;
	struct stat f;
	uint64_t device, inode;

	*log = (struct log){ .name = name,
		.format = log->format,
		.in = { .p = buffer, .in = { .fd = -1 } },
		.slot = LOG_NO_SLOT };
	lr_logformat_file(log->format);
	if ((err = lr_file_open(name, &log->fd)) != LR_OK) {
		log->fd = -1;
		return err;
	}
	if (fstat(log->fd, &f) != 0)
		return LR_EIO;
	if (log->fd == STDIN_FILENO || !S_ISREG(f.st_mode)) {
		log->kind = LOG_STREAM;
		return begin_at(log, 0, false);
	}
	log->mark.device = device = (uint64_t)f.st_dev;
	log->mark.inode = inode = (uint64_t)f.st_ino;
	log->size = (uint64_t)f.st_size;
	log->mtime = log_mtime(&f);
	if (is_done(log, st, now))
		return LR_END;
	if ((err = begin_at(log, 0, false)) == LR_OK &&
	    (err = look(log)) == LR_OK)
		err = recognise(log, st, now);
	log->mark.device = device;
	log->mark.inode = inode;
	log->mark.complete = false;
	log->changed = err == LR_OK;
	return err;
}

void
log_close(struct log *log)
{
	lr_unpack_close(&log->in.in);
	if (log->fd > STDIN_FILENO)
		close(log->fd);
	log->fd = -1;
}

/* ---- lines */

/* #Fields stands in a block of directives: the whole of it is read again. */
static void
directive(struct log *log, struct lr_span s)
{
	const char *end = log->in.p + log->in.pos;

	if (!log->block)
		log->block_at = place(log) - (uint64_t)(end - s.p);
	log->block = true;
	if (s.n >= 7 && lr_ascii_eq(lr_span_sub(s, 0, 7), LR_SPAN("#fields"))) {
		log->mark.header = log->block_at;
		log->mark.has_header = true;
	}
}

/* Something was taken: keep count. */
static void
took(struct log *log, enum lr_err err, struct lr_span s)
{
	const struct lr_line *in = &log->in;
	uint64_t n = place(log) - log->mark.offset;
	size_t room = sizeof(log->head) - log->head_n;

	if (n == 0)
		return;
	/* whatever is long has filled the head before */
	if (room > 0 && n <= in->pos) {
		room = n < room ? (size_t)n : room;
		memcpy(log->head + log->head_n, in->p + in->pos - n, room);
		log->head_n += room;
	}
	log->mark.offset += n;
	log->mark.lines = log_line(log);
	log->mark.mid = in->skip;
	log->moved = log->changed = true;
	if (err == LR_OK && s.n > 0 && s.p[0] == '#')
		directive(log, s);
	else
		log->block = false;
}

enum lr_err
log_next(struct log *log, struct lr_span *s)
{
	enum lr_err err = lr_line_next(&log->in, s);

	if (log->kind == LOG_STREAM)
		return err;
	if (err == LR_END && log->kind == LOG_PACKED) {
		log->in.whole = false;
		err = lr_line_next(&log->in, s);
		if (err == LR_END) {
			log->mark.complete = log->changed = true;
			log->mark.size = log->size;
			log->mark.mtime = log->mtime;
		}
	}
	took(log, err, *s);
	return err;
}

unsigned long
log_line(const struct log *log)
{
	return log->lines + log->in.number;
}

enum lr_err
log_note(struct log *log, struct lr_logstate *st, int64_t now)
{
	struct lr_logmark *m = &log->mark;
	struct lr_span s;
	enum lr_err err;

	if (log->kind == LOG_STREAM || m->offset == 0)
		return LR_OK;
	if (log->slot == LOG_NO_SLOT &&
	    (err = lr_logstate_add(st, &log->slot)) != LR_OK)
		return err;
	if (log->moved) {
		s = lr_line_behind(&log->in);
		m->tail_n = (unsigned)s.n;
		lr_logstate_print(st, s, m->tail);
		m->head_n = (unsigned)log->head_n;
		lr_logstate_print(st, lr_span(log->head, log->head_n), m->head);
	}
	m->seen = now;
	m->met = true;
	st->mark[log->slot] = *m;
	log->changed = false;
	return LR_OK;
}
