/* state/spool/SITE/2026-11-25.ndjson, and .count beside it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "dated.h"
#include "file.h"
#include "web.h"

/* Make the folder of a site. */
static enum lr_err
folder(struct web *w, const struct site *s)
{
	const char *path;

	path = path_of(w, "spool", (struct lr_span){ NULL, 0 }, "");
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return LR_EIO;
	path = path_of(w, "spool", lr_span_str(s->name), "");
	return mkdir(path, 0700) != 0 && errno != EEXIST ? LR_EIO : LR_OK;
}

/* Files of days that the site keeps no more go with the first hit of a day.
 * (lr-expire sees to it that no hit grows older than it may.) */
static void
drop_old(struct web *w, const struct site *s, int64_t now)
{
	int64_t first =
	    now - now % LR_DAY - (int64_t)s->conf.spool_days * LR_DAY;
	struct dirent *e;
	int64_t day;
	DIR *dir;

	dir = opendir(path_of(w, "spool", lr_span_str(s->name), ""));
	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.' &&
		    lr_dated(lr_span_str(e->d_name), &day) && day < first)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
}

/* ---- a file of the day, open from one hit to the next */

static void
day_close(struct day *d)
{
	if (d->path != NULL)
		close(d->fd);
	free(d->path);
	d->path = NULL;
}

/* Open it with its lock. */
static enum lr_err
day_open(struct web *w, const struct site *s, int64_t now, const char *ending,
    struct day *d, struct stat *st)
{
	char day[LR_TIME_TEXT], name[LR_BEACON_SITE + 16];
	const char *path;
	enum lr_err err;
	int i;

	lr_time_put(now, day);
	snprintf(name, sizeof(name), "%s/%.10s", s->name, day);
	for (i = 0, err = LR_EIO; i < 2; i++) {
		path = path_of(w, "spool", lr_span_str(name), ending);
		err = lr_file_append(path, &d->fd);
		if (err == LR_OK || errno != ENOENT || folder(w, s) != LR_OK)
			break;
	}
	if (err != LR_OK)
		return err;
	d->path = malloc(w->path.n + 1);
	if (d->path == NULL || fstat(d->fd, st) != 0) {
		err = d->path == NULL ? LR_ENOMEM : LR_EIO;
		close(d->fd);
		free(d->path);
		d->path = NULL;
		return err;
	}
	memcpy(d->path, path, w->path.n + 1);
	d->day = now / LR_DAY;
	d->end = 0;
	d->device = (uint64_t)st->st_dev;
	d->inode = (uint64_t)st->st_ino;
	return LR_OK;
}

/* Lock it, and tell how long it is. Another file may have its name by now. */
static enum lr_err
day_lock(struct web *w, const struct site *s, int64_t now, const char *ending,
    struct day *d, off_t *size)
{
	enum lr_err err;
	struct stat st;

	if (d->path != NULL && d->day == now / LR_DAY) {
		while (flock(d->fd, LOCK_EX) != 0)
			if (errno != EINTR)
				return LR_EIO;
		if (stat(d->path, &st) == 0 &&
		    (uint64_t)st.st_dev == d->device &&
		    (uint64_t)st.st_ino == d->inode) {
			*size = st.st_size;
			return LR_OK;
		}
	}
	day_close(d);
	if ((err = day_open(w, s, now, ending, d, &st)) == LR_OK)
		*size = st.st_size;
	return err;
}

void
spool_close(struct site *s)
{
	day_close(&s->hits);
	day_close(&s->counts);
}

/* ---- what is written */

/* A line that was not ended, since the machine went down over it, gets its
 * end first: it is one bad line, not two. */
static bool
is_torn(int fd, off_t size)
{
	char last;

	return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

enum lr_err
append_whole(int fd, off_t size, struct lr_span line)
{
	ssize_t done = write(fd, line.p, line.n);
	int keep = done < 0 ? errno : ENOSPC;

	if (done == (ssize_t)line.n)
		return LR_OK;
	if (done > 0 && ftruncate(fd, size) != 0)
		keep = errno;
	errno = keep;
	return LR_EIO;
}

static enum lr_err
put(struct web *w, struct site *s, int64_t now, const char *ending,
    struct day *d, struct lr_span line)
{
	enum lr_err err;
	off_t size;
	int keep;

	if ((err = day_lock(w, s, now, ending, d, &size)) != LR_OK)
		return err;
	/* our own lines are whole */
	if (size != d->end && is_torn(d->fd, size)) {
		err = append_whole(d->fd, size, LR_SPAN("\n"));
		size++;
	}
	if (err == LR_OK)
		err = append_whole(d->fd, size, line);
	keep = errno;
	d->end = err == LR_OK ? size + (off_t)line.n : 0;
	(void)flock(d->fd, LOCK_UN);
	if (err == LR_OK && size == 0)
		drop_old(w, s, now);
	errno = keep;
	return err;
}

enum lr_err
spool_put(struct web *w, struct site *s, int64_t now, struct lr_span line)
{
	return put(w, s, now, ".ndjson", &s->hits, line);
}

/* One line a view: wc -l counts them. */
enum lr_err
spool_count(struct web *w, struct site *s, int64_t now)
{
	return put(w, s, now, ".count", &s->counts, LR_SPAN("1\n"));
}
